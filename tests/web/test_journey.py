"""The whole journey in a browser: change levers, solve, read, keep, compare, loosen, study, take away."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest

import optimiser
from optimiser.scenario import changed, read_what_if
from tests.cases.casebook import TINY
from tests.web.driving import (
    COST,
    FEES,
    PROMISE,
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
    visiting,
    wait_for_job,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.web.serving import Served

NAME = "Cheaper fees"


@pytest.fixture(scope="module")
def visitor(browser: Browser, server: Served) -> Iterator[tuple[Page, str]]:
    """Someone who has answered a what-if with three levers changed, and stays for the whole file."""
    with visiting(browser, server.address) as page:
        open_case(page)
        open_base(page)
        page.get_by_role("link", name="Tinyshire").click()
        begin(page, NAME, "The provider offers it")
        for label, value in ((FEES, "90"), (YIELD, "120"), (COST, "80")):
            lever(page, label).fill(value)
        solve(page)
        yield page, page.url


@pytest.fixture
def answered(visitor: tuple[Page, str]) -> Page:
    """That what-if with its answer, whatever another test did after it."""
    page, address = visitor
    page.goto(address)
    return page


def copy(page: Page) -> None:
    """A copy of the what-if on the page, so that the first one stays as it is."""
    page.get_by_role("button", name="Duplicate").click()
    page.get_by_role("heading", level=1, name=re.compile(rf"^{NAME}.+")).wait_for()


def saved(page: Page, name: str, tmp_path: Path) -> Path:
    """The file behind a link."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=name).first.click()
    coming.value.save_as(tmp_path / coming.value.suggested_filename)
    return tmp_path / coming.value.suggested_filename


def test_three_levers_change_the_answer(answered: Page) -> None:
    assert changed_levers(answered) == [FEES, YIELD, COST]
    assert heading(answered) == "The answer"
    assert answered.locator("#answer-state").inner_text() == "Finished"
    told = figures(answered)
    assert list(told)[:2] == ["Child-years without a suitable home", "Cost, present value"]
    assert told["Child-years without a suitable home"] == "0.0"
    answered.get_by_role("link", name="Tinyshire").click()
    base, mine = (
        answered.get_by_role("row", name=re.compile(rf"^{name}")).inner_text()
        for name in ("As the tables say", NAME)
    )
    assert "£4.9m" in base
    assert "£4.9m" not in mine, "dearer or cheaper, the levers moved the cost"


def test_a_section_has_its_chart_and_its_table_one_click_away(answered: Page, tmp_path: Path) -> None:
    answered.get_by_role("link", name="What it costs").click()
    answered.get_by_role("heading", level=1, name="What it costs").wait_for()
    chart = answered.locator("figure.chart svg").first
    assert chart.is_visible()
    table = answered.locator("figure.chart + details").first
    assert not table.get_by_role("table").is_visible()
    table.locator("summary").click()
    assert table.get_by_role("table").is_visible()
    rows = list(csv.reader(io.StringIO(saved(answered, "Download this table", tmp_path).read_text("utf-8-sig"))))
    assert len(rows) > 2


def test_the_pages_find_what_the_program_finds(answered: Page, tmp_path: Path) -> None:
    """The what-if file holds every change with its reason; planned without any page it costs as much."""
    file = saved(answered, "Download as a what-if file", tmp_path)
    assert file.name == f"{NAME.replace(' ', '-')}.toml" or file.name == f"{NAME}.toml"
    base = optimiser.read_case(TINY)
    result = optimiser.plan(changed(base, [read_what_if(file)]))
    answered.get_by_role("link", name="Where this comes from").click()
    row = answered.locator(".govuk-summary-list__row", has_text="Cost of the plan")
    assert row.locator("dd").inner_text() == f"£{result.record.objective:,.0f}"


@pytest.mark.slow
def test_a_what_if_file_comes_back_with_the_same_changes(answered: Page, tmp_path: Path) -> None:
    file = saved(answered, "Download as a what-if file", tmp_path)
    answered.get_by_role("link", name="Tinyshire").click()
    answered.get_by_label("What-if file (.toml)").set_input_files(file)
    answered.get_by_role("button", name="Upload").click()
    answered.get_by_role("heading", level=1, name=re.compile(rf"^{NAME}.+")).wait_for()
    assert [lever(answered, label).input_value() for label in (FEES, YIELD, COST)] == ["90", "120", "80"]
    assert changed_levers(answered) == [FEES, YIELD, COST]


