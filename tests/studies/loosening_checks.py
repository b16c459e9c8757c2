"""What must hold of every suggested loosening: through the tables it is enough, one per cent less is not."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd

from models.plan import Plan, build
from optimiser.engine.bounded_solve import solve_bounded
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.outcome import Status
from optimiser.engine.settings import SolveSettings
from optimiser.studies.explain import Explained
from optimiser.tables.inputs import CaseInputs, recheck

LESS = 0.99
LONGEST = 120.0
ANY_PLAN = SolveSettings(gap=0.5, time_limit=LONGEST)


def with_cell(inputs: CaseInputs, row: dict[str, Any], value: float) -> CaseInputs:
    """The inputs with the cell that a loosening names at a value, through the ordinary checks."""
    frame = inputs.tables[row["table"]].copy()
    chosen = pd.Series(True, index=frame.index)
    for part in row["row"].split(";"):
        column, written = part.split("=", 1)
        chosen &= frame[column].map(lambda cell: "" if pd.isna(cell) else str(cell)) == written
    if row["table"] == "settings" and not chosen.any():
        new = pd.Series({"setting": "unmet_need", "value": f"{value:g}", "confidence": "judgement"})
        frame.loc[int(frame.index.max()) + 1] = new
    else:
        assert chosen.sum() == 1, row
        frame.loc[chosen, row["column"]] = f"{value:.0f}" if row["table"] == "settings" else value
    return recheck({**inputs.tables, row["table"]: frame}, inputs.path)


def has_plan(inputs: CaseInputs, most_without_a_home: float | None = None) -> bool:
    """Whether a case has a plan, one in which at most so many years of care are missed where that is given."""
    plan = build(inputs.case)
    matrix = compile_matrix(plan)
    if most_without_a_home is not None:
        return _most_missed(inputs, plan, matrix, most_without_a_home)
    free = replace(matrix, cost=0 * matrix.cost, offset=0.0)
    if solve_bounded(free.relaxed(), ANY_PLAN).status is Status.INFEASIBLE:
        return False
    outcome = solve(matrix, ANY_PLAN)
    if outcome.status is Status.STOPPED:
        outcome = solve_bounded(free, ANY_PLAN)
    assert outcome.status is not Status.STOPPED, "neither known"
    return outcome.status.has_plan


def _most_missed(inputs: CaseInputs, plan: Plan, matrix: Matrix, most: float) -> bool:
    cost = 0 * matrix.cost
    for (_, _, t, s), position in plan.formulation.decisions.unmet.items():
        years = inputs.case.periods[t].years * inputs.case.scenarios[s].probability
        cost[matrix.columns_of[position]] = years
    outcome = solve_bounded(replace(matrix, cost=cost, offset=0.0), SolveSettings(gap=1e-3, time_limit=LONGEST))
    assert outcome.objective is not None
    assert outcome.bound is not None
    assert not outcome.bound <= most < outcome.objective, "neither known"
    return outcome.objective <= most + 1e-6


def check_alone(inputs: CaseInputs, explained: Explained) -> int:
    """Check everything that is said to be enough alone; return how many are said to be the least that is."""
    table = explained.loosenings
    assert set(table[table["way"] == "alone"]["proven"]) <= {"yes"}
    assert set(table[table["way"] == "enough"]["proven"]) <= {"no"}
    for row in table[table["way"].isin(["alone", "enough"])].to_dict("records"):
        check_loosening(inputs, row)
    return int((table["way"] == "alone").sum())


def check_loosening(inputs: CaseInputs, row: dict[str, Any]) -> None:
    """The loosening is enough; one per cent less of it, or one unit less, is not, unless said so."""
    if row["family"] == "homes":
        allowed = with_cell(inputs, row, row["new"])
        assert has_plan(allowed, row["amount"]), row["sentence"]
        assert row["proven"] != "yes" or not has_plan(allowed, row["amount"] * LESS), row["sentence"]
        return
    assert has_plan(with_cell(inputs, row, row["new"])), row["sentence"]
    if row["proven"] != "yes":
        return
    old = float(row["old"])
    whole = row["unit"] == "units" and row["new"] == math.floor(row["new"]) and row["amount"] >= 1
    sign = 1 if row["new"] > old else -1
    less = row["new"] - sign if whole else old + sign * LESS * row["amount"]
    assert not has_plan(with_cell(inputs, row, less)), row["sentence"]
