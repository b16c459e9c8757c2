"""Whom a child asks, and in what order: the policy of placement, documented here and nowhere else.

**Order.** A child asks every home that suits it, the cheapest to the authority first: by what one more child
costs there in the plan's own money (price or price tier, supplement, travel, less nightly grants; what is paid
whether or not a place is filled does not count, so that an own home comes before any bought). Among equals places
of the authority's own come first, then those inside the boundary, then the nearest.

**As planned.** With :data:`AS_PLANNED` the child has a home that the plan would give it: in a pool drawn with the
plan's own shares of those who come to live somewhere, by need group, home area and period, places that the table
``matching`` is about left out. It asks those places first, where they suit it and cost less than that home,
running costs included: so the plan counts who is offered them (:mod:`models.offered_load`). Then it asks for the
home that the plan would give it, and goes through the order above only where that is full; that kind of care suits
it in every area. With :data:`OWN_FIRST` it goes through the order at once, so that own places fill before any home
is bought, beyond the planning occupancy too; what that does to the next child is not thought of.

**Coins.** A provision that suits only a share of a need group suits this child by a coin, thrown when the child
first looks for a home and again if it comes to be of another group; so the provision suits that share of the
children there are, as the plan has it, however long they stay. (Thrown for every *search*, short stays would count
too little, and breakdowns would make anything suit in the end.) Thrown *together* the coins of one child depend on
each other so that a child whom few provisions suit is not left without any: each provision still suits exactly its
share, and where the shares add up to 1 or more every child suits one or more (systematic sampling in random
order). Thrown *apart* they are independent, and a child whom nothing suits throws again.

**Another need group.** A child who comes to be of another group, by growing older say, *stays* where it is as long
as that suits the new group, as nobody is moved to suit the numbers. A plan counts by group, and so takes for
granted that it *asks* for a home again; with that setting it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.case import Floats
from optimiser.simulation.world import Ask


@dataclass(frozen=True, slots=True)
class Policy:
    """How children are matched with homes."""

    name: str
    first: Literal["cheapest", "as_planned"]
    coins: Literal["together", "apart"] = "together"
    thrown: Literal["each_child", "each_search"] = "each_child"
    another_group: Literal["stays", "asks"] = "stays"
    ask_again: float = 1 / 12
    """Years after which a child without a home asks everywhere again, if no place has come free before."""


OWN_FIRST = Policy("own_first", "cheapest")
AS_PLANNED = Policy("as_planned", "as_planned")
AS_COUNTED = Policy("as_counted", "as_planned", another_group="asks")
"""As planned, and as the plan counts: with children who ask again when they come to be of another group."""


@dataclass(frozen=True, slots=True)
class Home:
    """Sites to ask for one kind of care: its full price a week, and which of a child's coins says if it suits."""

    price: float
    coin: int
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Preferred:
    """What children of an origin ask in a period.

    ``order``: the cheapest first; ``coin``: for each, which of the child's coins says whether it suits. ``own``:
    places that are offered first, by price. ``planned``: other pools that the plan places into; ``up_to``: the
    running sum of how many come.
    """

    order: tuple[Ask, ...]
    coin: tuple[int, ...]
    own: tuple[Home, ...] = ()
    planned: tuple[Home, ...] = ()
    up_to: Floats | None = None

    def suiting(self, coins: Sequence[bool], besides: int | None = None) -> list[Ask]:
        """The sites of the order that suit a child, and those of one coin ``besides``."""
        pairs = zip(self.order, self.coin, strict=True)
        return [ask for ask, coin in pairs if coins[coin] or coin == besides]

    def drawn(self, random: np.random.Generator) -> Home | None:
        """The home that the plan would give a child."""
        if self.up_to is None:
            return None
        drawn = np.searchsorted(self.up_to, random.random() * self.up_to[-1], side="right")
        return self.planned[int(drawn)]


@dataclass(frozen=True)
class Asked:
    """Orders of asking under a policy: an :class:`~optimiser.simulation.world.Asking`.

    ``shares`` (by origin): the shares of the origin's children whom provisions suit. ``preferred``: by origin and
    period.
    """

    policy: Policy
    shares: tuple[Floats, ...]
    preferred: tuple[tuple[Preferred, ...], ...]

    @property
    def afresh(self) -> bool:
        """Whether a child's coins are thrown again for every search."""
        return self.policy.thrown == "each_search"

    def throw(self, origin: int, random: np.random.Generator) -> Sequence[bool]:
        """Throw the coins that say which provisions suit a child."""
        throw = together if self.policy.coins == "together" else apart
        return throw(self.shares[origin], random)

    def order(self, origin: int, period: int, coins: Sequence[bool], random: np.random.Generator) -> Sequence[Ask]:
        """The sites that a child asks."""
        found = self.preferred[origin][period]
        if self.policy.first == "cheapest":
            return found.suiting(coins)
        home = found.drawn(random)
        most = np.inf if home is None else home.price
        first = [ask for own in found.own if coins[own.coin] and own.price < most for ask in own.asks]
        first += () if home is None else home.asks
        then = found.suiting(coins, None if home is None else home.coin)
        return list(dict.fromkeys([*first, *then]))


def together(shares: Floats, random: np.random.Generator) -> list[bool]:
    """Which provisions suit a child: each with its share, and as many of them as can be for every child."""
    order = random.permutation(len(shares))
    counted = np.floor(np.cumsum(shares[order]) + random.random())
    suits = np.empty(len(shares), dtype=bool)
    suits[order] = np.diff(counted, prepend=0.0) > 0
    return [bool(one) for one in suits]


def apart(shares: Floats, random: np.random.Generator) -> list[bool]:
    """Which provisions suit a child, each by a coin of its own; thrown again where none does."""
    if not shares.any():
        return [False] * len(shares)
    while True:
        suits = random.random(len(shares)) < shares
        if suits.any():
            return [bool(one) for one in suits]
