"""Promises about where and how children live, and the DfE's six cells of locality."""

from __future__ import annotations

from dataclasses import dataclass

from optimiser.assurance.arithmetic.chances import CHANCE, ChanceReach
from optimiser.assurance.arithmetic.costs import Line
from optimiser.assurance.arithmetic.input_rows import InputRow
from optimiser.assurance.arithmetic.inputs import Flow, Inputs
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.money import check_paid
from optimiser.assurance.arithmetic.sides import Side, excess
from optimiser.assurance.arithmetic.tables import Key, ResultTable
from optimiser.assurance.arithmetic.tolerances import ROW
from optimiser.assurance.arithmetic.traced import Traced, no_figure, total

_FAMILIES = ("fostering", "kinship", "parents", "adoption")
"""Families of provision in which a child lives in a family."""

_LOCAL = ("inside_boundary", "within_20_miles", "beyond_20_miles")
"""Measures that leave out need groups placed away for their safety."""

_NEAR = 20.0
"""Miles that the DfE's locality tables turn on."""

_KEPT = (1e-8, 1e-5)
"""Children short, as a share of those in scope (one at least), that surely keep and surely break a promise."""

BOUNDARIES, DISTANCES = ("inside", "outside"), ("within_20_miles", "beyond_20_miles", "unknown")
"""The DfE's six cells of locality."""

START = "start"
"""Scenario and period of where children live before the first period."""


def distance(inputs: Inputs, home_area: str, area: str) -> str:
    """How far a home is, in the DfE's words: by miles where known, and within 20 where inside the boundary."""
    row = inputs.proximity[home_area, area]
    miles = row.maybe("miles")
    if miles is not None:
        return "within_20_miles" if miles <= _NEAR else "beyond_20_miles"
    return "within_20_miles" if row.text("band") == "inside" else row.text("band")


def check_promises(ledger: Ledger, side: Side, nothing: Side | None) -> set[Line]:
    """Compare every promise and every row about it; return the lines that price shortfalls."""
    inputs, lines = side.inputs, set()
    for label, row in inputs.by("targets", "target").items():
        mine = _Scope.of(side, row)
        other = None if nothing is None else _Scope.of(nothing, row)
        for t, scenario in side.times():
            if inputs.periods[t] in row.labels("periods", inputs.periods):
                key = (scenario, inputs.periods[t], label)
                lines.add(Line(scenario, inputs.periods[t], "priced", "missed_promises", item=label))
                reach = _reach(plan_of=side, promise=mine, t=t, scenario=scenario)
                _promise(ledger, side, row, reach, key, t)
                _told(ledger, side.run["targets"], row, reach, key)
                if other is not None:
                    reached = _reach(plan_of=side, promise=other, t=t, scenario=scenario)
                    _told_of_nothing(ledger, side.run["targets"], reached, key)
    return lines


@dataclass(frozen=True)
class _Scope:
    """A promise, the flows of a side that are in its scope and those among them that count."""

    side: Side
    row: InputRow
    scope: list[Flow]
    counted: list[Flow]

    @classmethod
    def of(cls, side: Side, row: InputRow) -> _Scope:
        """Sort the flows of a side by a promise."""
        scope = [flow for flow in side.flows if _in_scope(side.inputs, row, flow)]
        return cls(side, row, scope, [flow for flow in scope if _counts(side.inputs, row, flow)])


class _Reach:
    """What a side reaches of a promise: children in scope, those counted, and how many short of it."""

    def __init__(self, promise: _Scope, t: int, scenario: str) -> None:
        side, row = promise.side, promise.row
        self.in_scope = total(side.children(flow, t, scenario) for flow in promise.scope)
        self.counted = total(side.children(flow, t, scenario) for flow in promise.counted)
        self.is_number = row.text("unit") == "number"
        value = row.number("value")
        self.asked = Traced(value) if self.is_number else self.in_scope * value
        at_least = row.text("sense") == "at_least"
        self.short = self.asked - self.counted if at_least else self.counted - self.asked

    @property
    def reached(self) -> Traced:
        """The number counted or their share; not a number where nobody is in scope."""
        if self.is_number:
            return self.counted
        return self.counted / self.in_scope if self.in_scope.value > ROW else no_figure(self.in_scope)

    @property
    def is_clear(self) -> bool:
        """Whether there are children in scope, or a number was asked for, so that a share means something."""
        return self.is_number or self.in_scope.value > ROW or self.in_scope.value == 0


def _reach(plan_of: Side, promise: _Scope, t: int, scenario: str) -> _Reach | ChanceReach:
    if promise.row.text("measure") == CHANCE:
        return ChanceReach.of(plan_of, promise.side, promise.row, t, scenario)
    return _Reach(promise, t, scenario)


def _in_scope(inputs: Inputs, row: InputRow, flow: Flow) -> bool:
    measure = row.text("measure")
    exempt = measure in _LOCAL and inputs.needs[flow.need].yes("locality_exempt")
    provision = inputs.provisions[flow.provision]
    chosen = measure == "selected" or flow.provision in row.labels("provisions", inputs.provisions)
    return (
        flow.need in row.labels("needs", inputs.needs) and not exempt and provision.yes("looked_after") and chosen
    )


