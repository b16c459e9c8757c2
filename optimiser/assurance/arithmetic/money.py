"""Money: every row of the table of costs, both budgets, and the objective."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from optimiser.assurance.arithmetic.costs import EVERY_SCENARIO, Line, in_every
from optimiser.assurance.arithmetic.input_rows import InputRow
from optimiser.assurance.arithmetic.inputs import Inputs
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.reading import RECORD
from optimiser.assurance.arithmetic.sides import Side, excess
from optimiser.assurance.arithmetic.tables import Run
from optimiser.assurance.arithmetic.tolerances import SMALL_LINE
from optimiser.assurance.arithmetic.traced import Cell, Traced, weighted

Lines = Mapping[Line, Traced]

PRICED_SHORTFALLS = ("missed_promises", "over_budget")
"""Lines that may be more than the shortfall they price, never less: compared with the promise and the budget."""


def check_lines(ledger: Ledger, run: Run, column: str, lines: Lines) -> None:
    """Compare one column of the table of costs with the lines as recomputed."""
    table = run["costs"]
    for line in dict.fromkeys([*table.keys, *lines]):
        if line[3] in PRICED_SHORTFALLS and column == "amount":
            continue
        found, expected = table.figure(tuple(line), column), lines.get(Line(*line), Traced(0.0))
        ledger.equal("cost_line", found, expected, slack=SMALL_LINE if found.value == 0 else 0.0)


def priced_amounts(run: Run) -> dict[Line, Traced]:
    """The prices of missed promises and of money over a budget that the plan pays, as its table has them."""
    table = run["costs"]
    found = {Line(*key): table.figure(key, "amount") for key in table.keys if key[3] in PRICED_SHORTFALLS}
    return {line: amount for line, amount in found.items() if line.kind == "priced"}


def probability(inputs: Inputs, scenario: str) -> float:
    """How likely a line's scenario is; a line that is the same in all is certain."""
    several = len(inputs.scenarios) > 1
    return 1.0 if several and scenario == EVERY_SCENARIO else inputs.scenarios.get(scenario, 0.0)


def expected_in(side: Side, lines: Lines, t: int, *names: str) -> Traced:
    """Expected revenue of a period in cash, of some lines only where they are named."""
    period = side.inputs.periods[t]
    return weighted(
        (amount, probability(side.inputs, line.scenario))
        for line, amount in lines.items()
        if line.period == period and line.kind == "revenue" and (not names or line.line in names)
    )


def present_value(side: Side, lines: Lines) -> Traced:
    """Expected cost at present value; capital counts only where it is treated as cash."""
    cash = side.inputs.setting("capital_treatment") == "cash"
    worth = dict(zip(side.inputs.periods, side.figures.discount, strict=True))
    return weighted(
        (amount, worth.get(line.period, 0.0) * probability(side.inputs, line.scenario))
        for line, amount in lines.items()
        if cash or line.kind != "capital"
    )


def check_objective(ledger: Ledger, run: Run, side: Side, lines: Lines) -> None:
    """Compare the objective with the discounted costs, and the gap with objective and bound."""
    everything = dict(lines) | priced_amounts(run)
    objective, bound, gap = (run.recorded(name) for name in ("objective", "bound", "gap"))
    ledger.equal("objective", objective, present_value(side, everything))
    tolerance = 1e-9 * max(1.0, abs(objective.value))
    if math.isfinite(bound.value):
        ledger.at_most("objective", bound, objective, Cell(RECORD, None, "bound"), slack=tolerance)
        apart = excess(objective - bound)
        size = abs(objective.value)
        share = apart / (objective if objective.value >= 0 else objective * -1.0) if size > 1e-9 else apart
        ledger.equal("objective", gap, share, slack=1e-12)
    if run.record["status"] == "optimal":
        at = Cell(RECORD, None, "gap")
        ledger.at_most("objective", gap, run.recorded("gap_asked"), at, slack=1e-9)


def check_budgets(ledger: Ledger, side: Side, lines: Lines) -> None:
    """Compare what is spent with every budget: a hard one is kept, the excess over a priced one is paid for."""
    for row in side.inputs.rows("budgets"):
        name = row.text("budget")
        for t in _periods(side.inputs, row):
            for scenario in side.inputs.scenarios if name == "revenue" else [in_every(side)]:
                line = Line(scenario, side.inputs.periods[t or 0], "priced", "over_budget", item=name)
                _budget(ledger, side, row, _spent(side, lines, name, t, scenario), line)


def _budget(ledger: Ledger, side: Side, row: InputRow, spent: Traced, line: Line) -> None:
    is_revenue = line.item == "revenue"
    check = "revenue_budget" if is_revenue else "capital_budget"
    limit, price = row.number("limit"), row.maybe("price_if_missed")
    if price is None:
        at = Cell("costs.csv", None, f"sum of {'revenue' if is_revenue else 'capital'}", line[:2])
        ledger.at_most(check, spent, limit, at)
    else:
        _paid(ledger, side.run, check, line, excess(spent - limit) * price)


def _periods(inputs: Inputs, row: InputRow) -> Sequence[int | None]:
    """The periods in which a budget holds; ``None`` for the whole plan, blank being every period."""
    if row.text("budget") == "capital_total":
        return [None]
    return [inputs.period(row, "period")] if row.text("period") else range(len(inputs.periods))


def _spent(side: Side, lines: Lines, name: str, t: int | None, scenario: str) -> Traced:
    kind = "revenue" if name == "revenue" else "capital"
    scenarios = {scenario, in_every(side)}
    return weighted(
        (amount, 1.0)
        for line, amount in lines.items()
        if line.kind == kind
        and line.scenario in scenarios
        and (t is None or line.period == side.inputs.periods[t])
    )


def _paid(ledger: Ledger, run: Run, check: str, line: Line, owed: Traced) -> None:
    amount = run["costs"].figure(tuple(line), "amount")
    slack = SMALL_LINE if amount.value == 0 else 0.0
    ledger.at_least(check, amount, owed, run["costs"].cell(tuple(line), "amount"), slack=slack)


def check_paid(ledger: Ledger, run: Run, check: str, line: Line, owed: Traced) -> None:
    """Compare the price paid for a missed promise with what its shortfall costs."""
    _paid(ledger, run, check, line, owed)


def check_known_prices(ledger: Ledger, run: Run, known: set[Line]) -> None:
    """Report prices paid for what is no promise and no budget of the input tables."""
    for line in priced_amounts(run):
        if line not in known:
            at = run["costs"].cell(tuple(line), "amount")
            ledger.at_most("cost_line", run["costs"].figure(tuple(line), "amount"), 0.0, at)
