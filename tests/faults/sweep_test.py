#!/usr/bin/env python3
"""Sweeps: each point is the scenario run by hand; stopped and gone on with, or in shares, the same bytes; and the page that tells of
them. usage: sweep_test.py CAREWAY. About fifteen seconds."""
import csv
import filecmp
import itertools
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAREWAY = ""

QUEUE = """model: queue
pathways:
  shop:
    resources: {desk: {capacity: 2}}
    clocks: {wait: {within: [5 min], quantiles: [0.9]}}
    arrivals: {people: {rate: 10 per hour, enter: come}}
    steps:
      come: [{start: wait}, {seize: desk}, {stop: wait}, {delay: {exponential: {mean: 9 min}}}, {release: desk}, {leave: served}]
experiment: {length: 20 days, warm_up: 1 day, replications: 6, seed: 7}
"""
DESIGN = """sweep: field
about: "Two desks, or more: at how much demand?"
of: queue.yaml
factors:
  desks: {add: shop.desk.capacity, values: [0, 1]}
  demand: {scale: shop.arrivals.people.rate, values: [0.9, 1, 1.1], from: 2024-01-05}
"""


def careway(*arguments, cwd=None):
    return subprocess.run([CAREWAY, *map(str, arguments)], capture_output=True, text=True, timeout=300, cwd=cwd)


