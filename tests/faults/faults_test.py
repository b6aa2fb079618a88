#!/usr/bin/env python3
"""What is finished is kept: kills at random instants, interrupts, a full disk, a torn or foreign partial file; and going on to the
bytes of an undisturbed run. usage: faults_test.py CAREWAY. About 20 seconds on two cores. The full disk is a small tmpfs where
mounting is allowed, and a limit on the size of files everywhere."""
import filecmp
import os
import pathlib
import random
import re
import resource
import signal
import struct
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
    clocks: {wait: {within: [5 min], over: [0 min], quantiles: [0.9]}}
    levels: {busy: {of: in_use(desk), distribution: true}}
    arrivals: {people: {rate: 10 per hour, enter: come}}
    steps:
      come: [{start: wait}, {seize: desk}, {stop: wait}, {delay: {exponential: {mean: 9 min}}}, {release: desk}, {leave: served}]
experiment: {length: 60 days, warm_up: 1 day, replications: 40, seed: 7}
"""


def careway(*arguments, **options):
    return subprocess.run([CAREWAY, *map(str, arguments)], capture_output=True, text=True, timeout=300, **options)


def cpu_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.here = pathlib.Path(cls.folder.name)
        cls.model = cls.here / "queue.yaml"
        cls.model.write_text(QUEUE)
        cls.whole = cls.here / "whole.h5"
        begun = time.monotonic()
        done = careway("run", cls.model, "--out", cls.whole, "--threads", 2)
        cls.takes = time.monotonic() - begun
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def setUp(self):
        self.out = self.here / f"{self._testMethodName}.h5"
        self.partial = pathlib.Path(f"{self.out}.partial")

    def begin(self, *arguments):
        return subprocess.Popen([CAREWAY, "run", str(self.model), *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def stopped_after_some(self, how, *arguments):
        """A long run, ended by the signal once it has kept something. Its exit code and words."""
        process = self.begin("--out", self.out, "--replications", 100000, *arguments)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (self.partial.exists() and self.partial.stat().st_size > 20000):
            time.sleep(0.01)
        process.send_signal(how)
        _, words = process.communicate(timeout=60)
        return process.returncode, words

    def assert_same_as_whole(self, path):
        self.assertTrue(filecmp.cmp(path, self.whole, shallow=False), f"{path.name} is not the bytes of an undisturbed run")

    def test_killed_at_20_random_instants_it_goes_on_to_the_same_bytes(self):
        chance = random.Random(20)
        taken_over = 0
        for i in range(20):
            out = self.here / f"killed_{i}.h5"
            process = self.begin("--out", out, "--threads", chance.choice([1, 2, 3]))
            time.sleep(chance.uniform(0, 1.3 * self.takes))
            process.kill()
            process.communicate()
            if out.exists():
                self.assert_same_as_whole(out)  # it was quicker; under the real name stand only whole results
            done = careway("run", self.model, "--resume", out)
            self.assertEqual(done.returncode, 0, done.stderr)
            taken_over += "going on with" in done.stderr
            self.assert_same_as_whole(out)
            self.assertFalse(pathlib.Path(f"{out}.partial").exists())
        self.assertGreater(taken_over, 5, "hardly ever was anything kept")

    def test_killed_again_and_again_it_arrives(self):
        for attempt in range(200):
            process = self.begin("--resume", self.out, "--threads", 2)
            try:
                process.communicate(timeout=0.2 * self.takes + 0.01 * attempt)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
            if process.returncode == 0:
                break
        self.assertEqual(process.returncode, 0)
        self.assert_same_as_whole(self.out)

    def test_a_killed_run_begun_anew_takes_over_what_is_its_own(self):
        self.assertEqual(self.stopped_after_some(signal.SIGKILL)[0], -signal.SIGKILL)
        self.assertFalse(self.out.exists())
        done = careway("run", self.model, "--out", self.out)
        self.assertRegex(done.stderr, r"going on with \d+ replications")
        self.assert_same_as_whole(self.out)

    def test_asked_once_to_stop_it_finishes_what_is_in_hand_writes_and_says_what_is_missing(self):
        for how in (signal.SIGINT, signal.SIGTERM):
            code, words = self.stopped_after_some(how)
            self.assertEqual(code, 3, words)
            self.assertRegex(words, r"interrupted: \d+ of 100000 replications are in .*; go on with --resume")
            self.assertFalse(self.partial.exists())
            self.assertEqual(careway("show", self.out).returncode, 0)
            done = careway("run", self.model, "--resume", self.out)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assert_same_as_whole(self.out)
            self.out.unlink()

    def test_asked_twice_it_stops_at_once_and_keeps_what_is_finished(self):
        self.model.write_text(QUEUE.replace("60 days", "60000 days"))  # a replication takes half a minute
        process = self.begin("--out", self.out)
        while cpu_seconds(process) < 0.5:  # reading takes a tenth of it, so that a replication is in hand, however busy the machine
            time.sleep(0.02)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        self.model.write_text(QUEUE)
        self.assertLess(time.monotonic() - begun, 5)
        self.assertEqual(process.returncode, 128 + signal.SIGINT)
        self.assertFalse(self.out.exists())

    def test_more_replications_are_added_to_a_finished_run(self):
        self.assertEqual(careway("run", self.model, "--out", self.out, "--replications", 15).returncode, 0)
        self.assertEqual(careway("run", self.model, "--resume", self.out).returncode, 0)
        self.assert_same_as_whole(self.out)

    def test_gone_on_with_it_never_has_fewer_replications(self):
        for options in (("--replications", 10), ("--share", "2/4")):
            kept = self.here / "kept.h5"
            kept.write_bytes(self.whole.read_bytes())
            done = careway("run", self.model, "--resume", kept, *options)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("30 replications more than are asked for now are there; they stay", done.stderr)
            self.assertTrue(filecmp.cmp(kept, self.whole, shallow=False))
        self.stopped_after_some(signal.SIGKILL)
        done = careway("run", self.model, "--resume", self.out, "--replications", 1)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(careway("run", self.model, "--resume", self.out).returncode, 0)
        self.assert_same_as_whole(self.out)

    def test_a_log_of_another_run_is_not_taken_for_its_own(self):
        out, log = self.here / "other_log.h5", self.here / "other_log.events.h5"
        self.assertEqual(careway("run", self.model, "--out", out, "--replications", 2, "--days", 9, "--events").returncode, 0)
        short = log.read_bytes()
        done = careway("run", self.model, "--out", out, "--replications", 2)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"other_log\.events\.h5 does not belong to these results \(it is of another run: length is 9 days, not 60 days")
        for form in ("csv", "xes", "vidigi", "parquet"):
            done = careway("export", out, "--format", form)
            self.assertEqual(done.returncode, 2)
            self.assertIn("does not belong to", done.stderr)
        self.assertEqual(careway("export", out, "--what", "summary").returncode, 0)
        self.assertEqual(careway("export", out, "--what", "summary", "--replication", 1).returncode, 2, "of which it has none")
        done = careway("merge", out, "--out", self.here / "merged_log.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("does not belong to the results beside it", done.stderr)
        done = careway("run", self.model, "--resume", out, "--replications", 2, "--events")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("2 of them have no events", done.stderr)
        own = log.read_bytes()
        self.assertNotEqual(own, short)
        self.assertEqual(careway("export", out, "--out", self.here / "told.csv").returncode, 0)
        self.assertNotIn("does not belong", careway("run", self.model, "--out", out, "--replications", 3).stderr)  # other replications of it
        with h5py.File(log, "r+") as file:  # as logs were before they said of which run they are
            del file["run_names"], file["run_values"]
            file.attrs["format_version"] = 1
        done = careway("export", out)
        self.assertEqual(done.returncode, 2)
        self.assertIn("did not say of which run it is", done.stderr)
        log.write_bytes(own[:5000])
        done = careway("run", self.model, "--out", out, "--replications", 3, "--events")
        self.assertEqual(done.returncode, 2)
        self.assertIn("move it away, or choose another --out", done.stderr)
        self.assertEqual(log.read_bytes(), own[:5000])

    def test_another_run_is_refused_by_name(self):
        self.stopped_after_some(signal.SIGKILL)
        kept = self.partial.read_bytes()
        done = careway("run", self.model, "--resume", self.out, "--seed", 8)
        self.assertEqual(done.returncode, 2)
        self.assertIn("seed is 7, not 8", done.stderr)
        done = careway("run", self.model, "--resume", self.out, "--days", 30)
        self.assertEqual(done.returncode, 2)
        self.assertIn("length is 60 days, not 30 days", done.stderr)
        other = self.here / "other.yaml"
        other.write_text(QUEUE.replace("9 min", "8 min"))
        done = careway("run", other, "--resume", self.out)
        self.assertEqual(done.returncode, 2)
        self.assertIn("file queue.yaml is only there", done.stderr)
        self.model.write_text(QUEUE.replace("9 min", "8 min"))
        done = careway("run", self.model, "--resume", self.out)
        self.model.write_text(QUEUE)
        self.assertEqual(done.returncode, 2)
        self.assertIn("file queue.yaml is another", done.stderr)
        self.assertEqual(self.partial.read_bytes(), kept, "a refusal must not touch it")
        done = careway("run", self.model, "--resume", self.whole, "--seed", 8)
        self.assertEqual(done.returncode, 2)
        self.assertIn("seed is 7, not 8", done.stderr)
        self.assertFalse(pathlib.Path(f"{self.whole}.partial").exists())

    def test_another_version_is_refused_by_name(self):
        self.stopped_after_some(signal.SIGKILL)
        data = self.partial.read_bytes()
        length = int.from_bytes(data[18:26], "little")
        identity = data[34:34 + length]
        changed = re.sub(rb"program version\0[^\0]*\0", b"program version\x000.0.9\0", identity)
        self.assertNotEqual(changed, identity)
        self.partial.write_bytes(data[:18] + len(changed).to_bytes(8, "little") + bytes_key(changed).to_bytes(8, "little") + changed + data[34 + length:])
        done = careway("run", self.model, "--resume", self.out)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stderr, r"program version is 0\.0\.9, not ")

    def test_a_run_of_something_else_under_the_same_name_puts_the_kept_ones_aside(self):
        self.stopped_after_some(signal.SIGKILL)
        kept = self.partial.read_bytes()
        done = careway("run", self.model, "--out", self.out, "--seed", 8, "--replications", 2)
        self.assertEqual(done.returncode, 0)
        self.assertIn("of another run (seed is 7, not 8)", done.stderr)
        self.assertEqual(pathlib.Path(f"{self.partial}.old").read_bytes(), kept)

    def test_a_torn_or_damaged_end_costs_only_itself(self):
        self.stopped_after_some(signal.SIGKILL)
        whole = self.partial.read_bytes()
        frames = frames_of(whole)
        chance = random.Random(3)
        taken_over = 0
        for i in range(12):
            place = chance.randrange(20, len(whole))
            self.partial.write_bytes(whole[:place] if i % 2 else whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1:])
            done = careway("run", self.model, "--resume", self.out)
            self.assertEqual(done.returncode, 0, done.stderr)
            good = [number for end, number in frames if end <= place and 0 <= number < 40]
            told = re.search(r"going on with (\d+) replications", done.stderr)
            self.assertEqual(int(told[1]) if told else 0, len(good), f"of {len(frames) - 1} kept, damaged at {place} of {len(whole)}: {done.stderr}")
            taken_over += len(good)
            self.assert_same_as_whole(self.out)
            self.out.unlink()
        self.assertGreater(taken_over, 12, "hardly ever was anything whole before the damage")
        broken = whole[:40] + bytes([whole[40] ^ 1]) + whole[41:]  # in what says of which run it is
        self.partial.write_bytes(broken)
        done = careway("run", self.model, "--resume", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("is damaged at its beginning: nothing in it can be used", done.stderr)
        self.assertEqual(pathlib.Path(f"{self.partial}.old").read_bytes(), broken)
        self.assert_same_as_whole(self.out)
        self.out.unlink()
        self.partial.write_bytes(b"something else")
        done = careway("run", self.model, "--resume", self.out)
        self.assertEqual(done.returncode, 3)
        self.assertIn("does not hold finished replications", done.stderr)
        self.assertEqual(self.partial.read_bytes(), b"something else")

    def test_two_runs_do_not_write_one_file(self):
        first = self.begin("--out", self.out, "--replications", 100000)
        while not (self.partial.exists() and self.partial.stat().st_size > 5000):
            time.sleep(0.01)
        done = careway("run", self.model, "--out", self.out)
        first.kill()
        first.communicate()
        self.assertEqual(done.returncode, 3)
        self.assertIn("another run is writing it", done.stderr)

    def test_another_build_does_not_go_on(self):
        self.stopped_after_some(signal.SIGKILL)
        kept = self.partial.read_bytes()
        program = pathlib.Path(CAREWAY).read_bytes()
        head = struct.pack("<III", 4, 20, 3) + b"GNU\0"  # of the note with the key that the linker made: lengths of name and key, kind, name
        at = program.index(head) + len(head)
        other = self.here / "other_build"
        for key, refused in ((program[at:at + 20], False), (bytes(20), True)):  # a mere copy, and one as of another build
            self.partial.write_bytes(kept)
            other.write_bytes(program[:at] + key + program[at + 20:])
            other.chmod(0o755)
            done = subprocess.run([other, "run", self.model, "--resume", self.out, "--replications", "1"], capture_output=True, text=True, timeout=300)
            self.assertEqual(done.returncode, 2 if refused else 0, done.stderr)
            self.assertIn("program file is another" if refused else "that an earlier run finished", done.stderr)

    def test_stopped_before_the_first_replication_it_leaves_an_earlier_log_alone(self):
        self.assertEqual(careway("run", self.model, "--out", self.out, "--replications", 3, "--events").returncode, 0)
        log = self.here / f"{self.out.stem}.events.h5"
        earlier = log.read_bytes(), self.out.read_bytes()
        for _ in range(100):  # until the signal comes between the beginning of the log and that of the first replication
            process = self.begin("--out", self.out, "--seed", 9, "--replications", 3, "--events")
            while process.poll() is None and not self.partial.exists():
                pass
            process.send_signal(signal.SIGINT)
            _, words = process.communicate(timeout=60)
            if "interrupted before the first replication was done; nothing was written" in words:
                break
            self.assertEqual(careway("run", self.model, "--out", self.out, "--replications", 3, "--events").returncode, 0)
        else:
            self.fail("never stopped in time")
        self.assertTrue((log.read_bytes(), self.out.read_bytes()) == earlier, "the log or the results are others")
        self.assertFalse(pathlib.Path(f"{log}.part").exists())

    def test_events_of_finished_replications_are_taken_over_or_their_replications_run_again(self):
        few = ["--replications", 6, "--events"]
        reference = self.here / "logged.h5"
        self.assertEqual(careway("run", self.model, "--out", reference, *few).returncode, 0)
        self.assertEqual(careway("run", self.model, "--out", self.out, "--replications", 3, "--events").returncode, 0)
        done = careway("run", self.model, "--resume", self.out, *few)
        self.assertIn("going on with 3 replications", done.stderr)
        self.assertNotIn("run again", done.stderr)
        log = self.here / f"{self.out.stem}.events.h5"
        self.assertEqual(self.exported(self.out), self.exported(reference))
        log.unlink()
        done = careway("run", self.model, "--resume", self.out, *few)
        self.assertIn("6 of them have no events", done.stderr)
        self.assertEqual(self.exported(self.out), self.exported(reference))
        self.assertTrue(filecmp.cmp(self.out, reference, shallow=False))

    def exported(self, path):
        to = self.here / "events.csv"
        self.assertEqual(careway("export", path, "--what", "events", "--out", to).returncode, 0)
        return to.read_bytes()

    def full_disk(self, done):
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertRegex(done.stderr, r"cannot write .*(No space left on device|File too large|the disk is full)")
        self.assertRegex(done.stderr, r"\d+ finished replications are kept in .*; go on with --resume")
        self.assertFalse(self.out.exists())

    def test_where_nobody_hears_what_is_said_the_work_goes_on(self):
        out = self.here / "unheard.h5"
        with open("/dev/full", "w") as full:
            done = subprocess.run([CAREWAY, "run", str(self.model), "--out", str(out), "--threads", "1"], stdout=subprocess.DEVNULL, stderr=full, timeout=60)
        self.assertEqual(done.returncode, 0)
        self.assertTrue(filecmp.cmp(out, self.whole, shallow=False))
        # Closed, its number is not given to a file of the run: what is said would be written into that.
        kept = self.here / "closed.h5"
        self.assertEqual(careway("run", self.model, "--out", kept, "--replications", 5).returncode, 0)
        closed = subprocess.run(f'exec "{CAREWAY}" run "{self.model}" --resume "{kept}" >/dev/null 2>&- <&-', shell=True, timeout=60)
        self.assertEqual(closed.returncode, 0)
        self.assertTrue(filecmp.cmp(kept, self.whole, shallow=False))
        self.assertEqual(subprocess.run(f'exec "{CAREWAY}" show nothing.h5 2>&-', shell=True, timeout=60).returncode, 3)

    def test_what_cannot_be_printed_is_a_failure(self):
        for words in (["show", str(self.whole)], ["show", str(self.whole), "--json"], ["schema"], ["manual"], ["graph", str(self.model)]):
            with open("/dev/full", "w") as full:
                done = subprocess.run([CAREWAY, *words], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
            self.assertEqual(done.returncode, 3, words)
            self.assertIn("No space left on device", done.stderr)
            self.assertNotIn("defect", done.stderr)

    def test_an_export_replaces_no_pipe_and_no_other_kind_of_file(self):
        os.mkfifo(self.here / "pipe")
        done = careway("export", self.whole, "--what", "summary", "--out", self.here / "pipe")
        self.assertEqual((done.returncode, "it is a pipe or a device" in done.stderr), (3, True), done.stderr)
        self.assertTrue((self.here / "pipe").is_fifo())
        missing = careway("export", self.here / "none.h5", "--point", 2)
        self.assertEqual((missing.returncode, "there is no such file" in missing.stderr), (3, True), missing.stderr)

    def test_a_file_that_may_not_grow_ends_the_run_clearly(self):
        limit = 60_000
        done = careway("run", self.model, "--out", self.out, "--replications", 3000, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.full_disk(done)
        done = careway("run", self.model, "--resume", self.out)
        self.assertRegex(done.stderr, r"going on with \d+ replications")
        self.assert_same_as_whole(self.out)

    def test_a_full_disk_ends_the_run_clearly_and_room_lets_it_go_on(self):
        disk = self.here / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)], capture_output=True).returncode != 0:
            self.skipTest("mounting a small tmpfs is not allowed here; the limit on the size of files stands in")
        try:
            self.out = disk / "out.h5"
            self.full_disk(careway("run", self.model, "--out", self.out, "--replications", 3000))
            subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
            done = careway("run", self.model, "--resume", self.out)
            kept = int(re.search(r"going on with (\d+) replications", done.stderr)[1])
            self.assertGreater(kept, 40, "the whole run fitted on the disk")
            reference = self.here / "kept.h5"
            with h5py.File(self.out) as file:
                self.assertEqual(careway("run", self.model, "--out", reference, "--replications", len(file["replications"])).returncode, 0)
            self.assertTrue(filecmp.cmp(self.out, reference, shallow=False))
            for path in disk.iterdir():
                path.unlink()
            for size in (300, 700, 2000):  # the library of the results has a file open that it can neither write nor close
                subprocess.run(["mount", "-o", f"remount,size={size}k", str(disk)], check=True)
                done = careway("run", self.model, "--out", self.out, "--replications", 60, "--events")
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertRegex(done.stderr, r"the disk is full|No space left on device")
                self.assertNotIn("HDF5-DIAG", done.stderr)
                self.assertLessEqual({path.name for path in disk.iterdir()}, {"out.h5.partial"})
                (disk / "out.h5.partial").unlink(missing_ok=True)
        finally:
            subprocess.run(["umount", str(disk)], check=True)

    def test_a_disk_too_full_for_the_results_keeps_all_replications(self):
        limit = 2 * self.whole.stat().st_size // 3  # the partial file fits, the results do not
        done = careway("run", self.model, "--out", self.out, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.full_disk(done)
        done = careway("run", self.model, "--resume", self.out)
        self.assertIn("going on with 40 replications", done.stderr)
        self.assert_same_as_whole(self.out)

    def test_out_of_memory_is_said_and_what_is_finished_is_kept(self):
        crowded = self.here / "crowded.yaml"  # some replications begin with millions in the queue
        crowded.write_text(QUEUE.replace("length: 60 days", "length: 2 days, stock: [{step: shop.come, number: {choice: {5: 0.85, 2000000: 0.15}}}]").replace("replications: 40", "replications: 5"))
        limit = 160 << 20
        done = careway("run", crowded, "--out", self.out, "--threads", 1, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("out of memory", done.stderr)
        self.assertFalse(self.out.exists())
        kept = len(frames_of(self.partial.read_bytes())) - 1
        self.assertGreater(kept, 0)
        self.assertRegex(done.stderr, rf"{kept} finished replications? (is|are) kept in .*; go on with --resume")
        done = careway("run", crowded, "--resume", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"going on with {kept} replications", done.stderr)
        undisturbed = self.here / "crowded.h5"
        self.assertEqual(careway("run", crowded, "--out", undisturbed).returncode, 0)
        self.assertTrue(filecmp.cmp(self.out, undisturbed, shallow=False))


def frames_of(data):
    """Of each frame of a partial file: where it ends, and the replication in it; -1 for the first, which says whose they are."""
    at, frames = len(b"careway-partial 1\n"), []
    while at < len(data):
        length = int.from_bytes(data[at:at + 8], "little")
        frames.append((at + 16 + length, int.from_bytes(data[at + 20:at + 24], "little") if frames else -1))
        at = frames[-1][0]
    return frames


def mix(x):
    mask = (1 << 64) - 1
    x = (x + 0x9E3779B97F4A7C15) & mask
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & mask
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & mask
    return x ^ (x >> 31)


def bytes_key(data):
    """As base/bytes.hpp."""
    key = mix(len(data))
    for i in range(0, len(data) - len(data) % 8, 8):
        key = mix(key ^ int.from_bytes(data[i:i + 8], "little"))
    for byte in data[len(data) - len(data) % 8:]:
        key = mix(key ^ byte)
    return key


if __name__ == "__main__":
    CAREWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=1)
