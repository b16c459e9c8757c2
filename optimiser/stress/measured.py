"""What is measured of a plan in a future: the quantities of the plan's own tables, and nothing that steers.

A promise counts as kept where no more than :data:`CHILDREN` are short of it, a budget where no more than
:data:`POUNDS` are spent above it, and everybody as housed where no more than :data:`CHILDREN` are without a home:
what is less is the solver's rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.case import Budget, Case, Floats, Target
from models.decisions import needs_tiers
from models.money import CAPITAL_LINE, REVENUE_LINES
from models.plan import Plan
from models.promised_pools import is_of_a_chance
from models.targets import Scope, target_scope
from optimiser.engine.outcome import Status
from optimiser.results.solution import Solution
from optimiser.results.suitable_home import chance_reached
from optimiser.studies.measures import measure_named

CHILDREN = 0.001
"""Children who make no difference."""
POUNDS = 1.0
"""£ that make no difference."""

CHILDREN_NEEDING, UNMET, SPOT, INSIDE, FOSTERING, DISRUPTED, REVENUE = range(7)
"""Positions of the measures by period."""

MEASURES = (
    ("children", "children who need a home", "children"),
    ("unmet", "children without a home", "children"),
    ("spot_market", "children on the spot market", "children"),
    ("inside_boundary", "share of children inside the boundary", "share"),
    ("in_house_fostering", "share of fostered children in in-house provision", "share"),
    ("disrupted", "children who must move because their place is lost", "children"),
    ("revenue", "revenue", "£"),
)
"""Name, words and unit of each measure by period; £ in the cash prices of the period."""


@dataclass(frozen=True)
class Measured:
    """A plan in a future; without an optimum every figure is nan."""

    status: Status
    cost: float
    """£ present value, money alone."""
    by_period: Floats
    """Shape (measure, period), in the order of :data:`MEASURES`."""
    reached: Floats
    """What each promise comes to in each of its periods: a share, or children. Shape (asked,)."""
    short: Floats
    """Children short of it, or too many; below nought where it is more than kept. Shape (asked,)."""
    over: Floats
    """£ spent above each budget, below nought where something is left. Shape (budget,)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A promise in one of its periods."""

    target: Target
    period: int
    scope: Scope


@dataclass(frozen=True)
class Gauges:
    """What is measured, worked out once: every future has the same flows in the same order."""

    asked: tuple[Asked, ...]
    budgets: tuple[Budget, ...]
    inside: Scope
    fostering: Scope
    years: Floats

    def measured(self, solution: Solution) -> Measured:
        """Measure a plan in a future."""
        lived = solution.living[:, :, 0]
        reached, short = self._promises(lived)
        for place, one in enumerate(self.asked):
            if is_of_a_chance(one.target):
                found = chance_reached(solution, solution, one.target, one.period, 0)
                reached[place], short[place] = found.reached, found.short
        revenue, capital = _spent(solution)
        by_period = np.vstack(
            [
                solution.case.demand[..., 0].sum(axis=(0, 1)),
                _unmet(solution),
                _spot(solution, lived),
                _share(lived, self.inside),
                _share(lived, self.fostering),
                solution.displaced[:, :, 0].sum(axis=0),
                revenue,
            ]
        )
        over = np.array([_over(budget, revenue, capital) for budget in self.budgets], dtype=float)
        return Measured(Status.OPTIMAL, solution.present_value_of_money, by_period, reached, short, over)

    def _promises(self, lived: Floats) -> tuple[Floats, Floats]:
        counted = np.array([lived[one.scope.counted, one.period].sum() for one in self.asked], dtype=float)
        among = np.array([lived[one.scope.scope, one.period].sum() for one in self.asked], dtype=float)
        shares = np.array([one.target.unit != "number" for one in self.asked], dtype=bool)
        value = np.array([one.target.value for one in self.asked], dtype=float)
        sign = np.array([1.0 if one.target.sense == "at_least" else -1.0 for one in self.asked], dtype=float)
        share = np.divide(counted, among, out=np.full_like(counted, np.nan), where=among > CHILDREN)
        short = sign * (np.where(shares, value * among, value) - counted)
        return np.where(shares, share, counted), short

    def child_years(self, children: Floats) -> float:
        """Children by period as child-years over the plan."""
        return float(children @ self.years)


def gauges_of(case: Case, plan: Plan) -> Gauges:
    """What is measured of a case, whose plan with one future is ``plan``."""
    met = plan.formulation.case
    scopes = [(target, target_scope(met, target)) for target in case.targets]
    inside, fostering = (measure_named(plan, name).about for name in ("inside_boundary", "in_house_fostering"))
    assert inside is not None, "a promise that any case could make"
    assert fostering is not None, "another"
    return Gauges(
        asked=tuple(Asked(target, t, scope) for target, scope in scopes for t in target.periods),
        budgets=case.budgets,
        inside=inside,
        fostering=fostering,
        years=np.array([period.years for period in case.periods]),
    )


def nothing_measured(gauges: Gauges, status: Status) -> Measured:
    """A future that could not be solved."""
    nothing = np.full((len(MEASURES), len(gauges.years)), np.nan)
    asked, budgets = np.full(len(gauges.asked), np.nan), np.full(len(gauges.budgets), np.nan)
    return Measured(status, float("nan"), nothing, asked, asked, budgets)


def _unmet(solution: Solution) -> Floats:
    without = np.zeros(len(solution.case.periods))
    for (_, _, t, _), position in solution.plan.formulation.decisions.unmet.items():
        without[t] += solution.values[position]
    return np.where(without > CHILDREN, without, 0.0)


def _spot(solution: Solution, lived: Floats) -> Floats:
    """Children whose home is bought, whether or not the pool has places of its own."""
    case, figures = solution.case, solution.plan.formulation.figures
    total = np.zeros(len(case.periods))
    for pool in figures.market:
        if needs_tiers(case, figures, pool):
            total += [solution.bought(pool, t, 0) for t in range(len(total))]
        else:
            total += lived[case.flows_of_pool[pool]].sum(axis=0)
    return total


def _share(lived: Floats, scope: Scope) -> Floats:
    """Share of those in scope who count, by period; nan where nobody is in scope."""
    among = lived[scope.scope].sum(axis=0)
    counted = lived[scope.counted].sum(axis=0)
    return np.asarray(np.divide(counted, among, out=np.full_like(counted, np.nan), where=among > CHILDREN))


def _spent(solution: Solution) -> tuple[Floats, Floats]:
    """Revenue and capital net of grant of each period, £ cash."""
    revenue, capital = np.zeros(len(solution.case.periods)), np.zeros(len(solution.case.periods))
    for line in solution.plan.cost_lines:
        if line.line in REVENUE_LINES:
            revenue[line.period] += line.terms.value(solution.values)
        elif line.line == CAPITAL_LINE:
            capital[line.period] += line.terms.value(solution.values)
    return revenue, capital


def _over(budget: Budget, revenue: Floats, capital: Floats) -> float:
    spent = revenue if budget.budget == "revenue" else capital
    return float(spent.sum() if budget.period is None else spent[budget.period]) - budget.limit