def test_a_what_if_has_a_name_a_reason_and_copies(answered: Page) -> None:
    copy(answered)
    assert changed_levers(answered) == [FEES, YIELD, COST]
    assert answered.locator("#result h2").first.inner_text() == "No answer yet"
    answered.get_by_label("Name", exact=True).fill("Fees of <2027> & later")
    answered.get_by_label("Reason", exact=True).fill("Asked by the panel")
    answered.get_by_role("button", name="Save name and reason").click()
    answered.get_by_role("heading", level=1, name="Fees of <2027> & later").wait_for()
    assert answered.get_by_text("Asked by the panel").first.is_visible()
    assert changed_levers(answered) == [FEES, YIELD, COST]


def test_levers_are_reset_one_by_one_and_all_together(answered: Page) -> None:
    copy(answered)
    answered.get_by_role("button", name=f"Reset {YIELD}").click()
    answered.get_by_role("button", name=f"Reset {YIELD}").wait_for(state="detached")
    assert changed_levers(answered) == [FEES, COST]
    assert lever(answered, YIELD).input_value() == "100"
    answered.get_by_role("button", name="Reset every change").click()
    answered.locator(".lever--changed").first.wait_for(state="detached")
    assert changed_levers(answered) == []


def test_what_cannot_be_understood_is_said_beside_its_field_and_kept(answered: Page) -> None:
    copy(answered)
    lever(answered, FEES).fill("lots")
    answered.get_by_role("button", name=SOLVE).click()
    summary = answered.get_by_role("alert")
    summary.wait_for()
    assert lever(answered, FEES).input_value() == "lots"
    link = summary.get_by_role("link").first
    link.click()
    assert answered.evaluate("document.activeElement.value") == "lots"
    described = (lever(answered, FEES).get_attribute("aria-describedby") or "").split()
    assert link.inner_text() in " ".join(answered.locator(f"[id='{one}']").inner_text() for one in described)


def test_plans_are_compared_and_the_difference_is_split_by_cause(answered: Page) -> None:
    answered.get_by_role("link", name="Tinyshire").click()
    answered.get_by_label("Compare As the tables say").check()
    answered.get_by_label(f"Compare {NAME}", exact=True).check()
    answered.get_by_role("button", name="Compare two to four").click()
    costs = answered.get_by_role("row", name=re.compile("^Cost, present value")).get_by_role("cell")
    assert costs.count() == 2
    assert "£4.9m" in costs.first.inner_text()
    assert re.search(r"−£0\.\dm", costs.last.inner_text())
    answered.get_by_role("button", name="Split the difference by cause").click()
    wait_for_job(answered)
    fall = answered.locator("figure.chart", has_text="the difference by cause").first
    assert fall.locator("svg").is_visible()
    answered.locator("summary").first.click()
    steps = answered.get_by_role("table").first.get_by_role("rowheader").all_inner_texts()
    assert NAME in steps
    assert len(steps) >= 3


@pytest.mark.slow
def test_an_impossible_promise_is_explained_and_something_gives_way(answered: Page) -> None:
    copy(answered)
    lever(answered, PROMISE).fill("100")
    solve(answered)
    assert heading(answered) == "No plan can meet everything that is asked"
    assert "85 % possible" in answered.locator("#result").inner_text()
    do(answered, answered.get_by_role("button", name="Let this give way and solve").first)
    assert heading(answered) == "The answer"
    assert figures(answered)["Live inside the boundary"] == "85%"
    answered.get_by_role("link", name="Where this comes from").click()
    row = answered.get_by_role("row", name="in_town").filter(has=answered.get_by_role("cell", name="value"))
    assert [cell.inner_text() for cell in row.get_by_role("cell").all()][2:4] == ["0.75", "0.85"]


