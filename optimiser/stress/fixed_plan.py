"""A fixed plan in many futures: what it costs, whom it leaves without a home, and which promises it keeps.

The decisions of the plan are held, and in each future children are placed anew as well as can be
(:mod:`.in_future`). Nothing is decided differently in view of a future, as it could be in life, so that what is
told is the plan's own; and whoever places children knows the whole of a future, so that it is told rather too
well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.uncertainty import Futures
from optimiser.assurance.claim import decisions_of
from optimiser.engine.held import PlanInHand
from optimiser.engine.outcome import Status
from optimiser.errors import OptimiserError
from optimiser.futures import chance_hash, futures_of, generate, uncertainty_of
from optimiser.run_reading import Run
from optimiser.stress.chances import chance, dearest, expected, percentile
from optimiser.stress.columns import STRESS_COLUMNS
from optimiser.stress.in_future import CENTRAL
from optimiser.stress.measured import SPOT
from optimiser.stress.rows import Row, Tested, breaking_rows, budget_rows, future_rows, period_rows, promise_rows
from optimiser.stress.solved import Trial, trial
from optimiser.stress.working import worked
from optimiser.studies.effects import Step
from optimiser.studies.listening import Cancel, never, nobody
from optimiser.studies.tabulated import tabulated
from optimiser.tables.inputs import CaseInputs

Told = Callable[[Step], None]


@dataclass(frozen=True)
class PlanInFutures:
    """One plan over all futures; money in £ present value, without any price put on what it fails to do."""

    name: str
    futures: int
    """Futures that were solved: what follows is about these."""
    planned_cost: float
    """With demand and prices as planned."""
    expected_cost: float
    cost_p10: float
    cost_p90: float
    cvar_90: float
    """Mean cost of the dearest tenth of the futures, by probability."""
    expected_unmet_child_years: float
    """Child-years without a home over the whole plan."""
    chance_somebody_unmet: float
    chance_every_promise_kept: float
    """That every promise is kept in every one of its periods."""


@dataclass(frozen=True)
class StressTest:
    """What came of a plan in many futures: figures, tables and what they rest on.

    The tables have the columns of :data:`~.columns.STRESS_COLUMNS`.

    ``status``: ``optimal`` where every future was worked out, ``feasible`` where it was stopped before,
    ``stopped`` where none was. ``asked`` futures were to be worked out, ``finished`` were, and of these
    ``impossible`` have no way to place children at all with the decisions held; they count in no figure.
    """

    status: Status
    origin: str
    """``generated`` from flows of children, or ``given``: the case's own scenarios."""
    seed: int | None
    asked: int
    finished: int
    impossible: int
    uncertainty_sha256: str
    """Of the tables :data:`~optimiser.futures.ABOUT_CHANCE`, which the hash of the inputs leaves out."""
    whole: PlanInFutures
    spot_planned: float
    spot_expected: float
    """Children on the spot market, on average over the plan."""
    futures: pd.DataFrame
    by_period: pd.DataFrame
    promises: pd.DataFrame
    budgets: pd.DataFrame
    breaking: pd.DataFrame


def stress(
    run: Run | tuple[CaseInputs, PlanInHand],
    futures: int | Futures | None = 1000,
    *,
    seed: int = 0,
    processes: int = 1,
    progress: Told | None = None,
    cancel: Cancel | None = None,
) -> StressTest:
    """Put a plan to the test: that of a run, or decisions beside the inputs they are of.

    ``futures``: how many to draw from the tables about chance with ``seed``; futures at hand; or ``None`` for the
    case's own scenarios. ``processes``: how many futures are worked on at once, each in a process of its own (a
    program that asks for more than one must guard its work with ``if __name__ == "__main__":``); 1 keeps to this
    one. It makes no difference to what is found. ``cancel``: asked after each future whether to stop; what is
    finished is kept.

    Raises :class:`~optimiser.errors.OptimiserError` where the run has no plan, the decisions are not of the case
    or the number makes no sense, and :class:`~optimiser.errors.InputError` where a table is missing.
    """
    inputs, plan = (run.inputs, plan_of(run)) if isinstance(run, Run) else run
    met = _futures(inputs, futures, seed)
    tested = _tested(trial(inputs.case, [plan], met), processes, progress, cancel)[0]
    finished, impossible = len(tested.positions), int((~tested.solved).sum())
    status = Status.OPTIMAL if finished == met.number else Status.FEASIBLE if finished else Status.STOPPED
    spot = tested.gauges.years @ tested.central.by_period[SPOT] / tested.gauges.years.sum()
    tables = {name: tabulated(STRESS_COLUMNS[name], rows(tested)) for name, rows in _ROWS.items()}
    return StressTest(
        status, met.origin, met.seed, met.number, finished, impossible, chance_hash(inputs),
        _whole("plan", tested), float(spot), expected(tested.averaged(SPOT), tested.probabilities), **tables,
    )  # fmt: skip


