"""A line for each row over the columns, named where it ends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from optimiser.pack.charts.canvas import GAP, stroked
from optimiser.pack.charts.data import Grid, Point
from optimiser.pack.charts.text import LINE
from optimiser.pack.charts.upright import LEADER, Upright, beside, label_ends, strip_height, upright

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def lines(grid: Grid) -> Figure:
    """The chart. A line has a gap where nothing is drawn; the mark for it stands above, on a line of its row.

    At the height of a hidden point, or between its neighbours, the mark would tell of it.
    """
    told = [_end(name, row) for name, row in zip(grid.rows, grid.points, strict=True)]
    columns = len(grid.columns)
    named = {i: beside(text, columns) for i, text in enumerate(told) if text}
    strips = {
        i: beside(grid.rows[i], columns) for i, row in enumerate(grid.points) if i not in named or _gaps(row)
    }
    values = grid.values()
    reach = (min(values), max(values)) if values else None
    chart = upright(grid, reach, list(named.values()), strips=list(strips.values()))
    for i, row in enumerate(grid.points):
        heights = [math.nan if point.value is None else point.value for point in row]
        chart.canvas.axes.plot(range(len(row)), heights, zorder=4, clip_on=False, **stroked(i))
    ends = [(text, grid.points[i][-1].value or 0.0, stroked(i)["color"]) for i, text in named.items()]
    label_ends(chart, chart.centre_of(columns - 1), ends)
    _write_strips(chart, grid, strips)
    return chart.canvas.figure


def _end(name: str, row: tuple[Point, ...]) -> str:
    return "" if row[-1].value is None else f"{name}: {row[-1].text}"


def _gaps(row: tuple[Point, ...]) -> list[tuple[int, str]]:
    return [(column, point.text) for column, point in enumerate(row) if point.value is None and point.text]


def _write_strips(chart: Upright, grid: Grid, strips: dict[int, str]) -> None:
    height = chart.canvas.box.bottom + chart.canvas.box.height + LINE
    for i, text in reversed(strips.items()):
        middle = height + strip_height(text) / 2
        height += strip_height(text)
        chart.write_marks(_gaps(grid.points[i]), middle)
        if any(point.value is not None for point in grid.points[i]):
            chart.canvas.rule([chart.right - LEADER / 2 - GAP / 2], [middle], **stroked(i))
        chart.canvas.write(chart.right, middle, text)
