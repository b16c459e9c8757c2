"""What came of a solve, in the product's own words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.case import Floats


class Status(StrEnum):
    """How a solve ended.

    ``optimal`` proven to the gap asked for; ``feasible`` a plan, but stopped before it was proven;
    ``infeasible`` no plan can meet everything asked; ``stopped`` before any plan was found;
    ``unbounded`` something earns more than it costs, without limit.
    """

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"
    UNBOUNDED = "unbounded"

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to show."""
        return self in (Status.OPTIMAL, Status.FEASIBLE)


@dataclass(frozen=True)
class Outcome:
    """The end of a solve: ``solution`` one value per column, absent where there is no plan.

    ``bound`` is the cost below which no plan can go; ``gap`` is (objective − bound) / |objective|.
    ``reason`` says why the solver stopped. ``ray`` (unbounded only) is a direction in which cost falls for ever.
    """

    status: Status
    reason: str
    seconds: float
    solution: Floats | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    ray: Floats | None = None
    row_duals: Floats | None = None
