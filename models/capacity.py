r"""Capacity: existing places, options' places, closures, the market, and what of it can be used."""

from __future__ import annotations

import math
from collections.abc import Iterator

from models.case import Option, Pool
from models.decisions import PoolPeriod, has_places, needs_tiers
from models.plan_model import Formulation, Row
from models.terms import Terms


def places_of(f: Formulation, pool: Pool, t: int) -> Terms:
    r"""Places of a pool in a period, on average over it.

    .. math:: K_{p,a,t} = E_{p,a,t} \Bigl(1 - \frac{\sum_{\tau \le t} z_{p,a,\tau}}{U_{p,a,t}}\Bigr)
       + \sum_k \sum_{\tau \le t} n_{k,\tau} \, \pi_k(\tau, t)

    :math:`E` existing places in :math:`U` units, :math:`z` units closed, :math:`n` units of options decided,
    :math:`\pi` the delivery profile in places.
    """
    return Terms.total([_existing(f, pool, t), added_places(f, pool, t)])


def _existing(f: Formulation, pool: Pool, t: int) -> Terms:
    existing = f.figures.existing.get(pool)
    if existing is None:
        return Terms()
    closures = closed_units(f, pool, t)
    if not existing.places[t]:
        return Terms()
    return Terms(constant=float(existing.places[t])).minus(closures.times(existing.places[t] / existing.units[t]))


def closed_units(f: Formulation, pool: Pool, t: int) -> Terms:
    """Units of a pool closed up to and including a period."""
    found = [f.decisions.close.get((pool, when)) for when in range(t + 1)]
    positions = [position for position in found if position is not None]
    return Terms.sum_of(positions)


def added_places(f: Formulation, pool: Pool, t: int) -> Terms:
    """Places that the options decided up to a period have brought to a pool, on average over it."""
    return Terms.total(
        f.by_decision(option, f.figures.places[option.key][:, t], last=t)
        for option in f.case.options_of_pool.get(pool, ())
    )


def usable_places(f: Formulation, pool: Pool, t: int) -> Terms:
    """Places of a pool that can be planned to be filled at most: its places times the usable share."""
    return places_of(f, pool, t).times(f.case.usable_share(pool.provision))


def bought(f: Formulation, pool: Pool, t: int, s: int) -> Terms:
    """Children of a pool whose homes are bought at a market tier (where tiers are told apart)."""
    numbers = range(len(f.figures.market.get(pool, ())))
    keys = [(PoolPeriod(pool, t, s), number) for number in numbers]
    positions = [f.decisions.buy[key] for key in keys if key in f.decisions.buy]
    return Terms.sum_of(positions)


def _children(f: Formulation, pool: Pool, t: int, s: int) -> Terms:
    return f.living(f.case.flows_of_pool[pool], t, s)


def most_children(f: Formulation, pool: Pool, t: int, s: int) -> float:
    """No more children than this can ever live in the pool: all who could come from each origin."""
    flows = f.case.flows_of_pool[pool]
    origins = {(f.case.flows[j].need, f.case.flows[j].home_area): j for j in flows}
    return float(sum(f.case.demand_by_flow[j, t, s] for j in origins.values()))


def most_places(f: Formulation, pool: Pool, t: int) -> float:
    """No more places than this can stand in a pool in a period, whatever is decided; may be infinite."""
    most = _existing_at_most(f, pool, t)
    for option in f.case.options_of_pool.get(pool, ()):
        window = range(option.first_period, min(option.last_period, t) + 1)
        places = [float(f.figures.places[option.key][when, t]) for when in window]
        if any(places):
            yearly = sum(share * option.max_per_year for share in places if share > 0)
            most += min(yearly, max(places) * option.max_total)
    return most


def fewest_places(f: Formulation, pool: Pool, t: int) -> float:
    """Places that stand in a pool in a period whatever is decided."""
    existing = f.figures.existing.get(pool)
    return 0.0 if existing is None or existing.closable[: t + 1].any() else float(existing.places[t])


