"""The last step of a search: with the whole-number decisions made, everything else at its very cheapest.

A search that stops at a gap, or at a time limit, returns the plan of whichever heuristic found it, and its
placements need not be the cheapest for its own homes. Solved again, cold, as a linear programme, they are:
so the tables show what the decisions really cost, and a second opinion can agree to the last pound.
"""

from __future__ import annotations

from dataclasses import replace

from optimiser.engine.highs import relative_gap, solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import SolveSettings


def polished(matrix: Matrix, outcome: Outcome, settings: SolveSettings) -> Outcome:
    """The same whole-number decisions with the cheapest plan for them; status, reason and bound stay."""
    if outcome.solution is None or outcome.objective is None or outcome.bound is None or not matrix.whole.any():
        return outcome
    found = solve(matrix.holding(outcome.solution), replace(settings, time_limit=None))
    if found.status is not Status.OPTIMAL or found.objective is None or found.solution is None:
        return outcome
    if found.objective > outcome.objective + 1e-9 * abs(outcome.objective):
        return outcome
    gap = relative_gap(found.objective, outcome.bound)
    return replace(outcome, solution=found.solution, objective=found.objective, gap=gap)
