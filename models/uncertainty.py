"""The frozen data of an uncertain future: how children come, stay and change group, how prices grow, and futures.

Pure data like :mod:`models.case`: :class:`Uncertainty` is what the input tables say about chance beside the
:class:`~models.case.Case`; :class:`Futures` is what follows from it, or what a council gave itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from models.case import Floats

EVERY_FAMILY = "all"
"""The family of a price row that holds for every family without a row of its own."""

Origin = Literal["generated", "given"]
"""Whether futures were drawn from flows, or are the scenarios that the demand table gives."""


@dataclass(frozen=True, slots=True)
class Entries:
    """How children of a need group come into care and leave it.

    The number who enter in a year is Poisson with a rate that is itself uncertain: the expected rate times
    three independent factors with mean 1. Each uncertainty is the coefficient of variation of its factor.
    """

    need: str
    per_year: float | None
    """Expected children a year; ``None`` where they are what the demand table implies, period by period."""
    mean_time_in_care: float
    """Years; the time is exponential, so leaving does not depend on how long a child has been in care."""
    own_uncertainty: float = 0.0
    """Of the group's own factor (gamma), drawn afresh each year."""
    shared_uncertainty: float = 0.0
    """Of a factor (log-normal), drawn afresh each year, that moves together in all need groups."""
    lasting_uncertainty: float = 0.0
    """Of a factor of the group (gamma) that holds for the whole plan."""


@dataclass(frozen=True, slots=True)
class Ageing:
    """The yearly rate at which a child of a need group comes to be of another."""

    need: str
    to_need: str
    per_year: float


@dataclass(frozen=True, slots=True)
class PriceUncertainty:
    """How uncertain the growth of prices in a family of provisions is."""

    family: str
    """A family, or :data:`EVERY_FAMILY`."""
    growth_sd: float
    """Standard deviation of the growth of one year on top of general inflation: 0.02 is two points."""
    correlation: float
    """Of the year's growth with the factor that all families share, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Everything that the input tables say about chance, in canonical order."""

    entries: Mapping[str, Entries]
    """By need group; empty where there is no such table."""
    ageing: tuple[Ageing, ...] = ()
    prices: Mapping[str, PriceUncertainty] | None = None
    """By family; ``None`` where there is no such table and prices grow as planned."""


NOTHING_UNCERTAIN = Uncertainty(MappingProxyType({}))
"""What a case without tables about chance says."""


@dataclass(frozen=True)
class Futures:
    """Several futures of demand and prices, each with its probability.

    Every array is read-only. Labels are in the order of the case.
    """

    labels: tuple[str, ...]
    probabilities: Floats
    """Shape (future,); sums to 1."""
    demand: Floats
    """Children on average over the period: shape (need, home area, period, future)."""
    prices: Floats
    """What the planned prices of a provision are multiplied by: shape (provision, period, future)."""
    central: Floats
    """The case's own demand, expected over its scenarios: shape (need, home area, period)."""
    needs: tuple[str, ...]
    home_areas: tuple[str, ...]
    periods: tuple[str, ...]
    provisions: tuple[str, ...]
    origin: Origin
    seed: int | None = None
    """What the futures were drawn with; ``None`` where they were given."""

    @property
    def number(self) -> int:
        """How many futures there are."""
        return len(self.labels)

    @property
    def totals(self) -> Floats:
        """Children of all need groups and home areas: shape (period, future)."""
        total: Floats = self.demand.sum(axis=(0, 1))
        return total
