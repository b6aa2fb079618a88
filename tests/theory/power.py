#!/usr/bin/env python3
"""Shows that run_theory.py would notice a wrong model.

    power.py CAREWAY [--suite quick|slow] [--seed N] [CASES ...]

A check that cannot fail is worse than none. Each of the cases below is run with one input that is wrong by 2 % (by a
scenario that changes it), at the size of the suite, and must be rejected by at least one metric at ALPHA = 1e-6. A
program with such an error, in a sampler, in a queue, in an arrival curve, would be rejected likewise. The last column is
about how many replications that takes: z grows like their square root. Exit status 1 when an error goes unnoticed.
"""
import argparse
import json
import math
import os
import sys
import tempfile

import run_theory

# case, what is wrong, the change
WRONG = [
    ("O-MMC-07", "service mean +2 % (M/M/12)", "scale: {care.steps.arrive.delay.exponential.mean: 1.02}"),
    ("O-SCH-03", "arrival rate +2 % (sine, overload by day)", "scale: {unit.arrivals.patients.rate: 1.02}"),
    ("O-LOSS-04", "capacity -2 % (300 beds, loss)", "set: {unit.bed.capacity: 294}"),
    ("O-BLK-05", "share admitted +2 % (boarding)", "set: {care.steps.arrive.split.move_on: 0.306}"),
    ("O-ABAN-01", "patience +2 % (Erlang A)", "scale: {care.steps.join_queue.seize.patience.exponential.mean: 1.02}"),
    ("O-PRIO-03", "service of the first category +2 % (pre-emption)", "scale: {surgery.steps.first.delay.gamma.scale: 1.02}"),
    ("O-INF-01", "sd of the stay +2 %, mean kept (lognormal)", "scale: {ward.steps.admit.delay.lognormal.sd: 1.02}"),
    ("O-TRN-03", "arrival rate +2 % (transient)", "scale: {unit.arrivals.patients.rate: 1.02}"),
]


def main():
    parser = argparse.ArgumentParser(description="Runs models that are wrong by 2 % and expects them to be rejected.")
    parser.add_argument("careway")
    parser.add_argument("--suite", choices=["quick", "slow"], default="slow")
    parser.add_argument("--seed", type=int)
    parser.add_argument("cases", nargs="*")
    arguments = parser.parse_intermixed_args()
    with open(os.path.join(run_theory.HERE, "cases.json"), encoding="utf-8") as file:
        cases = {case["id"]: case for case in json.load(file)["cases"]}
    unnoticed, total = 0, 0.0
    print(f"{'case':10} {'wrong by 2 %':50} {'rejected by':>11} {'worst metric':28} {'z':>7} {'replications':>12} {'needed':>7}")
    for name, words, change in WRONG:
        if arguments.cases and not any(name.startswith(c) for c in arguments.cases):
            continue
        case = cases[name]
        with tempfile.TemporaryDirectory() as folder:
            scenario = os.path.join(folder, "wrong.yaml")
            with open(scenario, "w", encoding="utf-8") as file:
                file.write(f"scenario: wrong\nof: {os.path.join(run_theory.HERE, case['model'])}\nabout: One input is wrong\n"
                           f"changes:\n  - {change}\n")
            rows, cpu = run_theory.run_case(arguments.careway, case, arguments.suite, arguments.seed, {case["model"]: scenario})
        total += cpu
        rejected = [row for row in rows if not row["good"]]
        worst = max((row for row in rows if row["z"] is not None), key=lambda row: abs(row["normal"]))
        needed = math.ceil(worst["replications"] * (4.9 / max(abs(worst["normal"]), 0.1)) ** 2)
        print(f"{name:10} {words:50} {len(rejected):4} of {len(rows):3} {worst['name'][:28]:28} {worst['z']:7.1f}"
              f" {worst['replications']:12} {needed:7}", flush=True)
        unnoticed += not rejected
    print(f"\n{unnoticed} went unnoticed; {total:.0f} s of CPU")
    sys.exit(1 if unnoticed else 0)


if __name__ == "__main__":
    main()
