"""The page: every figure as displayed, nothing hidden in it, nothing called from it, everything named."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import pytest

from optimiser.disclosure.symbols import explained
from optimiser.pack.charts.picture import chart_pictures
from optimiser.pack.display import heading_of, paragraph_text, said, symbols_in, text_of
from optimiser.pack.document import Column, Figure, Pack, Paragraph, Section, Table, Unit, say
from optimiser.pack.html.page import html_page
from optimiser.pack.html.svg import inline_svg
from tests.pack.page_reader import Element, read_page
from tests.pack.sample import HIDDEN, sample_pack

UNKIND = "</style><script>alert(\"1\")</script> <b onclick='x'>&amp; © \\"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
)


def page_of(pack: Pack) -> str:
    return html_page(pack, {chart.key: chart_pictures(chart, pack.hidden)["svg"] for chart in pack.charts()})


@cache
def text(which: str) -> str:
    return page_of(PACKS[which])


PACKS = {"draft": sample_pack(), "published": sample_pack(HIDDEN, for_publication=True, approved=True)}
both = pytest.mark.parametrize("which", PACKS)


@both
def test_every_cell_of_every_table_is_as_displayed(which: str) -> None:
    pack = PACKS[which]
    tables = list(read_page(text(which)).every("table"))
    assert len(tables) == len(list(pack.tables()))
    for i, (found, table) in enumerate(zip(tables, pack.tables(), strict=True), 1):
        assert found.one("caption").text == f"Table {i}: {table.caption}"
        head, *rows = ([cell.text for cell in row.every("th", "td")] for row in found.every("tr"))
        assert head == [column.heading for column in table.columns]
        assert rows == [[text_of(cell, pack.hidden) for cell in row] for row in table.rows]


@both
def test_tables_have_headings_for_rows_and_columns_and_figures_to_the_right(which: str) -> None:
    for found, table in zip(read_page(text(which)).every("table"), PACKS[which].tables(), strict=True):
        assert [cell.attributes["scope"] for cell in found.one("thead").every("th")] == ["col"] * len(
            table.columns
        )
        rows = list(found.one("tbody").every("tr"))
        for row in rows:
            assert [cell.attributes.get("scope") for cell in row.every("th")] == ["row"]
            kinds = [cell.attributes.get("class") for cell in row.every("td")]
            assert kinds == ["number" if column.unit else None for column in table.columns[1:]]
        assert [row.attributes.get("class") for row in rows].count("total") == table.total


@both
def test_sentences_are_as_said_and_those_with_a_hidden_figure_are_not(which: str) -> None:
    pack = PACKS[which]
    parts = [
        found
        for found in read_page(text(which)).one("main").every("section")
        if "section-" in found.attributes["id"]
    ]
    for found, section in zip(parts, pack.sections, strict=True):
        assert found.one("h2").text == heading_of(section, pack.hidden)
        wanted = [
            paragraph_text(block.sentences, pack.hidden)
            for block in section.blocks
            if isinstance(block, Paragraph)
        ]
        assert [p.text for p in found.every("p") if not p.attributes] == [words for words in wanted if words]


def test_a_paragraph_of_which_nothing_may_be_said_is_left_out() -> None:
    secret = Figure(3.0, Unit.CHILDREN, "secret")
    section = Section("s", "What", say("{} children", secret), (Paragraph((say("There are {}.", secret),)),))
    pack = replace(PACKS["draft"], sections=(section,), hidden=frozenset({"secret"}))
    assert not [p.text for p in read_page(page_of(pack)).one("main").every("p") if not p.attributes]


@both
def test_marks_are_explained_above_each_table_and_notes_stand_below(which: str) -> None:
    pack = PACKS[which]
    for found, table in zip(read_page(text(which)).marked("table"), pack.tables(), strict=True):
        lists = {part.attributes["class"]: [item.text for item in part.every("li")] for part in found.every("ul")}
        assert lists.get("marks", []) == list(explained(symbols_in(table, pack.hidden)))
        assert lists.get("notes", []) == list(table.notes)
        order = [part.attributes["class"] for part in found.parts if isinstance(part, Element)]
        assert order == sorted(order, key=["marks", "scroll", "notes"].index)


@both
def test_charts_are_named_and_say_their_message_if_it_may_be_said(which: str) -> None:
    pack, page = PACKS[which], read_page(text(which))
    for figure, chart in zip(page.every("figure"), pack.charts(), strict=True):
        drawn = figure.one("svg")
        title, description = drawn.one("title"), drawn.one("desc")
        assert drawn.attributes["role"] == "img"
        assert drawn.attributes["aria-labelledby"] == title.attributes["id"]
        assert drawn.attributes["aria-describedby"] == description.attributes["id"]
        assert title.text == chart.title
        told = said(chart.message, pack.hidden)
        assert description.text == told if told else "cannot be said" in description.text
        place = figure.one("a").attributes["href"].removeprefix("#")
        (table,) = (found for found in page.marked("table") if found.attributes["id"] == place)
        assert chart.table.caption in table.one("caption").text


def test_a_message_with_a_hidden_figure_is_not_said_of_a_picture_either() -> None:
    hidden = frozenset({"children/In-house foster home/2027/28"})
    first, second = read_page(page_of(replace(PACKS["draft"], hidden=hidden))).every("desc")
    assert first.text == "What it shows cannot be said, because some of its figures are confidential."
    assert second.text == "The home of 4 beds opens in 2027/28."


@both
def test_ids_are_used_once_and_everything_pointed_to_is_there(which: str) -> None:
    elements = list(read_page(text(which)).every())
    ids = [found.attributes["id"] for found in elements if "id" in found.attributes]
    assert len(ids) == len(set(ids))
    for found in elements:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(found.attributes.get(name, "").split()) <= set(ids)
        if "href" in found.attributes:
            assert found.attributes["href"].startswith("#")
            assert found.attributes["href"][1:] in ids
        for value in found.attributes.values():
            assert set(re.findall(r"url\(#([^)]+)\)", value)) <= set(ids)


@both
def test_nothing_is_run_or_called(which: str) -> None:
    page = read_page(text(which))
    assert "http" not in text(which).replace("http-equiv", "")
    assert "url(" not in page.one("style").text
    assert "@import" not in page.one("style").text
    for found in page.every():
        assert found.tag not in ("script", "link", "img", "iframe", "object", "embed", "base", "form")
        assert not [name for name in found.attributes if name.startswith("on") or name == "src"]
    (policy,) = (found for found in page.every("meta") if "http-equiv" in found.attributes)
    assert policy.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@both
def test_the_page_has_its_language_title_landmarks_and_headings_in_order(which: str) -> None:
    pack, page = PACKS[which], read_page(text(which))
    assert page.one("html").attributes["lang"] == "en-GB"
    assert page.one("head").one("title").text.startswith(f"{pack.title}, {pack.authority}")
    assert page.one("h1").text == pack.title
    assert [found.tag for found in page.every("h1", "h2", "h3")] == ["h1", *["h2"] * (len(pack.sections) + 2)]
    assert [part.tag for part in page.one("body").parts if isinstance(part, Element)] == [
        "a", "header", "nav", "main", "footer"]  # fmt: skip
    links = [(found.attributes["href"], found.text) for found in page.one("nav").every("a")]
    assert links == [
        ("#section-mix", "Where children live"),
        ("#section-money", "What it costs"),
        ("#glossary", "Glossary"),
    ]
    terms = zip(page.one("main").one("dl").every("dt"), page.one("main").one("dl").every("dd"), strict=True)
    assert {term.text: meaning.text for term, meaning in terms} == pack.glossary


@both
def test_the_foot_says_where_the_page_comes_from(which: str) -> None:
    made, foot = PACKS[which].provenance, read_page(text(which)).one("footer")
    assert [found.text for found in foot.every("dd")] == [made.run, made.state, made.price_base, made.software]


def test_a_draft_is_marked_on_the_screen_in_each_section_and_on_each_printed_page() -> None:
    page = read_page(text("draft"))
    assert [found.text for found in page.one("header").marked("marking")] == ["Not for publication · Draft"]
    assert len(page.marked("printed")) == len(PACKS["draft"].sections)
    assert page.one("style").text.count(r'@top-right { content: "Not for publication \b7  Draft"; }') == 1
    assert "Draft" not in text("published")
    assert "Not for publication" not in text("published")


def other(thing: Any, hidden: frozenset[str]) -> Any:
    """The same with other values for what is hidden."""
    if isinstance(thing, Figure):
        return replace(thing, value=31 * thing.value + 7_777.0) if thing.id in hidden else thing
    if isinstance(thing, tuple):
        return tuple(other(part, hidden) for part in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {part.name: other(getattr(thing, part.name), hidden) for part in fields(thing)}
        return type(thing)(**changed)
    return thing


def test_nothing_in_the_page_depends_on_what_is_hidden() -> None:
    pack = PACKS["published"]
    changed = other(pack, HIDDEN)
    assert changed != pack
    assert page_of(changed) == text("published")
    assert page_of(replace(changed, hidden=frozenset())) != page_of(replace(pack, hidden=frozenset()))


def test_the_same_pack_is_the_same_page() -> None:
    assert page_of(PACKS["draft"]) == text("draft")


def test_whatever_a_council_writes_stays_text() -> None:
    table = Table("t", UNKIND, (Column(UNKIND), Column(UNKIND)), ((UNKIND, UNKIND),), notes=(UNKIND,))
    drawn = next(iter(PACKS["draft"].charts()))
    chart = replace(drawn, title=UNKIND, measure=UNKIND, message=say("{}", UNKIND))
    section = Section('a"b', UNKIND, say("{}", UNKIND), (Paragraph((say("{}", UNKIND),)), chart, table))
    made = replace(PACKS["draft"].provenance, run=UNKIND, state=UNKIND, software=UNKIND, price_base=UNKIND)
    page = read_page(page_of(Pack(UNKIND, UNKIND, made, (section,), glossary={UNKIND: UNKIND})))
    assert not list(page.every("script", "b"))
    caption, description = page.one("caption"), page.one("desc")
    cells = [page.one("h1"), description, *page.one("table").every("th", "td"), *page.one("footer").every("dd")]
    assert [found.text for found in cells] == [UNKIND] * len(cells)
    assert caption.text.endswith(UNKIND)
    assert page.one("figure").one("title").text == UNKIND
    assert next(page.every("section")).attributes["id"] == "section-a-b"


def test_a_wide_table_is_printed_smaller_and_the_widest_with_its_section_across() -> None:
    def sections(columns: int) -> Element:
        heads = tuple(Column(f"c{i}", Unit.UNITS if i else None) for i in range(columns))
        row = ("r", *(Figure(1.0, Unit.UNITS) for _ in range(columns - 1)))
        table = Table("t", "c", heads, (row,) * columns)
        return read_page(page_of(replace(PACKS["draft"], sections=(Section("s", "S", say("S"), (table,)),)))).one(
            "main"
        )

    kinds = {columns: sections(columns).marked("table")[0].attributes["class"] for columns in (8, 9, 15)}
    assert kinds == {8: "table short", 9: "table wide short", 15: "table wide"}
    assert [len(sections(columns).marked("across")) for columns in (14, 15)] == [0, 1]


def test_an_empty_cell_heads_nothing() -> None:
    table = Table("t", "c", (Column(""), Column("x")), (("", "1"), ("a", "2")))
    page = read_page(page_of(replace(PACKS["draft"], sections=(Section("s", "S", say("S"), (table,)),))))
    assert [found.text for found in page.one("table").every("th")] == ["x", "a"]


def test_a_table_shown_twice_and_a_chart_shown_twice_have_their_own_ids() -> None:
    draft = PACKS["draft"]
    page = read_page(
        page_of(replace(draft, sections=(draft.sections[0], replace(draft.sections[0], key="again"))))
    )
    ids = [found.attributes["id"] for found in page.every() if "id" in found.attributes]
    assert len(ids) == len(set(ids))
    assert [found.attributes["href"] for figure in page.every("figure") for found in figure.every("a")] == [
        "#table-1"
    ] * 2


def test_a_picture_loses_nothing_of_its_drawing() -> None:
    svg = chart_pictures(next(iter(PACKS["draft"].charts())))["svg"].decode()
    inlined = inline_svg(svg, "x", "t", "d")
    for tag in ("path", "use", "clipPath", "rect"):
        assert inlined.count(f"<{tag}") == svg.count(f"<{tag}")
    assert "<metadata" not in inlined
    assert "xmlns" not in inlined
    assert 'id="x-title">t</title>' in inlined


def test_ids_in_a_picture_are_its_own_with_all_that_points_to_them() -> None:
    svg = SVG.format(
        '<g id="free"><path id="a" d="M 0 0"/></g><use xlink:href="#a" style="fill: url(#a)" clip-path="url(#a)"/>'
    )
    assert inline_svg(svg, "p", "", "").endswith(
        '<g><path id="p-a" d="M 0 0"></path></g>'
        '<use href="#p-a" style="fill: url(#p-a)" clip-path="url(#p-a)"></use></svg>'
    )


@pytest.mark.parametrize(
    "part", ["<script>1</script>", "<image/>", '<use xlink:href="https://x.org/a.svg#b"/>', '<g onload="1"/>']
)
def test_a_picture_with_more_than_drawing_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="no drawing"):
        inline_svg(SVG.format(part), "x", "t", "d")


def test_a_chart_without_its_picture_is_an_error() -> None:
    with pytest.raises(KeyError, match="homes_by_year"):
        html_page(PACKS["draft"], {})
