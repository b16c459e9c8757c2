"""Makes ``docs/pages-*.png``, the README's pictures of the what-if pages. Run from the repository root::

    python docs/pages.py

A real server, Lewisham's real plans, and Chromium; about a minute.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
_PATIENCE = 600_000
"""Milliseconds for a plan on a slow machine."""


@contextmanager
def served(case: str) -> Iterator[str]:
    """The address of a server of a case, in a folder that goes afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "optimiser", "serve", case, "--port", str(port), "--folder", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def begin(page: Page, case: str, name: str) -> None:
    """Begin a what-if."""
    page.goto(case)
    page.fill("#name", name)
    page.click("button:has-text('Begin')")


def ask(page: Page, levers: dict[str, str]) -> None:
    """Set levers, by what their labels say, and wait for the answer."""
    for label, value in levers.items():
        field = page.locator("label", has_text=re.compile(label)).first.get_attribute("for")
        page.fill(f"#{field}", value)
    page.locator("button.solve").click()
    page.wait_for_selector("#progress", timeout=_PATIENCE)
    page.wait_for_selector("#result[data-state=over]", timeout=_PATIENCE)


def main() -> None:
    """Drive the pages and keep three of them as pictures."""
    browser_at = shutil.which("chromium") or shutil.which("google-chrome")
    with served("inputs/lewisham") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_at, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1240})
        page.goto(address)
        page.click("text=Open lewisham")
        case = page.url
        page.click("text=As the tables say >> nth=0")
        page.wait_for_selector("#result[data-state=over]", timeout=_PATIENCE)
        begin(page, case, "Agency fees rise by 6 %")
        ask(page, {"^Weekly fees of all bought homes": "106"})
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=HERE / "pages-answer.png")
        begin(page, case, "A fifth more children")
        ask(page, {"^Number of children, all": "120"})
        page.locator("#result").screenshot(path=HERE / "pages-cannot.png")
        page.goto(case)
        for box in page.locator("input[name=with]:enabled").all():
            box.check()
        page.click("text=Compare two to four")
        page.click("text=Split the difference by cause")
        page.wait_for_selector("figure.chart", timeout=_PATIENCE)
        page.screenshot(path=HERE / "pages-compare.png")
        browser.close()


if __name__ == "__main__":
    main()