def _counts(inputs: Inputs, row: InputRow, flow: Flow) -> bool:
    if flow.area not in row.labels("areas", inputs.areas):
        return False
    provision, measure = inputs.provisions[flow.provision], row.text("measure")
    if measure == "inside_boundary":
        return inputs.areas[flow.area].yes("inside_boundary")
    if measure in _LOCAL:
        return distance(inputs, flow.home_area, flow.area) == measure
    if measure == "in_house":
        return provision.text("sector") == "in_house"
    if measure == "family":
        return provision.text("family") in _FAMILIES
    if measure == "preferred":
        suited = inputs.suitability.get((flow.need, flow.provision))
        return suited is not None and suited.text("rating") == "preferred"
    return flow.provision in row.labels("provisions", inputs.provisions)


def _promise(ledger: Ledger, side: Side, row: InputRow, reach: _Reach | ChanceReach, key: Key, t: int) -> None:
    price = row.maybe("price_if_missed")
    rule = "suitable_home" if row.text("measure") == CHANCE else "promise"
    if price is None:
        ledger.at_most(rule, reach.short, 0.0, side.run["targets"].cell(key, "children"))
        return
    cash = price * side.inputs.years[t] * side.figures.general_index[t]
    line = Line(key[0], key[1], "priced", "missed_promises", item=key[2])
    check_paid(ledger, side.run, rule, line, excess(reach.short) * cash)


def _told(ledger: Ledger, table: ResultTable, row: InputRow, reach: _Reach | ChanceReach, key: Key) -> None:
    """Compare a row of the table of promises."""
    if key not in table:
        ledger.report("row", table.cell(key, "the row"), "the row is missing")
        return
    ledger.equal("target", table.figure(key, "asked"), row.number("value"))
    ledger.equal("target", table.figure(key, "children"), reach.counted)
    ledger.equal("target", table.figure(key, "in_scope"), reach.in_scope)
    ledger.equal("target", table.figure(key, "shortfall"), excess(reach.short))
    if reach.is_clear:
        ledger.equal("target", table.figure(key, "reached"), reach.reached)
    for column in ("measure", "unit", "sense"):
        ledger.same("target", table.cell(key, column), table.text(key, column), row.text(column))
    ledger.same("target", table.cell(key, "label"), table.text(key, "label"), row.text("label") or key[2])
    share = reach.short.value / max(1.0, reach.in_scope.value)
    if not _KEPT[0] < share < _KEPT[1]:
        kept = "yes" if share <= _KEPT[0] else "no"
        ledger.same("target", table.cell(key, "kept"), table.text(key, "kept"), kept)


def _told_of_nothing(ledger: Ledger, table: ResultTable, reach: _Reach | ChanceReach, key: Key) -> None:
    if key in table and reach.is_clear:
        ledger.equal("target", table.figure(key, "do_nothing"), reach.reached)


def check_locality(ledger: Ledger, side: Side, nothing: Side | None) -> None:
    """Compare the six cells, at the start and in every period and scenario."""
    table, inputs = side.run["locality"], side.inputs
    starting = {flow: Traced(children) for flow, children in inputs.starting.items()}
    started = _six_cells(inputs, starting)
    _compare(ledger, table, (START, START), started, started if nothing is not None else None)
    for t, scenario in side.times():
        mine = _six_cells(inputs, {flow: side.children(flow, t, scenario) for flow in side.flows})
        other = None
        if nothing is not None:
            other = _six_cells(inputs, {flow: nothing.children(flow, t, scenario) for flow in nothing.flows})
        _compare(ledger, table, (scenario, inputs.periods[t]), mine, other)


_Cells = dict[tuple[str, str], Traced]


def _six_cells(inputs: Inputs, children: dict[Flow, Traced]) -> _Cells:
    found: dict[tuple[str, str], list[Traced]] = {
        (boundary, far): [] for boundary in BOUNDARIES for far in DISTANCES
    }
    for flow, number in children.items():
        if inputs.provisions[flow.provision].yes("looked_after"):
            boundary = "inside" if inputs.areas[flow.area].yes("inside_boundary") else "outside"
            found[boundary, distance(inputs, flow.home_area, flow.area)].append(number)
    return {cell: total(numbers) for cell, numbers in found.items()}


def _compare(ledger: Ledger, table: ResultTable, when: Key, cells: _Cells, other: _Cells | None) -> None:
    everyone = total(cells.values())
    for cell, children in cells.items():
        key = (*when, *cell)
        if key not in table:
            ledger.report("row", table.cell(key, "the row"), "the row is missing")
            continue
        ledger.equal("locality", table.figure(key, "children"), children)
        share = children / everyone if everyone.value > ROW else Traced(0.0)
        if everyone.value > ROW or everyone.value == 0:
            ledger.equal("locality", table.figure(key, "share"), share)
        if other is not None:
            ledger.equal("locality", table.figure(key, "do_nothing"), other[cell])
