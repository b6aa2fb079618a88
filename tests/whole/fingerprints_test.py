#!/usr/bin/env python3
"""Guards the trajectories: for each small model, and for the English one, a hash of what happened (instant, rank, patient, position of all events) and one of what
was measured (numbers, sums and squares of all clocks, totals of all counts, areas of all levels), all exact integers.
It says "different", never "wrong": a commit that means to change results renews the table and says so.
usage: fingerprints_test.py CAREWAY [--renew]. Reads and writes fingerprints.txt beside it. About ten seconds. Needs h5py (Debian's)."""
import hashlib
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = pathlib.Path(__file__).with_name("fingerprints.txt")
DAYS, REPLICATIONS = "30", "2"
LARGE = [ROOT / "scenarios/baseline.yaml"]  # with a long warm-up
LARGE_DAYS, LARGE_REPLICATIONS = "7", "1"


def models():
    files = [*ROOT.glob("models/examples/*.yaml"), *ROOT.glob("models/published/*/*.yaml")]
    return [f for f in sorted(files) if any(line.startswith(("model:", "scenario:")) for line in f.read_text().splitlines())] + LARGE


def integers(group):
    """Names and exact values, wide ones as they stand in the file."""
    for name in sorted(group):
        for part in ("n", "sum_ms", "squares_ms2", "total", "daily_squares", "area_ms", "open_at_end"):
            for ending in ("", "_high", "_low"):
                if part + ending in group[name]:
                    yield f"{name} {part + ending}".encode() + np.ascontiguousarray(group[name][part + ending][...]).tobytes()


def short(pieces):
    sha = hashlib.sha256()
    for piece in pieces:
        sha.update(piece)
    return sha.hexdigest()[:16]


def fingerprint(careway, model):
    days, replications = (LARGE_DAYS, LARGE_REPLICATIONS) if model in LARGE else (DAYS, REPLICATIONS)
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out.h5"
        done = subprocess.run([careway, "run", model, "--out", out, "--days", days, "--replications", replications, "--seed", "1", "--quiet"],
                              capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            return None, f"ends with {done.returncode}: {done.stderr}"
        with h5py.File(out) as file:
            happened = short(np.ascontiguousarray(file["audit/books"][column]).tobytes() for column in ("arrived", "left", "inside_at_end", "trajectory"))
            measured = short(piece for kind in ("clocks", "counts", "levels") for piece in integers(file[kind]))
    return (happened, measured), ""


def main():
    careway, renew = sys.argv[1], "--renew" in sys.argv
    known = {}
    if TABLE.exists():
        known = {line.split()[0]: tuple(line.split()[1:]) for line in TABLE.read_text().splitlines() if line and not line.startswith("#")}
    lines, faults = [], []
    for model in models():
        name = str(model.relative_to(ROOT))
        seen, fault = fingerprint(careway, model)
        if seen is None:
            faults.append(f"{name} {fault}")
            continue
        lines.append(f"{name:58} {seen[0]} {seen[1]}")
        if name not in known:
            faults.append(f"{name}: has no fingerprint yet")
        elif known.pop(name) != seen:
            faults.append(f"{name}: is another trajectory than before, or is measured otherwise")
    faults += [f"{name}: is in the table, and there is no such model" for name in known]
    if renew:
        head = f"# model, hash of what happened, hash of what was measured: {DAYS} days, {REPLICATIONS} replications, seed 1;\n# of scenarios {LARGE_DAYS} and {LARGE_REPLICATIONS}.\n# Renewed by: tests/whole/fingerprints_test.py build/careway --renew\n"
        TABLE.write_text(head + "\n".join(lines) + "\n")
        print(f"{TABLE.name} written: {len(lines)} models")
        return 0
    print("\n".join(faults) if faults else f"{len(lines)} models: the same trajectories as before")
    if faults:
        print("If results are meant to change: tests/whole/fingerprints_test.py build/careway --renew, and say so in the commit.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
