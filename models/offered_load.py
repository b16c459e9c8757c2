r"""Offered load: how many children would live in a pool on average if there were always room for them.

Children are offered the places of a provision before any that cost more, running costs included. So the load of a
provision is the children who live there and those who live in dearer provisions though it would suit them; where
it suits only a share of a need group, no more than that share. Which children live where is for the plan to say,
and the plan rests on the loads: planning goes round, from :func:`first_loads` by way of :func:`offered_loads`,
until the two agree. Where the areas of a provision do not share their places its load is split between them as
the places are; a child turned away in one of them is not offered another, so that what they carry is if anything
too low.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.case import Case, Floats, Pool

_NOBODY = 1e-9


def first_loads(case: Case, places: Mapping[Pool, Floats]) -> Mapping[Pool, Floats]:
    """Offered loads if all children of a group lived as those of the group live at the start.

    Shape of each: (period, scenario). ``places`` are those that exist, by period. Where nobody of a group is
    placed yet all of it is offered every place.
    """
    if not case.curved_pools:
        return {}
    groups = [(flow.need, flow.home_area) for flow in case.flows]
    placed: dict[tuple[str, str], float] = {}
    for group, children in zip(groups, case.starting_children.tolist(), strict=True):
        placed[group] = placed.get(group, 0.0) + children
    among = np.array([placed[group] for group in groups])
    shares = np.divide(case.starting_children, among, out=np.zeros(len(groups)), where=among > 0)
    return offered_loads(case, shares[:, None, None] * case.demand_by_flow, places)


def offered_loads(case: Case, living: Floats, places: Mapping[Pool, Floats]) -> Mapping[Pool, Floats]:
    """Offered load of every pool whose places follow the choice curve: each of shape (period, scenario).

    ``living`` counts the children of each flow by period and scenario, ``places`` those of each pool by period.
    """
    by_provision: dict[str, list[Pool]] = {}
    for shared in case.curved_pools:
        by_provision.setdefault(shared.provision, []).append(shared)
    loads: dict[Pool, Floats] = {}
    for provision, pools in by_provision.items():
        offered = _offered(case, provision, living)
        for pool, share in zip(pools, _shares(case, pools, places), strict=True):
            loads[pool] = share[:, None] * offered
    return loads


def _offered(case: Case, provision: str, living: Floats) -> Floats:
    """Children who live in a provision or would if there were room: (period, scenario)."""
    total = np.zeros(living.shape[1:])
    for (need, _), flows in case.flows_of_origin.items():
        there = [j for j in flows if case.flows[j].provision == provision]
        if not there:
            continue
        price = price_of_care(case, need, provision)
        dearer = [j for j in flows if price_of_care(case, need, case.flows[j].provision) > price]
        needing, there_now = case.demand_by_flow[flows[0]], living[there].sum(axis=0)
        elsewhere = living[dearer].sum(axis=0) if living[flows].sum() > _NOBODY else needing
        suits = case.suitability[need, provision].share_max if case.is_suitable(need, provision) else 0.0
        total += np.maximum(there_now, np.minimum(suits * needing, there_now + elsewhere))
    return total


def _shares(case: Case, pools: Sequence[Pool], places: Mapping[Pool, Floats]) -> list[Floats]:
    """Share of a provision's load that comes to each of its pools: (period,).

    As their places, one unit more of each option counted with them: children come where there are places, and
    an area where the first home could open must have a load to be judged by.
    """
    none = np.zeros(len(case.periods))
    counted = [
        np.sum([_counted(case, pool, places.get(pool, none)) for pool in case.curved_pools[shared]], axis=0)
        for shared in pools
    ]
    everything = np.sum(counted, axis=0)
    even = np.full_like(none, 1.0 / len(pools))
    return [np.divide(own, everything, out=even.copy(), where=everything > 0) for own in counted]


def _counted(case: Case, pool: Pool, places: Floats) -> Floats:
    """Places of a pool, never below nought by rounding, and one unit more of each of its options."""
    return np.maximum(0.0, places) + sum(option.places_per_unit for option in case.options_of_pool.get(pool, ()))


def price_of_care(case: Case, need: str, provision: str) -> float:
    """What a child of a need group costs a week at the price base, the running cost of places included, £."""
    suitability = case.suitability.get((need, provision))
    supplement = 0.0 if suitability is None else suitability.weekly_supplement
    return case.provisions[provision].weekly_cost + supplement + _running(case, provision)


def _running(case: Case, provision: str) -> float:
    """Running cost of a place for a week: of the existing places, else of those that could be added; £."""
    existing = [(row.places, row.running_cost) for row in case.supply if row.pool.provision == provision]
    options = [
        (option.places_per_unit, option.running_cost / option.places_per_unit)
        for option in case.options.values()
        if option.provision == provision and option.places_per_unit > 0
    ]
    places, cost = np.array(existing or options or [(1.0, 0.0)]).T
    everything = places.sum()
    yearly = float(places @ cost / everything) if everything > 0 else float(cost.mean())
    return yearly / case.settings.weeks_per_year
