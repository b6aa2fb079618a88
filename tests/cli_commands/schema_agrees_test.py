#!/usr/bin/env python3
"""The JSON Schema and the reader never disagree: every file is fed to both. Shipped files pass both. Of the wrong files of
tests/bad_input, what is wrong in form (an unknown or missing word, a wrong type) is refused by both; what is wrong in meaning is
refused by the reader alone, and listed in bad_input/schema_accepts.txt. usage: schema_agrees_test.py CAREWAY. Half a minute.
Exit 77 (skipped) without jsonschema and PyYAML."""
import concurrent.futures
import json
import re
import subprocess
import sys

import schema_test as text_of  # ends with 77 where a library is missing
from schema_test import jsonschema

CAREWAY = sys.argv[1]
BAD = text_of.ROOT / "tests" / "bad_input"


def accepted_list():
    """File without ending, as folder/name: why a schema cannot see what is wrong in it."""
    pairs = (line.split(": ", 1) for line in (BAD / "schema_accepts.txt").read_text().splitlines() if line and not line.startswith("#"))
    return {name: reason.strip() for name, reason in pairs}


def reader_says(path):
    return subprocess.run([CAREWAY, "check", path], capture_output=True, text=True).returncode


def has_reader(path):
    """Pathway files and the like are read through the model that lists them; a sweep's design by careway sweep."""
    return re.search(r"^(model|scenario):", path.read_text(), re.M)


def main():
    validator = jsonschema.Draft7Validator(json.loads(subprocess.run([CAREWAY, "schema"], check=True, capture_output=True, text=True).stdout))
    fits = lambda path: validator.is_valid(text_of.read(path))
    faults, listed = [], accepted_list()
    shipped = text_of.shipped()
    wrong = {folder: sorted((BAD / folder).glob("*.yaml")) for folder in ("model", "meaning", "doubtful")}
    everything = [path for path in [*shipped, *sum(wrong.values(), [])] if has_reader(path)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        read = dict(zip(everything, pool.map(reader_says, everything)))
    for path in shipped:
        if not fits(path) or read.get(path, 0) != 0:
            faults.append(f"{path.relative_to(text_of.ROOT)} is shipped: schema {fits(path)}, reader {read.get(path)}")
    for path in wrong["doubtful"]:  # these run, with warnings
        if not fits(path) or read.get(path, 0) != 0:
            faults.append(f"doubtful/{path.stem}: schema {fits(path)}, reader {read.get(path)}; both should accept it")
    for folder in ("model", "meaning"):
        for path in wrong[folder]:
            name, says = f"{folder}/{path.stem}", fits(path)
            reason = "names and sums" if folder == "meaning" else listed.pop(name, None)  # what is wrong in meaning was read well
            if read.get(path, 2) != 2:
                faults.append(f"{name}: the reader accepts it ({read[path]})")
            if says and reason is None:
                faults.append(f"{name}: the schema accepts it; make it refuse, or list the file with the reason in schema_accepts.txt")
            if not says and reason is not None:
                faults.append(f"{name}: the schema refuses it ({'take it off the list' if folder == 'model' else 'and the reader reads it well: too tight'})")
    faults += [f"schema_accepts.txt lists {name}, and there is no such file" for name in listed]
    print("\n".join(faults) if faults else f"{len(shipped)} shipped files pass both; of {len(wrong['model'])} files that cannot be read the schema refuses all but those listed")
    return 1 if faults or len(shipped) < 40 or len(everything) < 200 else 0


if __name__ == "__main__":
    sys.exit(main())
