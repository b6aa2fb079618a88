#!/usr/bin/env python3
"""A run over ranks started by mpirun: the bytes of one process; a rank that dies ends it with what was finished, and any number of
ranks goes on. usage: ranks_test.py CAREWAY. About fifteen seconds. Skipped where the program was built without MPI or there is no mpirun."""
import filecmp
import glob
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import h5py

CAREWAY = ""

QUEUE = """model: queue
pathways:
  shop:
    resources: {desk: {capacity: 2}}
    clocks: {wait: {within: [5 min], quantiles: [0.9]}}
    arrivals: {people: {rate: 10 per hour, enter: come}}
    steps:
      come: [{start: wait}, {seize: desk}, {stop: wait}, {delay: {exponential: {mean: 9 min}}}, {release: desk}, {leave: served}]
experiment: {length: 60 days, warm_up: 1 day, replications: 40, seed: 7}
"""
DESIGN = """sweep: field
of: queue.yaml
factors:
  desks: {add: shop.desk.capacity, values: [0, 1]}
  demand: {scale: shop.arrivals.people.rate, values: [0.9, 1]}
experiment: {replications: 5}
"""
SURROUNDINGS = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
                "OMPI_MCA_btl_vader_single_copy_mechanism": "none"}


def careway(*arguments):
    return subprocess.run([CAREWAY, *map(str, arguments)], capture_output=True, text=True, timeout=300)


def mpirun(ranks, *arguments):
    return subprocess.run(["mpirun", "-n", str(ranks), CAREWAY, *map(str, arguments)], capture_output=True, text=True, timeout=300, env=SURROUNDINGS)


