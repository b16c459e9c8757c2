"""Every page in every state: no fault found by axe, nothing wider than the screen, targets large enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.driving import NARROW, WIDE, Held, heading, open_base, open_case, visiting
from tests.web.states import MORE_STATES, STATES, Visitor, ordered

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.serving import Served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
_SMALL_TARGETS = """() => {
  const isInText = one => one.tagName === 'A' && getComputedStyle(one).display === 'inline'
    && one.parentElement.textContent.trim() !== one.textContent.trim();
  const targets = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(one => one.type !== 'hidden' && !one.disabled && one.checkVisibility() && !isInText(one)
      && !one.classList.contains('govuk-visually-hidden'))
    .map(one => ({ html: one.outerHTML.slice(0, 120), box: one.getBoundingClientRect() }))
    .filter(one => one.box.right > 0 && one.box.width > 1);
  const isSmall = one => one.box.width < 24 || one.box.height < 24;
  const middle = box => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const away = ([x, y], box) => Math.hypot(
    Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  const crowds = (one, other) => away(middle(one.box), other.box) < 12 || (isSmall(other)
    && Math.hypot(...middle(one.box).map((at, axis) => at - middle(other.box)[axis])) < 24);
  return targets.filter(one => isSmall(one) && targets.some(other => other !== one && crowds(one, other)))
    .map(one => [one.html, one.box.width, one.box.height]);
}"""


@pytest.fixture(scope="module")
def visitor(browser: Browser, server: Served) -> Iterator[Visitor]:
    """A visitor who stays for the whole file."""
    with visiting(browser, server.address) as page:
        yield Visitor(page)


def check(page: Page) -> None:
    """What holds of every page, at both widths and enlarged fourfold."""
    from axe_playwright_python.sync_playwright import Axe

    live = page.locator("[aria-live=polite], [role=status], [role=log]")
    assert live.count() == 1
    assert page.locator("h1").count() == 1
    assert page.locator("[id]").evaluate_all("all => all.length - new Set(all.map(one => one.id)).size") == 0
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        height = page.evaluate("document.scrollingElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height})  # so that nothing stands before anything
        found: dict[str, Any] = Axe().run(page, options=OPTIONS).response
        faults = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]]
        assert faults == [], width
        assert {"color-contrast", "target-size", "region"} <= {rule["id"] for rule in found["passes"]}
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        assert page.evaluate(_SMALL_TARGETS) == [], width
    page.set_viewport_size({"width": WIDE // 4, "height": 1024 // 4})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= WIDE // 4
    kept = (
        "[...document.querySelectorAll('body *')].filter(one => getComputedStyle(one).position === 'fixed' || ("
        "getComputedStyle(one).position === 'sticky' && one.tagName !== 'CAPTION')).length"
    )
    assert page.evaluate(kept) == 0, "nothing stands before the text of a page that is enlarged"
    page.set_viewport_size({"width": WIDE, "height": 900})


@pytest.mark.parametrize(
    "state", [*STATES, *(pytest.param(state, marks=pytest.mark.slow) for state in MORE_STATES)]
)
def test_a_page_has_no_fault(visitor: Visitor, state: str) -> None:
    (STATES | MORE_STATES)[state](visitor)
    check(visitor.page)


@pytest.mark.slow
def test_every_section_has_no_fault(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.answered)
    links = page.locator("#result nav a[href*='/read/']").evaluate_all("all => all.map(one => one.href)")
    assert len(links) > 8
    for link in links:
        page.goto(link)
        check(page)


@pytest.mark.slow
def test_a_page_that_waits_has_no_fault(browser: Browser, server: Served) -> None:
    """Before anything was done; while work waits for its turn; with too much asked for; and stopped."""
    with visiting(browser, server.address) as page:
        check(page)
        open_case(page)
        open_base(page)
        base = page.url
        news = Held(page)
        jobs = [ordered(page, f"{base}/take", kind=kind) for kind in ("pack", "published")]
        jobs.append(ordered(page, f"{base}/studies/alternatives", within="0.02"))
        ordered(page, f"{base}/solve")
        page.goto(base)
        assert re.match("Waiting: ", page.locator("#result .progress strong").inner_text())
        check(page)
        page.goto(jobs[0])
        page.locator("#whole .progress").wait_for()
        check(page)
        page.goto(f"{base}/studies")
        page.get_by_role("button", name="Find alternatives").click()
        page.get_by_role("alert").wait_for()
        check(page)
        page.goto(base)
        page.get_by_role("button", name="Stop and keep").click()
        page.locator("#result[data-state=over]").wait_for()
        assert heading(page) == "Stopped before any plan was found"
        check(page)
        news.release()


def test_what_was_changed_and_every_chart_is_seen_in_forced_colours(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.answered)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    try:
        flags = page.locator(".lever--changed .lever__flag")
        assert flags.all_inner_texts() == ["changed", "changed"]
        edge = "one => getComputedStyle(one).borderLeftColor"
        others = page.locator(".lever:not(.lever--changed)").first.evaluate(edge)
        assert page.locator(".lever--changed").first.evaluate(edge) != others
        flag = "one => [getComputedStyle(one).borderTopWidth, getComputedStyle(one).borderTopStyle]"
        assert flags.first.evaluate(flag) == ["1px", "solid"]
        colour = "one => getComputedStyle(one).color"
        title = page.locator("figure.chart figcaption strong").first
        assert title.evaluate(colour) == page.locator("#result-heading").evaluate(colour)
        bars = page.locator("figure.chart svg .bar").first.evaluate(
            "one => [getComputedStyle(one).fill, getComputedStyle(one).stroke]"
        )
        assert bars[0] != bars[1], "bars are told from the ground by their edge"
    finally:
        page.emulate_media(forced_colors="none", color_scheme="light")


def test_what_is_printed_has_every_bar_and_every_table_and_nothing_to_press(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.answered)
    shown = "all => all.filter(one => one.checkVisibility() && one.getBoundingClientRect().height > 0).length"
    bars, tables = page.locator("figure.chart svg .bar"), page.locator("#result table")
    on_screen = bars.evaluate_all(shown)
    assert on_screen > 0
    page.emulate_media(media="print")
    try:
        assert bars.evaluate_all(shown) == on_screen
        assert tables.evaluate_all(shown) == tables.count()
        assert page.locator("button, header.bar, .lever").evaluate_all(shown) == 0
    finally:
        page.emulate_media(media="screen")
