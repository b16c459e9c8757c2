"""The keyboard alone: from the first link to the answer, with the focus always seen and never lost."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.web.driving import (
    COST,
    FEES,
    PROMISE,
    SOLVE,
    YIELD,
    Held,
    begin,
    changed_levers,
    heading,
    lever,
    open_base,
    open_case,
    see_what_is_there,
    wait_for_answer,
    wait_until_over,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

_MOST_STEPS = 150
_FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const labels = [...(at.labels || [])];
  const drawn = element => [getComputedStyle(element), getComputedStyle(element, '::before')];
  const styles = [...drawn(at), ...labels.flatMap(drawn)];
  const hasOutline = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    && !/^rgba.*, 0\\)$/.test(style.outlineColor);
  const shows = style => style.boxShadow !== 'none' || hasOutline(style);
  const own = part => part.contains(at) || [at, ...labels].some(one => one.contains(part));
  return {
    tag: at.tagName, text: at.outerHTML.slice(0, 160), isShown: styles.some(shows),
    isInSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    isOnTop: [0.1, 0.5, 0.9].some(part => {
      const top = document.elementFromPoint(box.left + box.width * part, box.top + box.height / 2);
      return top !== null && own(top);
    }),
  };
}"""
_STOPS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
  .filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility() && one.type !== 'hidden'
    && (one.type !== 'radio' || one.checked)).length"""


def step(page: Page, key: str = "Tab") -> None:
    """Go on with the keyboard; where that leads is in sight, and can be seen to have the focus."""
    page.keyboard.press(key)
    found = page.evaluate(_FOCUSED)
    if found["tag"] != "BODY":
        assert found["isInSight"], found
        assert found["isOnTop"], found
        assert found["isShown"], found


def tab_to(page: Page, wanted: Locator) -> None:
    """Press the tabulator until something has the focus."""
    place = wanted.first.element_handle()
    for _ in range(_MOST_STEPS):
        if page.evaluate("place => place === document.activeElement", place):
            return
        step(page)
    raise AssertionError(f"the keyboard does not reach {wanted}")


def has_focus(wanted: Locator) -> bool:
    return bool(wanted.first.evaluate("one => one === document.activeElement"))


def press(page: Page, role: str, name: str, key: str = "Enter") -> None:
    """Go to a button or a link and press it."""
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    wanted.wait_for()
    tab_to(page, wanted)
    page.keyboard.press(key)


def type_in(page: Page, field: Locator, text: str) -> None:
    tab_to(page, field)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


@pytest.mark.slow
def test_the_whole_journey_with_the_keyboard_alone(page: Page) -> None:
    step(page)
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    press(page, "button", "Open tiny", "Space")
    page.get_by_role("heading", name="What was understood").wait_for()
    type_in(page, page.get_by_label("What if …"), "Cheaper")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Cheaper").wait_for()

    type_in(page, lever(page, FEES), "90")
    tab_to(page, page.get_by_role("slider", name=f"{YIELD}, slider"))
    step(page, "ArrowRight")
    step(page, "ArrowRight")
    assert lever(page, YIELD).input_value() == "102"
    type_in(page, lever(page, COST), "80")
    step(page)  # to its slider
    press(page, "button", SOLVE)
    wait_for_answer(page)
    assert page.evaluate("document.activeElement.id") == "result-heading"
    assert heading(page) == "The answer"
    assert changed_levers(page) == [FEES, YIELD, COST]

    press(page, "link", "What it costs")
    page.get_by_role("heading", level=1, name="What it costs").wait_for()
    tab_to(page, page.locator("figure.chart + details summary").first)
    page.keyboard.press("Space")
    assert page.locator("figure.chart + details table").first.is_visible()
    press(page, "link", "Cheaper")
    page.get_by_role("heading", level=1, name="Cheaper").wait_for()

    type_in(page, lever(page, PROMISE), "100")
    see_what_is_there(page)
    page.keyboard.press("Enter")
    wait_until_over(page)
    assert page.evaluate("document.activeElement.textContent") == "No plan can meet everything that is asked"
    step(page)
    assert page.evaluate("document.activeElement.textContent").startswith("Let this give way and solve")
    see_what_is_there(page)
    page.keyboard.press("Enter")
    wait_for_answer(page)
    assert page.evaluate("document.activeElement.textContent") == "The answer"

    press(page, "link", "Strategy pack and files")
    page.get_by_role("heading", level=1, name="Strategy pack and files").wait_for()
    tab_to(page, page.get_by_role("radio").first)
    step(page, "ArrowDown")
    assert page.get_by_role("radio").nth(1).is_checked()


def test_nothing_that_can_be_reached_is_a_trap(page: Page) -> None:
    open_case(page)
    open_base(page)
    page.locator("summary").first.click()
    page.evaluate("document.activeElement.blur()")
    page.goto(page.url)
    stops, seen = page.evaluate(_STOPS), 0
    while True:
        step(page)
        if page.evaluate("document.activeElement === document.body"):
            break
        seen += 1
        assert seen <= stops, page.evaluate("document.activeElement.outerHTML")
    assert seen == stops


def seek(page: Page, *fees: str) -> None:
    """Ask for a plan with one fee after another, until one is still sought when the page is sent.

    The tiny case can be answered before its page is; such a page has nothing to wait for.
    """
    for fee in fees:
        lever(page, FEES).fill(fee)
        page.get_by_role("button", name=SOLVE).press("Enter")
        with suppress(sync_api.TimeoutError):
            page.get_by_role("heading", name="Working on it").wait_for(timeout=15_000)
            return
    pytest.fail("every plan was there before the page that was to wait for it")


def test_the_focus_waits_for_the_answer_and_is_taken_from_nobody(page: Page) -> None:
    """While a plan is sought the focus is on what is said of it; whoever has gone on elsewhere stays there."""
    open_case(page)
    open_base(page)
    page.get_by_role("link", name="Tinyshire").click()
    begin(page, "Cheaper")
    news = Held(page)

    seek(page, "90", "91", "92", "93")
    page.wait_for_function("() => document.activeElement.textContent === 'Working on it'")
    news.release()
    wait_for_answer(page)
    assert page.evaluate("document.activeElement.id") == "result-heading"

    news.hold()
    seek(page, "80", "81", "82", "83")
    lever(page, YIELD).focus()
    news.release()
    wait_for_answer(page)
    assert has_focus(lever(page, YIELD))


def test_the_focus_stays_where_a_lever_was_reset_or_saved(page: Page) -> None:
    open_case(page)
    open_base(page)
    page.get_by_role("link", name="Tinyshire").click()
    begin(page, "Back and forth")
    lever(page, FEES).fill("90")
    page.get_by_role("button", name="Save without solving").press("Enter")
    reset = page.get_by_role("button", name=f"Reset {FEES}")
    reset.wait_for()
    page.wait_for_function("() => document.activeElement.id === 'save'")
    reset.press("Enter")
    reset.wait_for(state="detached")
    page.wait_for_function("() => document.activeElement.dataset.default === document.activeElement.value")
    assert has_focus(lever(page, FEES))
