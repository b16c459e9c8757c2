"""What is simulated and what is found, as plain figures: children, places and rates, and nothing of a case.

Children come from *origins* (for a plan: a need group and a home area), ask *sites* (places side by side: those of
a pool, or the homes that can be bought there) and live in them. Times are years since the start, rates are a year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np

from models.case import Floats


class Ask(NamedTuple):
    """A site that a child asks, up to a level of its places: the first two price tiers, say."""

    site: int
    level: int = 0


class Asking(Protocol):
    """Whom children ask, and what suits each of them."""

    @property
    def afresh(self) -> bool:
        """Whether a child's coins are thrown again for every search."""

    def throw(self, origin: int, random: np.random.Generator) -> Sequence[bool]:
        """Throw the coins that say what suits a child."""

    def order(self, origin: int, period: int, coins: Sequence[bool], random: np.random.Generator) -> Sequence[Ask]:
        """Whom the child asks, in order."""


@dataclass(frozen=True, slots=True)
class InTurn:
    """The same asks for every child."""

    asks: tuple[Ask, ...]
    afresh: bool = False

    def throw(self, origin: int, random: np.random.Generator) -> Sequence[bool]:
        """No coin is thrown."""
        return ()

    def order(self, origin: int, period: int, coins: Sequence[bool], random: np.random.Generator) -> Sequence[Ask]:
        """The asks, whoever the child is."""
        return self.asks


@dataclass(frozen=True, slots=True)
class Site:
    """Places side by side.

    ``levels`` holds places by level and period, each level counting those before it: one level for places of the
    authority's own, one for each price tier of a market. They may be fractions, which a replication makes whole,
    or infinite. ``suits`` is the chance that a vacancy suits a child. Where places are lost children have to move,
    unless the site ``keeps`` them, as a market keeps those whose homes are bought.
    """

    levels: tuple[tuple[float, ...], ...]
    suits: float = 1.0
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """Families of an origin who come at random at a steady rate from a time to another."""

    origin: int
    start: float
    end: float
    families: float
    """Families a year."""


@dataclass(frozen=True)
class World:
    """Children, places and rates.

    ``leaving`` (origin,): of leaving care. ``ageing`` (origin, origin): of coming to be of another origin.
    ``breaking`` (origin, site): of a placement that ends though the child stays in care. ``moving`` (origin, site,
    period): of a planned move. ``permitted`` (origin, site): whether a child stays who comes to be of the origin.
    ``living`` (origin, site): children there at the start; a fraction is one child with that chance.
    """

    period_years: tuple[float, ...]
    sites: tuple[Site, ...]
    streams: tuple[Stream, ...]
    leaving: Floats
    ageing: Floats
    breaking: Floats
    permitted: np.ndarray
    living: Floats
    moving: Floats | None = None
    family_sizes: Mapping[int, float] = field(default_factory=lambda: {1: 1.0})
    """Share of the families that come by their number of children; each child asks for itself."""
    ask_again: float = 1 / 12
    """Years after which a child without a home asks everywhere again, if no place has come free before."""

    @cached_property
    def ends(self) -> Floats:
        """When each period ends."""
        return np.cumsum(self.period_years)

    @property
    def origins(self) -> int:
        """How many origins there are."""
        return len(self.leaving)


@dataclass(frozen=True)
class Record:
    """What happened in one replication, as totals of each period: no child can be told from another.

    Counts of searches are of children who have just come to need a home, not of those who ask again.
    """

    lived: Floats
    """Child-years: shape (origin, site, period)."""
    waited: Floats
    """Child-years without a home: shape (origin, period)."""
    asked: Floats
    """Children who asked a site: shape (site, period)."""
    turned_away: Floats
    """Of those, children who found no suitable vacancy there: shape (site, period)."""
    chose: Floats
    """Of those who asked, children who found two suitable vacancies or more: shape (site, period)."""
    displaced: Floats
    """Children who had to move because a place was lost: shape (site, period)."""
    moved: Floats
    """Planned moves: shape (origin, site, period)."""
    entered: Floats
    """Children who came: shape (origin, period)."""
    places: tuple[Floats, ...]
    """Whole places of each site: shape (level, period)."""
    years_with: tuple[Mapping[tuple[int, int], float], ...]
    """For each site, years with so many children there, by (period, children)."""

    def level_years(self, site: int) -> Floats:
        """Child-years at each level of a site, the lowest filled first at every moment: shape (level, period).

        Children beyond all places, who stay where homes were lost, count at the last level.
        """
        tops = self.places[site]
        found = np.zeros(tops.shape)
        for (period, children), years in self.years_with[site].items():
            reached = np.minimum(tops[:, period], children)
            reached[-1] = children
            found[:, period] += years * np.diff(reached, prepend=0.0)
        return found
