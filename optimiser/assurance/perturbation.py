"""Check 3: does the plan beat every plan that differs from it by one decision?

Each is valued by the second formulation with its decisions fixed. The nearest competitor is also what a
commissioner wants to read: what it would cost to open the home a year later, or elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import highspy

from models.audit import Decided, Problem, Variable, write
from optimiser.assurance.claim import Claim, less, same
from optimiser.assurance.neighbours import Action, Neighbour, Units, neighbours
from optimiser.assurance.revalued import Revalued
from optimiser.assurance.statement import Check, Judgement

NAME = "Perturbation"
_THOUSAND = 1000.0
_BY = f"HiGHS {highspy.Highs().version()} on the second formulation, each plan's decisions fixed"


@dataclass(frozen=True, slots=True)
class Competitor:
    """A plan that differs by one decision, and its extra cost (£ at present value)."""

    neighbour: Neighbour
    extra: float


@dataclass(frozen=True, slots=True)
class Compared:
    """The plans that differ by one decision: those valued by extra cost, and how many were not.

    ``own`` is the plan's own cost (£ at present value), ``None`` where its decisions are not possible.
    """

    own: float | None
    competitors: tuple[Competitor, ...]
    impossible: int
    not_valued: int


def perturbation(claim: Claim, seconds: float, cancel: Callable[[], bool] | None = None) -> Check:
    """Compare a plan with all that differ by one decision, for at most ``seconds``."""
    began = time.perf_counter()
    if claim.objective is None or claim.bound is None:
        return Check(NAME, _BY, Judgement.OPEN, ("The run has no plan to compare.",), 0.0)
    compared = compare(claim, seconds, cancel)
    judgement, sentences = _judge(claim, compared)
    return Check(
        name=NAME,
        by=_BY,
        judgement=judgement,
        sentences=sentences,
        seconds=time.perf_counter() - began,
        figures=_figures(compared),
        rows=tuple(_row(one) for one in compared.competitors),
    )


def compare(claim: Claim, seconds: float, cancel: Callable[[], bool] | None = None) -> Compared:
    """Value every plan that differs by one decision from the claim's."""
    until = time.perf_counter() + seconds
    problem = write(claim.case)
    variables = _variables(problem)
    again = Revalued(problem.lp, list(variables.values()))
    units = units_of(claim.decided)
    if not set(units) <= set(variables):
        return Compared(None, (), 0, 0)
    own = again.cost(_values(variables, units), seconds)
    if own is None:
        return Compared(None, (), 0, 0)
    found, impossible, not_valued = [], 0, 0
    for neighbour in neighbours(claim.case, units):
        changed = _changed(units, neighbour)
        left = until - time.perf_counter()
        if changed is None or not set(changed) <= set(variables):
            impossible += 1
        elif left <= 0 or (cancel is not None and cancel()):
            not_valued += 1
        else:
            cost = again.cost(_values(variables, changed), left)
            if cost is None:
                impossible, not_valued = _count(again, impossible, not_valued)
            else:
                found.append(Competitor(neighbour, (cost - own) * _THOUSAND))
    ranked = tuple(sorted(found, key=lambda competitor: competitor.extra))
    return Compared(own * _THOUSAND, ranked, impossible, not_valued)


def _count(again: Revalued, impossible: int, not_valued: int) -> tuple[int, int]:
    return (impossible, not_valued + 1) if again.out_of_time else (impossible + 1, not_valued)


def units_of(decided: Decided) -> dict[Action, float]:
    """Decisions as actions."""
    decide = {Action("decide", *key, t): units for (key, t), units in decided.decide.items()}
    return decide | {Action("close", *pool, t): units for (pool, t), units in decided.close.items()}


def _variables(problem: Problem) -> dict[Action, Variable]:
    """The variable of every action that the case allows."""
    decide = {Action("decide", *key, t): name for (key, t), name in problem.unknowns.decide.items()}
    return decide | {Action("close", *pool, t): name for (pool, t), name in problem.unknowns.close.items()}


def _changed(units: Units, neighbour: Neighbour) -> dict[Action, float] | None:
    """The units of a neighbour; ``None`` where one would be less than nought."""
    changed = dict(units)
    for key, step in neighbour.changes.items():
        changed[key] = changed.get(key, 0.0) + step
    return None if min(changed.values(), default=0.0) < -1e-9 else {k: n for k, n in changed.items() if n > 1e-9}


def _values(variables: Mapping[Action, Variable], units: Units) -> dict[str, float]:
    return {variables[action]: n for action, n in units.items()}


def _judge(claim: Claim, compared: Compared) -> tuple[Judgement, tuple[str, ...]]:
    assert claim.objective is not None
    assert claim.bound is not None
    if compared.own is None:
        return Judgement.FAILS, ("The plan's own decisions are not possible by the second formulation.",)
    valued = len(compared.competitors)
    counted = (
        f"{valued + compared.impossible + compared.not_valued} plans differ from this one by one decision: "
        f"{valued} valued, {compared.impossible} not possible"
    )
    counted += f", {compared.not_valued} not reached in the time given." if compared.not_valued else "."
    if not valued:
        return (Judgement.OPEN if compared.not_valued else Judgement.HOLDS), (counted,)
    sentences = (counted, *_nearest(compared.competitors))
    if less(compared.own + compared.competitors[0].extra, claim.bound):
        return Judgement.FAILS, ("A plan was found that is cheaper than the run says any plan can be.", *sentences)
    return (Judgement.OPEN if compared.not_valued else Judgement.HOLDS), sentences


def _nearest(competitors: Iterable[Competitor]) -> tuple[str, ...]:
    """The nearest competitor, and the nearest of each kind of change."""
    first: dict[str, Competitor] = {}
    for one in competitors:
        first.setdefault(one.neighbour.kind, one)
    nearest, *others = sorted(first.values(), key=lambda one: one.extra)
    said = f"The nearest competitor is {_told(nearest)}"
    if nearest.extra < 0 and not same(nearest.extra, 0.0):
        said += " That is within what the run left unproven; ask for a smaller gap to find it."
    return (said, *(f"Nearest otherwise, {_told(one)}" for one in others))


def _told(one: Competitor) -> str:
    if same(one.extra, 0.0):
        return f"{one.neighbour.sentence}: costs the same."
    return f"{one.neighbour.sentence}: costs £{abs(one.extra):,.0f} {'more' if one.extra > 0 else 'less'}."


def _figures(compared: Compared) -> dict[str, Any]:
    return {
        "own_cost": compared.own,
        "valued": len(compared.competitors),
        "impossible": compared.impossible,
        "not_valued": compared.not_valued,
    }


def _row(one: Competitor) -> dict[str, Any]:
    return {"kind": one.neighbour.kind, "change": one.neighbour.what, "extra_cost": one.extra}
