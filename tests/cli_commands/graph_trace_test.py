#!/usr/bin/env python3
"""Drawings and stories as users meet them: well-formed and harmless SVG, the same bytes twice, dot and Mermaid with every step;
a story whose times were worked out by hand. usage: graph_trace_test.py CAREWAY. Some seconds."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAREWAY = ""

# Three come at 0, 1 and 2 min; one desk, 10 min each. The third is granted at 20 and leaves at 30; the second waited before it.
DESK = """model: desk
about: "A <script>alert('x')</script> & \\"quotes\\" ]]> tests"
pathways:
  shop:
    about: "<b>bold</b>"
    resources: {desk: {capacity: 1}}
    clocks: {wait: {within: [5 min]}}
    arrivals:
      people: {at: [0 min, 1 min, 2 min], set: {kind: regular, size: 3}, enter: come}
    steps:
      come: [{start: wait}, {seize: desk, patience: 5 h, otherwise: go_away}, {stop: wait}, {delay: 10 min}, {release: desk}, {go: next}]
      next: [{route: [{when: size > 5, to: come}, {to: out}]}]
      out: [{count: served}, {leave: served}]
      go_away: [{leave: gone}]
experiment: {length: 1 day, replications: 1, start: 2024-03-04}
"""


def careway(*arguments):
    return subprocess.run([CAREWAY, *map(str, arguments)], capture_output=True, text=True, timeout=300)


# The first has x for 10 h from 0; the second, more urgent, waits for the closing unit until 10 h and then has a branch begin at 11 h.
PREEMPTED = """model: preempted
pathways:
  shop:
    resources: {x: {roster: [{from: "00:00", until: "05:00", capacity: 2}, {from: "05:00", until: "24:00", capacity: 1}]}}
    clocks: {wait: {}, until_work: {}}
    arrivals:
      low: {at: [0 min, 1 min], set: {rank: 2}, enter: come}
      high: {at: [6 h], set: {rank: 1}, enter: come}
    steps:
      come: [{start: [wait, until_work]}, {seize: x, priority: rank, preempt: resume}, {stop: wait}, {delay: 10 h}, {stop: until_work}, {fork: [work]}, {release: x}, {leave: done}]
      work: [{delay: 1 h}, join]
