"""What a study says of a case that has no plan to study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from models.plan import Plan
from optimiser.engine.explanation import explain_no_plan, for_every_period
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import SolveSettings
from optimiser.errors import UnboundedError
from optimiser.tables.inputs import CaseInputs


def why_no_plan(
    inputs: CaseInputs, plan: Plan, outcome: Outcome, settings: SolveSettings, cancel: Callable[[], bool]
) -> tuple[str, ...]:
    """Why there is no plan at all, or that there was no time to find one.

    Raises :class:`~optimiser.errors.UnboundedError` where cost has no lower bound.
    """
    if outcome.status is Status.UNBOUNDED:
        raise UnboundedError(
            "An option or grant earns more than it costs without any limit, so there is no cheapest plan to begin "
            "from; the command plan names it."
        )
    if outcome.status is Status.INFEASIBLE:
        every = for_every_period(inputs.tables["budgets"])
        untimed = replace(settings, time_limit=None)
        return tuple(explain_no_plan(plan, untimed, every_period=every, cancel=cancel).sentences)
    return (f"No plan was found ({outcome.reason}), so there is nothing to study.",)
