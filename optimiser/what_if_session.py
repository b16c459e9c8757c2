"""A case kept warm: change an assumption, know at once between which limits the answer lies, then the answer.

Three programmes: the linear relaxation, which no plan can beat; the plan in hand with its decisions held and
everything else placed anew, which the best plan can only beat; and the search between the two. The first two
stay in HiGHS and start from their last basis. The search begins from the plan in hand, in the narrower bounds
that the first two prove; where they already meet within the gap there is nothing to search for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from models.case import Case, Floats
from models.plan import Plan
from optimiser.agreed_loads import with_agreed_loads
from optimiser.choice_rounds import MOST_ROUNDS, judged, with_loads
from optimiser.engine.direct import Written, write_directly
from optimiser.engine.held import Key, PlanInHand, holding
from optimiser.engine.highs import relative_gap, solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.narrowed import narrowed
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import DEFAULT_GAP, Progress, SolveSettings
from optimiser.engine.warm import WarmLp
from optimiser.results.solution import Solution


@dataclass(frozen=True, slots=True)
class Bracket:
    """Between which limits the least cost lies, £ present value, known before any search.

    ``bound``: no plan costs less; ``None`` where no plan can meet everything asked. ``keeping``: what the plan
    in hand costs, its decisions kept and children placed anew; ``None`` where it cannot be kept. ``seconds`` are
    those of finding out, ``writing`` those of them that the matrix took, ``computing`` those that it had of a
    processor.
    """

    bound: float | None
    keeping: float | None
    seconds: float
    writing: float = 0.0
    computing: float = 0.0

    @property
    def gap(self) -> float | None:
        """How far apart the limits are, as a share of the upper one."""
        if self.bound is None or self.keeping is None:
            return None
        return relative_gap(self.keeping, self.bound)


@dataclass(frozen=True)
class Answer:
    """What came of a what-if: how the search ended, and the plan found (``None`` where there is none)."""

    outcome: Outcome
    plan: Plan
    solution: Solution | None
    bracket: Bracket

    @property
    def status(self) -> Status:
        """How the search ended."""
        return self.outcome.status


def in_hand(answer: Answer) -> PlanInHand | None:
    """The decisions of an answer's plan; ``None`` where it has none."""
    if answer.solution is None:
        return None
    decisions, values = answer.plan.formulation.decisions, answer.solution.values
    return PlanInHand(_units_of(decisions.decide, values), _units_of(decisions.close, values))


@dataclass(frozen=True)
class _Asked:
    """A changed case on its way to an answer."""

    written: Written
    relaxed: Outcome
    kept: Outcome
    bracket: Bracket


