#!/usr/bin/env python3
"""Writes the small models of tests/language, one a file, for the fuzzers to begin with. usage: hand_models.py FOLDER

Reads the raw texts of the tests: one with `model:` is a model as it is; one with `steps:` is the inside of a pathway, and gets the frame that the tests give
it (tests/support/run_model.cpp). What a test joins from pieces is not found."""
import pathlib
import re
import sys

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
tests = pathlib.Path(__file__).parent.parent / "language"
for source in sorted(tests.glob("*_test.cpp")):
    for n, text in enumerate(re.findall(r'R"\((.*?)\)"', source.read_text(), flags=re.S)):
        if "steps:" not in text:
            continue
        if not re.search(r"^model:", text, flags=re.M):
            text = "model: test\npathways:\n  clinic:\n" + "".join(f"    {row}\n" for row in text.strip("\n").split("\n"))
        if "experiment:" not in text:
            text += "\nexperiment: {length: 1 day, replications: 1}\n"
        (out / f"{source.stem}_{n:02}.yaml").write_text(text)