def children(pid):
    return [int(child) for task in pathlib.Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


def rank_of(pid):
    try:
        entries = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:  # a child of mpirun that has ended meanwhile
        return None
    for entry in entries:
        if entry.startswith(b"OMPI_COMM_WORLD_RANK="):
            return int(entry.split(b"=")[1])
    return None


def seconds_of_work(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")


class Ranks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.here = pathlib.Path(cls.folder.name)
        cls.model = cls.here / "queue.yaml"
        cls.model.write_text(QUEUE)
        cls.design = cls.here / "field.yaml"
        cls.design.write_text(DESIGN)
        cls.whole = cls.here / "whole.h5"
        done = careway("run", cls.model, "--out", cls.whole)
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def setUp(self):
        self.out = self.here / f"{self._testMethodName}.h5"

    def assert_same(self, path, reference=None):
        self.assertTrue(filecmp.cmp(path, reference or self.whole, shallow=False), f"{path.name} has other bytes")

    def test_the_bytes_do_not_depend_on_the_number_of_ranks_or_their_threads(self):
        for ranks, threads in ((1, 2), (2, 1), (3, 2)):
            done = mpirun(ranks, "run", self.model, "--out", self.out, "--threads", threads)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stdout.count("the books balance in 40 replications"), 1, "one rank speaks")
            self.assert_same(self.out)
            facts = json.loads(pathlib.Path(f"{self.out}.run.json").read_text())
            self.assertEqual((facts["processes"], facts["threads"]), (ranks, threads))

    def test_more_ranks_than_replications_and_shares_over_ranks(self):
        parts = [self.here / f"part_{i}.h5" for i in (1, 2, 3)]
        for i, part in enumerate(parts, 1):
            self.assertEqual(mpirun(3, "run", self.model, "--share", f"{i}/3", "--replications", 5, "--out", part).returncode, 0)
        self.assertEqual(careway("run", self.model, "--replications", 5, "--out", self.here / "five.h5").returncode, 0)
        self.assertEqual(careway("merge", *parts, "--out", self.out).returncode, 0)
        self.assert_same(self.out, self.here / "five.h5")

    def test_precision_is_reached_in_stages_over_ranks(self):
        alone = self.here / "alone.h5"
        wish = ["--replications", 4, "--precision", "shop.wait=8%"]
        self.assertEqual(careway("run", self.model, *wish, "--out", alone).returncode, 0)
        done = mpirun(2, "run", self.model, *wish, "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("going on to", done.stderr)
        self.assert_same(self.out, alone)

    def test_a_sweep_over_ranks(self):
        alone = self.here / "sweep.h5"
        self.assertEqual(careway("sweep", self.design, "--out", alone).returncode, 0)
        done = mpirun(3, "sweep", self.design, "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_same(self.out, alone)

    def test_a_rank_that_dies_ends_it_with_what_was_finished_and_any_number_goes_on(self):
        partial = pathlib.Path(f"{self.out}.partial")
        said = ""
        for victim in (1, 1, 1, 0):
            if victim and "go on with --resume" in said:
                continue  # mpirun kills who does not end at once: on a busy machine rank 0 may have to be asked again to be heard
            process = subprocess.Popen(["mpirun", "-n", "3", CAREWAY, "run", str(self.model), "--out", str(self.out), "--replications", "100000"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=SURROUNDINGS)
            deadline = time.monotonic() + 60
            ranks = {}
            while time.monotonic() < deadline:
                time.sleep(0.02)
                ranks = {rank_of(child): child for child in children(process.pid)}
                if partial.exists() and partial.stat().st_size > 30_000 and all(rank in ranks and seconds_of_work(ranks[rank]) > 0.1 for rank in range(3)):
                    break  # all three have worked
            self.assertLess(time.monotonic(), deadline, "not every rank took part")
            os.kill(ranks[victim], signal.SIGKILL)
            _, words = process.communicate(timeout=60)
            self.assertNotEqual(process.returncode, 0)
            if victim != 0:
                said = words
            self.assertFalse(self.out.exists())
            kept = partial.stat().st_size
            done = mpirun(2, "run", self.model, "--resume", self.out) if victim else careway("run", self.model, "--resume", self.out)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stderr, r"going on with \d+ replications", f"{kept} bytes were kept")
            with h5py.File(self.out) as file:
                number = len(file["replications"])  # what was finished stays
            reference = self.here / "as_many.h5"
            self.assertEqual(careway("run", self.model, "--replications", number, "--out", reference).returncode, 0)
            self.assert_same(self.out, reference)
            self.out.unlink()
        self.assertRegex(said, r"\d+ finished replications are kept in .*; go on with --resume")

    def test_what_is_wrong_is_said_once_and_ends_all_ranks(self):
        wrong = self.here / "wrong.yaml"
        wrong.write_text(QUEUE.replace("capacity", "capacty"))
        cases = [(["run", wrong, "--out", self.out], 2, 'did you mean "capacity"'),
                 (["run", self.model, "--out", self.out, "--events"], 2, "--events: patients are logged by one process"),
                 (["run", self.model, "--resume", self.whole, "--seed", 9], 2, "seed is 7, not 9"),
                 (["run", self.model, "--out", self.here / "no" / "out.h5"], 3, "there is no folder"),
                 (["sweep", self.design, "--out", self.out, "--share", "1000/1000"], 2, "at most 20 shares")]
        for arguments, code, words in cases:
            done = mpirun(3, *arguments)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertEqual(done.stderr.count(words), 1, done.stderr)
            self.assertFalse(self.out.exists())

    def test_a_program_of_its_own_loads_no_more_than_it_needs(self):
        traced = subprocess.run([CAREWAY, "run", str(self.model), "--out", str(self.out), "--quiet"], capture_output=True, text=True,
                                env={**os.environ, "LD_DEBUG": "files"}, timeout=60)
        self.assertEqual(traced.returncode, 0)
        self.assertIn("libyaml-cpp", traced.stderr)
        self.assertNotIn("libmpi", traced.stderr)
        if glob.glob("/usr/lib/*/hdf5/serial/libhdf5.a") and glob.glob("/usr/lib/*/libsz.a") and glob.glob("/usr/lib/*/libaec.a"):
            self.assertNotIn("libhdf5", traced.stderr)  # which would load thirty others


if __name__ == "__main__":
    CAREWAY = os.path.abspath(sys.argv.pop(1))
    if not (pathlib.Path(CAREWAY).parent / "libcareway_mpi.so").exists() or shutil.which("mpirun") is None:
        print("skipped: the program was built without MPI, or there is no mpirun (Debian: libopenmpi-dev openmpi-bin)")
        sys.exit(77)
    unittest.main(verbosity=1)
