"""The planner and the second opinion on one case, as plainly as they can be compared."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from models.audit import Decided, Problem, read, write
from models.case import Case
from models.figures import derive
from models.plan import build
from optimiser.assurance.claim import Claim
from optimiser.assurance.revalued import Revalued
from optimiser.engine.cbc import solve as solve_with_cbc
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.outcome import Status
from optimiser.engine.polish import polished
from optimiser.engine.settings import SolveSettings
from optimiser.engine.without_limit import at_assumed_places

EXACTLY = SolveSettings(gap=0.0, time_limit=120.0)
SECONDS = 120.0
THOUSAND = 1000.0
"""The second formulation's objective is in £1,000."""
_SMALL = 1e-7


@dataclass(frozen=True)
class Found:
    """How a search ended, and the least cost (£ at present value) where there is one.

    ``within_assumed``: the least cost only of plans within limits that options do not have.
    """

    status: Status
    cost: float | None = None
    within_assumed: bool = False


def with_estimated_loads(case: Case) -> Case:
    """The case with the offered loads that it is planned with first, where it has none yet."""
    figures = derive(case)
    loads = {pool: curve.load for pool, curve in figures.curves.items()}
    return replace(case, loads=loads, newcomers=figures.newcomers)


def planned(case: Case) -> Found:
    """What the planner finds, without its tables."""
    model = build(case)
    matrix = compile_matrix(model)
    outcome = polished(matrix, solve(matrix, EXACTLY), EXACTLY)
    if outcome.solution is not None and at_assumed_places(model, matrix.values(outcome.solution)):
        return Found(Status.UNBOUNDED)
    return Found(outcome.status, outcome.objective)


def relaxed(case: Case) -> Found:
    """What the planner finds where nothing need be whole."""
    outcome = solve(compile_matrix(build(case)).relaxed(), EXACTLY)
    return Found(outcome.status, outcome.objective)


def claimed(case: Case) -> Claim | None:
    """What the planner claims of its cheapest plan and the decisions in it; ``None`` where it has none."""
    model = build(case)
    matrix = compile_matrix(model)
    outcome = solve(matrix, EXACTLY)
    if outcome.solution is None:
        return None
    values, decisions = matrix.values(outcome.solution), model.formulation.decisions
    decide, close = (
        {key: float(values[position]) for key, position in held.items() if values[position] > _SMALL}
        for held in (decisions.decide, decisions.close)
    )
    decided = Decided(decide, close)
    return Claim(case, outcome.status, outcome.objective, outcome.bound, 0.0, decided, None, False)


def least(case: Case) -> float:
    """What the cheapest plan costs (£): without end where there is none, without bottom where it has no bound."""
    found = planned(case)
    if found.status is Status.OPTIMAL:
        assert found.cost is not None
        return found.cost
    return {Status.INFEASIBLE: math.inf, Status.UNBOUNDED: -math.inf}[found.status]


def by_second_formulation(problem: Problem) -> Found:
    """What HiGHS finds of the second formulation, which has no word for why it finds nothing."""
    cost = Revalued(problem.lp, ()).cost({}, SECONDS)
    return Found(Status.STOPPED) if cost is None else Found(Status.OPTIMAL, cost * THOUSAND)


def by_second_opinion(problem: Problem) -> Found:
    """What CBC finds of the second formulation."""
    outcome = solve_with_cbc(problem.lp, time_limit=SECONDS)
    if outcome.status is not Status.OPTIMAL:
        return Found(outcome.status)
    answer = read(problem, outcome.values)
    return Found(outcome.status, answer.objective, bool(answer.at_assumed_limit))


def second(case: Case, by_cbc: bool, given: Decided | None = None) -> Found:
    """The second opinion on a case: by CBC where asked, where a limit was assumed, and where there is no plan.

    ``given``: decisions to keep to.
    """
    problem = write(case, given=given)
    if not by_cbc and not problem.assumed:
        found = by_second_formulation(problem)
        if found.status is Status.OPTIMAL:
            return found
    return by_second_opinion(problem)


def same(one: float, other: float) -> bool:
    """Whether two costs (£) are the same but for the solvers' rounding."""
    if not (math.isfinite(one) and math.isfinite(other)):
        return one == other
    return abs(one - other) <= 0.05 + 1e-6 * max(abs(one), abs(other))


def no_more(lower: float, higher: float) -> bool:
    """Whether a cost is no more than another, but for the solvers' rounding."""
    return lower <= higher or same(lower, higher)
