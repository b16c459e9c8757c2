"""What the second formulation is written with: variables, sums, rows and costs.

PuLP finds variables by names that it changes where it does not like them, so nothing here is ever looked up
by a name made from a label: variables are called v1, v2 …, rows r1, r2 …, and dictionaries of our own say
which key each stands for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NewType

import pulp

from models.audit_facts import Facts
from models.case import Case, Flow, OptionKey, Pool

Variable = NewType("Variable", str)
"""A variable of the problem, by the name that PuLP knows it by."""

Values = Mapping[Variable, float]
"""What a solver gave each variable; a variable that it left out is nought."""

THOUSAND = 1000.0
"""The objective and the budget rows are in £1,000, so that a solver's absolute tolerances mean something."""

_ALWAYS_HOLDS = 1e-9


@dataclass(frozen=True, slots=True)
class Linear:
    """``constant + Σ coefficient · variable``."""

    terms: Mapping[Variable, float]
    constant: float

    def value(self, values: Values) -> float:
        """Its value where the variables take ``values``."""
        return self.constant + sum(weight * values.get(name, 0.0) for name, weight in self.terms.items())


Quantity = Variable | Linear | float
"""Something that a row or a cost may be made of: unknown, a sum of unknowns, or known already."""

Part = tuple[float, Quantity]
"""A quantity and its coefficient."""


def total(parts: Iterable[Part]) -> Linear:
    """The sum of some quantities, each times its coefficient.

    >>> total([(2.0, Variable("v1")), (1.0, 3.0), (-1.0, total([(2.0, Variable("v1"))]))])
    Linear(terms={'v1': 0.0}, constant=3.0)
    """
    terms: dict[Variable, float] = {}
    constant = 0.0
    for weight, quantity in parts:
        if isinstance(quantity, str):
            terms[quantity] = terms.get(quantity, 0.0) + weight
        elif isinstance(quantity, Linear):
            constant += weight * quantity.constant
            for name, inner in quantity.terms.items():
                terms[name] = terms.get(name, 0.0) + weight * inner
        else:
            constant += weight * quantity
    return Linear(terms, constant)


class CostKey(NamedTuple):
    """A line of cost: kind (revenue, capital, priced), line, period and scenario (``None``: the same in all)."""

    kind: str
    line: str
    period: int
    scenario: int | None


class RowKey(NamedTuple):
    """A row: the family it belongs to, and what it is about."""

    family: str
    about: tuple[Any, ...]


class ChildrenAt(NamedTuple):
    """Children of a flow in a period and scenario (positions in the case)."""

    flow: Flow
    period: int
    scenario: int


