#!/usr/bin/env python3
"""The program as users meet it: exit codes, messages, same bytes for any number of threads, results read from Python, and the
chain of queues in the English model. usage: whole_test.py CAREWAY. About three minutes on two cores. Needs h5py (Debian's)."""
import concurrent.futures
import filecmp
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAREWAY = ""

QUEUE = """model: queue
pathways:
  shop:
    resources: {desk: {capacity: 2}}
    clocks: {wait: {within: [5 min], over: [0 min], quantiles: [0.9]}}
    levels: {busy: {of: in_use(desk), distribution: true}}
    arrivals: {people: {rate: 10 per hour, enter: come}}
    steps:
      come: [{start: wait}, {seize: desk}, {stop: wait}, {delay: {exponential: {mean: 9 min}}}, {release: desk}, {leave: served}]
experiment: {length: 20 days, warm_up: 1 day, replications: 8, seed: 7}
"""


def careway(*arguments, cwd=None, timeout=300):
    return subprocess.run([CAREWAY, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=timeout)


class Whole(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.here = pathlib.Path(self.folder.name)
        self.model = self.here / "queue.yaml"
        self.model.write_text(QUEUE)

    def tearDown(self):
        self.folder.cleanup()

    def run_model(self, *arguments, out="out.h5"):
        return careway("run", self.model, "--out", self.here / out, *arguments)

    def test_a_good_run_exits_with_0_and_leaves_its_files(self):
        done = self.run_model()
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in ("out.h5", "out.h5.run.json", "out.csv", "out.series.csv"):
            self.assertTrue((self.here / name).exists(), name)
        self.assertIn("the books balance in 8 replications", done.stdout)
        self.assertTrue(all(len(line) <= 100 for line in done.stdout.splitlines() if str(self.here) not in line))

    def test_the_results_are_the_same_bytes_for_1_2_and_7_threads(self):
        for threads in (1, 2, 7):
            self.assertEqual(self.run_model("--threads", threads, out=f"{threads}.h5").returncode, 0)
        self.assertTrue(filecmp.cmp(self.here / "1.h5", self.here / "2.h5", shallow=False))
        self.assertTrue(filecmp.cmp(self.here / "1.h5", self.here / "7.h5", shallow=False))

    def test_another_seed_gives_other_results_and_the_same_seed_does_not(self):
        means = []
        for seed in (1, 2, 1):
            means.append(json.loads(self.run_model("--seed", seed, "--json").stdout)["measures"]["shop.wait"]["mean"]["value"])
        self.assertEqual(means[0], means[2])
        self.assertNotEqual(means[0], means[1])

    def test_a_typing_slip_is_refused_with_place_line_mark_and_suggestion(self):
        self.model.write_text(QUEUE.replace("capacity", "capacty"))
        done = self.run_model()
        self.assertEqual(done.returncode, 2)
        self.assertIn("queue.yaml:4:24: error: shop.resources.desk", done.stderr.replace(str(self.here) + "/", ""))
        self.assertIn('did you mean "capacity"?', done.stderr)
        self.assertIn("^", done.stderr)
        self.assertFalse((self.here / "out.h5").exists())

    def test_all_findings_are_listed_at_once(self):
        self.model.write_text(QUEUE.replace("seize: desk", "seize: dest").replace("9 min", "9").replace("10 per hour", "ten"))
        done = careway("check", self.model)
        self.assertEqual(done.returncode, 2)
        self.assertGreaterEqual(done.stderr.count("error:"), 2, done.stderr)

    def test_a_missing_file_or_folder_is_the_worlds_fault(self):
        self.assertEqual(careway("run", self.here / "absent.yaml").returncode, 3)
        self.assertEqual(careway("show", self.here / "absent.h5").returncode, 3)
        done = careway("run", self.model, "--out", self.here / "no" / "out.h5")
        self.assertEqual(done.returncode, 3)
        self.assertIn("there is no folder", done.stderr)

    def test_a_wrong_option_is_wrong_input(self):
        self.assertEqual(careway("run", self.model, "--replications", "0").returncode, 2)
        self.assertEqual(careway("fly").returncode, 2)

    def test_a_model_without_an_experiment_can_be_checked_but_not_run(self):
        self.model.write_text(QUEUE[: QUEUE.index("experiment")])
        self.assertEqual(careway("check", self.model).returncode, 0)
        done = self.run_model()
        self.assertEqual(done.returncode, 2)
        self.assertIn("experiment", done.stderr)

    def test_show_prints_what_run_printed(self):
        ran = self.run_model()
        shown = careway("show", self.here / "out.h5")
        self.assertEqual(shown.returncode, 0)
        self.assertTrue(ran.stdout.startswith(shown.stdout.rstrip("\n")), shown.stdout)

    def test_python_finds_the_figures_that_json_gives(self):
        figures = json.loads(self.run_model("--json").stdout)
        with h5py.File(self.here / "out.h5") as file:
            clock = file["clocks/shop.wait"]
            mean = clock["sum_ms"][...].sum() / clock["n"][...].sum() / 60000
        self.assertAlmostEqual(mean, figures["measures"]["shop.wait"]["mean"]["value"], places=9)

    def test_interrupted_once_it_keeps_what_was_finished(self):
        process = subprocess.Popen([CAREWAY, "run", str(self.model), "--out", str(self.here / "cut.h5"), "--days", "2000",
                                    "--replications", "100000", "--threads", "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 3, words)
        self.assertIn("interrupted", words)
        self.assertEqual(careway("show", self.here / "cut.h5").returncode, 0)

    def test_precision_adds_replications_and_gives_the_bytes_of_that_many(self):
        done = self.run_model("--precision", "5%", out="wish.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        with h5py.File(self.here / "wish.h5") as file:
            replications = len(file["replications"])
        self.assertEqual(self.run_model("--replications", replications, out="direct.h5").returncode, 0)
        self.assertTrue(filecmp.cmp(self.here / "wish.h5", self.here / "direct.h5", shallow=False))

    def test_a_precision_not_reached_is_written_marked_and_exits_with_4(self):
        done = self.run_model("--precision", "0.01%", "--most-replications", 12)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(careway("show", self.here / "out.h5").returncode, 0)
        self.assertEqual(self.run_model("--precision", "two", out="no.h5").returncode, 2)
        self.assertFalse((self.here / "no.h5").exists())

    def test_compare_finds_no_difference_between_a_file_and_itself_and_refuses_other_seeds(self):
        self.run_model(out="a.h5")
        self.run_model("--seed", 99, out="b.h5")
        same = careway("compare", self.here / "a.h5", self.here / "a.h5")
        self.assertEqual(same.returncode, 0, same.stderr)
        self.assertEqual([line for line in same.stdout.splitlines() if line.endswith(("  higher", "  lower"))], [])
        self.assertGreaterEqual(same.stdout.count("no difference seen"), 6)
        self.assertEqual(careway("compare", self.here / "a.h5", self.here / "b.h5").returncode, 2)

    def test_an_overloaded_queue_gets_a_verdict_instead_of_a_mean(self):
        self.model.write_text(QUEUE.replace("capacity: 2", "capacity: 1").replace("length: 20 days", "type: steady, length: 140 days"))
        done = self.run_model("--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("no steady state", json.dumps(json.loads(done.stdout)["verdict"]))
        self.assertIn("overloaded: no steady state", careway("show", self.here / "out.h5").stdout)

    def test_killed_it_leaves_nothing_under_the_real_name(self):
        process = subprocess.Popen([CAREWAY, "run", str(self.model), "--out", str(self.here / "dead.h5"), "--days", "2000",
                                    "--replications", "100000"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)
        self.assertIsNone(process.poll(), "it ended by itself")
        process.kill()
        process.wait()
        self.assertFalse((self.here / "dead.h5").exists())

    def test_a_ratio_to_what_may_be_less_than_nothing_is_not_known(self):
        self.model.write_text(QUEUE.replace("    arrivals:", "    figures: {odd: {ratio: [desk.in_use, short]}, share: {ratio: [short, desk.capacity], unit: share}}\n    arrivals:")
                              .replace("busy: {", "short: {of: in_use(desk) - capacity(desk)}, busy: {"))
        done = self.run_model("--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        figures = json.loads(done.stdout)["figures"]
        self.assertIsNone(figures["shop.odd"]["value"])
        self.assertTrue(-1 < figures["shop.share"]["value"] < 0, figures)

    def test_a_refusal_in_json_names_the_file_of_each_finding(self):
        (self.here / "model.yaml").write_text("model: two\npathways: [clinic.yaml]\nexperiment: {length: 2 dais}\n")
        (self.here / "clinic.yaml").write_text("pathway: clinic\nresources: {desk: {capacity: 2}}\n"
                                               "arrivals: {a: {rate: 1 per hour, enter: s}}\nsteps:\n  s: [{sieze: desk}, {leave: done}]\n")
        done = careway("check", "--json", "model.yaml", cwd=self.here)
        self.assertEqual((done.returncode, done.stderr), (2, ""))
        told = json.loads(done.stdout)
        self.assertFalse(told["good"])
        self.assertEqual([(f["severity"], f["file"], f["line"], f["column"], f["path"]) for f in told["findings"]],
                         [("error", "model.yaml", 3, 22, "experiment.length"), ("error", "clinic.yaml", 5, 8, "clinic.steps.s[1]")])

    def test_every_shipped_file_passes_the_strict_check(self):
        files = [*ROOT.glob("scenarios/**/*.yaml"), *ROOT.glob("models/examples/*.yaml"), ROOT / "models/england/model.yaml"]
        files = sorted(f for f in files if any(line.startswith(("model:", "scenario:")) for line in f.read_text().splitlines()))
        self.assertGreaterEqual(len(files), 30)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for file, done in zip(files, pool.map(lambda f: careway("check", "--strict", f), files)):
                self.assertEqual(done.returncode, 0, f"{file.name}:\n{done.stderr}")

    def test_fewer_pathway_2_beds_keep_ambulances_outside_and_lengthen_category_2(self):
        figures = {}
        for name in ("winter", "fewer_pathway_2_beds"):
            done = careway("run", ROOT / f"scenarios/{name}.yaml", "--replications", "4", "--days", "91", "--json",
                           "--out", self.here / f"{name}.h5", timeout=800)
            self.assertEqual(done.returncode, 0, done.stderr)
            figures[name] = json.loads(done.stdout)["measures"]
        clocks = {"ambulance.category_2_response": 5, "ambulance.handover": 2}  # minutes that matter to a patient, and are far above the noise
        for clock, least in clocks.items():
            before = np.array(figures["winter"][clock]["per_replication"]["mean"])
            after = np.array(figures["fewer_pathway_2_beds"][clock]["per_replication"]["mean"])
            self.assertGreater((after - before).mean(), least, clock)
            self.assertTrue((after > before).all(), f"{clock}: paired replications disagree: {before} {after}")


if __name__ == "__main__":
    CAREWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=1)
