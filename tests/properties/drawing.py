"""What a random case is drawn with: a seeded source of choices, and the labels that every table refers to."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Draw:
    """Random choices in the words of the tables."""

    source: random.Random

    def chance(self, share: float) -> bool:
        """True in a share of draws."""
        return self.source.random() < share

    def pick(self, items: Sequence[Item]) -> Item:
        """One of some items."""
        return self.source.choice(items)

    def number(self, low: float, high: float, digits: int = 2) -> float:
        """A number between two others, to so many digits."""
        return round(self.source.uniform(low, high), digits)

    def count(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``."""
        return self.source.randint(low, high)

    def some(self, items: Sequence[str]) -> list[str]:
        """One or more of some labels."""
        return self.source.sample(list(items), self.count(1, len(items)))

    def scope(self, items: Sequence[str], everything: float) -> str:
        """A cell with keys: ``*`` in a share of draws, otherwise some of the labels."""
        return "*" if not items or self.chance(everything) else ";".join(self.some(items))

    def yes(self, share: float) -> str:
        """A cell with yes or no."""
        return "yes" if self.chance(share) else "no"


@dataclass(frozen=True)
class Need:
    """A need group: its label and ages."""

    label: str
    age_from: int
    age_to: int


@dataclass(frozen=True)
class Care:
    """A provision: its label, family and sector; a backstop suits everyone and can be bought without limit."""

    label: str
    family: str
    sector: str
    is_backstop: bool = False


@dataclass(frozen=True)
class Outline:
    """The labels of a case: what every table refers to.

    ``few_decisions``: keep the whole-number decisions to a handful, so that every one can be tried.
    """

    years: tuple[float, ...]
    inside: dict[str, bool]
    homes: tuple[str, ...]
    needs: tuple[Need, ...]
    care: tuple[Care, ...]
    scenarios: tuple[str, ...]
    few_decisions: bool

    @property
    def periods(self) -> list[str]:
        """Labels of the periods, in order."""
        return [f"P{number:02d}" for number in range(1, len(self.years) + 1)]

    @property
    def areas(self) -> list[str]:
        """Labels of the areas."""
        return list(self.inside)


_FAMILIES = (
    ("fostering", "in_house"),
    ("fostering", "external"),
    ("childrens_home", "in_house"),
    ("childrens_home", "external"),
    ("kinship", "in_house"),
    ("support_at_home", "external"),
    ("parents", "external"),
    ("supported_accommodation", "in_house"),
    ("residential_school", "external"),
    ("adoption", "in_house"),
    ("secure", "external"),
    ("other", "external"),
)

_AGES = ((0, 9), (10, 15), (16, 17), (16, 17))


def outline(draw: Draw, few_decisions: bool) -> Outline:
    """Settle how many of everything a case has, and what they are called."""
    areas = ["a", "b", "c"] if draw.chance(0.2) else ["a", "b"]
    inside = {area: area == "a" or (area == "b" and draw.chance(0.4)) for area in areas}
    homes = tuple(area for area in areas if area == "a" or (area == "b" and draw.chance(0.4)))
    needs = tuple(Need(f"g{number}", *draw.pick(_AGES)) for number in range(draw.pick([1, 2, 2])))
    scenarios = ("low", "mid", "high")[: draw.count(2, 3)] if draw.chance(0.15) else ()
    return Outline(_years(draw, few_decisions), inside, homes, needs, _care(draw), scenarios, few_decisions)


def _years(draw: Draw, few_decisions: bool) -> tuple[float, ...]:
    number = draw.count(1, 2) if few_decisions else draw.pick([1, 2, 2, 3, 3, 3, 4])
    lengths: Sequence[float] = draw.pick([[1], [1], [0.5], [1, 0.5], [1, 0.5, 0.25]])
    return tuple(draw.pick(lengths) for _ in range(number))


def _care(draw: Draw) -> tuple[Care, ...]:
    found = [Care(f"v{number}", *draw.pick(_FAMILIES)) for number in range(draw.count(2, 3))]
    if draw.chance(0.75):
        found.append(Care("w", "childrens_home", "external", is_backstop=True))
    return tuple(found)


Row = dict[str, Any]
Rows = list[Row]
