"""The starting position: what the homes that children live in now cost in a year, at the price base.

It is what published spending is reconciled to, and what a cashable saving is measured from.
"""

from __future__ import annotations

import numpy as np

from models import finance
from models.case import Case, Pool
from models.figures import existing_places


def starting_costs(case: Case) -> dict[str, float]:
    """Yearly cost of where children live at the start, by provision, at the price base (£, before grants)."""
    standing = existing_places(case)
    totals = dict.fromkeys(case.provisions, 0.0)
    for pool in case.pools:
        flows = case.flows_of_pool[pool]
        children = case.starting_children[flows]
        supplements = np.array([case.weekly_supplement(case.flows[j]) for j in flows])
        weekly = _weekly_at_start(case, pool, float(children.sum())) + float(children @ supplements)
        totals[pool.provision] += finance.yearly_cost(weekly, case.settings.weeks_per_year)
        existing = standing.get(pool)
        if existing is not None:
            totals[pool.provision] += float(existing.places[0] * existing.running_cost[0])
    return totals


def _weekly_at_start(case: Case, pool: Pool, children: float) -> float:
    """Weekly cost of the children in a pool at the start: own places first, then the cheapest tiers (£)."""
    own = sum(row.places for row in case.supply if row.pool == pool and row.from_period == 0)
    tiers = sorted(
        (row for row in case.market if row.pool == pool and row.from_period == 0), key=lambda row: row.tier
    )
    provision = case.provisions[pool.provision]
    cost, left = provision.weekly_cost * min(children, own), max(0.0, children - own)
    for row in tiers:
        taken = min(left, row.children_max)
        cost, left = cost + taken * row.weekly_cost, left - taken
    return cost + left * (tiers[-1].weekly_cost if tiers else provision.weekly_cost)


def starting_travel(case: Case) -> float:
    """Yearly cost of distance from home at the start, at the price base (£)."""
    miles = [case.proximity[flow.home_area, flow.area].miles or 0.0 for flow in case.flows]
    return float(case.settings.travel_cost_per_mile * (case.starting_children @ np.array(miles)))


def starting_grants(case: Case) -> float:
    """Grants that the starting position brings in a year, at the price base (£)."""
    nights = case.settings.weeks_per_year * finance.NIGHTS_PER_WEEK
    total = sum(row.places * row.grant for row in case.supply if row.from_period == 0)
    for grant in case.grants:
        if 0 not in grant.periods:
            continue
        if grant.basis == "per_child_per_night":
            in_scope = [flow.need in grant.needs and flow.provision in grant.provisions for flow in case.flows]
            total += grant.amount * nights * float(case.starting_children[in_scope].sum())
        elif grant.basis == "per_period":
            total += grant.amount / case.periods[0].years
    return float(total)


def covered_provisions(case: Case, provisions: object) -> list[str]:
    """Provisions of an outturn line's scope: none where blank, every one where ``*``."""
    if not isinstance(provisions, tuple):
        return []
    return list(case.provisions) if "*" in provisions else [str(provision) for provision in provisions]
