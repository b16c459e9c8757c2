"""Targets: promises about where and how children live."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.case import Case, Flow, Proximity, Target
from models.plan_model import Formulation, Row
from models.terms import Terms

FAMILY_SETTINGS = frozenset({"fostering", "kinship", "parents", "adoption"})
"""Families of provision in which a child lives in a family."""

LOCALITY_MEASURES = frozenset({"inside_boundary", "within_20_miles", "beyond_20_miles"})
"""Measures from which need groups placed away for their safety are exempt."""

NEARBY_MILES = 20.0
"""The distance that the Department for Education's locality tables turn on."""


def promise(f: Formulation) -> None:
    r"""Each promise about where and how children live is kept, or its shortfall is priced.

    .. math:: \sum_{j \in \mathrm{counted}} x_{j,t,s} + v_{r,t,s} \ge \theta_r \sum_{j \in \mathrm{scope}} x_{j,t,s}

    for a share of at least :math:`\theta`; with a number of children the right side is the number itself;
    for a promise of at most, the sides change places. A promise without a price has no :math:`v` and is
    hard. Need groups placed away for their safety are left out of both sides of locality promises, and
    children who are not looked after out of every promise.

    Unit: children. Shadow price: £ (present value) of one more child's leeway in the promise.
    """
    f.add_rows("promise", _promises(f))


def _promises(f: Formulation) -> Iterator[Row]:
    for number, target in enumerate(f.case.targets):
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
    """Flows in scope of a promise and, among them, those counted (positions in the case's flows)."""

    scope: NDArray[np.intp]
    counted: NDArray[np.intp]


def target_scope(case: Case, target: Target) -> Scope:
    """Work out which flows a promise is about and which of them count towards it."""
    scope, counted = [], []
    for j, flow in enumerate(case.flows):
        if not _in_scope(case, target, flow):
            continue
        scope.append(j)
        if flow.area in target.areas and _counts(case, target, flow):
            counted.append(j)
    return Scope(np.array(scope, dtype=np.intp), np.array(counted, dtype=np.intp))


def counted_children(f: Formulation, scope: Scope, t: int, s: int) -> Terms:
    """Children who count towards a promise."""
    return f.living(scope.counted, t, s)


def promised_children(f: Formulation, target: Target, scope: Scope, t: int, s: int) -> Terms:
    """Children that a promise asks for: its share of those in scope, or its number."""
    if target.unit == "number":
        return Terms(constant=target.value)
    return f.living(scope.scope, t, s).times(target.value)


def _in_scope(case: Case, target: Target, flow: Flow) -> bool:
    if flow.need not in target.needs or not case.provisions[flow.provision].looked_after:
        return False
    if target.measure in LOCALITY_MEASURES and case.needs[flow.need].locality_exempt:
        return False
    return target.measure == "selected" or flow.provision in target.provisions


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
