"""The job behind every answer: check the change, say between which limits the cost lies, find the plan, tell it.

The do-nothing comparison is worked out beside the search, which leaves Python's lock alone; what binds comes
last, when the plan can be read already.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pyomo.common.gc_manager import PauseGC

from models.plan import Plan, build
from optimiser.baseline import Baseline
from optimiser.engine.explanation import explain_no_plan, for_every_period
from optimiser.engine.marginals import marginal_values
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Status
from optimiser.engine.settings import Progress, SolveSettings
from optimiser.errors import InputError
from optimiser.pack.facts import Facts
from optimiser.planning import result_of
from optimiser.record import versions
from optimiser.result import Result
from optimiser.run_folder import write_run
from optimiser.run_reading import Run
from optimiser.scenario import WhatIf, changed_tables, what_if_in
from optimiser.studies.explain import case_despite
from optimiser.studies.explain_tables import ARITHMETIC
from optimiser.tables.inputs import CaseInputs
from optimiser.web.answer.headline import UNMET, as_data
from optimiser.web.answer.loosenings import loosenings_told
from optimiser.web.answer.measured import headlines_of
from optimiser.web.answer.problems import problems_told
from optimiser.web.answer.sections import answer_sections, write_sections
from optimiser.web.answer.worth import worth_told
from optimiser.web.jobs import RUN
from optimiser.web.jobs.desk import Desk
from optimiser.web.jobs.messages import (
    CANCELLED,
    CANNOT,
    EARLY,
    FINISHED,
    REFUSED,
    Better,
    Bracketed,
    Ended,
    Event,
    InHand,
    Shown,
    Solve,
    Stage,
)
from optimiser.what_if_session import Answer, WhatIfSession, in_hand
from optimiser.whole_file import plain

_EXPLANATION_SECONDS = 60.0
_STATES = {Status.OPTIMAL: FINISHED, Status.FEASIBLE: EARLY}

Say = Callable[[Event], None]
Cancel = Callable[[], bool]


@dataclass
class _Watch:
    """Seconds in the solver and elsewhere, by the clock and of a processor, so that each can be told.

    The solver has threads of its own; everything else is done in the one that carries out the order.
    """

    began: float = field(default_factory=time.perf_counter)
    computed: float = field(default_factory=time.thread_time)
    computed_in_all: float = field(default_factory=time.process_time)
    solver: float = 0.0
    computed_by_solver: float = 0.0

    @contextmanager
    def solving(self) -> Iterator[None]:
        """Count what is done within as the solver's."""
        began, computed = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            self.solver += time.perf_counter() - began
            self.computed_by_solver += time.thread_time() - computed

    def told(self) -> dict[str, float]:
        """Seconds of the solver, and until now of everything else: by the clock, and of a processor."""
        server = time.perf_counter() - self.began - self.solver
        computing = time.thread_time() - self.computed - self.computed_by_solver
        solver_computing = time.process_time() - self.computed_in_all - computing
        return {
            "solver": self.solver,
            "server": server,
            "solver_computing": solver_computing,
            "server_computing": computing,
        }


def solve_scenario(order: Solve, desk: Desk, say: Say, cancel: Cancel) -> None:
    """Find the cheapest plan of a scenario; says what is found as it is found."""
    about, watch = order.about, _Watch()
    say(Stage(about.job, "checking"))
    base = desk.inputs(about.case, about.tables)
    what_ifs = [what_if_in(about.text, about.name)] if about.text else []
    try:
        inputs = desk.changed(about.case, about.tables, what_ifs)
    except InputError as error:
        _tell_refused(order, error, base, what_ifs, say, cancel)
        return
    session = _session(order, desk, say, cancel, watch)
    with watch.solving():
        bracket = session.change(inputs.case)
    watch.solver -= bracket.writing
    watch.computed_by_solver -= bracket.computing
    say(Bracketed(about.job, bracket.bound, bracket.keeping, bracket.seconds))
    with ThreadPoolExecutor(1) as beside:
        nothing = beside.submit(desk.do_nothing, about.case, about.tables, inputs.case, _settings(order))
        known = None if about.text else session.planned
        answer = known or _searched(session, about.job, say, cancel, watch)
        if answer.solution is None:
            _tell_no_plan(order, inputs, answer, say, cancel)
            return
        _tell_plan(order, inputs, session, answer, nothing, say, watch)


def _settings(order: Solve) -> SolveSettings:
    return SolveSettings(order.about.gap, order.about.time_limit)


def _tell_refused(
    order: Solve, error: InputError, base: CaseInputs, what_ifs: list[WhatIf], say: Say, cancel: Cancel
) -> None:
    """Say what is wrong with the inputs or, where they only ask for too much, what would have to give way."""
    arithmetic = all(problem.check in ARITHMETIC for problem in error.problems)
    case = case_despite(changed_tables(base, what_ifs)) if arithmetic else None
    if case is None:
        say(Ended(order.about.job, REFUSED, problems_told(error)))
        return
    _explain(order, build(case), base, tuple(str(problem) for problem in error.problems), say, cancel)


