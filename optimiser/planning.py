"""Plan a case: build, compile, solve, compare with doing nothing, and say what binds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from models.case import Case
from models.plan import Plan, build
from optimiser.agreed_loads import with_agreed_loads
from optimiser.baseline import Baseline, do_nothing
from optimiser.choice_rounds import MOST_ROUNDS, Round, estimates_of, judged
from optimiser.engine.bounded_solve import infeasible_or_stopped, solve_unless_impossible
from optimiser.engine.cbc import CbcError
from optimiser.engine.coefficient_range import coefficient_range
from optimiser.engine.explanation import explain_no_plan, for_every_period
from optimiser.engine.marginals import Marginal, marginal_values
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.polish import polished
from optimiser.engine.settings import DEFAULT_GAP, Progress, SolveSettings
from optimiser.engine.without_limit import at_assumed_places, earning_without_limit, options_that_earn
from optimiser.errors import UnboundedError
from optimiser.record import make_record
from optimiser.result import Result
from optimiser.results.all_tables import all_tables, empty_tables
from optimiser.results.headlines import headlines
from optimiser.results.solution import Solution
from optimiser.sharing import Tried, cheapest_way, ways
from optimiser.tables.inputs import CaseInputs
from optimiser.what_if_session import Answer
from optimiser.year_by_year import YearByYear, year_by_year

_RELAXATION_SECONDS = 20.0
"""Most seconds to find out whether a plan that was not found in time is possible at all."""
_LEAST_SECONDS = 1e-9
"""Time limit of a solve whose time is up already, which ends at once."""
_EXPLANATION_SECONDS = 5.0
"""Least time limit of each solve that explains why there is no plan."""
_VERY_LARGE = 50_000
"""Columns of a plan from which planning year by year too, which takes as long again, must be asked for."""


@dataclass
class _Watch:
    """Seconds spent on each step."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add the time of a step."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began


@dataclass(frozen=True)
class _Work:
    """A case on its way to a result: its model, matrix and how it is solved."""

    inputs: CaseInputs
    model: Plan
    matrix: Matrix
    settings: SolveSettings
    watch: _Watch
    rounds: tuple[Round, ...] = ()
    sharing: tuple[Tried, ...] = ()

    def result(
        self,
        outcome: Outcome,
        tables: dict[str, pd.DataFrame],
        found: dict[str, Any],
        explanation: tuple[str, ...] = (),
    ) -> Result:
        """The result, with its record."""
        record = make_record(
            self.inputs,
            self.matrix,
            outcome,
            self.settings,
            self.watch.seconds,
            found,
            explanation,
            coefficient_range(self.model, self.matrix),
            self.rounds,
            self.sharing,
        )
        return Result(record=record, inputs=self.inputs, **tables)


def plan(
    inputs: CaseInputs,
    *,
    gap: float = DEFAULT_GAP,
    time_limit: float | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    planning_ahead: bool | None = None,
) -> Result:
    """Find the cheapest plan that gives every child a home and keeps every promise and budget.

    ``gap``: relative gap to prove, from 0 to 1 (0.001 is 0.1 %). ``time_limit``: seconds for the solver; the
    best plan found by then is returned with status ``feasible``. ``seed``: the solver's random seed; the same
    inputs and seed give the same plan. ``progress``: called with the best plan so far while solving.
    ``cancel``: asked about ten times a second whether to stop the search, as Ctrl-C does.
    ``planning_ahead``: whether to plan year by year as well, with no sight of the next, and say what planning
    ahead is worth; where not given, unless the case is very large.

    Returns a :class:`Result` whatever the status, so look at ``result.status`` first. Raises
    :class:`~optimiser.errors.UnboundedError` where an input earns more than it costs without limit, and
    ``ValueError`` where ``gap`` or ``time_limit`` is out of range.
    """
    if not 0 <= gap <= 1:
        raise ValueError(f"gap is a share from 0 to 1, not {gap}")
    if time_limit is not None and not time_limit > 0:
        raise ValueError(f"time_limit is more than 0 seconds, not {time_limit}")
    watch = _Watch()
    settings = SolveSettings(gap, time_limit, seed)
    work, outcome = _decided(inputs, settings, watch, progress, cancel)
    model, matrix = work.model, work.matrix
    if outcome.status is Status.UNBOUNDED:
        raise UnboundedError(earning_without_limit(options_that_earn(model, matrix, outcome)))
    if outcome.status is Status.STOPPED:
        with watch.step("relaxation"):
            outcome = _infeasible_or_stopped(matrix, settings, outcome)
    if outcome.solution is not None and (beyond := at_assumed_places(model, matrix.values(outcome.solution))):
        raise UnboundedError(earning_without_limit(beyond))
    if not outcome.status.has_plan or outcome.solution is None:
        return _without_plan(work, outcome)
    if planning_ahead is None:
        planning_ahead = len(matrix.cost) < _VERY_LARGE
    with watch.step("year_by_year"):
        ahead = _year_by_year(work.inputs.case) if planning_ahead else None
    return _with_plan(work, outcome, ahead)


def _decided(
    inputs: CaseInputs,
    settings: SolveSettings,
    watch: _Watch,
    progress: Callable[[Progress], None] | None,
    cancel: Callable[[], bool] | None,
) -> tuple[_Work, Outcome]:
    """The case solved; where areas could share their places, in the cheapest of the ways (:mod:`.sharing`).

    The time limit is that of all ways together. The bound and the gap are those of the way that is decided.
    """
    began = time.perf_counter()
    with watch.step("loads"):
        asked = ways(inputs.case)

    def left() -> SolveSettings:
        limit = settings.time_limit
        seconds = None if limit is None else max(_LEAST_SECONDS, limit - (time.perf_counter() - began))
        return replace(settings, time_limit=seconds)

    def out_of_time() -> bool:
        limit = settings.time_limit
        over = limit is not None and time.perf_counter() - began >= limit
        return over or (cancel is not None and cancel())

    def solved(case: Case) -> tuple[_Work, Outcome]:
        return _agreed(replace(inputs, case=case), left(), watch, progress, cancel)

    work, outcome, tried = cheapest_way(asked, solved, out_of_time)
    return replace(work, settings=settings, sharing=tried if len(asked) > 1 else ()), outcome


