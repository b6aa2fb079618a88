#!/usr/bin/env python3
"""The event log and its exports, read by programs that are not ours (csv, XML, h5py, R). usage: export_test.py CAREWAY. Seconds."""
import collections
import csv
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

CAREWAY = sys.argv[1]
MODEL = """model: two
pathways:
  desk:
    resources: {clerk: {capacity: 2}, room: {capacity: 6}}
    clocks: {wait: {within: [4 h]}}
    arrivals: {people: {rate: 70 per day, enter: arrive}}
    steps:
      arrive: [{start: wait}, {seize: clerk}, {stop: wait}, {delay: {exponential: {mean: 30 min}}}, {split: {inside: 0.4, home: rest}}]
      inside: [{seize: room}, {release: clerk}, {seize: nobody.helper}, {delay: 20 min}, {release: nobody.helper}, {delay: {exponential: {mean: 3 h}}}, {release: room}, {leave: inside}]
      home: [{release: clerk}, {delay: 15 min}, {leave: home}]
  nobody: {resources: {helper: {capacity: 1}, clerk: {capacity: 1}}, arrivals: {others: {rate: 20 per day, enter: come}}, steps: {come: [{seize: clerk}, {delay: 5 min}, {release: clerk}, {leave: home}]}}
experiment: {length: 20 days, replications: 2, seed: 3}
"""
TAKEN = """model: taken
pathways:
  p:
    resources: {desk: {capacity: 1}}
    arrivals: {slow: {at: [0 min], set: {urgency: 2}, enter: come}, fast: {at: [3 min], set: {urgency: 1}, enter: come}}
    steps: {come: [{seize: desk, priority: urgency, preempt: resume}, {delay: 10 min}, {release: desk}, {leave: done}]}
experiment: {length: 1 day, replications: 1}
"""
GIVES_UP = """model: gives
pathways:
  p:
    resources: {desk: {capacity: 1}}
    arrivals: {people: {at: [0 min, 1 min], enter: come}}
    steps: {come: [{seize: desk, patience: 5 min, otherwise: away}, {delay: 10 min}, {release: desk}, {leave: done}], away: [{delay: 1 min}, {leave: away}]}
experiment: {length: 1 day, replications: 1}
"""
wrong = []


def check(truth, what):
    if not truth:
        wrong.append(what)


def run(*arguments):
    return subprocess.run([CAREWAY, *map(str, arguments)], check=True, capture_output=True, text=True)


def seen_at(shown, minute):
    """Where an animation shows each patient: at its latest row."""
    latest = {r["entity_id"]: (r["event"], r["resource_id"]) for r in shown if float(r["time"]) <= minute}
    return {patient: place for patient, place in latest.items() if place[0] != "depart"}


