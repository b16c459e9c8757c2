"""A small set of promises and limits that cannot hold together, from which none can be left out.

Begins with what a linear programme's proof of impossibility names (its dual ray), where whole units do not
matter; leaves out one group after the other as long as the rest still cannot hold (a deletion filter); and ends
with a solve of the whole-number plan for every member, which shows that without it there is a plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.case import Floats
from optimiser.engine.allowance import Allowance
from optimiser.engine.bounded_solve import session, solve_bounded
from optimiser.engine.elastic import Elastic
from optimiser.engine.highs import PRIMAL
from optimiser.engine.loosening import BUDGET_FAMILIES, weight_of
from optimiser.engine.outcome import Status
from optimiser.engine.settings import SolveSettings

_SURELY_OVER = 10.0
"""£ by which a bound must show budgets to be exceeded; less could be the solver's rounding."""
_TOLERANCE = 1e-6
_NAMED = 1e-6
_LONGEST = 20.0
_LATEST_FIRST = ("market", "delivery", "suitable_share", "capital_budget", "revenue_budget", "promises", "homes")
"""The order in which things are left out: first what a reader would least expect to be told."""


@dataclass(frozen=True)
class Conflict:
    """Cells (numbers in the elastic plan) that cannot hold together.

    ``irreducible``: it is proven that without any one of them, the others held, there is a plan.
    """

    members: tuple[int, ...]
    irreducible: bool


class Relaxation:
    """The linear relaxation of an elastic plan in which every cell may give way, at a price or for nothing.

    Some cells cannot hold together where what they give way by costs something however little the others'
    costs. Only costs change from one question to the next, so each is answered from the last basis.
    """

    def __init__(self, loose: Elastic) -> None:
        """Load it, each cell at its price."""
        self._loose = loose
        numbers = range(len(loose.cells))
        self._price = np.array([1e-5 if cell.unit == "£" else weight_of(cell) for cell in loose.cells])
        matrix = loose.least(dict.fromkeys(numbers, math.inf), {n: float(self._price[n]) for n in numbers})
        self._session = session(matrix.relaxed(), SolveSettings())
        self._first_cost = matrix.cost[loose.first :] * self._session.scaling.objective
        self._columns = np.arange(loose.first, len(matrix.cost), dtype=np.int32)
        self._solved = False

    def impossible(self, kept: Collection[int]) -> bool:
        """Whether some cells cannot hold together even where nothing need be whole, all others let go."""
        return bool(self.named(kept))

    def named(self, kept: Collection[int]) -> list[int]:
        """Of some cells, those that a proof that they cannot hold together names; none where they can.

        They are the cells whose rows have a price in the solution, its dual being the proof.
        """
        highs, members = self._session.highs, list(kept)
        priced = np.zeros(len(self._columns), dtype=bool)
        priced[members] = True
        highs.changeColsCost(len(self._columns), self._columns, np.where(priced, self._first_cost, 0.0))
        highs.setOptionValue("time_limit", highs.getRunTime() + _LONGEST)
        highs.run()
        if self._solved is False:
            highs.setOptionValue("presolve", "off")
            highs.setOptionValue("simplex_strategy", PRIMAL)
            self._solved = True
        outcome = self._session.outcome(False, 0.0)
        if outcome.row_duals is None or outcome.objective is None or outcome.objective <= _TOLERANCE:
            return []
        duals, cells = np.abs(outcome.row_duals), self._loose.cells
        return [
            n
            for n in members
            if any(duals[row] * leeway > _NAMED * self._price[n] for row, leeway in cells[n].entries)
        ]


