"""What charts over columns share: a scale on the left, columns along the foot, labels of rows on the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from optimiser.pack.charts.data import Grid
from optimiser.pack.charts.text import spread
from optimiser.web.charts.scene import EDGE, GAP, WIDTH, Part, Stroke, Text, polyline
from optimiser.web.charts.ticks import axis_ticks
from optimiser.web.charts.words import LINE, text_height, text_width, widest_word, wrapped

LEADER = 29.0
"""From the columns to the labels."""

_WIDE, _NARROW, _MOST = 221.0, 165.0, 6
"""What a label on the right may take: up to so many columns, and with more."""

_HEIGHT, _TOP, _APART = 298.0, 12.0, 5.0
_BELOW = LINE / 2 + _APART
"""From the foot of the scale to the names of columns, which may reach below its lowest number."""

_SHARE, _LINES = 0.94, 5
"""What the name of a column may take of the room from one to the next, and its lines."""


def beside(name: str, number: str, columns: int) -> str:
    """A name, with its number if it has one, in lines that leave room for so many columns."""
    text = f"{name}:\N{NO-BREAK SPACE}{number}" if number else name
    return wrapped(text, _WIDE if columns <= _MOST else _NARROW)


@dataclass(frozen=True, slots=True)
class Upright:
    """A scale from ``low`` to ``high`` up its side, and a slot for each column; of ``every`` so many one is named.

    ``parts``: the lines and numbers of the scale, and the names of columns.
    """

    left: float
    width: float
    top: float
    bottom: float
    total: float
    low: float
    high: float
    columns: int
    every: int
    parts: tuple[Part, ...]

    def at(self, value: float) -> float:
        """How far down a value stands."""
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)

    def centre_of(self, column: int) -> float:
        """The middle of a column."""
        return self.left + (column + 0.5) * self.slot

    @property
    def slot(self) -> float:
        """From one column to the next."""
        return self.width / self.columns

    @property
    def right(self) -> float:
        """Where labels begin."""
        return self.left + self.width + LEADER

    def nought(self) -> Stroke:
        """The line at nought."""
        return Stroke("axis", polyline([(self.left, self.at(0.0)), (self.left + self.width, self.at(0.0))]))

    def marks(self, marks: Sequence[tuple[int, str]], height: float) -> list[Text]:
        """Marks over the middle of their columns; one that would touch the mark before it is left out."""
        found: list[Text] = []
        reached = 0.0
        for column, text in marks:
            half = text_width(text) / 2
            if self.centre_of(column) - half >= reached:
                found.append(Text(self.centre_of(column), height, text, "middle"))
                reached = self.centre_of(column) + half
        return found


def upright(
    grid: Grid,
    reach: tuple[float, float] | None,
    labels: Sequence[str],
    over: bool = False,
    strips: Sequence[str] = (),
) -> Upright:
    """A sheet whose scale covers ``reach`` and nought, with room for what is written; without it, no scale.

    ``labels`` and ``strips`` stand on the right, beside the columns and above them; ``over``: whether words stand
    over the columns.
    """
    room = LINE + _APART if over else _APART
    low, high = _limits(reach or (0.0, 0.0), grid.least_step, room)
    ticks = axis_ticks(low, high, grid.unit) if reach else []
    numbers = max((text_width(text) for _, text in ticks), default=0.0)
    left = EDGE + max(numbers + GAP, min(widest_word(grid.columns), _NARROW) / 2)
    width = WIDTH - left - LEADER - max(map(text_width, [*labels, *strips]), default=0.0) - EDGE
    names, turned, every = _column_names(grid.columns, width / len(grid.columns))
    top = _TOP + sum(map(strip_height, strips)) + (LINE if strips else 0.0)
    bottom = top + max(_HEIGHT, sum(text_height(label) + _APART for label in labels))
    total = bottom + _BELOW + max(map(text_width if turned else text_height, names)) + EDGE
    made = Upright(left, width, top, bottom, total, low, high, len(grid.columns), every, ())
    parts = (*_scale(made, ticks), *_named(made, names, turned))
    return Upright(left, width, top, bottom, total, low, high, len(grid.columns), every, parts)


def _scale(chart: Upright, ticks: Sequence[tuple[float, str]]) -> list[Part]:
    parts: list[Part] = []
    for tick, text in ticks:
        height = chart.at(tick)
        parts.append(Stroke("grid", polyline([(chart.left, height), (chart.left + chart.width, height)])))
        parts.append(Text(chart.left - GAP, height, text, "end"))
    return parts


def _named(chart: Upright, names: Sequence[str], turned: bool) -> list[Part]:
    top = chart.bottom + _BELOW
    return [
        Text(chart.centre_of(column), top, name, "end", turned=True)
        if turned
        else Text(chart.centre_of(column), top + text_height(name) / 2, name, "middle")
        for column, name in list(enumerate(names))[:: chart.every]
    ]


def strip_height(text: str) -> float:
    """What a strip of words above the columns takes; the lowest begins a line above the scale."""
    return text_height(text) + _APART


def _limits(reach: tuple[float, float], least: float, room: float) -> tuple[float, float]:
    """From the least to the most, and nought, with so much room above and what is needed below."""
    low, high = min(0.0, *reach), max(0.0, *reach)
    high = max(high, low + least)
    one = (high - low) / (_HEIGHT - room - (_APART if low < 0 else 0.0))
    return low - (_APART * one if low < 0 else 0.0), high + room * one


def _column_names(names: Sequence[str], slot: float) -> tuple[list[str], bool, int]:
    """Names as they stand below the columns, whether they are turned, and of how many one is shown.

    Of periods, after a name for the start, some can be left out; other names without room are turned.
    """
    room = _SHARE * slot
    broken = [_cut(wrapped(name, max(room, min(widest_word([name]), _NARROW)))) for name in names]
    widest = max(map(text_width, broken))
    if widest <= room:
        return broken, False, 1
    if all(any(letter.isdigit() for letter in name) for name in names[1:]):
        return broken, False, int(widest // room) + 1
    turned = [_cut(wrapped(name, _NARROW)) for name in names]
    return turned, True, math.ceil(max(map(text_height, turned)) / slot)


def _cut(name: str) -> str:
    """The first lines of a name, as its column has no room for many more."""
    lines = name.split("\n")
    return name if len(lines) <= _LINES else "\n".join([*lines[: _LINES - 1], "…"])


def label_ends(chart: Upright, start: float, labels: Sequence[tuple[str, float, str]]) -> list[Part]:
    """Labels on the right, each with a leader from the value where its row ends, in its colour.

    ``start``: where leaders begin. ``labels``: words, value and colour of each; those of equal value stay in the
    order given, from the foot up.
    """
    ordered = sorted(labels, key=lambda label: label[1])
    wanted = [chart.bottom - chart.at(value) for _, value, _ in ordered]
    heights = [text_height(text) + _APART for text, _, _ in ordered]
    places = spread(wanted, heights, 0.0, chart.bottom - chart.top)
    parts: list[Part] = []
    for (text, value, colour), place in zip(ordered, places, strict=True):
        height = chart.bottom - place
        parts.append(
            Stroke("leader", polyline([(start, chart.at(value)), (chart.right - GAP / 2, height)]), colour)
        )
        parts.append(Text(chart.right, height, text))
    return parts
