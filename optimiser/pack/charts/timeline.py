"""A bar for each row from the period in which it is decided to that in which its first place can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimiser.pack.charts.across import Across, across, names_of, plot_width
from optimiser.pack.charts.canvas import EDGE, GAP
from optimiser.pack.charts.periods import Bar, bars_of, end_of_bars, words_beside
from optimiser.pack.charts.text import text_height, text_width, widest_word, wrapped
from optimiser.pack.document import Chart
from optimiser.report.style import BLUE, ORANGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LANE, _BAR, _MARK = 0.25, 0.15, 0.06
"""Inches of a lane, of its bar and of half its marker."""

_NAME = 1.6
"""Inches that the name of the marker may be wide."""


def timeline(chart: Chart, hidden: frozenset[str]) -> Figure:
    """The chart; a marker shows the end, and one of them is named. Raises as :func:`bars_of`."""
    bars = bars_of(chart, hidden)
    words = words_beside(bars, wrapped(end_of_bars(chart), _NAME))
    names = names_of([bar.name for bar in bars])
    periods = [wrapped(period, widest_word([period])) for period in chart.periods]
    lanes = [[max(_LANE, text_height(text))] for text in words]
    drawn = across(names, lanes, _room(names, bars, words, periods), max(map(text_height, periods)))
    slot = drawn.canvas.box.width / len(periods)
    _axis(drawn, periods, slot)
    for bar, text, (lane,) in zip(bars, words, drawn.lanes, strict=True):
        _draw(drawn, bar, lane)
        drawn.write(slot * bar.end + GAP + _MARK, lane, text)
    return drawn.canvas.figure


def _room(names: list[str], bars: list[Bar], words: list[str], periods: list[str]) -> float:
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


def _draw(chart: Across, bar: Bar, lane: float) -> None:
    axes = chart.canvas.axes
    axes.barh(lane, bar.end - bar.start, left=bar.start, height=_BAR, color=BLUE, zorder=2)
    if bar.opens:
        axes.plot([bar.end], [lane], marker="D", markersize=7, color=ORANGE, markeredgecolor="white", zorder=4)
    elif not bar.mark:
        axes.plot([bar.end], [lane], marker=">", markersize=7, color=BLUE, clip_on=False, zorder=4)
