"""What charts over columns share: a scale on the left, columns along the foot, labels of rows on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimiser.pack.charts.canvas import EDGE, GAP, WIDTH, Box, Canvas, canvas
from optimiser.pack.charts.data import Grid
from optimiser.pack.charts.text import LINE, axis_ticks, spread, text_height, text_width, widest_word, wrapped
from optimiser.report.style import GREY

LEADER = 0.28
"""Inches from the columns to the labels."""

_WIDE, _NARROW, _MOST = 2.15, 1.6, 6
"""Inches that a label on the right may be wide: up to so many columns, and with more."""

_HEIGHT, _TOP, _APART = 2.9, 0.12, 0.05
_BELOW = LINE / 2 + _APART
"""Inches from the foot of the scale to the names of columns, which may reach below its lowest number."""


def beside(text: str, columns: int) -> str:
    """A label in lines that leave room for so many columns."""
    return wrapped(text, _WIDE if columns <= _MOST else _NARROW)


@dataclass(frozen=True, slots=True)
class Upright:
    """A sheet with a scale from ``low`` to ``high`` up its side, and a slot for each column."""

    canvas: Canvas
    low: float
    high: float
    columns: int
    every: int
    """Of so many columns one is named, where not all names have room."""

    def height_of(self, value: float) -> float:
        """Inches from the foot of the sheet at which a value stands."""
        box = self.canvas.box
        return box.bottom + box.height * (value - self.low) / (self.high - self.low)

    def centre_of(self, column: int) -> float:
        """Inches from the left of the sheet to the middle of a column."""
        return self.canvas.box.left + (column + 0.5) * self.slot

    @property
    def slot(self) -> float:
        """Inches from one column to the next."""
        return self.canvas.box.width / self.columns

    @property
    def right(self) -> float:
        """Inches from the left of the sheet to where labels begin."""
        return self.canvas.box.left + self.canvas.box.width + LEADER

    def write_marks(self, marks: Sequence[tuple[int, str]], height: float) -> None:
        """Marks over the middle of their columns; one that would touch the mark before it is left out."""
        reached = 0.0
        for column, text in marks:
            half = text_width(text) / 2
            if self.centre_of(column) - half >= reached:
                self.canvas.write(self.centre_of(column), height, text, ha="center")
                reached = self.centre_of(column) + half


def upright(
    grid: Grid,
    reach: tuple[float, float] | None,
    labels: Sequence[str],
    over: Sequence[str] = (),
    strips: Sequence[str] = (),
) -> Upright:
    """A sheet whose scale covers ``reach`` and nought, with room for what is written; without it, no scale.

    ``labels`` and ``strips`` stand on the right, beside the columns and above them; ``over`` over each column.
    """
    room = LINE + _APART if over else _APART
    low, high = _limits(reach or (0.0, 0.0), grid.least_step, room)
    ticks, texts = axis_ticks(low, high, grid.unit) if reach else ([], [])
    left = EDGE + max(max(map(text_width, texts), default=0.0) + GAP, widest_word(grid.columns) / 2)
    right = LEADER + max(map(text_width, [*labels, *strips]), default=0.0) + EDGE
    width = WIDTH - left - right
    names, turn, every = _column_names(grid.columns, width / len(grid.columns), over)
    foot = max(map(text_width if turn else text_height, names)) + _BELOW + EDGE
    height = max(_HEIGHT, sum(text_height(label) + _APART for label in labels))
    top = _TOP + sum(map(strip_height, strips)) + (LINE if strips else 0.0)
    sheet = canvas(foot + height + top, Box(left, foot, width, height))
    made = Upright(sheet, low, high, len(grid.columns), every)
    sheet.axes.set(xlim=(-0.5, len(grid.columns) - 0.5), ylim=(low, high))
    sheet.axes.set_yticks(ticks, texts)
    sheet.axes.grid(axis="x", visible=False)
    sheet.axes.axhline(0, color=GREY, linewidth=1, zorder=3)
    for column, name in list(enumerate(names))[::every]:
        sheet.write(made.centre_of(column), foot - _BELOW, name, ha="center", va="top", turn=turn)
    return made


def strip_height(text: str) -> float:
    """Inches that a strip of words above the columns takes; the lowest begins a line above the scale."""
    return text_height(text) + _APART


def _limits(reach: tuple[float, float], least: float, room: float) -> tuple[float, float]:
    """From the least to the most, and nought, with so many inches above and what is needed below."""
    low, high = min(0.0, *reach), max(0.0, *reach)
    high = max(high, low + least)
    inch = (high - low) / (_HEIGHT - room - (_APART if low < 0 else 0.0))
    return low - (_APART * inch if low < 0 else 0.0), high + room * inch


def _column_names(names: Sequence[str], slot: float, over: Sequence[str]) -> tuple[list[str], float, int]:
    """Names as they stand below the columns, how far they are turned, and of how many one is shown.

    Of periods, after a name for the start, some can be left out; other names without room are turned.
    """
    room = 0.94 * slot
    broken = [wrapped(name, max(room, widest_word([name]))) for name in names]
    widest = max(map(text_width, [*broken, *over]))
    if widest <= room:
        return broken, 0.0, 1
    if all(any(letter.isdigit() for letter in name) for name in names[1:]):
        return broken, 0.0, int(widest // room) + 1
    return [wrapped(name, 1.6) for name in names], 90.0, 1


def label_ends(chart: Upright, start: float, labels: Sequence[tuple[str, float, str]]) -> None:
    """Write labels on the right, each with a leader from the value where its row ends, in its colour.

    ``start``: inches from the left where leaders begin. ``labels``: words, value and colour of each; those of
    equal value stay in the order given, from the foot up.
    """
    ordered = sorted(labels, key=lambda label: label[1])
    box = chart.canvas.box
    wanted = [chart.height_of(value) for _, value, _ in ordered]
    heights = [text_height(text) + _APART for text, _, _ in ordered]
    places = spread(wanted, heights, box.bottom, box.bottom + box.height)
    for (text, _, colour), want, place in zip(ordered, wanted, places, strict=True):
        chart.canvas.rule([start, chart.right - GAP / 2], [want, place], color=colour, linewidth=1.2)
        chart.canvas.write(chart.right, place, text)
