"""The plan that differs most from all found so far: the greatest least distance, as a mixed-integer programme.

The distance of two plans is counted in places (:func:`.alternatives_quantities.distance`). To make |a − a′| great
takes, for each plan found and each option, a choice of side: d ≤ a − a′ + 2a′b and d ≤ a′ − a + 2(U − a′)(1 − b)
with b 0 or 1, where U is the most that the option can reach. An option of which a plan found has none, or all
that there can be, needs no choice, which is most of them: the distance is a, or U − a.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse

from models.terms import Terms
from optimiser.engine.matrix import Matrix
from optimiser.studies.programmes import Asked, with_rows

_SMALL = 1e-6


@dataclass
class _Wider:
    """Columns that are added after a matrix's own, by position."""

    first: int
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)

    def add(self, upper: float, whole: bool = False) -> int:
        """A column between nought and ``upper``."""
        self.upper.append(upper)
        self.whole.append(whole)
        return self.first + len(self.upper) - 1


def most_different(
    matrix: Matrix, places: dict[str, Terms], most: dict[str, float], found: Sequence[dict[str, float]]
) -> Matrix:
    """The matrix whose objective, to be made least, is minus the distance to the nearest plan found.

    ``places``: terms of each option's places; ``most``: an upper bound of each; ``found``: each plan's places.
    """
    wider = _Wider(matrix.variables)
    nearest = wider.add(sum(most.values()))
    rows: list[Asked] = []
    for plan in found:
        parts = [_apart(wider, rows, places[name], plan[name], most[name]) for name in places]
        rows.append(Asked(Terms.total(parts).minus(Terms.single(nearest)), low=0.0))
    made = _with_columns(matrix, wider)
    cost = np.zeros(len(made.cost))
    cost[len(matrix.cost)] = -1.0
    return replace(with_rows(made, rows), cost=cost, offset=0.0)


def _apart(wider: _Wider, rows: list[Asked], places: Terms, held: float, most: float) -> Terms:
    """The difference of one option's places from a plan's, or what is at most that."""
    if held <= _SMALL:
        return places
    if held >= most - _SMALL:
        return Terms(constant=most).minus(places)
    apart, below = wider.add(max(held, most - held)), wider.add(1.0, whole=True)
    above = places.minus(Terms(constant=held))
    rows.append(Asked(above.plus(Terms.single(below, 2 * held), Terms.single(apart, -1.0)), low=0.0))
    room = 2 * (most - held)
    under = above.times(-1.0).plus(Terms.single(below, -room), Terms.single(apart, -1.0), Terms(constant=room))
    rows.append(Asked(under, low=0.0))
    return Terms.single(apart)


def _with_columns(matrix: Matrix, wider: _Wider) -> Matrix:
    count = len(wider.upper)
    empty = scipy.sparse.csc_array((len(matrix.row_keys), count))
    return replace(
        matrix,
        cost=np.concatenate([matrix.cost, np.zeros(count)]),
        rows=scipy.sparse.csc_array(scipy.sparse.hstack([matrix.rows, empty], format="csc")),
        column_lower=np.concatenate([matrix.column_lower, np.zeros(count)]),
        column_upper=np.concatenate([matrix.column_upper, wider.upper]),
        whole=np.concatenate([matrix.whole, np.array(wider.whole, dtype=bool)]),
        positions=np.concatenate([matrix.positions, np.arange(wider.first, wider.first + count, dtype=np.intp)]),
        variables=matrix.variables + count,
    )
