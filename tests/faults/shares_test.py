#!/usr/bin/env python3
"""Shares of a run, run apart and merged: the bytes of one run; parts that do not belong together are refused by name.
usage: shares_test.py CAREWAY. About five seconds."""
import filecmp
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

CAREWAY = ""

OFFICES = """model: offices
sites: {north: {}, south: {}}
pathways:
  office:
    per: site
    resources: {desk: {capacity: 2}, yard: {capacity: 3}}
    clocks: {wait: {within: [5 min], quantiles: [0.9], by: [kind]}}
    levels: {busy: {of: in_use(desk), distribution: true, by_hour_of_week: true, at: ["08:00"]}}
    arrivals: {people: {rate: 10 per hour, set: {kind: {choice: {a: 0.3, b: 0.7}}}, enter: come}}
    steps:
      come: [{seize: yard}, {start: wait}, {seize: desk}, {stop: wait}, {release: yard}, {delay: {exponential: {mean: 9 min}}}, {release: desk}, {leave: served}]
experiment: {type: steady, length: 42 days, warm_up: 7 days, replications: 11, seed: 7}
"""


def careway(*arguments):
    return subprocess.run([CAREWAY, *map(str, arguments)], capture_output=True, text=True, timeout=300)


class Shares(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.here = pathlib.Path(cls.folder.name)
        cls.model = cls.here / "offices.yaml"
        cls.model.write_text(OFFICES)
        cls.whole = cls.here / "whole.h5"
        done = careway("run", cls.model, "--out", cls.whole, "--events")
        assert done.returncode == 0, done.stderr
        cls.parts = [cls.share(number, 4) for number in (1, 2, 3, 4)]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def share(cls, number, of, *options, model=None, name=""):
        out = cls.here / f"part_{number}_of_{of}{name}.h5"
        done = careway("run", model or cls.model, "--share", f"{number}/{of}", "--out", out, *options)
        assert done.returncode == 0, done.stderr
        return out

    def merged(self, *parts):
        out = self.here / "merged.h5"
        out.unlink(missing_ok=True)
        done = careway("merge", *parts, "--out", out)
        self.assertEqual(out.exists(), done.returncode == 0)
        return done, out

    def refused(self, *parts):
        done, _ = self.merged(*parts)
        self.assertEqual(done.returncode, 2, done.stderr)
        return done.stderr

    def test_merged_in_any_order_they_are_the_bytes_of_one_run(self):
        a, b, c, d = self.parts
        for parts in ((a, b, c, d), (d, b, a, c)):
            done, out = self.merged(*parts)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(filecmp.cmp(out, self.whole, shallow=False))
        self.assertTrue(filecmp.cmp(self.here / "merged.csv", self.here / "whole.csv", shallow=False))
        self.assertIn("the books balance in 11 replications", done.stdout)

    def test_as_many_shares_as_replications_and_a_single_one_will_do(self):
        four = ["--replications", 4]
        alone = self.here / "four.h5"
        self.assertEqual(careway("run", self.model, "--out", alone, *four).returncode, 0)
        done, out = self.merged(*[self.share(i, 4, *four, name="_single") for i in range(1, 5)])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(filecmp.cmp(out, alone, shallow=False))
        done, out = self.merged(self.share(1, 1))
        self.assertTrue(filecmp.cmp(out, self.whole, shallow=False))

    def test_a_share_tells_that_it_is_one_and_can_be_gone_on_with(self):
        self.assertIn("3 of 11 replications", careway("show", self.parts[0]).stdout)
        again = self.here / "again.h5"
        self.assertEqual(careway("run", self.model, "--share", "2/4", "--replications", 6, "--out", again).returncode, 0)
        self.assertEqual(careway("run", self.model, "--share", "2/4", "--resume", again).returncode, 0)
        self.assertTrue(filecmp.cmp(again, self.parts[1], shallow=False))

    def test_missing_shares_are_named(self):
        a, _, c, _ = self.parts
        words = self.refused(a, c)
        self.assertIn("replications 1, 3, 5, 7, 9 are in none of them (11 are wanted", words)
        self.assertIn("missing is --share 2/4, 4/4", words)

    def test_a_replication_twice_is_named_with_both_files(self):
        a, b, c, d = self.parts
        words = self.refused(a, b, c, d, self.share(2, 11))
        self.assertRegex(words, r"part_2_of_11\.h5: its replications 1 are in .*part_2_of_4\.h5 too")

    def test_another_seed_length_number_scenario_or_text_is_refused_by_name(self):
        a, b, c, d = self.parts
        self.assertRegex(self.refused(a, self.share(2, 4, "--seed", 8, name="_seed"), c, d), r"part_2_of_4_seed\.h5: seed is 8, not 7 ")
        self.assertIn("length is 21 days, not 42 days", self.refused(a, self.share(2, 4, "--days", 21, name="_days"), c, d))
        self.assertIn("it is a share of 12 replications, not of 11", self.refused(a, self.share(2, 4, "--replications", 12, name="_more"), c, d))
        other = self.here / "other"
        other.mkdir()
        (other / "offices.yaml").write_text(OFFICES.replace("9 min", "8 min"))
        self.assertIn("file offices.yaml is another", self.refused(a, self.share(2, 4, model=other / "offices.yaml", name="_text"), c, d))
        scenario = self.here / "more.yaml"
        scenario.write_text("scenario: more\nof: offices.yaml\nchanges: [{add: {office.desk.capacity: 1}}]\n")
        self.assertIn("scenario is more, not none", self.refused(a, self.share(2, 4, model=scenario, name="_scenario"), c, d))

    def test_logs_of_events_are_merged_too_and_must_all_be_there(self):
        parts = [self.share(i, 3, "--events", name="_log") for i in (1, 2, 3)]
        done, out = self.merged(*parts)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.exported(out), self.exported(self.whole))
        (self.here / "part_2_of_3_log.events.h5").unlink()
        self.assertIn("part_2_of_3_log.h5 has no event log beside it", self.refused(*parts))

    def exported(self, path):
        to = self.here / "events.csv"
        self.assertEqual(careway("export", path, "--what", "events", "--out", to).returncode, 0)
        return to.read_bytes()

    def test_wrong_options_are_refused(self):
        for share in ("0/4", "5/4", "3", "3/", "a/b", "-1/4", "1/4x"):
            done = careway("run", self.model, f"--share={share}", "--out", self.here / "no.h5")
            self.assertEqual(done.returncode, 2, share)
            self.assertIn("such as 3/16", done.stderr)
        done = careway("run", self.model, "--share", "12/12", "--out", self.here / "no.h5")
        self.assertIn("only 11 replications, so at most 11 shares", done.stderr)
        done = careway("run", self.model, "--share", "1/2", "--precision", "2%", "--out", self.here / "no.h5")
        self.assertEqual(done.returncode, 2)
        self.assertFalse((self.here / "no.h5").exists())
        done = careway("merge", self.parts[0], "--out", self.parts[0])
        self.assertEqual(done.returncode, 2)
        self.assertEqual(careway("merge", self.model, "--out", self.here / "no.h5").returncode, 3)


if __name__ == "__main__":
    CAREWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=1)
