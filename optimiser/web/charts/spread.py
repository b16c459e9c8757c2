"""A horizontal bar for each row from its first figure to its second, each end with its number."""

from __future__ import annotations

from optimiser.pack.charts.across import fitted
from optimiser.pack.charts.data import Grid
from optimiser.web.charts.across import Scale, across, names_of, plot_width, scaled
from optimiser.web.charts.scene import (
    CIRCLE,
    GAP,
    SQUARE,
    Drawing,
    Fill,
    Look,
    Part,
    Text,
    box,
    markers,
)
from optimiser.web.charts.words import text_height, text_width, wrapped

_LANE, _BAR, _MARK = 25.0, 13.0, 5.0
_MOST = 0.3
"""Share of the plot that a label with the name of its column may take."""

_ENDS = ((CIRCLE, Look("blue")), (SQUARE, Look("orange")))
Label = tuple[float, str, int]
"""An end of a bar: its value, what is written beside it, and whether it is the first figure or the second."""


def spread_bars(grid: Grid) -> Drawing:
    """The chart. The first bar also names the two columns; a row without both figures has words alone."""
    names = names_of(grid.rows)
    width = plot_width(names)
    both = [i for i, row in enumerate(grid.points) if all(point.value is not None for point in row)]
    ends = {i: _ends(grid, i, _MOST * width if i == both[0] else 0.0) for i in both}
    heights = [[max([_LANE, *(text_height(text) for _, text, _ in ends.get(i, ()))])] for i in range(len(names))]
    chart = across(names, heights)
    scale = Scale(chart.left, width, *_limits(list(ends.values()), width, grid.least_step))
    parts: list[Part] = scaled(chart, scale, grid.unit) if both else []
    if both and scale.low <= 0 <= scale.high:
        parts.append(chart.upright(scale.at(0.0), "axis"))
    for i, (lane,) in enumerate(chart.lanes):
        if i in ends:
            parts += _bar(scale, lane, ends[i])
        else:
            parts.append(Text(chart.left + GAP, lane, " to ".join(point.text for point in grid.points[i])))
    return Drawing(chart.height(), (*parts, *chart.names))


def _ends(grid: Grid, row: int, most: float) -> list[Label]:
    """The lower end of a bar and its upper, named where there is room for a name."""
    found = [(point.value or 0.0, point.text, place) for place, point in enumerate(grid.points[row])]
    if most:
        found = [(value, wrapped(f"{text} {grid.columns[place]}", most), place) for value, text, place in found]
    return sorted(found, key=lambda label: (label[0], label[2]))


def _limits(ends: list[list[Label]], width: float, least: float) -> tuple[float, float]:
    """From the lowest to the highest with room for the labels; not to nought, as no length is read from nought."""
    room = [[(value, text_width(text) + 2 * GAP + _MARK) for value, text, _ in pair] for pair in ends]
    if not room:
        return 0.0, 1.0
    return fitted([pair[0] for pair in room], [pair[1] for pair in room], width, least)


def _bar(scale: Scale, lane: float, ends: list[Label]) -> list[Part]:
    (start, first, _), (end, second, _) = ends
    left, right = scale.at(start), scale.at(end)
    parts: list[Part] = [Fill(Look("pale"), box(left, lane - _BAR / 2, right - left, _BAR))]
    for value, _, place in ends:
        shape, look = _ENDS[place]
        parts.append(Fill(look, markers(shape, [(scale.at(value), lane)]), mark=True))
    parts.append(Text(left - GAP - _MARK, lane, first, "end"))
    parts.append(Text(right + GAP + _MARK, lane, second))
    return parts
