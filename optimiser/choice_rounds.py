"""Rounds of planning in capacity mode ``choice``: the loads a plan is made with, and those that follow from it.

How many children a pool carries depends on how many would live there if there were room, and that depends on
where the plan lets children live. So a plan is made with estimated loads, the loads are worked out again from it
(:func:`models.offered_load.offered_loads`), and so on until the two agree, in a few rounds at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from models.case import EVERY_AREA, Case, Floats, Pool
from models.offered_load import offered_loads
from optimiser.results.solution import Solution

MOST_ROUNDS = 4
"""Rounds after which planning stops whether or not the loads agree, and says so."""
AGREES_WITHIN = 0.02
"""Share of a load within which the load that follows from the plan agrees with it."""
_CHILD = 0.5
"""Children within which it does whatever the share."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the plan's cost, and how far its loads are from those that follow from it.

    ``objective`` £ present value; ``largest_change`` children, the load that is furthest off; ``where`` the
    provision, area and period it is in; ``agrees`` whether every load agrees.
    """

    round: int
    objective: float
    largest_change: float
    where: tuple[str, str, str]
    agrees: bool

    def as_dict(self) -> dict[str, Any]:
        """The round as plain data."""
        return asdict(self) | {"where": list(self.where)}


def judged(number: int, objective: float, solution: Solution) -> tuple[Round, Mapping[Pool, Floats]]:
    """The round that a plan was made in, and the loads that follow from the plan."""
    case, used = solution.case, loads_of(solution)
    places = {pool: _places(solution, pool) for pools in case.curved_pools.values() for pool in pools}
    following = offered_loads(case, solution.living, places)
    off = {shared: np.abs(following[shared] - used[shared]) for shared in used}
    worst = max(off, key=lambda shared: float(off[shared].max()))
    period = int(np.argmax(off[worst].max(axis=1)))
    agrees = all(bool((off[shared] <= np.maximum(_CHILD, AGREES_WITHIN * used[shared])).all()) for shared in used)
    where = (worst.provision, worst.area, case.periods[period].period)
    return Round(number, objective, float(off[worst].max()), where, agrees), following


def _places(solution: Solution, pool: Pool) -> Floats:
    return np.array([solution.places(pool, t) for t in range(len(solution.case.periods))])


def loads_of(solution: Solution) -> Mapping[Pool, Floats]:
    """The offered loads that a plan was made with."""
    return {shared: curve.load for shared, curve in solution.plan.formulation.figures.curves.items()}


def with_loads(case: Case, loads: Mapping[Pool, Floats]) -> Case:
    """The case with the offered loads of its pools given."""
    return replace(case, loads=loads)


def rounds_in_words(rounds: Sequence[Round]) -> str:
    """Whether the loads and the plan agree, as a sentence; empty where places do not follow the choice curve."""
    if not rounds:
        return ""
    last = rounds[-1]
    made = "1 round" if len(rounds) == 1 else f"{len(rounds)} rounds"
    if last.agrees:
        return f"The children offered each pool of places and the plan agree after {made}."
    provision, area, period = last.where
    where = "every area" if area == EVERY_AREA else area
    return (
        f"After {made} the children offered the places of {provision} in {where} in {period} still differ by "
        f"{last.largest_change:.1f} from those that the plan was made with: what they carry is approximate."
    )
