#!/usr/bin/env python3
"""What it costs to spread one run: threads and ranks against two copies at once, keeping finished replications, merging shares, memory.
usage: measure.py CAREWAY [MODEL.yaml] [ROUNDS]. About three minutes for the default (scenarios/winter.yaml, 5 rounds) on two quiet cores.
Prints medians and the range over rounds; each round measures all ways one after the other, so that a load that comes and goes hits all."""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPLICATIONS = 8
SURROUNDINGS = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1"}


def timed(*commands):
    """Runs the commands at once. Wall seconds, and processor seconds of all of them."""
    before, begun = os.times(), time.monotonic()
    processes = [subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=SURROUNDINGS) for command in commands]
    for process in processes:
        _, words = process.communicate()
        if process.returncode != 0:
            sys.exit(words.decode())
    after = os.times()
    return time.monotonic() - begun, after.children_user + after.children_system - before.children_user - before.children_system


def main():
    careway = os.path.abspath(sys.argv[1])
    model = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "scenarios/winter.yaml"
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    ways = {"two copies at once, half each": [], "one run, two threads": [], "one run, two ranks": [], "reading and checking alone": []}
    merging = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        run = [careway, "run", model, "--quiet"]
        for _ in range(rounds):
            ways["two copies at once, half each"].append(timed(*[[*run, "--threads", 1, "--replications", REPLICATIONS // 2, "--out", folder / f"copy{i}.h5"] for i in (1, 2)]))
            ways["one run, two threads"].append(timed([*run, "--threads", 2, "--replications", REPLICATIONS, "--out", folder / "threads.h5"]))
            ways["one run, two ranks"].append(timed(["mpirun", "-n", 2, *run, "--replications", REPLICATIONS, "--out", folder / "ranks.h5"]))
            ways["reading and checking alone"].append(timed([careway, "check", model]))
        for i in range(1, REPLICATIONS + 1):
            timed([*run, "--threads", 1, "--replications", REPLICATIONS, "--share", f"{i}/{REPLICATIONS}", "--out", folder / f"part{i}.h5"])
        for _ in range(rounds):
            merging.append(timed([careway, "merge", *[folder / f"part{i}.h5" for i in range(1, REPLICATIONS + 1)], "--out", folder / "merged.h5", "--quiet"]))
        print(f"{pathlib.Path(model).name}, {REPLICATIONS} replications, {rounds} rounds, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        for way, times in {**ways, f"merging {REPLICATIONS} shares": merging}.items():
            wall, work = [t[0] for t in times], [t[1] for t in times]
            print(f"  {way:32} wall {statistics.median(wall):6.2f} s ({min(wall):.2f} to {max(wall):.2f})   processor {statistics.median(work):6.2f} s ({min(work):.2f} to {max(work):.2f})")
        copies = ways["two copies at once, half each"]
        for way in ("one run, two threads", "one run, two ranks"):
            wall = [c[0] / t[0] for c, t in zip(copies, ways[way])]
            work = [c[1] / t[1] for c, t in zip(copies, ways[way])]
            print(f"  {way:32} efficiency {statistics.median(wall):.3f} by wall ({min(wall):.3f} to {max(wall):.3f}), {statistics.median(work):.3f} by processor ({min(work):.3f} to {max(work):.3f})")
        size = (folder / "merged.h5").stat().st_size
        print(f"  results file {size / 1e6:.2f} MB; share {(folder / 'part1.h5').stat().st_size / 1e6:.2f} MB")
        rank = subprocess.run(["mpirun", "-n", "2", "/usr/bin/time", "-f", "%M KB", *map(str, run), "--replications", str(REPLICATIONS), "--out", str(folder / "memory.h5")],
                              capture_output=True, text=True, env=SURROUNDINGS)
        print("  most memory of a rank, rank 0 the larger:", ", ".join(sorted(re.findall(r"\d+ KB", rank.stderr))))
        process = subprocess.Popen([*map(str, run), "--threads", "1", "--replications", str(REPLICATIONS + 2), "--out", str(folder / "kept.h5")], stderr=subprocess.DEVNULL)
        partial, sizes = folder / "kept.h5.partial", []
        while process.poll() is None:
            if partial.exists():
                sizes.append(partial.stat().st_size)
            time.sleep(0.005)
        steps = sorted({b - a for a, b in zip(sizes, sizes[1:]) if b > a})
        if steps:
            print(f"  a finished replication takes {steps[len(steps) // 2] / 1e3:.0f} kB in the partial file")


if __name__ == "__main__":
    main()
