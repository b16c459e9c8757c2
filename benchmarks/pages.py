"""The what-if pages: from a change to its answer, and how quickly pages come while plans are sought.

    python benchmarks/pages.py [CASE] [--changes 20] [--solves 5]

Both run the real server as a process of its own. The first changes one lever after another in Chromium and splits
the time from the press of the button to the headline figures on the page into solver, server (checking, matrices,
figures) and page (everything else: sending, laying out), by the clock and in seconds of a processor: those of the
worker for the first two, those of the process that serves pages and of the browser's for the third (Linux only).
The second loads pages one after another, idle and then while plans are sought, and compares the 95th percentiles.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

_FEES = "Weekly fees of all bought homes together"
_CHANGES = (
    (_FEES, (98, 101, 102)),
    ("Number of children, all need groups together", (99, 101, 102)),
    ("Revenue budget", (98, 99, 101)),
    ("Promise: At least 45 % live inside", (44, 43, 46)),
    ("Occupancy: Own children's home, 3 or 4 beds", (84, 86, 83)),
    ("Places that foster recruitment brings", (98, 97, 102)),
    ("New children's homes open later by", (1, 2, 0)),
)
"""Levers, each with what it is put to in turn."""
_MARK = re.compile(r'name="mark" value="([0-9a-f]+)"')
_READY = """() => new Promise((done) => {
  const is = () => document.querySelector('#result[data-readable=yes] dl.tiles');
  if (is()) { done(performance.now()); return; }
  const watching = new MutationObserver(() => {
    if (is()) { watching.disconnect(); requestAnimationFrame(() => done(performance.now())); }
  });
  watching.observe(document.body, { childList: true, subtree: true, attributes: true });
})"""


@contextmanager
def server(case: str, workers: int) -> Iterator[tuple[str, int]]:
    """The address of a server of a case, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "optimiser", "serve", case, "--port", str(port), "--folder", folder]
        process = subprocess.Popen([*command, "--workers", str(workers)], stdout=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait()


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            httpx.get(f"{address}/about")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


class Visitor:
    """Somebody with a case open."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
        self._mark = self._found(self._client.get("/"))
        self.case = self._post("/cases/example").url.path

    def _found(self, page: httpx.Response) -> str:
        found = _MARK.search(page.text)
        assert found is not None, page.text[:500]
        return found[1]

    def _post(self, path: str, **fields: str) -> httpx.Response:
        return self._client.post(path, data={"mark": self._mark, **fields}).raise_for_status()

    def begin(self, name: str) -> str:
        """A new what-if; its address."""
        return str(self._post(f"{self.case}/scenarios", name=name).url.path)

    def lever(self, scenario: str, label: str) -> str:
        """The field of a lever."""
        page = self._client.get(scenario).text
        found = re.search(rf'for="([^"]+)">{re.escape(label)}', page)
        assert found is not None, label
        return found[1]

    def solve(self, scenario: str, lever: str, value: str) -> None:
        """Set a lever and ask for the plan."""
        self._post(f"{scenario}/levers", group="first", do="solve", **{lever: value})

    def load(self, path: str) -> float:
        """Seconds until a page is there."""
        began = time.perf_counter()
        self._client.get(path).raise_for_status()
        return time.perf_counter() - began

    def is_working(self, scenario: str) -> bool:
        """Whether a plan is being sought."""
        return 'data-state="working"' in self._client.get(scenario).text

    def close(self) -> None:
        self._client.close()


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def under_load(case: str, solves: int) -> None:
    """Page loads, idle and while several plans are sought at once."""
    with server(case, solves) as (address, _):
        people = [Visitor(address) for _ in range(solves)]
        for person in people:
            while person.is_working(_base(person)):
                time.sleep(0.5)
        pages = ["/", people[0].case, _base(people[0]), f"{_base(people[0])}/read/money", "/about"]
        for page in pages:
            people[0].load(page)
        idle = [people[0].load(page) for _ in range(40) for page in pages]
        asked = [(person, person.begin(f"fees {number}")) for number, person in enumerate(people)]
        for number, (person, scenario) in enumerate(asked):
            person.solve(scenario, person.lever(scenario, _FEES), str(104 + number))
        busy: list[float] = []
        while sum(person.is_working(scenario) for person, scenario in asked) == len(asked) or len(busy) < 100:
            busy += [people[0].load(page) for page in pages]
            if len(busy) > 2_000:
                break
        for person in people:
            person.close()
    print(f"pages, idle: p95 {1000 * p95(idle):.0f} ms, median {1000 * statistics.median(idle):.0f} ms")
    print(f"pages, {solves} solves: p95 {1000 * p95(busy):.0f} ms, median {1000 * statistics.median(busy):.0f} ms")
    print(f"p95 while solving: {p95(busy) / p95(idle):.1f} × idle ({len(idle)} and {len(busy)} loads)")


def _base(person: Visitor) -> str:
    found = re.search(r'href="(/scenarios/[0-9a-f]+)"', person._client.get(person.case).text)
    assert found is not None, "a case has a scenario"
    return found[1]


@dataclass(frozen=True, slots=True)
class Seconds:
    """Of one change, in each part and in all."""

    solver: float
    server: float
    page: float

    @property
    def everything(self) -> float:
        return self.solver + self.server + self.page

    @property
    def all_but_the_solver(self) -> float:
        return self.server + self.page


def changes(case: str, count: int) -> None:
    """From a change to its answer, in the browser."""
    from playwright.sync_api import sync_playwright

    browser_at = shutil.which("chromium") or shutil.which("google-chrome")
    with server(case, 1) as (address, serving), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_at, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_init_script("addEventListener('click', () => { window.pressed = performance.now(); }, true);")
        page.goto(address)
        page.click("text=Open " + Path(case).name)
        page.fill("#name", "benchmark")
        page.click("button:has-text('Begin')")
        page.click("button.solve")
        page.wait_for_selector("#result[data-readable=yes][data-state=over]", timeout=600_000)
        found = [_one(page, serving, number) for number in range(count)]
        browser.close()
    for measure, of in (("by the clock", 0), ("of a processor", 1)):
        print(f"{measure}:")
        for part in ("everything", "solver", "server", "page", "all_but_the_solver"):
            times = [1000 * getattr(one[of], part) for one in found]
            least, most = min(times), max(times)
            print(f"  {part}: median {statistics.median(times):.0f} ms, from {least:.0f} to {most:.0f}")


def _one(page: Any, serving: int, number: int) -> tuple[Seconds, Seconds]:
    """One change: seconds by the clock, and of a processor."""
    label, values = _CHANGES[number % len(_CHANGES)]
    field = page.locator(f"label:has-text({json.dumps(label)})").first.get_attribute("for")
    page.fill(f"#{field}", str(values[(number // len(_CHANGES)) % len(values)]))
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable")
    computed = _computed(serving) + _computed_by(client)
    page.locator("button.solve").click(no_wait_after=True)
    began = page.evaluate("window.pressed")
    page.wait_for_selector("#result[data-readable=no]", timeout=60_000)
    ended = page.evaluate(_READY)
    computed = _computed(serving) + _computed_by(client) - computed
    page.wait_for_selector("#result[data-state=over]", timeout=600_000)
    client.detach()
    scenario = page.url.split("?")[0]
    text = page.request.get(f"{scenario}/provenance").text()
    split = re.findall(r"([0-9.]+) in the solver, ([0-9.]+) in the rest", text)
    (solver, rest), (solver_computing, rest_computing) = ((float(one), float(other)) for one, other in split)
    by_the_clock = Seconds(solver, rest, (ended - began) / 1000 - solver - rest)
    return by_the_clock, Seconds(solver_computing, rest_computing, computed)


def _computed(process: int) -> float:
    """Seconds of a processor that a process's threads have had."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in threads) / 1e9


def _computed_by(client: Any) -> float:
    """Seconds of a processor that the page's own process in the browser has had."""
    metrics = {one["name"]: one["value"] for one in client.send("Performance.getMetrics")["metrics"]}
    return float(metrics["ProcessTime"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("case", nargs="?", default="inputs/lewisham")
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--solves", type=int, default=5)
    asked = parser.parse_args()
    if asked.changes:
        changes(asked.case, asked.changes)
    if asked.solves:
        under_load(asked.case, asked.solves)


if __name__ == "__main__":
    main()
