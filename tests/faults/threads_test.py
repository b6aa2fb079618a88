#!/usr/bin/env python3
"""Everything that four threads do together, against the bytes of one thread: a run, systems of one replication, a run gone on with, a log
of events, a precision that is asked for, a run that is interrupted, a sweep. Small, so that it ends under the thread sanitizer too
(scripts/sanitize thread), which ends a program with 66 where it finds a race. usage: threads_test.py CAREWAY. Some seconds."""
import filecmp
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import h5py

CAREWAY = ""

# Two sites, so that tables, censuses of levels and choices among resources are shared by the threads that read them.
SHOP = """model: shop
sites: {north: {}, south: {}}
pathways:
  shop:
    per: site
    resources: {desk: {capacity: 2}, yard: {capacity: 4}}
    clocks: {wait: {within: [5 min], quantiles: [0.9], by: [kind]}}
    levels: {busy: {of: in_use(desk), distribution: true, at: ["08:00"]}}
    arrivals: {people: {rate: 9 per hour, set: {kind: {choice: {a: 0.3, b: 0.7}}}, enter: come}}
    rules: {more: {when: waiting(desk) > 6, until: waiting(desk) < 2, do: {add: {desk: 1}}}}
    steps:
      come: [{start: wait}, {seize: yard, patience: {exponential: {mean: 2 h}}, otherwise: gone}, {seize: desk}, {stop: wait}, {release: yard}, {delay: {lognormal: {mean: 9 min, sd: 5 min}}}, {release: desk}, {leave: served}]
      gone: [{stop: wait}, {leave: gone}]
experiment: {length: 8 days, warm_up: 1 day, replications: 24, seed: 7, bucket: day}
"""
DESIGN = """sweep: field
of: shop.yaml
factors:
  desks: {add: shop.desk.capacity, values: [0, 1]}
  demand: {scale: shop.arrivals.people.rate, values: [0.9, 1.1]}
experiment: {replications: 5}
"""


class Threads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.here = pathlib.Path(cls.folder.name)
        cls.model, cls.design = cls.here / "shop.yaml", cls.here / "field.yaml"
        cls.model.write_text(SHOP)
        cls.design.write_text(DESIGN)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def careway(self, *arguments, code=0):
        done = subprocess.run([CAREWAY, *map(str, arguments)], capture_output=True, text=True, timeout=600)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertNotIn("ThreadSanitizer", done.stderr)
        return done

    def same_for_four_threads(self, *command):
        for threads in (1, 4):
            self.careway(*command, "--threads", threads, "--quiet", "--out", self.here / f"{command[0]}_{threads}.h5")
        self.assertTrue(filecmp.cmp(self.here / f"{command[0]}_1.h5", self.here / f"{command[0]}_4.h5", shallow=False))

    def test_a_run(self):
        self.same_for_four_threads("run", self.model)

    def test_systems_of_one_replication(self):
        head, shop, tail = re.fullmatch(r"(.*?)(  shop:\n.*?)(experiment:.*)", SHOP, flags=re.S).groups()
        chain = self.here / "chain.yaml"
        chain.write_text(head + "".join(shop.replace("  shop:", f"  shop_{k}:") for k in range(7)) + tail)
        self.same_for_four_threads("run", chain, "--replications", 1)
        self.same_for_four_threads("run", chain, "--replications", 2)

    def test_a_run_with_a_log_of_events(self):
        self.same_for_four_threads("run", self.model, "--replications", 12, "--events")
        logs = []
        for threads in (1, 4):
            self.careway("export", self.here / f"run_{threads}.h5", "--what", "events", "--out", self.here / "events.csv")
            logs.append((self.here / "events.csv").read_bytes())
        self.assertGreater(len(logs[0]), 100_000)
        self.assertEqual(logs[0], logs[1])

    def test_a_precision_that_is_asked_for(self):
        self.same_for_four_threads("run", self.model, "--replications", 5, "--precision", "shop.wait=10%", "--most-replications", 60)
        self.assertIn(" 12 replications", self.careway("show", self.here / "run_4.h5").stdout)

    def test_a_sweep(self):
        self.same_for_four_threads("sweep", self.design)

    def test_a_run_gone_on_with(self):
        whole, more = self.here / "whole.h5", self.here / "more.h5"
        self.careway("run", self.model, "--threads", 1, "--quiet", "--out", whole)
        self.careway("run", self.model, "--threads", 3, "--quiet", "--replications", 7, "--out", more)
        self.careway("run", self.model, "--threads", 4, "--quiet", "--resume", more)
        self.assertTrue(filecmp.cmp(whole, more, shallow=False))

    def test_a_run_that_is_asked_to_stop(self):
        whole, cut = self.here / "whole.h5", self.here / "cut.h5"
        process = subprocess.Popen([CAREWAY, "run", str(self.model), "--threads", "4", "--replications", "100000", "--out", str(cut)],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        partial = pathlib.Path(f"{cut}.partial")
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not (partial.exists() and partial.stat().st_size > 100_000):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 3, words)
        self.assertNotIn("ThreadSanitizer", words)
        self.careway("run", self.model, "--threads", 4, "--quiet", "--resume", cut)
        with h5py.File(cut) as file:
            number = len(file["replications"])  # what was finished stays
        self.assertGreaterEqual(number, 24)
        self.careway("run", self.model, "--threads", 1, "--quiet", "--replications", number, "--out", whole)
        self.assertTrue(filecmp.cmp(whole, cut, shallow=False))


if __name__ == "__main__":
    CAREWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=1)