def least_limit(f: Formulation, pool: Pool, t: int, s: int) -> Terms:
    """The limit of a pool's own places, or for a choice curve a line that is nowhere above it.

    The line joins what the fewest places carry with what the most do, and the curve bends away above it; where no
    option and no closure changes the places, the two are one.
    """
    curve = f.figures.curves.get(pool)
    if curve is None:
        return usable_places(f, pool, t)
    fewest, most = fewest_places(f, pool, t), _most_places(f, pool, t, s)
    low, high = curve.carried(fewest, t, s), curve.carried(most, t, s)
    slope = (high - low) / (most - fewest) if most > fewest else 0.0
    return places_of(f, pool, t).times(slope).plus(Terms(constant=low - slope * fewest))


_ROOM_FOR_MANY_TIMES = 10.0
"""An option without any limit is taken to bring at most so many times the places that everyone would need."""
_AS_GOOD_AS_NO_LIMIT = 100.0
"""So is one whose limits allow so many times that: a larger number would be lost in the solver's tolerance."""


def _most_places(f: Formulation, pool: Pool, t: int, s: int) -> float:
    """A finite bound on the places of a pool: what its limits allow or, without limits, what is assumed."""
    assumed = assumed_places(f, pool, t, s)
    return most_places(f, pool, t) if assumed is None else assumed


def assumed_places(f: Formulation, pool: Pool, t: int, s: int) -> float | None:
    """The places that a pool is assumed never to exceed, where its options have no limit that says so.

    A plan that reaches them has an option that earns more than it costs, so there is no cheapest plan.
    """
    options = f.case.options_of_pool.get(pool, ())
    everyone = most_children(f, pool, t, s) + sum(option.places_per_unit for option in options)
    obliged = sum(_units_obliged(f, option) * option.places_per_unit for option in options)
    assumed = max(_ROOM_FOR_MANY_TIMES * (everyone + obliged), _existing_at_most(f, pool, t))
    return None if most_places(f, pool, t) <= _AS_GOOD_AS_NO_LIMIT * assumed else assumed


def _units_obliged(f: Formulation, option: Option) -> float:
    """Units of an option that must be decided at least, by itself or with the others of its limit groups."""
    groups = [f.case.limit_groups[label].min_total for label in option.limit_groups]
    return max([option.min_total, *groups])


def _existing_at_most(f: Formulation, pool: Pool, t: int) -> float:
    existing = f.figures.existing.get(pool)
    return 0.0 if existing is None else float(existing.places[t])


def _most_overfull(f: Formulation, pool: Pool, t: int, s: int) -> float:
    """No more children than this can be settled in a pool beyond its limit.

    Where all places are the pool's own there are never more children than places, so at most the places
    that occupancy leaves empty; where homes are bought too, or there is neither, only the number of children
    there could be is known.
    """
    everyone = most_children(f, pool, t, s)
    if f.figures.market.get(pool) or not has_places(f.case, f.figures, pool):
        return everyone
    spare = 1 - f.case.usable_share(pool.provision)
    return min(everyone, spare * most_places(f, pool, t)) if spare > 0 else 0.0


def _highest_limit(f: Formulation, pool: Pool, t: int, s: int) -> float:
    """No higher than this is the limit of a pool in a sensible plan: usable places and what can be bought."""
    return f.case.usable_share(pool.provision) * _most_places(f, pool, t, s) + market_maximum(f, pool, t)


def market_maximum(f: Formulation, pool: Pool, t: int) -> float:
    """Most children whose homes can be bought in a pool in a period, at all price tiers together."""
    return float(sum(tier.children_max[t] for tier in f.figures.market.get(pool, ())))


