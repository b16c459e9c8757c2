"""Every way to make the whole-number decisions of a small case, each valued by itself.

What a set of decisions costs is found from the second formulation with those decisions fixed, so nothing here
shares a line with the planner's matrix; and that the best of all is the best needs no proof from a solver.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from models.audit import Problem, Variable, write
from models.case import Case, OptionKey, Pool, Supply
from optimiser.assurance.revalued import Revalued
from tests.properties.solving import SECONDS, THOUSAND

Choice = tuple[Variable, Sequence[int]]
"""A decision and the units that it may be about."""


def choices(problem: Problem) -> list[Choice]:
    """Every whole-number decision with the units that its own limits allow; the rows of the case do the rest."""
    case, unknowns = problem.case, problem.unknowns
    found: list[Choice] = []
    for (key, _), name in unknowns.decide.items():
        if case.options[key].whole_units:
            found.append((name, range(most_units(case, key) + 1)))
    for (pool, t), name in unknowns.close.items():
        found.append((name, range(_in_force(case, pool, t).units + 1)))
    return found


def most_units(case: Case, key: OptionKey) -> int:
    """Units of an option that may be decided in one period; the case gives every option such a limit."""
    option = case.options[key]
    limits = [option, *(case.limit_groups[label] for label in option.limit_groups)]
    return math.floor(min(min(limit.max_per_year, limit.max_total) for limit in limits))


def _in_force(case: Case, pool: Pool, t: int) -> Supply:
    rows = [row for row in case.supply if row.pool == pool and row.from_period <= t]
    return max(rows, key=lambda row: row.from_period)


def combinations(problem: Problem) -> int:
    """How many ways there are to make the decisions."""
    return math.prod(len(units) for _, units in choices(problem))


def every_plan(problem: Problem) -> Iterator[tuple[Mapping[str, float], float | None]]:
    """Every way to make the decisions, and what the cheapest plan with it costs (£), if there is one."""
    found = choices(problem)
    names = [name for name, _ in found]
    valued = Revalued(problem.lp, names)
    for units in itertools.product(*(allowed for _, allowed in found)):
        decided = dict(zip(names, map(float, units), strict=True))
        cost = valued.cost(decided, SECONDS)
        assert not valued.out_of_time
        yield decided, None if cost is None else cost * THOUSAND


def cheapest(case: Case) -> float:
    """What the cheapest of all plans costs (£): without end where none is possible."""
    return min((cost for _, cost in every_plan(write(case)) if cost is not None), default=math.inf)
