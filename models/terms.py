"""A linear expression over a plan's decisions, as arrays.

Constraints, costs and results are all written with :class:`Terms`: the planner turns them into Pyomo
expressions, the results evaluate the very same terms at the solution. So a figure has one definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.intp]
Floats = NDArray[np.float64]


def _no_positions() -> Positions:
    return np.empty(0, dtype=np.intp)


def _no_coefficients() -> Floats:
    return np.empty(0, dtype=float)


@dataclass(frozen=True, slots=True)
class Terms:
    """``constant + Σ coefficients · values[positions]``; a position may occur more than once."""

    positions: Positions = field(default_factory=_no_positions)
    coefficients: Floats = field(default_factory=_no_coefficients)
    constant: float = 0.0

    @classmethod
    def single(cls, position: int, coefficient: float = 1.0) -> Terms:
        """One decision times a coefficient."""
        return cls(np.array([position], dtype=np.intp), np.array([coefficient], dtype=float))

    @classmethod
    def weighted(cls, positions: Iterable[int], coefficients: Iterable[float]) -> Terms:
        """Several decisions, each times its own coefficient."""
        return cls(np.array(list(positions), dtype=np.intp), np.array(list(coefficients), dtype=float))

    @classmethod
    def sum_of(cls, positions: Iterable[int]) -> Terms:
        """Several decisions, each once; a position below nought stands for a decision that does not exist."""
        present = np.array([position for position in positions if position >= 0], dtype=np.intp)
        return cls(present, np.ones(len(present)))

    @classmethod
    def total(cls, parts: Iterable[Terms]) -> Terms:
        """Sum of expressions."""
        held = list(parts)
        if not held:
            return cls()
        return cls(
            np.concatenate([part.positions for part in held]),
            np.concatenate([part.coefficients for part in held]),
            float(sum(part.constant for part in held)),
        )

    @classmethod
    def combined(cls, parts: Sequence[Terms], factors: Sequence[float]) -> Terms:
        """Sum of expressions, each times its own factor."""
        total = cls.total(parts)
        factor = np.repeat(np.array(factors, dtype=float), [len(part.positions) for part in parts])
        constants = (part.constant * weight for part, weight in zip(parts, factors, strict=True))
        return cls(total.positions, total.coefficients * factor, float(sum(constants)))

    def times(self, factor: float) -> Terms:
        """The expression times a number."""
        return Terms(self.positions, self.coefficients * factor, self.constant * factor)

    def plus(self, *others: Terms) -> Terms:
        """The expression plus others."""
        return Terms.total((self, *others))

    def minus(self, other: Terms) -> Terms:
        """The expression less another."""
        return Terms.total((self, other.times(-1.0)))

    def value(self, values: Floats) -> float:
        """The expression's value where the decisions take ``values`` (one for each position)."""
        return float(self.constant + self.coefficients @ values[self.positions])

    @property
    def is_constant(self) -> bool:
        """Whether no decision has any weight in it."""
        return not self.coefficients.any()
