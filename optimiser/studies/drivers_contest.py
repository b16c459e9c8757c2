"""A decision against its opposite: all plans with so many units of an option, and all plans with fewer.

Every plan belongs to one of the two sides, so that a decision is in the plan of least cost for as long as the
cheapest plan of its side costs no more than that of the other. The cost of plans in hand at other figures takes
one hot linear programme each; the cheapest of a side takes a search.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from models.case import Floats
from models.plan import Plan
from models.terms import Terms
from optimiser.engine.direct import Written, write_directly
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.narrowed import narrowed
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import SolveSettings
from optimiser.engine.warm import WarmLp
from optimiser.studies.assumed import QuickCases
from optimiser.studies.drivers_ranges import Varied
from optimiser.studies.listening import Cancel
from optimiser.studies.programmes import Asked, with_rows
from optimiser.studies.proven import Proven

_ROUNDING = 1e-6


@dataclass(frozen=True)
class Decision:
    """An option in whole units, and how many of it are in the plan (none: it may enter)."""

    option: str
    label: str
    units: int

    @property
    def change(self) -> str:
        """What happens to it where the contest is lost."""
        return "leaves" if self.units else "enters"

    def rows(self, plan: Plan) -> tuple[Asked, Asked]:
        """The plan's way (as many units, or none), and the other (fewer, or at least one)."""
        decide = plan.formulation.decisions.decide
        units = Terms.sum_of(position for (key, _), position in decide.items() if key.option == self.option)
        if self.units:
            return Asked(units, low=self.units), Asked(units, high=self.units - 1)
        return Asked(units, high=0), Asked(units, low=1)


@dataclass
class Plans:
    """The plans in hand of one side: a value for each column."""

    plans: list[Floats] = field(default_factory=list)
    programme: WarmLp = field(default_factory=WarmLp)

    def cost(self, matrix: Matrix) -> float:
        """Cost of the cheapest of the plans in hand, their whole numbers kept; infinite where none can be."""
        found = (self.programme.solve(matrix.holding(plan)).objective for plan in self.plans)
        return min((cost for cost in found if cost is not None), default=math.inf)


class Cheapest(NamedTuple):
    """What came of a search on one side: infinite cost and bound where it has no plan."""

    proven: Proven
    plan: Floats | None
    stopped: bool = False


@dataclass(frozen=True)
class Ground:
    """What contests share: the case as it is, and how to solve."""

    cases: QuickCases
    written: Written
    plan: Floats
    settings: SolveSettings
    cancel: Cancel

    def matrix(self, one: Varied, factor: float) -> Matrix | None:
        """The matrix with an assumption multiplied; ``None`` where that cannot be or changes the decisions."""
        case = self.cases.changed(one.assumption, factor)
        if case is None:
            return None
        there = write_directly(case, self.written)
        same = there.plan.formulation.decisions.decide == self.written.plan.formulation.decisions.decide
        return there.matrix if same and len(there.matrix.cost) == len(self.written.matrix.cost) else None

    def opposed(self, decision: Decision) -> tuple[Plans, Plans] | None:
        """The plan as it is, and the cheapest that goes the other way (none where no plan does).

        ``None`` where the search was stopped before it found any.
        """
        _, other = decision.rows(self.written.plan)
        found = self.cheapest(self.written.matrix, other, [])
        if found.stopped:
            return None
        return Plans([self.plan]), Plans([] if found.plan is None else [found.plan])

    def cheapest(self, matrix: Matrix, row: Asked, plans: Sequence[Floats]) -> Cheapest:
        """The cheapest plan of a side, searched from the plans of it in hand."""
        asked = with_rows(matrix, [row])
        relaxed = solve(asked.relaxed(), interior=True)
        if relaxed.objective is None or relaxed.row_duals is None:
            return Cheapest(Proven(math.inf, math.inf), None)
        each = (solve(matrix.holding(plan), interior=True) for plan in plans)
        held = [one for one in each if one.objective is not None]
        in_hand = min(held, key=_cost, default=None)
        within, start = asked, None
        if in_hand is not None and in_hand.solution is not None:
            within = narrowed(asked, relaxed.objective, relaxed.row_duals, _cost(in_hand))
            start = in_hand.solution
        found = solve(within, self.settings, start=start, cancel=self.cancel)
        best = min((one for one in (in_hand, found) if one is not None), key=_cost)
        if best.solution is None:
            stopped = found.status is not Status.INFEASIBLE
            return Cheapest(Proven(math.inf, relaxed.objective if stopped else math.inf), None, stopped)
        bound = max(relaxed.objective, -math.inf if found.bound is None else found.bound)
        return Cheapest(Proven(_cost(best), min(bound, _cost(best))), best.solution)


def _cost(outcome: Outcome) -> float:
    return math.inf if outcome.objective is None else outcome.objective


@dataclass(frozen=True)
class Contest:
    """A decision of the plan against its opposite, as an assumption is multiplied by a factor."""

    ground: Ground
    one: Varied
    decision: Decision
    ours: Plans
    theirs: Plans

    def saving(self, factor: float) -> float:
        """What the plan's way saves against the other, by the plans in hand; NaN where it cannot be said."""
        matrix = self.ground.matrix(self.one, factor)
        if matrix is None:
            return math.nan
        ours, theirs = self.ours.cost(matrix), self.theirs.cost(matrix)
        return math.nan if math.isinf(ours) else theirs - ours

    def never_lost(self, factor: float) -> bool:
        """Whether the other way is proven to be dearer at a factor by its linear relaxation alone."""
        matrix = self.ground.matrix(self.one, factor)
        if matrix is None:
            return False
        _, other = self.decision.rows(self.ground.written.plan)
        relaxed = solve(with_rows(matrix, [other]).relaxed(), interior=True)
        bound = math.inf if relaxed.objective is None else relaxed.objective
        return bound > self.ours.cost(matrix) * (1 + _ROUNDING)

    def fought(self, factor: float) -> tuple[float, float]:
        """Search both ways at a factor and keep the plans found; between which limits the saving then lies."""
        matrix = self.ground.matrix(self.one, factor)
        assert matrix is not None, "only a factor that can be is fought at"
        rows = self.decision.rows(self.ground.written.plan)
        with ThreadPoolExecutor(2) as pool:
            sides = (self.ours, self.theirs)
            jobs = [
                pool.submit(self.ground.cheapest, matrix, row, list(side.plans))
                for row, side in zip(rows, sides, strict=True)
            ]
            found = [job.result() for job in jobs]
        for side, made in zip(sides, found, strict=True):
            if made.plan is not None and not any(np.array_equal(made.plan, other) for other in side.plans):
                side.plans.append(made.plan)
        ours, theirs = (made.proven for made in found)
        return theirs.bound - ours.objective, theirs.objective - ours.bound
