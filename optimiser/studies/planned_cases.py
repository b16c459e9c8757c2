"""Cases planned beside one another, two at a time, each from nothing, as ``optimiser plan`` would plan it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from models.plan import Plan, build
from optimiser.agreed_loads import with_agreed_loads
from optimiser.engine.explanation import explain_no_plan
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.polish import polished
from optimiser.engine.settings import SolveSettings
from optimiser.results.solution import Solution
from optimiser.studies.at_once import at_once
from optimiser.studies.proven import Proven
from optimiser.tables.inputs import CaseInputs


@dataclass(frozen=True)
class PlannedCase:
    """A case under a name, and what came of planning it; ``why`` says why there is no plan where there is none."""

    name: str
    inputs: CaseInputs
    plan: Plan
    outcome: Outcome
    solution: Solution | None
    why: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """How the solve ended."""
        return self.outcome.status

    @cached_property
    def proven(self) -> Proven | None:
        """Cost of the plan and the cost below which none can go; ``None`` without a plan."""
        if self.outcome.objective is None or self.outcome.bound is None:
            return None
        return Proven(self.outcome.objective, self.outcome.bound)


def planned_cases(
    cases: Sequence[tuple[str, CaseInputs]],
    settings: SolveSettings,
    tell: Callable[[int], None],
    cancel: Callable[[], bool],
) -> Iterator[PlannedCase | None]:
    """Plan each case, in order; ``None`` for those not begun before ``cancel`` said so.

    ``tell`` hears how many are finished.
    """

    def work(case: tuple[str, CaseInputs]) -> PlannedCase:
        return _planned(*case, settings, cancel)

    for number, found in enumerate(at_once(work, cases, cancel, settings.threads), start=1):
        tell(number)
        yield found


def _planned(name: str, inputs: CaseInputs, settings: SolveSettings, cancel: Callable[[], bool]) -> PlannedCase:
    inputs = replace(inputs, case=with_agreed_loads(inputs.case))
    plan = build(inputs.case)
    matrix = compile_matrix(plan)
    outcome = polished(matrix, solve(matrix, settings, cancel=cancel), settings)
    if outcome.solution is not None:
        return PlannedCase(name, inputs, plan, outcome, Solution(plan, matrix.values(outcome.solution)))
    why: tuple[str, ...] = (f"No plan was found: {outcome.reason}.",)
    if outcome.status is Status.INFEASIBLE:
        why = explain_no_plan(plan, settings).sentences
    return PlannedCase(name, inputs, plan, outcome, None, why)
