"""The stages of a study of drivers: the plan, every assumption screened, some planned for, switching values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from optimiser.engine.direct import write_directly
from optimiser.engine.settings import SolveSettings
from optimiser.results.solution import Solution
from optimiser.studies.assumed import QuickCases
from optimiser.studies.drivers_chosen import decisions_of, prices_of
from optimiser.studies.drivers_contest import Contest, Decision, Ground
from optimiser.studies.drivers_ranges import Varied
from optimiser.studies.drivers_sides import STOPPED, Driver, Side, in_question, screened, solved
from optimiser.studies.drivers_switching import Switch, switches
from optimiser.studies.effects import FEW_COLUMNS, Step
from optimiser.studies.listening import Cancel
from optimiser.studies.proven import Proven
from optimiser.studies.replanned import TwoSessions
from optimiser.tables.inputs import CaseInputs
from optimiser.what_if_session import WhatIfSession

Tell = Callable[[Step], None]

_CLOSE = 1e-6
"""Share of the cost below which what a decision saves is nought."""


@dataclass(frozen=True)
class Study:
    """What the stages share. ``relaxed`` is the linear relaxation of the case as it is, ``plan`` its plan."""

    inputs: CaseInputs
    sessions: TwoSessions
    relaxed: Solution | None
    proven: Proven
    plan: Solution
    settings: SolveSettings
    tell: Tell
    cancel: Cancel


def begun(
    inputs: CaseInputs, sessions: TwoSessions, settings: SolveSettings, tell: Tell, cancel: Cancel
) -> Study | None:
    """The plan as it is; ``None`` where there is none."""
    base = sessions.base
    if base.solution is None or base.outcome.objective is None or base.outcome.bound is None:
        return None
    proven, loose = Proven(base.outcome.objective, base.outcome.bound), sessions.low.relaxed.solution
    relaxed = None if loose is None else Solution(base.plan, sessions.low.matrix.values(loose))
    return Study(inputs, sessions, relaxed, proven, base.solution, settings, tell, cancel)


def screen(study: Study, asked: Sequence[Varied]) -> list[Driver]:
    """Every assumption at both ends, by linear programmes."""
    cases = QuickCases(study.inputs)

    def work(session: WhatIfSession, end: tuple[Varied, float]) -> Side:
        return screened(session, cases, *end)

    found = []
    for one, (low, high) in zip(asked, study.sessions.both(work, _ends(asked), study.cancel), strict=True):
        found.append(Driver(one, low or STOPPED, high or STOPPED))
        study.tell(Step("screening", len(found), len(asked)))
    return found


def plan_again(study: Study, found: Sequence[Driver], top: int) -> list[Driver]:
    """The same, those that may matter most planned for again; in a small case all of them."""
    small = len(study.sessions.low.matrix.cost) <= FEW_COLUMNS
    chosen = in_question(found, study.proven, len(found) if small else top)

    def work(session: WhatIfSession, end: tuple[Varied, float]) -> Side:
        return solved(session, study.inputs, *end, study.cancel)

    again = list(found)
    pairs = study.sessions.both(work, _ends([found[i].varied for i in chosen]), study.cancel)
    for number, (place, (low, high)) in enumerate(zip(chosen, pairs, strict=True), start=1):
        before = found[place]
        again[place] = Driver(before.varied, _kept(before.low, low), _kept(before.high, high))
        study.tell(Step("planning", number, len(chosen)))
    return again


def _kept(before: Side, now: Side | None) -> Side:
    """What planning again came to; what the screen proved stands where the planning was stopped."""
    if now is None or now.how == "stopped":
        return before if before.how == "stopped" else replace(before, why="stopped before it was planned again")
    return now


def _ends(asked: Sequence[Varied]) -> list[tuple[tuple[Varied, float], tuple[Varied, float]]]:
    return [((one, one.low), (one, one.high)) for one in asked]


def switch_all(
    study: Study, found: Sequence[Driver], named: Sequence[Varied], chosen: Sequence[Decision]
) -> Iterator[tuple[Varied, Decision, Switch]]:
    """Where each decision switches as each price moves; the plans found for a decision serve all its prices."""
    ranked = sorted(found, key=lambda one: (not one.no_plan, -one.size(study.proven)))
    figures = list(named) or prices_of([one.varied for one in ranked])
    options = list(chosen) or decisions_of(study.plan, study.relaxed)
    ground, done = _ground(study), 0
    for option in options:
        sides = None if study.cancel() else ground.opposed(option)
        for one in figures:
            if sides is None:
                yield one, option, Switch("stopped")
            else:
                close = max(abs(study.proven.objective), 1.0) * _CLOSE
                for switch in switches(Contest(ground, one, option, *sides), close):
                    yield one, option, switch
            done += 1
            study.tell(Step("switching", done, len(figures) * len(options)))


def _ground(study: Study) -> Ground:
    outcome = study.sessions.base.outcome
    assert outcome.solution is not None, "a study has a plan to begin from"
    written = write_directly(study.inputs.case)
    return Ground(QuickCases(study.inputs), written, outcome.solution, study.settings, study.cancel)
