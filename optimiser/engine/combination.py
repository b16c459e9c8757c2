"""The cheapest combination of figures that have to give way together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import scipy.sparse

from models.case import Floats
from optimiser.engine.allowance import Allowance
from optimiser.engine.bounded_solve import solve_bounded
from optimiser.engine.elastic import Elastic, with_row_limits
from optimiser.engine.loosening import BUDGET_FAMILIES, FAMILIES, amount_of, weight_of
from optimiser.engine.loosening_tried import changes_the_rules, is_enough
from optimiser.engine.loosenings import loosening
from optimiser.engine.matrix import Matrix, RowKey
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.reasons import Combination

STAGES = (("homes",), ("promises",), BUDGET_FAMILIES, ("suitable_share",), ("delivery",), ("market",))
"""The order in which shortfalls are made least where several kinds have to give way together."""


_FURTHER = (1.0, 2.0, 4.0, 8.0)
"""How many times its amount a cell is tried at, where the amount itself is not enough in the tables."""


def least_of_each_kind(
    loose: Elastic, families: Sequence[str], allowance: Allowance
) -> tuple[tuple[Combination, ...], bool]:
    """The combination of each kind that is least in all, where the kind is enough; and whether time ran out."""

    def work(family: str) -> tuple[Combination | None, bool]:
        members = _members(loose, [family])
        settings = allowance.settings()
        if len(members) < 2 or settings is None:
            return None, len(members) >= 2
        weights = {number: weight_of(loose.cells[number]) for number in members}
        opened = loose.least({number: _most(loose, number) for number in members}, weights)
        outcome = solve_bounded(opened, settings, cancel=allowance.cancelled)
        if outcome.solution is None:
            return None, outcome.status is not Status.INFEASIBLE
        amounts = _amounts(loose, outcome.solution, members)
        found = _combination(loose, family, outcome, amounts, allowance)
        return found, found is None and bool(amounts)

    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(work, families))
    return tuple(one for one, _ in found if one is not None), any(short for _, short in found)


def least_together(loose: Elastic, allowance: Allowance) -> Combination | None:
    """Make the shortfall of each stage least in turn, holding the stages before at theirs."""
    members = _members(loose, FAMILIES)
    matrix = loose.opened({number: _most(loose, number) for number in members})
    last: Outcome | None = None
    proven = True
    for families in STAGES:
        weights = {number: weight_of(loose.cells[number]) for number in _members(loose, families)}
        settings = allowance.settings()
        if not weights:
            continue
        if settings is None:
            proven = False
            break
        cost = np.zeros(len(matrix.cost))
        for number, weight in weights.items():
            cost[loose.first + number] = weight * loose.scales[number]
        start = None if last is None else last.solution
        outcome = solve_bounded(replace(matrix, cost=cost), settings, start=start, cancel=allowance.cancelled)
        proven = proven and outcome.status is Status.OPTIMAL
        if outcome.solution is None:
            break
        last = outcome
        matrix = _with_total(matrix, cost, float(cost @ outcome.solution))
    if last is None or last.solution is None:
        return None
    amounts = _amounts(loose, last.solution, members)
    return _combination(loose, "", last, amounts, allowance, proven)


def _members(loose: Elastic, families: Iterable[str]) -> list[int]:
    chosen = set(families)
    return [number for number, cell in enumerate(loose.cells) if cell.family in chosen]


def _most(loose: Elastic, number: int) -> float:
    """The most that a cell may give way; a promise in shares is measured afterwards, in the plan found."""
    cell = loose.cells[number]
    return math.inf if cell.family == "promises" else cell.most


def _with_total(matrix: Matrix, weights: Floats, total: float) -> Matrix:
    """The matrix with a row that keeps a weighted sum at a total already reached."""
    upper = np.array([total + 1e-6 * max(1.0, abs(total))])
    row = scipy.sparse.csc_array(weights.reshape(1, -1))
    return with_row_limits(matrix, [RowKey("stage", (len(matrix.row_keys),))], row, upper)


def _amounts(loose: Elastic, solution: Floats, members: Sequence[int]) -> dict[int, float]:
    """How far each of some cells gives way in a solution, of those that do."""
    amounts = loose.amounts(solution)
    return {n: float(amounts[n]) for n in members if amount_of(loose.cells[n], float(amounts[n])) > 0}


def _combination(
    loose: Elastic,
    family: str,
    outcome: Outcome,
    amounts: Mapping[int, float],
    allowance: Allowance,
    proven: bool = True,
) -> Combination | None:
    """The combination of some amounts; ``None`` where there is none that is known to be enough."""
    tried = _tried(loose, amounts, allowance) if amounts else None
    if tried is None:
        return None
    enough, exact = tried
    least = proven and exact and outcome.status is Status.OPTIMAL
    found = tuple(loosening(loose, n, amount, outcome.solution, least) for n, amount in enough.items())
    total = math.fsum(
        one.exact * weight_of(loose.cells[number]) for one, number in zip(found, enough, strict=True)
    )
    return Combination(family, found, total, FAMILIES.get(family, ""), least)


def _tried(
    loose: Elastic, amounts: Mapping[int, float], allowance: Allowance
) -> tuple[Mapping[int, float], bool] | None:
    """Amounts that are enough together, and whether they are those of the elastic plan, which is exact then.

    Where a cell changes the plan's rows otherwise than in proportion, they are tried on the plan written again,
    and such cells give way further as long as that is not enough.
    """
    beyond = {number for number in amounts if changes_the_rules(loose, loose.cells[number])}
    if not beyond:
        return amounts, True
    for times in _FURTHER:
        further = {n: min(amount * times, loose.cells[n].most) if n in beyond else amount
                   for n, amount in amounts.items()}  # fmt: skip
        said = {number: amount_of(loose.cells[number], amount) for number, amount in further.items()}
        enough = is_enough(loose, said, allowance)
        if enough is not False:
            return (further, False) if enough else None
    return None
