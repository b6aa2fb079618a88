#!/usr/bin/env python3
"""Shows that run_theory.py would notice a wrong engine.

    power.py CAREWAY_BROKEN [--suite quick|slow] [--seed N] [DEFECTS ...]

A check that cannot fail is worse than none. The program careway_broken has an engine and samplers of which one line can be made
wrong by 2 % (tests/broken/defects.py, TWO_PERCENT): a sampler, the clock of arrivals, a capacity, a share, a patience, an order
of service. Nothing in its books is wrong then, so that only exact answers can tell. Each defect is tried on the cases that
depend on it, at the size of the suite, and must be rejected by at least one metric of each at ALPHA = 1e-6; the same case must
pass with the defect asleep, so that it is the defect that is noticed. "Needed" is about how many replications that takes: z
grows like their square root. Exit status 1 when a defect goes unnoticed.
"""
import argparse
import json
import math
import os
import sys

import run_theory

sys.path.insert(0, os.path.join(run_theory.HERE, "..", "broken"))
import defects


def worst_of(rows):
    return max((row for row in rows if row["z"] is not None), key=lambda row: abs(row["normal"]))


def main():
    parser = argparse.ArgumentParser(description="Runs an engine that is wrong by 2 % and expects it to be rejected.")
    parser.add_argument("careway_broken")
    parser.add_argument("--suite", choices=["quick", "slow"], default="slow")
    parser.add_argument("--seed", type=int)
    parser.add_argument("defects", nargs="*")
    arguments = parser.parse_intermixed_args()
    unknown = set(arguments.defects) - {defect["name"] for defect in defects.TWO_PERCENT}
    if unknown:
        parser.error(f"no such defect: {', '.join(sorted(unknown))}")
    with open(os.path.join(run_theory.HERE, "cases.json"), encoding="utf-8") as file:
        cases = {case["id"]: case for case in json.load(file)["cases"]}
    sound, unnoticed, total = {}, 0, 0.0
    print(f"{'case':10} {'wrong by 2 %':52} {'rejected by':>11} {'worst metric':28} {'z':>7} {'replications':>12} {'needed':>7}")
    for defect in defects.TWO_PERCENT:
        if arguments.defects and defect["name"] not in arguments.defects:
            continue
        for name in defect["cases"]:
            run = lambda word: run_theory.run_case([arguments.careway_broken, word], cases[name], arguments.suite, arguments.seed)
            if name not in sound:
                rows, cpu = run("none")
                sound[name] = all(row["good"] for row in rows)
                total += cpu
            rows, cpu = run(defect["name"])
            total += cpu
            rejected = sum(not row["good"] for row in rows)
            worst = worst_of(rows)
            needed = math.ceil(worst["replications"] * (4.9 / max(abs(worst["normal"]), 0.1)) ** 2)
            print(f"{name:10} {defect['about']:52} {rejected:4} of {len(rows):3} {worst['name'][:28]:28} {worst['z']:7.1f}"
                  f" {worst['replications']:12} {needed:7}{'' if sound[name] else '  (the case fails without it, too)'}", flush=True)
            unnoticed += rejected == 0 or not sound[name]
    print(f"\n{unnoticed} went unnoticed; {total:.0f} s of CPU")
    sys.exit(1 if unnoticed else 0)


if __name__ == "__main__":
    main()
