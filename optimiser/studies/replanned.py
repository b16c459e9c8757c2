"""Planning again with one assumption changed, two changes at a time, each in a case that is kept warm.

Two sessions hold the same plan: one takes every assumption at its lower figure, the other at its higher, in
their order, so that what comes out does not depend on which thread happened to be quicker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from models.case import Case
from optimiser.engine.outcome import Status
from optimiser.engine.settings import SolveSettings
from optimiser.errors import InputError
from optimiser.results.solution import Solution
from optimiser.studies.assumed import Assumption, changed, why_not
from optimiser.studies.listening import Cancel
from optimiser.studies.proven import Proven
from optimiser.tables.inputs import CaseInputs
from optimiser.what_if_session import Answer, WhatIfSession

_Thing = TypeVar("_Thing")
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class TwoSessions:
    """A case kept warm twice, for two threads, with the same plan in hand."""

    low: WhatIfSession
    high: WhatIfSession

    @property
    def base(self) -> Answer:
        """What came of planning the case as it is."""
        return self.low.base

    def both(
        self,
        work: Callable[[WhatIfSession, _Thing], _Made],
        pairs: Sequence[tuple[_Thing, _Thing]],
        cancel: Cancel,
    ) -> Iterator[tuple[_Made | None, _Made | None]]:
        """What ``work`` makes of each pair, the first with one session and the second with the other.

        Pairs come in order; ``None`` stands for what was not begun before ``cancel`` said so.
        """

        def side(session: WhatIfSession, number: int) -> Callable[[tuple[_Thing, _Thing]], _Made | None]:
            return lambda pair: None if cancel() else work(session, pair[number])

        with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
            yield from zip(one.map(side(self.low, 0), pairs), other.map(side(self.high, 1), pairs), strict=True)


def two_sessions(case: Case, settings: SolveSettings, cancel: Cancel) -> TwoSessions:
    """Plan a case in two sessions at once; they begin from the same plan, the first one's."""

    def session(_: int) -> WhatIfSession:
        options = {"gap": settings.gap, "time_limit": settings.time_limit, "seed": settings.seed}
        return WhatIfSession(case, cancel=cancel, **options)  # type: ignore[arg-type]

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(session, range(2))
    other.adopt(one.base)
    return TwoSessions(one, other)


@dataclass(frozen=True, slots=True)
class Change:
    """A case with an assumption changed, or in ``why`` the reason why it cannot change so."""

    case: Case | None
    why: str = ""
    no_plan: bool = False
    """Whether the reason is that no plan can meet everything asked, which the checks found already."""

    @property
    def is_possible(self) -> bool:
        """Whether the figures can be so, whether or not there is a plan for them."""
        return self.case is not None or self.no_plan


def change(inputs: CaseInputs, assumption: Assumption, factor: float) -> Change:
    """An assumption multiplied by a factor, through the ordinary checks."""
    try:
        return Change(changed(inputs, assumption, factor).case)
    except InputError as error:
        why, no_plan = why_not(error)
        return Change(None, f"{'no plan' if no_plan else 'not possible'}: {why}", no_plan)


@dataclass(frozen=True)
class Planned:
    """What came of planning with a change: cost and bound, or in ``why`` the reason for having neither."""

    proven: Proven | None
    why: str = ""
    no_plan: bool = False
    """Whether it is known that no plan can meet everything asked: an effect in itself."""
    stopped: bool = False
    solution: Solution | None = None


STOPPED = Planned(None, "stopped before it was worked out", stopped=True)


def replan(session: WhatIfSession, change: Change, cancel: Cancel) -> Planned:
    """Plan with a change; its cheapest plan to the session's gap."""
    if change.case is None:
        return Planned(None, change.why, change.no_plan)
    session.change(change.case)
    answer = session.solve(cancel=cancel)
    found = answer.outcome
    if found.objective is not None and found.bound is not None:
        return Planned(Proven(found.objective, found.bound), solution=answer.solution)
    if cancel():
        return STOPPED
    if found.status is Status.INFEASIBLE:
        return Planned(None, "no plan can meet everything asked", no_plan=True)
    return Planned(None, f"no plan found ({found.reason})")
