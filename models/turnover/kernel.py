"""Exact integrals of the flow of one child, by matrix exponentials.

With the matrix Q of rates a year, a child of group g is of group h after t years with probability P(t)[g, h],
where P(t) = exp(Qt); R(t) is the integral of P from 0 to t, the years spent in each group by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models.case import Floats


@dataclass(frozen=True)
class Kernel:
    """Integrals over pieces of time that follow one another; groups are the last two axes of each."""

    years: tuple[float, ...]
    steps: Floats
    """P over each piece: shape (piece, need, need)."""
    stays: Floats
    """R over each piece: the years in each group of a child who is there at the piece's start."""
    stays_of_entrants: Floats
    """Integral of R over each piece: the years in each group for one entry a year during the piece."""

    @property
    def starts(self) -> Floats:
        """P from the start of the plan to the start of each piece, and to the end of the last."""
        reached = [np.eye(self.steps.shape[1])]
        for step in self.steps:
            reached.append(reached[-1] @ step)
        return np.stack(reached)

    def years_of_entrants(self) -> Floats:
        """Years spent in a later piece for one entry a year in an earlier: shape (entered, later, need, need)."""
        number, groups = self.steps.shape[:2]
        found = np.zeros((number, number, groups, groups))
        for entered in range(number):
            found[entered, entered] = self.stays_of_entrants[entered]
            reached = self.stays[entered]
            for later in range(entered + 1, number):
                found[entered, later] = reached @ self.stays[later]
                reached = reached @ self.steps[later]
        return found


def kernel(rates: Floats, years: Sequence[float]) -> Kernel:
    """The integrals over pieces of the given lengths."""
    by_length = {length: _integrals(rates, length) for length in dict.fromkeys(years)}
    parts = [by_length[length] for length in years]
    steps, stays, stays_of_entrants = (np.stack([part[which] for part in parts]) for which in range(3))
    return Kernel(tuple(years), steps, stays, stays_of_entrants)


def _integrals(rates: Floats, years: float) -> tuple[Floats, Floats, Floats]:
    """P, its integral and the integral of that: the top row of one exponential (Van Loan, 1978)."""
    groups = len(rates)
    blocks = np.zeros((3 * groups, 3 * groups))
    blocks[:groups, :groups] = rates
    blocks[:groups, groups : 2 * groups] = blocks[groups : 2 * groups, 2 * groups :] = np.eye(groups)
    top = _known_exponential((blocks * years).tobytes(), 3 * groups)[:groups]
    return top[:, :groups], top[:, groups : 2 * groups], top[:, 2 * groups :]


@lru_cache(maxsize=64)
def _known_exponential(matrix: bytes, size: int) -> Floats:
    """The exponential of a square matrix; one case is asked about again and again with the same rates."""
    found = exponential(np.frombuffer(matrix).reshape(size, size))
    found.flags.writeable = False
    return found


def exponential(matrix: Floats) -> Floats:
    """The exponential of a matrix."""
    from scipy.linalg import expm  # heavy, and only cases with futures need it

    return np.asarray(expm(matrix), dtype=float)