def stress_plans(
    plans: Mapping[str, PlanInHand],
    inputs: CaseInputs,
    futures: Futures,
    *,
    processes: int = 1,
    progress: Told | None = None,
    cancel: Cancel | None = None,
) -> dict[str, PlanInFutures]:
    """Put several plans of a case to the test in the very same futures, side by side, by name.

    Each future is written once and solved for every plan. ``processes``, ``progress``, ``cancel`` and what is
    raised are as for :func:`stress`.
    """
    tested = _tested(trial(inputs.case, list(plans.values()), futures), processes, progress, cancel)
    return {name: _whole(name, one) for name, one in zip(plans, tested, strict=True)}


def plan_of(run: Run) -> PlanInHand:
    """The decisions of a run; raises :class:`~optimiser.errors.OptimiserError` where it has no plan."""
    if not run.has_plan:
        raise OptimiserError(
            f"The run {run.folder} has no plan ({run.record['status']}): there is nothing to put to the test."
        )
    decided = decisions_of(run)
    return PlanInHand(decided.decide, decided.close)


def _futures(inputs: CaseInputs, asked: int | Futures | None, seed: int) -> Futures:
    if isinstance(asked, Futures):
        return asked
    if asked is None:
        return futures_of(inputs.case)
    return generate(inputs.case, uncertainty_of(inputs), asked, seed)


def _tested(asked: Trial, processes: int, progress: Told | None, cancel: Cancel | None) -> list[Tested]:
    """Each plan in every future that was finished."""
    if processes < 1:
        raise OptimiserError(f"{processes} futures at once make no sense: give a whole number of at least 1.")
    progress, cancel = progress or nobody, cancel or never
    central, number = asked.measured(CENTRAL), asked.futures.number
    if not all(one.status.has_plan for one in central):
        raise OptimiserError(
            "With demand and prices as planned there is no way to place the children with these decisions, so "
            "they are no plan of this case."
        )
    done = 0

    def told() -> None:
        nonlocal done
        done += 1
        progress(Step("futures", done, number))

    found = worked(asked, range(number), processes, told, cancel)
    positions = np.array(sorted(found), dtype=np.intp)
    return [
        Tested(
            asked.case, asked.futures, asked.gauges, positions, tuple(found[p][n] for p in positions.tolist()), own
        )
        for n, own in enumerate(central)
    ]


def _whole(name: str, of: Tested) -> PlanInFutures:
    costs, probabilities = of.costs, of.probabilities
    return PlanInFutures(
        name=name,
        futures=int(of.solved.sum()),
        planned_cost=of.central.cost,
        expected_cost=expected(costs, probabilities),
        cost_p10=percentile(costs, probabilities, 10),
        cost_p90=percentile(costs, probabilities, 90),
        cvar_90=dearest(costs, probabilities),
        expected_unmet_child_years=expected(of.unmet_years, probabilities),
        chance_somebody_unmet=chance(of.somebody_unmet, probabilities),
        chance_every_promise_kept=chance(of.every_kept, probabilities),
    )


_ROWS: dict[str, Callable[[Tested], Iterator[Row]]] = {
    "futures": future_rows,
    "by_period": period_rows,
    "promises": promise_rows,
    "budgets": budget_rows,
    "breaking": breaking_rows,
}
