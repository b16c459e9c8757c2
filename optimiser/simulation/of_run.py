"""The plan of a run, made once more from its decisions, so that it can be simulated."""

from __future__ import annotations

from optimiser.assurance.claim import decisions_of
from optimiser.engine.direct import write_directly
from optimiser.engine.held import PlanInHand, holding
from optimiser.engine.highs import solve
from optimiser.engine.settings import SolveSettings
from optimiser.errors import OptimiserError
from optimiser.results.solution import Solution
from optimiser.run_reading import Run


def solution_of(run: Run) -> Solution:
    """A run's plan: its decisions held, children placed at the least cost.

    Raises :class:`~optimiser.errors.OptimiserError` where the run has no plan, or where its decisions are none
    that its inputs allow.
    """
    if not run.has_plan:
        raise OptimiserError(
            f"{run.folder} holds no plan ({run.record['reason']}), so there is nothing to simulate."
        )
    decided = decisions_of(run)
    written = write_directly(run.inputs.case)
    held = holding(written.matrix, written.plan, PlanInHand(decided.decide, decided.close))
    outcome = None if held is None else solve(held, SolveSettings(gap=0.0), interior=True)
    if outcome is None or outcome.solution is None:
        raise OptimiserError(f"The decisions of {run.folder} are no plan of its inputs: has a table been changed?")
    return Solution(written.plan, written.matrix.values(outcome.solution))
