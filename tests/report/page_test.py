#!/usr/bin/env python3
"""The report as people meet it: written by the program, opened by headless Chromium from a file at desk and phone width, its
figures compared with those in the results file. usage: page_test.py CAREWAY. About a minute. Exit 77 (skipped) without
chromedriver or h5py."""
import base64
import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

try:
    import h5py
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

CAREWAY = sys.argv.pop(1)
HOSTILE = "</script><script>document.title='broken'</script><img src=x onerror=alert(1)>"
MODEL = """
model: two_places
about: A small system for tests of the report
sites: {north: {}, south: {set: {desk.clerk.capacity: 2}}}
pathways:
  desk:
    per: site
    resources: {clerk: {capacity: 2}, room: {capacity: 6}}
    clocks:
      wait: {about: Arrival to clerk, within: [15 min], over: [1 h], by: [kind, site], standard: {within: 15 min, share: 0.9}}
    levels: {inside: {of: in_use(clerk) + waiting(clerk), by_hour_of_week: true}}
    parameters: {hurry: 0}
    rules: {call_help: {about: "Help HOSTILE", when: waiting(clerk) > 4, until: waiting(clerk) == 0, do: [{set: {hurry: 1}}]}}
    arrivals:
      people: {rate: 70 per day, profile: {hour_of_day: [1,1,1,1,1,1,2,4,6,6,6,6,6,6,6,6,6,5,4,3,2,1,1,1]}, set: {kind: {choice: {young: 0.5, old: 0.5}}}, enter: arrive}
    steps:
      arrive: [{start: wait}, {seize: clerk}, {stop: wait}, {delay: {exponential: {mean: 30 min}}}, {split: {inside: 0.4, home: 0.5, arrive_again: rest}}]
      arrive_again: [{release: clerk}, {go: arrive}]
      inside: [{seize: room}, {release: clerk}, {delay: {exponential: {mean: 3 h}}}, {release: room}, {leave: inside}]
      home: [{release: clerk}, {leave: home}]
report:
  title: "Test HOSTILE"
  called: {desk.clerk: "clerks HOSTILE", kind.old: "the old & wise", desk: the desk}
  headline:
    - {section: "Waits HOSTILE"}
    - {show: desk.wait, mean: true, unit: min, label: Wait, standard: 10 min}
    - {show: desk.wait, share_within: 15 min, label: Within 15 minutes}
    - {show: desk.clerk.in_use, occupancy: true, label: Clerks busy}
  breaks:
    - {show: desk.wait, mean: true, above: 12 min, say: people wait too long, because: desk.clerk}
    - {show: desk.wait, share_within: 15 min, below: 1%, say: nobody is in time}
  sections:
    - title: Everything
      charts:
        - {distribution: desk.wait, unit: min, title: "Waits (minutes)"}
        - {series: desk.wait, unit: min, title: Mean wait}
        - {series: desk.wait, share_over: 1 h, title: Over an hour}
        - {series: desk.wait, unit: min, standard: 9880 min, title: Just below a power of ten}
        - {series: [desk.arrivals.people, desk.left.home], title: Comings and goings}
        - {hours: desk.inside, unit: people, title: Inside}
        - {cut: desk.wait, by: kind, unit: min, title: By kind}
        - {cut: desk.wait, by: site, share_within: 15 min, standard: 90%, title: By site}
        - {capacity: [desk.clerk, desk.room], title: Capacity}
        - {causes: desk.clerk, title: Causes}
        - {flow: all, title: All}
        - {flow: desk, title: Desk}
experiment: {start: 2024-01-01, warm_up: 7 days, length: 56 days, replications: 6, seed: 3}
"""
MORE = "scenario: one_more_clerk\nof: model.yaml\nabout: One clerk more\nchanges: [{add: {desk.clerk.capacity: 1}}]\n"


