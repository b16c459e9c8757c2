"""The points of a frontier: plans none of which another found is both cheaper and better than."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.case import Floats
from models.plan import Plan
from models.terms import Terms
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.polish import polished
from optimiser.engine.settings import SolveSettings
from optimiser.studies.listening import Cancel
from optimiser.studies.measures import Measure
from optimiser.studies.programmes import at_cost, furthest, minimising, reaching, scopes_of, start_from

IMPROVING_SECONDS = 5.0
"""Most seconds to look for a plan that goes further at the same cost."""
_ROUNDS = 5
_SETTLED = str(Status.OPTIMAL)
_NEAR = 1e-6
"""Relative differences of a measure or a cost below this are rounding."""


@dataclass(frozen=True)
class Point:
    """A plan on a frontier, one value for each column.

    ``asked``: the level it had to reach (infinite where none); ``value``: what it reaches; ``bound``: no plan
    that reaches as much costs less; ``value_bound``: no plan at its cost goes further (not a number where not
    worked out).
    """

    asked: float
    value: float
    solution: Floats
    cost: float
    bound: float
    status: Status
    reason: str
    value_bound: float = math.nan
    furthest: str = ""


@dataclass(frozen=True)
class Furthest:
    """The furthest that a measure goes: a plan, what it reaches, and what is proven about it."""

    outcome: Outcome
    value: float
    bound: float


@dataclass(frozen=True)
class Traced:
    """A case whose measure is traced: its matrix with budgets and unmet need kept, and how to solve it."""

    plan: Plan
    matrix: Matrix
    measure: Measure
    settings: SolveSettings
    cancel: Cancel
    least_scopes: tuple[float, ...] = ()
    """No fewer children than these can be in scope of each part; 1 where the measure is no share."""

    def value(self, solution: Floats) -> float:
        """The measure of a solution."""
        return self.measure.value(self.matrix.values(solution[: len(self.matrix.cost)]))

    def best(self, near: Floats) -> Furthest | None:
        """The furthest that the measure goes; ``near`` is any plan to begin with."""
        return self._best(self.matrix, near, self.settings, start=False)

    def _best(self, matrix: Matrix, near: Floats, settings: SolveSettings, start: bool) -> Furthest | None:
        """The furthest that the measure goes on a matrix, from a plan near by.

        A share whose scope can change is a ratio: it is made as great as can be by Dinkelbach's method, each
        round from the share of the round before, until no plan is further by more than rounding. Where nobody
        can leave the scope one round proves it.
        """
        found: Furthest | None = None
        for _ in range(_ROUNDS):
            level, scopes = self.value(near), scopes_of(self.measure, self.matrix.values(near))
            programme = furthest(matrix, self.measure, level, scopes)
            begun = start_from(programme, near, level) if start else None
            outcome = solve(programme, settings, start=begun, cancel=self.cancel, interior=True)
            if outcome.solution is None or outcome.bound is None:
                return found
            near = outcome.solution[: len(self.matrix.cost)]
            value, reach = self.value(near), -self.measure.sign * outcome.bound
            ended = replace(outcome, solution=near)
            found = Furthest(ended, value, self._proven(level, reach, scopes))
            stopped = outcome.status is not Status.OPTIMAL or self.cancel()
            if stopped or self._is_near(found.bound, value) or abs(value - level) <= _NEAR * max(1.0, abs(level)):
                break
        return found

    def _proven(self, level: float, reach: float, scopes: Sequence[float]) -> float:
        """What no plan goes beyond, from what no plan goes beyond at the scopes of one of them.

        A plan with the share v has v − θ ≤ (z − θ)·S/scope, where z is what was made furthest and θ the level.
        """
        ratio = min(least / everyone for least, everyone in zip(self.least_scopes, scopes, strict=True))
        return level + (reach - level) / ratio if ratio > _NEAR and math.isfinite(reach) else math.nan

    def cheapest(self, level: float) -> Point | Outcome:
        """The cheapest plan that reaches a level; the outcome where none was found.

        A level that only just can be reached may be missed by rounding, and is then asked a little less of.
        """
        programme = reaching(self.matrix, self.measure, level)
        outcome = solve(programme, self.settings, cancel=self.cancel)
        if outcome.status is Status.INFEASIBLE:
            level -= self.measure.sign * 10 * _NEAR * max(1.0, abs(level))
            programme = reaching(self.matrix, self.measure, level)
            outcome = solve(programme, self.settings, cancel=self.cancel)
        outcome = polished(programme, outcome, self.settings)
        if outcome.solution is None or outcome.objective is None or outcome.bound is None:
            return outcome
        return point_of(self, level, outcome)

    def improved(self, point: Point) -> Point:
        """The plan that goes furthest at the cost of a point, as cheap as its decisions allow.

        First with the whole-number decisions of the point; then, where the linear relaxation leaves room for
        more, among all decisions for a few seconds. What is not found by then stays open between the value and
        its bound.
        """
        capped = at_cost(self.matrix, point.cost + 1e-9 * abs(point.cost))
        quick = replace(self.settings, time_limit=None)
        relaxed = self._best(capped.relaxed(), point.solution, quick, start=False)
        held = self._best(capped.holding(point.solution), point.solution, quick, start=False)
        known = self._better(point, held)
        if relaxed is None or self._is_near(relaxed.bound, known.value):
            return replace(known, value_bound=math.nan if relaxed is None else relaxed.bound, furthest=_SETTLED)
        seconds = min(IMPROVING_SECONDS, self.settings.time_limit or math.inf)
        search = replace(self.settings, time_limit=seconds)
        found = self._best(capped, known.solution, search, start=True)
        bounds = [held.bound for held in (relaxed, found) if held is not None and not math.isnan(held.bound)]
        bound = min(bounds, key=lambda bound: self.measure.sign * bound, default=math.nan)
        status = Status.FEASIBLE if found is None else found.outcome.status
        return replace(self._better(known, found), value_bound=bound, furthest=str(status))

    def _is_near(self, bound: float, value: float) -> bool:
        return abs(bound - value) <= 10 * _NEAR * max(1.0, abs(value))

    def _better(self, point: Point, found: Furthest | None) -> Point:
        """The point, or what was found to go further at no greater cost, at its cheapest."""
        if found is None or found.outcome.solution is None:
            return point
        if self.measure.sign * (found.value - point.value) <= _NEAR * max(1.0, abs(point.value)):
            return point
        level = found.value - self.measure.sign * 1e-9 * max(1.0, abs(found.value))
        tidy = replace(found.outcome, objective=self.matrix.objective(found.outcome.solution), bound=point.bound)
        tidy = polished(reaching(self.matrix, self.measure, level), tidy, self.settings)
        assert tidy.solution is not None
        assert tidy.objective is not None
        if tidy.objective > point.cost * (1 + 1e-8):
            return point
        return replace(point, value=self.value(tidy.solution), solution=tidy.solution, cost=tidy.objective)


def least_scopes(matrix: Matrix, measure: Measure) -> tuple[float, ...]:
    """No fewer children than these can be in scope of each part of a measure, whatever is decided."""

    def least(scope: Terms | None) -> float:
        if scope is None:
            return 1.0
        if scope.is_constant:
            return max(scope.constant, 1.0)
        found = solve(minimising(matrix.relaxed(), scope))
        return 0.0 if found.objective is None else max(found.objective, 0.0)

    return tuple(least(part.scope) for part in measure.parts)


def point_of(traced: Traced, asked: float, outcome: Outcome) -> Point:
    """The point that a solve found."""
    assert outcome.solution is not None
    assert outcome.objective is not None
    assert outcome.bound is not None
    value, bound = traced.value(outcome.solution), min(outcome.bound, outcome.objective)
    return Point(asked, value, outcome.solution, outcome.objective, bound, outcome.status, outcome.reason)


def undominated(points: Sequence[Point], sign: float) -> list[Point]:
    """The points of which no other is at least as cheap and as good, the cheapest first.

    Differences within rounding (a millionth) do not count; of points that are the same the first is kept.
    A bound holds for every level beyond its own, so that each point takes the highest of those before it.
    """
    ordered = sorted(points, key=lambda point: (point.cost, -sign * point.value))
    kept: list[Point] = []
    for point in ordered:
        if not kept or sign * (point.value - kept[-1].value) > _NEAR * max(1.0, abs(point.value)):
            kept.append(point)
    bounds = [
        max(other.bound for other in points if sign * (other.asked - point.value) <= _NEAR) for point in kept
    ]
    return [replace(point, bound=min(bound, point.cost)) for point, bound in zip(kept, bounds, strict=True)]
