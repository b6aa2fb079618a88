#!/usr/bin/env python3
"""Files that nobody should hand to a program: each ends in a second or two in words and exit code 2 or 3, with little memory,
no traceback and no crash. usage: hostile_test.py CAREWAY. About ten seconds."""
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import h5py

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "faults"))
from faults_test import bytes_key  # noqa: E402  the hash of base/bytes.hpp, of which seals are made

CAREWAY = ""
CPU_SECONDS = 6  # a second or two is meant; the address limit makes some of it slower
SECONDS = 240  # by the clock, of a machine that may be busy with other tests
MEMORY = 3 << 30  # bytes of address space

GOOD = """model: good
pathways:
  shop:
    resources: {{desk: {{capacity: {capacity}}}}}
    arrivals: {{people: {{{arrivals}, enter: come}}}}
    steps:
{steps}
experiment: {{length: {length}, replications: {replications}}}
"""
STEPS = "      come: [{seize: desk}, {delay: 5 min}, {release: desk}, {leave: served}]"


def good(capacity="2", arrivals="rate: 10 per hour", steps=STEPS, length="2 days", replications="1"):
    return GOOD.format(capacity=capacity, arrivals=arrivals, steps=steps, length=length, replications=replications)


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


class Hostile(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.here = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def careway(self, *arguments):
        limit = None if "SAN" in os.environ.get("CAREWAY_TEST_BUILD", "") else limited  # sanitizers reserve terabytes of addresses
        return subprocess.run([CAREWAY, *map(str, arguments)], cwd=self.here, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, preexec_fn=limit)

    def refused(self, *arguments, codes=(2, 3), says=""):
        done = self.careway(*arguments)
        words = done.stderr.decode("utf-8", "replace")
        self.assertIn(done.returncode, codes, f"{arguments}: {words[-600:]}")
        self.assertTrue(words.strip(), arguments)
        self.assertLess(len(words), 100_000, arguments)
        self.assertIn(says, words)
        return words

    def model(self, text, name="model.yaml"):
        path = self.here / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def refuse_model(self, text, says="", command="run", codes=(2,)):
        return self.refused(command, self.model(text), says=says, codes=codes)

    # ---- the text of a model

    def test_the_good_model_is_good(self):
        self.assertEqual(self.careway("run", self.model(good()), "--quiet").returncode, 0)

    def test_alias_bombs(self):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 10) + "]" for i in range(1, 12)]
        self.refuse_model("\n".join(lines))
        self.refuse_model("model: m\npathways: &p {clinic: *p}\n")

    def test_deep_nesting(self):
        self.refuse_model("model: " + "[" * 200_000)
        self.refuse_model("model: m\n" + "".join(" " * i + "a:\n" for i in range(3000)))
        self.refuse_model(good(steps=STEPS.replace("5 min", "{formula: " + "(" * 100_000 + "}")))
        self.refuse_model("model: m\npathways: " + "{a: " * 50_000 + "1" + "}" * 50_000)

    def test_keys_that_stand_twice(self):
        self.refuse_model(good() + "model: again\n", says="stands twice")

    def test_other_encodings(self):
        for text in (good().encode("utf-16"), good().encode("utf-16-le"), good().encode("utf-32"), good().encode() + b"# caf\xe9\n",
                     good().encode() + b"about: a\x00b\n", b"\xff\xfe\x00\x00", b"\x00" * 1000, os.urandom(5000), b"\x1b[31mred\x1b[0m: 1\n"):
            self.refuse_model(text)

    def test_a_byte_order_mark_and_windows_lines_are_harmless(self):
        self.assertEqual(self.careway("run", self.model(b"\xef\xbb\xbf" + good().replace("\n", "\r\n").encode()), "--quiet").returncode, 0)

    def test_empty_and_pointless_files(self):
        for text in ("", "\n", "# nothing\n", "---\n", "null\n", "[]\n", "{}\n", "3\n", "model:\n", "model: m\n", "%YAML 1.2\n---\nmodel: m\n", "!!python/object:os.system {}\n"):
            self.refuse_model(text)

    def test_long_lines_and_many_lines(self):
        self.refuse_model("model: " + "x" * 10_000_000)
        self.refuse_model(good() + "#" + "y" * 10_000_000 + "\nodd: 1\n", says="odd")
        self.refuse_model("\n".join(f"key_{i}: {i}" for i in range(200_000)))
        self.refuse_model("model: m\npathways: [" + "x.yaml, " * 300_000 + "y.yaml]\n")
        self.refuse_model(good(steps="      come: [" + "{delay: 1 min}, " * 200_000 + "{leave: x}]"))

    def test_many_names(self):
        self.refuse_model(good().replace("{desk: ", "{" + ", ".join(f"r{i}: {{capacity: 1}}" for i in range(5000)) + ", desk: "), says="at most 2000")
        labels = "set: {kind: {choice: {" + ", ".join(f"k{i}: 1" for i in range(60_000)) + "}}}"
        self.assertEqual(self.careway("check", self.model(good(arrivals=f"rate: 10 per hour, {labels}"))).returncode, 0)

    def test_numbers_that_are_none_or_absurd(self):
        for number in (".nan", ".inf", "nan", "-1", "1e300", "9" * 400, "0x10", "010", "1_000", "1e-400", "١٢"):
            self.refuse_model(good(capacity=number))
            self.refuse_model(good(arrivals=f"rate: {number} per ms"), codes=(2, 0) if number == "1e-400" else (2,))
        for number in ("-1 min", ".inf days", "1e300 days", "99999999 weeks", "nan h", "0 min"):
            self.refuse_model(good(length=number))
        for number in ("1000000000", "-1", "0", "1e30", "many", "2.5"):
            self.refuse_model(good(replications=number))

    # ---- models that would eat the machine

    def test_too_much_work_is_refused_with_an_estimate(self):
        for arrivals in ("rate: 1000000 per s", "interarrival: {exponential: {mean: 1 ms}}", "interarrival: 0 min", "at: [0 min], every: 1 ms"):
            self.refuse_model(good(arrivals=arrivals, length="15000 weeks"), says="patients would arrive in one replication")
        self.refuse_model(good(arrivals="rate: 1000000 per s", length="1 day", replications="1000000"), says="patients would arrive")
        self.refuse_model(good(arrivals="rate: 1 per day", length="90000 days", replications="1000000"), says="of memory")
        self.assertIn(self.careway("check", self.model(good(arrivals="rate: 1000000 per s"))).returncode, (0, 2))

    def test_what_runs_away_is_stopped(self):
        round_and_round = "      come: [{go: on}]\n      on: [{route: [{when: now > 100 days, to: out}, {to: come}]}]\n      out: [{leave: x}]"
        waiting = "      come: [{delay: 0 min}, {route: [{when: now > 100 days, to: out}, {to: come}]}]\n      out: [{leave: x}]"
        for steps in (round_and_round, waiting):
            self.refuse_model(good(steps=steps), says="without any time passing")
            self.refuse_model(good(steps=steps), says="without any time passing", command="check")
        self.refuse_model(good(arrivals="initial: 10000000", steps="      come: [{delay: 5 days}, {leave: x}]"), says="patients at once")

    def test_who_is_turned_away_and_asks_again_at_once_is_stopped(self):
        for choice in ("{seize: desk, if_busy: come}", "{seize: desk, if_full: come}"):
            steps = f"      come: [{choice}, {{delay: 5 h}}, {{release: desk}}, {{leave: x}}]"
            text = good(capacity="1, waiting_room: 1", steps=steps)
            self.refuse_model(text, says="last in step shop.come: patients go round, or arrive, without any time passing")

    def test_check_ends_though_patients_go_round_for_ever(self):
        steps = "      come: [{delay: 1 min}, {route: [{when: gate > 1, to: out}, {to: come}]}]\n      out: [{leave: x}]"
        text = good(arrivals="rate: 2000 per day", steps=steps).replace("    steps:", "    parameters: {gate: 0}\n    steps:")
        done = self.careway("check", self.model(text))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"would take too long", done.stdout)

    def test_a_rule_that_undoes_itself_does_not_stop_the_clock(self):
        flip = good().replace("    steps:", "    rules: {flip: {when: capacity(desk) < 3, do: {add: {desk: 1}}}}\n    steps:")
        self.assertEqual(self.careway("run", self.model(flip), "--quiet").returncode, 0)

    def test_formulas_beyond_all_numbers(self):
        big = "exp(700) * exp(700)"
        for formula in (f"{big} - {big}", f"-{big}", big, f"0 * ({big}) / ({big})"):
            steps = (f"      come:\n        - set: {{x: {{formula: {formula}}}}}\n        - seize: desk\n          units: min(x, 2)\n          priority: x\n"
                     "        - delay: {formula: x * 1 min}\n        - release: desk\n        - leave: served")
            self.assertIn(self.careway("run", self.model(good(steps=steps)), "--quiet").returncode, (0, 2))

    # ---- what is no file, or cannot be read

    def commands(self, name):
        good_file = self.model(good(), "fine.yaml")
        self.assertEqual(self.careway("run", good_file, "--out", "fine.h5", "--quiet").returncode, 0)
        for command in (("check", name), ("run", name), ("graph", name), ("trace", name), ("show", name), ("report", name, "--out", "r.html"), ("export", name),
                        ("compare", "fine.h5", name), ("compare", name, "fine.h5"), ("merge", name, "fine.h5", "--out", "m.h5")):
            yield command

    def test_folders_pipes_devices_and_what_is_not_there(self):
        (self.here / "folder").mkdir()
        os.mkfifo(self.here / "pipe")
        (self.here / "loop").symlink_to("loop")
        for name in ("folder", "pipe", "/dev/zero", "/dev/null", "loop", "nothing.yaml", "", "a" * 5000, "fine.yaml/x"):
            for command in self.commands(name):
                self.refused(*command)

    def test_files_that_may_not_be_read_or_written(self):
        commands = list(self.commands("secret.yaml"))
        self.model(good(), "secret.yaml").chmod(0)
        self.model(good(), "read_only.yaml")
        locked = self.here / "locked"
        locked.mkdir(mode=0o555)
        program = shutil.copy(CAREWAY, self.here / "careway")
        self.here.chmod(0o777)
        nobody = 65534

        def refused(*arguments):
            # Root may read and write everything: then as somebody else.
            user = {"user": nobody, "group": nobody, "extra_groups": []} if os.geteuid() == 0 else {}
            done = subprocess.run([program, *map(str, arguments)], cwd=self.here, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, **user)
            self.assertEqual(done.returncode, 3, f"{arguments}: {done.stderr}")
            self.assertRegex(done.stderr, "Permission denied|the folder locked cannot be written to", arguments)

        for command in commands:
            refused(*command)
        refused("run", "read_only.yaml", "--out", "locked/out.h5")
        refused("graph", "read_only.yaml", "--out", "locked/out.svg")
        refused("report", "fine.h5", "--out", "locked/out.html")
        self.assertEqual(list(locked.iterdir()), [])

    def test_data_files(self):
        for text in (b"", b"days", b"days\n", b"days\nx\n", b"days\n1,2\n", b"days\n\"1\n", b"days\nnan\n", b"days\n1e400\n", b"\xff\xfed\x00", b"days\n" + b"1" * 10_000_000,
                     b"days\n" + b"\x00" * 1000, b"days," * 1_000_000 + b"\n"):
            (self.here / "data.csv").write_bytes(text)
            self.refuse_model(good(steps=STEPS.replace("5 min", "{empirical: {file: data.csv, column: days, unit: day}}")))
        for name in (".", "/dev/zero", "pipe", "../../../../../../etc/nothing"):
            if name == "pipe":
                os.mkfifo(self.here / "pipe")
            self.refuse_model(good(steps=STEPS.replace("5 min", f"{{empirical: {{file: {name}, column: days, unit: day}}}}")))

    # ---- results files

    def test_results_cut_off_or_changed(self):
        self.assertEqual(self.careway("run", self.model(good()), "--out", "fine.h5", "--quiet").returncode, 0)
        whole = (self.here / "fine.h5").read_bytes()
        cases = {"cut_1": whole[:1], "cut_half": whole[: len(whole) // 2], "cut_seal": whole[:-64], "cut_last": whole[:-1], "empty": b"", "text": b"model: m\n",
                 "twice": whole + whole, "zeros": bytes(len(whole)), "tail": whole + b"x"}
        for place in range(0, len(whole), max(1, len(whole) // 12)):
            cases[f"byte_{place}"] = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1:]
        for name, content in cases.items():
            (self.here / f"{name}.h5").write_bytes(content)
            commands = [("show", f"{name}.h5")]
            if not name.startswith("byte_"):
                commands += [("compare", "fine.h5", f"{name}.h5"), ("report", f"{name}.h5", "--out", "r.html"), ("export", f"{name}.h5", "--out", "e.csv"),
                             ("merge", f"{name}.h5", "fine.h5", "--out", "m.h5"), ("run", "model.yaml", "--resume", f"{name}.h5")]
            for command in commands:
                self.refused(*command)
        self.assertFalse((self.here / "r.html").exists())
        self.assertFalse((self.here / "m.h5").exists())

    def test_a_doctored_results_file_that_the_library_never_ends_reading(self):
        self.assertEqual(self.careway("run", self.model(good()), "--out", "fine.h5", "--quiet").returncode, 0)
        self.assertEqual(self.careway("show", "fine.h5").returncode, 0)
        content = bytearray((self.here / "fine.h5").read_bytes()[:-64])
        at = content.index(b"GCOL") + 16  # a heap of texts: the free space at its end gets the length 0, over which HDF5 goes round for ever
        while int.from_bytes(content[at:at + 2], "little") != 0:
            at += 16 + (int.from_bytes(content[at + 8:at + 16], "little") + 7) // 8 * 8
        content[at + 8:at + 16] = bytes(8)
        seal = f"\ncareway-results 1 {len(content):016x} {bytes_key(content):016x}".ljust(63) + "\n"
        (self.here / "loops.h5").write_bytes(bytes(content) + seal.encode())
        for command in (("show", "loops.h5"), ("compare", "fine.h5", "loops.h5"), ("run", "model.yaml", "--resume", "loops.h5")):
            self.refused(*command, codes=(3,), says="loops.h5: it is damaged in a way that the HDF5 library does not survive")

    def test_event_logs_cut_off_or_changed(self):
        self.assertEqual(self.careway("run", self.model(good()), "--out", "fine.h5", "--events", "--quiet").returncode, 0)
        log = self.here / "fine.events.h5"
        whole = log.read_bytes()
        for content in (b"", whole[:1], whole[: len(whole) // 2], whole[:-1], bytes(len(whole)), b"model: m\n"):
            log.write_bytes(content)
            self.refused("export", "fine.h5", "--format", "csv", codes=(3,))
        chance = random.Random(8)
        for i in range(30):  # it has no seal: a number changed may go unnoticed, but nothing else may happen
            content = bytearray(whole)
            content[chance.randrange(len(whole) if i % 2 else 6000)] = chance.randrange(256)
            log.write_bytes(content)
            done = self.careway("export", "fine.h5", "--format", ("csv", "vidigi", "xes", "parquet")[i % 4])
            self.assertIn(done.returncode, (0, 3), done.stderr)

    # ---- the command line

    def test_options_that_make_no_sense(self):
        model = self.model(good())
        for options in (("--replications", "0"), ("--replications", "1000000000"), ("--replications", "x"), ("--threads", "0"), ("--threads", "99999"), ("--days", "0"),
                        ("--days", "nan"), ("--days", "1e300"), ("--days", "-3"), ("--seed", "-1"), ("--seed", "x"), ("--precision", "0%"), ("--precision", "soon"),
                        ("--out", "/nowhere/x.h5"), ("--out", "."), ("--out", "/dev/full/x.h5"), ("--nonsense",)):
            self.refused("run", model, *options)
        self.refused("dance")
        self.refused()
        self.refused("trace", model, "--patient", "0")
        self.refused("trace", model, "--patient", "18446744073709551615")

    def test_numbers_of_options_are_read_as_in_a_model(self):
        model = self.model(good())
        for options in (("--seed", "18446744073709551616"), ("--seed", "010"), ("--seed", "1.5"), ("--replications", "0x2"), ("--replications", "010"), ("--days", "0x10"),
                        ("--days", "inf"), ("--events-share", "nan", "--events")):
            self.refused("run", model, "--quiet", *options, codes=(2,), says="is no ")
        self.refused("run", model, "--events-share", "0.5", codes=(2,), says="requires --events")
        for option in ("--out", "--share", "--resume"):
            self.refused("run", model, option, "", codes=(2,), says=option + ": nothing is given")
        self.assertEqual(self.careway("run", model, "--quiet", "--seed", "18446744073709551615", "--days", "1e0").returncode, 0)

    def test_nothing_that_is_not_ours_is_written_over(self):
        model = self.model(good())
        self.refused("run", model, "--out", model, codes=(2,), says="is no results file of careway; it is not written over")
        self.refused("run", model, "--out", "both.csv", codes=(2,), says="choose a name that ends in .h5")
        (self.here / "people.csv").write_text("name,age\nx,3\n")
        self.refused("run", model, "--out", "people.h5", codes=(2,), says="people.csv is there and is no table of careway")
        self.assertEqual(model.read_text(), good())
        self.assertEqual((self.here / "people.csv").read_text(), "name,age\nx,3\n")
        with h5py.File(self.here / "theirs.h5", "w") as file:
            file["years"] = [1, 2, 3]
        theirs = (self.here / "theirs.h5").read_bytes()
        self.refused("run", model, "--out", "theirs.h5", codes=(2,), says="is no results file of careway; it is not written over")
        (self.here / "logged.events.h5").write_bytes(theirs)
        self.refused("run", model, "--out", "logged.h5", "--events", codes=(2,), says="but it is none of careway, or damaged")
        self.assertEqual((self.here / "theirs.h5").read_bytes(), theirs)
        self.assertEqual((self.here / "logged.events.h5").read_bytes(), theirs)
        for _ in range(2):  # our own files are
            self.assertEqual(self.careway("run", model, "--out", "fine.h5", "--quiet").returncode, 0)
        whole = (self.here / "fine.h5").read_bytes()
        for command in (("export", "fine.h5", "--out", "fine.h5"), ("report", "fine.h5", "--out", "./fine.h5"), ("graph", model, "--out", model), ("merge", "fine.h5", "--out", "fine.h5")):
            self.refused(*command, codes=(2,), says="that is the file to be read")
        self.assertEqual((self.here / "fine.h5").read_bytes(), whole)
        self.assertEqual(model.read_text(), good())

    def test_a_target_that_cannot_be_written_is_refused_before_the_run(self):
        model = self.model(good(length="15000 weeks", arrivals="rate: 1 per hour"))  # more than the seconds that a test may take
        (self.here / "a.csv").mkdir()
        for out in ("/dev/null", "a.h5", "/proc/a.h5", "x" * 300 + ".h5"):
            self.refused("run", model, "--out", out, codes=(3,), says="cannot write")
        self.assertEqual(list(self.here.glob("*.partial")), [])


if __name__ == "__main__":
    CAREWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
