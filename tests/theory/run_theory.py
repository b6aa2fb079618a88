#!/usr/bin/env python3
"""Runs the models of this folder, whose answers are known exactly, and compares.

    run_theory.py CAREWAY [--suite quick|slow] [--seed N] [CASES ...]

Each case is a model in the pathway language (<ID>.yaml) and an entry of cases.json: the exact value of every metric and
where `careway run --json` says its estimate and standard error. z = (estimate - exact) / se, and a metric fails when |z|
is beyond the t quantile of the case's replications for a two-sided error of ALPHA = 1e-6 per metric, unless the
difference is within the absolute `floor` of a quantity near zero. No retries: 1 200 metrics fail a fresh seed about once
in a thousand runs. Standard errors come from the spread of whole replications, never from single patients.

The quick suite runs each model as it is written: about two minutes of CPU. The slow suite has so many replications that the
standard error is at most 1 % of the value (2 % of a share below 5 %) for all but some 25 metrics, which the summary counts:
about 35 minutes. `power.py` shows what they would notice.

An entry of cases.json:   name, exact, unit, and
  from     path into the JSON, to {value, se}; thresholds are found by their length ("share_over/90 min")
  scale, plus, square     estimate = scale * value (^2) + plus
  formula, with           instead of `from`: a ratio or other function of sums over replications, by the jackknife. Names:
           counts/NAME           passages           measures/NAME:n        number of durations
           levels/NAME           mean level         measures/NAME:sum      their sum in minutes
           measures/NAME:over T  how many were longer than T;  measures/NAME:within T  how many were not
  quantile_of, q          smallest value of a level's distribution with a share of at least q at or below it
  run      one of the case's extra `runs` (other options of the command line)
  floor    absolute difference that is no failure
  exact_se standard error of the "exact" value where that is itself a long independent simulation
  left_out why the language or the program cannot say it (not tested, listed at the end)
Needs only the Python standard library.
"""
import argparse
import json
import math
import os
import re
import resource
import subprocess
import sys
import tempfile

ALPHA = 1e-6
HERE = os.path.dirname(os.path.abspath(__file__))
UNITS = {"ms": 1, "s": 1000, "min": 60000, "h": 3600000, "day": 86400000, "days": 86400000, "week": 604800000, "weeks": 604800000}


# ---------------------------------------------------------------- Student's t, from the incomplete beta function

def beta_fraction(a, b, x):
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    h = d
    for m in range(1, 500):
        for number in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                       -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 + number * d
            c = 1 + number / c
            d = 1 / (d if abs(d) > tiny else tiny)
            c = c if abs(c) > tiny else tiny
            h *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return h


