"""The starting position: what the homes that children live in now cost in a year, at the price base."""

from __future__ import annotations

from optimiser.assurance.arithmetic.costs import NIGHTS
from optimiser.assurance.arithmetic.figures import Figures
from optimiser.assurance.arithmetic.inputs import Flow, Pool


def starting_costs(figures: Figures) -> dict[str, float]:
    """Yearly cost of where children live at the start, by provision, before grants (£)."""
    inputs = figures.inputs
    found = dict.fromkeys(inputs.provisions, 0.0)
    for pool in inputs.pools:
        flows = {flow: n for flow, n in inputs.starting.items() if (flow.provision, flow.area) == tuple(pool)}
        weekly = _homes(figures, pool, sum(flows.values()))
        weekly += sum(children * _supplement(figures, flow) for flow, children in flows.items())
        found[pool.provision] += weekly * figures.weeks
        exists = figures.existing(pool, 0)
        if exists is not None:
            found[pool.provision] += exists.places * exists.row.number("running_cost")
    return found


def _homes(figures: Figures, pool: Pool, children: float) -> float:
    """Weekly price of children in a pool: its own places first, then the tiers in turn, the rest in the last."""
    usual = figures.inputs.provisions[pool.provision].number("weekly_cost")
    exists = figures.existing(pool, 0)
    offered = _offered_at_start(figures, pool)
    left = max(0.0, children - (exists.places if exists is not None else 0.0))
    weekly = (children - left) * usual
    for children_max, price in offered:
        taken = min(left, children_max)
        weekly, left = weekly + taken * price, left - taken
    return weekly + left * (offered[-1][1] if offered else usual)


def _offered_at_start(figures: Figures, pool: Pool) -> list[tuple[float, float]]:
    """Most children and price of each tier whose row holds from the first period."""
    inputs = figures.inputs
    begun = {
        str(int(row.number("tier")))
        for row in inputs.rows("market")
        if inputs.pool(row) == pool and inputs.period(row, "period") == 0
    }
    return [(tier.children_max, tier.weekly_cost) for tier in figures.tiers(pool, 0) if tier.tier in begun]


def _supplement(figures: Figures, flow: Flow) -> float:
    row = figures.inputs.suitability.get((flow.need, flow.provision))
    return 0.0 if row is None else row.number("weekly_supplement")


def starting_travel(figures: Figures) -> float:
    """Yearly cost of distance at the start (£)."""
    inputs = figures.inputs
    rate = inputs.rate("travel_cost_per_mile")
    miles = (
        children * (inputs.proximity[flow.home_area, flow.area].maybe("miles") or 0.0)
        for flow, children in inputs.starting.items()
    )
    return rate * sum(miles)


def starting_grants(figures: Figures) -> float:
    """Grants that the starting position brings in a year (£)."""
    inputs, found = figures.inputs, 0.0
    for pool in inputs.pools:
        exists = figures.existing(pool, 0)
        if exists is not None:
            found += exists.places * exists.row.number("grant")
    for row in inputs.rows("grants"):
        amount = row.number("amount")
        if inputs.periods[0] not in row.labels("periods", inputs.periods):
            continue
        if row.text("basis") == "per_period":
            found += amount / inputs.years[0]
        elif row.text("basis") == "per_child_per_night":
            needs, provisions = row.labels("needs", inputs.needs), row.labels("provisions", inputs.provisions)
            children = sum(
                n for flow, n in inputs.starting.items() if flow.need in needs and flow.provision in provisions
            )
            found += amount * figures.weeks * NIGHTS * children
    return found