class Sweep(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.here = pathlib.Path(cls.folder.name)
        (cls.here / "queue.yaml").write_text(QUEUE)
        cls.design = cls.here / "field.yaml"
        cls.design.write_text(DESIGN)
        cls.whole = cls.here / "whole.h5"
        cls.done = careway("sweep", cls.design, "--out", cls.whole, "--threads", 1)
        assert cls.done.returncode == 0, cls.done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def assert_same(self, path):
        self.assertTrue(filecmp.cmp(path, self.whole, shallow=False), f"{path.name} is not the bytes of an undisturbed sweep")

    def written(self, text, name="other.yaml"):
        path = self.here / name
        path.write_text(text)
        return path

    def test_a_point_is_its_scenario_run_by_hand(self):
        by_hand = self.here / "field_0006.yaml"
        by_hand.write_text('scenario: field_0006\nof: "queue.yaml"\nabout: "Point 6 of field: desks 1, demand 1.1"\nchanges:\n'
                           "  - add: {shop.desk.capacity: 1}\n  - scale: {shop.arrivals.people.rate: 1.1}\n    from: 2024-01-05\n")
        self.assertEqual(careway("run", by_hand, "--out", self.here / "by_hand.h5").returncode, 0)
        by_hand.unlink()
        done = careway("export", self.whole, "--point", 6, "--out", self.here / "point.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(filecmp.cmp(self.here / "by_hand.h5", self.here / "point.h5", shallow=False))

    def test_the_bytes_do_not_depend_on_threads_or_shares(self):
        self.assertEqual(careway("sweep", self.design, "--out", self.here / "three.h5", "--threads", 3).returncode, 0)
        self.assert_same(self.here / "three.h5")
        parts = [self.here / f"part_{i}.h5" for i in (1, 2, 3, 4)]
        for i, part in enumerate(parts, 1):
            done = careway("sweep", self.design, "--share", f"{i}/4", "--out", part)
            self.assertEqual(done.returncode, 0, done.stderr)
        done = careway("merge", *reversed(parts), "--out", self.here / "merged.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_same(self.here / "merged.h5")
        done = careway("merge", *parts[:3], "--out", self.here / "no.h5")
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"point 1: replications 3 are in none of them")
        done = careway("sweep", self.design, "--share", "4/4", "--seed", 8, "--out", parts[3])
        done = careway("merge", *parts, "--out", self.here / "no.h5")
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"part_4\.h5, point 1: seed is 8, not 7")
        self.assertEqual(careway("run", self.here / "queue.yaml", "--out", self.here / "run.h5").returncode, 0)
        done = careway("merge", parts[0], self.here / "run.h5", "--out", self.here / "no.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("is no sweep", done.stderr)
        self.assertFalse((self.here / "no.h5").exists())

    def stopped(self, how, out):
        process = subprocess.Popen([CAREWAY, "sweep", str(self.design), "--out", str(out), "--days", "700"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        partial = pathlib.Path(f"{out}.partial")
        while not (partial.exists() and partial.stat().st_size > 5000):
            time.sleep(0.01)
        process.send_signal(how)
        _, words = process.communicate(timeout=60)
        return process.returncode, words

    def test_stopped_or_killed_it_goes_on_to_the_same_bytes(self):
        long = self.here / "long.h5"
        self.assertEqual(careway("sweep", self.design, "--out", long, "--days", 700).returncode, 0)
        for how, code in ((signal.SIGINT, 3), (signal.SIGKILL, -signal.SIGKILL)):
            out = self.here / f"stopped_{how}.h5"
            ended, words = self.stopped(how, out)
            self.assertEqual(ended, code, words)
            self.assertFalse(out.exists())
            if how == signal.SIGINT:
                self.assertRegex(words, r"interrupted: \d+ of 36 replications are done\n\d+ finished replications? (is|are) kept in .*; go on with --resume")
            done = careway("sweep", self.design, "--resume", out, "--days", 700, "--seed", 8)
            self.assertEqual(done.returncode, 2)
            self.assertIn("seed is 7, not 8", done.stderr)
            done = careway("sweep", self.design, "--resume", out, "--days", 700)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stderr, r"going on with \d+ replications")
            self.assertTrue(filecmp.cmp(out, long, shallow=False))

    def test_gone_on_with_a_whole_one_it_runs_only_what_is_new(self):
        out, more = self.here / "on.h5", self.here / "more.h5"
        out.write_bytes(self.whole.read_bytes())
        done = careway("sweep", self.design, "--resume", out, "--replications", 2)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("going on with 36 replications that an earlier run finished\n24 replications more than are asked for now are there; they stay", done.stderr)
        self.assert_same(out)
        done = careway("sweep", self.design, "--resume", out, "--replications", 8)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("going on with 36 replications", done.stderr)
        self.assertEqual(careway("sweep", self.design, "--out", more, "--replications", 8).returncode, 0)
        self.assertTrue(filecmp.cmp(out, more, shallow=False))
        for options, words in ((("--seed", 8), "at point 1 seed is 7, not 8"), (("--days", 9), "at point 1 length is 20 days, not 9 days")):
            done = careway("sweep", self.design, "--resume", out, *options)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)
        done = careway("sweep", self.written(DESIGN.replace("0.9, 1, 1.1", "0.9, 1")), "--resume", out)
        self.assertEqual(done.returncode, 2)
        self.assertIn("of another design", done.stderr)
        self.assertTrue(filecmp.cmp(out, more, shallow=False))
        self.assertFalse(pathlib.Path(f"{out}.partial").exists())

    def test_runs_and_sweeps_do_not_take_each_others_place(self):
        run, sweep = self.here / "a_run.h5", self.here / "a_sweep.h5"
        self.assertEqual(careway("run", self.here / "queue.yaml", "--out", run, "--replications", 2).returncode, 0)
        sweep.write_bytes(self.whole.read_bytes())
        before = run.read_bytes()
        for command, words in ((("run", self.here / "queue.yaml", "--out", sweep), "holds a sweep; a run is not written over it"),
                               (("sweep", self.design, "--out", run), "holds the results of a run; a sweep is not written over it"),
                               (("export", self.whole, "--point", 1, "--out", sweep), "holds a sweep"),
                               (("merge", self.whole, "--out", run), "holds the results of a run"),
                               (("export", self.whole, "--out", run), "it holds results, which are not written over"),
                               (("report", run, "--out", sweep), "it holds results, which are not written over"),
                               (("graph", self.here / "queue.yaml", "--out", run), "it holds results, which are not written over")):
            done = careway(*command)
            self.assertEqual(done.returncode, 2, command)
            self.assertIn(words, done.stderr)
        self.assertEqual(run.read_bytes(), before)
        self.assert_same(sweep)

    def test_a_full_disk_ends_it_clearly(self):
        disk = self.here / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(disk)], capture_output=True).returncode != 0:
            self.skipTest("mounting a small tmpfs is not allowed here")
        try:
            for size in (120, 200, 300):
                subprocess.run(["mount", "-o", f"remount,size={size}k", str(disk)], check=True)
                done = careway("sweep", self.design, "--out", disk / "out.h5")
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertRegex(done.stderr, r"cannot write .*: .*; the disk is full\n36 finished replications are kept in .*; go on with --resume")
                self.assertNotIn("HDF5-DIAG", done.stderr)
            subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
            self.assertEqual(careway("sweep", self.design, "--resume", disk / "out.h5").returncode, 0)
            self.assert_same(disk / "out.h5")
        finally:
            subprocess.run(["umount", str(disk)], check=True)

    def test_it_shows_each_figure_at_each_point_against_the_first(self):
        shown = careway("show", self.whole).stdout
        self.assertTrue(self.done.stdout.startswith(shown))
        self.assertIn("6 points, 6 replications each", shown)
        rows = [line.split() for line in shown.split("Clocks: shop.wait, mean")[1].splitlines()[1:8]]
        self.assertEqual(rows[0], ["point", "desks", "demand", "value", "against", "point", "1"])
        self.assertEqual([row[:3] for row in rows[1:]], [[str(i + 1), *pair] for i, pair in enumerate(itertools.product("01", ("0.9", "1", "1.1")))])
        self.assertIn(" points (", shown, "shares differ by points")

    def test_it_is_exported_as_one_tidy_table(self):
        self.assertEqual(careway("export", self.whole, "--out", self.here / "tidy.csv").returncode, 0)
        with open(self.here / "tidy.csv") as file:
            rows = list(csv.DictReader(file))
        waits = [row for row in rows if (row["measure"], row["statistic"], row["part"]) == ("shop.wait", "mean", "")]
        self.assertEqual([(row["point"], row["desks"], row["demand"]) for row in waits],
                         [(str(i + 1), *pair) for i, pair in enumerate(itertools.product("01", ("0.9", "1", "1.1")))])
        self.assertLess(float(waits[3]["value"]), float(waits[0]["value"]), "a desk more, a shorter wait")
        self.assertTrue(all(float(row["low"]) < float(row["value"]) < float(row["high"]) for row in waits))

    def test_a_list_and_several_files_and_values_that_are_blocks(self):
        self.written("scenario: fewer\nof: queue.yaml\nchanges: [{scale: {shop.arrivals.people.rate: 0.5}}]\n", "fewer.yaml")
        design = self.written('sweep: plans\nof: [queue.yaml, fewer.yaml]\nfactors:\n  service: {set: shop.steps.come.delay}\n  desks: {set: [shop.desk.capacity]}\n'
                              "design: list\npoints: [{}, {service: {lognormal: {mean: 9 min, sd: 3 min}}}, {desks: 3, service: 8 min}]\nexperiment: {replications: 2}\n")
        done = careway("sweep", design, "--out", self.here / "plans.h5", "--quiet")
        self.assertEqual(done.returncode, 0, done.stderr)
        shown = careway("show", self.here / "plans.h5").stdout
        self.assertIn("6 points, 2 replications each", shown)
        self.assertRegex(shown, r"(?m)^ *5 +fewer\.yaml +\{lognormal: .*$")
        self.assertRegex(shown, r"(?m)^ *6 +fewer\.yaml +8 min +3 ")

    def test_two_factors_do_not_set_the_same_at_one_point(self):
        text = ("sweep: twice\nof: queue.yaml\nfactors:\n  few: {set: shop.desk.capacity, values: [1, 2]}\n  many: {set: shop.desk.capacity, values: [5, 6]}\n"
                "experiment: {replications: 2, length: 2 days}\n")
        done = careway("check", self.written(text))
        self.assertEqual(done.returncode, 2)
        self.assertIn("factors.many: sets the same as few at the same point, so that only one of them counts", done.stderr)
        for good in (text + "design: list\npoints: [{few: 1}, {many: 6}]\n", text.replace("many: {set", "many: {add"),
                     text.replace("[5, 6]", "[5, 6], from: 2024-01-05")):
            self.assertEqual(careway("check", self.written(good)).returncode, 0)

    def test_a_latin_hypercube_has_one_value_in_each_stretch_and_does_not_move_when_a_factor_is_added(self):
        factors = "sweep: cube\nof: queue.yaml\nfactors:\n  demand: {scale: shop.arrivals.people.rate, between: [0.5, 1.5]}\n"
        plan = "design: {latin_hypercube: 10, seed: 3}\nexperiment: {replications: 2, length: 2 days}\n"
        desks = "  desks: {set: shop.desk.capacity, between: [1, 5], whole: true}\n"
        seen = []
        for text in (factors + plan, factors + desks + plan, factors + plan.replace("seed: 3", "seed: 4")):
            self.assertEqual(careway("sweep", self.written(text), "--out", self.here / "cube.h5", "--quiet").returncode, 0)
            careway("export", self.here / "cube.h5", "--out", self.here / "cube.csv")
            with open(self.here / "cube.csv") as file:
                points = {row["point"]: row for row in csv.DictReader(file)}
            seen.append([row["demand"] for row in points.values()])
            self.assertEqual(sorted(int((float(value) - 0.5) * 10) for value in seen[-1]), list(range(10)))
            if "desks" in text:
                self.assertEqual(sorted(int(row["desks"]) for row in points.values()), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
        self.assertEqual(seen[0], seen[1])
        self.assertNotEqual(seen[0], seen[2])

    def test_an_item_of_a_list_may_be_varied(self):
        (self.here / "roster.yaml").write_text(QUEUE.replace("desk: {capacity: 2}", 'desk: {roster: [{from: "00:00", until: "12:00", capacity: 2}, {from: "12:00", until: "24:00", capacity: 2}]}'))
        design = self.here / "afternoons.yaml"
        design.write_text("sweep: afternoons\nof: roster.yaml\nfactors:\n  more: {add: 'shop.desk.roster[2].capacity', values: [0, 2]}\n")
        done = careway("sweep", design, "--out", self.here / "afternoons.h5", "--replications", 1, "--days", 7)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(careway("export", self.here / "afternoons.h5", "--out", self.here / "afternoons.csv").returncode, 0)
        with open(self.here / "afternoons.csv", encoding="utf-8") as table:
            capacity = {row["more"]: float(row["value"]) for row in csv.DictReader(table) if row["measure"] == "shop.desk.capacity" and row["statistic"] == "mean"}
        self.assertEqual(capacity, {"0": 2, "2": 3})

    def test_what_is_wrong_is_said_and_nothing_is_run(self):
        wrongs = {
            "values": ("value", "did you mean"),
            "add: shop.desk.capacity, ": ("", "needs one of set, add and scale"),
            "of: queue.yaml": ("of: absent.yaml", "absent.yaml"),
            "shop.desk.capacity": ("shop.dask.capacity", 'did you mean "shop.desk.capacity"'),
            "[0, 1]": ("[0, -5]", "3 of 6 points are wrong"),
            "values: [0, 1]": ("between: [0, 1]", "has no values for a grid"),
            "sweep: field": ("sweep: field\ndesign: {latin_hypercube: 1}", "latin_hypercube"),
            "factors:": ("design: list\npoints: [{desk: 3}]\nfactors:", "is not one of the factors"),
        }
        for old, (new, words) in wrongs.items():
            done = careway("sweep", self.written(DESIGN.replace(old, new)), "--out", self.here / "no.h5")
            self.assertEqual(done.returncode, 2, f"{new}: {done.stderr}")
            self.assertRegex(done.stderr, words)
            self.assertFalse((self.here / "no.h5").exists())
            self.assertFalse((self.here / "no.h5.partial").exists())
        done = careway("sweep", self.written(DESIGN.replace("[0, 1]", "[0, -5]")), "--out", self.here / "no.h5")
        self.assertRegex(done.stderr, r"point 4 of 6 \(.*-5.*\) is wrong, and 2 more in the same way\. .* in no file:")
        self.assertEqual(done.stderr.count("desk.capacity: is -3"), 1, done.stderr)  # told once
        done = careway("run", self.design, "--out", self.here / "no.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("careway sweep", done.stderr)
        done = careway("compare", self.whole, self.whole)
        self.assertEqual(done.returncode, 3)
        self.assertIn("holds a sweep", done.stderr)

    def test_check_reads_all_points(self):
        done = careway("check", self.design)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("6 points", done.stdout)
        self.assertEqual(careway("check", self.written(DESIGN.replace("[0, 1]", "[0, -5]"))).returncode, 2)

    def test_the_examples_of_the_page_run(self):
        page = (ROOT / "models/sweeps.md").read_text()
        examples = re.findall(r"```yaml\n(.*?)```", page, re.S)
        self.assertEqual(len(examples), 3)
        self.assertEqual(examples[0], (ROOT / "models/examples/nurses_and_demand.yaml").read_text())
        (self.here / "single_queue.yaml").write_text((ROOT / "models/examples/single_queue.yaml").read_text())
        for text in examples:
            done = careway("sweep", self.written(text), "--out", self.here / "page.h5", "--days", 5, "--quiet")
            self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    CAREWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=1)
