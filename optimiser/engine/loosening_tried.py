"""Figures changed in the case itself, and the plan written again: whether there is one then.

The elastic plan is exact wherever a cell enters the plan's rows in proportion. A limit that also decides whether a
pool counts as full does not, nor a share where places follow the choice curve, nor one below the children already
settled; those are tried here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import scipy.sparse

from models.case import Case
from models.plan import Plan, build
from optimiser.engine.allowance import Allowance
from optimiser.engine.bounded_solve import solve_bounded
from optimiser.engine.elastic import Elastic, with_row_limits, years_without_a_home
from optimiser.engine.loosening import Cell, loosened
from optimiser.engine.loosening_cells import HOMES
from optimiser.engine.loosenings import deterrent
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.outcome import Status

_ROUNDING = 1e-6


def changes_the_rules(loose: Elastic, cell: Cell) -> bool:
    """Whether the plan's rows change otherwise than in proportion to a cell."""
    if cell.family == "suitable_share":
        case, starting = loose.plan.formulation.case, loose.plan.formulation.figures.starting
        if case.curve_of(cell.subject[1]) is not None:
            return True
        settled = starting[case.flows_of_care[cell.subject[0], cell.subject[1]]].sum(axis=0)
        need = list(case.needs).index(cell.subject[0])
        return bool((settled > cell.old * case.demand[need].sum(axis=0)).any())
    return cell.family in ("market", "delivery") and bool(loose.plan.formulation.decisions.full)


def is_enough(loose: Elastic, amounts: Mapping[int, float], allowance: Allowance) -> bool | None:
    """Whether there is a plan when it is written again with cells (by number) given way by amounts.

    ``None`` where time ran out. Children without a home are given way to up to their amount, in years of care.
    """
    settings = allowance.settings()
    if settings is None:
        return None
    case, without_a_home = loose.case, math.inf
    for number, amount in amounts.items():
        cell = loose.cells[number]
        if cell.family == "homes":
            case, without_a_home = _allowed(case, deterrent(loose)), amount
        else:
            case = loosened(case, cell, amount)
    outcome = solve_bounded(_tried(build(case), without_a_home), settings, cancel=allowance.cancelled)
    if outcome.solution is None:
        return False if outcome.status is Status.INFEASIBLE else None
    return True


def _allowed(case: Case, price: float) -> Case:
    return replace(case, settings=replace(case.settings, unmet_need_price=price))


def _tried(plan: Plan, without_a_home: float) -> Matrix:
    """A plan's matrix without costs, at most so many years of care being missed."""
    matrix = compile_matrix(plan)
    free = replace(matrix, cost=np.zeros_like(matrix.cost), offset=0.0)
    if without_a_home == math.inf:
        return free
    row = scipy.sparse.csc_array(years_without_a_home(plan, free))
    return with_row_limits(free, [HOMES], row, np.array([without_a_home * (1 + _ROUNDING)]))
