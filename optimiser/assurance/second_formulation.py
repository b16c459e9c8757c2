"""Check 2: the same problem written again in PuLP and solved by CBC, compared on status, optimum and bound."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import pulp

from models.audit import Answer, read, write
from models.audit_draft import CostKey
from models.case import Case
from optimiser.assurance.claim import Claim, less, same
from optimiser.assurance.statement import Check, Judgement
from optimiser.engine.cbc import CbcOutcome, solve
from optimiser.engine.outcome import Status

NAME = "Another formulation"
_THOUSAND = 1000.0
_ABOVE_ANY_HOME = 1e7
"""£ per child per year for unmet need where doing nothing cannot house everyone: above any home's price."""


@dataclass(frozen=True, slots=True)
class Part:
    """One comparison: what came of it, and why in a sentence."""

    judgement: Judgement
    sentence: str


def second_formulation(claim: Claim, seconds: float, cancel: Callable[[], bool] | None = None) -> Check:
    """Compare a run with the second formulation, its own search stopped after ``seconds``."""
    began = time.perf_counter()
    parts = []
    if claim.objective is not None and claim.bound is not None:
        parts.append(_valued(claim, seconds, cancel))
        if claim.do_nothing is not None:
            parts.append(_nothing(claim, seconds, cancel))
    found = solve(write(claim.case).lp, time_limit=seconds, cancel=cancel)
    parts.append(_search(claim, found))
    figures = {
        "status": str(found.status),
        "reason": found.reason,
        "objective": _pounds(found.objective),
        "bound": _pounds(found.bound),
        "gap": found.gap,
        "seconds_given": seconds,
    }
    return Check(
        name=NAME,
        by=f"CBC {found.version} on a formulation of its own in PuLP {pulp.__version__}",
        judgement=worst(part.judgement for part in parts),
        sentences=tuple(part.sentence for part in parts),
        seconds=time.perf_counter() - began,
        figures=figures,
    )


def worst(judgements: Iterable[Judgement]) -> Judgement:
    """What some judgements come to together."""
    found = set(judgements)
    return (
        Judgement.FAILS
        if Judgement.FAILS in found
        else Judgement.OPEN
        if Judgement.OPEN in found
        else Judgement.HOLDS
    )


def _pounds(thousands: float | None) -> float | None:
    return None if thousands is None else thousands * _THOUSAND


def _valued(claim: Claim, seconds: float, cancel: Callable[[], bool] | None) -> Part:
    """What the plan's own decisions cost by the second formulation."""
    assert claim.objective is not None
    assert claim.bound is not None
    try:
        problem = write(claim.case, given=claim.decided)
    except ValueError as fault:
        return Part(Judgement.FAILS, f"The plan's decisions are not allowed: {fault}.")
    found = solve(problem.lp, time_limit=seconds, cancel=cancel)
    if found.status is Status.INFEASIBLE:
        return Part(
            Judgement.FAILS, "With the plan's decisions the second formulation finds no home for every child."
        )
    if found.status is not Status.OPTIMAL or found.objective is None:
        return Part(Judgement.OPEN, f"What the plan's decisions cost was not found in time ({found.reason}).")
    cost = found.objective * _THOUSAND
    said = f"The plan's own decisions cost £{cost:,.0f} by the second formulation"
    if same(cost, claim.objective):
        return Part(Judgement.HOLDS, f"{said}, as the run says (a difference of {_share(cost, claim.objective)}).")
    if less(claim.objective, cost) or less(cost, claim.bound):
        return Part(Judgement.FAILS, f"{said}; the run says £{claim.objective:,.0f}.")
    saved = claim.objective - cost
    return Part(Judgement.HOLDS, f"{said}, £{saved:,.0f} less than the run says and within what it left unproven.")


def _share(one: float, other: float) -> str:
    return f"{abs(one - other) / max(abs(one), abs(other), 1.0):.0e} of it" if one != other else "nothing"


