"""Rounds of planning in capacity mode ``choice``: the loads a plan is made with, and those that follow from it.

How many children a pool carries depends on how many would live there if there were room, and how fast it fills on
how many newly look for a home; both depend on where the plan lets children live. So a plan is made with estimates,
these are worked out again from it (:mod:`models.offered_load`, :mod:`models.newcomers`), and so on until the two
agree, in a few rounds at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from models.case import EVERY_AREA, Case, Floats, Pool
from models.newcomers import newcomers_of
from models.offered_load import offered_loads
from optimiser.results.solution import Solution

MOST_ROUNDS = 4
"""Rounds after which planning stops whether or not the loads agree, and says so."""
AGREES_WITHIN = 0.02
"""Share of a load within which the load that follows from the plan agrees with it."""
_CHILD = 0.5
"""Children within which it does whatever the share."""


@dataclass(frozen=True, slots=True)
class Estimates:
    """What a plan is made with: offered loads by pool and newcomers by need group, each (period, scenario)."""

    loads: Mapping[Pool, Floats]
    newcomers: Mapping[str, Floats]

    def given_to(self, case: Case) -> Case:
        """The case with these estimates in place of any that it has."""
        return replace(case, loads=self.loads, newcomers=self.newcomers)

    def towards(self, following: Estimates) -> Estimates:
        """Halfway to those that follow, lest plans that cost nearly the same swing from one to the other."""
        loads = {pool: (load + following.loads[pool]) / 2 for pool, load in self.loads.items()}
        return Estimates(loads, {n: (one + following.newcomers[n]) / 2 for n, one in self.newcomers.items()})

    def fit(self, case: Case) -> bool:
        """Whether they are of the case's own pools, need groups, periods and scenarios."""
        shape = (len(case.periods), len(case.scenarios))
        every = (*self.loads.values(), *self.newcomers.values())
        names = set(self.loads) == set(case.curved_pools) and set(self.newcomers) == set(case.needs)
        return names and all(each.shape == shape for each in every)


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


def judged(number: int, objective: float, solution: Solution) -> tuple[Round, Estimates]:
    """The round that a plan was made in, and the estimates that follow from the plan.

    A round agrees where its loads do; newcomers hardly change from one round to the next.
    """
    case, used = solution.case, estimates_of(solution).loads
    places = {pool: _places(solution, pool) for pools in case.curved_pools.values() for pool in pools}
    following = offered_loads(case, solution.living, places)
    off = {shared: np.abs(following[shared] - used[shared]) for shared in used}
    worst = max(off, key=lambda shared: float(off[shared].max()))
    period = int(np.argmax(off[worst].max(axis=1)))
    agrees = all(bool((off[shared] <= np.maximum(_CHILD, AGREES_WITHIN * used[shared])).all()) for shared in used)
    where = (worst.provision, worst.area, case.periods[period].period)
    found = Round(number, objective, float(off[worst].max()), where, agrees)
    return found, Estimates(following, newcomers_of(case, solution.placed, solution.unmet_of_needs))


def _places(solution: Solution, pool: Pool) -> Floats:
    return np.array([solution.places(pool, t) for t in range(len(solution.case.periods))])


def estimates_of(solution: Solution) -> Estimates:
    """The offered loads and newcomers that a plan was made with."""
    figures = solution.plan.formulation.figures
    return Estimates({shared: curve.load for shared, curve in figures.curves.items()}, figures.newcomers)


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
