"""A horizontal bar for each row from its first figure to its second, each end with its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimiser.pack.charts.across import Across, across, fitted, names_of, plot_width, scaled
from optimiser.pack.charts.canvas import GAP
from optimiser.pack.charts.data import Grid
from optimiser.pack.charts.text import text_height, text_width, wrapped
from optimiser.report.style import BLUE, GREY, ORANGE, PALE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LANE, _BAR, _MARK = 0.25, 0.13, 0.05
_ENDS: tuple[dict[str, Any], ...] = ({"marker": "o", "color": BLUE}, {"marker": "s", "color": ORANGE})
Label = tuple[float, str, int]
"""An end of a bar: its value, what is written beside it, and whether it is the first figure or the second."""


def spread_bars(grid: Grid) -> Figure:
    """The chart. The first bar also names the two columns; a row without both figures has words alone."""
    names = names_of(grid.rows)
    width = plot_width(names)
    both = [i for i, row in enumerate(grid.points) if all(point.value is not None for point in row)]
    ends = {i: _ends(grid, i, 0.3 * width if i == both[0] else 0.0) for i in both}
    heights = [[max([_LANE, *(text_height(text) for _, text, _ in ends.get(i, ()))])] for i in range(len(names))]
    chart = across(names, heights)
    low, high = _limits(list(ends.values()), width, grid.least_step)
    axes = chart.canvas.axes
    scaled(chart, low, high, grid.unit, bool(both))
    if low <= 0 <= high:
        axes.axvline(0, color=GREY, linewidth=1, zorder=1)
    for i, (lane,) in enumerate(chart.lanes):
        if i in ends:
            _draw(chart, lane, ends[i], low, width / (high - low))
        else:
            chart.write(GAP, lane, " to ".join(point.text for point in grid.points[i]))
    return chart.canvas.figure


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


def _draw(chart: Across, lane: float, ends: list[Label], low: float, inches: float) -> None:
    axes = chart.canvas.axes
    (start, first, _), (end, second, _) = ends
    axes.barh(lane, end - start, left=start, height=_BAR, color=PALE, zorder=2)
    for value, _, place in ends:
        axes.plot([value], [lane], markersize=6, linestyle="none", zorder=4, clip_on=False, **_ENDS[place])
    chart.write((start - low) * inches - GAP - _MARK, lane, first, ha="right")
    chart.write((end - low) * inches + GAP + _MARK, lane, second)
