"""Places that fill by the choice curve: the table of pools, and the rule of those that areas share."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from optimiser.assurance.arithmetic.filling import Filling, carried, chances, needed
from optimiser.assurance.arithmetic.inputs import EVERY_AREA, Pool
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.reading import Table
from optimiser.assurance.arithmetic.sides import Side, excess
from optimiser.assurance.arithmetic.tables import Key
from optimiser.assurance.arithmetic.tolerances import ROW, SMALL
from optimiser.assurance.arithmetic.traced import Traced, no_figure, total

_SHARES = {"places_10": 0.10, "places_5": 0.05, "places_2": 0.02}
_STEP = 1e-5
"""Children by which a load is varied to find how a figure changes with it."""


def check_pools_table(ledger: Ledger, plan: Side) -> None:
    """Compare every row of the table of pools, and report those that are missing or about nothing."""
    table, due = plan.run["pools"], set()
    for shared, pools in curved_pools(plan).items():
        for t, scenario in plan.times():
            key = _key(plan, shared, t, scenario)
            due.add(key)
            ledger.count("row")
            if key not in table:
                ledger.report("row", table.cell(key, "the row"), "the row is missing")
            else:
                _row(ledger, plan, key, shared, pools, t, scenario)
    for key in table.keys:
        if key not in due:
            ledger.report(
                "row", table.cell(key, "the row"), "there is no pool whose places fill by the choice curve"
            )


def check_carried(ledger: Ledger, side: Side) -> None:
    """Compare the rule of places that all areas share; that of an area by itself is with its other rules."""
    for shared, pools in curved_pools(side).items():
        if shared.area != EVERY_AREA:
            continue
        for t, scenario in side.times():
            at = side.run["pools"].cell(_key(side, shared, t, scenario), side.column)
            filled = total(side.filled(pool, t, scenario) for pool in pools)
            exists = [side.figures.existing(pool, t) for pool in pools]
            existing = Traced(sum(held.places for held in exists if held is not None))
            market = sum(tier.children_max for pool in pools for tier in side.figures.tiers(pool, t))
            flows = [flow for pool in pools for flow in side.of_pool.get(pool, ())]
            settled = sum(side.figures.still_there(flow, t, scenario) for flow in flows)
            if settled > carried_by(side, shared, existing, t, scenario).value + market + ROW:
                new = total(side.new(flow, t, scenario) for flow in flows)
                ledger.at_most("carried_children", new, 0.0, at)
            else:
                places = total(side.places(pool, t) for pool in pools)
                ledger.at_most("carried_children", filled, carried_by(side, shared, places, t, scenario), at)


def shared_provisions(table: Table) -> frozenset[str]:
    """Provisions whose areas share their places by the table of pools."""
    rows = (row.cells for row in table.rows)
    return frozenset(cells.get("provision", "") for cells in rows if cells.get("area") == EVERY_AREA)


def curved_pools(side: Side) -> dict[Pool, list[Pool]]:
    """Pools with places of their own that fill by the choice curve, and the pools they are made of."""
    found: dict[Pool, list[Pool]] = {}
    for pool in side.inputs.pools:
        how = side.inputs.filling(pool.provision)
        if how is not None and side.has_own(pool):
            found.setdefault(Pool(pool.provision, EVERY_AREA) if how.together else pool, []).append(pool)
    return found


def carried_by(side: Side, shared: Pool, places: Traced, t: int, scenario: str) -> Traced:
    """Children whom so many places carry at the load in the table of pools."""
    load, how = load_of(side, shared, t, scenario), side.inputs.filling(shared.provision)
    assert how is not None
    offered = places * how.available
    if not _sensible(side, load, offered, t, scenario):
        return no_figure(load, offered)
    value, slope = carried(load.value, offered.value, how)
    by_load = _slope(load.value, lambda varied: carried(varied, offered.value, how)[0])
    return Traced(value, ((offered, slope), (load, by_load)))


def chance_of_nothing(side: Side, shared: Pool, places: Traced, t: int, scenario: str) -> Traced:
    """Chance that nothing suits a child who comes to so many places, at the load in the table of pools."""
    load, how = load_of(side, shared, t, scenario), side.inputs.filling(shared.provision)
    assert how is not None
    offered = places * how.available
    if not _sensible(side, load, offered, t, scenario):
        return no_figure(load, offered)
    return _chances(load, offered, how)["no_suitable"]


def _key(side: Side, shared: Pool, t: int, scenario: str) -> Key:
    return (scenario, side.inputs.periods[t], *shared)


def load_of(side: Side, shared: Pool, t: int, scenario: str) -> Traced:
    """The offered load of a pool in the table of pools."""
    return side.run["pools"].figure(_key(side, shared, t, scenario), "offered_load")


def _sensible(side: Side, load: Traced, offered: Traced, t: int, scenario: str) -> bool:
    """Whether a load is a number of children whom there could be, for places that could be."""
    return 0 <= load.value <= _everyone(side, t, scenario) + 1 and 0 <= offered.value < math.inf


def _everyone(side: Side, t: int, scenario: str) -> float:
    demand = side.inputs.demand
    return sum(children for (_, _, when, future), children in demand.items() if (when, future) == (t, scenario))


def _slope(load: float, figure: Callable[[float], float]) -> float:
    below = max(0.0, load - _STEP)
    return (figure(load + _STEP) - figure(below)) / (load + _STEP - below)


def _row(ledger: Ledger, plan: Side, key: Key, shared: Pool, pools: list[Pool], t: int, scenario: str) -> None:
    how, load = plan.inputs.filling(shared.provision), load_of(plan, shared, t, scenario)
    assert how is not None
    places = excess(total(plan.places(pool, t) for pool in pools))
    children = total(excess(plan.filled(pool, t, scenario)) for pool in pools)
    offered, held = places * how.available, carried_by(plan, shared, places, t, scenario)
    found = plan.run["pools"]
    at = found.cell(key, "offered_load")
    ledger.at_least("pools", load, 0.0, at)
    ledger.at_most("pools", load, _everyone(plan, t, scenario), at)
    expected = {"places": places, "available": offered, "carried": held, "children": children}
    if places.value > ROW or places.value <= SMALL / 10:
        expected["occupancy"] = children / places if places.value > ROW else no_figure(places)
    if load.value > ROW or load.value <= SMALL / 10:
        expected["turned_away"] = excess(held / load * -1.0 + 1.0) if load.value > ROW else no_figure(load)
    if _sensible(plan, load, offered, t, scenario):
        expected |= _chances(load, offered, how) | _needed(load, how)
    for column, number in expected.items():
        check = "what_places_carry" if column == "carried" else "pools"
        ledger.equal(check, found.figure(key, column), number)


def _chances(load: Traced, offered: Traced, how: Filling) -> dict[str, Traced]:
    figures: dict[str, Traced] = {}
    whole = math.floor(offered.value)
    for place, column in enumerate(("no_suitable", "choice_of_two")):

        def chance(varied: float, places: float, one: int = place) -> float:
            return chances(varied, places, how.suits)[one]

        by_place = chance(load.value, whole + 1) - chance(load.value, whole)
        by_load = _slope(load.value, partial(chance, places=offered.value))
        figures[column] = Traced(chance(load.value, offered.value), ((offered, by_place), (load, by_load)))
    return figures


def _needed(load: Traced, how: Filling) -> dict[str, Traced]:
    return {column: Traced(needed(load.value, share, how), ((load, 0.0),)) for column, share in _SHARES.items()}