def _search(claim: Claim, found: CbcOutcome) -> Part:
    """What CBC found by itself, against what the run claims to be the best."""
    if claim.status is Status.INFEASIBLE:
        return _no_plan(found)
    if claim.objective is None or claim.bound is None:
        return Part(
            Judgement.OPEN, f"The run has no plan to compare; CBC by itself: {found.status} ({found.reason})."
        )
    if found.status in (Status.INFEASIBLE, Status.UNBOUNDED):
        return Part(Judgement.FAILS, f"CBC finds the problem {found.status}, where the run has a plan.")
    objective, bound = _pounds(found.objective), _pounds(found.bound)
    if objective is not None and less(objective, claim.bound):
        return Part(
            Judgement.FAILS,
            f"CBC found a plan for £{objective:,.0f}; the run says that no plan is below £{claim.bound:,.0f}.",
        )
    if bound is not None and less(claim.objective, bound):
        return Part(
            Judgement.FAILS,
            f"CBC proved that no plan costs less than £{bound:,.0f}; the run says £{claim.objective:,.0f}.",
        )
    if found.status is Status.OPTIMAL and objective is not None:
        return _both_have_plans(claim, objective)
    return _bounds_only(claim, found, objective, bound)


def _no_plan(found: CbcOutcome) -> Part:
    if found.status is Status.INFEASIBLE:
        return Part(Judgement.HOLDS, "CBC too finds that no plan can meet everything asked.")
    if found.status.has_plan or found.status is Status.UNBOUNDED:
        return Part(Judgement.FAILS, "CBC finds a plan, where the run says that there is none.")
    return Part(Judgement.OPEN, f"CBC could not tell in time whether there is a plan ({found.reason}).")


def _both_have_plans(claim: Claim, objective: float) -> Part:
    assert claim.objective is not None
    said = f"CBC proved by itself that the cheapest plan costs £{objective:,.0f}"
    if same(objective, claim.objective):
        return Part(Judgement.HOLDS, f"{said}, which is the run's.")
    return Part(
        Judgement.HOLDS,
        f"{said}; the run's is {_percent(claim.objective - objective, claim.objective)} dearer, within the "
        f"{100 * claim.gap_asked:g} % it was asked to prove.",
    )


def _bounds_only(claim: Claim, found: CbcOutcome, objective: float | None, bound: float | None) -> Part:
    """CBC did not finish: what was established and what was not."""
    assert claim.objective is not None
    assert claim.bound is not None
    if bound is None:
        return Part(Judgement.OPEN, f"CBC established no bound in the time given ({found.reason}).")
    left = _percent(claim.objective - bound, claim.objective)
    best = "it found no plan of its own" if objective is None else f"its own best plan costs £{objective:,.0f}"
    return Part(
        Judgement.OPEN,
        f"CBC by itself did not finish ({found.reason}); {best}. It established that no plan costs less than "
        f"£{bound:,.0f}, so the run's plan is at most {left} dearer than the cheapest; that it is at most "
        f"{_percent(claim.objective - claim.bound, claim.objective)} dearer rests on the planner's solver alone.",
    )


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / abs(whole):.3f} %" if whole else f"£{part:,.0f}"


def _nothing(claim: Claim, seconds: float, cancel: Callable[[], bool] | None) -> Part:
    """What doing nothing costs by the second formulation."""
    assert claim.do_nothing is not None
    problem = write(nothing_to_decide(claim.case, forbid_unmet_need=claim.do_nothing_houses_everyone))
    found = solve(problem.lp, time_limit=seconds, cancel=cancel)
    if found.status is not Status.OPTIMAL:
        kind = Judgement.FAILS if found.status is Status.INFEASIBLE else Judgement.OPEN
        return Part(kind, f"What doing nothing costs was not established: {found.status} ({found.reason}).")
    cost = money(read(problem, found.values), problem.weights)
    said = f"Doing nothing costs £{cost:,.0f} by the second formulation"
    if same(cost, claim.do_nothing):
        return Part(Judgement.HOLDS, f"{said}, as the run says.")
    return Part(Judgement.FAILS, f"{said}; the run says £{claim.do_nothing:,.0f}.")


def nothing_to_decide(case: Case, forbid_unmet_need: bool) -> Case:
    """The case with no option, closure, promise or budget, and unmet need allowed where it has to be."""
    settings = case.settings
    if not forbid_unmet_need and settings.unmet_need_price is None:
        settings = replace(settings, unmet_need_price=_ABOVE_ANY_HOME)
    return replace(
        case,
        settings=settings,
        options=MappingProxyType({}),
        limit_groups=MappingProxyType({}),
        supply=tuple(replace(row, closable=False) for row in case.supply),
        targets=(),
        budgets=(),
    )


def money(answer: Answer, weights: Mapping[CostKey, float]) -> float:
    """Present value of what is paid (£), without the prices put on what is not achieved."""
    return sum(weights[key] * amount for key, amount in answer.lines.items() if key.kind != "priced")
