"""The Lewisham case comes to what it came to before, unless a change and its reason are on record.

``lewisham.toml`` holds each quantity with its history. Where a test here fails, the figure has changed: if that is
right, add an entry with the date, the value and the reason at the end of its history.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import optimiser
from models.case import Case
from models.figures import derive
from models.money import discounted_cost
from models.plan import build
from models.starting_position import starting_costs, starting_grants, starting_travel
from optimiser.baseline import do_nothing
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.settings import SolveSettings
from tests.cases.casebook import LEWISHAM

GAP = 1e-4
RECORDED: Mapping[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("lewisham.toml").read_text(encoding="utf-8")
)


def golden(name: str) -> Any:
    """The newest recorded value of a quantity."""
    return RECORDED[name]["history"][-1]["value"]


@pytest.fixture(scope="session")
def case() -> Case:
    return optimiser.read_case(LEWISHAM).case


@pytest.fixture(scope="session")
def matrix(case: Case) -> Matrix:
    return compile_matrix(build(case))


@pytest.fixture(scope="session")
def found(case: Case, matrix: Matrix) -> dict[str, Any]:
    """Every quantity that takes no search for whole numbers."""
    return {**sizes(matrix), **start(case), **nothing_done(case), "relaxed_present_value": relaxed(matrix)}


def sizes(matrix: Matrix) -> dict[str, int]:
    rows, columns = matrix.rows.shape
    whole = int(matrix.whole.sum())
    return {"rows": rows, "columns": columns, "nonzeros": int(matrix.rows.nnz), "whole_columns": whole}


def start(case: Case) -> dict[str, Any]:
    inside = sum(n for flow, n in case.placements.items() if case.areas[flow.area].inside_boundary)
    return {
        "children_at_start": float(case.starting_children.sum()),
        "inside_at_start": inside,
        "children_needing_a_home": case.demand.sum(axis=(0, 1, 3)).tolist(),
        "existing_places": np.sum([held.places for held in derive(case).existing.values()], axis=0).tolist(),
        "starting_cost": sum(starting_costs(case).values()),
        "starting_travel": starting_travel(case),
        "starting_grants": starting_grants(case),
    }


def nothing_done(case: Case) -> dict[str, Any]:
    baseline = do_nothing(case, SolveSettings())
    assert baseline.solution is not None
    assert baseline.houses_everyone
    values, lines = baseline.solution.values, baseline.solution.plan.cost_lines
    yearly = {
        f"do_nothing_{name}": [
            sum(line.terms.value(values) for line in lines if (line.line, line.period) == (name, t))
            for t in range(len(case.periods))
        ]
        for name in ("placements", "existing_places", "grants")
    }
    present = discounted_cost(baseline.solution.plan.formulation, lines).value(values)
    return {"do_nothing_present_value": present, **yearly}


def relaxed(matrix: Matrix) -> float:
    objective = solve(matrix.relaxed()).objective
    assert objective is not None
    return objective


SEARCHED = ("proven_bound", "best_known_plan")


@pytest.mark.parametrize("name", [name for name in RECORDED if name not in SEARCHED])
def test_it_comes_to_what_is_on_record(found: dict[str, Any], name: str) -> None:
    assert found[name] == pytest.approx(golden(name), rel=1e-6, abs=1e-9), RECORDED[name]["what"]


def test_everything_found_is_on_record(found: dict[str, Any]) -> None:
    assert set(RECORDED) == {*found, *SEARCHED}


def test_bounds_and_plans_are_in_their_order() -> None:
    """No plan is cheaper than its relaxation, nor dearer than doing nothing."""
    order = ["relaxed_present_value", "proven_bound", "best_known_plan", "do_nothing_present_value"]
    values = [golden(name) for name in order]
    assert values == sorted(values)
    assert values[2] - values[1] <= GAP * values[2]


@pytest.mark.slow
def test_the_cheapest_plan_lies_where_it_did(matrix: Matrix) -> None:
    """Whichever plan is found, it costs no less than what was proven, and nothing above a known plan is proven."""
    outcome = solve(matrix, SolveSettings(gap=GAP))
    assert outcome.status is optimiser.Status.OPTIMAL
    assert outcome.objective is not None
    assert outcome.bound is not None
    assert outcome.objective >= golden("proven_bound") * (1 - 1e-6)
    assert outcome.bound <= golden("best_known_plan") * (1 + 1e-6)
    assert outcome.objective - outcome.bound <= GAP * outcome.objective * (1 + 1e-6)


@pytest.mark.parametrize("name", RECORDED)
def test_every_value_has_a_date_and_a_reason(name: str) -> None:
    history = RECORDED[name]["history"]
    assert RECORDED[name]["what"].endswith(".")
    assert RECORDED[name]["unit"]
    assert history
    dates = [entry["date"] for entry in history]
    assert all(type(day) is date for day in dates)
    assert dates == sorted(dates), "newest last"
    for entry in history:
        assert set(entry) == {"date", "value", "reason"}
        assert len(entry["reason"].split()) >= 5, "a reason says what changed and why"
    values = [entry["value"] for entry in history]
    assert all(one != other for one, other in pairwise(values)), "an entry is a change"
