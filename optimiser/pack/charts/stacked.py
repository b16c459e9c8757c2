"""Columns stacked from a layer for each row, each layer named beside the last column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimiser.pack.charts.canvas import GAP, Canvas, filled
from optimiser.pack.charts.data import Grid, Layers
from optimiser.pack.charts.lines import lines
from optimiser.pack.charts.text import LINE, text_height
from optimiser.pack.charts.upright import LEADER, Upright, beside, label_ends, upright

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SHARE, _WIDEST = 0.62, 1.1
"""How wide a column is: of its slot, and in inches at most."""


def stacked(grid: Grid) -> Figure:
    """The chart. A column with anything withheld is left out whole: its height would tell what is not shown.

    Where that leaves no column, what may be shown is drawn as lines.
    """
    marks = {place: mark for place in range(len(grid.columns)) if (mark := grid.withheld(place))}
    drawn = {place: grid.layers(place) for place in range(len(grid.columns)) if place not in marks}
    if not drawn:
        return lines(grid)
    ends = [end for layers in drawn.values() for layer in layers for end in layer]
    last = drawn.get(len(grid.columns) - 1)
    labels = [beside(_label(grid, i) if last else name, len(grid.columns)) for i, name in enumerate(grid.rows)]
    over = [point.text for point in grid.totals]
    chart = upright(grid, (min(ends), max(ends)), labels, over)
    for place, layers in drawn.items():
        _draw(chart, place, layers, over)
    chart.write_marks(list(marks.items()), chart.height_of(0.0) + LINE)
    if last:
        middles = [(low + high) / 2 for low, high in last]
        colours = [filled(i)["facecolor"] for i in range(len(labels))]
        start = chart.centre_of(len(grid.columns) - 1) + _width(chart) * chart.slot / 2
        label_ends(chart, start, list(zip(labels, middles, colours, strict=True)))
    else:
        _key(chart, labels)
    return chart.canvas.figure


def _label(grid: Grid, row: int) -> str:
    text = grid.points[row][-1].text
    return f"{grid.rows[row]}: {text}" if text else grid.rows[row]


def _width(chart: Upright) -> float:
    return min(_SHARE, _WIDEST / chart.slot)


def _draw(chart: Upright, place: int, layers: Layers, over: list[str]) -> None:
    for i, (low, high) in enumerate(layers):
        if high > low:
            look = filled(i)
            chart.canvas.axes.bar(place, high - low, bottom=low, width=_width(chart), zorder=2, **look)
    if over and place % chart.every == 0:
        top = chart.height_of(max(high for _, high in layers)) + LINE / 2 + GAP / 2
        chart.canvas.write(chart.centre_of(place), top, over[place], ha="center")


def _key(chart: Upright, labels: list[str]) -> None:
    """The names of layers in the order of the stack, where there is no last column to name them beside."""
    box = chart.canvas.box
    height = box.bottom + (box.height - sum(map(text_height, labels))) / 2
    for i, text in enumerate(labels):
        middle = height + text_height(text) / 2
        _swatch(chart.canvas, chart.right - LEADER / 2 - GAP, middle, i)
        chart.canvas.write(chart.right, middle, text)
        height += text_height(text)


def _swatch(canvas: Canvas, left: float, middle: float, row: int) -> None:
    from matplotlib.patches import Rectangle

    side, inches = LINE * 0.7, canvas.figure.dpi_scale_trans
    look = filled(row)
    canvas.figure.add_artist(Rectangle((left, middle - side / 2), side, side, transform=inches, **look))
