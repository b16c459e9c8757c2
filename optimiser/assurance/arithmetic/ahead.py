"""Planning ahead: the plan beside the one made year by year, whose own figures stand in no other table."""

from __future__ import annotations

import math
from collections.abc import Mapping

from optimiser.assurance.arithmetic.costs import Line
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.money import expected_in, present_value
from optimiser.assurance.arithmetic.sides import Side
from optimiser.assurance.arithmetic.traced import Traced, weighted

_YEARS, _VALUE = "headlines.present_value_year_by_year", "headlines.value_of_planning_ahead"


def check_planning_ahead(ledger: Ledger, plan: Side, lines: Mapping[Line, Traced]) -> None:
    """Compare the plan's columns, what lies between the two, and what the year-by-year plan's come to."""
    table = plan.run.tables.get("planning_ahead")
    if table is None or not len(table):
        for path in (_YEARS, _VALUE):
            ledger.equal("planning_ahead", plan.run.recorded(path), math.nan)
        return
    cash = plan.inputs.setting("capital_treatment") == "cash"
    paid = []
    for t, period in enumerate(plan.inputs.periods):
        key = (period,)
        if key not in table:
            ledger.report("row", table.cell(key, "the row"), "the row is missing")
            continue
        mine, theirs = expected_in(plan, lines, t), table.figure(key, "revenue_year_by_year")
        capital = weighted(
            (amount, 1.0) for line, amount in lines.items() if (line.kind, line.period) == ("capital", period)
        )
        ledger.equal("planning_ahead", table.figure(key, "revenue_plan"), mine)
        ledger.equal("planning_ahead", table.figure(key, "revenue_saving"), theirs - mine)
        ledger.equal("planning_ahead", table.figure(key, "capital_plan"), capital)
        paid.append((theirs, plan.figures.discount[t]))
        paid.append((table.figure(key, "capital_year_by_year"), plan.figures.discount[t] if cash else 0.0))
    total = weighted(paid)
    money = {line: amount for line, amount in lines.items() if line.kind != "priced"}
    value = plan.run.recorded(_VALUE)
    ledger.equal("planning_ahead", plan.run.recorded(_YEARS), total)
    ledger.equal("planning_ahead", value, total - present_value(plan, money))
