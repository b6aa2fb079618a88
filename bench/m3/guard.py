#!/usr/bin/env python3
"""Has the engine become slower? usage: guard.py M3_ENGINE MODEL FILE [--renew]. About ten seconds; needs valgrind.

Counts the instructions of a longer run of M3 less those of a shorter one, which the load of the machine cannot change, and compares
them, for each event, with the number in FILE: more than 10% above it fails; more than 10% below says that FILE should be renewed.
Exit status 77: not judged, because there is no valgrind or another compiler than the one that FILE names."""
import pathlib
import re
import shutil
import subprocess
import sys

EVENTS_PER_DAY = 400 * 5.844  # starts and ends of activities
MARGIN = 0.10

program, model, file = sys.argv[1:4]


def leave(words):
    print(f"guard: {words}")
    sys.exit(77)


def compiler():
    found = re.search(rb"GCC: \([^)]*\) (\d+)\.\d+\.\d+|clang version (\d+)", pathlib.Path(program).read_bytes())
    return "another" if found is None else f"g++ {found[1].decode()}" if found[1] else f"clang {found[2].decode()}"


def count(days):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, model, "1", "1", "1", str(days)],
                          capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])


if not shutil.which("valgrind"):
    leave("valgrind is not installed (scripts/setup --tests installs it)")
text = pathlib.Path(file).read_text()
wanted, built_with = re.search(r"^(\d+) instructions per event, (.+)$", text, re.M).groups()
if "--renew" not in sys.argv and compiler() != built_with:
    leave(f"built with {compiler()}, and the number is for {built_with}")
each = (count(54) - count(18)) / (EVENTS_PER_DAY * 42)  # each with a sixth of warm-up before
print(f"guard: {each:.0f} instructions per event of M3; {wanted} when last renewed")
if "--renew" in sys.argv:
    pathlib.Path(file).write_text(re.sub(r"^\d+ instructions per event, .+$", f"{each:.0f} instructions per event, {compiler()}", text, flags=re.M))
elif each > int(wanted) * (1 + MARGIN):
    sys.exit("guard: more than 10% slower. If the work is worth it, renew the number in the same commit and say why")
elif each < int(wanted) * (1 - MARGIN):
    print("guard: more than 10% faster: renew the number, so that it is kept (--renew)")