def enough_places(f: Formulation) -> None:
    r"""No more children live in a pool than its usable places and what is bought there.

    .. math:: \sum_{g,o} x_{g,o,p,a,t,s} - \sum_i w_{p,a,i,t,s} \le \mathrm{occ}_p K_{p,a,t} + M f_{p,a,t,s}

    The planning occupancy holds back new placements and never evicts: where the settled children could be
    more than the usable places, the switch :math:`f` lets them stay and :func:`nobody_new_when_full` then
    lets nobody new come. :math:`w` are children bought at a price tier. A pool with no places of its own and
    one price tier has the market maximum on the right instead; with several tiers every child there is bought
    at one of them, :math:`\sum_{g,o} x = \sum_i w`, and :func:`market_full` holds the dearest to its maximum.
    :math:`M` is the most children who can be settled beyond the limit.

    Unit: children. Shadow price: £ (present value) of one more usable place for the period.
    """
    f.add_rows("enough_places", _place_rows(f))


def _place_rows(f: Formulation) -> Iterator[Row]:
    for pool in f.case.pools:
        own, tiers = has_places(f.case, f.figures, pool), needs_tiers(f.case, f.figures, pool)
        for t, s in f.times():
            terms = _children(f, pool, t, s)
            full = f.decisions.full.get(PoolPeriod(pool, t, s))
            if tiers and not own:
                yield (*pool, t, s), 0.0, terms.minus(bought(f, pool, t, s)), 0.0
                continue
            if full is not None:
                terms = terms.minus(Terms.single(full, _most_overfull(f, pool, t, s)))
            if own:
                terms = terms.minus(bought(f, pool, t, s)).minus(usable_places(f, pool, t))
                yield (*pool, t, s), None, terms, 0.0
            else:
                market = f.figures.market.get(pool, ())
                limit = float(market[0].children_max[t]) if market else 0.0
                if limit < math.inf:
                    yield (*pool, t, s), None, terms, limit


def bought_children_live_there(f: Formulation) -> None:
    r"""Children bought at a market tier are among the children who live in the pool.

    .. math:: \sum_i w_{p,a,i,t,s} \le \sum_{g,o} x_{g,o,p,a,t,s}

    Needed only in a pool that has places of its own and a market beside them.

    Unit: children. Shadow price: £ (present value) of counting one more child as bought.
    """
    f.add_rows("bought_children_live_there", _bought_rows(f))


def _bought_rows(f: Formulation) -> Iterator[Row]:
    for pool in f.figures.market:
        if needs_tiers(f.case, f.figures, pool) and has_places(f.case, f.figures, pool):
            for t, s in f.times():
                yield (*pool, t, s), None, bought(f, pool, t, s).minus(_children(f, pool, t, s)), 0.0


def nobody_new_when_full(f: Formulation) -> None:
    r"""A pool that holds more settled children than its limit takes nobody new.

    .. math:: \sum_{g,o} y_{g,o,p,a,t,s} \le M (1 - f_{p,a,t,s})

    Unit: children. Shadow price: £ (present value) of one new child in a full pool.
    """
    f.add_rows("nobody_new_when_full", _nobody_new_rows(f))


def _nobody_new_rows(f: Formulation) -> Iterator[Row]:
    for (pool, t, s), full in f.decisions.full.items():
        most = min(most_children(f, pool, t, s), _highest_limit(f, pool, t, s))
        new = Terms.sum_of(f.decisions.place[f.case.flows_of_pool[pool], t, s])
        yield (*pool, t, s), None, new.plus(Terms.single(full, most)), most


def full_only_when_full(f: Formulation) -> None:
    r"""A pool counts as full only while the children who live there are at least its limit.

    .. math:: \sum_{g,o} x_{g,o,p,a,t,s} \ge \mathrm{occ}_p K_{p,a,t} + \sum_i \bar w_{p,a,i,t}
       - M (1 - f_{p,a,t,s})

    So the switch can neither be used to fill places beyond the planning occupancy with anybody but settled
    children, nor to move more children for lost places than brings the pool back within its limit.

    Unit: children. Shadow price: £ (present value) of one child less in a full pool.
    """
    f.add_rows("full_only_when_full", _full_rows(f))