experiment: {length: 3 days, replications: 1, start: 2024-03-04}
"""


class Drawings(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.model = pathlib.Path(self.folder.name) / "desk.yaml"
        self.model.write_text(DESK)

    def tearDown(self):
        self.folder.cleanup()

    def test_the_svg_is_well_formed_harmless_and_names_itself(self):
        done = careway("graph", self.model)
        self.assertEqual(done.returncode, 0, done.stderr)
        root = ET.fromstring(done.stdout)
        tags = {element.tag.split("}")[1] for element in root.iter()}
        self.assertNotIn("script", tags)
        self.assertNotIn("b", tags)
        self.assertIn("<script>", root.find("{http://www.w3.org/2000/svg}desc").text)  # as text
        self.assertEqual(root.find("{http://www.w3.org/2000/svg}title").text, "desk")
        text = "".join(root.itertext())
        for words in ("takes desk", "gives back desk", "10 min", "gives up after 5 h", "size > 5", "otherwise", "served", "go away"):
            self.assertIn(words, text)
        self.assertIn('class="back"', done.stdout)
        self.assertNotIn("http://", done.stdout.replace("http://www.w3.org/2000/svg", ""))

    def test_twice_the_same_bytes(self):
        model = ROOT / "models/england/model.yaml"
        for form in ("svg", "dot", "mermaid"):
            first, second = careway("graph", model, "--format", form), careway("graph", model, "--format", form)
            self.assertEqual((first.returncode, second.returncode), (0, 0), first.stderr + second.stderr)
            self.assertGreater(len(first.stdout), 5000)
            self.assertEqual(first.stdout, second.stdout)

    def steps(self, folder):
        """pathway, step of each step of a model whose pathways have a file each."""
        for file in sorted(folder.glob("*.yaml")):
            text = file.read_text()
            pathway = re.search(r"(?m)^pathway: (\w+)", text)
            for step in re.findall(r"(?m)^  (\w+):", text.split("\nsteps:\n")[1]) if pathway and "\nsteps:\n" in text else []:
                yield pathway[1], step

    def test_every_step_of_the_english_model_is_in_every_format(self):
        model = ROOT / "models/england/model.yaml"
        steps = list(self.steps(model.parent))
        self.assertGreater(len(steps), 150)
        for form, marks in (("svg", ("general acute", "→ emergency department")), ("dot", ("style=dashed",)), ("mermaid", ("-.->",))):
            done = careway("graph", model, "--format", form)
            self.assertEqual(done.returncode, 0, done.stderr)
            for mark in marks:
                self.assertIn(mark, done.stdout)
            words = "".join(ET.fromstring(done.stdout).itertext()) if form == "svg" else done.stdout
            for pathway, step in steps:
                self.assertIn(step.replace("_", " ") if form == "svg" else f"{pathway}__step__{step}", words)

    def test_a_pathway_alone_into_a_file(self):
        out = pathlib.Path(self.folder.name) / "ward.svg"
        done = careway("graph", ROOT / "models/england/model.yaml", "--pathway", "general_acute", "--out", out)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertNotIn('id="pathway-ambulance"', out.read_text())
        self.assertEqual(careway("graph", self.model, "--pathway", "shopp").returncode, 2)
        self.assertIn('did you mean "shop"?', careway("graph", self.model, "--pathway", "shopp").stderr)
        self.assertEqual(careway("graph", self.model, "--out", "/no/such/folder/x.svg").returncode, 3)

    def test_a_story_with_times_worked_out_by_hand(self):
        story = json.loads(careway("trace", self.model, "--patient", "3", "--json").stdout)["story"]
        told = [(line["ms"] // 60000, line["kind"]) for line in story]
        self.assertEqual(told, [(2, "arrives"), (2, "step"), (2, "clock"), (2, "waits"), (20, "gets"), (20, "clock"), (20, "stays"),
                                (30, "gives_back"), (30, "step"), (30, "step"), (30, "count"), (30, "leaves")])
        wait = story[3]
        self.assertEqual((wait["others_waiting"], wait["in_use"], wait["scheduled_capacity"]), (1, 1, 1))
        self.assertEqual(list(wait["held_by"].values()), [1])  # by the one who came first, who is being served
        self.assertTrue(all(doing.startswith("in shop.") for doing in wait["held_by"]), wait["held_by"])
        self.assertEqual(story[4]["lasting_ms"], 18 * 60000)
        self.assertEqual(story[0]["attributes"], {"kind": "regular", "size": "3"})
        self.assertEqual(story[-1]["lasting_ms"], 28 * 60000)
        words = careway("trace", self.model, "--patient", "3").stdout
        for sentence in ("2024-03-04 00:02  arrives (shop.people): kind regular, size 3", "1 other is waiting, 1 in use (1 scheduled)",
                         "2024-03-04 00:20    gets desk after waiting 18 min", "leaves (served) after 28 min in all"):
            self.assertIn(sentence, words)

    def test_who_finds_the_desk_free_gets_it_at_once(self):
        words = careway("trace", self.model).stdout
        self.assertIn("gets desk at once", words)
        self.assertNotIn("begins to wait", words)

    def test_a_patient_or_source_that_is_none_is_wrong_input(self):
        done = careway("trace", self.model, "--patient", "4")
        self.assertEqual(done.returncode, 2)
        self.assertIn("only 3 arrive", done.stderr)
        self.assertIn('did you mean "shop.people"?', careway("trace", self.model, "--source", "shop.peple").stderr)

    def test_waits_and_branches_have_their_own_times(self):
        self.model.write_text(PREEMPTED)
        words = careway("trace", self.model, "--patient", "3").stdout
        self.assertIn("gets x after waiting 5 h 1 min", words)
        self.assertIn("clock stops: until_work at 15 h 1 min", words)

    def test_what_cannot_be_seen_shows_as_time(self):
        # The first is put off at 3 for 10 min, so that its 10 min end at 20; both then wait for half past.
        self.model.write_text("""model: pre
