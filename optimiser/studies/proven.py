"""What two solves have proven about how far their cheapest plans differ."""

from __future__ import annotations

from typing import NamedTuple


class Proven(NamedTuple):
    """Cost of the best plan found and the cost below which no plan can go, £ present value."""

    objective: float
    bound: float


class Difference(NamedTuple):
    """How far one least cost lies above another: as found, and between which limits it is proven to lie (£)."""

    found: float
    least: float
    most: float

    @property
    def is_real(self) -> bool:
        """Whether it is proven that the two least costs differ."""
        return self.least > 0 or self.most < 0


def difference(before: Proven, after: Proven) -> Difference:
    """Return how much more the cheapest plan costs after than before.

    Each least cost lies between a bound and an objective, so that their difference lies between after's
    bound less before's objective and after's objective less before's bound.

    >>> difference(Proven(100.0, 98.0), Proven(101.0, 99.5))
    Difference(found=1.0, least=-0.5, most=3.0)
    """
    return Difference(
        after.objective - before.objective, after.bound - before.objective, after.objective - before.bound
    )
