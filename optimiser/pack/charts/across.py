"""What charts of horizontal bars share: the names of rows on the left, lanes for bars, a scale at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimiser.pack.charts.canvas import EDGE, GAP, WIDTH, Box, Canvas, canvas
from optimiser.pack.charts.text import LINE, axis_ticks, text_height, text_width, wrapped
from optimiser.pack.document import Unit

NAME = 2.3
"""Inches that the name of a row may be wide."""

_BETWEEN, _TOP, _RIGHT = 0.13, 0.06, 0.3


@dataclass(frozen=True, slots=True)
class Across:
    """A sheet with a lane for each bar; ``lanes`` holds for each row the middles of its lanes.

    The axes' own heights are inches from their top.
    """

    canvas: Canvas
    lanes: tuple[tuple[float, ...], ...]

    def write(self, x: float, lane: float, text: str, ha: str = "left") -> None:
        """Text in a lane, so many inches from the left of the axes."""
        box = self.canvas.box
        self.canvas.write(box.left + x, box.bottom + box.height - lane, text, ha=ha)


def names_of(rows: Sequence[str]) -> list[str]:
    """The names of rows, broken into lines."""
    return [wrapped(row, NAME) for row in rows]


def plot_width(names: Sequence[str], right: float = _RIGHT) -> float:
    """Inches left for the bars beside the names."""
    return WIDTH - _left(names) - right


def _left(names: Sequence[str]) -> float:
    return EDGE + max(map(text_width, names)) + 2 * GAP


def across(
    names: Sequence[str], lanes: Sequence[Sequence[float]], right: float = _RIGHT, foot: float = LINE
) -> Across:
    """A sheet with lanes of the heights given for each row, ``right`` inches free at its side, ``foot`` below."""
    middles, top = [], _BETWEEN / 2
    starts = []
    for name, heights in zip(names, lanes, strict=True):
        room = max(sum(heights), text_height(name))
        inner = top + (room - sum(heights)) / 2
        starts.append(top + room / 2)
        found = []
        for height in heights:
            found.append(inner + height / 2)
            inner += height
        middles.append(tuple(found))
        top += room + _BETWEEN
    height = top - _BETWEEN / 2
    foot += GAP + EDGE
    box = Box(_left(names), foot, plot_width(names, right), height)
    sheet = canvas(foot + height + _TOP, box)
    sheet.axes.set_ylim(height, 0)
    sheet.axes.grid(axis="y", visible=False)
    made = Across(sheet, tuple(middles))
    for name, middle in zip(names, starts, strict=True):
        made.write(-2 * GAP, middle, name, ha="right")
    return made


def scaled(chart: Across, low: float, high: float, unit: Unit, numbered: bool) -> None:
    """Put a scale at the foot, with as many numbers as have room, or with none."""
    axes, box = chart.canvas.axes, chart.canvas.box
    axes.set_xlim(low, high)
    ticks, texts = axis_ticks(low, high, unit)
    inches = box.width / (high - low)
    for most in (4, 2, 1):
        if all((b - a) * inches > max(map(text_width, texts)) + GAP for a, b in pairwise(ticks)):
            break
        ticks, texts = axis_ticks(low, high, unit, most)
    for tick, text in zip(ticks, texts, strict=True):
        middle, half = box.left + (tick - low) * inches, text_width(text) / 2
        if numbered and half <= middle <= WIDTH - half:
            chart.canvas.write(middle, box.bottom - GAP, text, ha="center", va="top")
    axes.set_xticks(ticks if numbered else [], [""] * len(ticks) if numbered else [])


def fitted(
    left: Sequence[tuple[float, float]], right: Sequence[tuple[float, float]], width: float, least: float
) -> tuple[float, float]:
    """Limits of a scale ``width`` inches long such that every label has room beside its value.

    ``left`` and ``right``: values and the inches that the labels to that side of them take. ``least``: the
    smallest difference that the scale must cover. The inches for a unit are found by halving, as the room that
    is taken grows with them.
    """
    lowest = min(value for value, _ in [*left, *right])
    right = [*right, (lowest + least, 0.0)]

    def ends(inches: float) -> tuple[float, float]:
        return (
            min([value * inches - room for value, room in left] + [value * inches for value, _ in right]),
            max([value * inches + room for value, room in right] + [value * inches for value, _ in left]),
        )

    short, long = 0.0, width / least
    for _ in range(60):
        middle = (short + long) / 2
        low, high = ends(middle)
        short, long = (middle, long) if high - low <= width else (short, middle)
    low, _ = ends(short)
    return low / short, (low + width) / short