def beta_share(a, b, x):
    """Regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    return front * beta_fraction(a, b, x) / a if x < (a + 1) / (a + b + 2) else 1 - front * beta_fraction(b, a, 1 - x) / b


def t_two_sided(t, df):
    """Chance of a larger |t|."""
    return beta_share(df / 2, 0.5, df / (df + t * t)) if math.isfinite(t) else 0.0


def t_quantile(alpha, df):
    """The |t| that is exceeded with chance alpha, both sides together."""
    low, high = 0.0, 1.0
    while t_two_sided(high, df) > alpha:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if t_two_sided(middle, df) > alpha else (low, middle)
    return high


def normal_of(t, df):
    """The normal deviate as unlikely as t: what a sum of squares may add up."""
    p = t_two_sided(abs(t), df)
    low, high = 0.0, 40.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if math.erfc(middle / math.sqrt(2)) > p else (low, middle)
    return math.copysign(low, t)


# ---------------------------------------------------------------- reading `run --json`

def ticks(text):
    """Length of "1.5 h" in milliseconds, or None."""
    parts = re.findall(r"([\d.]+(?:e[+-]?\d+)?) ?([a-z]+)", text)
    if not parts or any(unit not in UNITS for _, unit in parts):
        return None
    return round(sum(float(number) * UNITS[unit] for number, unit in parts))


def item(node, key):
    if key in node:
        return node[key]
    length = ticks(key)
    for other in node:
        if length is not None and ticks(other) == length:
            return node[other]
    raise KeyError(key + " is not among " + ", ".join(list(node)[:20]))


def find(result, path):
    for key in path.split("/"):
        result = item(result, key)
    return result


def by_replication(result, name):
    """One number for each replication."""
    path, _, what = name.partition(":")
    node = find(result, path)["per_replication"]
    if path.startswith("counts/"):
        return [float(n) for n in node["total"]]
    if path.startswith("levels/"):
        return node["mean"]
    n = [float(x) for x in node["n"]]
    if what == "n":
        return n
    if what == "sum":
        return [x * (m if m is not None else 0) for x, m in zip(n, node["mean"])]
    side, length = what.split(" ", 1)
    within = item(node["share_within"], length)
    return [x * (s if side == "within" else 1 - s) if s is not None else 0 for x, s in zip(n, within)]


NAMES = {"__builtins__": {}, "sqrt": math.sqrt, "atan2": math.atan2, "sin": math.sin, "cos": math.cos, "pi": math.pi}


def jackknife(formula, columns):
    """Value and standard error of a function of means over replications."""
    code = compile(formula, formula, "eval")
    names = list(columns)
    r = len(columns[names[0]])
    sums = [math.fsum(columns[n]) for n in names]
    value = eval(code, NAMES, {n: s / r for n, s in zip(names, sums)})
    if r < 2:
        return value, None
    left = [eval(code, NAMES, {n: (s - columns[n][i]) / (r - 1) for n, s in zip(names, sums)}) for i in range(r)]
    mean = math.fsum(left) / r
    return value, math.sqrt(math.fsum((x - mean) ** 2 for x in left) * (r - 1) / r)


def level_quantile(distribution, q):
    total = 0.0
    for value in sorted(distribution, key=int):
        total += distribution[value]["value"]
        if total >= q:
            return float(value)
    return math.nan


def estimate(metric, result):
    if "formula" in metric:
        columns = {n: by_replication(result, where) for n, where in metric["with"].items()}
        return jackknife(metric["formula"], columns)
    if "quantile_of" in metric:
        return level_quantile(find(result, metric["quantile_of"])["distribution"], metric["q"]), 0.0
    try:
        found = find(result, metric["from"])
    except KeyError:
        if "/distribution/" not in metric["from"]:
            raise
        return 0.0, 0.0                  # this level was never reached
    value, se = found["value"], found["se"]
    if value is None:
        return math.nan, None
    scale = metric.get("scale", 1)
    if metric.get("square"):
        value, se = value * value, None if se is None else 2 * value * se
    return scale * value + metric.get("plus", 0), None if se is None else abs(scale) * se


# ---------------------------------------------------------------- judging

def combined(metric, results):
    """Value and standard error over several runs of the same size with different seeds."""
    found = [estimate(metric, result) for result in results]
    if any(se is None for _, se in found):
        return found[0][0], None
    return math.fsum(v for v, _ in found) / len(found), math.sqrt(math.fsum(se * se for _, se in found)) / len(found)


def judge(metric, results):
    """A row of the table."""
    value, se = combined(metric, results)
    r = sum(result["provenance"]["replications_done"] for result in results)
    df = r - len(results)
    exact = metric["exact"]
    difference = value - exact
    se = math.hypot(se or 0.0, metric.get("exact_se", 0.0)) if se is not None else None
    near = abs(difference) <= max(metric.get("floor", 0.0), 1e-12 * abs(exact))
    z = difference / se if se else None
    good = near or (z is not None and abs(z) <= t_quantile(ALPHA, df))
    return {"name": metric["name"], "unit": metric["unit"], "exact": exact, "value": value, "se": se, "z": z, "good": good,
            "normal": None if z is None else normal_of(z, df), "replications": r}


def run(careway, model, options):
    """One run of the program (a file, or a file and first words): its JSON object and the CPU time in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [*([careway] if isinstance(careway, str) else careway), "run", model, "--json", "--threads", "1", "--out", os.path.join(folder, "theory.h5")]
        for key, value in options.items():
            command += ["--" + key, str(value)]
        done = subprocess.run(command, capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode not in (0, 4):
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
    result = json.loads(done.stdout)
    if not result["audit"]["good"]:
        raise RuntimeError(f"{model}: the audit failed")
    return result, cpu


def options_of(case, suite, seed, extra=None):
    """Options of the command line, and how many runs with different seeds (to hold no more replications in memory at once)."""
    options = dict(extra or {})
    parts = 1
    if suite == "slow":
        options.update(case.get("slow", {}))
        parts = options.pop("parts", 1)
    if seed is not None:
        options["seed"] = seed
    return options, parts


def run_case(careway, case, suite, seed, models=None):
    """Rows of one case and its CPU time. `models` may give another file for a model."""
    results, cpu = {}, 0.0
    for name, extra in {"": {}, **case.get("runs", {})}.items():
        options, parts = options_of(case, suite, seed, extra)
        results[name] = []
        for part in range(parts):
            if part > 0:
                options["seed"] = (seed or 1) * 1000 + part
            model = (models or {}).get(case["model"], os.path.join(HERE, case["model"]))
            result, used = run(careway, model, options)
            results[name].append(result)
            cpu += used
    return [judge(m, results[m.get("run", "")]) for m in case["metrics"] if "left_out" not in m], cpu


def number(x, width=12):
    return " " * (width - 1) + "-" if x is None else f"{x:{width}.6g}"


def print_rows(name, rows):
    for row in rows:
        share = "" if not row["se"] or not row["exact"] else f"{100 * row['se'] / abs(row['exact']):7.2f}%"
        z = "      -" if row["z"] is None else f"{row['z']:7.2f}"
        print(f"{name:10} {row['name'][:42]:42} {number(row['exact'])} {number(row['value'])} {number(row['se'], 11)}"
              f" {share:>8} {z}  {'pass' if row['good'] else 'FAIL'}")


def print_summary(rows, cpu, left_out):
    passed = sum(row["good"] for row in rows)
    scores = [row["normal"] for row in rows if row["normal"] is not None and row["se"] > 0]
    print(f"\n{passed} passed, {len(rows) - passed} failed, {left_out} left out; {cpu:.0f} s of CPU")
    if not scores:
        return
    worst = max((row for row in rows if row["normal"] is not None), key=lambda row: abs(row["normal"]))
    squares = math.fsum(s * s for s in scores)
    fine = sum(1 for row in rows if row["se"] and row["exact"] and
               row["se"] <= (0.02 if 0 < row["exact"] < 0.05 else 0.01) * abs(row["exact"]))
    print(f"worst z {worst['z']:.2f} ({worst['case']} {worst['name']}, {worst['replications']} replications)")
    print(f"sum of squares of the z {squares:.0f} over {len(scores)} (mean {squares / len(scores):.2f}; 1 if the model and the"
          " standard errors are right; metrics of one case go together)")
    print(f"beyond 3: {sum(abs(s) > 3 for s in scores)}, beyond 4: {sum(abs(s) > 4 for s in scores)}; positive: "
          f"{sum(s > 0 for s in scores)}; standard error within 1 % (2 % of shares below 5 %): {fine} of {len(rows)}")


def main():
    parser = argparse.ArgumentParser(description="Compares models that have exact answers with the program's estimates.")
    parser.add_argument("careway", help="the program")
    parser.add_argument("--suite", choices=["quick", "slow"], default="quick")
    parser.add_argument("--seed", type=int, help="another seed than the one in the models")
    parser.add_argument("--failures", action="store_true", help="print only what fails")
    parser.add_argument("cases", nargs="*", help="names of cases, or the beginning of one (default: all)")
    arguments = parser.parse_intermixed_args()
    with open(os.path.join(HERE, "cases.json"), encoding="utf-8") as file:
        cases = json.load(file)["cases"]
    chosen = [c for c in cases if not arguments.cases or any(c["id"].startswith(name) for name in arguments.cases)]
    if not chosen:
        parser.error("no such case")
    print(f"{'case':10} {'metric':42} {'exact':>12} {'estimate':>12} {'se':>11} {'se/exact':>8} {'z':>7}")
    everything, total, broken = [], 0.0, 0
    for case in chosen:
        try:
            rows, cpu = run_case(arguments.careway, case, arguments.suite, arguments.seed)
        except (RuntimeError, KeyError, ValueError, ZeroDivisionError) as error:
            print(f"{case['id']:10} FAIL {error}")
            broken += 1
            continue
        for row in rows:
            row["case"] = case["id"]
        print_rows(case["id"], [row for row in rows if not arguments.failures or not row["good"]])
        print(f"{case['id']:10} {sum(row['good'] for row in rows)} of {len(rows)} pass, {cpu:.1f} s", flush=True)
        everything += rows
        total += cpu
    left_out = [(c["id"], m) for c in chosen for m in c["metrics"] if "left_out" in m]
    print_summary(everything, total, len(left_out))
    for name, metric in left_out:
        print(f"left out: {name} {metric['name']}: {metric['left_out']}")
    if broken:
        print(f"{broken} cases could not be run")
    if any(not row["good"] for row in everything) or broken:
        print("seed:", arguments.seed if arguments.seed is not None else "as written in the models")
        sys.exit(1)


if __name__ == "__main__":
    main()
