#!/usr/bin/env python3
"""The JSON Schema against a validator that shares no code with ours: every shipped YAML file fits it, and a key that is
spoilt is refused (a score of places in each file). usage: schema_test.py CAREWAY. Some seconds. Exit 77 (skipped) without jsonschema and PyYAML."""
import json
import pathlib
import re
import subprocess
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2 core: dates, times and `yes` stay text, as editors and Careway read them; keys are text, as in JSON."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (("bool", r"^(true|false)$", "tf"), ("null", r"^(null|~|)$", ["n", "~", ""]),
                            ("int", r"^[-+]?(0|[1-9][0-9]*)$", "-+0123456789"),
                            ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789")):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def plain(value):
    if isinstance(value, dict):
        return {key_text(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def key_text(key):
    return {None: "null", True: "true", False: "false"}.get(key, str(key)) if not isinstance(key, int) or isinstance(key, bool) else str(key)


def read(path):
    return plain(yaml.load(path.read_text(), CoreLoader))


def blocks_of(value, path=()):
    """All maps inside, with the way to them."""
    if isinstance(value, dict):
        yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from blocks_of(item, path + (key,))


FREE = {"set", "values", "choice", "scale", "add", "split", "else", "quantiles", "resources", "arrivals", "clocks", "levels", "figures", "calendars",
        "parameters", "tables", "rules", "steps", "pathways", "sites", "surges", "called"}  # in these, or below, users choose the keys


def has_fixed_keys(path, block):
    return not any(key in FREE for key in path[-1:]) and "by" not in block and not {"set", "values", "split", "choice"} & set(map(str, path[-4:]))


def shipped():
    return sorted([*ROOT.glob("models/**/*.yaml"), *ROOT.glob("scenarios/*.yaml")])


def main():
    schema = json.loads(subprocess.run([sys.argv[1], "schema"], check=True, capture_output=True, text=True).stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    faults, spoilt = [], 0
    files = shipped()
    for path in files:
        tree = read(path)
        for error in validator.iter_errors(tree):
            deepest = max([error, *error.context], key=lambda e: len(e.absolute_path))
            faults.append(f"{path.relative_to(ROOT)}: {list(deepest.absolute_path)}: {deepest.message[:200]}")
        fixed = [(way, block) for way, block in blocks_of(tree) if has_fixed_keys(way, block)]
        for way, block in fixed[:: 1 + len(fixed) // 20]:
            block["capacty"] = 1
            spoilt += 1
            if validator.is_valid(tree):
                faults.append(f"{path.relative_to(ROOT)}: a wrong key passes at {list(way)}")
            del block["capacty"]
    for name, text in WRONG.items():
        if validator.is_valid(plain(yaml.load(text, CoreLoader))):
            faults.append(f"passes, and should not: {name}")
    if not validator.is_valid(plain(yaml.load(GOOD, CoreLoader))):
        faults.append("a good small model is refused")
    print("\n".join(faults) if faults else f"{len(files)} files fit, {spoilt} wrong keys and {len(WRONG)} wrong texts are refused")
    return 1 if faults or not files or spoilt < 100 else 0


GOOD = """
model: m
pathways:
  p:
    resources: {desk: {capacity: 2, turnaround: {lognormal: {mu: 1, sigma: 0.5, unit: min}, at_most: 1 h}}, room: {capacity: unlimited}}
    clocks: {wait: }
    arrivals: {people: {at: [0, 15 min, 2023-12-01 08:30], every: 1 day, enter: come}}
    steps:
      come:
        - seize: {any_of: [desk, room]}
          patience: {by: kind, a: {weibull: {mean: 5 h, shape: 2}}, else: 1 day 12 h}
          otherwise: go_home
        - delay: {until: "08:00", days: [Mon, Tue]}
        - delay: {mixture: [{share: 0.3, of: 1 h}, {share: 70%, of: {exponential: {mean: 2 h}}}]}
        - release: {if_held: desk}
        - fork: [left, right]
        - split: {by: kind, a: {go_home: 0.5, come: rest}, else: {go_home: 1}}
      left: [join]
      right: [join]
      go_home: [{leave: home}]
"""

WRONG = {
    "a duration without a unit": GOOD.replace("every: 1 day", "every: 1"),
    "a verb that is none": GOOD.replace("leave: home", "leaf: home"),
    "two verbs": GOOD.replace("leave: home", "leave: home, go: left"),
    "a modifier of another verb": GOOD.replace("{leave: home}", "{leave: home, patience: 1 h}"),
    "a distribution that is none": GOOD.replace("weibull", "weibul"),
    "parameters of two forms": GOOD.replace("{mean: 5 h, shape: 2}", "{mean: 5 h, shape: 2, scale: 1 h}"),
    "an arrival without enter": GOOD.replace(", enter: come", ""),
    "a unit that is none": GOOD.replace("15 min", "15 mins"),
    "a day that is none": GOOD.replace("[Mon, Tue]", "[Mon, Tus]"),
    "a share above 1": GOOD.replace("go_home: 0.5", "go_home: 1.5"),
    "neither model nor scenario": "about: nothing",
    "a step that is no list": GOOD.replace("left: [join]", "left: join"),
}

if __name__ == "__main__":
    sys.exit(main())
