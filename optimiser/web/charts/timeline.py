"""A bar for each row from the period in which it is decided to that in which its first place can be used."""

from __future__ import annotations

from dataclasses import dataclass

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.charts.data import drawn_rows
from optimiser.pack.display import text_of
from optimiser.pack.document import AFTER_THE_PLAN, Cell, Chart
from optimiser.web.charts.across import Across, across, names_of, plot_width
from optimiser.web.charts.scene import (
    DIAMOND,
    EDGE,
    GAP,
    Drawing,
    Fill,
    Look,
    Part,
    Text,
    arrow,
    box,
    markers,
)
from optimiser.web.charts.words import text_height, text_width, widest_word, wrapped

_LANE, _BAR, _MARK = 25.0, 15.0, 6.0
"""Heights of a lane and of its bar, and half the width of a marker."""

_NAME = 165.0
"""What the name of the marker may take."""

_BLUE, _ORANGE = Look("blue"), Look("orange")


@dataclass(frozen=True, slots=True)
class _Bar:
    """A row: where its bar begins and ends, in periods from the first; ``opens`` whether within the plan.

    ``mark`` is what is written where there is no bar.
    """

    start: float = 0.0
    end: float = 0.0
    opens: bool = False
    mark: str = ""


def timeline(chart: Chart, hidden: frozenset[str]) -> Drawing:
    """The chart; raises ``ValueError`` where a row names a period that is not on the axis.

    A marker shows the end; one of them is named. An empty period is before the plan, or after it, and so is
    :data:`~optimiser.pack.document.AFTER_THE_PLAN`.
    """
    rows = [chart.table.rows[place] for place in drawn_rows(chart)]
    if len(chart.columns) != 2 or not chart.periods:
        raise ValueError(f"{chart.key}: a timeline has two columns of periods, and an axis")
    bars = [_bar(chart, row, hidden) for row in rows]
    words = _words(bars, wrapped(chart.table.columns[chart.columns[1]].heading, _NAME))
    names = names_of([text_of(row[0], hidden) for row in rows])
    periods = [wrapped(period, widest_word([period])) for period in chart.periods]
    drawn = across(names, [[max(_LANE, text_height(text))] for text in words], _room(names, bars, words, periods))
    slot = drawn.width / len(periods)
    parts = _axis(drawn, periods, slot)
    for bar, text, (lane,) in zip(bars, words, drawn.lanes, strict=True):
        parts += _drawn(drawn, bar, slot, lane)
        parts.append(Text(drawn.left + slot * bar.end + GAP + _MARK, lane, text))
    return Drawing(drawn.height(max(map(text_height, periods))), (*parts, *drawn.names))


def _bar(chart: Chart, row: tuple[Cell, ...], hidden: frozenset[str]) -> _Bar:
    start, end = (row[place] for place in chart.columns)
    marks = [text_of(cell, hidden) for cell in (start, end) if isinstance(cell, Symbol)]
    if marks:
        return _Bar(mark=marks[0])
    first, last = text_of(start, hidden), text_of(end, hidden).removeprefix(AFTER_THE_PLAN)
    missing = {first, last} - {"", *chart.periods}
    if missing:
        raise ValueError(f"{chart.key}: {missing.pop()!r} is not a period of its axis")
    begins = chart.periods.index(first) if first else 0
    return _Bar(begins, chart.periods.index(last) + 0.5 if last else len(chart.periods), bool(last))


def _words(bars: list[_Bar], opens: str) -> list[str]:
    """What stands beside each bar; ``opens`` beside the first that opens, which has the most room."""
    named = min((i for i, bar in enumerate(bars) if bar.opens), key=lambda i: bars[i].end, default=None)
    texts = [bar.mark or ("" if bar.opens else AFTER_THE_PLAN) for bar in bars]
    return [opens if i == named else text for i, text in enumerate(texts)]


def _room(names: list[str], bars: list[_Bar], words: list[str], periods: list[str]) -> float:
    """What words beside the bars, and half of the last period, need to the right of the axes."""
    width, room = plot_width(names, 0.0), EDGE + max(map(text_width, periods)) / 2
    for bar, text in zip(bars, words, strict=True):
        if bar.end and text:
            share = bar.end / len(periods)
            room = max(room, (text_width(text) + GAP + _MARK + EDGE - width * (1 - share)) / share)
    return room


def _axis(chart: Across, periods: list[str], slot: float) -> list[Part]:
    """A line between any two periods, and the names of as many as have room."""
    parts: list[Part] = [chart.upright(chart.left + place * slot, "grid") for place in range(len(periods) + 1)]
    every = int(max(map(text_width, periods)) // (0.94 * slot)) + 1
    for place in range(0, len(periods), every):
        text = periods[place]
        middle = max(chart.left + (place + 0.5) * slot, text_width(text) / 2)
        parts.append(Text(middle, chart.bottom + GAP + text_height(text) / 2, text, "middle"))
    return parts


def _drawn(chart: Across, bar: _Bar, slot: float, lane: float) -> list[Part]:
    if bar.mark:
        return []
    start, end = chart.left + slot * bar.start, chart.left + slot * bar.end
    drawn = Fill(_BLUE, box(start, lane - _BAR / 2, end - start, _BAR))
    if bar.opens:
        return [drawn, Fill(_ORANGE, markers(DIAMOND, [(end, lane)]), mark=True)]
    return [drawn, Fill(_BLUE, arrow(end, lane), mark=True)]