def _full_rows(f: Formulation) -> Iterator[Row]:
    for (pool, t, s), full in f.decisions.full.items():
        most = _highest_limit(f, pool, t, s)
        beyond = _children(f, pool, t, s).minus(least_limit(f, pool, t, s))
        yield (*pool, t, s), market_maximum(f, pool, t) - most, beyond.minus(Terms.single(full, most)), None


def a_place_for_every_child(f: Formulation) -> None:
    r"""However full a pool of places is, no more children live there than there are places.

    .. math:: \sum_{g,o} x_{g,o,p,a,t,s} - \sum_i w_{p,a,i,t,s} \le K_{p,a,t}

    Needed only where settled children may be more than the planning occupancy allows.

    Unit: children. Shadow price: £ (present value) of one more place for the period.
    """
    f.add_rows("a_place_for_every_child", _physical_rows(f))


def _physical_rows(f: Formulation) -> Iterator[Row]:
    for pool, t, s in f.decisions.full:
        if has_places(f.case, f.figures, pool):
            terms = _children(f, pool, t, s).minus(bought(f, pool, t, s)).minus(places_of(f, pool, t))
            yield (*pool, t, s), None, terms, 0.0


def market_full(f: Formulation) -> None:
    r"""A market's dearest tier takes more than its maximum only of children who are settled there.

    .. math:: w_{p,a,I,t,s} \le \bar w_{p,a,I,t} + M f_{p,a,t,s}

    Needed only where the market may shrink below the children who live there.

    Unit: children. Shadow price: £ (present value) of one more child who could be bought at this tier.
    """
    f.add_rows("market_full", _market_rows(f))


def _market_rows(f: Formulation) -> Iterator[Row]:
    for (pool, t, s), full in f.decisions.full.items():
        tiers = f.figures.market.get(pool, ())
        dearest = f.decisions.buy.get((PoolPeriod(pool, t, s), len(tiers) - 1))
        if dearest is not None:
            terms = Terms.single(dearest).minus(Terms.single(full, most_children(f, pool, t, s)))
            yield (*pool, t, s), None, terms, float(tiers[-1].children_max[t])


def market_used_before_full(f: Formulation) -> None:
    r"""A pool is not full while a home could still be bought there.

    .. math:: w_{p,a,i,t,s} \ge \bar w_{p,a,i,t} \, f_{p,a,t,s} \qquad \forall i

    Needed only where the children bought at each price tier are told apart: settled children then fill every
    tier before any of them counts as more than the limit.

    Unit: children. Shadow price: £ (present value) of one child less at the tier.
    """
    f.add_rows("market_used_before_full", _market_first_rows(f))


def _market_first_rows(f: Formulation) -> Iterator[Row]:
    for (pool, t, s), full in f.decisions.full.items():
        for number, tier in enumerate(f.figures.market.get(pool, ())):
            position = f.decisions.buy.get((PoolPeriod(pool, t, s), number))
            if position is not None and tier.children_max[t] > 0:
                used = Terms.single(position).minus(Terms.single(full, float(tier.children_max[t])))
                yield (*pool, tier.tier, t, s), 0.0, used, None


def closures_within_what_exists(f: Formulation) -> None:
    r"""No more units are closed than there are.

    .. math:: \sum_{\tau \le t} z_{p,a,\tau} \le U_{p,a,t}

    Unit: units. Shadow price: £ (present value) of one more unit that could be closed.
    """
    f.add_rows("closures_within_what_exists", _closure_rows(f))


def _closure_rows(f: Formulation) -> Iterator[Row]:
    for pool in sorted({pool for pool, _ in f.decisions.close}):
        existing = f.figures.existing[pool]
        for t in range(len(f.case.periods)):
            if existing.places[t] > 0:
                yield (*pool, t), None, closed_units(f, pool, t), float(existing.units[t])
