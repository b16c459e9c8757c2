"""Headline figures of an answer, as plain data that is kept and compared with other answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from optimiser.pack.display import MINUS, in_words, number, rounded
from optimiser.pack.document import Figure, Unit

_UNITS = {"£": Unit.MILLIONS, "share": Unit.SHARE, "children": Unit.CHILDREN, "places": Unit.PLACES}
UNMET, MONEY, SAVING = "unmet", "money", "saving"
"""Names of figures: child-years without a suitable home, money spent, and what it saves against doing nothing."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure of a plan; ``unit`` is £, share, children or places."""

    name: str
    label: str
    unit: str
    value: float

    @property
    def figure(self) -> Figure:
        """The figure as pages show it."""
        return Figure(self.value, _unit(self))

    def more_than(self, other: Headline) -> Figure:
        """The difference from the same figure of another plan."""
        return Figure(self.value - other.value, _unit(self), signed=True)


def difference_words(difference: Figure) -> str:
    """A difference from the tables, in words.

    >>> difference_words(Figure(0.031, Unit.SHARE, signed=True)), difference_words(Figure(0.0, Unit.MILLIONS))
    ('+3 percentage points', 'no different')
    """
    if rounded(difference) == 0:
        return "no different"
    if difference.unit is Unit.SHARE:
        points = number(difference).removesuffix("%")
        return f"{points} percentage point{'' if points.strip(f'+{MINUS}') == '1' else 's'}"
    return in_words(difference)


def _unit(headline: Headline) -> Unit:
    # Child-years and price-weighted figures are sums over time, so tenths of them mean something.
    return Unit.YEARS if headline.name == UNMET else _UNITS[headline.unit]


def as_data(headlines: list[Headline]) -> list[dict[str, Any]]:
    """Headlines as they are kept."""
    return [asdict(headline) for headline in headlines]


def read_headlines(told: Mapping[str, Any]) -> dict[str, Headline]:
    """The headlines of an answer by name; empty where there is no plan."""
    return {found["name"]: Headline(**found) for found in told.get("headlines", ())}
