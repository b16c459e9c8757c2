"""Charts of the pages: every kind is drawn to scale, named, escaped, and tells nothing of what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import optimiser.web
from optimiser.pack.charts.data import grid_of
from optimiser.pack.display import text_of
from optimiser.pack.document import Cell, Chart, Column, Figure, Kind, Table, Unit, say
from optimiser.report.style import BLUE, GREY, MAROON, ORANGE, PALE, PALETTE, PURPLE, TURQUOISE
from optimiser.web.charts.picture import UNSAID, svg_chart
from optimiser.web.charts.scene import COLOURS, WIDTH
from tests.pack.chart_shapes import FOUR, NAMES, SHAPES, YEARS, chart, schedule
from tests.pack.sample import sample_pack
from tests.web.svg_reader import NAMESPACE, Picture, points_of

CSS = (Path(optimiser.web.__file__).parent / "static" / "charts.css").read_text(encoding="utf-8")
HOSTILE = ('<script>alert("1")</script>', "a & b &amp; c", "\"'><svg onload=x>", "]]>", "-->", "W" * 300,
           "Ünïcödé 漢字 🏠 \u202e", "tab\tnew\nline", "nul\x00 bell\x07 \ud800", "=1+1", "{{ x }}")  # fmt: skip
DRAWING = {"svg", "title", "desc", "defs", "pattern", "path", "text", "tspan"}
_NEAR = 0.03
"""Lengths are written to a hundredth."""


def picture(made: Chart, hidden: frozenset[str] = frozenset()) -> Picture:
    return Picture(svg_chart(made, "c", hidden))


def shapes(*kinds: Kind) -> list[object]:
    return [pytest.param(made, id=name) for name, made in SHAPES.items() if made.kind in kinds]


def hidings(made: Chart) -> Iterator[frozenset[str]]:
    """Some of the last figures, a column, and everything."""
    ids = [figure.id for figure in made.table.figures()]
    yield from (frozenset(ids[-2:]), frozenset(name for name in ids if name.endswith("/c0")), frozenset(ids))


@pytest.mark.parametrize("made", SHAPES.values(), ids=SHAPES)
def test_a_chart_is_a_named_picture_of_nothing_but_drawing(made: Chart) -> None:
    for hidden in (frozenset[str](), *hidings(made)):
        found = picture(made, hidden)
        assert found.root.tag == f"{NAMESPACE}svg"
        assert found.root.attrib.items() >= {"role": "img", "aria-labelledby": "c-title",
                                             "aria-describedby": "c-desc"}.items()  # fmt: skip
        assert found.root.attrib["viewBox"].split()[:3] == ["0", "0", "720"]
        ids = [element.attrib["id"] for element in found.root.iter() if "id" in element.attrib]
        assert len(ids) == len(set(ids))
        assert all(name.startswith("c-") for name in ids)
        for element in found.root.iter():
            assert element.tag.removeprefix(NAMESPACE) in DRAWING
            assert not {"style", "href", "stroke"} & element.attrib.keys()
            assert not any(name.startswith("on") for name in element.attrib)
            fill = element.attrib.get("fill", f"url(#{ids[0]})")
            assert fill.removeprefix("url(#").removesuffix(")") in ids


def test_every_class_has_its_style_and_every_colour_is_of_the_palette() -> None:
    used = {name for made in SHAPES.values() for name in re.findall(r'class="([^"]+)"', svg_chart(made, "c"))}
    plain, forced = CSS.split("@media (forced-colors: active)")
    styled = set(re.findall(r"\.([a-z-]+)", re.sub(r"/\*.*?\*/", "", plain)))
    classes = {part for name in used for part in name.split()} | {"join"}
    assert classes <= styled
    kinds = {name for name in classes if not name.startswith(("f-", "l-"))} - {"chart", "dashed", "dot"}
    assert kinds <= set(re.findall(r"\.([a-z-]+)", forced)), "each has a colour that the reader has chosen"
    colours = {colour.upper() for colour in re.findall(r"#[0-9a-fA-F]+\b", CSS)}
    assert colours == {*PALETTE, PALE, "#FFF"}
    for name, colour in {"blue": BLUE, "turquoise": TURQUOISE, "maroon": MAROON, "orange": ORANGE, "grey": GREY,
                         "purple": PURPLE}.items():  # fmt: skip
        assert f".chart .f-{name} {{ fill: {colour.lower()}; }}" in CSS
        assert f".chart .l-{name} {{ stroke: {colour.lower()}; }}" in CSS
    assert f".chart .f-pale {{ fill: {PALE.lower()}; }}" in CSS


def test_a_chart_is_named_by_its_title_and_described_by_its_message() -> None:
    count = Figure(3.0, Unit.CHILDREN, "r0/c0")
    made = replace(chart(Kind.BARS, ((3.0,),)), title="Children", message=say("{} live here.", count))
    for hidden, told in ((frozenset(), "3 live here."), (frozenset({"r0/c0"}), UNSAID)):
        found = picture(made, hidden)
        assert [element.text for element in (*found.all("title"), *found.all("desc"))] == ["Children", told]


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
@pytest.mark.parametrize("label", HOSTILE)
def test_labels_are_words_whatever_they_hold(kind: Kind, label: str) -> None:
    made = schedule((YEARS[0], YEARS[2])) if kind is Kind.TIMELINE else chart(kind, ((1.0, 2.0),), (label, "b"))
    rows = tuple((label, *row[1:]) for row in made.table.rows)
    columns = (made.table.columns[0], *(Column(label, column.unit) for column in made.table.columns[1:]))
    table = replace(made.table, rows=rows, columns=columns)
    found = picture(replace(made, title=label, message=say("{}", label), table=table))
    clean = re.sub("[\x00\x07\ud800]", "\ufffd", label)
    assert [element.text for element in (*found.all("title"), *found.all("desc"))] == [clean, clean]
    assert "".join(clean.split()) in "".join("".join(found.words()).split())
    found.check_words()


@pytest.mark.parametrize("name", ["", "1", "a b", 'a"', "a)", "é"])
def test_a_name_that_cannot_begin_an_id_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot begin an id"):
        svg_chart(SHAPES["bars"], name)


@pytest.mark.parametrize("made", SHAPES.values(), ids=SHAPES)
def test_the_same_table_is_the_same_text(made: Chart) -> None:
    assert svg_chart(made, "c") == svg_chart(replace(made), "c")
    assert svg_chart(made, "c") != svg_chart(made, "d")


@pytest.mark.parametrize("name", ["lines", "stack", "bars both ways", "pairs", "spread", "twelve lines"])
def test_nothing_in_a_picture_depends_on_what_is_hidden(name: str) -> None:
    def other(cell: Cell, hidden: frozenset[str]) -> Cell:
        return (
            replace(cell, value=7 * cell.value + 1e6) if isinstance(cell, Figure) and cell.id in hidden else cell
        )

    made = SHAPES[name]
    for hidden in hidings(made):
        rows = tuple(tuple(other(cell, hidden) for cell in row) for row in made.table.rows)
        changed = replace(made, table=replace(made.table, rows=rows))
        assert svg_chart(made, "c") != svg_chart(changed, "c")
        assert svg_chart(made, "c", hidden) == svg_chart(changed, "c", hidden)
        assert not hidden & set(re.findall(r"[rt]\d?/c\d", svg_chart(made, "c", hidden)))


@pytest.mark.parametrize("made", shapes(Kind.BARS, Kind.PAIRS))
def test_bars_are_as_long_as_their_figures_from_nought(made: Chart) -> None:
    grid, found = grid_of(made, frozenset()), picture(made)
    columns = [[row[place].value or 0.0 for row in grid.points] for place in range(len(grid.columns))]
    wanted = [[value for value in column if value] for column in columns if any(column)]
    drawn = found.bars()
    assert [len(boxes) for boxes in drawn] == [len(values) for values in wanted]
    pairs = [pair for boxes, values in zip(drawn, wanted, strict=True) for pair in zip(boxes, values, strict=True)]
    nought = found.axis().left
    longest, most = max(pairs, key=lambda pair: abs(pair[1]), default=(found.axis(), 1.0))
    one = longest.width / abs(most)
    for box, value in pairs:
        assert box.width == pytest.approx(abs(value) * one, abs=_NEAR)
        assert (box.right if value < 0 else box.left) == pytest.approx(nought, abs=_NEAR)
    for boxes in drawn:
        assert all(above.bottom < below.top for above, below in pairwise(boxes)), "in the order of the table"


@pytest.mark.parametrize("made", shapes(Kind.STACKED))
def test_layers_are_as_high_as_their_figures_and_stand_on_those_below(made: Chart) -> None:
    grid, found = grid_of(made, frozenset()), picture(made)
    nought = found.axis().top
    rows = [row for row in grid.points if any(point.value for point in row)]
    drawn = found.bars()
    assert len(drawn) == len(rows)
    heights = [box.height for boxes in drawn for box in boxes]
    one = max(heights) / max(map(abs, grid.values())) if heights else 0.0
    ends = {(place, sign): nought for place in range(len(grid.columns)) for sign in (-1, 1)}
    centres: dict[int, set[float]] = {}
    for boxes, row in zip(drawn, rows, strict=True):
        places = [place for place, point in enumerate(row) if point.value]
        for box, place in zip(boxes, places, strict=True):
            value = row[place].value or 0.0
            sign = 1 if value > 0 else -1
            assert box.height == pytest.approx(abs(value) * one, abs=_NEAR)
            assert (box.bottom if value > 0 else box.top) == pytest.approx(ends[place, sign], abs=_NEAR)
            ends[place, sign] = box.top if value > 0 else box.bottom
            centres.setdefault(place, set()).add(round(box.left + box.width / 2, 1))
    assert all(max(found) - min(found) < 0.2 for found in centres.values()), "one above the other"


@pytest.mark.parametrize("made", shapes(Kind.LINES))
def test_lines_pass_through_their_figures(made: Chart) -> None:
    grid, found = grid_of(made, frozenset()), picture(made)
    nought, high = found.axis().top, max(map(abs, grid.values()))
    marks = found.marks()[: len(grid.rows)]
    extreme = max(abs(nought - y) for places in marks for _, y in places)
    for places, row in zip(marks, grid.points, strict=True):
        values = [point.value for point in row if point.value is not None]
        wanted = [nought - value * extreme / (high or 1.0) for value in values]
        assert [y for _, y in places] == pytest.approx(wanted, abs=_NEAR)
    there = {place for places in marks for place in places}
    assert all(set(points_of(path)) <= there for _, path in found.fills("line"))


def test_the_columns_of_bars_come_in_the_order_of_the_palette() -> None:
    made = chart(Kind.PAIRS, ((1.0,) * 7,), tuple(f"Column {place}" for place in range(7)))
    looks = [names & {f"f-{colour}" for colour in COLOURS} for names, _ in picture(made).fills("bar", "plain")]
    assert looks == [{f"f-{colour}"} for colour in (*COLOURS, COLOURS[0])]
    assert re.findall(r'fill="url\(#c-(\d)\)"', svg_chart(made, "c")) == list("123456")


def test_a_line_breaks_where_a_point_is_hidden() -> None:
    made = chart(Kind.LINES, ((1.0, 2.0, 3.0, 4.0, 5.0),))
    (_, path), *more = picture(made, frozenset({"r0/c2"})).fills("line")
    assert not more
    assert [len(points_of("M" + part)) for part in path.split("M")[1:]] == [2, 2]
    assert "[c]" in picture(made, frozenset({"r0/c2"})).words()


@pytest.mark.parametrize("made", shapes(Kind.SPREAD))
def test_a_range_reaches_from_its_lower_end_to_its_upper(made: Chart) -> None:
    grid, found = grid_of(made, frozenset()), picture(made)
    values = [sorted(point.value for point in row if point.value is not None) for row in grid.points]
    ends = [pair for pair in values if len(pair) == 2]
    bars = [box for boxes in found.bars() for box in boxes]
    assert len(bars) == len(ends)
    low, high = min(bars, key=lambda bar: bar.left), max(bars, key=lambda bar: bar.right)
    least, most = min(pair[0] for pair in ends), max(pair[1] for pair in ends)
    one = (high.right - low.left) / ((most - least) or 1.0)
    for bar, (start, end) in zip(bars, ends, strict=True):
        assert bar.left == pytest.approx(low.left + one * (start - least), abs=_NEAR)
        assert bar.right == pytest.approx(low.left + one * (end - least), abs=_NEAR)


def test_a_timeline_goes_from_decision_to_first_place() -> None:
    found = picture(schedule((YEARS[1], YEARS[3]), (YEARS[2], YEARS[2]), (YEARS[4], ""), ("", YEARS[0])))
    grid = [line.left for line in found.grid()]
    assert len(grid) == len(YEARS) + 1
    slot = (grid[-1] - grid[0]) / len(YEARS)
    reach = [((bar.left - grid[0]) / slot, (bar.right - grid[0]) / slot) for (bar,) in found.bars()]
    assert [end for pair in reach for end in pair] == pytest.approx([1, 3.5, 2, 2.5, 4, 6, 0, 0.5], abs=0.001)
    classes = [names & {"f-orange", "f-blue"} for names, _ in found.fills("mark")]
    assert classes == [{"f-orange"}, {"f-orange"}, {"f-blue"}, {"f-orange"}]
    assert {"after the plan", "First place can be used"} <= set(found.words())


@pytest.mark.parametrize("kind", [Kind.BARS, Kind.PAIRS, Kind.LINES, Kind.SPREAD])
def test_a_hidden_figure_has_its_symbol(kind: Kind) -> None:
    made = chart(kind, FOUR)
    before, after = (sum("[c]" in word for word in picture(made, hidden).words()) for hidden in
                     (frozenset[str](), frozenset({"r1/c0", "r2/c0"})))  # fmt: skip
    assert (before, after) == (0, 2)


def test_a_stack_with_a_hidden_layer_is_left_out_whole() -> None:
    made = chart(Kind.STACKED, FOUR, total=True)
    found = picture(made, frozenset({"r1/c2", "t/c4"}))
    assert [len(boxes) for boxes in found.bars()] == [4] * 4
    assert found.words().count("[c]") == 2
    totals = [word for word in found.words() if word.isdigit() and int(word) > 200]
    assert totals == ["222", "224", "223", "203"], "those of the years that are drawn"
    alone = picture(made, frozenset(f"r2/c{place}" for place in range(6)))
    assert not alone.bars(), "where no column may be shown there are lines"
    assert f"{NAMES[3]}: 21" in alone.words()


def test_no_two_series_look_alike_without_colour() -> None:
    made = chart(Kind.STACKED, ((1.0, 2.0),) * 12)
    fills = re.findall(r'fill="(url[^"]+)"', svg_chart(made, "c"))
    assert len(fills) == len(set(fills)) == 11, "the first is plain"
    patterns = [
        (pattern.attrib["width"], pattern.get("patternTransform"), pattern[0].attrib["d"])
        for pattern in picture(made).all("pattern")
    ]
    assert len(set(patterns)) == len(patterns) == 11
    marks = [re.sub(r"M[\d.]+ [\d.]+", "", path) for _, path in picture(SHAPES["lines"]).fills("mark")]
    assert len(set(marks)) == len(marks) == 4
    dashed = ["dashed" in names for names, _ in picture(SHAPES["twelve lines"]).fills("line")]
    assert dashed == [False] * 6 + [True] * 6


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("value", [0.0, -7.0, 1e12])
def test_as_few_and_as_many_bars_as_there_may_be(rows: int, value: float) -> None:
    figures = tuple((f"Row {i}", Figure(value * (i + 1), Unit.POUNDS)) for i in range(rows))
    table = Table("k", "c", (Column("Row"), Column("Cost (£)", Unit.POUNDS)), figures)
    found = picture(Chart("k", Kind.BARS, table, "t", "m", say("x")))
    found.check_words()
    assert {text_of(cell) for row in figures for cell in row} <= set(found.words())
    assert sum(map(len, found.bars())) == (rows if value else 0)
    assert all(bar.width <= WIDTH for boxes in found.bars() for bar in boxes)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (replace(chart(Kind.STACKED, ((1.0,),) * 12), rows=(0,) * 13), "1 to 12 rows, not 13"),
        (chart(Kind.SPREAD, ((1.0,),)), "1 columns"),
        (replace(schedule((YEARS[0], YEARS[1])), columns=(1,)), "two columns of periods"),
        (schedule((YEARS[0], "2040/41")), "'2040/41' is not a period"),
    ],
)
def test_what_cannot_be_drawn_is_refused(made: Chart, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        svg_chart(made, "c")


def test_the_charts_of_a_pack_are_drawn() -> None:
    for made in sample_pack().charts():
        picture(made).check_words()
