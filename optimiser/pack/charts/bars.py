"""Horizontal bars: one for each row, or one for each column of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimiser.pack.charts.across import across, fitted, names_of, plot_width, scaled
from optimiser.pack.charts.canvas import GAP, filled
from optimiser.pack.charts.data import Grid, Point
from optimiser.pack.charts.text import text_height, text_width, wrapped
from optimiser.report.style import GREY

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LANE, _BAR, _MOST = 0.23, 0.19, 0.42
"""Inches of a lane and of its bar, and the share of the plot that a label may take."""


def bars(grid: Grid) -> Figure:
    """The chart. Each bar has its number at its end; those of the first row also the names of their columns.

    Where there is no bar, what is written stands at nought.
    """
    names = names_of(grid.rows)
    width = plot_width(names)
    most = _MOST * width
    labels = [[_label(grid, i, place, most) for place in range(len(row))] for i, row in enumerate(grid.points)]
    chart = across(names, [[max(_LANE, text_height(label)) for label in row] for row in labels])
    pairs = [pair for row in zip(grid.points, labels, strict=True) for pair in zip(*row, strict=True)]
    low, high = _limits(pairs, width, grid.least_step)
    axes, inches = chart.canvas.axes, width / (high - low)
    scaled(chart, low, high, grid.unit, bool(grid.values()))
    axes.axvline(0, color=GREY, linewidth=1, zorder=3)
    for row, lanes, texts in zip(grid.points, chart.lanes, labels, strict=True):
        for place, (point, lane, text) in enumerate(zip(row, lanes, texts, strict=True)):
            value = point.value or 0.0
            if value:
                axes.barh(lane, value, height=_BAR, zorder=2, **filled(place))
            left = value < 0
            end = (value - low) * inches + (-GAP if left else GAP)
            chart.write(end, lane, text, ha="right" if left else "left")
    return chart.canvas.figure


def _label(grid: Grid, row: int, place: int, most: float) -> str:
    """The number, and in the first row of several columns the name of the column."""
    text = grid.points[row][place].text
    return wrapped(f"{text} {grid.columns[place]}", most) if row == 0 and len(grid.columns) > 1 else text


def _limits(pairs: list[tuple[Point, str]], width: float, least: float) -> tuple[float, float]:
    reach = [(point.value or 0.0, text_width(text) + 2 * GAP) for point, text in pairs]
    left = [(value, room) for value, room in reach if value < 0]
    right = [(value, room) for value, room in reach if value >= 0]
    return fitted(left, [*right, (0.0, 0.0)], width, least)
