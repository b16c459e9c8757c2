"""Effects of assumptions as rows, the one that matters most first, with what their numbers do not say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from optimiser.studies.assumed import Assumption
from optimiser.studies.proven import Difference, Proven, difference
from optimiser.studies.replanned import Planned

_ROUNDING = 1e-7
"""Differences below this share of the cost are the solver's rounding."""

_NONE = float("nan")


def said(one: Assumption) -> tuple[str, ...]:
    """What every table says of an assumption."""
    return one.table, one.row, one.column, one.value, one.unit, one.source, one.confidence


def ranked(
    chosen: Sequence[Assumption], planned: Sequence[tuple[Planned, Planned]], base: Proven
) -> list[tuple[object, ...]]:
    """Rows of the table ``effects``: first what leaves no plan at all, then by the larger effect.

    Where no effect is proven the assumption comes last, in the order given.
    """
    found = [
        _Found(one, *(_side(side, base) for side in sides)) for one, sides in zip(chosen, planned, strict=True)
    ]
    found.sort(key=lambda one: one.weight, reverse=True)
    return [(rank, *one.cells(base)) for rank, one in enumerate(found, start=1)]


@dataclass(frozen=True, slots=True)
class _Side:
    """One way of changing an assumption: cost of the cheapest plan, proven effect and a remark; NaN for none."""

    planned: Planned
    objective: float
    effect: float
    remark: str


def _side(planned: Planned, base: Proven) -> _Side:
    if planned.proven is None:
        return _Side(planned, _NONE, _NONE, planned.why)
    moved = difference(base, planned.proven)
    if _is_known(moved, base):
        return _Side(planned, planned.proven.objective, moved.found, "")
    remark = f"within what is not proven: between {_pounds(moved.least)} and {_pounds(moved.most)}"
    return _Side(planned, planned.proven.objective, _NONE, remark)


def _is_known(moved: Difference, base: Proven) -> bool:
    """Whether an effect is more than the gaps, or they are too small to matter (it may then be nought)."""
    return moved.is_real or moved.most - moved.least <= _ROUNDING * max(abs(base.objective), 1.0)


def _pounds(value: float) -> str:
    return f"{'−' if value < 0 else ''}£{abs(value):,.0f}"


@dataclass(frozen=True, slots=True)
class _Found:
    """An assumption with both ways of changing it."""

    assumption: Assumption
    down: _Side
    up: _Side

    @property
    def weight(self) -> tuple[bool, float]:
        """How much it matters: first whether a change leaves no plan, then the larger proven effect."""
        sides = (self.down, self.up)
        larger = max((abs(side.effect) for side in sides if not math.isnan(side.effect)), default=-1.0)
        return any(side.planned.no_plan for side in sides), larger

    def cells(self, base: Proven) -> tuple[object, ...]:
        """The row of the table but for its rank."""
        plans = [base, *(side.planned.proven for side in (self.down, self.up) if side.planned.proven)]
        not_proven = max(proven.objective - proven.bound for proven in plans)
        remarks = [f"{way}: {side.remark}" for way, side in (("down", self.down), ("up", self.up)) if side.remark]
        return (
            *said(self.assumption),
            len(self.assumption.numbers),
            self.down.objective,
            self.down.effect,
            self.up.objective,
            self.up.effect,
            not_proven,
            "; ".join(remarks),
        )