class PoolAt(NamedTuple):
    """A pool in a period and scenario (positions in the case)."""

    pool: Pool
    period: int
    scenario: int


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions taken as given: units decided and units closed; what is not named is nought."""

    decide: Mapping[tuple[OptionKey, int], float] = field(default_factory=dict)
    close: Mapping[tuple[Pool, int], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """All that is known when one period is planned with no sight of the next.

    ``period``: the period to plan (a position). ``living``: children of each flow and scenario in the period
    before. ``decided``: what was decided before.
    """

    period: int
    living: Mapping[tuple[Flow, int], float]
    decided: Decided


@dataclass(frozen=True, slots=True)
class Unknowns:
    """The variable of each key.

    ``decide`` units of an option decided, ``close`` units closed; children by (flow, period, scenario):
    ``census`` living there, ``new`` newly placed, ``planned`` moves out, ``displaced`` because a place is
    lost; ``places`` of a pool by period; children by (pool, period, scenario): ``own`` in places of the
    pool, ``bought`` at a price tier; ``full`` whether the pool takes nobody new; ``unmet`` children of (need
    group, home area, period, scenario) without a home; ``missed`` children short of (promise, period,
    scenario); ``overspend`` £ over (budget, scenario). Promises and budgets are positions in the case.
    """

    decide: dict[tuple[OptionKey, int], Variable] = field(default_factory=dict)
    close: dict[tuple[Pool, int], Variable] = field(default_factory=dict)
    census: dict[ChildrenAt, Variable] = field(default_factory=dict)
    new: dict[ChildrenAt, Variable] = field(default_factory=dict)
    planned: dict[ChildrenAt, Variable] = field(default_factory=dict)
    displaced: dict[ChildrenAt, Variable] = field(default_factory=dict)
    places: dict[tuple[Pool, int], Variable] = field(default_factory=dict)
    own: dict[PoolAt, Variable] = field(default_factory=dict)
    bought: dict[tuple[PoolAt, int], Variable] = field(default_factory=dict)
    full: dict[PoolAt, Variable] = field(default_factory=dict)
    unmet: dict[tuple[str, str, int, int], Variable] = field(default_factory=dict)
    missed: dict[tuple[int, int, int], Variable] = field(default_factory=dict)
    overspend: dict[tuple[int, int], Variable] = field(default_factory=dict)


@dataclass
class Draft:
    """A problem being written: the case and its facts, and what has been written so far.

    ``periods``: those that are planned. ``given``: decisions taken as given. ``past``: what happened before
    the only period that is planned, where it is one.
    """

    case: Case
    facts: Facts
    periods: range
    switch_everywhere: bool
    given: Decided | None
    past: Past | None
    problem: Any = field(default_factory=lambda: pulp.LpProblem("second_opinion", pulp.LpMinimize))
    unknowns: Unknowns = field(default_factory=Unknowns)
    variables: dict[Variable, Any] = field(default_factory=dict)
    rows: dict[str, RowKey] = field(default_factory=dict)
    costs: dict[CostKey, Linear] = field(default_factory=dict)
    assumed: dict[OptionKey, float] = field(default_factory=dict)
    _spent: dict[CostKey, list[Part]] = field(default_factory=dict)

    def times(self) -> Iterable[tuple[int, int]]:
        """Every period that is planned, with every scenario."""
        return [(t, s) for t in self.periods for s in range(len(self.case.scenarios))]

    def variable(self, low: float = 0.0, high: float = math.inf, whole: bool = False) -> Variable:
        """A new variable from ``low`` to ``high``, whole where so asked."""
        name = Variable(f"v{len(self.variables) + 1}")
        kind = pulp.LpInteger if whole else pulp.LpContinuous
        above = None if math.isinf(high) else high
        self.variables[name] = self.problem.add_variable(name, low, above, kind)
        return name

    def row(self, family: str, about: tuple[Any, ...], parts: Iterable[Part], sense: str, limit: float) -> None:
        """A row ``Σ parts ≤, = or ≥ limit`` (``sense`` is "<=", "==" or ">=").

        A row without unknowns is left out where it holds; where it does not, it says that nought is at
        least or at most what it cannot be, so that the solver finds the problem impossible.
        """
        found = total(parts)
        terms = {name: weight for name, weight in found.terms.items() if weight}
        limit -= found.constant
        if not terms:
            slack = _ALWAYS_HOLDS * max(1.0, abs(found.constant))
            if {"<=": limit >= -slack, ">=": limit <= slack, "==": abs(limit) <= slack}[sense]:
                return
            terms = {self.variable(high=0.0): 1.0}
        left = expression([(self.variables[name], weight) for name, weight in terms.items()])
        name = f"r{len(self.rows) + 1}"
        self.rows[name] = RowKey(family, about)
        written = left <= limit if sense == "<=" else left >= limit if sense == ">=" else left == limit
        self.problem.addConstraint(written, name)

    def pay(self, key: CostKey, amount: float, quantity: Quantity = 1.0) -> None:
        """Add ``amount`` £ in the cash of its period for each of a quantity to a line of cost."""
        if amount:
            self._spent.setdefault(key, []).append((amount, quantity))

    def spent(self, kind: str, t: int, s: int | None) -> Linear:
        """Everything of a kind spent in a period (£ cash), in one scenario or what is the same in all."""
        return total(
            part
            for key, parts in self._spent.items()
            if (key.kind, key.period) == (kind, t) and key.scenario in (None, s)
            for part in parts
        )

    def add_up_costs(self) -> None:
        """Make one sum of each line of cost; nothing is spent after this."""
        self.costs.update({key: total(parts) for key, parts in self._spent.items()})

    def decided(self, key: OptionKey, t: int) -> Quantity | None:
        """Units of an option decided in a period: unknown, known from the past, or ``None`` if not allowed."""
        if self.past is not None and t < self.past.period:
            return self.past.decided.decide.get((key, t))
        return self.unknowns.decide.get((key, t))

    def closed(self, pool: Pool, upto: int) -> Linear:
        """Units of a pool closed up to and including a period."""
        found: list[Part] = []
        for t in range(upto + 1):
            if self.past is not None and t < self.past.period:
                found.append((1.0, self.past.decided.close.get((pool, t), 0.0)))
            elif (pool, t) in self.unknowns.close:
                found.append((1.0, self.unknowns.close[pool, t]))
        return total(found)

    def since_start(self, flow: Flow, t: int, s: int) -> float:
        """Children of a flow who have lived there since the start of the plan, if none is moved."""
        shares = math.prod(self.facts.stays[flow, q, s] for q in range(t + 1))
        return self.facts.at_start.get(flow, 0.0) * shares

    def living_before(self, flow: Flow, t: int, s: int) -> Quantity:
        """Children of a flow in the period before: unknown, or known at the start or from the past."""
        if t > self.periods.start:
            return self.unknowns.census[ChildrenAt(flow, t - 1, s)]
        if self.past is None or t == 0:
            return self.facts.at_start.get(flow, 0.0)
        return self.past.living.get((flow, s), 0.0)


def expression(terms: list[tuple[Any, float]]) -> Any:
    """A PuLP expression from its variables and coefficients, in whichever way this PuLP makes one."""
    make = getattr(pulp.LpAffineExpression, "from_list", pulp.LpAffineExpression)
    return make(terms)
