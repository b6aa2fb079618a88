#!/usr/bin/env python3
"""Do the programs that run M3 find the same? usage: same_digest.py FOLDER MODEL. FOLDER: of m3_floor, m3_plain, m3_engine. Two seconds.

Compares all figures and the digest of each replication, at sizes 1 and 10 and for two seeds, and that the seed changes them; with
the draws of <random> the figures of size 10 must agree within a tenth."""
import pathlib
import re
import subprocess
import sys

folder, model = pathlib.Path(sys.argv[1]), sys.argv[2]


def lines(program, *words):
    return subprocess.run([folder / program, *map(str, words)], check=True, capture_output=True, text=True).stdout.splitlines()


seen = set()
for size, replications, seed, days in ((1, 3, 1, 60), (1, 2, 2, 60), (10, 1, 1, 40)):
    floor = lines("m3_floor", size, replications, seed, days)
    if len(floor) != replications:
        sys.exit(f"wanted {replications} lines, got {floor}")
    for found in (lines("m3_plain", size, replications, seed, days), lines("m3_engine", model, size, replications, seed, days)):
        if found != floor:
            sys.exit("not the same:\n" + "\n".join(floor + found))
    seen.update(floor)
if len(seen) != 6:
    sys.exit("replications or seeds do not change the results")
numbers = [[float(x) for x in re.findall(r"\d+\.\d+", line)] for line in (*lines("m3_plain", 10, 1, 1, 40), *lines("m3_plain", 10, 1, 1, 40, "--random"))]
if len(numbers) != 2 or len(numbers[0]) != len(numbers[1]) or len(numbers[0]) < 5:
    sys.exit(f"wanted two lines of figures: {numbers}")
for keyed, usual in zip(*numbers):
    if abs(keyed - usual) > 0.1 * max(keyed, 1):
        sys.exit(f"the usual draws give other figures: {numbers}")
