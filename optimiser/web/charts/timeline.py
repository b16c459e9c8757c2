"""A bar for each row from the period in which it is decided to that in which its first place can be used."""

from __future__ import annotations

from optimiser.pack.charts.periods import Bar, bars_of, end_of_bars, words_beside
from optimiser.pack.document import Chart
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


def timeline(chart: Chart, hidden: frozenset[str]) -> Drawing:
    """The chart; a marker shows the end, and one of them is named. Raises as :func:`bars_of`."""
    bars = bars_of(chart, hidden)
    words = words_beside(bars, wrapped(end_of_bars(chart), _NAME))
    names = names_of([bar.name for bar in bars])
    periods = [wrapped(period, widest_word([period])) for period in chart.periods]
    drawn = across(names, [[max(_LANE, text_height(text))] for text in words], _room(names, bars, words, periods))
    slot = drawn.width / len(periods)
    parts = _axis(drawn, periods, slot)
    for bar, text, (lane,) in zip(bars, words, drawn.lanes, strict=True):
        parts += _drawn(drawn, bar, slot, lane)
        parts.append(Text(drawn.left + slot * bar.end + GAP + _MARK, lane, text))
    return Drawing(drawn.height(max(map(text_height, periods))), (*parts, *drawn.names))


def _room(names: list[str], bars: list[Bar], words: list[str], periods: list[str]) -> float:
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


def _drawn(chart: Across, bar: Bar, slot: float, lane: float) -> list[Part]:
    if bar.mark:
        return []
    start, end = chart.left + slot * bar.start, chart.left + slot * bar.end
    drawn = Fill(_BLUE, box(start, lane - _BAR / 2, end - start, _BAR))
    if bar.opens:
        return [drawn, Fill(_ORANGE, markers(DIAMOND, [(end, lane)]), mark=True)]
    return [drawn, Fill(_BLUE, arrow(end, lane), mark=True)]
