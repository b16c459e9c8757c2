"""What is decided: when and how much may be, and what each decision brings and costs."""

from __future__ import annotations

import math
from collections.abc import Iterator

from optimiser.assurance.arithmetic.inputs import Pool
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.sides import Side
from optimiser.assurance.arithmetic.tables import Key, ResultTable
from optimiser.assurance.arithmetic.traced import Cell, Traced, total

_Option = tuple[str, str]
_WHOLE = 1e-6
"""The solver takes a number this near a whole one for whole."""


def check_decisions(ledger: Ledger, side: Side) -> None:
    """Compare every delivery limit, and every figure of the table of decisions."""
    for option in side.inputs.options:
        _option(ledger, side, option)
    _groups(ledger, side)
    table = side.run["plan"]
    for key in (key for key in table.keys if key in table):
        action, name, _, area, period = key
        if action == "decide" and (name, area) in side.inputs.options:
            _decided(ledger, side, table, key)
        elif action == "close" and period in side.inputs.periods:
            _closed(ledger, side, table, key)


def _years(side: Side) -> dict[int, list[int]]:
    """The periods of each year of the plan: a year's limit is shared by its shorter periods."""
    found: dict[int, list[int]] = {}
    for t, start in enumerate(side.inputs.starts[:-1]):
        found.setdefault(math.floor(start + 1e-9), []).append(t)
    return found


def _place(side: Side, option: _Option, periods: list[int]) -> Cell:
    """The first cell with units of an option in some periods, or where one would be."""
    cells = [cell for t in periods if (cell := side.decided(option, t).cell) is not None]
    return next((cell for cell in cells if cell.row is not None), cells[0])


def _option(ledger: Ledger, side: Side, option: _Option) -> None:
    row, periods = side.inputs.options[option], list(range(len(side.inputs.periods)))
    first, last = side.inputs.period(row, "first_period"), side.inputs.period(row, "last_period", periods[-1])
    for t in periods:
        units = side.decided(option, t)
        at = _place(side, option, [t])
        if not first <= t <= last:
            ledger.at_most("within_its_periods", units, 0.0, at)
        if row.yes("whole_units") and at.row is not None:
            _whole(ledger, units, at)
    if math.isfinite(row.limit("max_per_period")):
        for held in _years(side).values():
            units = total(side.decided(option, t) for t in held)
            ledger.at_most("yearly_limit", units, row.limit("max_per_period"), _place(side, option, held))
    units, at = total(side.decided(option, t) for t in periods), _place(side, option, periods)
    if math.isfinite(row.limit("max_total")):
        ledger.at_most("total_limit", units, row.limit("max_total"), at)
    if row.number("min_total") > 0:
        ledger.at_least("total_limit", units, row.number("min_total"), at)


def _whole(ledger: Ledger, units: Traced, at: Cell) -> None:
    ledger.equal(
        "whole_units", units, float(round(units.value)) if math.isfinite(units.value) else 0.0, at, _WHOLE
    )


def _groups(ledger: Ledger, side: Side) -> None:
    groups = side.inputs.by("limits", "limit_group")
    for label, row in groups.items():
        members = [
            option for option, held in side.inputs.options.items() if label in held.labels("limit_group", groups)
        ]
        for year, held in _years(side).items():
            if math.isfinite(row.limit("max_per_period")) and members:
                units = total(side.decided(option, t) for option in members for t in held)
                at = Cell("plan.csv", None, "sum of units", (label, side.inputs.periods[_years(side)[year][0]]))
                ledger.at_most("group_yearly_limit", units, row.limit("max_per_period"), at)
        units = total(side.decided(option, t) for option in members for t in range(len(side.inputs.periods)))
        at = Cell("plan.csv", None, "sum of units", (label,))
        if math.isfinite(row.limit("max_total")):
            ledger.at_most("group_total_limit", units, row.limit("max_total"), at)
        if row.number("min_total") > 0:
            ledger.at_least("group_total_limit", units, row.number("min_total"), at)


def _decided(ledger: Ledger, side: Side, table: ResultTable, key: Key) -> None:
    _, option, provision, area, period = key
    if period not in side.inputs.periods:
        return
    row, t = side.inputs.options[option, area], side.inputs.periods.index(period)
    ledger.same("decision", table.cell(key, "provision"), provision, row.text("provision"))
    units = table.figure(key, "units")
    cash = units * side.figures.general_index[t]
    gross = cash * row.number("capital_cost")
    grant = gross * row.number("grant_share")
    expected = {
        "places": units * row.number("places_per_unit"),
        "setup_cost": cash * row.number("setup_cost"),
        "capital_gross": gross,
        "capital_grant": grant,
        "capital_net": gross - grant,
    }
    for column, number in expected.items():
        ledger.equal("decision", table.figure(key, column), number)
    ledger.same("decision", table.cell(key, "label"), table.text(key, "label"), row.text("label") or option)
    opens = _period_at(side, side.inputs.starts[t] + row.number("lead_time"))
    ledger.same("decision", table.cell(key, "opens"), table.text(key, "opens"), opens)


def _period_at(side: Side, years: float) -> str:
    """The period in which a moment falls; empty after the plan."""
    ends = side.inputs.starts[1:]
    for label, start, end in zip(side.inputs.periods, side.inputs.starts, ends, strict=False):
        if start <= years + 1e-9 < end:
            return label
    return ""


def _closed(ledger: Ledger, side: Side, table: ResultTable, key: Key) -> None:
    _, _, provision, area, period = key
    if provision not in side.inputs.provisions:
        return
    t = side.inputs.periods.index(period)
    units, exists = table.figure(key, "units"), side.figures.existing(Pool(provision, area), t)
    _whole(ledger, units, table.cell(key, "units"))
    per_unit = 0.0 if exists is None else exists.places / exists.units
    price = 0.0 if exists is None else exists.row.number("closing_cost") * side.figures.general_index[t]
    for column, number in _costs_of_closing(units, per_unit, price):
        ledger.equal("decision", table.figure(key, column), number)
    label = side.inputs.provisions[provision].text("label") or provision
    ledger.same("decision", table.cell(key, "label"), table.text(key, "label"), f"Close: {label}")
    ledger.same("decision", table.cell(key, "opens"), table.text(key, "opens"), period)


def _costs_of_closing(units: Traced, per_unit: float, price: float) -> Iterator[tuple[str, Traced]]:
    yield "places", units * -per_unit
    yield "setup_cost", units * price
    for column in ("capital_gross", "capital_grant", "capital_net"):
        yield column, Traced(0.0)
