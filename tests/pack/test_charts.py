"""Charts: marks where the figures are, words that keep apart, and nothing that tells of what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.charts.picture import chart_figure, chart_pictures
from optimiser.pack.charts.text import axis_ticks, spread, text_width, wrapped
from optimiser.pack.document import Cell, Chart, Figure, Kind, Table, Unit
from optimiser.report.style import PALETTE, styled
from tests.pack.chart_shapes import FOUR, NAMES, QUARTERS, SHAPES, WORDS, YEARS, chart, schedule
from tests.pack.sample import sample_pack
from tests.slower import quick_first


def drawn(made: Chart, hidden: frozenset[str] = frozenset()) -> Drawing:
    with styled():
        figure = chart_figure(made, hidden)
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()  # type: ignore[no-untyped-call]
    return figure


def texts_of(figure: Drawing) -> list[Text]:
    (axes,) = figure.axes
    found = [*figure.texts, *axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels()]
    return [text for text in found if text.get_text()]


def words_of(figure: Drawing) -> list[str]:
    return [" ".join(text.get_text().split()) for text in texts_of(figure)]


def bars_of(figure: Drawing) -> list[Rectangle]:
    return [bar for bar in figure.axes[0].patches if isinstance(bar, Rectangle)]


def ids_of(table: Table) -> list[str]:
    return [figure.id for figure in table.figures()]


def check_words(figure: Drawing) -> None:
    """Nothing leaves the picture, and no word touches another or a bar."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts_of(figure)]
    for text, box in boxes:
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text
        for bar in bars_of(figure):
            assert not overlap(box, bar.get_window_extent()), text
    for (first, one), (second, other) in combinations(boxes, 2):
        assert not overlap(one, other), (first, second)


def overlap(one: Bbox, other: Bbox) -> bool:
    """Whether two boxes share more than an edge of a pixel."""
    return bool(
        min(one.x1, other.x1) - max(one.x0, other.x0) > 1 and min(one.y1, other.y1) - max(one.y0, other.y0) > 1
    )


def hidings(made: Chart) -> Iterator[frozenset[str]]:
    """Some of the last figures, a column, and everything."""
    ids = ids_of(made.table)
    yield from (frozenset(ids[-2:]), frozenset(name for name in ids if name.endswith("/c0")), frozenset(ids))


@pytest.mark.parametrize("made", SHAPES.values(), ids=SHAPES)
def test_no_word_is_cut_off_or_touches_another(made: Chart) -> None:
    check_words(drawn(made))
    check_words(drawn(made, next(hidings(made))))


@pytest.mark.slow
@pytest.mark.parametrize("made", SHAPES.values(), ids=SHAPES)
def test_no_word_is_cut_off_or_touches_another_whatever_is_hidden(made: Chart) -> None:
    for hidden in hidings(made):
        check_words(drawn(made, hidden))


_values = st.floats(-9_999, 99_999, allow_nan=False)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.TIMELINE]),
    values=st.integers(2, 6).flatmap(lambda n: st.lists(st.tuples(*[_values] * n), min_size=1, max_size=12)),
    unit=st.sampled_from(Unit),
)
def test_whatever_the_figures_words_keep_apart(kind: Kind, values: list[tuple[float, ...]], unit: Unit) -> None:
    check_words(drawn(chart(kind, tuple(values), unit=unit)))


@pytest.mark.parametrize(
    "made", quick_first({made.kind: made for made in SHAPES.values()}.values(), 3), ids=lambda made: made.kind.name
)
def test_the_same_table_is_the_same_picture_to_the_byte(made: Chart) -> None:
    pictures = chart_pictures(made)
    assert pictures == chart_pictures(made)
    assert set(pictures) == {"png", "svg"}
    assert pictures["png"].startswith(b"\x89PNG")
    assert b"<text" not in pictures["svg"], "letters are outlines, the same wherever the picture is seen"


@pytest.mark.parametrize("name", quick_first(["lines", "stack", "bars both ways", "pairs", "spread"], 2))
def test_nothing_in_a_picture_depends_on_what_is_hidden(name: str) -> None:
    def other(cell: Cell, hidden: frozenset[str]) -> Cell:
        return (
            replace(cell, value=7 * cell.value + 1e6) if isinstance(cell, Figure) and cell.id in hidden else cell
        )

    made = SHAPES[name]
    for hidden in hidings(made):
        rows = tuple(tuple(other(cell, hidden) for cell in row) for row in made.table.rows)
        changed = replace(made, table=replace(made.table, rows=rows))
        assert chart_pictures(made, hidden) == chart_pictures(changed, hidden)


@pytest.mark.parametrize("kind", [Kind.LINES, Kind.BARS, Kind.PAIRS, Kind.SPREAD])
def test_a_hidden_figure_has_its_symbol(kind: Kind) -> None:
    made = chart(kind, FOUR)
    before, after = (sum("[c]" in word for word in words_of(drawn(made, hidden))) for hidden in
                     (frozenset(), frozenset({"r1/c0", "r2/c0"})))  # fmt: skip
    assert (before, after) == (0, 2)


