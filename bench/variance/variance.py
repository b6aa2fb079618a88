#!/usr/bin/env python3
"""How many times less variance has a paired difference than an unpaired one? usage: variance.py CAREWAY [--seed N]. About two minutes.

Runs the ward of ward.yaml (a mean of about 655 beds needed) with beds for a load of 88 % and of 97 %, each with and without ten more
beds, and with one member of staff less, and prints the factor (var A + var B) / var (B - A) of each figure as `careway compare` gives
it. Exit status 1 when ten more beds give less than 5 below a load of 90 %, or staffing less than 100 where the beds are the bottleneck,
as they are in practice. With beds to spare, the time in the department varies with hardly anything but the waits that the staffing
itself changes, and these do not all change by the same amount: there the factor is what it is."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
NEEDED = 340 * 0.35 * 5.5


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("careway")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)

        def run(name, beds, staff):
            (folder / f"{name}.yaml").write_text(f"scenario: {name}\nof: {HERE / 'ward.yaml'}\nabout: beds and staff\nchanges:\n"
                                                 f"  - set: {{site.resources.bed.capacity: {beds}}}\n  - set: {{site.resources.staff.capacity: {staff}}}\n")
            subprocess.run([arguments.careway, "run", folder / f"{name}.yaml", "--out", folder / f"{name}.h5", "--quiet", "--seed",
                            str(arguments.seed)], check=True)

        def compare(base, other, figure, least):
            text = subprocess.run([arguments.careway, "compare", folder / f"{base}.h5", folder / f"{other}.h5", "--json"], check=True,
                                  capture_output=True, text=True).stdout
            line = next(l for l in json.loads(text)["others"][0]["lines"] if l["label"] == figure)
            factor, d = line["variance_reduction"], line["difference"]
            print(f"| {base} -> {other} | {figure} | {line['base']['value']:.4g} | {d['value']:.4g} ({d['low']:.4g} to {d['high']:.4g}) | "
                  f"{'same in every replication' if factor is None else f'{factor:.1f}'} |", flush=True)
            return factor is not None and least is not None and factor < least

        print("| change | figure | base | difference (95%) | times less variance |\n|---|---|---|---|---|")
        for load, least, least_staffing in ((0.88, 5, None), (0.97, None, 100)):
            beds = round(NEEDED / load)
            base, more, fewer = (f"load_{load:.0%}".replace("%", "") + tail for tail in ("", "_ten_more_beds", "_one_fewer_staff"))
            run(base, beds, 30)
            run(more, beds + 10, 30)
            run(fewer, beds, 29)
            bad += compare(base, more, "Time in department", least) + compare(base, more, "Beds in use", least)
            compare(base, more, "Wait for a bed", None)
            bad += compare(base, fewer, "Time in department", least_staffing)
            compare(base, fewer, "Wait for staff", None)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
