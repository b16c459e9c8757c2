"""The tables of places and of homes bought, and what every table says of the plan less doing nothing."""

from __future__ import annotations

import math

from optimiser.assurance.arithmetic.inputs import Pool
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.sides import Side, excess
from optimiser.assurance.arithmetic.tables import Key, Run
from optimiser.assurance.arithmetic.tolerances import ROW, SMALL
from optimiser.assurance.arithmetic.traced import NOTHING, no_figure, smaller

BESIDE = {
    "placements": "children",
    "places": "places",
    "bought": "children",
    "costs": "amount",
    "locality": "children",
    "targets": "reached",
    "unmet": "children",
    "moves": "disrupted",
}
"""The figure of each table that stands beside doing nothing."""


def check_places(ledger: Ledger, plan: Side, nothing: Side | None) -> None:
    """Compare every row of places and of homes bought."""
    for pool in plan.of_pool:
        for t, scenario in plan.times():
            _row(ledger, plan, nothing, pool, t, scenario)
            _bought(ledger, plan, pool, t, scenario)


def _row(ledger: Ledger, plan: Side, nothing: Side | None, pool: Pool, t: int, scenario: str) -> None:
    table, key = plan.run["places"], (scenario, plan.inputs.periods[t], *pool)
    own, children = plan.has_own(pool), plan.living(pool, t, scenario)
    places, usable = (plan.places(pool, t), plan.usable(pool, t)) if own else (NOTHING, NOTHING)
    bought = smaller(plan.bought(pool, t, scenario), children) if own else children
    filled = children - bought
    before = nothing.places(pool, t) if nothing is not None and nothing.has_own(pool) else NOTHING
    if key not in table:
        largest = max(places.value, children.value, before.value)
        if largest > ROW:
            ledger.report("row", table.cell(key, "the row"), "the row is missing")
        return
    expected = {
        "places": places,
        "usable": usable,
        "children": children,
        "bought": bought,
        "empty": excess(places - filled),
    }
    for column, number in expected.items():
        ledger.equal("places", table.figure(key, column), number)
    if places.value > ROW or places.value <= SMALL / 10:
        share = filled / places if places.value > ROW else no_figure(places)
        ledger.equal("places", table.figure(key, "occupancy"), share)
    if nothing is not None:
        ledger.equal("places", table.figure(key, "do_nothing"), before)


def _bought(ledger: Ledger, plan: Side, pool: Pool, t: int, scenario: str) -> None:
    table = plan.run["bought"]
    when = (scenario, plan.inputs.periods[t])
    keys = {(*when, *pool, tier.tier): tier.weekly_cost for tier in plan.figures.tiers(pool, t)}
    for key, price in keys.items():
        if key in table:
            ledger.equal("bought", table.figure(key, "weekly_cost"), price)
    all_bought = bool(keys) and not plan.has_own(pool) and plan.living(pool, t, scenario).value > ROW
    if all_bought and not any(key in table for key in keys):
        ledger.report("row", table.cell(next(iter(keys)), "the row"), "the row is missing")


def check_differences(ledger: Ledger, run: Run) -> None:
    """Compare what stands beside doing nothing; both are empty where doing nothing could not be solved."""
    for name, column in BESIDE.items():
        table = run[name]
        for key in table.keys:
            mine, other = table.figure(key, column), table.figure(key, "do_nothing")
            found = table.figure(key, "difference")
            if run.has_baseline:
                ledger.equal("difference", found, mine - other)
            else:
                _blank(ledger, run, name, key)


def _blank(ledger: Ledger, run: Run, name: str, key: Key) -> None:
    columns = ["do_nothing", "difference", *(["planned_do_nothing"] if name == "moves" else [])]
    for column in columns:
        ledger.equal("difference", run[name].figure(key, column), math.nan)
