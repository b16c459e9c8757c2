"""Words in charts of the pages: they keep apart whatever they are, and say what those of the documents say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.pack.charts import text as documents
from optimiser.pack.charts.data import grid_of
from optimiser.pack.charts.picture import chart_figure
from optimiser.pack.display import in_words
from optimiser.pack.document import Chart, Column, Kind, Unit
from optimiser.report.style import styled
from optimiser.web.charts.picture import svg_chart
from optimiser.web.charts.ticks import axis_ticks
from optimiser.web.charts.words import SIZE, text_width, wrapped
from tests.pack.chart_shapes import NAMES, QUARTERS, SHAPES, WORDS, YEARS, chart, schedule
from tests.web.svg_reader import Picture
from tests.web.test_charts import hidings, picture

_NUMBER = re.compile(r"[−+]?[\d,.]+%?")


@pytest.mark.parametrize("made", SHAPES.values(), ids=SHAPES)
def test_no_words_are_cut_off_or_touch_others(made: Chart) -> None:
    for hidden in (frozenset[str](), *hidings(made)):
        picture(made, hidden).check_words()


_LABELS = st.one_of(st.sampled_from([*NAMES, *WORDS]), st.text(max_size=40))
_VALUES = st.one_of(st.sampled_from([0.0, 0.4, -0.4, 1.0]), st.floats(-9_999, 99_999), st.floats(-1e9, 1e12))


@st.composite
def _charts(draw: st.DrawFn) -> tuple[Chart, frozenset[str]]:
    """A chart of few figures with any labels, and what is hidden of it."""
    kind = draw(st.sampled_from([kind for kind in Kind if kind is not Kind.TIMELINE]))
    width = draw(st.integers(2, 7))
    values = draw(st.lists(st.tuples(*[_VALUES] * width), min_size=1, max_size=12))
    unit, total = draw(st.sampled_from(Unit)), draw(st.booleans())
    heads = draw(st.one_of(st.just(QUARTERS), st.tuples(*[_LABELS] * width)))
    made = chart(kind, tuple(values), heads, unit, total, signed=draw(st.booleans()))
    rows = [(draw(_LABELS), *row[1:]) for row in made.table.rows]
    hidden = draw(st.sets(st.sampled_from([figure.id for figure in made.table.figures()]), max_size=4))
    return replace(made, table=replace(made.table, rows=tuple(rows))), frozenset(hidden)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(_charts())
def test_whatever_the_figures_and_labels_words_keep_apart(drawn: tuple[Chart, frozenset[str]]) -> None:
    picture(*drawn).check_words()


_PERIODS = st.tuples(*[st.integers(-1, len(YEARS))] * 2).map(sorted)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(_PERIODS, min_size=1, max_size=12), _LABELS)
def test_whatever_is_decided_words_keep_apart(rows: list[list[int]], heading: str) -> None:
    """From before the plan, or a period of it, to one that is no earlier, or after the plan."""
    names = dict(enumerate(YEARS))
    made = schedule(*((names.get(start, ""), names.get(end, "")) for start, end in rows))
    columns = (*made.table.columns[:2], Column(heading))
    picture(replace(made, table=replace(made.table, columns=columns))).check_words()


@pytest.mark.parametrize("made", SHAPES.values(), ids=SHAPES)
def test_a_chart_says_what_that_of_the_documents_says(made: Chart) -> None:
    """But for the names of columns, of which those are left out that have no room, and for numbers."""
    heads = {_joined(head) for head in (*(column.heading for column in made.table.columns[1:]), *made.periods)}
    for hidden in (frozenset[str](), next(hidings(made))):
        with styled():
            drawn = chart_figure(made, hidden)
        words = [text.get_text() for text in drawn.texts]
        assert Counter(_said(words, heads)) == Counter(_said(picture(made, hidden).words(), heads))


def _said(words: list[str], heads: set[str]) -> list[str]:
    joined = map(_joined, words)
    return [word for word in joined if word and word not in heads and not _NUMBER.fullmatch(word)]


def _joined(words: str) -> str:
    """Without spaces: lines break elsewhere, and words that are wider than a line."""
    return "".join(words.split())


@pytest.mark.parametrize("made", SHAPES.values(), ids=SHAPES)
def test_figures_are_written_as_tables_show_them(made: Chart) -> None:
    if made.kind is Kind.TIMELINE:
        return
    grid, words = grid_of(made, frozenset()), picture(made).words()
    if made.kind in (Kind.LINES, Kind.STACKED):
        ends = [row for row in zip(grid.rows, grid.points, strict=True) if row[1][-1].value is not None]
        wanted = [_joined(f"{name}:{row[-1].text}") for name, row in ends]
        wanted += [point.text for point in grid.totals if len(grid.totals) < 12]
        assert not Counter(wanted) - Counter(map(_joined, words))
    else:
        numbers = Counter(number for word in words for number in word.split())
        assert not Counter(point.text for row in grid.points for point in row) - numbers


@pytest.mark.parametrize("letters", ["In-house foster home: 140", "1,234,567", "£273.9m", "Wandsworth", *WORDS])
def test_the_room_for_words_is_enough_in_a_wider_font(letters: str) -> None:
    """That of the documents is about a seventh wider than Arial; every text has half a letter to spare."""
    with styled():
        wide = documents.text_width(letters) * 72 * SIZE / documents.SIZE
    assert text_width(letters) * 0.8 < wide <= text_width(letters) + SIZE / 2


def test_accents_take_no_room_and_other_scripts_do() -> None:
    assert text_width("e\u0301\u200d") == text_width("é") == text_width("e")
    assert text_width("漢") > text_width("W") > text_width("i") > 0 == text_width("")
    assert text_width("🏠") > text_width("漢")
    assert text_width("a\nbcd") == text_width("bcd")


@pytest.mark.parametrize("most", [20.0, 100.0, 1000.0])
def test_lines_of_words_are_no_wider_than_asked(most: float) -> None:
    for name in NAMES:
        broken = wrapped(name, most)
        assert text_width(broken) <= most
        assert "".join(broken.split()) == "".join(name.split())


def test_a_number_stands_with_the_last_word_of_its_name() -> None:
    found = Picture(svg_chart(chart(Kind.STACKED, ((123.0,) * 7,), QUARTERS), "c"))
    named = [text for text, _ in found.text_boxes() if "\n" in text and ":" in text]
    assert named == ["In-house foster\nhome:\N{NO-BREAK SPACE}123"]


def test_axes_count_in_the_unit_shown() -> None:
    def texts(low: float, high: float, unit: Unit) -> list[str]:
        return [text for _, text in axis_ticks(low, high, unit)]

    assert texts(0.0, 2_400.0, Unit.THOUSANDS) == ["0", "500", "1,000", "1,500", "2,000"]
    assert texts(-1.0, 1.0, Unit.MILLIONS) == ["−1.0", "−0.5", "0.0", "0.5", "1.0"]
    assert texts(0.0, 12.0, Unit.MILLIONS) == ["0", "2", "4", "6", "8", "10", "12"]
    assert texts(0.0, 50.0, Unit.SHARE) == ["0%", "10%", "20%", "30%", "40%", "50%"]
    assert texts(0.0, 2.0, Unit.CHILDREN) == ["0", "1", "2"], "there is no half of a child"
    assert axis_ticks(0.0, 10.0, Unit.CHILDREN, 4) == [(0.0, "0"), (5.0, "5"), (10.0, "10")]
    assert [text for _, text in axis_ticks(250.0, 258.0, Unit.MILLIONS, 4, in_words)] == [
        "£250m", "£252m", "£254m", "£256m", "£258m",
    ]  # fmt: skip


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.floats(-1e9, 1e9), st.floats(0.1, 1e9), st.sampled_from(Unit), st.integers(1, 8))
def test_numbers_of_axes_stand_where_they_say(low: float, span: float, unit: Unit, most: int) -> None:
    ticks = axis_ticks(low, low + span, unit, most)
    assert len(ticks) <= most + 1
    assert len({text for _, text in ticks}) == len(ticks)
    for value, text in ticks:
        assert low - 1e-6 * span <= value <= low + span * (1 + 1e-6)
        assert float(re.sub("[,%]", "", text).replace("−", "-")) == pytest.approx(value, rel=1e-9, abs=1e-6)


_MANY = tuple(f"{2025 + i // 12} M{i % 12 + 1}" for i in range(48))


def test_marks_that_would_touch_are_left_out() -> None:
    found = picture(chart(Kind.LINES, ((1.0,) * 48,), _MANY), frozenset(f"r0/c{place}" for place in range(12)))
    assert 1 < found.words().count("[c]") < 12
    found.check_words()


@pytest.mark.parametrize(
    "heads", [_MANY, QUARTERS, tuple(f"{word} {i * 'x'}" for i in range(3) for word in WORDS)]
)
@pytest.mark.parametrize("slope", [-7, 0, 7])
def test_totals_and_names_of_many_columns_are_left_out_where_they_would_touch(
    heads: tuple[str, ...], slope: int
) -> None:
    values = tuple(1_234_567.0 + slope * 20_000 * place for place in range(len(heads)))
    found = picture(chart(Kind.STACKED, (values,), heads, total=True))
    found.check_words()
    totals = [word for word in found.words() if _NUMBER.fullmatch(word) and not word.endswith("000")]
    assert len(totals) < len(heads) / 2
    assert totals, "those that have room are written"


@pytest.mark.parametrize("kind", [Kind.LINES, Kind.STACKED])
def test_a_name_of_a_column_that_is_one_long_word_is_cut(kind: Kind) -> None:
    found = picture(chart(kind, ((1.0, 2.0),), ("a", "1" + "W" * 300)))
    found.check_words()
    assert any(text.endswith("\n…") for text, _ in found.text_boxes())


def test_a_figure_that_rounds_to_nought_is_said_to_be_low() -> None:
    assert "[low]" in picture(chart(Kind.BARS, ((0.4,), (9.0,)))).words()