def run(*arguments, code=0):
    done = subprocess.run([CAREWAY, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    return done


class Browser:
    """Chromium through chromedriver's wire protocol, which needs no library."""

    def __init__(self, width, height):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = tempfile.mkdtemp()
        self.driver = subprocess.Popen(["chromedriver", f"--port={self.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--proxy-server=127.0.0.1:9", f"--user-data-dir={self.folder}", f"--window-size={width},{height}"]
        options = {"args": flags}
        if width < 500:
            options["mobileEmulation"] = {"deviceMetrics": {"width": width, "height": height, "pixelRatio": 1, "touch": True}}
        wanted = {"alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}
        for attempt in range(100):
            try:
                self.session = self.call("POST", "/session", {"capabilities": wanted})["sessionId"]
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("chromedriver does not answer")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def open(self, path):
        self.call("POST", f"/session/{self.session}/url", {"url": path.as_uri()})
        for attempt in range(300):
            if self.script("return document.documentElement.dataset.ready") == "yes":
                return
            time.sleep(0.1)
        raise AssertionError(f"the page did not get ready: {self.log()}")

    def script(self, text, *arguments):
        return self.call("POST", f"/session/{self.session}/execute/sync", {"script": text, "args": list(arguments)})

    def log(self):
        return self.call("POST", f"/session/{self.session}/se/log", {"type": "browser"})

    def close(self):
        try:
            self.call("DELETE", f"/session/{self.session}")
        except (OSError, AttributeError):
            pass
        self.driver.terminate()
        self.driver.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        (cls.folder / "model.yaml").write_text(MODEL.replace("HOSTILE", HOSTILE))
        (cls.folder / "more.yaml").write_text(MORE)
        cls.base, cls.more = cls.folder / "base.h5", cls.folder / "more.h5"
        run("run", cls.folder / "model.yaml", "--out", cls.base, "--quiet")
        run("run", cls.folder / "more.yaml", "--out", cls.more, "--quiet")
        cls.notes = run("report", cls.base, "--out", cls.folder / "one.html").stderr
        run("report", cls.base, cls.more, "--out", cls.folder / "two.html")
        cls.text = (cls.folder / "one.html").read_text()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_one_small_file_that_asks_for_nothing(self):
        self.assertLess((self.folder / "two.html").stat().st_size, 5_000_000)
        self.assertIn("default-src 'none'", self.text)
        outside = re.sub(r"<script>.*?</script>", "", self.text, flags=re.S)
        self.assertIsNone(re.search(r'(src|href)\s*=\s*"?(https?:|//)', outside))
        self.assertEqual(self.notes, "")

    def test_hostile_words_are_shown_and_not_run(self):
        self.assertNotIn("<script>document.title", self.text)
        self.assertNotIn("<img", self.text)

    def test_all_items_of_the_checklist_are_there(self):
        items = re.findall(r"<dt>(\d\.\d(?:\.\d)?) ", self.text)
        self.assertEqual(len(items), 24)
        self.assertEqual(len(set(items)), 24)
        self.assertGreaterEqual(self.text.count('class="blank"'), 4)

    def test_refuses_what_cannot_be_laid_side_by_side(self):
        other = self.folder / "short.h5"
        run("run", self.folder / "model.yaml", "--days", 7, "--replications", 2, "--out", other, "--quiet")
        self.assertIn("cannot be laid side by side", run("report", self.base, other, code=2).stderr)
        run("report", self.folder / "none.h5", code=3)

    def look(self, width, height):
        browser = Browser(width, height)
        try:
            browser.open(self.folder / "two.html")
            self.assertEqual([entry for entry in browser.log() if entry["level"] in ("SEVERE", "WARNING")], [])
            self.assertTrue(browser.script("return document.title").startswith("Test </script>"))
            scroll, inner = browser.script("return [document.documentElement.scrollWidth, innerWidth]")
            self.assertLessEqual(scroll, inner)
            charts = browser.script("""return [...document.querySelectorAll('figure')].map((f) => [f.querySelector('h3').textContent,
                f.querySelectorAll('svg path').length, (f.querySelector('[role=img]')?.getAttribute('aria-label') || f.querySelector('[hidden]')?.textContent || '').length,
                f.querySelectorAll('tbody tr').length])""")
            self.assertEqual(len(charts), 12)
            for title, paths, words, rows in charts:
                self.assertGreater(paths, 2, title)
                self.assertGreater(words, len(title) + 10, title)
                self.assertGreater(rows, 1, title)
            self.assertEqual(browser.script("return performance.getEntriesByType('resource').length"), 0)
            self.figures_equal_the_file(browser)
            self.axes_are_drawn(browser)
            self.words_have_room(browser)
            self.picker_works(browser)
        finally:
            browser.close()

    def test_desk(self):
        self.look(1280, 900)

    def test_phone(self):
        self.look(390, 844)

    def figures_equal_the_file(self, browser):
        def column(title, number):
            return browser.script("""const f = [...document.querySelectorAll('figure')].find((f) => f.querySelector('h3').textContent === arguments[0]);
                return [...f.querySelector('table:last-of-type').tBodies[0].rows].map((r) => [...r.querySelectorAll('[data-value]')].map((d) => Number(d.dataset.value))[arguments[1]])""", title, number)

        with h5py.File(self.base) as file:
            summary = {(r["measure"], r["statistic"], r["part"]): r["value"] for r in file["summary"][()]}
            clock, count = file["clocks/desk.wait"], file["counts/desk.arrivals.people"]
            n, sums = clock["bucket_n"][()].sum(axis=(0, 1)), clock["bucket_sum_ms"][()].sum(axis=(0, 1))
            np.testing.assert_allclose(column("Mean wait", 0), sums / n / 60_000, rtol=1e-5)
            within = clock["bucket_within"][()].sum(axis=(0, 1))[:, list(clock["thresholds_ms"][()]).index(3_600_000)]
            np.testing.assert_allclose(column("Over an hour", 0), 100 * (1 - within / n), rtol=1e-5)
            np.testing.assert_allclose(column("Comings and goings", 0), count["bucket"][()].sum(axis=1).mean(axis=0) / 7, rtol=1e-5)
            np.testing.assert_allclose(column("By kind", 0), [summary[(b"desk.wait", b"mean", f"kind={k}".encode())] for k in ("young", "old")], rtol=1e-5)
            levels = [file[f"levels/desk.{r}.in_use/bucket_area_ms"][()].sum(axis=1).mean(axis=0) / 604_800_000 for r in ("clerk", "room")]
            np.testing.assert_allclose(column("Capacity", 1), levels[0] + levels[1], rtol=1e-5)
            hours = file["levels/desk.inside/hour_of_week_area_ms"][()].sum(axis=1).mean(axis=0) / 8 / 3_600_000
            shown = browser.script("""const f = [...document.querySelectorAll('figure')].find((f) => f.querySelector('h3').textContent === 'Inside');
                return [...f.querySelector('table').tBodies[0].rows].map((r) => [...r.cells].slice(1).map((d) => Number(d.dataset.value)))""")
            np.testing.assert_allclose(np.array(shown).T.ravel(), hours, rtol=1e-5)
            ways = {(w["from"], w["to"]): t for w, t in zip(file["flow/ways"][()], file["flow/total"][()].mean(axis=0) / 56)}
            flow = browser.script("""const f = [...document.querySelectorAll('figure')].find((f) => f.querySelector('h3').textContent === 'Desk');
                return [...f.querySelector('table').tBodies[0].rows].map((r) => [r.cells[0].textContent, r.cells[1].textContent, Number(r.cells[2].dataset.value)])""")
            self.assertAlmostEqual(dict(((a, b), v) for a, b, v in flow)[("arrive", "arrive again")], ways[(b"desk.arrive", b"desk.arrive_again")], places=2)
            headline = browser.script("return [...document.querySelectorAll('#standards td[data-value]')].map((d) => Number(d.dataset.value))")
            np.testing.assert_allclose(headline, [summary[(b"desk.wait", b"mean", b"")], 100 * summary[(b"desk.wait", b"share_within 15 min", b"")], 100 * summary[(b"desk.clerk.in_use", b"occupancy", b"")]], rtol=1e-6)
            on, fired = file["levels/desk.rules.call_help.on/area_ms"][()].sum(axis=1).mean() / 2, file["counts/desk.rules.call_help/total"][()].sum(axis=1).mean() / 2
            self.assertGreater(fired, 1)
            rules = browser.script("return [...document.querySelectorAll('#rules tbody td[data-value]')].map((d) => Number(d.dataset.value))")
            np.testing.assert_allclose(rules[:2], [100 * on / (56 * 86_400_000), fired], rtol=1e-5)
            self.assertEqual(len(rules), 4)
            worst = int(np.argmax(sums / n))
            self.assertEqual(int(browser.script("return document.getElementById('week').value")), worst)
        shown = browser.script("""return [...document.querySelectorAll('#side-by-side tbody tr')].filter((r) => r.cells.length === 5)
            .map((r) => [...r.cells].slice(1, 4).map((d) => Number(d.dataset.value)))""")
        told = json.loads(run("compare", self.base, self.more, "--json").stdout)["others"][0]["lines"]
        factors = {"min": 1, "share": 100}  # shares are shown in per cent
        np.testing.assert_allclose(shown, [[line[what]["value"] * factors[line["unit"]] for what in ("base", "other", "difference")] for line in told], rtol=1e-6)
        self.assertEqual(len(shown), 3)

    def axes_are_drawn(self, browser):
        labels = browser.script("return [...document.querySelectorAll('figure')].map((f) => [f.querySelector('h3').textContent, [...f.querySelectorAll('.chart svg text')].map((t) => t.textContent)])")
        for title, texts in labels:
            self.assertNotRegex(" ".join(texts), r"NaN|undefined|\d\.\d{7}", title)
        near = dict(labels)["Just below a power of ten"]
        self.assertIn("12,500", near)
        self.assertIn("standard 9880 min", near)

    def words_have_room(self, browser):
        tallest = browser.script("return Math.max(...[...document.querySelectorAll('table.plain td.text, table.plain th[scope=row]')].filter((c) => c.offsetHeight > 0).map((c) => c.getBoundingClientRect().height))")
        self.assertLess(tallest, 130, "words of a table are broken into letters")

    def picker_works(self, browser):
        before = browser.script("return document.querySelector('#that-week h3').textContent")
        browser.script("document.getElementById('week-back').disabled = false; document.getElementById('week-on').click()")
        self.assertNotEqual(browser.script("return document.querySelector('#that-week h3').textContent"), before)

    def test_a_model_that_says_nothing_has_a_report(self):
        bare = re.sub(r"\nreport:.*?\nexperiment:", "\nexperiment:", MODEL, flags=re.S)
        (self.folder / "bare.yaml").write_text(bare)
        run("run", self.folder / "bare.yaml", "--replications", 1, "--days", 14, "--out", self.folder / "bare.h5", "--quiet")
        run("report", self.folder / "bare.h5")
        text = (self.folder / "bare.html").read_text()
        self.assertGreater(text.count("<figure"), 5)


if __name__ == "__main__":
    if shutil.which("chromedriver") is None:
        print("skipped: no chromedriver")
        sys.exit(77)
    unittest.main(verbosity=1)