@pytest.mark.slow
def test_any_other_cell_can_be_changed(answered: Page) -> None:
    copy(answered)
    answered.get_by_role("link", name="Any other figure of the tables").click()
    answered.get_by_label("What is it about?").fill("demand family 2027/28")
    answered.get_by_role("button", name="Search").click()
    answered.get_by_role("link", name="demand: ").first.click()
    field = answered.get_by_role("group", name=re.compile("^children"))
    field.get_by_label("New value").fill("17")
    field.get_by_label("Why?").fill("A family moves here")
    field.get_by_role("button", name="Change").click()
    change = answered.get_by_role("listitem").filter(has=answered.get_by_role("button", name="Undo"))
    change.wait_for()
    assert "becomes 17" in change.inner_text()
    solve(answered)
    answered.get_by_role("link", name="Where this comes from").click()
    row = answered.get_by_role("row", name="2027/28").filter(has_text="children")
    assert [cell.inner_text() for cell in row.get_by_role("cell").all()][2:] == ["16", "17", "A family moves here"]


@pytest.mark.slow
def test_other_plans_are_found_and_told_of(answered: Page) -> None:
    answered.get_by_role("link", name="Frontier, drivers, alternatives").click()
    answered.get_by_role("button", name="Find alternatives").click()
    wait_for_job(answered)
    assert answered.locator("#whole .govuk-tag").first.inner_text() == "Finished"
    assert answered.get_by_role("table", name=re.compile("Other plans")).is_visible()


@pytest.mark.slow
def test_the_strategy_pack_is_downloaded_and_opened(answered: Page, tmp_path: Path) -> None:
    cost = figures(answered)["Cost, present value"]
    answered.get_by_role("link", name="Strategy pack and files").click()
    answered.get_by_role("button", name="Make the files").click()
    wait_for_job(answered)
    assert "the same plan or one as cheap" in answered.locator("#whole").inner_text()
    with zipfile.ZipFile(saved(answered, "Download the strategy pack", tmp_path)) as pack:
        files = {Path(name).suffix: pack.read(name) for name in pack.namelist()}
    document = docx.Document(io.BytesIO(files[".docx"]))
    assert any(cost in paragraph.text for paragraph in document.paragraphs)
    assert document.tables
    sheets = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))
    assert len(sheets.sheetnames) > 5
    with zipfile.ZipFile(saved(answered, "Download the run folder", tmp_path)) as run:
        record = next(name for name in run.namelist() if name.endswith("result.json"))
        assert json.loads(run.read(record))["status"] == "optimal"


def test_a_link_shows_the_what_if_to_somebody_else_who_can_copy_it(
    answered: Page, browser: Browser, server: Served
) -> None:
    link = answered.get_by_label("Link that shows this what-if").input_value()
    assert re.fullmatch(rf"{server.address}/link/[0-9A-Za-z_-]+", link)
    cost = figures(answered)["Cost, present value"]
    with visiting(browser, server.address) as other:
        assert other.request.get(answered.url).status == 404, (
            "nothing of somebody else's is shown without the link"
        )
        other.goto(link)
        other.get_by_role("heading", level=1, name=NAME).wait_for()
        assert cost in other.locator(".tiles").inner_text()
        other.get_by_role("button", name="Take a copy to work on").click()
        other.get_by_role("button", name=SOLVE).wait_for()
        assert changed_levers(other) == [FEES, YIELD, COST]


@pytest.mark.slow
def test_a_template_is_filled_in_and_uploaded(page: Page, tmp_path: Path) -> None:
    file = saved(page, "Template filled with a small made-up case", tmp_path)
    book = openpyxl.load_workbook(file)
    sheet = book["settings"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Tinyshire")
    cell.value = "Anothershire"
    book.save(file)
    page.get_by_label("Workbook (.xlsx) or ZIP file with CSV tables").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", level=1, name="Anothershire").wait_for()
    open_base(page)
    assert figures(page)["Cost, present value"] == "£4.9m"


def test_a_slider_and_its_number_say_the_same(answered: Page) -> None:
    copy(answered)
    slider, number = answered.get_by_role("slider", name=f"{FEES}, slider"), lever(answered, FEES)
    number.fill("75")
    assert slider.input_value() == "75"
    slider.press("ArrowRight")
    assert number.input_value() == "76"
    number.fill("100")
    assert FEES not in changed_levers(answered)
