"""The L-shaped method (Van Slyke and Wets 1969; several cuts a round: Birge and Louveaux 1988).

A master over the shared decisions proposes, every future says what that costs and how the cost would change, and
the master learns it as cuts: first with decisions divisible, then whole. While they are divisible the point asked
about lies between the proposal and the best so far (Ben-Ameur and Neto 2007): bold proposals cost many simplex
iterations and teach little. The bound is the master's; the cost that of a plan counted in every future.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.case import Floats
from optimiser.engine.highs import NO_PLAN, relative_gap, solve
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import Progress, SolveSettings
from optimiser.engine.two_stage.evaluation import evaluate
from optimiser.engine.two_stage.master import Master
from optimiser.engine.two_stage.recourse import Clock, Recourse, StoppedError
from optimiser.engine.two_stage.risk import EXPECTED, Risk
from optimiser.engine.two_stage.stages import TwoStage
from optimiser.engine.two_stage.subproblem import Cut, ImpossibleToSolveError, UnboundedFutureError

_PULL = 0.85
"""How far the point asked about is drawn from the proposal to the best so far; less where that closes little."""
_LEAST_PULL = 0.1
_SLOW = 0.7
"""A round that leaves more than this share of the gap has closed little."""
_EXACT = 1e-9
"""The gap that rounding leaves; no smaller one can be proven."""
_ROUNDING = 1e-6
"""The widest gap, of the cost or of £1, that rounding is blamed for: what the solver lets a cut be broken by."""
_WHOLE = 1e-6
"""How far from a whole number a whole decision may be."""
_LINEAR_SHARE = 0.5
"""Most of the time limit, and of the gap asked for, that goes to the divisible master."""


@dataclass(frozen=True)
class TwoStageOutcome:
    """The end of a two-stage solve.

    ``objective``: what the risk makes of ``costs``, the cost of the plan in each future (£); ``bound``: what no
    plan can fall below; ``gap`` their relative difference. ``first``: values of the shared decisions, in the
    order of :attr:`.TwoStage.first`. ``master_seconds`` and ``subproblem_seconds`` are parts of ``seconds``, by
    the clock.
    """

    status: Status
    reason: str
    seconds: float
    bound: float = -math.inf
    objective: float | None = None
    gap: float | None = None
    first: Floats | None = None
    costs: Floats | None = None
    rounds: int = 0
    cuts: int = 0
    master_seconds: float = 0.0
    subproblem_seconds: float = 0.0


def solve_l_shaped(
    two: TwoStage,
    settings: SolveSettings | None = None,
    risk: Risk = EXPECTED,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    start: Floats | None = None,
    bundles: int | None = None,
) -> TwoStageOutcome:
    """Plan for all futures at once; the time limit, ``cancel`` and Ctrl-C keep the best plan found.

    ``progress`` is told of every plan better than the last and every better bound. ``start``: values of the shared
    decisions to ask about first (the mean future's, divisible, unless given). ``bundles``: into how many cuts a
    round is put together, one for each future unless given: ten futures of Lewisham took 8 rounds so, 8 with three
    cuts a round and 14 with one, and the master's time is small beside that of the futures.

    Raises:
        ValueError: not one value in ``start`` for each shared decision.
    """
    if start is not None and np.shape(start) != two.first.shape:
        raise ValueError(f"there are {len(two.first)} shared decisions and {np.size(start)} values to start from")
    search = _Search(two, settings or SolveSettings(), risk, progress, cancel, bundles or two.futures)
    try:
        ended = search.run(start)
    except (StoppedError, ImpossibleToSolveError) as stop:
        ended = search.stopped(str(stop))
    except UnboundedFutureError as unbounded:
        ended = _Ended(Status.UNBOUNDED, str(unbounded))
    return search.outcome(ended)


@dataclass(frozen=True, slots=True)
class _Ended:
    status: Status
    reason: str


_PROVEN = _Ended(Status.OPTIMAL, "proven to the gap asked for")
_IMPOSSIBLE = _Ended(Status.INFEASIBLE, NO_PLAN)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Shared decisions, their cost in each future and what the risk makes of it."""

    values: Floats
    costs: Floats
    objective: float


def _same(proposed: Floats, asked: Floats) -> bool:
    return bool(np.allclose(proposed, asked, rtol=1e-9, atol=1e-9))


class _Search:
    """Where an L-shaped solve stands."""

    def __init__(
        self,
        two: TwoStage,
        settings: SolveSettings,
        risk: Risk,
        progress: Callable[[Progress], None] | None,
        cancel: Callable[[], bool] | None,
        bundles: int,
    ) -> None:
        self.two, self.settings, self.risk, self.progress = two, settings, risk, progress
        self.clock = Clock(settings.time_limit, cancel)
        self.recourse, self.master = Recourse(two, settings), Master(two, risk, bundles)
        self.best: _Plan | None = None
        self.bound = -math.inf
        self.rounds = 0
        self.master_seconds = self.subproblem_seconds = 0.0
        self._floored = False

    @property
    def gap_asked(self) -> float:
        """The relative gap to prove."""
        return max(self.settings.gap, _EXACT)

    def run(self, start: Floats | None) -> _Ended:
        """Divisible decisions first, then whole ones."""
        first = self.two.first_stage
        at = np.clip(self._mean() if start is None else start, first.lower, first.upper)
        whole = bool(first.whole.any())
        ended = self._divisible(at, self.gap_asked * (_LINEAR_SHARE if whole else 1.0))
        if not whole or ended is not None:
            return self._counted_whole(ended or _PROVEN)
        return self._counted_whole(self._whole())

    def _mean(self) -> Floats:
        """The divisible plan of the mean future, where it has one."""
        found = solve(self.two.mean().relaxed(), replace(self.settings, time_limit=self.clock.left), interior=True)
        return np.zeros(len(self.two.first)) if found.solution is None else found.solution[self.two.first]

    def _divisible(self, at: Floats, gap_asked: float) -> _Ended | None:
        """Cuts with divisible decisions until the gap is closed or half the time is used; why it ended early."""
        best: _Plan | None = None
        pull, gap = _PULL, math.inf
        while True:
            plan = self._ask(at)
            best = plan if plan is not None and (best is None or plan.objective < best.objective) else best
            proposed = self._relaxed_master()
            if proposed.status is Status.INFEASIBLE:
                return _IMPOSSIBLE
            if proposed.solution is None:
                return _Ended(Status.STOPPED, proposed.reason)
            self._raise_bound(proposed.objective)
            now = math.inf if best is None else relative_gap(best.objective, self.bound)
            if now <= gap_asked or self._enough_of_this(best):
                return None
            if pull == 0.0 and now >= gap and _same(proposed.solution, at):
                return None if self.two.first_stage.whole.any() else self._as_close_as_it_gets()
            if now > _SLOW * gap:
                pull = 0.5 * pull if pull > _LEAST_PULL else 0.0
            at, gap = proposed.solution, now
            if best is not None:
                at = at + pull * (best.values - at)

    def _enough_of_this(self, best: _Plan | None) -> bool:
        """Whether divisible decisions have had their share of the time limit, so that a plan may yet be found."""
        limit = self.settings.time_limit
        whole = bool(self.two.first_stage.whole.any())
        return whole and limit is not None and best is not None and self.clock.seconds > _LINEAR_SHARE * limit

    def _whole(self) -> _Ended:
        """Whole decisions: the master to an ever smaller gap, each proposal counted in every future.

        Where it proposes once more what it has been told all about and a gap is left that is not rounding, the
        solver has left the master unproven: it is asked again from nothing, as often as that leads on.
        """
        closeness, asked, afresh = 4.0 * self.gap_asked, None, False
        known: tuple[float, float] | None = None
        while True:
            closeness = max(_LINEAR_SHARE * closeness, 0.5 * self.gap_asked)
            proposed = self._whole_master(closeness, afresh)
            if proposed.status is Status.INFEASIBLE:
                return _IMPOSSIBLE
            if proposed.solution is None or proposed.bound is None:
                return self.stopped(proposed.reason)
            self._raise_bound(proposed.bound)
            if not self._proven():
                self._ask(proposed.solution)
            if self._proven():
                return _PROVEN
            afresh = closeness <= 0.5 * self.gap_asked and asked is not None and _same(proposed.solution, asked)
            if afresh:
                now = (self.bound, math.inf if self.best is None else self.best.objective)
                if self._only_rounding_left() or now == known:
                    return self._as_close_as_it_gets()
                known = now
            asked = proposed.solution

    def _only_rounding_left(self) -> bool:
        if self.best is None:
            return False
        return self.best.objective - self.bound <= _ROUNDING * max(1.0, abs(self.best.objective))

    def _as_close_as_it_gets(self) -> _Ended:
        """The end where the master proposes once more what it has been told all about."""
        if self._only_rounding_left():
            return self.stopped("rounding allows no closer gap")
        return self.stopped("the solver proposes the same once more and leaves a gap")

    def stopped(self, reason: str) -> _Ended:
        """The end before anything is proven."""
        return _Ended(Status.FEASIBLE if self.best is not None else Status.STOPPED, reason)

    def _proven(self) -> bool:
        return self.best is not None and relative_gap(self.best.objective, self.bound) <= self.gap_asked

    def _ask(self, at: Floats) -> _Plan | None:
        """Ask every future about some shared decisions; the plan they make, ``None`` where that is no plan."""
        first, near = self.two.first_stage, np.round(at)
        at = np.where(first.whole & (np.abs(at - near) <= _WHOLE), near, at)
        began = time.perf_counter()
        try:
            cuts = self.recourse.cuts(at, self.clock)
        finally:
            self.subproblem_seconds += time.perf_counter() - began
        self.rounds += 1
        self.master.add(cuts)
        if not (all(cut.feasible for cut in cuts) and first.allows(at)):
            return None
        plan = self._plan(at, cuts)
        are_whole = np.array_equal(at[first.whole], near[first.whole])
        better = self.best is None or plan.objective < self.best.objective
        if better and are_whole:
            self.best = plan
            self._tell()
        return plan

    def _plan(self, values: Floats, cuts: list[Cut]) -> _Plan:
        own = [block.cost[self.two.first] @ values for block in self.two.blocks]
        costs = np.array(own) + [cut.value for cut in cuts]
        return _Plan(values, costs, self.risk.of(costs, self.two.probabilities))

    def _relaxed_master(self) -> Outcome:
        self.clock.check()
        began = time.perf_counter()
        proposed = self.master.relaxed()
        if proposed.status is Status.UNBOUNDED and not self._floored:
            self._floored, floor = True, self._floor()
            self.master.add_floor(floor)
            impossible = bool(np.any(floor == math.inf))
            proposed = Outcome(Status.INFEASIBLE, NO_PLAN, 0.0) if impossible else self.master.relaxed()
        self.master_seconds += time.perf_counter() - began
        return proposed

    def _floor(self) -> Floats:
        """What each future costs at least with decisions of its own, divisible.

        Infinite where it is impossible even so, −∞ where its cost has no lower bound.
        """
        found = []
        for block in self.two.blocks:
            self.clock.check()
            alone = solve(block.relaxed(), replace(self.settings, time_limit=self.clock.left), interior=True)
            possible = {Status.INFEASIBLE: math.inf, Status.OPTIMAL: alone.objective}
            found.append(possible.get(alone.status, -math.inf))
        return np.array(found, dtype=float)

    def _whole_master(self, gap: float, afresh: bool) -> Outcome:
        self.clock.check()
        began = time.perf_counter()
        settings = replace(self.settings, gap=gap, time_limit=self.clock.left)
        start = None if self.best is None or afresh else self.best.values
        proposed = self.master.whole(settings, start, self.clock.cancel)
        self.master_seconds += time.perf_counter() - began
        return proposed

    def _raise_bound(self, bound: float | None) -> None:
        if bound is not None and bound > self.bound:
            self.bound = bound
            self._tell()

    def _tell(self) -> None:
        if self.progress is not None and self.best is not None and math.isfinite(self.bound):
            objective = self.best.objective
            gap = relative_gap(objective, self.bound)
            self.progress(Progress(self.clock.seconds, objective, self.bound, gap))

    def _counted_whole(self, ended: _Ended) -> _Ended:
        """Count the plan with whole numbers in every future, where there are any to be whole."""
        if self.best is None or not self.two.whole_later:
            return ended
        counted = evaluate(self.two, self.best.values, self.settings, self.clock.cancel)
        self.best = _Plan(self.best.values, counted.costs, self.risk.of(counted.costs, self.two.probabilities))
        if ended is not _PROVEN or self._proven():
            return ended
        return _Ended(Status.FEASIBLE, "whole numbers within a future are not in the bound")

    def outcome(self, ended: _Ended) -> TwoStageOutcome:
        """What came of it."""
        best = self.best
        known = TwoStageOutcome(
            status=ended.status,
            reason=ended.reason,
            seconds=self.clock.seconds,
            bound=self.bound,
            rounds=self.rounds,
            cuts=self.master.cuts,
            master_seconds=self.master_seconds,
            subproblem_seconds=self.subproblem_seconds,
        )
        if best is None or not ended.status.has_plan:
            return known
        gap = relative_gap(best.objective, self.bound)
        return replace(known, objective=best.objective, gap=gap, first=best.values, costs=best.costs)
