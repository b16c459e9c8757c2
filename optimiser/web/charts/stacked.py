"""Columns stacked from a layer for each row, each layer named beside the last column."""

from __future__ import annotations

from collections.abc import Mapping

from optimiser.pack.charts.data import Grid, Layers
from optimiser.web.charts.lines import lines
from optimiser.web.charts.room import Room
from optimiser.web.charts.scene import GAP, Drawing, Fill, Part, Text, box, colour_of, look_of
from optimiser.web.charts.totals import totals
from optimiser.web.charts.upright import LEADER, Upright, beside, label_ends, upright
from optimiser.web.charts.words import LINE, text_height

_SHARE, _WIDEST = 0.62, 113.0
"""How wide a column is: of its slot, and at most."""


def stacked(grid: Grid) -> Drawing:
    """The chart. A column with anything withheld is left out whole: its height would tell what is not shown.

    Where that leaves no column, what may be shown is drawn as lines.
    """
    withheld = {place: mark for place in range(len(grid.columns)) if (mark := grid.withheld(place))}
    drawn = {place: grid.layers(place) for place in range(len(grid.columns)) if place not in withheld}
    if not drawn:
        return lines(grid)
    ends = [end for layers in drawn.values() for layer in layers for end in layer]
    last = drawn.get(len(grid.columns) - 1)
    labels = [_label(grid, i, numbered=bool(last)) for i in range(len(grid.rows))]
    chart = upright(grid, (min(ends), max(ends)), labels, over=bool(grid.totals))
    marks = chart.marks(list(withheld.items()), chart.at(0.0) - LINE)
    parts: list[Part] = [*chart.parts, *_columns(chart, drawn), chart.nought(), *marks]
    if grid.totals:
        columns = {place: _room(chart, place, layers) for place, layers in drawn.items()}
        parts += totals(chart, columns, [point.text for point in grid.totals], marks)
    return Drawing(chart.total, (*parts, *(_named(chart, labels, last) if last else _key(chart, labels))))


def _label(grid: Grid, row: int, numbered: bool) -> str:
    """The name of a layer, with its number in the last column where that is drawn."""
    return beside(grid.rows[row], grid.points[row][-1].text if numbered else "", len(grid.columns))


def _width(chart: Upright) -> float:
    return min(_SHARE * chart.slot, _WIDEST)


def _columns(chart: Upright, drawn: Mapping[int, Layers]) -> list[Part]:
    """For each layer its boxes in all columns."""
    width = _width(chart)
    boxes: dict[int, list[str]] = {}
    for place, layers in drawn.items():
        left = chart.centre_of(place) - width / 2
        for row, (low, high) in enumerate(layers):
            if high > low:
                top = chart.at(high)
                boxes.setdefault(row, []).append(box(left, top, width, chart.at(low) - top))
    return [Fill(look_of(row), "".join(boxes[row])) for row in sorted(boxes)]


def _room(chart: Upright, place: int, layers: Layers) -> Room:
    """What a whole column takes."""
    middle, half = chart.centre_of(place), _width(chart) / 2
    low, high = min(low for low, _ in layers), max(high for _, high in layers)
    return Room(middle - half, chart.at(high), middle + half, chart.at(low))


def _named(chart: Upright, labels: list[str], last: Layers) -> list[Part]:
    """The names of layers, each beside the middle of its own in the last column."""
    start = chart.centre_of(chart.columns - 1) + _width(chart) / 2
    middles = [(low + high) / 2 for low, high in last]
    colours = map(colour_of, range(len(labels)))
    return label_ends(chart, start, list(zip(labels, middles, colours, strict=True)))


def _key(chart: Upright, labels: list[str]) -> list[Part]:
    """The names of layers in the order of the stack, where there is no last column to name them beside."""
    parts: list[Part] = []
    side = LINE * 0.7
    foot = chart.bottom - (chart.bottom - chart.top - sum(map(text_height, labels))) / 2
    for i, text in enumerate(labels):
        middle = foot - text_height(text) / 2
        parts.append(Fill(look_of(i), box(chart.right - LEADER / 2 - GAP, middle - side / 2, side, side)))
        parts.append(Text(chart.right, middle, text))
        foot -= text_height(text)
    return parts
