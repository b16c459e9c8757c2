"""Promises about the chance of a suitable home: which pools of places each of them is about."""

from __future__ import annotations

from collections.abc import Mapping

from models.case import EVERY_AREA, Case, Pool, Target

NO_SUITABLE_HOME = "no_suitable_home"
"""The measure of a promise about the chance that a child who comes finds no vacancy that suits."""


def is_of_a_chance(target: Target) -> bool:
    """Whether a promise is about the chance of a suitable home, not about where or how children live."""
    return target.measure == NO_SUITABLE_HOME


def promised_pools(case: Case, target: Target) -> Mapping[Pool, tuple[Pool, ...]]:
    """Pools of a promise about the chance of a suitable home, and the pools that each is made of.

    Those in its provisions and areas whose places follow the choice curve, children there being looked after.
    Places that areas share are in it where all their areas are. None for a promise of another kind.
    """
    if not is_of_a_chance(target):
        return {}
    return {
        shared: pools for shared, pools in case.curved_pools.items() if _is_in_scope(case, target, shared, pools)
    }


def _is_in_scope(case: Case, target: Target, shared: Pool, pools: tuple[Pool, ...]) -> bool:
    if shared.provision not in target.provisions or not case.provisions[shared.provision].looked_after:
        return False
    areas = {pool.area for pool in pools} if shared.area == EVERY_AREA else {shared.area}
    return areas <= target.areas
