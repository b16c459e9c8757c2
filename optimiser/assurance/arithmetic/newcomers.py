"""Newcomers where places fill by the choice curve: their table, and that all groups are turned away alike."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.assurance.arithmetic.carried import carried_by, curved_pools, load_of
from optimiser.assurance.arithmetic.inputs import Flow, Pool
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.sides import Side
from optimiser.assurance.arithmetic.tables import Key
from optimiser.assurance.arithmetic.tolerances import ROW
from optimiser.assurance.arithmetic.traced import Traced, total


def check_newcomers_table(ledger: Ledger, plan: Side) -> None:
    """Compare every row of the table of newcomers, and report those that are missing or about nothing."""
    table, due = plan.run["newcomers"], set(_keys(plan) if curved_pools(plan) else ())
    for key in sorted(due):
        ledger.count("row")
        if key not in table:
            ledger.report("row", table.cell(key, "the row"), "the row is missing")
            continue
        scenario, period, need = key
        t = plan.inputs.periods.index(period)
        placed = total(plan.new(flow, t, scenario) for flow in plan.flows if flow.need == need)
        ledger.equal("newcomers", table.figure(key, "placed"), placed)
        newcomers, at = table.figure(key, "newcomers"), table.cell(key, "newcomers")
        ledger.at_least("newcomers", newcomers, 0.0, at)
        ledger.at_most("newcomers", newcomers, _needing(plan, need, t, scenario), at)
    for key in table.keys:
        if key not in due:
            ledger.report("row", table.cell(key, "the row"), "no places fill by the choice curve for this group")


def check_turned_away(ledger: Ledger, side: Side) -> None:
    """Compare the rule that places take in of every need group no more newcomers than they carry."""
    shares = curved_pools(side)
    for shared, pools in shares.items():
        areas = [one for one in shares if one.provision == shared.provision]
        for t, scenario in side.times():
            load = total(load_of(side, one, t, scenario) for one in areas)
            if load.value <= ROW:
                continue
            places = total(side.places(pool, t) for pool in pools)
            carried = carried_by(side, shared, places, t, scenario) / load
            bought = total(side.bought(pool, t, scenario) for pool in pools)
            for need, flows in _flows(side, pools).items():
                share = side.inputs.suitability[need, shared.provision].number("share_max")
                key = (scenario, side.inputs.periods[t], need)
                newcomers = side.run["newcomers"].figure(key, "newcomers") * share
                new = total(side.new(flow, t, scenario) for flow in flows) - bought
                at = side.sides_cell(pools[0], t, scenario)
                ledger.at_most("turned_away_alike", new, newcomers * carried, at)


def _flows(side: Side, pools: list[Pool]) -> dict[str, list[Flow]]:
    """Flows of the pools in which children may newly come to live, by need group."""
    found: dict[str, list[Flow]] = {}
    for pool in pools:
        for flow in side.of_pool.get(pool, ()):
            if side.inputs.suits(flow.need, flow.provision):
                found.setdefault(flow.need, []).append(flow)
    return found


def _keys(plan: Side) -> Iterator[Key]:
    for t, scenario in plan.times():
        for need in plan.inputs.needs:
            yield (scenario, plan.inputs.periods[t], need)


def _needing(plan: Side, need: str, t: int, scenario: str) -> Traced:
    """Children of a need group, of whom no more than all can be new."""
    demand = plan.inputs.demand
    return Traced(sum(demand[need, home, t, scenario] for home in plan.inputs.home_areas))
