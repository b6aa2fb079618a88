#!/usr/bin/env python3
"""What a person who watches a run sees of how far it is. usage: progress_test.py CAREWAY. Ten seconds."""
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile
import time
import unittest

CAREWAY = ""

DESK = """model: desk
pathways:
  desk:
    resources: {clerk: {capacity: 2}}
    arrivals: {people: {rate: 12 per hour, enter: come}}
    steps: {come: [{seize: clerk}, {delay: {exponential: {mean: 9 min}}}, {release: clerk}, {leave: served}]}
experiment: {length: 10 days, replications: 1}
"""


class Progress(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.model = pathlib.Path(self.folder.name) / "desk.yaml"
        self.model.write_text(DESK)
        self.out = pathlib.Path(self.folder.name) / "desk.h5"

    def tearDown(self):
        self.folder.cleanup()

    def seen(self, command, *options):
        """All that comes to a terminal on stderr."""
        ours, theirs = pty.openpty()
        with subprocess.Popen([CAREWAY, *command, "--threads", "1", *options], stdout=subprocess.DEVNULL, stderr=theirs) as process:
            os.close(theirs)
            text = b""
            while True:
                try:
                    more = os.read(ours, 65536)
                except OSError:  # how Linux says that nobody holds the other end any more
                    break
                if not more:
                    break
                text += more
        os.close(ours)
        self.assertEqual(process.returncode, 0, text)
        return text.decode()

    def shares(self, text):
        """Of each state of the line: per cent, replications done and wanted."""
        return [tuple(map(int, state)) for state in re.findall(r"\r\[=* *\] (\d+)%, (\d+) of (\d+) replications, [\d.]+ (?:s|min|h) left", text)]

    def days_of_a_second(self):
        """Of simulated days, as many as take about a second here."""
        begun = time.time()
        subprocess.run([CAREWAY, "run", str(self.model), "--days", "2000", "--quiet", "--out", str(self.out)], check=True, timeout=60)
        return str(min(300000, int(2000 / max(time.time() - begun, 0.01))))

    def test_of_a_single_replication_it_is_seen_how_far_it_is(self):
        text = self.seen(["run", str(self.model)], "--out", str(self.out), "--days", self.days_of_a_second())
        shares = self.shares(text)
        self.assertGreater(len(shares), 2, text)
        self.assertTrue(all(of == 1 and done in (0, 1) for _, done, of in shares), shares)
        self.assertEqual(shares, sorted(shares))
        self.assertTrue(any(0 < share < 100 for share, _, _ in shares), shares)
        self.assertIn("\r" + 78 * " " + "\r", text)  # and nothing is left of it

    def test_of_a_sweep_too(self):
        design = pathlib.Path(self.folder.name) / "design.yaml"
        design.write_text("sweep: design\nof: desk.yaml\nfactors: {clerks: {add: desk.clerk.capacity, values: [0, 1]}}\nexperiment: {replications: 1}\n")
        days = self.days_of_a_second()
        self.out.unlink()  # of a run
        shares = self.shares(self.seen(["sweep", str(design)], "--out", str(self.out), "--days", days))
        self.assertTrue(any(done == 0 and share > 0 for share, done, of in shares if of == 2), shares)

    def test_quiet_is_quiet(self):
        self.assertEqual(self.seen(["run", str(self.model)], "--out", str(self.out), "--days", self.days_of_a_second(), "--quiet"), "")


if __name__ == "__main__":
    CAREWAY = sys.argv.pop(1)
    unittest.main(verbosity=1)
