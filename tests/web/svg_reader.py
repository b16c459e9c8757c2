"""Reads a chart's SVG back: its words with the room that they take, its bars, markers and lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from optimiser.web.charts.scene import WIDTH
from optimiser.web.charts.words import LINE, SIZE, text_width

NAMESPACE = "{http://www.w3.org/2000/svg}"
_COMMAND = re.compile(r"([MLhv])([-\d. ]+)")
_ABOVE, _TOUCH = 0.36 * SIZE, 0.02


@dataclass(frozen=True)
class Box:
    """From one corner to the other."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: Box) -> bool:
        """Whether they share more than an edge."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > _TOUCH
            and min(self.bottom, other.bottom) - max(self.top, other.top) > _TOUCH
        )


class Picture:
    """An SVG, which must be well-formed."""

    def __init__(self, svg: str) -> None:
        self.root = ElementTree.fromstring(svg)
        self.height = float(self.root.attrib["viewBox"].split()[3])

    def all(self, tag: str) -> list[ElementTree.Element]:
        return list(self.root.iter(NAMESPACE + tag))

    def words(self) -> list[str]:
        """What is written, each on one line."""
        return [" ".join(" ".join(lines_of(text)).split()) for text in self.all("text")]

    def text_boxes(self) -> list[tuple[str, Box]]:
        """What is written, with the room that it takes."""
        return [("\n".join(lines_of(text)), _text_box(text)) for text in self.all("text")]

    def fills(self, *kinds: str) -> list[tuple[set[str], str]]:
        """Classes and path of each shape of some class."""
        found = [(set(path.get("class", "").split()), path.attrib["d"]) for path in self.all("path")]
        return [(classes, path) for classes, path in found if classes & set(kinds)]

    def bars(self) -> list[list[Box]]:
        """The boxes of each filled path, in order."""
        return [boxes_of(path) for _, path in self.fills("bar", "plain")]

    def marks(self) -> list[list[tuple[float, float]]]:
        """Where the markers of each path stand."""
        return [starts_of(path) for _, path in self.fills("mark")]

    def axis(self) -> Box:
        """The line at nought."""
        ((_, path),) = self.fills("axis")
        return boxes_of(path)[0]

    def grid(self) -> list[Box]:
        """The lines behind what is drawn."""
        return [boxes_of(path)[0] for _, path in self.fills("grid")]

    def check_words(self) -> None:
        """No words leave the picture, none touch others or a bar."""
        boxes = self.text_boxes()
        bars = [bar for drawn in self.bars() for bar in drawn]
        for text, box in boxes:
            assert box.left >= -_TOUCH, text
            assert box.right <= WIDTH + _TOUCH, text
            assert box.top >= -_TOUCH, text
            assert box.bottom <= self.height + _TOUCH, text
            assert not any(box.meets(bar) for bar in bars), text
        for (first, one), (second, other) in combinations(boxes, 2):
            assert not one.meets(other), (first, second)


def lines_of(text: ElementTree.Element) -> list[str]:
    return [span.text or "" for span in text] or [text.text or ""]


def _text_box(text: ElementTree.Element) -> Box:
    lines = lines_of(text)
    first = next(iter(text), text)
    x, baseline = float(first.attrib["x"]), float(first.attrib["y"])
    width, height = text_width("\n".join(lines)), LINE * len(lines)
    top = baseline - _ABOVE - LINE / 2
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor", "start")]
    turn = text.get("transform")
    if turn is None:
        return Box(left, top, left + width, top + height)
    found = re.fullmatch(r"rotate\(-90 ([-\d.]+) ([-\d.]+)\)", turn)
    assert found
    about, end = float(found[1]), float(found[2])
    across, down = about + top - end, end + about - left
    return Box(across, down - width, across + height, down)


def boxes_of(path: str) -> list[Box]:
    """What each part of a path covers."""
    found = []
    for part in path.split("M")[1:]:
        points: list[tuple[float, float]] = []
        for command, numbers in _COMMAND.findall("M" + part):
            values = [float(value) for value in numbers.split()]
            if command in "ML":
                points.append((values[0], values[1]))
            else:
                x, y = points[-1]
                points.append((x + values[0], y) if command == "h" else (x, y + values[0]))
        across, down = zip(*points, strict=True)
        found.append(Box(min(across), min(down), max(across), max(down)))
    return found


def points_of(path: str) -> list[tuple[float, float]]:
    """The corners of a line."""
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path)]


def starts_of(path: str) -> list[tuple[float, float]]:
    """Where each part of a path begins."""
    return [(float(x), float(y)) for x, y in re.findall(r"M([-\d.]+) ([-\d.]+)", path)]
