"""A plan's decisions, held in the matrix of another case: units decided and closed, found by their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from models.plan import Plan
from optimiser.engine.matrix import Matrix

Key = TypeVar("Key")

ROUNDING = 1e-6
"""Units closer than this are the same: the solver's rounding."""


@dataclass(frozen=True, slots=True)
class PlanInHand:
    """The decisions of a plan by their keys: units decided and units closed. Small, so that it can be sent."""

    decided: Mapping[tuple[Any, ...], float]
    closed: Mapping[tuple[Any, ...], float]


def holding(matrix: Matrix, plan: Plan, kept: PlanInHand) -> Matrix | None:
    """The matrix with every decision of a plan held: units decided and closed; ``None`` where it cannot be.

    Decisions are found by their keys, since a changed case may have others.
    """
    now = plan.formulation.decisions
    lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
    units = _units(kept.decided, now.decide), _units(kept.closed, now.close)
    if None in units:
        return None
    for column, wanted in ((column, wanted) for held in units for column, wanted in (held or {}).items()):
        number = float(np.round(wanted)) if matrix.whole[column] else wanted
        if not lower[column] - ROUNDING <= number <= upper[column] + ROUNDING:
            return None
        lower[column] = upper[column] = min(max(number, lower[column]), upper[column])
    held = matrix.with_bounds(lower, upper)
    return replace(held, whole=matrix.whole & (lower < upper))


def _units(kept: Mapping[Key, float], new: Mapping[Key, int]) -> dict[int, float] | None:
    """Units by column of the new decisions; ``None`` where some were decided that no longer can be."""
    if any(number > ROUNDING for key, number in kept.items() if key not in new):
        return None
    return {column: kept.get(key, 0.0) for key, column in new.items()}
