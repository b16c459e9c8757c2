"""The arithmetic check: every number in a run folder, recomputed from its input tables and decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from optimiser.assurance.arithmetic.ahead import check_planning_ahead
from optimiser.assurance.arithmetic.carried import check_carried, check_pools_table, shared_provisions
from optimiser.assurance.arithmetic.children import check_children
from optimiser.assurance.arithmetic.costs import Line, cost_lines, in_every
from optimiser.assurance.arithmetic.decisions import check_decisions
from optimiser.assurance.arithmetic.diagnosis import suspects
from optimiser.assurance.arithmetic.figures import Figures
from optimiser.assurance.arithmetic.findings import ArithmeticCheck, Finding, NotRecomputed, Suspect
from optimiser.assurance.arithmetic.input_rows import MalformedError
from optimiser.assurance.arithmetic.inputs import Inputs, read_inputs
from optimiser.assurance.arithmetic.labels import check_labels
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.logs import (
    check_assumptions,
    check_changes,
    check_marginals,
    check_reconciliation,
    check_record,
)
from optimiser.assurance.arithmetic.money import (
    check_budgets,
    check_known_prices,
    check_lines,
    check_objective,
)
from optimiser.assurance.arithmetic.newcomers import check_newcomers_table, check_turned_away
from optimiser.assurance.arithmetic.places import check_differences, check_places
from optimiser.assurance.arithmetic.pools import check_pools
from optimiser.assurance.arithmetic.promises import check_locality, check_promises
from optimiser.assurance.arithmetic.reading import Table, compare_digests, read_record
from optimiser.assurance.arithmetic.savings import check_break_even, check_headlines, check_savings
from optimiser.assurance.arithmetic.sides import Side
from optimiser.assurance.arithmetic.tables import (
    Place,
    ResultTable,
    Run,
    has_baseline,
    read_tables,
    unknown_tables,
)
from optimiser.assurance.arithmetic.traced import Cell, Traced

_NOT_RECOMPUTED = (
    NotRecomputed(
        "marginals.csv, value",
        "a shadow price comes from solving again; it is compared with its own sentence, told to three figures",
    ),
    NotRecomputed(
        "planning_ahead.csv and the headlines about planning year by year",
        "that plan is in no table; its revenue is compared with its present value, its unmet need with nothing",
    ),
    NotRecomputed(
        "pools.csv, offered_load",
        "the plan was made with it; what follows from it is recomputed, and that it is not more than all children",
    ),
    NotRecomputed(
        "newcomers.csv, newcomers",
        "the plan was made with them; what follows from them is recomputed, and that they are not too many",
    ),
    NotRecomputed("result.json, bound", "it is the solver's proof; it is compared with the objective alone"),
    NotRecomputed("result.json, rows, columns, nonzeros, integers, seconds, versions", "they tell of the solver"),
    NotRecomputed("labels, units, warnings and explanations", "they are words; the files' digests guard them"),
)
_PLAN_TABLES = (
    "plan", "placements", "places", "bought", "costs", "savings", "locality", "targets", "unmet", "moves",
    "break_even", "marginals",
)  # fmt: skip
"""Tables that have rows only where there is a plan."""


def check_arithmetic(folder: Path) -> ArithmeticCheck:
    """Recompute every constraint, cost line, table and headline of a run folder from its own files.

    Nothing of the planner is used: no model and no solver, only the CSV files and ``result.json``. Whatever is
    wrong with the folder is a finding; nothing is raised.
    """
    reading = Ledger()
    record, inputs = read_record(folder, reading), read_inputs(folder, reading)
    tables = read_tables(folder, reading)
    if record is not None:
        compare_digests(folder, record, reading)
    if record is None or inputs is None or tables is None:
        return _outcome([reading], (), _missing(folder))
    inputs = replace(inputs, shared=shared_provisions(tables["pools"]))
    given = _Given(record, tables, inputs, Figures(inputs))
    compared = given.compare({})
    other_inputs = any(finding.check == "assumption" for finding in compared.findings)
    found = () if other_inputs else suspects(compared, given.compare)
    return _outcome([reading, compared], found, _missing(folder))


@dataclass(frozen=True)
class _Given:
    """Everything that was read of a run folder."""

    record: Mapping[str, Any]
    tables: Mapping[str, Table]
    inputs: Inputs
    figures: Figures

    def compare(self, instead: Mapping[Place, float]) -> Ledger:
        """Make every comparison, with other figures in some cells."""
        ledger = Ledger()
        known = has_baseline(self.record)
        held = {name: ResultTable(name, table, ledger, instead, known) for name, table in self.tables.items()}
        run = Run(self.record, held, instead)
        try:
            self.inputs.complete()
            _compare_logs(ledger, run, self.figures)
            if run.has_plan:
                check_labels(ledger, run, self.inputs)
                _compare_plan(ledger, run, self.figures)
            else:
                _nothing_told(ledger, run)
        except MalformedError as fault:
            ledger.report("cell", fault.at, f"{fault}, so nothing more can be recomputed", fault.found)
        except ArithmeticError as fault:
            at = Cell("inputs", None, "the figures")
            ledger.report("cell", at, f"nothing more can be recomputed with figures of such a size: {fault}")
        return ledger


def _compare_logs(ledger: Ledger, run: Run, figures: Figures) -> None:
    check_record(ledger, run, figures.inputs)
    check_assumptions(ledger, run, figures.inputs)
    check_changes(ledger, run, figures.inputs)
    check_reconciliation(ledger, run, figures)


def _compare_plan(ledger: Ledger, run: Run, figures: Figures) -> None:
    plan = Side(run, figures, is_plan=True)
    nothing = Side(run, figures, is_plan=False) if run.has_baseline else None
    mine = cost_lines(plan)
    other = {} if nothing is None else cost_lines(nothing)
    sums: dict[str, Traced] = {}
    for side in (plan, nothing) if nothing is not None else (plan,):
        check_children(ledger, side)
        check_pools(ledger, side)
        check_carried(ledger, side)
        check_turned_away(ledger, side)
    check_decisions(ledger, plan)
    check_places(ledger, plan, nothing)
    check_pools_table(ledger, plan)
    check_newcomers_table(ledger, plan)
    check_differences(ledger, run)
    check_lines(ledger, run, "amount", mine)
    if nothing is not None:
        check_lines(ledger, run, "do_nothing", other)
        sums = check_savings(ledger, plan, nothing, mine, other)
    priced = check_promises(ledger, plan, nothing)
    check_budgets(ledger, plan, mine)
    check_known_prices(ledger, run, priced | _budget_lines(plan))
    check_locality(ledger, plan, nothing)
    check_break_even(ledger, plan, nothing, other)
    check_objective(ledger, run, plan, mine)
    check_headlines(ledger, plan, nothing, mine, other, sums)
    check_planning_ahead(ledger, plan, mine)
    check_marginals(ledger, run, figures)


def _budget_lines(plan: Side) -> set[Line]:
    """Every line under which money over a budget of the input tables could be priced."""
    names = {row.text("budget") for row in plan.inputs.rows("budgets")}
    scenarios = {*plan.inputs.scenarios, in_every(plan)}
    return {
        Line(scenario, period, "priced", "over_budget", item=name)
        for name in names
        for period in plan.inputs.periods
        for scenario in scenarios
    }


def _nothing_told(ledger: Ledger, run: Run) -> None:
    """Report rows about a plan where the record says that there is none."""
    for name in _PLAN_TABLES:
        ledger.count("row")
        for key in run[name].keys:
            ledger.report("row", run[name].cell(key, "the row"), "the record says that there is no plan")


def _missing(folder: Path) -> tuple[NotRecomputed, ...]:
    """What is not recomputed, tables that are not known among them."""
    why = "the table is not one that arithmetic knows; its digest guards it"
    return (*_NOT_RECOMPUTED, *(NotRecomputed(file, why) for file in unknown_tables(folder)))


def _outcome(
    ledgers: list[Ledger], found: tuple[Suspect, ...], missing: tuple[NotRecomputed, ...]
) -> ArithmeticCheck:
    findings: list[Finding] = []
    compared: Counter[str] = Counter()
    largest: dict[str, float] = {}
    for ledger in ledgers:
        findings += [*ledger.findings, *(relation.finding() for relation in ledger.broken)]
        compared += ledger.texts + Counter(relation.check for relation in ledger.relations)
        for relation in ledger.relations:
            apart = abs(relation.difference)
            if apart and relation.holds:
                largest[relation.check] = max(apart, largest.get(relation.check, 0.0))
    return ArithmeticCheck(tuple(findings), found, dict(compared), largest, missing)
