"""A bar for each row from the period in which it is decided to that in which its first place can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.charts.across import Across, across, names_of, plot_width
from optimiser.pack.charts.canvas import EDGE, GAP
from optimiser.pack.charts.data import drawn_rows
from optimiser.pack.charts.text import text_height, text_width, widest_word, wrapped
from optimiser.pack.display import text_of
from optimiser.pack.document import AFTER_THE_PLAN, Cell, Chart
from optimiser.report.style import BLUE, ORANGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LANE, _BAR, _MARK = 0.25, 0.15, 0.06
"""Inches of a lane, of its bar and of half its marker."""

_NAME = 1.6
"""Inches that the name of the marker may be wide."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """A row: where its bar begins and ends, in periods from the first; ``opens`` whether within the plan.

    ``mark`` is what is written where there is no bar.
    """

    start: float = 0.0
    end: float = 0.0
    opens: bool = False
    mark: str = ""


def timeline(chart: Chart, hidden: frozenset[str]) -> Figure:
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
    lanes = [[max(_LANE, text_height(text))] for text in words]
    drawn = across(names, lanes, _room(names, bars, words, periods), max(map(text_height, periods)))
    slot = drawn.canvas.box.width / len(periods)
    _axis(drawn, periods, slot)
    for bar, text, (lane,) in zip(bars, words, drawn.lanes, strict=True):
        _draw(drawn, bar, lane)
        drawn.write(slot * bar.end + GAP + _MARK, lane, text)
    return drawn.canvas.figure


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
    """Inches that words beside the bars, and half of the last period, need to the right of the axes."""
    width, room = plot_width(names, 0.0), EDGE + max(map(text_width, periods)) / 2
    for bar, text in zip(bars, words, strict=True):
        if bar.end and text:
            share = bar.end / len(periods)
            room = max(room, (text_width(text) + GAP + _MARK + EDGE - width * (1 - share)) / share)
    return room


def _axis(chart: Across, periods: list[str], slot: float) -> None:
    """A line between any two periods, and the names of as many as have room."""
    axes, box = chart.canvas.axes, chart.canvas.box
    axes.set_xlim(0, len(periods))
    axes.set_xticks(range(len(periods) + 1), [""] * (len(periods) + 1))
    every = int(max(map(text_width, periods)) // (0.94 * slot)) + 1
    for place in range(0, len(periods), every):
        middle = box.left + (place + 0.5) * slot
        chart.canvas.write(middle, box.bottom - GAP, periods[place], ha="center", va="top")


def _draw(chart: Across, bar: _Bar, lane: float) -> None:
    axes = chart.canvas.axes
    axes.barh(lane, bar.end - bar.start, left=bar.start, height=_BAR, color=BLUE, zorder=2)
    if bar.opens:
        axes.plot([bar.end], [lane], marker="D", markersize=7, color=ORANGE, markeredgecolor="white", zorder=4)
    elif not bar.mark:
        axes.plot([bar.end], [lane], marker=">", markersize=7, color=BLUE, clip_on=False, zorder=4)
