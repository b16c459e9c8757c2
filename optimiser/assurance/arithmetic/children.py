"""Where children live: everyone has a home, settled children stay, and nobody new comes where it does not suit."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.assurance.arithmetic.inputs import Flow
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.sides import Side
from optimiser.assurance.arithmetic.tolerances import ROW
from optimiser.assurance.arithmetic.traced import Cell, Traced, smaller, total

_SIXTEEN = 16
"""Supported accommodation is for 16- and 17-year-olds: Supported Accommodation (England) Regulations 2023."""

_TIE = 1e-9
"""Children between a share and the settled children that floating-point numbers cannot tell apart."""


def check_children(ledger: Ledger, side: Side) -> None:
    """Compare every rule about who lives where."""
    _everyone_has_a_home(ledger, side)
    _settled_children_stay(ledger, side)
    _moves(ledger, side)
    _suitable(ledger, side)
    _shares(ledger, side)
    _nothing_negative(ledger, side)


def _everyone_has_a_home(ledger: Ledger, side: Side) -> None:
    for (need, home_area, t, scenario), children in side.inputs.demand.items():
        flows = side.of_origin.get((need, home_area), [])
        placed = [side.children(flow, t, scenario) for flow in flows]
        without = side.unmet(need, home_area, t, scenario)
        at = Cell(
            "placements.csv", None, f"sum of {side.column}", (scenario, side.inputs.periods[t], need, home_area)
        )
        ledger.equal("everyone_has_a_home", total([*placed, without]), children, at)
        if side.is_plan and side.inputs.unmet_price is None:
            cell = without.cell or at
            ledger.at_most("everyone_has_a_home", without, 0.0, cell)


def _each(side: Side) -> Iterator[tuple[Flow, int, str, Cell]]:
    table = side.run["placements"]
    for flow in side.flows:
        for t, scenario in side.times():
            yield flow, t, scenario, table.cell((scenario, side.inputs.periods[t], *flow), side.column)


def _settled_children_stay(ledger: Ledger, side: Side) -> None:
    """Those who are not explained by staying are the newly placed, who are never fewer than none."""
    for flow, t, scenario, at in _each(side):
        if side.is_plan:
            moves = side.planned(flow, t, scenario) + side.displaced(flow, t, scenario)
            expected = side.settled(flow, t, scenario) - moves + side.new(flow, t, scenario)
            ledger.equal("settled_children_stay", side.children(flow, t, scenario), expected, at)
        else:
            ledger.at_least("settled_children_stay", side.accounted(flow, t, scenario), 0.0, at)


def _moves(ledger: Ledger, side: Side) -> None:
    table = side.run["moves"]
    moving = set(table.keys)
    for flow, t, scenario, _ in _each(side):
        key = (scenario, side.inputs.periods[t], *flow)
        if key not in moving:
            continue
        share = side.inputs.provisions[flow.provision].number("planned_moves_max") * side.inputs.years[t]
        settled = side.settled(flow, t, scenario)
        planned, displaced = side.planned(flow, t, scenario), side.displaced(flow, t, scenario)
        at = planned.cell or table.cell(key, "planned")
        ledger.at_most("planned_moves_limited", planned, settled * min(1.0, share), at)
        ledger.at_most("only_settled_children_move", planned + displaced, settled, at)


def _suitable(ledger: Ledger, side: Side) -> None:
    for flow, t, scenario, at in _each(side):
        provision, need = side.inputs.provisions[flow.provision], side.inputs.needs[flow.need]
        if not side.inputs.suits(flow.need, flow.provision):
            ledger.at_most("only_suitable_homes", side.new(flow, t, scenario), 0.0, at)
        if provision.text("family") == "supported_accommodation" and need.number("age_from") < _SIXTEEN:
            ledger.at_most("sixteen_and_over", side.children(flow, t, scenario), 0.0, at)


def _shares(ledger: Ledger, side: Side) -> None:
    inputs = side.inputs
    for (need, provision), row in inputs.suitability.items():
        share = row.number("share_max")
        flows = [flow for flow in side.flows if (flow.need, flow.provision) == (need, provision)]
        if share >= 1 or not flows or row.text("rating") == "unsuitable":
            continue
        for t, scenario in side.times():
            limit = share * sum(inputs.demand[need, home, t, scenario] for home in inputs.home_areas)
            settled = sum(side.figures.still_there(flow, t, scenario) for flow in flows)
            living = total(side.children(flow, t, scenario) for flow in flows) - limit
            new = total(side.new(flow, t, scenario) for flow in flows)
            over = living if settled < limit - _TIE else new if settled > limit + _TIE else smaller(living, new)
            at = Cell(
                "placements.csv", None, f"sum of {side.column}", (scenario, inputs.periods[t], need, provision)
            )
            ledger.at_most("suitable_share", over, 0.0, at)


def _nothing_negative(ledger: Ledger, side: Side) -> None:
    columns = {
        "placements": ("children", "new_placements") if side.is_plan else ("do_nothing",),
        "moves": ("planned", "disrupted") if side.is_plan else ("do_nothing", "planned_do_nothing"),
        "bought": (side.column,),
        "unmet": (side.column,),
        "plan": ("units",) if side.is_plan else (),
    }
    for name, wanted in columns.items():
        table = side.run[name]
        for key in table.keys:
            for column in wanted:
                number: Traced = table.figure(key, column)
                ledger.at_least("nothing_negative", number, 0.0, table.cell(key, column), slack=ROW)
