"""An assumption at its lowest or highest: between which limits the least cost then lies, and what else changes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from models.plan import Plan
from optimiser.engine.outcome import Status
from optimiser.results.solution import Solution
from optimiser.studies.assumed import QuickCases
from optimiser.studies.drivers_ranges import Varied
from optimiser.studies.listening import Cancel
from optimiser.studies.measures import OWN_PERIODS, measure_named
from optimiser.studies.proven import Difference, Proven, difference
from optimiser.studies.replanned import Planned, change, replan
from optimiser.tables.inputs import CaseInputs
from optimiser.what_if_session import WhatIfSession

How = Literal["solved", "plan kept", "cannot keep", "no plan", "not possible", "stopped"]


@dataclass(frozen=True)
class Side:
    """The least cost with a change lies between ``least`` and ``most``, £ present value.

    ``how``: *solved*, the plan made again, which costs ``most``; *plan kept*, the plan in hand with children
    placed anew, which costs ``most``; *cannot keep*, nothing is known of ``most``; *no plan* can meet everything
    asked; *not possible*, the figures cannot be so; *stopped* before it was worked out. ``promises`` are the
    values reached, in the order of the case's promises, and ``units`` those decided of each option, of the plan
    that ``how`` speaks of.
    """

    how: How
    least: float = math.nan
    most: float = math.nan
    why: str = ""
    promises: tuple[float, ...] = ()
    units: Mapping[str, float] = field(default_factory=dict)

    def moved(self, base: Proven) -> Difference | None:
        """By how much the least cost changes; ``None`` where no limit is known."""
        return None if math.isnan(self.least) else difference(base, Proven(self.most, self.least))


STOPPED = Side("stopped", why="stopped before it was worked out")


@dataclass(frozen=True)
class Driver:
    """An assumption with what its lowest and its highest do."""

    varied: Varied
    low: Side
    high: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        """Low, high."""
        return self.low, self.high

    @property
    def no_plan(self) -> bool:
        """Whether no plan can meet everything asked at one of them."""
        return any(side.how == "no plan" for side in self.sides)

    @property
    def never_possible(self) -> bool:
        """Whether the figures can be neither so low nor so high."""
        return all(side.how == "not possible" for side in self.sides)

    @property
    def is_open(self) -> bool:
        """Whether the least cost has no upper limit yet at one of them."""
        return any(side.how == "cannot keep" for side in self.sides)

    def size(self, base: Proven) -> float:
        """How much it moves the least cost (£): as found where solved, else the middle of what it could be."""
        return max((_centre(side, moved) for side, moved in self._moved(base)), default=0.0)

    def sizes(self, base: Proven) -> tuple[float, float]:
        """Between which limits the larger of its two effects is proven to lie (£)."""
        if self.no_plan:
            return math.inf, math.inf
        if any(side.how == "stopped" for side in self.sides):
            return 0.0, math.inf
        moved = [one for _, one in self._moved(base)]
        least = max((max(one.least, -one.most, 0.0) for one in moved), default=0.0)
        return least, max((max(abs(one.least), abs(one.most)) for one in moved), default=0.0)

    def _moved(self, base: Proven) -> Iterator[tuple[Side, Difference]]:
        for side in self.sides:
            moved = side.moved(base)
            if moved is not None:
                yield side, moved


def _centre(side: Side, moved: Difference) -> float:
    if side.how == "solved":
        return abs(moved.found)
    return abs(moved.least if math.isinf(moved.most) else (moved.least + moved.most) / 2)


def screened(session: WhatIfSession, cases: QuickCases, one: Varied, factor: float) -> Side:
    """A side from two linear programmes: the bound, and the plan in hand kept."""
    case = cases.changed(one.assumption, factor)
    if case is None:
        return Side("not possible", why="a cell cannot take that value")
    bracket = session.change(case)
    if session.relaxed.status is Status.INFEASIBLE:
        return Side("no plan", why="no plan can meet everything asked")
    least = -math.inf if bracket.bound is None else bracket.bound
    kept = session.kept
    if kept is None or bracket.keeping is None:
        return Side("cannot keep", least, math.inf, "the plan in hand cannot be kept")
    return Side("plan kept", least, bracket.keeping, "", promises_of(kept), units_of(kept))


def solved(session: WhatIfSession, inputs: CaseInputs, one: Varied, factor: float, cancel: Cancel) -> Side:
    """A side from planning again, through the ordinary checks of the tables."""
    return _of(replan(session, change(inputs, one.assumption, factor), cancel))


def _of(planned: Planned) -> Side:
    if planned.proven is not None and planned.solution is not None:
        cost, bound = planned.proven
        return Side("solved", bound, cost, "", promises_of(planned.solution), units_of(planned.solution))
    if planned.stopped:
        return STOPPED
    return Side("no plan" if planned.no_plan else "not possible", why=planned.why)


def promise_names(plan: Plan) -> tuple[str, ...]:
    """The promises of the tables, in their order."""
    return tuple(target.target for target in plan.formulation.case.targets)


def promises_of(solution: Solution) -> tuple[float, ...]:
    """What a plan reaches of each promise, in the worst of the promise's own periods."""
    plan, values = solution.plan, solution.values
    return tuple(measure_named(plan, name, OWN_PERIODS).value(values) for name in promise_names(plan))


def units_of(solution: Solution) -> dict[str, float]:
    """Units decided of each option over the plan, in all its areas."""
    found: dict[str, float] = {}
    for (key, _), position in solution.plan.formulation.decisions.decide.items():
        found[key.option] = found.get(key.option, 0.0) + float(solution.values[position])
    return found


def in_question(found: Sequence[Driver], base: Proven, top: int) -> list[int]:
    """Which to plan again for, the largest first: the ``top``, and at most half as many with a cost left open.

    What leaves no plan comes before any cost. Where the plan in hand cannot be kept, nothing limits the cost from
    above and the middle says little, so that some of those are planned for although they come later.
    """
    order = sorted(range(len(found)), key=lambda i: (not found[i].no_plan, -found[i].size(base)))
    opened = [i for i in order[top:] if found[i].is_open]
    return [*order[:top], *opened[: (top + 1) // 2]]
