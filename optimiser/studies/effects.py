"""What ten per cent more or less of each assumption would do to the cost of the cheapest plan.

Every assumption is screened to first order (:mod:`.first_order`); those that may matter most are then changed
in the tables, checked, and planned for again, lower and higher, in a case that is kept warm
(:mod:`.replanned`). What the screen cannot see is a limit with room to spare whose loosening would make a
quite different plan possible, so that in a small case everything is planned for. An effect that is no larger
than what the solver left unproven is not shown as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from optimiser.engine.highs import solve
from optimiser.engine.settings import DEFAULT_GAP, SolveSettings
from optimiser.errors import OptimiserError
from optimiser.studies.assumed import Assumption, QuickCases, assumptions
from optimiser.studies.columns import STUDY_COLUMNS
from optimiser.studies.effects_ranked import ranked, said
from optimiser.studies.first_order import Estimate, FirstOrder, prices
from optimiser.studies.listening import Cancel, never, nobody
from optimiser.studies.proven import Proven
from optimiser.studies.replanned import (
    STOPPED,
    Change,
    Planned,
    TwoSessions,
    change,
    replan,
    two_sessions,
)
from optimiser.studies.tabulated import tabulated
from optimiser.tables.inputs import CaseInputs
from optimiser.what_if_session import WhatIfSession

FEW_COLUMNS = 1000
"""A plan with no more columns takes less time to make again than its assumptions take to screen."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a study has come: ``done`` of ``total`` in a stage (``screening`` or ``planning``)."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True)
class Effects:
    """Effects of the assumptions that matter most, changed by ``step`` (0.1: 10 %) down and up.

    ``objective`` and ``bound`` are those of the plan as it is (£ present value). The columns of the tables are
    in ``STUDY_COLUMNS``: ``table`` (effects), ``estimates`` of everything that was screened, ``left_out``.
    ``complete`` is false where the study was stopped before every effect was worked out.
    """

    step: float
    objective: float
    bound: float
    table: pd.DataFrame
    estimates: pd.DataFrame
    left_out: pd.DataFrame
    complete: bool


@dataclass(frozen=True)
class _Base:
    """The case kept warm, its plan as it is, and its programmes for the screen.

    ``small``: whether planning again is so quick that every assumption is planned for.
    """

    sessions: TwoSessions
    proven: Proven
    small: bool
    first_order: FirstOrder


def assumption_effects(
    inputs: CaseInputs,
    *,
    top: int = 20,
    step: float = 0.1,
    gap: float = DEFAULT_GAP,
    time_limit: float | None = 60.0,
    seed: int = 0,
    grouped: bool = True,
    progress: Callable[[Step], None] | None = None,
    cancel: Cancel | None = None,
) -> Effects:
    """Work out what changing each of the ``top`` assumptions by ``step`` would do to the least cost.

    ``step`` is a share between 0 and 1; ``gap``, ``time_limit`` (seconds of each solve) and ``seed`` are as for
    planning. ``grouped``: figures that differ only by period, home area or area change together.
    ``progress`` hears of every assumption screened and every plan made; ``cancel`` ends the study early.

    Raises :class:`~optimiser.errors.OptimiserError` where the case as it is has no plan, and ``ValueError``
    where ``step`` is out of range.
    """
    if not 0 < step < 1:
        raise ValueError(f"step is a share between 0 and 1, not {step}")
    settings = SolveSettings(gap, time_limit, seed)
    tell, stopped = progress or nobody, cancel or never
    base = _base(inputs, settings, stopped)
    everything = assumptions(inputs, grouped)
    reasons = [one.reason_to_leave_out(step) for one in everything]
    left_out = [(one, why) for one, why in zip(everything, reasons, strict=True) if why]
    asked = [one for one, why in zip(everything, reasons, strict=True) if not why]
    screened = list(_screened(inputs, asked, step, base.first_order, tell, stopped))
    screened.sort(key=lambda pair: -pair[1].effect)
    chosen: list[tuple[Assumption, Change, Change]] = []
    for one in in_question(screened, len(screened) if base.small else top):
        sides = [change(inputs, one, factor) for factor in (1 - step, 1 + step)]
        if any(side.is_possible for side in sides):
            chosen.append((one, sides[0], sides[1]))
        else:
            left_out.append((one, sides[0].why))
    planned = list(_planned(base.sessions, [(down, up) for _, down, up in chosen], tell, stopped))
    rows = ranked([one for one, _, _ in chosen], planned, base.proven)
    return Effects(
        step,
        *base.proven,
        tabulated(STUDY_COLUMNS["effects"], rows[:top]),
        tabulated(
            STUDY_COLUMNS["estimates"],
            [(*said(one), len(one.numbers), found.effect) for one, found in screened],
        ),
        tabulated(STUDY_COLUMNS["left_out"], [(*said(one), reason) for one, reason in left_out]),
        complete=len(screened) == len(asked) and not any(side.stopped for sides in planned for side in sides),
    )


