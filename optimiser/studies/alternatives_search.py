"""Plans within a share of the least cost: what is asked of them, and solving for one."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import numpy as np

from models.case import Floats, Option
from models.plan import Plan
from models.terms import Terms
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.polish import polished
from optimiser.engine.settings import SolveSettings
from optimiser.engine.warm import WarmLp
from optimiser.studies.alternatives_quantities import units_decided
from optimiser.studies.listening import Cancel
from optimiser.studies.measure_names import CAPITAL
from optimiser.studies.measures import FOSTERING, living_in, over_the_plan
from optimiser.studies.programmes import at_cost, minimising

_COARSE = 0.01
"""Relative gap for ranges and distances."""
_DIFFERENT_SECONDS = 10.0
"""Most seconds to look for a plan that differs most."""
_CHEAPENING_SECONDS = 10.0
"""Most seconds to look for the cheapest of the plans that go as far in a direction."""


@dataclass(frozen=True)
class Direction:
    """A way in which a plan is to be as far as it can be: its objective is made least."""

    name: str
    label: str
    objective: Terms


def directions(plan: Plan) -> tuple[Direction, ...]:
    """Most fostering, fewest new homes, most local and least capital, each over the whole plan."""
    fostered = living_in(plan, FOSTERING, "fostered children").total()
    local = over_the_plan(plan, "inside_boundary").total()
    homes = units_decided(plan, lambda option: is_new_home(plan, option))
    capital = over_the_plan(plan, CAPITAL).total()
    found = (
        Direction("most_fostering", "Most fostering", fostered.times(-1.0)),
        Direction("fewest_new_homes", "Fewest new homes", homes),
        Direction("most_local", "Most local", local.times(-1.0)),
        Direction("least_capital", "Least capital", capital),
    )
    return tuple(direction for direction in found if not direction.objective.is_constant)


def is_new_home(plan: Plan, option: Option) -> bool:
    """Whether a unit of an option is a children's home to be opened: in-house, or with capital of ours."""
    provision = plan.formulation.case.provisions[option.provision]
    ours = provision.sector == "in_house" or option.capital_cost > 0
    return provision.family == "childrens_home" and ours


@dataclass(frozen=True)
class Found:
    """A plan: a value for each column of the plan's own matrix, and how it was found.

    ``proven``: the objective of its direction, and the bound below which that cannot go.
    """

    name: str
    label: str
    solution: Floats
    status: Status
    reason: str
    objective: float
    bound: float


class _Warm(threading.local):
    """The relaxation of the capped matrix, kept warm by each thread: only what is made least changes."""

    def __init__(self) -> None:
        self.programme = WarmLp()


@dataclass(frozen=True)
class Search:
    """The plans of a case within its cap: ``capped`` is the matrix with the cost of ``matrix`` limited."""

    plan: Plan
    matrix: Matrix
    capped: Matrix
    settings: SolveSettings
    cancel: Cancel
    warm: _Warm = field(default_factory=_Warm, compare=False, repr=False)

    def towards(self, direction: Direction) -> Found | None:
        """The plan within the cap that goes furthest in a direction, and of those the cheapest found in time."""
        programme = minimising(self.capped, direction.objective)
        found = self.found(direction.name, direction.label, programme, self.settings)
        if found is None:
            return None
        reached = float(programme.cost @ found.solution)
        kept = _with_objective_kept(programme, reached + 1e-7 * max(1.0, abs(reached)))
        priced = replace(kept, cost=self.matrix.cost, offset=self.matrix.offset)
        seconds = min(_CHEAPENING_SECONDS, self.settings.time_limit or np.inf)
        search = replace(self.settings, time_limit=seconds)
        outcome = solve(priced, search, start=found.solution, cancel=self.cancel)
        outcome = polished(priced, outcome, self.settings)
        cheaper = outcome.objective is not None and outcome.objective < self.matrix.objective(found.solution)
        return replace(found, solution=outcome.solution) if cheaper and outcome.solution is not None else found

    def different(self, name: str, label: str, programme: Matrix) -> Found | None:
        """The plan that a programme of distances finds in a few seconds: its bound is weak and closes slowly."""
        seconds = min(_DIFFERENT_SECONDS, self.settings.time_limit or np.inf)
        settings = replace(self.settings, time_limit=seconds, gap=max(self.settings.gap, _COARSE))
        return self.found(name, label, programme, settings)

    def found(self, name: str, label: str, programme: Matrix, settings: SolveSettings) -> Found | None:
        """The plan that a programme (the capped matrix, maybe wider) finds; ``None`` where it finds none."""
        outcome = solve(programme, settings, cancel=self.cancel, interior=True)
        if outcome.solution is None or outcome.objective is None or outcome.bound is None:
            return None
        tidy = self._tidy(programme, outcome.solution)
        own = tidy[: len(self.matrix.cost)]
        return Found(name, label, own, outcome.status, outcome.reason, outcome.objective, outcome.bound)

    def _tidy(self, programme: Matrix, solution: Floats) -> Floats:
        """The same whole-number decisions, as far in the direction, with everything else at its cheapest."""
        reached = float(programme.cost @ solution)
        rounding = 1e-7 * max(1.0, abs(reached))
        held = _with_objective_kept(programme, reached + rounding).holding(solution)
        priced = np.concatenate([self.matrix.cost, np.zeros(len(programme.cost) - len(self.matrix.cost))])
        found = solve(
            replace(held, cost=priced, offset=self.matrix.offset), replace(self.settings, time_limit=None)
        )
        return solution if found.solution is None else found.solution

    def least(self, terms: Terms) -> Outcome:
        """The plan within the cap that has least of something, to one per cent."""
        settings = replace(self.settings, gap=max(self.settings.gap, _COARSE))
        return solve(minimising(self.capped, terms), settings, cancel=self.cancel, interior=True)

    def least_relaxed(self, terms: Terms) -> float:
        """A bound below which no plan within the cap can have of something: whole numbers let go."""
        found = self.warm.programme.solve(minimising(self.capped, terms))
        return -np.inf if found.status is not Status.OPTIMAL or found.objective is None else found.objective


def _with_objective_kept(matrix: Matrix, most: float) -> Matrix:
    """The matrix with a row that keeps its objective, without its constant, to at most so much."""
    return at_cost(replace(matrix, offset=0.0), most)
