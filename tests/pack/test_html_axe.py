"""The page in a browser: no fault found by axe, nothing wider than the screen, nothing asked of any network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from optimiser.pack.charts.picture import chart_pictures
from optimiser.pack.document import Column, Figure, Pack, Section, Table, Unit, say
from optimiser.pack.html.page import html_page
from tests.pack.chart_shapes import SHAPES
from tests.pack.sample import HIDDEN, sample_pack

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 320)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_api.sync_playwright() as running:
        try:
            found = running.chromium.launch(executable_path=installed, args=["--no-sandbox"])
        except sync_api.Error as error:
            pytest.skip(f"no Chromium can be started here: {str(error).splitlines()[0]}")
        yield found
        found.close()


def with_more(pack: Pack) -> Pack:
    """The pack with a chart of every kind."""
    kinds = {made.kind: made for made in reversed(SHAPES.values())}
    blocks = []
    for kind, made in kinds.items():
        table = replace(made.table, key=f"t_{kind.name}", caption=f"Figures of {kind.name}")
        blocks += [replace(made, key=kind.name, table=table, title=f"Chart of {kind.name}"), table]
    return replace(
        pack, sections=(*pack.sections, Section("more", "More", say("Every kind of chart"), tuple(blocks)))
    )


def with_wide_table(pack: Pack) -> Pack:
    """The pack with a table far wider than a screen."""
    columns = (Column("Line of spending"), *(Column(f"Quarter {i} (£000)", Unit.THOUSANDS) for i in range(20)))
    row = ("A line with a long name", *(Figure(1e6 * i, Unit.THOUSANDS) for i in range(20)))
    table = Table("wide", "Spending by line and quarter, £000, in cash prices of the year", columns, (row,) * 3)
    return replace(pack, sections=(*pack.sections, Section("wide", "Wide", say("A wide table"), (table,))))


PACKS = {
    "draft": with_more(with_wide_table(sample_pack())),
    "published": with_wide_table(sample_pack(for_publication=True, approved=True)),
    "hidden": with_wide_table(sample_pack(HIDDEN, for_publication=True)),
}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("draft", marks=pytest.mark.slow),
        pytest.param("published", marks=pytest.mark.slow),
        "hidden",
    ],  # a chart of every kind takes longer
)
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    pack, path = PACKS[request.param], tmp_path_factory.mktemp("page") / "pack.html"
    svgs = {chart.key: chart_pictures(chart, pack.hidden)["svg"] for chart in pack.charts()}
    path.write_text(html_page(pack, svgs), encoding="utf-8")
    return str(path.as_uri())


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Any]:
    opened = browser.new_page(viewport={"width": request.param, "height": 900})
    opened.asked = []
    opened.told = []
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.on("console", lambda message: opened.told.append(message.text))
    opened.goto(address)
    yield opened
    opened.close()


def test_axe_finds_no_fault(page: Any) -> None:
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in found.response["violations"]
    ] == []
    passed = {rule["id"] for rule in found.response["passes"]}
    assert {"color-contrast", "document-title", "html-has-lang", "svg-img-alt", "target-size", "region"} <= passed


def test_the_page_is_no_wider_than_the_screen(page: Any) -> None:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room
    inner = page.evaluate(
        "[...document.querySelectorAll('.scroll')].map(box => box.scrollWidth - box.clientWidth)"
    )
    assert max(inner) > 0, "the wide table scrolls within its own part"


def test_what_scrolls_is_reached_with_the_keyboard_and_every_caption_is_in_sight(page: Any) -> None:
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(box => box.tabIndex === 0)")
    right = "[...document.querySelectorAll('.caption')].map(part => part.getBoundingClientRect().right)"
    assert max(page.evaluate(right)) <= page.viewport_size["width"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0


def test_nothing_is_asked_of_any_network_and_no_policy_is_broken(page: Any, address: str) -> None:
    assert page.asked == [address]
    assert page.told == []