def _agreed(
    inputs: CaseInputs,
    settings: SolveSettings,
    watch: _Watch,
    progress: Callable[[Progress], None] | None,
    cancel: Callable[[], bool] | None,
) -> tuple[_Work, Outcome]:
    """The case solved; where places follow the choice curve, as often as it takes for loads and plan to agree.

    The time limit is that of all rounds together; where it ends a round without a plan, the last one's stands.
    """
    began = time.perf_counter()
    with watch.step("loads"):
        inputs = replace(inputs, case=with_agreed_loads(inputs.case))
    work, outcome = _solved(inputs, settings, watch, progress, cancel)
    rounds: list[Round] = []
    while inputs.case.curved_pools and outcome.solution is not None and outcome.objective is not None:
        solution = Solution(work.model, work.matrix.values(outcome.solution))
        found, following = judged(len(rounds) + 1, outcome.objective, solution)
        rounds.append(found)
        left = None if settings.time_limit is None else settings.time_limit - (time.perf_counter() - began)
        out_of_time = outcome.status is not Status.OPTIMAL or (left is not None and left <= 0)
        work = replace(work, rounds=tuple(rounds), settings=settings)
        if found.agrees or out_of_time or len(rounds) == MOST_ROUNDS:
            break
        nearer = estimates_of(solution).towards(following)
        inputs = replace(inputs, case=nearer.given_to(inputs.case))
        again, better = _solved(inputs, replace(settings, time_limit=left), watch, progress, cancel)
        if better.solution is None:
            break
        work, outcome = again, better
    return work, outcome


def _solved(
    inputs: CaseInputs,
    settings: SolveSettings,
    watch: _Watch,
    progress: Callable[[Progress], None] | None,
    cancel: Callable[[], bool] | None,
) -> tuple[_Work, Outcome]:
    with watch.step("build"):
        model = build(inputs.case)
    with watch.step("compile"):
        matrix = compile_matrix(model)
    with watch.step("solve"):
        outcome = solve_unless_impossible(matrix, settings, progress, cancel)
    with watch.step("polish"):
        outcome = polished(matrix, outcome, settings)
    return _Work(inputs, model, matrix, settings, watch), outcome


def result_of(
    inputs: CaseInputs,
    answer: Answer,
    matrix: Matrix,
    settings: SolveSettings,
    baseline: Baseline,
    marginals: Sequence[Marginal] = (),
) -> Result:
    """The result of a plan that a what-if session found, with the tables that every run has.

    ``matrix`` is that of the case; planning year by year is left out. Raises ``ValueError`` without a plan.
    """
    if answer.solution is None:
        raise ValueError(f"there is no plan ({answer.outcome.reason})")
    watch = _Watch({"solve": answer.outcome.seconds})
    inputs = replace(inputs, case=answer.plan.formulation.case)  # with the loads that it was planned with
    work = _Work(inputs, answer.plan, matrix, settings, watch)
    return _tabulated(work, answer.outcome, answer.solution, baseline, None, marginals)


def _year_by_year(case: Case) -> YearByYear:
    """Planning year by year; where its solver cannot be run the plan stands without it, and says so."""
    try:
        return year_by_year(case)
    except CbcError as error:
        return YearByYear(Status.STOPPED, str(error), 0.0)


def _with_plan(work: _Work, outcome: Outcome, ahead: YearByYear | None) -> Result:
    assert outcome.solution is not None
    watch = work.watch
    with watch.step("baseline"):
        baseline = do_nothing(work.inputs.case, work.settings)
    with watch.step("marginals"):
        marginals = marginal_values(work.model, work.matrix, outcome.solution)
    solution = Solution(work.model, work.matrix.values(outcome.solution))
    return _tabulated(work, outcome, solution, baseline, ahead, marginals)


def _tabulated(
    work: _Work,
    outcome: Outcome,
    solution: Solution,
    baseline: Baseline,
    ahead: YearByYear | None,
    marginals: Sequence[Marginal],
) -> Result:
    with work.watch.step("tables"):
        tables = all_tables(work.inputs, work.settings, solution, baseline.solution, ahead, marginals)
        found = headlines(solution, baseline, ahead, tables)
    return work.result(outcome, tables, found)


def _infeasible_or_stopped(matrix: Matrix, settings: SolveSettings, stopped: Outcome) -> Outcome:
    """Say that no plan is possible where that can be shown without costs, though time ran out with them."""
    return infeasible_or_stopped(matrix, settings, stopped, _RELAXATION_SECONDS)


def _without_plan(work: _Work, outcome: Outcome) -> Result:
    sentences: tuple[str, ...] = ()
    settings = work.settings
    if outcome.status is Status.INFEASIBLE:
        with work.watch.step("explanation"):
            longer = None if settings.time_limit is None else max(settings.time_limit, _EXPLANATION_SECONDS)
            every = for_every_period(work.inputs.tables["budgets"])
            longest = replace(settings, time_limit=longer)
            sentences = explain_no_plan(work.model, longest, every_period=every).sentences
    return work.result(outcome, empty_tables(work.inputs, settings), {}, sentences)
