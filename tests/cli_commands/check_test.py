#!/usr/bin/env python3
"""What `check` says of loads and of findings, to people and to programs. usage: check_test.py CAREWAY. A second."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

CAREWAY = ""

# Machine repair: five machines, up for 10 h and repaired for 5 h by one repairer. Without waiting 5 x 5/15 = 1.67 of them are repaired at a time.
CLOSED = """model: workshop
pathways:
  shop:
    resources: {repairer: {capacity: 1}}
    arrivals: {machines: {initial: 5, enter: work}}
    steps:
      work: [{delay: {exponential: {mean: 10 h}}}, {seize: repairer}, {delay: {exponential: {mean: 5 h}}}, {release: repairer}, {go: work}]
"""

# A server who takes vacations whenever it is free: the vacation fills all time, the customers half of it.
VACATIONS = """model: vacations
pathways:
  shop:
    resources: {server: {capacity: 1}, spare: {capacity: 1}}
    arrivals:
      customers: {rate: 5 per hour, enter: work}
      vacations: {initial: 1, enter: rest}
    steps:
      work: [{seize: server}, {delay: {exponential: {mean: 6 min}}}, {release: server}, {leave: done}]
      rest: [{seize: server, priority: 1}, {delay: {exponential: {mean: 5 min}}}, {release: server}, {go: rest}]
"""

OPEN = """model: open
pathways:
  shop:
    resources: {clerk: {capacity: 1}, closed: {capacity: 0}}
    arrivals: {people: {rate: 6 per hour, enter: work}}
    steps:
      work: [{seize: clerk}, {delay: {exponential: {mean: 12 min}}}, {release: clerk}, {seize: closed}, {delay: 10 min}, {release: closed}, {leave: done}]
experiment: {start: 2024-01-01, warm_up: 1 day, length: 28 days, replications: 1}
"""

BOOKED = """model: booked
pathways:
  clinic:
    resources: {visits: {capacity: 20}}
    arrivals: {people: {at: ["09:00"], batch: 4, enter: refer}}
    steps: {refer: [{book: {resource: visits, daily: [2, 1]}}, {leave: seen}]}
experiment: {length: 28 days, replications: 1}
"""


class Check(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.model = pathlib.Path(self.folder.name) / "model.yaml"

    def tearDown(self):
        self.folder.cleanup()

    def check(self, text, *options):
        self.model.write_text(text)
        return subprocess.run([CAREWAY, "check", str(self.model), *options], capture_output=True, text=True, timeout=60)

    def test_a_closed_population_overloads_nothing(self):
        done = self.check(CLOSED)
        self.assertIn("1.7 by patients of `initial`, who may go round for ever", done.stdout)
        self.assertNotIn("OVERLOADED", done.stdout)
        self.assertNotIn("is full first", done.stdout)
        self.assertAlmostEqual(json.loads(self.check(CLOSED, "--json").stdout)["resources"][0]["offered_by_closed_population"], 5 / 3, delta=0.2)

    def test_the_share_is_that_of_patients_from_outside(self):
        done = self.check(VACATIONS)
        self.assertRegex(done.stdout, r"shop.server +1.0 +0.5 +(4[89]|5[0-2])%  and 1.0 by patients of `initial`, who may go round for ever\n")
        self.assertNotIn("OVERLOADED", done.stdout)
        self.assertIn("OVERLOADED", self.check(VACATIONS.replace("5 per hour", "11 per hour")).stdout)

    def test_a_capacity_may_be_asked_for_its_distribution(self):
        asked = VACATIONS.replace("    steps:", "    levels: {room: {of: capacity(server), distribution: true}}\n    steps:", 1)
        self.assertNotEqual(asked, VACATIONS)
        done = self.check(asked)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, self.check(VACATIONS).stdout)

    def test_what_is_booked_is_a_load_of_its_day(self):
        # Four a day, at 09:00, each booking 2 on the first day and 1 on the next: 12 a day of 20, and of 11.
        told = self.check(BOOKED, "--json")
        load = {entry["resource"]: entry for entry in json.loads(told.stdout)["resources"]}["clinic.visits"]
        self.assertEqual((load["offered_load"], load["capacity"]), (12.0, 20.0))
        self.assertNotIn("OVERLOADED", self.check(BOOKED).stdout)
        self.assertIn("OVERLOADED", self.check(BOOKED.replace("capacity: 20", "capacity: 11")).stdout)

    def loads(self, resources, arrivals, seize):
        told = self.check(f"""model: m
pathways:
  p:
    resources: {resources}
    arrivals: {{a: {{{arrivals}, enter: s}}}}
    steps: {{s: [{{seize: {seize}}}, {{delay: 2 h}}, {{release: all}}, {{leave: done}}]}}
