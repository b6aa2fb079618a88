#!/usr/bin/env python3
"""Follows the walk-through for a first model, literally: saves each block under the name on its first line, runs each command in
order, in an empty folder with only the lists of stays; then the planner's sweep, and the scripts that draw a curve. Half a minute.

usage: guide_test.py CAREWAY
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = ROOT / "models" / "guide"
CAREWAY = pathlib.Path(sys.argv.pop(1)).resolve()


def blocks(page):
    """(language, text) of each fenced block of a page."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", (GUIDE / page).read_text(), re.M | re.S)


class Guide(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="guide"))
        cls.env = os.environ | {"PATH": f"{CAREWAY.parent}:{os.environ['PATH']}"}
        for stays in GUIDE.glob("stays_*.csv"):
            shutil.copy(stays, cls.folder)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def run_line(self, line):
        done = subprocess.run(line, shell=True, cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, f"{line}\n{done.stdout}{done.stderr}")
        return done.stdout

    def save(self, text, language="yaml"):
        """As a reader does: a table has no line with its name, which stands in the words before it."""
        if language == "csv":
            before = (GUIDE / "first_model.md").read_text().split(text)[0]
            name = re.findall(r"as `([\w.]+\.csv)`", before)[-1]
        else:
            name = re.match(r"# (\S+\.yaml)\n", text).group(1)
        (self.folder / name).write_text(text)

    def test_1_walk_through(self):
        commands = 0
        for language, text in blocks("first_model.md"):
            if language in ("yaml", "csv"):
                self.save(text, language)
                continue
            for line in text.strip().splitlines():
                commands += 1
                self.run_line(line)
        self.assertGreaterEqual(commands, 7)
        for made in ("today.html", "today.csv", "ten_beds.html", "next_days.h5"):
            self.assertGreater((self.folder / made).stat().st_size, 100, made)
        shown = json.loads(self.run_line("careway show next_days.h5 --json"))
        self.assertEqual(shown["counts"]["arrivals.census"]["total"]["value"], 4)
        occupancy = {name: json.loads(self.run_line(f"careway show {name}.h5 --json"))["levels"]["beds.medical_bed.in_use"]["mean"]["value"]
                     for name in ("today", "ten_beds")}
        self.assertTrue(100 < occupancy["today"] <= 150 and occupancy["today"] < occupancy["ten_beds"] + 1, occupancy)

    def test_2_sweep_of_the_planner(self):
        for language, text in blocks("planner.md"):
            if language == "yaml":
                self.save(text)
            else:
                for line in text.strip().splitlines():
                    self.run_line(line)
        self.assertTrue((self.folder / "beds.h5").exists())

    def test_3_curves(self):
        shown = json.loads(self.run_line("careway show today.h5 --json"))
        share = shown["measures"]["beds.wait_for_bed"]["share_within"]["4 h"]["value"]
        expected = f"beds.wait_for_bed: {100 * share:.3f}% within 4 h"
        python = self.run_line(f"/usr/bin/python3 {ROOT}/scripts/four_hour_curve.py today.h5 beds.wait_for_bed curve.png")
        self.assertIn(expected, python)
        self.assertEqual((self.folder / "curve.png").read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        r = self.run_line(f"Rscript {ROOT}/scripts/four_hour_curve.R today.h5 beds.wait_for_bed curve.pdf")
        self.assertIn(expected, r)
        self.assertEqual((self.folder / "curve.pdf").read_bytes()[:5], b"%PDF-")

    def test_4_files_that_pages_name_exist(self):
        for page in GUIDE.glob("*.md"):
            text = page.read_text()
            for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
                self.assertTrue((GUIDE / link).exists(), f"{page.name}: {link}")
            for path in re.findall(r"(?:scenarios|scripts)/[\w/]+\.(?:yaml|py|R)", text):
                self.assertTrue((ROOT / path).exists(), f"{page.name}: {path}")


if __name__ == "__main__":
    unittest.main()