def known_at(rows, whole, minute):
    """The same from the log: a queue, else the unit taken last, else the step."""
    queue, held, step = {}, collections.defaultdict(list), {}
    for row in rows:
        if row["run"] != "0" or row["patient"] not in whole or float(row["time_min"]) > minute:
            continue
        patient, thing, what = row["patient"], (row["resource"], row["unit"]), row["event"]
        if what in ("takes", "gives_up", "waits"):
            queue.pop(patient, None)
        if what == "waits":
            queue[patient] = ("waits for " + row["resource"], "")
        elif what == "takes":
            held[patient].append(thing)
        elif what == "gives_back":
            held[patient].remove(thing)
        elif what == "comes_to_step":
            step[patient] = (row["step"], "")
        elif what == "leaves":
            step.pop(patient)
    return {patient: queue.get(patient) or (held[patient][-1] if held[patient] else step[patient]) for patient in step}


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    model, file = folder / "m.yaml", folder / "m.h5"
    model.write_text(MODEL)
    run("run", model, "--out", file, "--quiet", "--events", "--threads", 2)
    run("run", model, "--out", folder / "plain.h5", "--quiet", "--threads", 1)
    check(file.read_bytes() == (folder / "plain.h5").read_bytes(), "a log changes the results")
    for form in ("csv", "vidigi", "xes", "parquet"):
        run("export", file, "--format", form)
    rows = list(csv.DictReader((folder / "m.events.csv").open()))
    kinds = collections.Counter((r["run"], r["event"]) for r in rows)
    for replication in "01":
        inside = kinds[replication, "arrives"] - kinds[replication, "leaves"]
        held = kinds[replication, "takes"] - kinds[replication, "gives_back"]
        check(0 <= inside < 40 and 0 <= held <= 10, f"arrivals, departures and units do not fit: {inside}, {held}")
        times = [float(r["time_min"]) for r in rows if r["run"] == replication]
        check(times == sorted(times), "time goes back")
    check({r["unit"] for r in rows if r["resource"] == "desk.clerk" and r["event"] == "takes"} == {"1", "2"}, "units of the clerks")

    shown = list(csv.DictReader((folder / "m.vidigi.csv").open()))
    check({r["event_type"] for r in shown} == {"arrival_departure", "queue", "resource_use", "resource_use_end"}, "types of vidigi")
    ends = collections.Counter((r["entity_id"], r["event"]) for r in shown if r["event_type"] == "arrival_departure")
    check(all(ends[e, "arrival"] == ends[e, "depart"] == 1 for e in {r["entity_id"] for r in shown}), "one arrival and one departure each")
    check(all(r["resource_id"] for r in shown if r["event_type"].startswith("resource_use")), "a unit for each use")
    check({r["run_number"] for r in shown} == {"0"}, "one run")
    whole = {e for e, event in ends if event == "depart"}
    hours = range(1, 480, 7)
    check(sum(bool(known_at(rows, whole, 60 * hour)) for hour in hours) > 40, "somebody is there at most hours")
    for hour in hours:
        check(seen_at(shown, 60 * hour) == known_at(rows, whole, 60 * hour), f"the latest row of each patient at hour {hour} says where it is")

    log = tree.parse(folder / "m.xes").getroot()
    check(re.fullmatch(r"[0-9]+([.][0-9]+)?", log.get("xes.version")), "a version that the schema of XES takes: a decimal number")
    activities = {e.get("value") for e in log.iter("{http://www.xes-standard.org/}string") if e.get("key") == "concept:name"}
    check({"desk.clerk", "nobody.clerk"} <= activities, "two clerks of two pathways have two names")
    space = "{http://www.xes-standard.org/}"
    traces = log.findall(space + "trace")
    check(len(traces) == kinds["0", "arrives"] + kinds["1", "arrives"], "a trace for each patient")
    check(sum(len(t.findall(space + "event")) for t in traces) == len(rows), "events of the traces")
    stamps = [e.get("value") for e in traces[5].iter(space + "date")]
    check(stamps == sorted(stamps) and stamps[0].endswith("+00:00"), "times of a trace")

    raw = (folder / "m.parquet").read_bytes()
    check(raw[:4] == raw[-4:] == b"PAR1", "parquet begins and ends with its mark")

    run("run", model, "--out", folder / "some.h5", "--quiet", "--events", "--events-share", 0.25)
    run("export", folder / "some.h5", "--format", "csv")
    some = list(csv.DictReader((folder / "some.events.csv").open()))
    chosen = {(r["run"], r["patient"]) for r in some}
    share = len(chosen) / (kinds["0", "arrives"] + kinds["1", "arrives"])
    check(0.19 < share < 0.31, f"a quarter of the patients, not {share}")
    key = lambda r: (r["run"], r["patient"], r["event"], r["time_min"], r["step"], r["resource"])
    check(sorted(map(key, some)) == sorted(key(r) for r in rows if (r["run"], r["patient"]) in chosen), "the sample tells the same stories")

    run("export", file, "--what", "summary", "--format", "csv")
    check(next(csv.reader((folder / "m.summary.csv").open()))[:3] == ["measure", "statistic", "part"], "summary")
    told = subprocess.run(["Rscript", "-e", f"x <- read.csv('{folder}/m.events.csv'); cat(nrow(x))"], capture_output=True, text=True)
    check(told.returncode == 0 and told.stdout == str(len(rows)), f"R reads {told.stdout} {told.stderr}")
    refused = subprocess.run([CAREWAY, "export", folder / "plain.h5", "--format", "xes"], capture_output=True, text=True)
    check(refused.returncode == 2 and "--events" in refused.stderr, "no log: say how to get one")

    (folder / "taken.yaml").write_text(TAKEN)
    run("run", folder / "taken.yaml", "--events", "--quiet", "--out", folder / "taken.h5")
    run("export", folder / "taken.events.h5", "--out", folder / "taken.csv")  # named by the log itself
    with open(folder / "taken.csv", newline="") as file:
        told = [(row["patient"], row["event"], row["time_min"]) for row in csv.DictReader(file) if row["event"] in ("takes", "gives_back", "loses")]
    check(told == [("0", "takes", "0"), ("0", "loses", "3"), ("1", "takes", "3"), ("1", "gives_back", "13"), ("0", "takes", "13"), ("0", "gives_back", "20")], f"a unit that is lost is told of: {told}")

    (folder / "gives.yaml").write_text(GIVES_UP)
    run("run", folder / "gives.yaml", "--events", "--quiet", "--out", folder / "gives.h5")
    run("export", folder / "gives.h5", "--format", "xes", "--out", folder / "gives.xes")
    run("export", folder / "gives.h5", "--format", "vidigi", "--out", folder / "gives.csv")
    trace = tree.parse(folder / "gives.xes").getroot().findall("{*}trace")[1]
    told = [tuple(event.find(f"{{*}}{kind}[@key='{key}']").get("value") for kind, key in (("string", "concept:name"), ("string", "lifecycle:transition"), ("date", "time:timestamp"))) for event in trace.findall("{*}event")]
    check([(name, how, when[11:16]) for name, how, when in told if name == "p.desk"] == [("p.desk", "schedule", "00:01"), ("p.desk", "withdraw", "00:06")], f"who gives up withdraws: {told}")
    with open(folder / "gives.csv", newline="") as file:
        told = [(row["event"], row["time"]) for row in csv.DictReader(file) if row["entity_id"] == "1"]
    check(told == [("arrival", "1"), ("waits for p.desk", "1"), ("p.come", "6"), ("depart", "7")], f"who gives up is shown in its step until it goes: {told}")

    completion = run("completion", "bash").stdout + '\nCOMP_WORDS=(careway export f --format x); COMP_CWORD=4; _careway; echo "${COMPREPLY[@]}"\n'
    check(subprocess.run(["bash", "-c", completion], capture_output=True, text=True).stdout.strip() == "xes", "completion of formats")
    manual = run("manual").stdout
    for command in ("run", "check", "show", "compare", "report", "export", "graph", "trace", "schema"):
        check(f".SS {command}" in manual, f"{command} is in the manual")

print("\n".join(wrong) if wrong else "log and exports are read by others")
sys.exit(1 if wrong else 0)
