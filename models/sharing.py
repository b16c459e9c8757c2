"""Sharing places between areas as a decision: which provisions it is open for, and each way to decide it.

How many children places carry follows from a curve that is another one where areas share their places, with loads
of its own. So the ways are enumerated, each a case in which nothing is open, and not written into one plan.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import combinations

from models.case import Case

MOST_TO_DECIDE = 4
"""Provisions for which sharing can be left to the plan at most: each one more doubles the ways to plan."""


def to_decide(case: Case) -> tuple[str, ...]:
    """Provisions of several areas of which it is still to be decided whether the areas share the places."""
    pools = [shared.provision for shared in case.curved_pools]
    return tuple(
        provision for provision, curve in case.choice.items() if curve.undecided and pools.count(provision) > 1
    )


def with_sharing(case: Case, together: Collection[str]) -> Case:
    """The case with every provision decided: those named share their places, others that were open do not."""
    if not any(curve.undecided for curve in case.choice.values()):
        return case
    return replace(
        case,
        choice={
            provision: replace(curve, together=provision in together, undecided=False)
            if curve.undecided
            else curve
            for provision, curve in case.choice.items()
        },
    )


def ways_to_share(case: Case) -> list[tuple[str, ...]]:
    """Every set of provisions that could share their places, fewer first."""
    provisions = to_decide(case)
    return [way for number in range(len(provisions) + 1) for way in combinations(provisions, number)]
