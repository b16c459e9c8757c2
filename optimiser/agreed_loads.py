"""Offered loads and newcomers on which a plan's relaxation agrees: in seconds, near those of the plan itself."""

from __future__ import annotations

import math
from dataclasses import replace

from models.case import Case
from models.promised_pools import is_of_a_chance
from models.sharing import to_decide, ways_to_share, with_sharing
from optimiser.baseline import price_above_any_home
from optimiser.choice_rounds import estimates_of, judged
from optimiser.engine.direct import Written, write_directly
from optimiser.engine.outcome import Outcome
from optimiser.engine.warm import WarmLp
from optimiser.results.solution import Solution

_MOST_ROUNDS = 8


def with_agreed_loads(case: Case) -> Case:
    """The case with its pools' loads and its newcomers, so that every study of it is made with the same ones.

    Where it is to be decided whether areas share their places, the way that the linear relaxation finds cheapest
    is decided here and kept: a study of the case is made with that one way.

    The case itself where places do not follow the choice curve, where it has loads, or where it has no plan. Where
    a hard promise about the chance of a suitable home cannot be kept at the loads of a round, that round is made
    with a very high price on missing it: whether it can be kept is for the loads to say that agree with the plan.
    """
    if not to_decide(case):
        return agreed(with_sharing(case, ()))[0]
    found = [agreed(with_sharing(case, together)) for together in ways_to_share(case)]
    return min(found, key=lambda one: math.inf if one[1] is None else one[1])[0]


def agreed(case: Case) -> tuple[Case, float | None]:
    """The case with its pools' loads, and what its linear relaxation costs at them (£ present value).

    ``None`` where it has no plan, and where there are no loads to find.
    """
    if not case.curved_pools or case.loads:
        return case, None
    programme, found = WarmLp(), case
    for number in range(1, _MOST_ROUNDS + 1):
        written, outcome = _solved(programme, found)
        if outcome.solution is None and (priced := _with_chances_priced(found)) is not found:
            written, outcome = _solved(programme, priced)
        if outcome.solution is None or outcome.objective is None:
            return case, None
        solution = Solution(written.plan, written.matrix.values(outcome.solution))
        done, following = judged(number, outcome.objective, solution)
        if done.agrees or number == _MOST_ROUNDS:
            return estimates_of(solution).given_to(found), outcome.objective
        used = estimates_of(solution)
        found = (following if number == 1 else used.towards(following)).given_to(found)
    return found, None


def _solved(programme: WarmLp, case: Case) -> tuple[Written, Outcome]:
    written = write_directly(case)
    return written, programme.solve(written.matrix)


def _with_chances_priced(case: Case) -> Case:
    """The case with a price, above any home's, on missing a promise about a chance; itself where there is none."""
    hard = [is_of_a_chance(target) and target.price_if_missed is None for target in case.targets]
    if not any(hard):
        return case
    price = price_above_any_home(case)
    targets = (
        replace(target, price_if_missed=price) if is_hard else target
        for target, is_hard in zip(case.targets, hard, strict=True)
    )
    return replace(case, targets=tuple(targets))
