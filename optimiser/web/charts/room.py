"""The room that words take on a chart, and whether it is free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimiser.web.charts.scene import Text
from optimiser.web.charts.words import text_height, text_width


@dataclass(frozen=True, slots=True)
class Room:
    """A box on the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, others: Iterable[Room]) -> bool:
        """Whether it lies upon any of the others."""
        return any(
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
            for other in others
        )


def room_over(text: Text) -> Room:
    """What words take that have their middle at a place."""
    wide, high = text_width(text.text) / 2, text_height(text.text) / 2
    return Room(text.x - wide, text.y - high, text.x + wide, text.y + high)