def _session(order: Solve, desk: Desk, say: Say, cancel: Cancel, watch: _Watch) -> WhatIfSession:
    """The warm session of the case, begun where there is none here."""
    about = order.about
    found = desk.session(about.case, about.tables)
    if found is not None:
        return found
    say(Stage(about.job, "base"))
    telling = _telling(about.job, say)
    with watch.solving():
        found = desk.begin(about.case, about.tables, about.gap, about.time_limit, order.holding, telling, cancel)
    if order.holding is None and (held := in_hand(found.base)) is not None:
        say(InHand(about.case, held))
    return found


def _telling(job: str, say: Say) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        say(Better(job, progress.objective, progress.bound, progress.gap, progress.seconds))

    return tell


def _searched(session: WhatIfSession, job: str, say: Say, cancel: Cancel, watch: _Watch) -> Answer:
    say(Stage(job, "solving"))
    with watch.solving():
        return session.solve(_telling(job, say), cancel)


def _tell_plan(
    order: Solve,
    inputs: CaseInputs,
    session: WhatIfSession,
    answer: Answer,
    nothing: Future[Baseline],
    say: Say,
    watch: _Watch,
) -> None:
    """Tell of a plan: its headlines at once, then every section, last what binds."""
    about = order.about
    assert answer.outcome.solution is not None, "only a plan is told of"
    with watch.solving():
        baseline = nothing.result()
    with PauseGC():  # a search for garbage would take a tenth of a second of an answer
        told = _told(answer, inputs, session.matrix, baseline)
    told["seconds"] = watch.told()
    say(Shown(about.job, told))
    result = result_of(inputs, answer, session.matrix, _settings(order), baseline)
    told["sections"] = _write(order, result, inputs)
    say(Shown(about.job, told))
    write_run(result, about.into / RUN)
    marginals = marginal_values(answer.plan, session.matrix, answer.outcome.solution)
    say(Ended(about.job, _STATES[answer.status], told | {"worth": worth_told(marginals)}))


def _told(answer: Answer, inputs: CaseInputs, matrix: Matrix, baseline: Baseline) -> dict[str, Any]:
    """What is kept of an answer beside its sections, which come later."""
    assert answer.solution is not None, "only a plan is told of"
    outcome, headlines = answer.outcome, headlines_of(answer.solution, baseline.solution)
    return {
        "status": str(outcome.status),
        "reason": outcome.reason,
        "objective": outcome.objective,
        "bound": outcome.bound,
        "gap": outcome.gap,
        "bracket": {"bound": answer.bracket.bound, "keeping": answer.bracket.keeping},
        "headlines": as_data(headlines),
        "sections": [],
        "unmet": next(one.value for one in headlines if one.name == UNMET),
        "warnings": [str(warning) for warning in inputs.warnings],
        "inputs_sha256": inputs.sha256,
        "versions": versions(),
        "size": {"rows": len(matrix.row_lower), "columns": len(matrix.cost), "integers": int(matrix.whole.sum())},
        "changes": [
            {"table": one.table, "row": one.row, "column": one.column, "old": one.old, "new": one.new,
             "reason": one.reason}
            for one in inputs.changes
        ],
    }  # fmt: skip


def _write(order: Solve, result: Result, inputs: CaseInputs) -> list[tuple[str, str]]:
    run = Run(order.about.into, plain(result.record.as_dict()), result.tables, inputs)
    return write_sections(answer_sections(Facts(run)), order.about.into, order.about.job)


def _tell_no_plan(order: Solve, inputs: CaseInputs, answer: Answer, say: Say, cancel: Cancel) -> None:
    """Say why there is no plan, or that none was found in time."""
    if answer.status is Status.INFEASIBLE:
        _explain(order, answer.plan, inputs, (), say, cancel)
    else:
        say(Ended(order.about.job, CANCELLED, {"reason": answer.outcome.reason}))


def _explain(
    order: Solve, model: Plan, inputs: CaseInputs, first: tuple[str, ...], say: Say, cancel: Cancel
) -> None:
    """Find out what would have to give way for there to be a plan."""
    job = order.about.job
    say(Stage(job, "explaining"))
    found = explain_no_plan(
        model,
        SolveSettings(order.about.gap, _EXPLANATION_SECONDS),
        every_period=for_every_period(inputs.tables["budgets"]),
        progress=lambda stage, done, total: say(Stage(job, f"explaining: {stage}", done, total)),
        cancel=cancel,
    )
    told = {"sentences": [*first, *found.sentences], "loosenings": loosenings_told(found, inputs.tables)}
    say(Ended(job, CANNOT, {"reason": "no plan can meet everything asked"} | told))
