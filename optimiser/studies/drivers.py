"""What drives the answer: every assumption at its lowest and its highest, and where decisions switch.

Every assumption is first screened: two linear programmes of a case kept warm say between which limits the least
cost lies, and what the plan in hand would cost. Those that may move it most are then planned for again at both
ends. Of the prices among them it is asked how far each must move before a decision leaves or enters the plan of
least cost. Ranges come from the table ``ranges``, and are a share either way where none is given.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from optimiser.engine.outcome import Status
from optimiser.engine.settings import DEFAULT_GAP, SolveSettings
from optimiser.studies.drivers_chosen import decision, named_figure
from optimiser.studies.drivers_columns import DRIVERS_COLUMNS
from optimiser.studies.drivers_contest import Decision
from optimiser.studies.drivers_ranges import Varied, varied
from optimiser.studies.drivers_rows import decision_rows, left_out_rows, promise_rows, switching_row, tornado_rows
from optimiser.studies.drivers_sides import Driver, promises_of
from optimiser.studies.drivers_stages import Study, Tell, begun, plan_again, screen, switch_all
from optimiser.studies.drivers_switching import Switch
from optimiser.studies.drivers_text import sentences
from optimiser.studies.effects import Step
from optimiser.studies.listening import Cancel, never, nobody
from optimiser.studies.no_plan import why_no_plan
from optimiser.studies.replanned import two_sessions
from optimiser.studies.tabulated import tabulated
from optimiser.tables.inputs import CaseInputs


@dataclass(frozen=True)
class Drivers:
    """What drives the answer; the columns of the tables are in ``DRIVERS_COLUMNS``.

    ``status``: of the plan as it is. ``objective`` and ``bound`` are its cost and the cost below which no plan
    can go (£ present value; NaN without a plan). ``step``: by what share a figure without a range varies.
    ``complete`` is false where the study was stopped before everything was worked out.
    """

    status: Status
    objective: float
    bound: float
    step: float
    gap: float
    top: int
    tornado: pd.DataFrame
    promises: pd.DataFrame
    switching: pd.DataFrame
    decisions: pd.DataFrame
    left_out: pd.DataFrame
    complete: bool
    seconds: float
    sentences: tuple[str, ...]


def drivers(
    inputs: CaseInputs,
    top: int = 20,
    *,
    step: float = 0.1,
    switch: Sequence[str] = (),
    decisions: Sequence[str] = (),
    gap: float = DEFAULT_GAP,
    time_limit: float | None = 60.0,
    seed: int = 0,
    progress: Tell | None = None,
    cancel: Cancel | None = None,
) -> Drivers:
    """Vary every assumption between its lowest and its highest, and find where decisions switch.

    ``top``: for how many assumptions the plan is made again. ``step``: share by which a figure without a range
    varies. ``switch``: figures to follow to where decisions switch, as ``market[provision=ifa].weekly_cost``
    (where not given, the prices that matter most); ``decisions``: options to look at (where not given, the
    largest of the plan in whole units, and those it nearly made). ``gap``, ``time_limit`` (seconds of each
    solve) and ``seed`` are as for planning. ``progress`` hears of every step; ``cancel`` ends the study early and
    what is finished is kept.

    Raises :class:`~optimiser.errors.OptimiserError` where a figure or an option is named that is not there, and
    ``ValueError`` where ``step`` or ``top`` is out of range.
    """
    if not 0 < step < 1 or top < 0:
        raise ValueError(f"step is a share between 0 and 1 and top at least 0, not {step} and {top}")
    began, stopped, tell = time.perf_counter(), cancel or never, progress or nobody
    settings = SolveSettings(gap, time_limit, seed)
    named = [named_figure(inputs, text) for text in switch]
    sessions = two_sessions(inputs.case, settings, stopped)
    tell(Step("plan", 1, 1))
    study = begun(inputs, sessions, settings, tell, stopped)
    if study is None:
        why = why_no_plan(inputs, sessions.base.plan, sessions.base.outcome, settings, stopped)
        nothing = _tabulated([(), (), (), (), ()])
        nan = float("nan")
        return Drivers(
            sessions.base.status, nan, nan, step, gap, top, *nothing, complete=False, seconds=_since(began),
            sentences=tuple(why),
        )  # fmt: skip
    chosen = [decision(study.plan, option) for option in decisions]
    every = varied(inputs, step)
    left_out = [(one, one.why_left_out) for one in every if one.why_left_out]
    found = plan_again(study, screen(study, [one for one in every if not one.why_left_out]), top)
    left_out += [(one.varied, one.low.why) for one in found if one.never_possible]
    found = [one for one in found if not one.never_possible]
    switched = list(switch_all(study, found, named, chosen))
    tables = _tables(study, found, switched, left_out)
    held = Drivers(
        sessions.base.status, *study.proven, step, gap, top, *tables, complete=not stopped(),
        seconds=_since(began), sentences=(),
    )  # fmt: skip
    return replace(held, sentences=tuple(sentences(held)))


_Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]


def _tables(
    study: Study,
    found: Sequence[Driver],
    switched: Sequence[tuple[Varied, Decision, Switch]],
    left_out: Sequence[tuple[Varied, str]],
) -> _Tables:
    """What was found, as tables."""
    planned = promises_of(study.plan)
    return _tabulated(
        [
            tornado_rows(found, study.proven),
            promise_rows(found, study.plan.plan, planned),
            (switching_row(*one) for one in switched),
            decision_rows(found, study.plan),
            left_out_rows(left_out),
        ]
    )


def _tabulated(rows: Sequence[Iterable[tuple[object, ...]]]) -> _Tables:
    """Rows as the tables of ``DRIVERS_COLUMNS``, in its order."""
    made = [tabulated(columns, held) for columns, held in zip(DRIVERS_COLUMNS.values(), rows, strict=True)]
    tornado, promises, switching, decisions, left_out = made
    return tornado, promises, switching, decisions, left_out


def _since(began: float) -> float:
    return time.perf_counter() - began