def in_question(screened: Sequence[tuple[Assumption, Estimate]], top: int) -> list[Assumption]:
    """The assumptions to plan for: the ``top`` by estimate, and at most half as many that break a limit.

    A limit with room to spare has no price, so that no estimate says what using up that room would cost; the
    assumptions whose change makes the plan as it is break such a limit are planned for as well. ``screened``
    comes with the largest effect first.
    """
    breaking = [one for one, found in screened[top:] if found.breaks]
    return [*(one for one, _ in screened[:top]), *breaking[: (top + 1) // 2]]


def _base(inputs: CaseInputs, settings: SolveSettings, cancel: Cancel) -> _Base:
    """Plan the case as it is, and solve its linear programmes with whole numbers held and let go."""
    sessions = two_sessions(inputs.case, settings, cancel)
    found, matrix, plan = sessions.base.outcome, sessions.low.matrix, sessions.base.plan
    if found.solution is None or found.bound is None:
        raise OptimiserError(f"There is no plan whose cost could change ({found.reason}).")
    held = solve(matrix.holding(found.solution))
    if held.objective is None:
        raise OptimiserError(f"The cost of the plan as it is could not be worked out ({held.reason}).")
    optima = [
        prices(matrix, outcome.solution, outcome.row_duals)
        for outcome in (held, sessions.low.relaxed)
        if outcome.solution is not None and outcome.row_duals is not None
    ]
    proven = Proven(held.objective, min(found.bound, held.objective))
    return _Base(sessions, proven, len(matrix.cost) <= FEW_COLUMNS, FirstOrder(plan, tuple(optima)))


def _planned(
    sessions: TwoSessions,
    changes: Sequence[tuple[Change, Change]],
    tell: Callable[[Step], None],
    cancel: Cancel,
) -> Iterator[tuple[Planned, Planned]]:
    """What came of planning with each pair of changes."""

    def work(session: WhatIfSession, change: Change) -> Planned:
        return replan(session, change, cancel)

    for number, (down, up) in enumerate(sessions.both(work, changes, cancel), start=1):
        yield down or STOPPED, up or STOPPED
        tell(Step("planning", number, len(changes)))


def _screened(
    inputs: CaseInputs,
    asked: Sequence[Assumption],
    step: float,
    first_order: FirstOrder,
    tell: Callable[[Step], None],
    cancel: Cancel,
) -> Iterator[tuple[Assumption, Estimate]]:
    """The estimated effect of each assumption; ends early where it is cancelled."""
    cases = QuickCases(inputs)
    for number, one in enumerate(asked, start=1):
        if cancel():
            return
        yield one, _estimate(cases, one, step, first_order)
        tell(Step("screening", number, len(asked)))


def _estimate(cases: QuickCases, one: Assumption, step: float, first_order: FirstOrder) -> Estimate:
    """The first-order effect of a change, down where its cells allow that and else up."""
    for factor in (1 - step, 1 + step):
        case = cases.changed(one, factor)
        if case is not None:
            return first_order.estimate(case, one.table, one.column)
    return Estimate(0.0, True)