pathways:
  p:
    resources: {desk: {capacity: 1}}
    arrivals:
      slow: {at: [0 min], set: {urgency: 2}, enter: come}
      fast: {at: [3 min], set: {urgency: 1}, enter: come}
    steps:
      come: [{seize: desk, priority: urgency, preempt: resume}, {delay: 10 min}, {release: desk}, {go: hold}]
      hold: [{wait_until: "now >= 30 min"}, {leave: done}]
experiment: {length: 1 day, replications: 1}
""")
        story = json.loads(careway("trace", self.model, "--json").stdout)["story"]
        told = [(line["ms"] // 60000, line["kind"]) for line in story]
        self.assertEqual(told, [(0, "arrives"), (0, "step"), (0, "gets"), (0, "stays"), (3, "loses"), (13, "gets"), (20, "interrupted"), (20, "gives_back"), (20, "step"),
                                (30, "condition"), (30, "leaves")])
        self.assertEqual([line["lasting_ms"] // 60000 for line in story if line["kind"] in ("interrupted", "condition")], [10, 10])

    def test_who_loses_a_unit_has_come_no_further(self):
        self.model.write_text("""model: pre
pathways:
  p:
    resources: {bed: {capacity: 1}}
    clocks: {los: {}}
    arrivals:
      lo: {at: [0 min], set: {n: 2}, enter: s}
      hi: {at: [30 min], set: {n: 1}, enter: s}
    steps:
      s: [{start: los}, {seize: bed, priority: n, preempt: resume}, {delay: 1 h}, {release: bed}, {stop: los}, {set: {n: 7}}, {count: done}, {leave: home}]
experiment: {length: 1 day, replications: 1}
""")
        story = json.loads(careway("trace", self.model, "--json").stdout)["story"]
        told = [(line["ms"] // 60000, line["kind"]) for line in story]
        self.assertEqual(told, [(0, "arrives"), (0, "step"), (0, "clock"), (0, "gets"), (0, "stays"), (30, "loses"), (90, "gets"), (120, "interrupted"), (120, "gives_back"),
                                (120, "clock"), (120, "set"), (120, "count"), (120, "leaves")])
        self.assertIn("clock stops: los at 2 h", [line["text"] for line in story])

    def test_who_moves_to_a_better_one_goes_on(self):
        self.model.write_text("""model: mb
pathways:
  p:
    resources: {b: {capacity: 1}, c: {capacity: 1}}
    arrivals: {a: {at: [0 min, 10 min], enter: s}}
    steps: {s: [{seize: {any_of: [b, c]}, as: x, move_back: true}, {delay: 1 h}, {release: x}, {leave: home}]}
experiment: {length: 1 day, replications: 1}
""")
        story = json.loads(careway("trace", self.model, "--patient", 2, "--json").stdout)["story"]
        self.assertEqual([(line["ms"] // 60000, line["kind"], line.get("resource", "")) for line in story][2:],
                         [(10, "gets", "p.c"), (10, "stays", ""), (60, "gives_back", "p.c"), (60, "moves", "p.b"), (70, "gives_back", "p.b"), (70, "leaves", "")])

    def test_branches_are_told_apart(self):
        self.model.write_text(DESK.replace("{delay: 10 min}", "{fork: [left, right]}").replace(
            "      go_away", "      left: [{delay: 4 min}, join]\n      right: [{delay: 6 min}, join]\n      go_away"))
        done = careway("trace", self.model, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        story = json.loads(done.stdout)["story"]
        stays = {line["text"].split("]")[0]: line["lasting_ms"] for line in story if line["kind"] == "stays"}
        self.assertEqual(stays, {"[branch 1": 4 * 60000, "[branch 2": 6 * 60000})
        self.assertEqual((story[-1]["kind"], story[-1]["ms"]), ("leaves", 6 * 60000))


if __name__ == "__main__":
    CAREWAY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=1)
