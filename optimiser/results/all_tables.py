"""All tables of a run, in the order in which a reader would want them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from optimiser.engine.marginals import Marginal
from optimiser.engine.settings import SolveSettings
from optimiser.results.assumptions import assumptions_table
from optimiser.results.bought import bought_table
from optimiser.results.children import (
    locality_table,
    moves_table,
    placements_table,
    targets_table,
    unmet_table,
)
from optimiser.results.columns import COLUMNS, frame
from optimiser.results.decided import plan_table
from optimiser.results.decision_log import decisions_table
from optimiser.results.places import places_table
from optimiser.results.planning_ahead import planning_ahead_table
from optimiser.results.pools import (
    newcomers_table,
    newcomers_without_plan,
    pools_table,
    pools_without_plan,
)
from optimiser.results.solution import Solution
from optimiser.results.spending import break_even_table, costs_table, reconciliation_table, savings_table
from optimiser.tables.inputs import CaseInputs, LoggedChange
from optimiser.year_by_year import YearByYear


def all_tables(
    inputs: CaseInputs,
    solving: SolveSettings,
    solution: Solution,
    baseline: Solution | None,
    ahead: YearByYear | None,
    marginals: Sequence[Marginal],
) -> dict[str, pd.DataFrame]:
    """Every table of a run that has a plan."""
    return _about_inputs(inputs, solving) | {
        "plan": plan_table(solution),
        "placements": placements_table(solution, baseline),
        "places": places_table(solution, baseline),
        "pools": pools_table(solution),
        "newcomers": newcomers_table(solution),
        "bought": bought_table(solution, baseline),
        "costs": costs_table(solution, baseline),
        "savings": savings_table(solution, baseline),
        "planning_ahead": planning_ahead_table(solution, ahead),
        "locality": locality_table(solution, baseline),
        "targets": targets_table(solution, baseline),
        "unmet": unmet_table(solution, baseline),
        "moves": moves_table(solution, baseline),
        "break_even": break_even_table(solution, baseline),
        "marginals": marginals_table(solution, marginals),
    }


def empty_tables(inputs: CaseInputs, solving: SolveSettings) -> dict[str, pd.DataFrame]:
    """The tables of a run without a plan: those of the inputs, the loads given, the others without rows."""
    given = {"pools": pools_without_plan(inputs.case), "newcomers": newcomers_without_plan(inputs.case)}
    return {name: frame(name, []) for name in COLUMNS} | given | _about_inputs(inputs, solving)


def _about_inputs(inputs: CaseInputs, solving: SolveSettings) -> dict[str, pd.DataFrame]:
    """The tables that there are with or without a plan."""
    return {
        "reconciliation": reconciliation_table(inputs.case, inputs.tables["outturn"]),
        "assumptions": assumptions_table(inputs.tables, inputs.changes),
        "decisions": decisions_table(inputs, solving),
        "changes": changes_table(inputs.changes),
    }


def changes_table(log: Sequence[LoggedChange]) -> pd.DataFrame:
    """Every cell of the inputs that a what-if altered, in the order in which they were."""
    rows = [(one.what_if, one.table, one.row, one.column, one.old, one.new, one.reason) for one in log]
    return frame("changes", rows)


def marginals_table(solution: Solution, marginals: Sequence[Marginal]) -> pd.DataFrame:
    """Shadow prices, the whole-number decisions held fixed, as sentences with their values."""
    case = solution.case
    rows = [
        (
            m.family,
            "" if m.period is None else case.periods[m.period].period,
            "" if m.scenario is None else case.scenarios[m.scenario].scenario,
            m.sentence,
            m.value,
            m.unit,
        )
        for m in marginals
    ]
    return frame("marginals", rows)