class WhatIfSession:
    """A case kept warm. One thread at a time may use it."""

    def __init__(
        self,
        case: Case,
        *,
        gap: float = DEFAULT_GAP,
        time_limit: float | None = None,
        seed: int = 0,
        progress: Callable[[Progress], None] | None = None,
        cancel: Callable[[], bool] | None = None,
        holding: PlanInHand | None = None,
    ) -> None:
        """Plan a case, as it is, and hold its plan: ``base`` is what came of it.

        ``gap``, ``time_limit`` (seconds of each search) and ``seed`` are as for planning. ``holding``: a plan of
        the case that another session found, to begin from; the case is then not planned again, and there is no
        ``base``.
        """
        self._settings = SolveSettings(gap, time_limit, seed)
        self._relaxed, self._held = WarmLp(), WarmLp()
        self._in_hand = holding
        self._loads = with_agreed_loads(case).loads
        self._asked = self._begun = self._ask(self._loaded(case))
        self._base = None if holding is not None else self.solve(progress, cancel)
        if self._base is not None:
            self.adopt(self._base)

    @property
    def planned(self) -> Answer | None:
        """What came of the case that the session began with; ``None`` where a plan of it was given."""
        return self._base

    @property
    def base(self) -> Answer:
        """The same; raises ``ValueError`` where a plan of the case was given."""
        if self._base is None:
            raise ValueError("the session began with a plan that was given, so its case was not planned")
        return self._base

    def adopt(self, answer: Answer) -> None:
        """Make the plan of an answer the plan in hand."""
        self._in_hand = in_hand(answer) or self._in_hand

    def change(self, case: Case) -> Bracket:
        """Take a case as the question; say at once between which limits its least cost lies."""
        self._asked = self._ask(self._loaded(case), self._asked.written, self._begun.written)
        return self._asked.bracket

    def _loaded(self, case: Case) -> Case:
        """A case with the offered loads that the session's plan was made with, where it has the same pools."""
        wanted = (len(case.periods), len(case.scenarios))
        fits = set(case.curved_pools) == set(self._loads)
        fits = fits and all(load.shape == wanted for load in self._loads.values())
        return with_loads(case, self._loads) if fits and not case.loads else with_agreed_loads(case)

    @property
    def matrix(self) -> Matrix:
        """The matrix of the case last asked about."""
        return self._asked.written.matrix

    @property
    def relaxed(self) -> Outcome:
        """What came of the linear relaxation of the case last asked about."""
        return self._asked.relaxed

    @property
    def kept(self) -> Solution | None:
        """The plan in hand, kept in the case last asked about; ``None`` where it cannot be kept."""
        found, written = self._asked.kept.solution, self._asked.written
        return None if found is None else Solution(written.plan, written.matrix.values(found))

    def solve(
        self,
        progress: Callable[[Progress], None] | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> Answer:
        """Find the cheapest plan of the case last asked about, to the gap.

        ``progress`` and ``cancel`` are as for planning; cancelling keeps the best plan found, which may be
        the plan in hand. Where places follow the choice curve it is found again until the offered loads and
        the plan agree (:mod:`optimiser.choice_rounds`).
        """
        answer = self._answered(progress, cancel)
        for number in range(1, MOST_ROUNDS):
            plan = answer.plan.formulation
            if answer.solution is None or not plan.case.curved_pools or answer.status is not Status.OPTIMAL:
                break
            done, following = judged(number, answer.outcome.objective or 0.0, answer.solution)
            if done.agrees:
                break
            before, self._asked = self._asked, self._ask(with_loads(plan.case, following))
            again = self._answered(progress, cancel)
            if again.solution is None:
                self._asked = before
                break
            answer = again
        return answer

    def _answered(self, progress: Callable[[Progress], None] | None, cancel: Callable[[], bool] | None) -> Answer:
        asked, began = self._asked, time.perf_counter()
        outcome = self._search(asked, progress, cancel)
        outcome = replace(outcome, seconds=time.perf_counter() - began)
        plan, matrix = asked.written.plan, asked.written.matrix
        solution = None if outcome.solution is None else Solution(plan, matrix.values(outcome.solution))
        return Answer(outcome, plan, solution, asked.bracket)

    def _ask(self, case: Case, *before: Written) -> _Asked:
        began, computed = time.perf_counter(), time.thread_time()
        written = write_directly(case, *before)
        matrix, writing, computing = written.matrix, time.perf_counter() - began, time.thread_time() - computed
        held = None if self._in_hand is None else holding(matrix, written.plan, self._in_hand)
        with ThreadPoolExecutor(1) as other:
            kept = None if held is None else other.submit(_solve_held, self._held, held)
            relaxed = self._relaxed.solve(matrix)
            cannot = Outcome(Status.INFEASIBLE, "the plan in hand cannot be kept", 0.0)
            found = cannot if kept is None else kept.result()
        bracket = Bracket(relaxed.objective, found.objective, time.perf_counter() - began, writing, computing)
        return _Asked(written, relaxed, found, bracket)

    def _search(
        self,
        asked: _Asked,
        progress: Callable[[Progress], None] | None,
        cancel: Callable[[], bool] | None,
    ) -> Outcome:
        matrix, relaxed, kept = asked.written.matrix, asked.relaxed, asked.kept
        if relaxed.objective is None or not matrix.whole.any():
            return relaxed
        if kept.objective is None or relaxed.row_duals is None:
            return self._polished(matrix, solve(matrix, self._settings, progress, cancel=cancel))
        in_hand = _with_bound(replace(kept, status=Status.FEASIBLE, reason=""), relaxed.objective)
        if in_hand.gap is not None and in_hand.gap <= self._settings.gap:
            return replace(in_hand, status=Status.OPTIMAL, reason="the plan in hand is proven to the gap")
        within = narrowed(matrix, relaxed.objective, relaxed.row_duals, kept.objective)
        found = solve(within, self._settings, progress, start=kept.solution, cancel=cancel)
        if found.objective is None or found.bound is None:
            return replace(in_hand, reason=found.reason)
        bound = max(found.bound, relaxed.objective)
        if found.objective > kept.objective:
            return _with_bound(replace(in_hand, status=found.status, reason=found.reason), bound)
        return self._polished(matrix, _with_bound(found, bound))

    def _polished(self, matrix: Matrix, found: Outcome) -> Outcome:
        """The same whole-number decisions with the cheapest plan for them."""
        if found.solution is None or found.objective is None or found.bound is None:
            return found
        again = self._held.solve(matrix.holding(found.solution))
        if again.objective is None or again.objective > found.objective:
            return found
        return _with_bound(replace(found, solution=again.solution, objective=again.objective), found.bound)


def _with_bound(outcome: Outcome, bound: float) -> Outcome:
    """An outcome with a bound proven elsewhere, which no plan can lie above."""
    assert outcome.objective is not None, "only a plan has a bound"
    bound = min(bound, outcome.objective)
    return replace(outcome, bound=bound, gap=relative_gap(outcome.objective, bound))


def _solve_held(programme: WarmLp, held: Matrix) -> Outcome:
    """Solve with decisions held; where pools have a switch left to set, as a search of their own."""
    return solve(held) if held.whole.any() else programme.solve(held)


def _units_of(columns: Mapping[Key, int], values: Floats) -> dict[Key, float]:
    return {key: float(values[position]) for key, position in columns.items()}
