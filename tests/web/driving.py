"""What a person does with the pages, in a few words each; with JavaScript and without it alike."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Browser, Locator, Page, Route

WAIT = 120_000
"""Milliseconds until something is there, on a busy machine."""
SOLVE, SAVE = "Find the cheapest plan", "Save without solving"
WIDE, NARROW = 1280, 320
FEES = "Weekly fees of all bought homes together"
YIELD = "Places that foster recruitment brings"
COST = "Cost of foster recruitment"
PROMISE = "Promise: At least 75 % live in the town in 2028/29"
REVENUE = "Revenue budget"
_OVER = "#result[data-state=over]:not([data-seen])"


@contextmanager
def visiting(
    browser: Browser, address: str, *, script: bool = True, width: int = WIDE, known: Any = None
) -> Iterator[Page]:
    """A browser at the first page: of somebody new, or of someone ``known`` from another browser's state.

    At the end nothing may have been asked of anybody but the server, no file of a page been missing, nothing been
    complained of in the console, and no policy broken.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, storage_state=known,
        base_url=address, accept_downloads=True,
    )  # fmt: skip
    context.set_default_timeout(WAIT)
    faults: list[str] = []
    context.on("request", lambda asked: _note(faults, not asked.url.startswith(f"{address}/"), "asked", asked.url))
    context.on("response", lambda came: _note(faults, _is_missing(came), "missing", came.url))
    context.on("console", lambda said: _note(faults, _is_complaint(said), said.type, said.text))
    context.on("weberror", lambda error: faults.append(f"error: {error.error}"))
    page = context.new_page()
    page.goto("/")
    try:
        yield page
    finally:
        context.close()
    assert not faults, "\n".join(faults)


def _note(faults: list[str], is_fault: bool, kind: str, text: str) -> None:
    if is_fault:
        faults.append(f"{kind}: {text}")


def _is_missing(response: Any) -> bool:
    return response.status >= 400 and response.request.resource_type not in ("document", "xhr", "fetch")


def _is_complaint(said: Any) -> bool:
    """Whether the console complains of more than a page that says 404 or 422, as some are meant to."""
    refused = re.fullmatch(r"Failed to load resource: the server responded with a status of 4\d\d .*", said.text)
    return said.type in ("error", "warning") and not refused


def open_case(page: Page, name: str = "tiny") -> str:
    """Open the case that is served; the address of its page."""
    page.goto("/")
    page.get_by_role("button", name=f"Open {name}").click()
    page.get_by_role("heading", name="What was understood").wait_for()
    return page.url


def open_base(page: Page) -> None:
    """From the page of a case, wait for the plan of the tables as they are."""
    page.get_by_role("link", name="As the tables say", exact=True).click()
    wait_for_answer(page)


def begin(page: Page, name: str, reason: str = "") -> str:
    """From the page of a case, begin a what-if; its address."""
    page.get_by_label("What if …").fill(name)
    page.get_by_label("Why do you ask?").fill(reason)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", level=1, name=name).wait_for()
    return page.url


def lever(page: Page, label: str) -> Locator:
    """The exact number of a lever."""
    as_it_is = page.get_by_role("textbox", name=label, exact=True)
    return as_it_is.or_(page.get_by_role("textbox", name=f"{label} changed", exact=True))


def changed_levers(page: Page) -> list[str]:
    """Levers that are flagged as changed."""
    return [text.removesuffix(" changed") for text in page.locator(".lever--changed label").all_inner_texts()
            if text.endswith(" changed")]  # fmt: skip


def solve(page: Page) -> None:
    """Have the cheapest plan found, and wait for what comes of it."""
    do(page, page.get_by_role("button", name=SOLVE))


def do(page: Page, button: Locator) -> None:
    """Press a button that has something solved, and wait until that is over."""
    see_what_is_there(page)
    button.click()
    wait_until_over(page)


def see_what_is_there(page: Page) -> None:
    """Mark what is shown, so that something newer can be told from it."""
    page.locator("#result").evaluate("part => { part.dataset.seen = 'yes' }")


def wait_until_over(page: Page) -> None:
    """Wait until a search is over, whatever came of it."""
    page.locator(_OVER).wait_for()


def wait_for_answer(page: Page) -> None:
    """Wait until there is a plan and everything is told of it."""
    page.locator(f"{_OVER}[data-readable=yes]").wait_for()


def heading(page: Page) -> str:
    """What is said of a search first."""
    return page.locator("#result-heading").inner_text()


def figures(page: Page) -> dict[str, str]:
    """The headline figures of an answer, each by what it is called."""
    tiles = page.locator("#result .tile")
    return {tile.locator("dt").inner_text(): tile.locator(".tile__figure").inner_text() for tile in tiles.all()}


def wait_for_job(page: Page) -> None:
    """Wait until a study, a comparison or a delivery is over."""
    page.locator("#whole > p .govuk-tag").wait_for()


def submit(page: Page, address: str, **fields: str) -> APIResponse:
    """Send a form of the page without waiting for what comes of it."""
    mark = page.locator("input[name=mark]").first.get_attribute("value")
    return page.request.post(address, form={"mark": mark or "", **fields}, max_redirects=0)


class Held:
    """News that a page asks for while it waits, held back until let go of: so that a page can be looked at."""

    def __init__(self, page: Page) -> None:
        """Hold back from now on."""
        self._page = page
        self._held: list[Route] = []
        self._holds = True
        page.route("**/*?after=*", lambda route: self._came(route))

    def _came(self, route: Route) -> None:
        if self._holds:
            self._held.append(route)
        else:
            route.continue_()

    def hold(self) -> None:
        """Hold back again."""
        self._holds = True

    def until(self, words: str) -> None:
        """Let the news through one by one, until the page says something while it still waits."""
        result, end = self._page.locator("#result"), time.monotonic() + WAIT / 1000
        while True:
            while not self._held:
                assert time.monotonic() < end, f"the page never says {words}"
                self._page.wait_for_timeout(20)
            if words in result.inner_text():
                return
            self._held.pop().continue_()

    def release(self) -> None:
        """Let go of what was held back, and of all that follows."""
        self._holds = False
        while self._held:
            self._held.pop().continue_()
