"""What a chart is made of before it is written: words, filled shapes and lines, and how each looks.

Lengths are units of the view box, from the upper left corner of the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 720.0
"""Of every chart."""

EDGE, GAP = 8.0, 7.0
"""What is left free at the edge of the picture, and between a mark and its words."""

COLOURS = ("blue", "turquoise", "maroon", "orange", "grey", "purple")
"""Names of the palette of :mod:`optimiser.report.style` in its order; the style sheet has a class for each."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words in lines; ``x`` is where they start, have their middle or end, ``y`` the middle of their height.

    What is ``turned`` reads upwards and ends at ``y``; ``x`` is then the middle of its lines.
    """

    x: float
    y: float
    text: str
    anchor: str = "start"
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How a shape is filled: the name of a colour, and the number of the pattern upon it; 0 is none."""

    colour: str
    pattern: int = 0


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled shape; ``mark``: whether it is a small one upon others, to be edged."""

    look: Look
    path: str
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line; ``kind`` names its class in the style sheet, ``colour`` one of the palette, if it has one."""

    kind: str
    path: str
    colour: str = ""


Part = Text | Fill | Stroke


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole picture: what stands first lies beneath what comes after."""

    height: float
    parts: tuple[Part, ...]


def look_of(place: int) -> Look:
    """How bars and layers of a row look: the palette in order, each with a pattern of its own."""
    return Look(COLOURS[place % len(COLOURS)], place)


def colour_of(place: int) -> str:
    """The colour of the line of a row."""
    return COLOURS[place % len(COLOURS)]


def short(value: float) -> str:
    """A length to a hundredth of a unit.

    >>> short(12.5), short(-0.001), short(3.14159)
    ('12.5', '0', '3.14')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def box(x: float, y: float, width: float, height: float) -> str:
    """The path of a box from its upper left corner."""
    wide = short(width)
    return f"M{short(x)} {short(y)}h{wide}v{short(height)}h-{wide}z"


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """The path through some points."""
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points)


_UP = 4.8
_SHAPES: Sequence[str] = (
    "m-4 0a4 4 0 1 1 8 0a4 4 0 1 1-8 0z",
    "m-3.7-3.7h7.4v7.4h-7.4z",
    "m0-5.2l5.2 5.2l-5.2 5.2l-5.2-5.2z",
    f"m0-{_UP}l{_UP} 8.4h-9.6z",
    f"m0 {_UP}l{_UP}-8.4h-9.6z",
    "m-1.6-4.8h3.2v3.2h3.2v3.2h-3.2v3.2h-3.2v-3.2h-3.2v-3.2h3.2z",
)
"""Around the place where they stand: circle, square, diamond, triangles up and down, cross."""

CIRCLE, SQUARE, DIAMOND = range(3)
"""Shapes of markers by their number."""


def markers(shape: int, points: Iterable[tuple[float, float]]) -> str:
    """The path of a marker at each point; the shapes come round again after the last."""
    drawn = _SHAPES[shape % len(_SHAPES)]
    return "".join(f"M{short(x)} {short(y)}{drawn}" for x, y in points)


def arrow(x: float, y: float) -> str:
    """The path of an arrow head to the right."""
    return f"M{short(x - 3)} {short(y - 5)}l8 5l-8 5z"