class Plans:
    """What is known of which cells can hold together: every plan found says which it keeps."""

    def __init__(self, loose: Elastic, allowance: Allowance) -> None:
        """Nothing known yet."""
        self._loose, self._allowance = loose, allowance
        self._broken: list[frozenset[int]] = []

    def learn(self, solution: Floats) -> None:
        """A plan was found: some cells would have to give way for it, all others hold."""
        amounts = self._loose.amounts(solution)
        slight = [1.0 if cell.unit == "£" else _TOLERANCE for cell in self._loose.cells]
        self._broken.append(frozenset(np.flatnonzero(amounts > np.array(slight)).tolist()))

    def known(self, kept: Iterable[int]) -> bool:
        """Whether a plan found before keeps all of some cells."""
        held = set(kept)
        return any(not held & broken for broken in self._broken)

    def hold(self, kept: Collection[int]) -> bool | None:
        """Whether some cells can hold together, whole units whole; ``None`` where time ran out."""
        if self.known(kept):
            return True
        settings = self._allowance.settings()
        if settings is None:
            return None
        return self._solved(kept, settings)

    def _solved(self, kept: Collection[int], settings: SolveSettings) -> bool | None:
        """Make what the budgets are exceeded by least: easier to solve than whether they can be kept at all.

        Ends as soon as the bound shows that they cannot.
        """
        budgets = {n: 1.0 for n in kept if self._loose.cells[n].family in BUDGET_FAMILIES}
        matrix = self._loose.least(dict.fromkeys(self._others(kept) | set(budgets), math.inf), budgets)
        bounds = [0.0]
        outcome = solve_bounded(
            matrix,
            settings,
            progress=lambda seen: bounds.append(seen.bound),
            cancel=lambda: bounds[-1] > _SURELY_OVER or self._allowance.cancelled(),
        )
        if bounds[-1] > _SURELY_OVER or (outcome.bound or 0.0) > _SURELY_OVER:
            return False
        if outcome.solution is not None:
            self.learn(outcome.solution)
            return self.known(kept) or None
        return False if outcome.status is Status.INFEASIBLE else None

    def _others(self, kept: Collection[int]) -> set[int]:
        return set(range(len(self._loose.cells))) - set(kept)


def smaller(members: Sequence[int], impossible: Callable[[Sequence[int]], bool | None]) -> list[int]:
    """Leave out of what cannot hold together whatever is not needed for that, in ever smaller groups.

    ``impossible`` says whether the rest still cannot hold (``None``: not known, and the group is kept).

    >>> smaller([1, 2, 3, 4, 5, 6, 7, 8], lambda kept: {3, 7} <= set(kept))
    [3, 7]
    """
    left, size = list(members), max(1, len(members) // 2)
    while True:
        start = 0
        while start < len(left):
            rest = left[:start] + left[start + size :]
            if impossible(rest):
                left = rest
            else:
                start += size
        if size == 1:
            return left
        size = max(1, min(size, len(left)) // 2)


def first_conflict(loose: Elastic, plans: Plans, relaxation: Relaxation) -> list[int]:
    """Cells that cannot hold together, of a plan of which it is known that not all of them can.

    Each is needed as far as the linear relaxation shows or, where that has a plan, the whole-number plan.
    Empty where there is no plan even with everything let go.
    """
    order = sorted(range(len(loose.cells)), key=lambda n: _LATEST_FIRST.index(loose.cells[n].family))
    if named := relaxation.named(order):
        return _needed(named, relaxation)
    if plans.hold([]) is False:
        return []
    return smaller(order, lambda kept: plans.hold(kept) is False)


def _needed(named: Sequence[int], relaxation: Relaxation) -> list[int]:
    """Leave out one cell after the other, and each time whatever the new proof does not name."""
    left, tried = list(named), set[int]()
    while untried := [number for number in left if number not in tried]:
        tried.add(untried[0])
        left = relaxation.named([number for number in left if number != untried[0]]) or left
    return left


def irreducible(found: Sequence[int], needed: Collection[int], plans: Plans) -> Conflict:
    """Leave out what whole units make needless, and prove that nothing more can be.

    ``needed`` are members without which there is known to be a plan.
    """
    left, proven = list(found), True
    for member in [n for n in found if n not in needed]:
        rest = [n for n in left if n != member]
        can = plans.hold(rest)
        if can is False:
            left = rest
        elif can is None:
            proven = False
    return Conflict(tuple(sorted(left)), proven)