def test_with_anything_hidden_other_marks_stand_at_their_rounded_figures() -> None:
    made = chart(Kind.BARS, ((120.4,), (0.4,), (9.0,)))
    assert [bar.get_width() for bar in bars_of(drawn(made))] == [120.4, 0.4, 9.0]
    assert [bar.get_width() for bar in bars_of(drawn(made, frozenset({"r2/c0"})))] == [120.0]


def test_a_stack_with_a_hidden_layer_is_left_out_whole() -> None:
    made = chart(Kind.STACKED, FOUR, total=True)
    figure = drawn(made, frozenset({"r1/c2", "t/c4"}))
    middles = {bar.get_x() + bar.get_width() / 2 for bar in bars_of(figure)}
    assert middles == {0.0, 1.0, 3.0, 5.0}
    assert words_of(figure).count("[c]") == 2
    totals = [word for word in words_of(figure) if word.isdigit() and int(word) > 200]
    assert totals == ["222", "224", "223", "203"], "those of the years that are drawn"


def test_a_stack_of_which_no_column_may_be_shown_becomes_lines() -> None:
    made = chart(Kind.STACKED, FOUR, total=True)
    hidden = frozenset(f"r2/c{place}" for place in range(6))
    figure = drawn(made, hidden)
    assert not bars_of(figure)
    assert words_of(figure).count("[c]") == 6
    assert f"{NAMES[3]}: 21" in words_of(figure)


def test_without_its_last_column_a_stack_names_its_layers_with_no_figures() -> None:
    words = words_of(drawn(chart(Kind.STACKED, FOUR), frozenset({"r0/c5"})))
    assert set(NAMES[:4]) <= set(words)


def test_layers_are_as_high_as_their_figures_and_in_the_order_of_the_palette() -> None:
    figure = drawn(chart(Kind.STACKED, FOUR))
    for place in range(6):
        bars = [bar for bar in bars_of(figure) if round(bar.get_x() + bar.get_width() / 2) == place]
        assert [bar.get_height() for bar in bars] == pytest.approx([row[place] for row in FOUR])
        assert [bar.get_y() for bar in bars] == pytest.approx(np.cumsum([0.0, *(row[place] for row in FOUR)])[:4])
        assert [to_hex(bar.get_facecolor()).upper() for bar in bars] == list(PALETTE[:4])
    assert "Own children's home: 20" in words_of(figure)


def test_what_is_negative_goes_down_from_nought() -> None:
    figure = drawn(chart(Kind.STACKED, ((2e6,), (-3e6,), (-1e6,), (1e6,)), unit=Unit.MILLIONS))
    reach = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in bars_of(figure)]
    assert reach == [(0.0, 2.0), (-3.0, 0.0), (-4.0, -3.0), (2.0, 3.0)]


def test_lines_pass_through_their_figures_and_break_where_one_is_hidden() -> None:
    made = chart(Kind.LINES, ((0.25, 0.5, 0.75), (1.0, 0.9, 0.8)), unit=Unit.SHARE)
    found = [list(line.get_ydata()) for line in drawn(made).axes[0].lines if len(line.get_ydata()) == 3]  # type: ignore[arg-type]
    assert found == [[25.0, 50.0, 75.0], pytest.approx([100.0, 90.0, 80.0])]
    figure = drawn(made, frozenset({"r0/c1"}))
    found = [list(line.get_ydata()) for line in figure.axes[0].lines if len(line.get_ydata()) == 3]  # type: ignore[arg-type]
    assert np.isnan(found[0][1])
    assert found[0][::2] == [25.0, 75.0]
    assert f"{NAMES[0]}: 75%" in words_of(figure)


def test_bars_are_as_long_as_their_figures_and_have_them_at_their_ends() -> None:
    figure = drawn(
        chart(Kind.PAIRS, ((2_500_000.0, -1_000_000.0), (0.0, 40_000.0)), ("Now", "Then"), Unit.MILLIONS)
    )
    assert [bar.get_width() for bar in bars_of(figure)] == [2.5, -1.0, 0.04]
    assert {"2.5 Now", "−1.0 Then", "0.0"} <= set(words_of(figure))
    assert words_of(figure).count("0.0") >= 2


def test_a_range_reaches_from_its_lower_end_to_its_upper() -> None:
    figure = drawn(chart(Kind.SPREAD, ((3.0, -2.0), (1.0, 4.0)), ("Low", "High"), Unit.YEARS, signed=True))
    assert [(bar.get_x(), bar.get_width()) for bar in bars_of(figure)] == [(-2.0, 5.0), (1.0, 3.0)]
    assert {"−2.0 High", "+3.0 Low", "+1.0", "+4.0"} <= set(words_of(figure))


