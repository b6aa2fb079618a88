#!/usr/bin/env python3
"""Breaks the engine in each way of defects.AUDIT and looks whether the audit of the run names it.
usage: audit_test.py CAREWAY CAREWAY_BROKEN. Seconds.

For each defect: the broken program must end with exit status 1, its JSON must say that the audit is not good and name what
failed, and `careway show` of its file must say so in words and exit with 1. Asleep, the same program must do, event by
event, what the whole one does."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import defects

CAREWAY = BROKEN = ""

# Queues, priority, patience, blocking in a chain, a level with its distribution, clocks and counts.
MODEL = """model: chain
pathways:
  unit:
    resources: {desk: {capacity: 3}, bed: {capacity: 4}}
    clocks: {wait: {within: [5 min]}, stay: {}}
    levels: {inside: {of: in_use(desk) + waiting(desk), distribution: true}}
    arrivals: {people: {rate: 10 per hour, set: {urgency: {choice: {1: 0.3, 2: 0.7}}}, enter: come}}
    steps:
      come:
        - start: [wait, stay]
        - seize: desk
          priority: urgency
          patience: {exponential: {mean: 30 min}}
          otherwise: go_home
        - stop: wait
        - delay: {exponential: {mean: 9 min}}
        - seize: bed
        - release: desk
        - delay: {exponential: {mean: 22 min}}
        - release: bed
        - stop: stay
        - count: treated
        - leave: home
      go_home: [{leave: unseen}]
experiment: {length: 50 days, warm_up: 1 day, replications: 2, seed: 3}
"""


class Audit(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.here = pathlib.Path(self.folder.name)
        (self.here / "chain.yaml").write_text(MODEL)

    def tearDown(self):
        self.folder.cleanup()

    def call(self, *words):
        return subprocess.run([str(w) for w in words], cwd=self.here, capture_output=True, text=True, timeout=120)

    def test_asleep_the_broken_engine_does_what_the_whole_one_does(self):
        broken = self.call(BROKEN, "none", "run", "chain.yaml", "--out", "broken.h5")
        self.assertEqual(broken.returncode, 0, broken.stderr)
        self.assertEqual(self.call(CAREWAY, "run", "chain.yaml", "--out", "whole.h5", "--quiet").returncode, 0)
        books = [json.loads(self.call(CAREWAY, "show", "--json", f).stdout)["audit"] for f in ("broken.h5", "whole.h5")]
        self.assertEqual(books[0], books[1])  # the hash of all events is among them
        self.assertIn("the books balance in 2 replications", self.call(CAREWAY, "show", "broken.h5").stdout)

    def test_each_defect_is_named(self):
        for defect in defects.AUDIT:
            with self.subTest(defect["name"]):
                done = self.call(BROKEN, defect["name"], "run", "chain.yaml", "--out", "broken.h5")
                self.assertEqual(done.returncode, 1, f"{defect['about']}: {done.stderr}")
                audit = json.loads(done.stdout)["audit"]
                self.assertFalse(audit["good"])
                self.assertEqual(len(audit["per_replication"]), 2)
                for row in audit["per_replication"]:
                    self.assertTrue(any(defect["words"] in text for text in row["failures"]), f"{defect['about']}: {row['failures']}")
                shown = self.call(CAREWAY, "show", "broken.h5")
                self.assertEqual(shown.returncode, 1)
                self.assertIn("Audit: FAILED in 2 of 2 replications", shown.stdout)
                said = " ".join(shown.stdout.split())
                self.assertIn(defect["words"], said)


if __name__ == "__main__":
    BROKEN = os.path.abspath(sys.argv.pop(2))
    CAREWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=1)
