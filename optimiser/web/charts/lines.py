"""A line for each row over the columns, named where it ends."""

from __future__ import annotations

from itertools import groupby

from optimiser.pack.charts.data import Grid, Point
from optimiser.web.charts.scene import COLOURS, GAP, Drawing, Fill, Look, Part, Stroke, Text, colour_of, markers
from optimiser.web.charts.scene import polyline as line_through
from optimiser.web.charts.upright import LEADER, Upright, beside, label_ends, strip_height, upright
from optimiser.web.charts.words import LINE


def lines(grid: Grid) -> Drawing:
    """The chart. A line has a gap where nothing is drawn; the mark for it stands above, on a line of its row.

    At the height of a hidden point, or between its neighbours, the mark would tell of it.
    """
    columns = len(grid.columns)
    ending = [i for i, row in enumerate(grid.points) if row[-1].value is not None]
    named = {i: beside(grid.rows[i], grid.points[i][-1].text, columns) for i in ending}
    strips = {
        i: beside(grid.rows[i], "", columns) for i, row in enumerate(grid.points) if i not in named or _gaps(row)
    }
    values = grid.values()
    reach = (min(values), max(values)) if values else None
    chart = upright(grid, reach, list(named.values()), strips=list(strips.values()))
    ends = [(text, grid.points[i][-1].value or 0.0, colour_of(i)) for i, text in named.items()]
    parts = [*chart.parts, chart.nought(), *label_ends(chart, chart.centre_of(columns - 1), ends)]
    for i, row in enumerate(grid.points):
        parts += _line(chart, i, row)
    return Drawing(chart.total, (*parts, *_strips(chart, grid, strips)))


def _gaps(row: tuple[Point, ...]) -> list[tuple[int, str]]:
    return [(column, point.text) for column, point in enumerate(row) if point.value is None and point.text]


def _line(chart: Upright, row: int, points: tuple[Point, ...]) -> list[Part]:
    """A marker at each point, and a line through those without a gap between them."""
    placed = [
        None if point.value is None else (chart.centre_of(column), chart.at(point.value))
        for column, point in enumerate(points)
    ]
    runs = [[place for place in run if place] for there, run in groupby(placed, key=bool) if there]
    if not runs:
        return []
    path = "".join(line_through(run) for run in runs if len(run) > 1)
    stroke = [Stroke("line" if row < len(COLOURS) else "line dashed", path, colour_of(row))] if path else []
    return [*stroke, _markers(row, [place for run in runs for place in run])]


def _markers(row: int, places: list[tuple[float, float]]) -> Fill:
    return Fill(Look(colour_of(row)), markers(row, places), mark=True)


def _strips(chart: Upright, grid: Grid, strips: dict[int, str]) -> list[Part]:
    height = chart.top - LINE
    parts: list[Part] = []
    for i, text in reversed(strips.items()):
        middle = height - strip_height(text) / 2
        height -= strip_height(text)
        parts += chart.marks(_gaps(grid.points[i]), middle)
        if any(point.value is not None for point in grid.points[i]):
            parts.append(_markers(i, [(chart.right - LEADER / 2 - GAP / 2, middle)]))
        parts.append(Text(chart.right, middle, text))
    return parts
