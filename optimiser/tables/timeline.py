"""Periods in order: by their first days where those are given, else by the numbers in their labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from optimiser.tables.cells import Row


@dataclass(frozen=True)
class Timeline:
    """The periods of a plan in order; times in years since the start of the first."""

    labels: tuple[str, ...]
    years: tuple[float, ...]

    @cached_property
    def starts(self) -> tuple[float, ...]:
        """When each period starts."""
        return tuple(sum(self.years[:position]) for position in range(len(self.years)))

    @cached_property
    def ends(self) -> tuple[float, ...]:
        """When each period ends."""
        return tuple(start + years for start, years in zip(self.starts, self.years, strict=True))

    def index(self, label: str | None, blank: int = 0) -> int:
        """Return a period's position, or ``blank`` where no label is given."""
        return blank if label is None else self._positions[label]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {label: position for position, label in enumerate(self.labels)}


def timeline(rows: Sequence[Row]) -> Timeline | None:
    """Return the periods of the typed rows in order, or ``None`` where there is no telling their order."""
    labels = [row["period"] for row in rows]
    if not rows or len(set(labels)) < len(labels):
        return None
    starts = [row["start"] for row in rows]
    if all(start is not None for start in starts):
        if len(set(starts)) < len(starts):
            return None
        ordered = sorted(rows, key=lambda row: row["start"])
    elif any(start is not None for start in starts) or unclear(labels):
        return None
    else:
        ordered = sorted(rows, key=lambda row: natural(row["period"]))
    return Timeline(tuple(row["period"] for row in ordered), tuple(float(row["years"]) for row in ordered))


def natural(label: str) -> tuple[str | int, ...]:
    """Return a label as alternating text and numbers, so that numbers compare as numbers.

    >>> natural("2026/27")
    ('', 2026, '/', 27, '')
    """
    parts = re.split(r"([0-9]+)", label)
    return tuple(int(part) if position % 2 else part for position, part in enumerate(parts))


def comparable(one: str, other: str) -> bool:
    """Whether two labels differ first in a number, so that their order is clear.

    >>> comparable("2026/27", "2027/28"), comparable("Autumn 2026", "Spring 2027")
    (True, False)
    """
    for first, second in zip(natural(one), natural(other), strict=False):
        if first != second:
            return isinstance(first, int)
    return False


def unclear(labels: Sequence[str]) -> tuple[str, str] | None:
    """Return two labels whose order is not clear from their numbers, or ``None``."""
    ordered = sorted(labels, key=natural)
    return next(((one, other) for one, other in pairwise(ordered) if not comparable(one, other)), None)
