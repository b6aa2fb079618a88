#!/usr/bin/env python3
"""Tables and event log opened by a spreadsheet (LibreOffice) and by pandas: numbers are numbers, instants are instants.
usage: opened_test.py CAREWAY. About ten seconds. Exit 77 (skipped) where there is neither program; scripts/setup installs neither."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
wrong = []


def check(truth, what):
    if not truth:
        wrong.append(what)


def spreadsheet(folder, name):
    """The types of the cells of a row, as the spreadsheet takes a CSV file: n for numbers and instants, s for text."""
    subprocess.run(["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--infilter=CSV:44,34,76,1,,0,false,true", "--convert-to", "xlsx",
                    "--outdir", folder, folder / name], check=True, capture_output=True, timeout=300)
    sheet = zipfile.ZipFile((folder / name).with_suffix(".xlsx")).read("xl/worksheets/sheet1.xml").decode()
    row = re.search(r'<row r="2".*?</row>', sheet, re.S)[0]
    return {cell[1]: "s" if 't="s"' in cell[0] else "n" for cell in re.finditer(r'<c r="([A-Z]+)2"[^>]*>', row)}, len(re.findall("<row ", sheet))


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    careway = lambda *words: subprocess.run([sys.argv[1], *map(str, words)], check=True, capture_output=True)
    careway("run", ROOT / "models/examples/clinic_with_rosters.yaml", "--replications", 2, "--days", 14, "--events", "--out", folder / "c.h5", "--quiet")
    careway("export", folder / "c.h5", "--format", "csv")
    careway("export", folder / "c.h5", "--what", "summary")
    events = (folder / "c.events.csv").read_text().splitlines()
    done = []
    if shutil.which("soffice"):
        kinds, rows = spreadsheet(folder, "c.events.csv")
        check(rows == len(events), f"{rows} rows in the spreadsheet, {len(events)} in the file")
        check({c: kinds.get(c) for c in "ABCDE"} == dict(zip("ABCDE", "nnsnn")), f"run, patient, event, time_min, date_time: {kinds}")
        check(spreadsheet(folder, "c.summary.csv")[0].get("E") == "n", "a value is a number")
        done.append("LibreOffice")
    try:
        import pandas
        table = pandas.read_csv(folder / "c.events.csv", parse_dates=["date_time"])
        check(len(table) == len(events) - 1 and table.date_time.dtype.kind == "M" and table.time_min.dtype.kind == "f", f"pandas: {table.dtypes}")
        check((table.date_time - table.time_min * pandas.Timedelta("1min")).dt.round("s").nunique() == 1, "date_time is the start and time_min")
        done.append(f"pandas {pandas.__version__}")
    except ImportError as missing:
        print(f"not tried: {missing}")

if not done:
    print("skipped: neither soffice nor pandas")
    sys.exit(77)
print("\n".join(wrong) if wrong else f"opened by {', '.join(done)}")
sys.exit(1 if wrong else 0)
