"""Targets: promises about where and how children live."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.case import Case, Flow, Proximity, Target
from models.plan_model import Formulation, Row
from models.promised_pools import is_of_a_chance
from models.terms import Terms

FAMILY_SETTINGS = frozenset({"fostering", "kinship", "parents", "adoption"})
"""Families of provision in which a child lives in a family."""

LOCALITY_MEASURES = frozenset({"inside_boundary", "within_20_miles", "beyond_20_miles"})
"""Measures from which need groups placed away for their safety are exempt."""

NEARBY_MILES = 20.0
"""The distance that the Department for Education's locality tables turn on."""


def promise(f: Formulation) -> None:
    r"""Each promise about where and how children live is kept, or its shortfall is priced.

    .. math:: \sum_{j \in \mathrm{counted}} x_{j,t,s} + v_{r,t,s}
       \ge \theta_r \sum_{j \in \mathrm{scope}} x_{j,t,s}

    for a share of at least :math:`\theta`; with a number of children the right side is the number itself;
    for a promise of at most, the sides change places. A promise without a price has no :math:`v` and is
    hard. Need groups placed away for their safety are left out of both sides of locality promises, and
    children who are not looked after out of every promise.

    Unit: children. Shadow price: £ (present value) of one more child's leeway in the promise.
    """
    f.add_rows("promise", _promises(f))


def _promises(f: Formulation) -> Iterator[Row]:
    for number, target in enumerate(f.case.targets):
        if is_of_a_chance(target):
            continue
        scope = target_scope(f.case, target)
        for t in target.periods:
            for s in range(len(f.case.scenarios)):
                counted, goal = counted_children(f, scope, t, s), promised_children(f, target, scope, t, s)
                terms = counted.minus(goal)
                missed = f.decisions.miss.get((number, t, s))
                if target.sense == "at_least":
                    short = Terms() if missed is None else Terms.single(missed)
                    yield (number, t, s), 0.0, terms.plus(short), None
                else:
                    over = Terms() if missed is None else Terms.single(missed, -1.0)
                    yield (number, t, s), None, terms.plus(over), 0.0


@dataclass(frozen=True, slots=True)
class Scope:
    """Which flows a promise is about (positions in the case's flows).

    ``scope`` flows in scope; ``counted`` those among them that count towards it; ``outside`` the other
    flows of the same need groups; ``needs`` the positions of those need groups.
    """

    scope: NDArray[np.intp]
    counted: NDArray[np.intp]
    outside: NDArray[np.intp]
    needs: NDArray[np.intp]


def target_scope(case: Case, target: Target) -> Scope:
    """Work out which flows a promise is about and which of them count towards it."""
    needs = [g for g, need in enumerate(case.needs) if _need_in_scope(case, target, need)]
    labels = {need for g, need in enumerate(case.needs) if g in needs}
    scope, counted, outside = [], [], []
    for j, flow in enumerate(case.flows):
        if flow.need not in labels:
            continue
        if not _provision_in_scope(case, target, flow):
            outside.append(j)
            continue
        scope.append(j)
        if flow.area in target.areas and _counts(case, target, flow):
            counted.append(j)
    return Scope(*(np.array(held, dtype=np.intp) for held in (scope, counted, outside, needs)))


def counted_children(f: Formulation, scope: Scope, t: int, s: int) -> Terms:
    """Children who count towards a promise."""
    return f.living(scope.counted, t, s)


def children_in_scope(f: Formulation, scope: Scope, t: int, s: int) -> Terms:
    r"""Children whom a promise is about.

    Because every child of a need group lives somewhere or is counted as unmet need, they are also the
    children who need a home, less unmet need, less those who live out of scope:

    .. math:: \sum_{j \in \mathrm{scope}} x_j = \sum_{g,o} (D_{g,o} - u_{g,o}) - \sum_{j \in \mathrm{outside}} x_j

    Whichever of the two has fewer flows is used, which halves the matrix of a typical authority.
    """
    if len(scope.scope) <= len(scope.outside):
        return f.living(scope.scope, t, s)
    names = {need for g, need in enumerate(f.case.needs) if g in set(scope.needs.tolist())}
    unmet = [
        position
        for (need, _, when, future), position in f.decisions.unmet.items()
        if need in names and (when, future) == (t, s)
    ]
    needed = Terms(constant=float(f.case.demand[scope.needs, :, t, s].sum()))
    return needed.minus(Terms.sum_of(unmet)).minus(f.living(scope.outside, t, s))


def promised_children(f: Formulation, target: Target, scope: Scope, t: int, s: int) -> Terms:
    """Children that a promise asks for: its share of those in scope, or its number."""
    if target.unit == "number":
        return Terms(constant=target.value)
    return children_in_scope(f, scope, t, s).times(target.value)


def _need_in_scope(case: Case, target: Target, need: str) -> bool:
    exempt = target.measure in LOCALITY_MEASURES and case.needs[need].locality_exempt
    return need in target.needs and not exempt


def _provision_in_scope(case: Case, target: Target, flow: Flow) -> bool:
    looked_after = case.provisions[flow.provision].looked_after
    return looked_after and (target.measure == "selected" or flow.provision in target.provisions)


def _counts(case: Case, target: Target, flow: Flow) -> bool:
    provision = case.provisions[flow.provision]
    proximity = case.proximity[flow.home_area, flow.area]
    if target.measure == "inside_boundary":
        return case.areas[flow.area].inside_boundary
    if target.measure == "within_20_miles":
        return distance_band(proximity) == "within_20_miles"
    if target.measure == "beyond_20_miles":
        return distance_band(proximity) == "beyond_20_miles"
    if target.measure == "in_house":
        return provision.sector == "in_house"
    if target.measure == "family":
        return provision.family in FAMILY_SETTINGS
    if target.measure == "preferred":
        suitability = case.suitability.get((flow.need, flow.provision))
        return suitability is not None and suitability.rating == "preferred"
    return flow.provision in target.provisions


def distance_band(proximity: Proximity) -> str:
    """Distance in the DfE's words: within_20_miles, beyond_20_miles or unknown.

    Miles decide where they are known; otherwise a home inside the boundary counts as 20 miles or less.
    """
    if proximity.miles is not None:
        return "within_20_miles" if proximity.miles <= NEARBY_MILES else "beyond_20_miles"
    return "within_20_miles" if proximity.band == "inside" else proximity.band
