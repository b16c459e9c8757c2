"""Why there is no plan, and what would have to give way; or where there is one, what binds and what it costs.

Four steps where there is none: arithmetic that fails before anything is solved; each figure of the tables
*alone*; the cheapest combination; and a small set of promises that cannot hold together
(:mod:`optimiser.engine.explanation`).
The input checks that find such arithmetic go on refusing the case; here what they say is the first step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from models.case import Case
from models.plan import Plan, build
from optimiser.agreed_loads import with_agreed_loads
from optimiser.engine.bounded_solve import infeasible_or_stopped, solve_unless_impossible
from optimiser.engine.explanation import explain_no_plan, for_every_period
from optimiser.engine.marginals import Marginal, marginal_values
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.reasons import Explanation
from optimiser.engine.settings import DEFAULT_GAP, SolveSettings
from optimiser.errors import InputError, OptimiserError
from optimiser.studies.effects import Step
from optimiser.studies.explain_tables import ARITHMETIC, binding_table, conflict_table, loosenings_table
from optimiser.tables.build import build_case
from optimiser.tables.checked import typed_tables
from optimiser.tables.inputs import CaseInputs
from optimiser.tables.problems import Problems
from optimiser.tables.raw import RawTables
from optimiser.tables.reading import read_tables

_SECONDS_WITHOUT_COSTS = 20.0
"""Most seconds to find out whether a plan that was not found in time is possible at all."""


@dataclass(frozen=True)
class Explained:
    """What explains a case.

    ``status`` is ``optimal`` or ``feasible`` where there is a plan, ``infeasible`` where there is none,
    ``stopped`` where neither was known in time. ``sentences`` say it all; ``arithmetic`` is what fails before
    solving. The columns of ``loosenings``, ``conflict`` and ``binding`` are in ``EXPLAIN_COLUMNS``; what does not
    apply is empty. ``objective`` (£ present value) is the cost of the plan, if any.
    """

    status: Status
    sentences: tuple[str, ...]
    arithmetic: tuple[str, ...]
    explanation: Explanation
    loosenings: pd.DataFrame
    conflict: pd.DataFrame
    binding: pd.DataFrame
    objective: float | None = None


def explain(
    inputs: CaseInputs,
    *,
    gap: float = DEFAULT_GAP,
    time_limit: float | None = None,
    seed: int = 0,
    progress: Callable[[Step], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Explained:
    """Say what binds in the plan of a case and what it costs or, where there is none, what would have to give way.

    ``gap`` and ``seed`` as for planning; ``time_limit``: seconds for the plan, and again for the explanation (120
    where not given). ``cancel`` keeps what is settled by then.

    Raises :class:`~optimiser.errors.OptimiserError` where the cost of the case has no lower bound.
    """
    inputs = replace(inputs, case=with_agreed_loads(inputs.case))
    model = build(inputs.case)
    matrix = compile_matrix(model)
    settings = SolveSettings(gap, time_limit, seed)
    outcome = solve_unless_impossible(matrix, settings, cancel=cancel)
    if outcome.status is Status.STOPPED:
        outcome = infeasible_or_stopped(matrix, settings, outcome, _SECONDS_WITHOUT_COSTS)
    if outcome.status is Status.UNBOUNDED:
        raise OptimiserError("Something in this case earns more than it costs without limit, so nothing binds.")
    if outcome.status is Status.INFEASIBLE:
        found = explain_no_plan(
            model,
            settings,
            every_period=for_every_period(inputs.tables["budgets"]),
            progress=_told(progress),
            cancel=cancel,
        )
        return _without_plan(found, (), inputs)
    if outcome.solution is None:
        said = f"Stopped before any plan was found ({outcome.reason}), so there is nothing to explain yet."
        return replace(_without_plan(Explanation(sentences=(said,)), (), inputs), status=Status.STOPPED)
    return _with_plan(model, matrix, outcome)


def explain_refused(
    error: InputError,
    path: Path | None = None,
    *,
    time_limit: float | None = None,
    progress: Callable[[Step], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Explained:
    """Explain a case that the checks refuse only because its arithmetic cannot work out.

    ``path``: where the case is; without it the arithmetic alone is said. Raises ``error`` again where anything
    else is wrong with the inputs.
    """
    if any(problem.check not in ARITHMETIC for problem in error.problems):
        raise error
    said = tuple(f"Before anything is solved: {problem}" for problem in error.problems)
    case = None if path is None else case_despite(read_tables(path))
    if case is None:
        return _without_plan(Explanation(), said, None)
    settings = SolveSettings(time_limit=time_limit)
    found = explain_no_plan(build(case), settings, progress=_told(progress), cancel=cancel)
    return _without_plan(found, said, None)


def case_despite(raw: RawTables) -> Case | None:
    """The case that tables describe, whatever the checks across tables say; ``None`` if a cell is wrong."""
    problems = Problems()
    tables = typed_tables(raw, problems)
    return None if any(one.severity == "error" for one in problems.sorted()) else build_case(tables)


def _told(progress: Callable[[Step], None] | None) -> Callable[[str, int, int], None] | None:
    return None if progress is None else lambda stage, done, total: progress(Step(stage, done, total))


def _without_plan(found: Explanation, arithmetic: tuple[str, ...], inputs: CaseInputs | None) -> Explained:
    tables = None if inputs is None else inputs.tables
    return Explained(
        Status.INFEASIBLE,
        (*arithmetic, *found.sentences),
        arithmetic,
        found,
        loosenings_table(found, tables),
        conflict_table(found, tables),
        binding_table(()),
    )


def _with_plan(model: Plan, matrix: Matrix, outcome: Outcome) -> Explained:
    assert outcome.solution is not None, "called with a plan"
    marginals = marginal_values(model, matrix, outcome.solution)
    empty = Explanation(has_plan=True)
    return Explained(
        outcome.status,
        tuple(_said(outcome, marginals)),
        (),
        empty,
        loosenings_table(empty, None),
        conflict_table(empty, None),
        binding_table(marginals),
        outcome.objective,
    )


def _said(outcome: Outcome, marginals: Iterable[Marginal]) -> Iterable[str]:
    proof = "proven to the gap asked for" if outcome.status is Status.OPTIMAL else "the best found in the time"
    yield f"There is a plan: it costs £{(outcome.objective or 0) / 1e6:,.1f}m at present value ({proof})."
    limits = [one for one in marginals if one.family != "everyone_has_a_home"]
    if limits:
        yield f"{len(limits)} limits bind. The one worth most: {limits[0].sentence}"
    else:
        yield "No limit binds: nothing would be gained by loosening any of them alone by a little."
