"""Offered loads and newcomers on which a plan's relaxation agrees: in seconds, near those of the plan itself."""

from __future__ import annotations

from models.case import Case
from optimiser.choice_rounds import estimates_of, judged
from optimiser.engine.direct import write_directly
from optimiser.engine.warm import WarmLp
from optimiser.results.solution import Solution

_MOST_ROUNDS = 8


def with_agreed_loads(case: Case) -> Case:
    """The case with its pools' loads and its newcomers, so that every study of it is made with the same ones.

    The case itself where places do not follow the choice curve, where it has loads, or where it has no plan.
    """
    if not case.curved_pools or case.loads:
        return case
    programme, found = WarmLp(), case
    for number in range(1, _MOST_ROUNDS + 1):
        written = write_directly(found)
        outcome = programme.solve(written.matrix)
        if outcome.solution is None or outcome.objective is None:
            return case
        solution = Solution(written.plan, written.matrix.values(outcome.solution))
        done, following = judged(number, outcome.objective, solution)
        if done.agrees or number == _MOST_ROUNDS:
            return estimates_of(solution).given_to(found)
        used = estimates_of(solution)
        found = (following if number == 1 else used.towards(following)).given_to(found)
    return found