experiment: {{length: 6 h, replications: 1}}
""", "--json")
        return {entry["resource"]: (entry["offered_load"], entry["capacity"]) for entry in json.loads(told.stdout)["resources"]}

    def test_a_unit_that_is_made_ready_is_a_load(self):
        load, capacity = self.loads("{desk: {capacity: 8, turnaround: 1 h}}", "rate: 2 per h", "desk")["p.desk"]
        self.assertAlmostEqual(load, 6, delta=0.4)  # two an hour, each for 2 h and 1 h more
        self.assertEqual(capacity, 8)

    def test_dated_changes_count_when_they_hold(self):
        self.check(OPEN)
        scenario = pathlib.Path(self.folder.name) / "scenario.yaml"
        scenario.write_text("scenario: s\nof: model.yaml\nchanges:\n  - {scale: {shop.people.rate: 2}, from: 2024-01-02}\n  - {set: {shop.clerk.capacity: 3}, from: 2024-01-02}\n")
        told = subprocess.run([CAREWAY, "check", str(scenario), "--json"], capture_output=True, text=True, timeout=60)
        loads = json.loads(told.stdout)
        self.assertEqual(loads["measured"], {"from": "2024-01-02", "to": "2024-01-29"})
        clerk, closed = (next(entry for entry in loads["resources"] if entry["resource"] == name) for name in ("shop.clerk", "shop.closed"))
        self.assertEqual((clerk["capacity"], closed["capacity"]), (3, 0))
        self.assertAlmostEqual(clerk["offered_load"], 2.4, delta=0.3)
        words = subprocess.run([CAREWAY, "check", str(scenario)], capture_output=True, text=True, timeout=60).stdout
        self.assertIn("from 2024-01-02 to 2024-01-29", words)
        self.assertRegex(words, r"shop.closed +0\.0 +\d\.\d +none")
        self.assertIn("shop.clerk is full first", words)  # and not what has nothing

    def test_patients_who_come_only_for_a_time_are_a_load_of_the_run(self):
        self.assertEqual(self.loads("{desk: {capacity: 2}}", "at: [0 h, 1 h, 2 h]", "desk"), {"p.desk": (1.0, 2.0)})
        load, capacity = self.loads("{desk: {capacity: 40}}", "rate: 12 per h, until: 3 h", "desk")["p.desk"]
        self.assertAlmostEqual(load, 12, delta=5)  # 36 of two hours in six

    def test_the_one_unit_that_is_broken_does_not_count(self):
        self.assertAlmostEqual(self.loads("{desk: {capacity: 2, breakdowns: {every: 20 h, lasting: 5 h}}}", "rate: 1 per h", "desk")["p.desk"][1], 1.8)
        by_day = '{desk: {roster: [{from: "08:00", until: "20:00", capacity: 2}], breakdowns: {every: 20 h, lasting: 5 h}}}'  # at night there is none to break
        self.assertAlmostEqual(self.loads(by_day, "rate: 1 per h", "desk")["p.desk"][1], 0.9)
        drawn = "{desk: {capacity: 1, breakdowns: {every: {exponential: {mean: 3 days}}, lasting: {uniform: {min: 0 h, max: 2 days}}}}}"
        self.assertAlmostEqual(self.loads(drawn, "rate: 1 per h", "desk")["p.desk"][1], 0.75, places=3)

    def test_a_choice_of_several_is_a_load_of_those_that_would_have_room(self):
        loads = self.loads("{first: {capacity: 3}, second: {capacity: 2}}", "rate: 2.1 per h", "{any_of: [first, second]}")
        self.assertAlmostEqual(loads["p.first"][0] + loads["p.second"][0], 4.2, delta=0.4)
        self.assertTrue(all(load < capacity for load, capacity in loads.values()), loads)
        crowd = self.loads("{first: {capacity: 3}, second: {capacity: 2}}", "rate: 4 per h", "{any_of: [first, second]}")
        self.assertTrue(all(load > capacity for load, capacity in crowd.values()), crowd)

    def test_capacities_are_the_numbers_of_the_model(self):
        rota = VACATIONS.replace("spare: {capacity: 1}", 'spare: {capacity: 7}, night: {roster: [{from: "08:00", until: "20:00", capacity: 5}, {from: "20:00", until: "08:00", capacity: 2}]}')
        told = {r["resource"]: r["capacity"] for r in json.loads(self.check(rota, "--json").stdout)["resources"]}
        self.assertEqual(told, {"shop.server": 1, "shop.spare": 7, "shop.night": 3.5})

    def test_where_no_hour_differs_no_hour_is_busiest(self):
        self.assertNotIn("busiest", self.check(VACATIONS).stdout)
        self.assertNotIn("busiest_hour", self.check(VACATIONS, "--json").stdout)
        shaped = VACATIONS.replace("rate: 5 per hour", "rate: 5 per hour, profile: {day_of_week: [2, 1, 1, 1, 1, 1, 1]}")
        self.assertRegex(self.check(shaped).stdout, r"Mon \d\d:00")
        self.assertEqual(json.loads(self.check(shaped, "--json").stdout)["resources"][0]["busiest_hour"]["hour_of_week"] // 24, 0)

    def test_warnings_and_errors_reach_programs_with_their_place(self):
        (warning,) = json.loads(self.check(VACATIONS, "--json").stdout)["findings"]
        self.assertEqual((warning["severity"], warning["line"], warning["problem"]), ("warning", 4, "is never seized"))
        self.assertEqual(warning["file"], str(self.model))
        done = self.check(VACATIONS.replace("go: rest", "go: rets"), "--json")
        told = json.loads(done.stdout)
        self.assertEqual(done.returncode, 2)
        self.assertFalse(told["good"])
        (error,) = [f for f in told["findings"] if f["severity"] == "error"]
        self.assertEqual(error["file"], str(self.model))
        self.assertEqual(error["remedy"], 'did you mean "rest"?')


if __name__ == "__main__":
    CAREWAY = sys.argv.pop(1)
    unittest.main()
