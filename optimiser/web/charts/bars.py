"""Horizontal bars: one for each row, or one for each column of each row."""

from __future__ import annotations

from optimiser.pack.charts.across import fitted
from optimiser.pack.charts.data import Grid
from optimiser.web.charts.across import Scale, across, names_of, plot_width, scaled
from optimiser.web.charts.scene import GAP, Drawing, Fill, Part, Text, box, look_of
from optimiser.web.charts.words import text_height, text_width, wrapped

_LANE, _BAR, _MOST = 24.0, 19.0, 0.42
"""Heights of a lane and of its bar, and the share of the plot that a label may take."""


def bars(grid: Grid) -> Drawing:
    """The chart. Each bar has its number at its end; those of the first row also the names of their columns.

    Where there is no bar, what is written stands at nought.
    """
    names = names_of(grid.rows)
    width = plot_width(names)
    labels = [_labels(grid, row, _MOST * width) for row in range(len(names))]
    chart = across(names, [[max(_LANE, text_height(label)) for label in row] for row in labels])
    scale = Scale(chart.left, width, *_limits(grid, labels, width))
    boxes: list[list[str]] = [[] for _ in grid.columns]
    texts = list(chart.names)
    for points, lanes, told in zip(grid.points, chart.lanes, labels, strict=True):
        for place, (point, lane, text) in enumerate(zip(points, lanes, told, strict=True)):
            value = point.value or 0.0
            if value:
                start, end = sorted((scale.at(0.0), scale.at(value)))
                boxes[place].append(box(start, lane - _BAR / 2, end - start, _BAR))
            beside = (-GAP, "end") if value < 0 else (GAP, "start")
            texts.append(Text(scale.at(value) + beside[0], lane, text, beside[1]))
    parts: list[Part] = scaled(chart, scale, grid.unit) if grid.values() else []
    parts += [Fill(look_of(place), "".join(paths)) for place, paths in enumerate(boxes) if paths]
    return Drawing(chart.height(), (*parts, chart.upright(scale.at(0.0), "axis"), *texts))


def _labels(grid: Grid, row: int, most: float) -> list[str]:
    """The numbers of a row, and in the first row of several columns the names of the columns."""
    texts = [point.text for point in grid.points[row]]
    if row or len(grid.columns) == 1:
        return texts
    return [wrapped(f"{text} {name}", most) for text, name in zip(texts, grid.columns, strict=True)]


def _limits(grid: Grid, labels: list[list[str]], width: float) -> tuple[float, float]:
    pairs = [pair for row in zip(grid.points, labels, strict=True) for pair in zip(*row, strict=True)]
    reach = [(point.value or 0.0, text_width(text) + 2 * GAP) for point, text in pairs]
    left = [(value, room) for value, room in reach if value < 0]
    right = [(value, room) for value, room in reach if value >= 0]
    return fitted(left, [*right, (0.0, 0.0)], width, grid.least_step)
