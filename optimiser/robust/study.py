"""Several ways to plan for a future that nobody knows, side by side in futures that none of them was made for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from models.case import Floats
from models.uncertainty import Futures
from optimiser.engine.outcome import Status
from optimiser.engine.settings import DEFAULT_GAP, SolveSettings
from optimiser.engine.two_stage.reduction import MOST_FUTURES
from optimiser.engine.two_stage.values import Values
from optimiser.errors import OptimiserError
from optimiser.futures import chance_hash, futures_of, generate, uncertainty_of
from optimiser.robust.asked import Asked
from optimiser.robust.candidates import (
    CVAR,
    MEAN,
    PERCENTILE,
    TWO_STAGE,
    Candidate,
    Rounds,
    deterministic,
    for_all_futures,
)
from optimiser.robust.checked import Checked, checked
from optimiser.robust.columns import ROBUST_COLUMNS
from optimiser.robust.delay import Waiting, first_decisions, waiting
from optimiser.robust.percentile import at_expected, at_percentile
from optimiser.robust.rows import ROWS
from optimiser.robust.text import sentences
from optimiser.robust.training import Training, training
from optimiser.robust.worth import alone, bounds_of, costs_in_training, worth_of
from optimiser.studies.effects import Step
from optimiser.studies.listening import Cancel, never, nobody
from optimiser.studies.tabulated import tabulated
from optimiser.tables.inputs import CaseInputs


@dataclass(frozen=True)
class Robust:
    """Candidate plans side by side; the columns of the tables are in ``ROBUST_COLUMNS``.

    ``status``: optimal where everything asked was worked out to the gap; feasible where something was stopped
    before; stopped where there is no plan for all futures. ``origin``: whether futures were ``generated`` (with
    ``seed``; the fresh ones with ``fresh_seed``) or ``given`` by the case, which are then the fresh ones too.
    ``planned_for`` futures of ``drawn``; ``fresh``: those in which the candidates were counted. The values are £ a
    plan, each between two limits that are sure whatever was left unproven. ``tolerance``: £ within which two plans
    are the same, by the gap asked for.
    """

    status: Status
    first_period: str
    origin: str
    seed: int | None
    fresh_seed: int | None
    drawn: int
    planned_for: int
    fresh: int
    fresh_asked: int
    percentile: float
    cvar_weight: float
    level: float
    gap: float
    tolerance: float
    value_of_planning: tuple[float, float]
    value_of_knowing: tuple[float, float]
    uncertainty_sha256: str
    complete: bool
    seconds: float
    candidates: pd.DataFrame
    decisions: pd.DataFrame
    delay: pd.DataFrame
    regret: pd.DataFrame
    rounds: pd.DataFrame
    fresh_futures: pd.DataFrame
    selection: pd.DataFrame
    sentences: tuple[str, ...]


def robust_plans(
    inputs: CaseInputs,
    futures: int | Futures | None = 30,
    *,
    seed: int = 0,
    cvar_weight: float = 0.5,
    level: float = 0.9,
    percentile: float = 75.0,
    check_futures: int = 300,
    most_futures: int = MOST_FUTURES,
    waiting_for: int = 12,
    gap: float = DEFAULT_GAP,
    time_limit: float | None = None,
    threads: int | None = None,
    processes: int = 1,
    progress: Callable[[Step], None] | None = None,
    cancel: Cancel | None = None,
) -> Robust:
    """Plan for demand as expected, for a percentile of it and for many futures; count each in fresh futures.

    ``futures``: how many to draw with ``seed`` from the tables about chance, futures at hand, or ``None`` for the
    case's own scenarios. ``cvar_weight``, ``level``: of the plan that minds the dearest futures. ``percentile``:
    of total demand. ``check_futures``: fresh ones, drawn with the next seed; where the tables about chance are
    missing the futures planned for are used again. ``most_futures``: of more than so many a selection stands for
    all. ``waiting_for``: of how many decisions of the first period to
    find out whether they can wait. ``gap`` as for planning; ``time_limit``: seconds of each solve (a plan, a
    future by itself, a decision that waits). ``threads``: solves at once; ``processes``: fresh futures at once,
    each in a process of its own (a program that asks for more than one must guard its work with ``if __name__ ==
    "__main__":``). ``cancel``: what is finished is kept.

    Raises :class:`~optimiser.errors.InputError` where a table is missing and
    :class:`~optimiser.errors.OptimiserError` where numbers make no sense or a future has no plan whatever is
    decided.
    """
    asked = Asked(seed, cvar_weight, level, percentile, check_futures, most_futures, waiting_for, SolveSettings(
        gap, time_limit, 0, threads), processes, progress or nobody, cancel or never)  # fmt: skip
    return _Study(inputs, asked, futures_for(inputs, futures, seed)).run()


def futures_for(inputs: CaseInputs, futures: int | Futures | None, seed: int) -> Futures:
    """The futures that are asked for."""
    if isinstance(futures, Futures):
        return futures
    if futures is None:
        return futures_of(inputs.case)
    return generate(inputs.case, uncertainty_of(inputs), futures, seed)


@dataclass(frozen=True)
class Found:
    """Everything that was worked out, for the tables."""

    training: Training
    asked: Asked
    candidates: tuple[Candidate, ...]
    rounds: tuple[Rounds, ...]
    costs: dict[str, Floats]
    worth: Values
    waits: tuple[Waiting, ...]
    checks: tuple[Checked, ...]

    def named(self, name: str) -> Candidate | None:
        """A candidate that has a plan."""
        return next((one for one in self.candidates if one.name == name and one.decisions is not None), None)


class _Study:
    """A study under way."""

    def __init__(self, inputs: CaseInputs, asked: Asked, futures: Futures) -> None:
        self._inputs, self._asked, self._futures = inputs, asked, futures
        self._began = time.perf_counter()

    def run(self) -> Robust:
        """Work everything out, in the order in which one thing helps the next."""
        asked = self._asked
        mean, result = deterministic(
            MEAN, asked.label(MEAN), at_expected(self._inputs), asked.settings, asked.cancel
        )
        asked.progress(Step("plans", 1, 4))
        at = at_percentile(self._inputs, self._futures, asked.percentile)
        dearer, _ = deterministic(PERCENTILE, asked.label(PERCENTILE), at, asked.settings, asked.cancel)
        asked.progress(Step("plans", 2, 4))
        found = training(
            result.inputs.case,
            self._futures,
            most=asked.most_futures,
            threads=asked.settings.threads,
            cancel=asked.cancel,
        )
        if found is None:
            raise OptimiserError("Stopped before the futures were written: there is nothing to show.")
        candidates, told = self._planned(found, (mean, dearer))
        return self._shown(self._worked(found, candidates, told))

    def _planned(
        self, found: Training, made: tuple[Candidate, ...]
    ) -> tuple[tuple[Candidate, ...], tuple[Rounds, ...]]:
        """The two plans for all futures, the second begun from the first."""
        asked = self._asked
        start = next((found.values(one.decisions) for one in made if one.decisions is not None), None)
        first, rounds = for_all_futures(
            TWO_STAGE, asked.label(TWO_STAGE), found, asked.settings, start=start, cancel=asked.cancel
        )
        asked.progress(Step("plans", 3, 4))
        start = start if first.decisions is None else found.values(first.decisions)
        second, others = for_all_futures(
            CVAR, asked.label(CVAR), found, asked.settings, asked.risk, start=start, cancel=asked.cancel
        )
        asked.progress(Step("plans", 4, 4))
        return (*made, first, second), (rounds, others)

    def _worked(self, found: Training, candidates: tuple[Candidate, ...], told: tuple[Rounds, ...]) -> Found:
        """Regret, waiting and the fresh futures."""
        asked, number = self._asked, found.two.futures
        costs = costs_in_training(found, candidates, asked.settings, asked.cancel)
        best, bound = alone(
            found, costs, asked.settings, asked.cancel,
            lambda done: asked.progress(Step("each future by itself", done, number)),
        )  # fmt: skip
        there = {one.name: one for one in candidates if one.decisions is not None}
        worth = worth_of(found, there.get(TWO_STAGE), costs, best, bound)
        waits = self._waits(found, there)
        checks = self._checks(found, candidates)
        return Found(found, asked, candidates, told, costs, worth, waits, checks)

    def _waits(self, found: Training, there: dict[str, Candidate]) -> tuple[Waiting, ...]:
        asked, plan = self._asked, there.get(TWO_STAGE)
        if plan is None or plan.decisions is None or not asked.waiting_for:
            return ()
        first = found.values(plan.decisions)
        which = first_decisions(found, first, asked.waiting_for)
        others = [
            found.values(one.decisions) for name, one in there.items() if name != TWO_STAGE and one.decisions
        ]
        return tuple(
            waiting(
                found, first, which, asked.settings, others=others, cancel=asked.cancel,
                told=lambda done: asked.progress(Step("decisions that may wait", done, len(which))),
            )
        )  # fmt: skip

    def _checks(self, found: Training, candidates: Sequence[Candidate]) -> tuple[Checked, ...]:
        asked, number = self._asked, self._asked.check_futures
        fresh = self._futures
        if self._inputs.uncertainty.entries:
            fresh = generate(found.case, uncertainty_of(self._inputs), number, asked.seed + 1)
        told = lambda done: asked.progress(Step("fresh futures", done, fresh.number))  # noqa: E731
        return checked(found.case, candidates, fresh, asked.processes, told, asked.cancel)

    def _shown(self, found: Found) -> Robust:
        asked, training_ = self._asked, found.training
        plan = found.named(TWO_STAGE)
        planning, knowing = bounds_of(found.worth, plan)
        entries = bool(self._inputs.uncertainty.entries)
        fresh = len(found.checks[0].cost) if found.checks else 0
        fresh_asked = asked.check_futures if entries else self._futures.number
        complete = fresh == fresh_asked and not asked.cancel()
        proven = all(one.status is Status.OPTIMAL for one in found.candidates)
        status = Status.OPTIMAL if proven and complete else Status.FEASIBLE
        cost = found.worth.of_plan
        tables = {name: tabulated(ROBUST_COLUMNS[name], each(found)) for name, each in ROWS.items()}
        made = Robust(
            status=status if plan is not None else Status.STOPPED,
            first_period=training_.case.periods[0].period,
            origin=self._futures.origin,
            seed=self._futures.seed,
            fresh_seed=asked.seed + 1 if entries else None,
            drawn=self._futures.number,
            planned_for=training_.two.futures,
            fresh=fresh,
            fresh_asked=fresh_asked,
            percentile=asked.percentile,
            cvar_weight=asked.cvar_weight,
            level=asked.level,
            gap=asked.settings.gap,
            tolerance=asked.settings.gap * abs(cost),
            value_of_planning=planning,
            value_of_knowing=knowing,
            uncertainty_sha256=chance_hash(self._inputs),
            complete=complete,
            seconds=time.perf_counter() - self._began,
            sentences=(),
            **tables,
        )
        return replace(made, sentences=tuple(sentences(made)))
