"""What charts of horizontal bars share: the names of rows on the left, lanes for bars, a scale at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimiser.pack.display import number
from optimiser.pack.document import Unit
from optimiser.web.charts.scene import EDGE, GAP, WIDTH, Part, Stroke, Text, polyline
from optimiser.web.charts.ticks import Write, axis_ticks
from optimiser.web.charts.words import LINE, text_height, text_width, wrapped

NAME = 236.0
"""What the name of a row may take."""

_BETWEEN, _TOP, _RIGHT = 13.0, 6.0, 30.0


@dataclass(frozen=True, slots=True)
class Across:
    """Where things stand: bars from ``left`` over ``width``, down to ``bottom``; the middles of rows' lanes."""

    left: float
    width: float
    bottom: float
    lanes: tuple[tuple[float, ...], ...]
    names: tuple[Text, ...]

    def height(self, foot: float = LINE) -> float:
        """Of the picture with so much written below the bars."""
        return self.bottom + GAP + foot + EDGE

    def upright(self, x: float, kind: str) -> Stroke:
        """A line from the top of the bars to their foot."""
        return Stroke(kind, polyline([(x, _TOP), (x, self.bottom)]))


def names_of(rows: Sequence[str]) -> list[str]:
    """The names of rows, broken into lines."""
    return [wrapped(row, NAME) for row in rows]


def plot_width(names: Sequence[str], right: float = _RIGHT) -> float:
    """What is left for the bars beside the names."""
    return WIDTH - _left(names) - right


def _left(names: Sequence[str]) -> float:
    return EDGE + max(map(text_width, names)) + 2 * GAP


def across(names: Sequence[str], lanes: Sequence[Sequence[float]], right: float = _RIGHT) -> Across:
    """Lanes of the heights given for each row, with ``right`` free at the side of the bars."""
    left, top = _left(names), _TOP + _BETWEEN / 2
    middles, texts = [], []
    for name, heights in zip(names, lanes, strict=True):
        room = max(sum(heights), text_height(name))
        inner = top + (room - sum(heights)) / 2
        texts.append(Text(left - 2 * GAP, top + room / 2, name, "end"))
        found = []
        for height in heights:
            found.append(inner + height / 2)
            inner += height
        middles.append(tuple(found))
        top += room + _BETWEEN
    return Across(left, plot_width(names, right), top - _BETWEEN / 2, tuple(middles), tuple(texts))


@dataclass(frozen=True, slots=True)
class Scale:
    """From values, in the unit shown, to places on the picture: ``low`` stands at ``left``."""

    left: float
    width: float
    low: float
    high: float

    @property
    def one(self) -> float:
        """What a value of 1 takes."""
        return self.width / (self.high - self.low)

    def at(self, value: float) -> float:
        """Where a value stands."""
        return self.left + (value - self.low) * self.one


def scaled(chart: Across, scale: Scale, unit: Unit, write: Write = number) -> list[Part]:
    """Lines of a scale, with as many numbers at its foot as have room, written so."""
    ticks = axis_ticks(scale.low, scale.high, unit, write=write)
    for most in (4, 2, 1):
        widest = max((text_width(text) for _, text in ticks), default=0.0)
        if all((after - before) * scale.one > widest + GAP for (before, _), (after, _) in pairwise(ticks)):
            break
        ticks = axis_ticks(scale.low, scale.high, unit, most, write)
    parts: list[Part] = [chart.upright(scale.at(tick), "grid") for tick, _ in ticks]
    for tick, text in ticks:
        half = text_width(text) / 2
        if half <= scale.at(tick) <= WIDTH - half:
            parts.append(Text(scale.at(tick), chart.bottom + GAP + LINE / 2, text, "middle"))
    return parts
