#!/usr/bin/env python3
"""scripts/check_floors sees each kind of breach: in a small tree that is good, one line at a time is made wrong. usage: floors_test.py. A second."""
import pathlib
import subprocess
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parents[2] / "scripts/check_floors"
GOOD = {
    "floors.txt": "# floor  folder  may include  third-party\n0        base     -                     -\n1        random   base                  pcg_\n2        graph    base                  Eigen/\n",
    "base/ids.hpp": "#include <vector>\n",
    "random/draw.cpp": '#include "random/draw.hpp"\n\n#include <pcg_random.hpp>\n\n#include "base/ids.hpp"\n// embedded, reward, backward, acutely: words that only begin or end so\n',
    "graph/loops.cpp": '#include "base/ids.hpp"\n#include <Eigen/Dense>\n',
    "report/vendor/library.js": "// bed\n",
}
WRONG = {
    "up the floors": ("base/ids.hpp", '#include "random/draw.hpp"', "base may not include random/draw.hpp"),
    "sideways": ("graph/loops.cpp", '#include "random/draw.hpp"', "graph may not include random/draw.hpp"),
    "a library that belongs elsewhere": ("graph/loops.cpp", "#include <pcg_random.hpp>", "pcg_random.hpp does not belong in graph"),
    "a library in no folder": ("base/ids.hpp", "#include <hdf5.h>", "hdf5.h does not belong in base"),
    "a folder that is not in the table": ("study/run.cpp", "", "folder study is not in sim/floors.txt"),
    "a word": ("random/draw.cpp", "// one for each bed", 'the engine knows no "bed"'),
    "a word in capitals": ("random/draw.cpp", "enum { NHS };", 'the engine knows no "NHS"'),
    "a word in a name": ("random/draw.cpp", "int bed_days = 0;", 'the engine knows no "bed"'),
    "a word at the end of a name": ("random/draw.cpp", "int free_beds_;", 'the engine knows no "beds"'),
    "a word in a page": ("graph/README.md", "for wards", 'the engine knows no "wards"'),
    "a word in a page of the ground floor": ("README.md", "for wards", 'the engine knows no "wards"'),
}


class Floors(unittest.TestCase):
    def check(self, files):
        with tempfile.TemporaryDirectory() as name:
            for path, text in files.items():
                file = pathlib.Path(name, "sim", path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            return subprocess.run([CHECK, name], capture_output=True, text=True)

    def test_a_good_tree_is_good(self):
        done = self.check(GOOD)
        self.assertEqual((done.returncode, done.stdout), (0, "floors hold: 3 folders, 4 files\n"), done.stderr)

    def test_an_empty_tree_is_not(self):
        self.assertNotEqual(self.check({}).returncode, 0)

    def test_each_breach_is_named_and_nothing_else(self):
        for what, (path, line, words) in WRONG.items():
            with self.subTest(what):
                done = self.check(GOOD | {path: GOOD.get(path, "") + line + "\n"})
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertIn(words, done.stdout)
                self.assertEqual(len(done.stdout.splitlines()), 1, done.stdout)


if __name__ == "__main__":
    unittest.main()
