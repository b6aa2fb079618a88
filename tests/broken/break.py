#!/usr/bin/env python3
"""Makes a copy of the engine that has every defect of defects.py in it, each asleep until it is chosen by its number.

    break.py SIM OUT        SIM: the folder sim/, OUT: gets engine/* and engine.cpp that includes it, as the engine is built,
                            random/* as far as changed, and defects.cpp

defects.cpp lists the defects' names and whether their line was found exactly once: a line that has changed is the tests'
business, not the build's.
"""
import os
import pathlib
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import defects

HEADER = """#pragma once
namespace careway::broken {
extern int chosen;  // number of the defect that is awake; 0: none
bool every(int number, int times);
}  // namespace careway::broken
"""


def words(text, number):
    text = re.sub(r"\bIS\b", f"careway::broken::chosen == {number}", text)
    text = re.sub(r"\bSOMETIMES\b", f"careway::broken::every({number}, 97)", text)
    return re.sub(r"\bOFTEN\b", f"careway::broken::every({number}, 50)", text)


def main():
    sim, out = map(pathlib.Path, sys.argv[1:])
    files = sorted({f"engine/{p.name}" for p in (sim / "engine").glob("*.?pp")} | {d["file"] for d in defects.ALL})
    texts = {name: (sim / name).read_text() for name in files}
    rows = []
    for number, defect in enumerate(defects.ALL, 1):
        text = texts[defect["file"]]
        found = text.count(defect["find"]) == 1
        rows.append(f'{{"{defect["name"]}", {"true" if found else "false"}}},')
        if found:
            texts[defect["file"]] = text.replace(defect["find"], words(defect["put"], number))
    for name, text in texts.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('#include "defects.hpp"\n' + text)
    (out / "engine.cpp").write_text("".join(f'#include "{name}"\n' for name in files if name.startswith("engine/") and name.endswith(".cpp")))
    (out / "defects.hpp").write_text(HEADER)
    (out / "defects.cpp").write_text('#include "broken/program.hpp"\n\nnamespace careway::broken {\n\nconst std::vector<Defect> defects{\n    '
                                     + "\n    ".join(rows) + "\n};\n\n}  // namespace careway::broken\n")


main()
