"""Places and those who live in them: what a pool can hold, and what happens where settled children are more."""

from __future__ import annotations

from dataclasses import dataclass

from optimiser.assurance.arithmetic.carried import carried_by
from optimiser.assurance.arithmetic.figures import Tier
from optimiser.assurance.arithmetic.inputs import Pool
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.sides import Side
from optimiser.assurance.arithmetic.tolerances import ROW
from optimiser.assurance.arithmetic.traced import NOTHING, Cell, Traced, total


def check_pools(ledger: Ledger, side: Side) -> None:
    """Compare every rule about places, bought homes and moves because places are lost."""
    for pool in side.of_pool:
        for t, scenario in side.times():
            _check(ledger, _InPeriod.of(side, pool, t, scenario))
        if side.is_plan:
            _closures(ledger, side, pool)


@dataclass(frozen=True)
class _InPeriod:
    """A pool in a period and scenario: children, of whom new, bought by tier and displaced, and its places."""

    at: Cell
    own: bool
    children: Traced
    new: Traced
    displaced: Traced
    lost: Traced
    tiers: list[tuple[Tier, Traced]]
    places: Traced
    usable: Traced
    carried: Traced | None
    least: Traced

    @classmethod
    def of(cls, side: Side, pool: Pool, t: int, scenario: str) -> _InPeriod:
        """Look a pool up in a side."""
        flows = side.of_pool[pool]
        own = side.has_own(pool)
        places, usable, how = side.places(pool, t), side.usable(pool, t), side.inputs.filling(pool.provision)
        by_chance = own and how is not None and not how.together
        fewest = Traced(_standing(side, pool, t))
        return cls(
            at=side.sides_cell(pool, t, scenario),
            own=own,
            children=side.living(pool, t, scenario),
            new=total(side.new(flow, t, scenario) for flow in flows),
            displaced=total(side.displaced(flow, t, scenario) for flow in flows),
            lost=side.lost(pool, t) if own else NOTHING,
            tiers=[(tier, side.bought_at(pool, tier, t, scenario)) for tier in side.figures.tiers(pool, t)],
            places=places,
            usable=usable,
            carried=carried_by(side, pool, places, t, scenario) if by_chance else None,
            least=carried_by(side, pool, fewest, t, scenario) if by_chance else usable,
        )

    @property
    def bought(self) -> Traced:
        """Children bought at all tiers."""
        return total(children for _, children in self.tiers)

    @property
    def filled(self) -> Traced:
        """Children who are not bought."""
        return self.children - self.bought

    @property
    def limit(self) -> Traced:
        """What the pool takes before it is full: usable places, or what the fewest carry, and what tiers take."""
        return self.least + sum(tier.children_max for tier, _ in self.tiers)

    @property
    def numbers(self) -> tuple[Traced, ...]:
        """Everything that decides whether the pool is full."""
        bought = (children for _, children in self.tiers)
        carried = () if self.carried is None else (self.carried, self.least)
        return (self.children, self.new, self.displaced, self.usable, *carried, *bought)


_Rule = tuple[str, Traced, Traced | float]
"""A rule's name, and a number that is at most another."""


def _check(ledger: Ledger, pool: _InPeriod) -> None:
    for name, number, most in _always(pool):
        ledger.at_most(name, number, most, pool.at)
    if pool.tiers and not pool.own:
        ledger.equal("enough_places", pool.bought, pool.children, pool.at)
    room, full = _with_room(pool), _when_full(pool)
    is_full = pool.limit.value < float("inf") and _worst(room) > ROW and _worst(full) < _worst(room)
    for name, number, most in full if is_full else room:
        ledger.at_most(name, number, most, pool.at, given=pool.numbers)


def _always(pool: _InPeriod) -> list[_Rule]:
    """What holds of a pool whether or not it is full."""
    rules: list[_Rule] = [("moves_for_lost_places", pool.displaced, pool.lost)]
    if pool.own:
        rules.append(("a_place_for_every_child", pool.filled, pool.places))
    if pool.own and pool.tiers:
        rules.append(("bought_children_live_there", pool.bought, pool.children))
    rules += [("market_full", children, tier.children_max) for tier, children in pool.tiers[:-1]]
    return rules


def _with_room(pool: _InPeriod) -> list[_Rule]:
    """What holds of a pool that is within its limit: nobody is beyond it, nobody has to move."""
    rules: list[_Rule] = [("moves_only_when_full", pool.displaced, 0.0)]
    if pool.own or not pool.tiers:
        rules.append(("enough_places", pool.filled, pool.usable))
    if pool.carried is not None:
        rules.append(("carried_children", pool.filled, pool.carried))
    rules += [("market_full", children, tier.children_max) for tier, children in pool.tiers[-1:]]
    return rules


def _when_full(pool: _InPeriod) -> list[_Rule]:
    """What holds of a pool beyond its limit: nobody new, and every home that could be bought is."""
    rules: list[_Rule] = [
        ("nobody_new_when_full", pool.new, 0.0),
        ("full_only_when_full", pool.limit, pool.children),
    ]
    rules += [("market_used_before_full", Traced(tier.children_max), children) for tier, children in pool.tiers]
    return rules


def _standing(side: Side, pool: Pool, t: int) -> float:
    """Places of a pool that stand whatever is decided."""
    held = [side.figures.existing(pool, when) for when in range(t + 1)]
    if held[-1] is None or (side.is_plan and any(one is not None and one.row.yes("closable") for one in held)):
        return 0.0
    return held[-1].places


def _worst(rules: list[_Rule]) -> float:
    return max(number.value - (most.value if isinstance(most, Traced) else most) for _, number, most in rules)


def _closures(ledger: Ledger, side: Side, pool: Pool) -> None:
    for t in range(len(side.inputs.periods)):
        exists = side.figures.existing(pool, t)
        closed = side.closed(pool, t)
        at = closed.cell
        if at is None:
            continue
        if exists is None or exists.places <= 0 or not exists.row.yes("closable"):
            ledger.at_most("only_what_may_close", closed, 0.0, at)
        if exists is not None and exists.places > 0:
            ledger.at_most("closures_within_what_exists", side.closed_by(pool, t), exists.units, at)
