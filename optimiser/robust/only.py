"""One candidate by itself, as an ordinary run that everything made for runs can take up.

The plan for a percentile of demand is a run like any other, of the case with a what-if. A plan for all futures has
no demand of its own: its decisions are held and children placed on the case's own demand, and the record says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from models.plan import build
from optimiser.baseline import do_nothing
from optimiser.engine.held import holding
from optimiser.engine.highs import relative_gap, solve
from optimiser.engine.marginals import marginal_values
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import DEFAULT_GAP, SolveSettings
from optimiser.engine.two_stage.reduction import MOST_FUTURES
from optimiser.errors import OptimiserError
from optimiser.planning import result_of
from optimiser.result import Result
from optimiser.results.solution import Solution
from optimiser.robust.asked import Asked
from optimiser.robust.candidates import (
    CANDIDATES,
    CVAR,
    MEAN,
    PERCENTILE,
    Candidate,
    deterministic,
    for_all_futures,
)
from optimiser.robust.percentile import at_percentile
from optimiser.robust.study import futures_for
from optimiser.robust.training import Training, training
from optimiser.studies.effects import Step
from optimiser.studies.listening import Cancel, never, nobody
from optimiser.tables.inputs import CaseInputs
from optimiser.what_if_session import Answer, Bracket


def plan_for(
    inputs: CaseInputs,
    which: str,
    futures: int | None = 30,
    *,
    seed: int = 0,
    cvar_weight: float = 0.5,
    level: float = 0.9,
    percentile: float = 75.0,
    gap: float = DEFAULT_GAP,
    time_limit: float | None = None,
    threads: int | None = None,
    progress: Callable[[Step], None] | None = None,
    cancel: Cancel | None = None,
) -> Result:
    """Make one candidate (``mean``, ``percentile``, ``two-stage`` or ``cvar``), as a result that can be written.

    The arguments are as for :func:`~optimiser.robust.study.robust_plans`. Look at ``status`` first. Raises
    :class:`~optimiser.errors.OptimiserError` where there is no such candidate, where a plan for all futures was
    not found in time or cannot be kept on the case's own demand, and as that function does.
    """
    if which not in CANDIDATES:
        raise OptimiserError(f"There is no plan called {which}: choose {', '.join(CANDIDATES)}.")
    asked = Asked(
        seed, cvar_weight, level, percentile, 1, MOST_FUTURES, 0, SolveSettings(gap, time_limit, 0, threads), 1,
        progress or nobody, cancel or never,
    )  # fmt: skip
    if which == MEAN:
        return deterministic(MEAN, asked.label(MEAN), inputs, asked.settings, asked.cancel)[1]
    drawn = futures_for(inputs, futures, seed)
    if which == PERCENTILE:
        at = at_percentile(inputs, drawn, percentile)
        return deterministic(PERCENTILE, asked.label(PERCENTILE), at, asked.settings, asked.cancel)[1]
    mean, result = deterministic(MEAN, asked.label(MEAN), inputs, asked.settings, asked.cancel)
    found = training(result.inputs.case, drawn, threads=threads, cancel=asked.cancel)
    if found is None:
        raise OptimiserError("Stopped before the futures were written: there is no plan.")
    start = None if mean.decisions is None else found.values(mean.decisions)
    risk = {"risk": asked.risk} if which == CVAR else {}
    made, _ = for_all_futures(
        which, asked.label(which), found, asked.settings, **risk, start=start, cancel=asked.cancel
    )
    return _held(result.inputs, made, found, asked.settings, mean)


def _held(
    inputs: CaseInputs, made: Candidate, found: Training, settings: SolveSettings, mean: Candidate
) -> Result:
    """The run of a plan whose decisions are held on the case's own demand."""
    if made.decisions is None:
        raise OptimiserError(f"No plan for all futures was found ({made.reason}).")
    plan = build(inputs.case)
    matrix = compile_matrix(plan)
    kept = holding(matrix, plan, made.decisions)
    outcome = None if kept is None else solve(kept, replace(settings, time_limit=None))
    if outcome is None or outcome.solution is None or outcome.objective is None:
        raise OptimiserError(
            "The decisions of the plan for all futures cannot be kept on the case's own demand together with all "
            "that it promises without a price; optimiser robust shows how they hold."
        )
    honest = _outcome(outcome, made, found, mean)
    solution = Solution(plan, matrix.values(outcome.solution))
    answer = Answer(honest, plan, solution, Bracket(honest.bound, honest.objective, outcome.seconds))
    marginals = marginal_values(plan, matrix, outcome.solution)
    result = result_of(inputs, answer, matrix, settings, do_nothing(inputs.case, settings), marginals)
    record = replace(result.record, warnings=[*result.record.warnings, said(made, found)])
    return replace(result, record=record)


def _outcome(outcome: Outcome, made: Candidate, found: Training, mean: Candidate) -> Outcome:
    """The plan's own cost on the case's demand, against what no plan for that demand can cost less than."""
    assert outcome.objective is not None, "only a plan comes here"
    bound = outcome.objective if mean.bound is None else min(mean.bound, outcome.objective)
    gap = relative_gap(outcome.objective, bound) if mean.bound is not None else None
    held = replace(
        outcome, status=Status.FEASIBLE, reason=f"decisions held: {made.label}, of {found.two.futures} futures"
    )
    return replace(held, bound=bound if mean.bound is not None else None, gap=gap)


def said(made: Candidate, found: Training) -> str:
    """What the record of such a run says of its decisions."""
    futures = found.futures
    drawn = f"drawn with seed {futures.seed}" if futures.origin == "generated" else "given by the case"
    proven = "not proven" if made.gap is None else f"proven to {100 * made.gap:.2f} %"
    return (
        f"The decisions are those of the plan for {found.two.futures} futures {drawn} ({made.label}; "
        f"{made.status}, {proven} there: {made.reason}). They are held here, and children placed on the case's "
        "own demand; the gap of this run is how far they are from the cheapest plan for that demand alone."
    )
