"""A search that takes a while: what is said of it meanwhile, and what is left of it where it is stopped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.driving import FEES, SOLVE, Held, begin, figures, heading, lever, open_base, open_case, visiting
from tests.web.test_pages_axe import check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.web.serving import Served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def visitor(browser: Browser, lewisham: Served) -> Iterator[Page]:
    """Someone who waits for the plan of Lewisham as its tables say, then asks what dearer fees would do."""
    with visiting(browser, lewisham.address) as page:
        page.context.set_default_timeout(600_000)
        case = open_case(page, "lewisham")
        open_base(page)
        page.goto(case)
        begin(page, "Dearer fees")
        yield page


@pytest.fixture
def asked(visitor: Page) -> Page:
    """The question with a figure that nobody asked about before."""
    visitor.get_by_role("link", name="Dearer fees").or_(visitor.get_by_role("button", name=SOLVE)).first.wait_for()
    lever(visitor, FEES).fill(str(float(lever(visitor, FEES).input_value()) + 3))
    return visitor


def test_the_limits_of_the_cost_come_first_and_every_state_has_no_fault(asked: Page) -> None:
    news = Held(asked)
    asked.get_by_role("button", name=SOLVE).click()
    news.until("No plan can cost less than £")
    assert heading(asked) == "Working on it"
    assert (
        "Keeping the decisions of the plan as the tables say would cost £" in asked.locator("#result").inner_text()
    )
    assert "No plan can cost less than" in (asked.locator("#live").text_content() or "")
    check(asked)
    news.release()
    asked.reload()
    asked.locator("#result[data-readable=yes]").wait_for()
    asked.locator("#result[data-state=over]").wait_for()
    assert re.match("Answer ready: Cost, present value £", asked.locator("#live").text_content() or "")
    check(asked)


def test_what_is_read_stays_while_the_rest_is_worked_out(asked: Page) -> None:
    """Whoever has unfolded a table of the answer keeps it, though what binds is still being worked out."""
    result = asked.locator("#result")
    asked.get_by_role("button", name=SOLVE).click()
    result.get_by_text("Working out what binds").wait_for()
    result.locator("figure.chart + details summary").first.click()
    asked.locator("#result[data-state=over]").wait_for()
    assert result.locator("figure.chart + details table").first.is_visible()
    assert asked.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert asked.locator("#answer-state").inner_text() == "Finished"


def test_a_search_that_is_stopped_leaves_its_best_plan_as_not_proven(asked: Page) -> None:
    asked.get_by_role("button", name=SOLVE).click()
    asked.locator("#result").get_by_text("Best plan so far").wait_for()
    asked.get_by_role("button", name="Stop and keep the best plan so far").click()
    asked.locator("#result[data-state=over][data-readable=yes]").wait_for()
    assert asked.locator("#answer-state").inner_text() == "Stopped early: not proven"
    assert "Not proven:" in asked.locator("#result").inner_text()
    assert figures(asked)["Cost, present value"].startswith("£")
    check(asked)
