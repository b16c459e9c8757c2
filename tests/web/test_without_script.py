"""The same journey with JavaScript turned off: forms and links alone, and pages that look again by themselves."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest

from tests.web.driving import (
    COST,
    FEES,
    PROMISE,
    SAVE,
    SOLVE,
    YIELD,
    begin,
    changed_levers,
    do,
    figures,
    heading,
    lever,
    open_base,
    open_case,
    solve,
    wait_for_job,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_an_answer_needs_no_script(plain_page: Page) -> None:
    to_an_answer(plain_page)


def to_an_answer(page: Page) -> tuple[str, str]:
    """From the first page to an answer and what it costs; the case, and that cost."""
    case = open_case(page)
    open_base(page)
    page.goto(case)
    begin(page, "Cheaper fees")
    assert page.get_by_role("slider").count() == 0, "a slider that moves nothing is not shown"
    for label, value in ((FEES, "90"), (YIELD, "120"), (COST, "80")):
        lever(page, label).fill(value)
    page.get_by_role("button", name=SAVE).click()
    page.get_by_role("button", name=f"Reset {COST}").wait_for()
    assert changed_levers(page) == [FEES, YIELD, COST]
    solve(page)
    assert heading(page) == "The answer"
    cost = figures(page)["Cost, present value"]
    assert cost != "£4.9m"
    return case, cost


@pytest.mark.slow
def test_the_whole_journey_needs_no_script(plain_page: Page) -> None:
    page = plain_page
    case, cost = to_an_answer(page)
    answered = page.url

    page.get_by_role("link", name="What it costs").click()
    assert page.locator("figure.chart svg").first.is_visible()
    page.locator("figure.chart + details summary").first.click()
    assert page.locator("figure.chart + details table").first.is_visible()

    page.goto(case)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Compare two to four").click()
    assert cost in page.get_by_role("row", name="Cost, present value").inner_text()
    page.get_by_role("button", name="Split the difference by cause").click()
    wait_for_job(page)
    assert page.locator("figure.chart svg").first.is_visible()

    page.goto(answered)
    page.get_by_role("button", name="Duplicate").click()
    page.get_by_text("No answer yet").wait_for()
    lever(page, PROMISE).fill("100")
    solve(page)
    assert heading(page) == "No plan can meet everything that is asked"
    do(page, page.get_by_role("button", name="Let this give way and solve").first)
    assert figures(page)["Live inside the boundary"] == "85%"

    page.get_by_role("link", name="Strategy pack and files").click()
    page.get_by_role("button", name="Make the files").click()
    again = page.get_by_role("link", name="Look again")
    assert (again.get_attribute("href") or "/nothing") in page.url
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "3"
    wait_for_job(page)
    assert page.locator("meta[http-equiv=refresh]").count() == 0
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the strategy pack").click()
    with zipfile.ZipFile(coming.value.path()) as pack:
        document = next(name for name in pack.namelist() if name.endswith(".docx"))
        assert docx.Document(io.BytesIO(pack.read(document))).tables


def test_what_is_wrong_is_said_first_and_beside_its_field(plain_page: Page) -> None:
    open_case(plain_page)
    begin(plain_page, "Mistyped")
    lever(plain_page, FEES).fill("lots")
    lever(plain_page, YIELD).fill("120")
    plain_page.get_by_role("button", name=SOLVE).click()
    plain_page.get_by_role("alert").wait_for()
    assert plain_page.title().startswith("Error: ")
    plain_page.get_by_role("alert").get_by_role("link").click()
    assert lever(plain_page, FEES).input_value() == "lots"
    assert lever(plain_page, YIELD).input_value() == "120", "what was right is not typed again"
    assert plain_page.locator(":target").get_attribute("value") == "lots"
