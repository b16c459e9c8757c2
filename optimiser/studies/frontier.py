"""The frontier of a case: what each step of a promise costs at the least, and where it becomes impossible.

The promise is asked for at levels between what the plan of least cost reaches by itself and the furthest that
any plan goes. Each point is solved twice: the least cost that reaches the level, then the furthest that the
promise goes at that cost. Every constraint of the plan is kept throughout: budgets without a price hold, one
with a price may be exceeded at that price, and no more children are without a home than in the plan of least
cost. The promise of the tables that is traced, and priced promises about the very same children, give way: the
frontier puts its own in their place.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.plan import Plan, build
from optimiser.agreed_loads import with_agreed_loads
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.polish import polished
from optimiser.engine.settings import DEFAULT_GAP, SolveSettings
from optimiser.errors import OptimiserError
from optimiser.studies.at_once import at_once
from optimiser.studies.effects import Step
from optimiser.studies.frontier_columns import FRONTIER_COLUMNS
from optimiser.studies.frontier_limits import limits
from optimiser.studies.frontier_points import Furthest, Point, Traced, least_scopes, point_of, undominated
from optimiser.studies.frontier_rows import decision_rows, point_rows
from optimiser.studies.frontier_text import sentences
from optimiser.studies.listening import Cancel, never, nobody
from optimiser.studies.measures import CHANCE, Measure, measure_named, same_promises
from optimiser.studies.no_plan import why_no_plan
from optimiser.studies.programmes import set_free, unmet_at_most
from optimiser.studies.tabulated import tabulated
from optimiser.tables.inputs import CaseInputs

_NO_FRONTIER = (
    "{!r} is about the chance of a suitable home, which is no number of children that a frontier could trace: "
    "plan with other values of it instead, for instance with --set, or as what-ifs compared side by side."
)


@dataclass(frozen=True)
class Frontier:
    """Least cost against a promise; the columns of the tables are in ``FRONTIER_COLUMNS``.

    ``status``: optimal where every point kept is proven to its gap and the furthest is known; feasible where
    something was stopped; infeasible or stopped where there is no point. ``asked``: what the tables ask for, if
    the promise is theirs. ``table``: a row for each point, cheapest first. ``limits``: what holds the promise
    back at its furthest. ``furthest`` and ``furthest_bound``: the furthest found, and beyond which no plan goes.
    ``complete`` is false where the study was stopped before every point was worked out; ``dropped`` points
    were found to be dominated by others.
    """

    name: str
    label: str
    unit: str
    sense: str
    periods: tuple[str, ...]
    asked: float | None
    status: Status
    table: pd.DataFrame
    decisions: pd.DataFrame
    limits: pd.DataFrame
    furthest: float
    furthest_bound: float
    dropped: int
    complete: bool
    gap: float
    seconds: float
    sentences: tuple[str, ...]


def frontier(
    inputs: CaseInputs,
    promise: str,
    points: int = 11,
    *,
    period: str | None = None,
    number: bool = False,
    gap: float = DEFAULT_GAP,
    time_limit: float | None = 30.0,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[Step], None] | None = None,
    cancel: Cancel | None = None,
) -> Frontier:
    """Trace the least cost against a promise, in so many points.

    ``promise``: a promise of the case by its name, or one of :data:`~optimiser.studies.measure_names.NAMED`.
    ``period``: the label of the only period it is taken in, or ``own``: all of a promise's own periods at
    once; where not given, the last of a promise's own periods or, of everything else, the last. ``number``:
    count children instead of taking their share. ``gap``, ``seed`` as for planning; ``time_limit``: seconds
    of each solve; ``threads``: points worked on at once, as many as there are processors where it is not
    given. ``progress`` hears of every point; ``cancel`` ends the study early and what is finished is
    kept.

    Raises :class:`~optimiser.errors.OptimiserError` where there is no such promise or period, or where the promise
    is about the chance of a suitable home, and
    ``ValueError`` where there are fewer than two points.
    """
    if points < 2:
        raise ValueError(f"a frontier has at least 2 points, not {points}")
    began = time.perf_counter()
    inputs = replace(inputs, case=with_agreed_loads(inputs.case))
    plan = build(inputs.case)
    measure = measure_named(plan, promise, period, number)
    if measure.label == CHANCE:
        raise OptimiserError(_NO_FRONTIER.format(promise))
    free = set_free(plan, compile_matrix(plan), same_promises(measure, inputs.case))
    stopped, tell = cancel or never, progress or nobody
    traced = Traced(plan, free, measure, SolveSettings(gap, time_limit, seed, threads), stopped)
    first = solve(free, traced.settings, cancel=stopped)
    first = polished(free, first, traced.settings)
    if first.solution is None:
        return _without_points(inputs, traced, first, began)
    tell(Step("least cost", 1, 1))
    values = free.values(first.solution)
    kept = unmet_at_most(plan, free, values)
    traced = replace(traced, matrix=kept, least_scopes=least_scopes(kept, measure))
    found = _points(traced, first, points, tell)
    return _finished(traced, found, points, began)


@dataclass(frozen=True)
class _Found:
    """What was worked out: points in the order of their levels, absent where stopped before."""

    points: tuple[Point | None, ...]
    furthest: Furthest | None


def _points(traced: Traced, first: Outcome, points: int, tell: Callable[[Step], None]) -> _Found:
    """The furthest, then every point twice, several at once; nothing is begun any more once cancelled."""
    assert first.solution is not None, "the plan of least cost is where everything begins"
    least = replace(point_of(traced, 0.0, first), asked=-traced.measure.sign * np.inf)
    best = None if traced.cancel() else traced.best(first.solution)
    tell(Step("furthest", 1, 1))
    if best is None:
        return _Found((least,), None)
    levels = _levels(traced.measure, least.value, best.value, points)

    def work(level: float | None) -> Point | None:
        if traced.cancel():
            return least if level is None else None
        point = least if level is None else traced.cheapest(level)
        return traced.improved(point) if isinstance(point, Point) and not traced.cancel() else _kept(point)

    found: list[Point | None] = []
    for point in at_once(work, [None, *levels], never, traced.settings.threads):
        found.append(point)
        tell(Step("points", len(found), len(levels) + 1))
    return _Found(tuple(found), best)


def _kept(found: Point | Outcome) -> Point | None:
    return found if isinstance(found, Point) else None


def _levels(measure: Measure, least: float, furthest: float, points: int) -> list[float]:
    """Levels after the first point, evenly up to the furthest (within rounding); none where that is no further."""
    rounding = 1e-7 * max(1.0, abs(furthest))
    if measure.sign * (furthest - least) <= 2 * rounding:
        return []
    levels = np.linspace(least, furthest, points)[1:]
    levels[-1] -= measure.sign * rounding
    return [float(level) for level in levels]


def _finished(traced: Traced, found: _Found, points: int, began: float) -> Frontier:
    there = [point for point in found.points if point is not None]
    kept = undominated(there, traced.measure.sign)
    complete = found.furthest is not None and None not in found.points and not traced.cancel()
    settled = complete and all(point.status is Status.OPTIMAL for point in kept)
    best = found.furthest
    known = settled and best is not None and best.outcome.status is Status.OPTIMAL
    made = _empty(traced, Status.OPTIMAL if known else Status.FEASIBLE, began)
    made = replace(
        made,
        table=tabulated(FRONTIER_COLUMNS["frontier"], point_rows(traced, kept)),
        decisions=tabulated(FRONTIER_COLUMNS["frontier_decisions"], decision_rows(traced, kept)),
        furthest=float("nan") if best is None else best.value,
        furthest_bound=float("nan") if best is None else best.bound,
        dropped=len(there) - len(kept),
        complete=complete,
    )
    if best is not None and best.outcome.solution is not None and not traced.cancel():
        rows = limits(traced, best.outcome.solution)
        made = replace(made, limits=tabulated(FRONTIER_COLUMNS["frontier_limits"], rows))
    made = replace(made, seconds=time.perf_counter() - began)
    return replace(made, sentences=tuple(sentences(made, points)))


def _without_points(inputs: CaseInputs, traced: Traced, outcome: Outcome, began: float) -> Frontier:
    why = why_no_plan(inputs, traced.plan, outcome, traced.settings, traced.cancel)
    made = _empty(traced, outcome.status, began)
    return replace(made, sentences=why, complete=outcome.status is Status.INFEASIBLE)


def _empty(traced: Traced, status: Status, began: float) -> Frontier:
    measure, case = traced.measure, traced.plan.formulation.case
    return Frontier(
        name=measure.name,
        label=measure.label,
        unit=measure.unit,
        sense=measure.sense,
        periods=tuple(case.periods[t].period for t in measure.periods),
        asked=_asked(traced.plan, measure),
        status=status,
        table=tabulated(FRONTIER_COLUMNS["frontier"], []),
        decisions=tabulated(FRONTIER_COLUMNS["frontier_decisions"], []),
        limits=tabulated(FRONTIER_COLUMNS["frontier_limits"], []),
        furthest=float("nan"),
        furthest_bound=float("nan"),
        dropped=0,
        complete=False,
        gap=traced.settings.gap,
        seconds=time.perf_counter() - began,
        sentences=(),
    )


def _asked(plan: Plan, measure: Measure) -> float | None:
    """What the tables ask for, where the promise is theirs and measured as they measure it."""
    if measure.number is None:
        return None
    target = plan.formulation.case.targets[measure.number]
    return target.value if target.unit == measure.unit else None