def test_a_timeline_goes_from_decision_to_first_place() -> None:
    figure = drawn(schedule((YEARS[1], YEARS[3]), (YEARS[2], YEARS[2]), (YEARS[4], ""), ("", YEARS[0])))
    reach = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars_of(figure)]
    assert reach == [(1.0, 3.5), (2.0, 2.5), (4.0, 6.0), (0.0, 0.5)]
    markers = {line.get_marker(): [] for line in figure.axes[0].lines}  # type: ignore[var-annotated]
    for line in figure.axes[0].lines:
        markers[line.get_marker()].append(line.get_xdata()[0])  # type: ignore[index]
    assert markers == {"D": [3.5, 2.5, 0.5], ">": [6.0]}
    assert {"after the plan", "First place can be used"} <= set(words_of(figure))


def test_units_stand_in_the_document() -> None:
    made = chart(Kind.PAIRS, ((2e6, 1e6),), ("Now (£m)", "Then (£000)"), Unit.MILLIONS)
    assert {"2.0 Now", "1.0 Then (£000)"} <= set(words_of(drawn(made)))


def test_names_of_columns_stand_upright_while_they_have_room_and_of_periods_some_are_left_out() -> None:
    start = ("At the start", *YEARS)
    for heads, shown in ((start, start), (QUARTERS[:12], QUARTERS[:12:2]), (WORDS, WORDS)):
        figure = drawn(chart(Kind.LINES, ((1.0,) * len(heads),), heads))
        assert [word for word in words_of(figure) if word in heads] == list(shown)
        turned = {text.get_rotation() for text in texts_of(figure)}
        assert turned == ({0.0, 90.0} if heads is WORDS else {0.0})


def test_axes_count_in_the_unit_shown() -> None:
    assert axis_ticks(0.0, 2_400.0, Unit.THOUSANDS)[1] == ["0", "500", "1,000", "1,500", "2,000"]
    assert axis_ticks(-1.0, 1.0, Unit.MILLIONS)[1] == ["−1.0", "−0.5", "0.0", "0.5", "1.0"]
    assert axis_ticks(0.0, 50.0, Unit.SHARE)[1] == ["0%", "10%", "20%", "30%", "40%", "50%"]
    assert axis_ticks(0.0, 2.0, Unit.CHILDREN)[1] == ["0", "1", "2"], "there is no half of a child"


def test_rows_and_columns_may_be_chosen_and_a_total_is_none_of_them() -> None:
    made = replace(chart(Kind.LINES, FOUR, total=True), rows=(3, 1), columns=(1, 3))
    named = [word for word in words_of(drawn(made)) if ":" in word]
    assert sorted(named) == [f"{NAMES[1]}: 55", f"{NAMES[3]}: 26"]
    assert not any("All" in word for word in words_of(drawn(chart(Kind.BARS, FOUR, total=True))))


def test_a_figure_that_is_low_or_not_applicable_is_no_secret() -> None:
    rows = ((1.0, Symbol.LOW), (2.0, Symbol.NOT_APPLICABLE))
    bars = bars_of(drawn(chart(Kind.STACKED, rows)))
    assert [bar.get_height() for bar in bars] == [1.0, 2.0]
    unknown = ((1.0, 5.0), (2.0, Symbol.NOT_AVAILABLE))
    assert [bar.get_height() for bar in bars_of(drawn(chart(Kind.STACKED, unknown)))] == [1.0, 2.0]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (chart(Kind.LINES, ((1.0,),) * 12 ), ""),
        (replace(chart(Kind.STACKED, ((1.0,),) * 12), rows=(0,) * 13), "1 to 12 rows, not 13"),
        (replace(chart(Kind.BARS, ((1.0,),)), rows=(0,) * 31), "1 to 30 rows, not 31"),
        (chart(Kind.SPREAD, ((1.0,),)), "1 columns"),
        (replace(chart(Kind.LINES, FOUR), columns=(0, 1)), "not one unit"),
        (replace(schedule((YEARS[0], YEARS[1])), columns=(1,)), "two columns of periods"),
        (schedule((YEARS[0], "2040/41")), "'2040/41' is not a period"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(made: Chart, said: str) -> None:
    if not said:
        assert chart_pictures(made)
    else:
        with pytest.raises(ValueError, match=said):
            chart_pictures(made)


def test_a_table_of_a_total_alone_cannot_be_drawn() -> None:
    made = chart(Kind.BARS, ((1.0,),), total=True)
    with pytest.raises(ValueError, match="not 0"):
        chart_pictures(replace(made, table=replace(made.table, rows=made.table.rows[-1:])))


def test_the_charts_of_a_pack_are_drawn() -> None:
    for made in sample_pack().charts():
        check_words(drawn(made))


def test_labels_share_the_room_there_is() -> None:
    assert spread([5.0, 5.0, 5.0], [1.0, 1.0, 1.0], 0.0, 9.0) == [4.0, 5.0, 6.0]
    assert spread([0.0, 0.0, 8.9], [1.0, 1.0, 1.0], 0.0, 9.0) == [0.5, 1.5, 8.5]
    assert spread([], [], 0.0, 1.0) == []


def test_lines_of_words_are_no_wider_than_asked() -> None:
    with styled():
        for name in NAMES:
            broken = wrapped(name, 1.0)
            assert text_width(broken) <= 1.0
            assert "".join(broken.split()) == "".join(name.split())
