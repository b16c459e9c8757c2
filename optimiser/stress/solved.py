"""One future solved, with the decisions of each plan held.

An interior point method, stopped where it arrives: in the middle of all the ways to place children that cost
equally little. So what is told of a future follows from that future alone, not from which one was solved before it
nor from how many were worked on at once, as it would with a simplex method begun from the basis of another; and
it is no slower (Lewisham: 33 steps and 0.45 s against 2,900 and 0.55 s from the basis of the plan as it was made,
and as many from that of the future most like it out of a thousand).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import highspy

from models.case import Case
from models.uncertainty import Futures
from optimiser.engine.direct import write_directly
from optimiser.engine.held import PlanInHand, holding
from optimiser.engine.highs import Session, solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import SolveSettings
from optimiser.errors import OptimiserError
from optimiser.results.solution import Solution
from optimiser.stress.in_future import CENTRAL, Prepared, case_in, prepared
from optimiser.stress.measured import Gauges, Measured, gauges_of, nothing_measured

_GAP = 1e-6
"""Gap to which a future is proven where pools have a switch that is a whole number."""


@dataclass(frozen=True)
class Trial:
    """Plans to be put to the test in the same futures of one case."""

    case: Case
    plans: tuple[PlanInHand, ...]
    futures: Futures

    @cached_property
    def ready(self) -> Prepared:
        """The case that is met."""
        return prepared(self.case, self.futures)

    @cached_property
    def gauges(self) -> Gauges:
        """What is measured."""
        return gauges_of(self.case, write_directly(case_in(self.ready, self.futures, CENTRAL)).plan)

    def measured(self, future: int) -> tuple[Measured, ...]:
        """What comes of each plan in a future (a position, or ``CENTRAL``).

        Raises :class:`~optimiser.errors.OptimiserError` where decisions are not those of a plan of the case.
        """
        written = write_directly(case_in(self.ready, self.futures, future))
        found = []
        for plan in self.plans:
            held = holding(written.matrix, written.plan, plan)
            if held is None:
                raise OptimiserError(
                    "The decisions do not fit the case: its tables do not have an option, an area or a period of "
                    "theirs, or do not allow as much of it."
                )
            outcome = _solved(held)
            if outcome.solution is None:
                found.append(nothing_measured(self.gauges, outcome.status))
                continue
            solution = Solution(written.plan, written.matrix.values(outcome.solution))
            found.append(self.gauges.measured(solution))
        return tuple(found)


def trial(case: Case, plans: Sequence[PlanInHand], futures: Futures) -> Trial:
    """Plans to be put to the test, in a form that can be sent to another process."""
    return Trial(case, tuple(PlanInHand(dict(plan.decided), dict(plan.closed)) for plan in plans), futures)


def _solved(held: Matrix) -> Outcome:
    """The best way to place children; the decisions are held already."""
    if held.whole.any():
        return solve(held, SolveSettings(gap=_GAP))
    session = Session(held, SolveSettings())
    for name, value in (("output_flag", False), ("solver", "ipm"), ("run_crossover", "off")):
        session.highs.setOptionValue(name, value)
    session.highs.run()
    if session.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        return session.outcome(False, 0.0)
    found = solve(held, interior=True)
    return found if found.status is Status.OPTIMAL else Outcome(found.status, found.reason, found.seconds)
