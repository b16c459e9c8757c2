"""The plans that are put side by side: each made in its own way, each nothing but decisions afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from models.case import Floats
from optimiser.assurance.claim import decisions_of
from optimiser.engine.held import PlanInHand
from optimiser.engine.outcome import Status
from optimiser.engine.settings import Progress, SolveSettings
from optimiser.engine.two_stage.l_shaped import TwoStageOutcome, solve_l_shaped
from optimiser.engine.two_stage.risk import EXPECTED, Risk
from optimiser.planning import plan
from optimiser.result import Result
from optimiser.robust.training import Training
from optimiser.run_reading import Run
from optimiser.tables.inputs import CaseInputs

MEAN, PERCENTILE, TWO_STAGE, CVAR = "mean", "percentile", "two-stage", "cvar"
CANDIDATES = (MEAN, PERCENTILE, TWO_STAGE, CVAR)
"""The candidate plans, in the order in which they are shown."""


@dataclass(frozen=True)
class Candidate:
    """A plan that was made, or why there is none (``decisions`` is then ``None``).

    ``objective``, ``bound`` and ``gap`` are of the problem that it solves, which is another one for each: the
    case's demand, a percentile of it, the expectation, or the mix with the dearest futures (£ present value,
    prices of what fails included).
    """

    name: str
    label: str
    status: Status
    reason: str
    seconds: float
    decisions: PlanInHand | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    outcome: TwoStageOutcome | None = None


@dataclass(frozen=True)
class Rounds:
    """How an L-shaped solve went: seconds, cost and bound each time one of them was better."""

    candidate: str
    told: tuple[Progress, ...]


def label_of(name: str, risk: Risk, percentile: float) -> str:
    """What a candidate is called.

    >>> label_of("cvar", Risk(0.5, 0.9), 75), label_of("percentile", Risk(), 75)
    ('Half the dearest 10 % of futures', '75th percentile of demand')
    """
    weight = {0.5: "Half", 1.0: "Only"}.get(risk.cvar_weight, f"{100 * risk.cvar_weight:g} %")
    return {
        MEAN: "Demand as expected",
        PERCENTILE: f"{percentile:g}th percentile of demand",
        TWO_STAGE: "All futures, expected cost",
        CVAR: f"{weight} the dearest {100 * (1 - risk.level):g} % of futures",
    }[name]


def deterministic(
    name: str, label: str, inputs: CaseInputs, settings: SolveSettings, cancel: Callable[[], bool]
) -> tuple[Candidate, Result]:
    """Plan one demand as any plan is made."""
    found = plan(
        inputs,
        gap=settings.gap,
        time_limit=settings.time_limit,
        seed=settings.seed,
        cancel=cancel,
        planning_ahead=False,
    )
    record = found.record
    made = Candidate(name, label, found.status, record.reason, record.seconds.get("solve", 0.0))
    if found.status.has_plan:
        made = replace(
            made,
            decisions=decisions_in(found),
            objective=record.objective,
            bound=record.bound,
            gap=record.gap,
        )
    return made, found


def decisions_in(result: Result) -> PlanInHand:
    """The decisions of a result by their keys."""
    decided = decisions_of(Run(Path(), {}, result.tables, result.inputs))
    return PlanInHand(dict(decided.decide), dict(decided.close))


def for_all_futures(
    name: str,
    label: str,
    found: Training,
    settings: SolveSettings,
    risk: Risk = EXPECTED,
    *,
    start: Floats | None = None,
    cancel: Callable[[], bool] | None = None,
) -> tuple[Candidate, Rounds]:
    """Plan for every future at once, by the L-shaped method."""
    told: list[Progress] = []
    outcome = solve_l_shaped(found.two, settings, risk, told.append, cancel, start)
    decisions = None if outcome.first is None else found.in_hand(outcome.first)
    made = Candidate(
        name, label, outcome.status, outcome.reason, outcome.seconds, decisions,
        outcome.objective, outcome.bound, outcome.gap, outcome,
    )  # fmt: skip
    return made, Rounds(name, tuple(told))
