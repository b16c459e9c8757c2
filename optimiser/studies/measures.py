"""Measures of a plan that a study can trade against cost: how many children live how, or what is spent.

A measure is made of the plan's own terms, those that promises, budgets and reports are made of, so that a
figure has one definition. The names are in :data:`~optimiser.studies.measure_names.NAMED`; any promise of the
table ``targets`` can be named too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.capacity import bought
from models.case import Case, Floats, Pool, Target
from models.decisions import needs_tiers
from models.money import CAPITAL_LINE
from models.plan import Plan
from models.plan_model import Formulation
from models.promised_pools import is_of_a_chance
from models.suitable_home import finding_nothing, pools_in_times
from models.targets import Scope, children_in_scope, counted_children, target_scope
from models.terms import Terms
from optimiser.engine.words import Words
from optimiser.errors import OptimiserError
from optimiser.studies.measure_names import CAPITAL, NAMED, SPOT

FOSTERING = frozenset({"fostering", "kinship"})
"""Families of provision that count as fostering: with foster carers, kin among them."""

OWN_PERIODS = "own"
"""Instead of the label of a period: all the periods of a promise of the tables."""

_AT_MOST = frozenset({"beyond_20_miles", SPOT, CAPITAL})
_SMALL = 1e-9
CHANCE = "chance that no suitable home is free"
"""What a promise about it measures, in words."""


@dataclass(frozen=True, slots=True)
class Part:
    """A measure in one period and scenario: what counts and, for a share, out of what; ``weight`` sums to 1."""

    period: int
    scenario: int
    weight: float
    counted: Terms
    scope: Terms | None


@dataclass(frozen=True)
class Measure:
    """Something that a plan is to have much of (``sense`` at_least) or little of (at_most).

    ``unit``: share, number (of children) or £. The value is that of the worst of its parts, one for each
    period and scenario. ``about`` is the scope of a promise of its kind, ``number`` the promise it is named
    after, if any.
    """

    name: str
    label: str
    unit: str
    sense: str
    periods: tuple[int, ...]
    parts: tuple[Part, ...]
    about: Scope | None = None
    number: int | None = None

    @property
    def sign(self) -> float:
        """1 where more is better, −1 where less is."""
        return 1.0 if self.sense == "at_least" else -1.0

    def value(self, values: Floats) -> float:
        """The measure of a plan (one value for each of its variables): that of its worst part."""
        found = [_ratio(part, values, self.sign) for part in self.parts]
        return min(found) if self.sign > 0 else max(found)

    def amount(self, values: Floats) -> float:
        """Children counted on average over its periods and scenarios, or £."""
        return sum(part.weight * part.counted.value(values) for part in self.parts)

    def total(self) -> Terms:
        """The amount as terms."""
        return Terms.total(part.counted.times(part.weight) for part in self.parts)


def _ratio(part: Part, values: Floats, sign: float) -> float:
    """What counts, as a share where it is one; nobody in scope keeps every promise."""
    counted = part.counted.value(values)
    if part.scope is None:
        return counted
    everyone = part.scope.value(values)
    return counted / everyone if everyone > _SMALL else max(sign, 0.0)


def measure_named(plan: Plan, name: str, period: str | None = None, number: bool = False) -> Measure:
    """The measure of that name: one of :data:`~.measure_names.NAMED`, or a promise of the case.

    ``period`` is the label of the only period it is taken in, or :data:`OWN_PERIODS`: all of a promise's own
    periods. Where not given a promise is taken in the last of its own periods and everything else in the last.
    ``number``: count children instead of taking their share.
    Raises :class:`~optimiser.errors.OptimiserError` where there is no such measure or period.
    """
    case = plan.formulation.case
    own = period == OWN_PERIODS
    when = None if period is None or own else (_period(case, period),)
    for position, target in enumerate(case.targets):
        if target.target == name and is_of_a_chance(target):
            return _of_chance(plan, position, when or (target.periods if own else target.periods[-1:]))
        if target.target == name:
            unit = "number" if number else target.unit
            periods = when or (target.periods if own else target.periods[-1:])
            return _of_target(plan, target, periods, unit, position)
    if own:
        raise OptimiserError(f"Only a promise of the table targets has periods of its own, not {name!r}.")
    last = when or (len(case.periods) - 1,)
    if name == CAPITAL:
        if period is not None:
            raise OptimiserError("Capital counts over the whole plan, not in one period: leave the period out.")
        return _capital(plan)
    if name == SPOT:
        return _made(SPOT, NAMED[SPOT], "number", last, list(_spot(plan.formulation, last)))
    if name in NAMED:
        return _of_target(plan, _target(case, name), last, "number" if number else "share")
    known = [*dict.fromkeys([*(target.target for target in case.targets), *NAMED])]
    raise OptimiserError(f"There is no measure or promise {name!r}; there are {', '.join(known)}.")


def over_the_plan(plan: Plan, name: str) -> Measure:
    """A measure of :data:`~.measure_names.NAMED` as a number of children, in every period.

    Its amount is their average.
    """
    if name == CAPITAL:
        return _capital(plan)
    every = tuple(range(len(plan.formulation.case.periods)))
    return _of_target(plan, _target(plan.formulation.case, name), every, "number")


def living_in(plan: Plan, families: frozenset[str], label: str) -> Measure:
    """Children living in provisions of some families, in every period."""
    case = plan.formulation.case
    chosen = frozenset(name for name, provision in case.provisions.items() if provision.family in families)
    every = tuple(range(len(case.periods)))
    target = _plain(case, "selected", "selected", chosen)
    return _of_target(plan, target, every, "number", label=label)


def _period(case: Case, label: str) -> int:
    labels = [period.period for period in case.periods]
    if label not in labels:
        raise OptimiserError(f"There is no period {label!r}; there are {', '.join(labels)}.")
    return labels.index(label)


def _target(case: Case, name: str) -> Target:
    """A promise of a kind that every case could make, about everybody whom it can be about."""
    if name == "in_house_fostering":
        fostering = frozenset(key for key, held in case.provisions.items() if held.family in FOSTERING)
        return _plain(case, name, "in_house", fostering)
    return _plain(case, name, name, frozenset(case.provisions))


def _plain(case: Case, name: str, measure: str, provisions: frozenset[str]) -> Target:
    sense = "at_most" if name in _AT_MOST else "at_least"
    everyone, everywhere = frozenset(case.needs), frozenset(case.areas)
    return Target(
        name, NAMED.get(name, ""), measure, "share", everyone, provisions, everywhere, (), sense, 0, None
    )


def _of_target(
    plan: Plan, target: Target, periods: Sequence[int], unit: str, number: int | None = None, label: str = ""
) -> Measure:
    f, scope = plan.formulation, target_scope(plan.formulation.case, target)
    words = label or NAMED.get(target.target) or f"children living {Words(plan).living(target)}"
    found = [
        (t, s, counted_children(f, scope, t, s), children_in_scope(f, scope, t, s) if unit == "share" else None)
        for t in periods
        for s in range(len(f.case.scenarios))
    ]
    parts = [Part(t, s, _weight(f.case, periods, t, s), counted, out_of) for t, s, counted, out_of in found]
    return _made(target.target, words, unit, periods, parts, target.sense, scope, number)


def _of_chance(plan: Plan, number: int, periods: Sequence[int]) -> Measure:
    """The chance that no suitable home is free, in the worst pool: one part for each line of the curve.

    Only its value means anything: the lines are no children to be added up.
    """
    f, target = plan.formulation, plan.formulation.case.targets[number]
    parts = [
        Part(pool.period, pool.scenario, 0.0, finding_none, Terms(constant=pool.load))
        for pool in pools_in_times(f, target)
        if pool.period in periods
        for finding_none in (Terms(), *(terms for _, terms in finding_nothing(f, pool, 0.0)))
    ]
    parts = parts or [Part(periods[0], 0, 0.0, Terms(), Terms())]
    return _made(target.target, CHANCE, "share", periods, parts, number=number)


def _made(
    name: str,
    label: str,
    unit: str,
    periods: Sequence[int],
    parts: Sequence[Part],
    sense: str = "at_most",
    about: Scope | None = None,
    number: int | None = None,
) -> Measure:
    return Measure(name, label, unit, sense, tuple(periods), tuple(parts), about, number)


def _weight(case: Case, periods: Sequence[int], t: int, s: int) -> float:
    years = math.fsum(case.periods[when].years for when in periods)
    return case.periods[t].years / years * case.scenarios[s].probability


def _spot(f: Formulation, periods: Sequence[int]) -> Iterator[Part]:
    """Children whose home is bought at a market price, whether or not the pool has places of its own."""
    for t in periods:
        for s in range(len(f.case.scenarios)):
            terms = Terms.total(_bought(f, pool, t, s) for pool in f.figures.market)
            yield Part(t, s, _weight(f.case, periods, t, s), terms, None)


def _bought(f: Formulation, pool: Pool, t: int, s: int) -> Terms:
    if needs_tiers(f.case, f.figures, pool):
        return bought(f, pool, t, s)
    return f.living(f.case.flows_of_pool[pool], t, s)


def _capital(plan: Plan) -> Measure:
    """Capital net of grant in cash prices: the very lines that its budget is made of."""
    spent = Terms.total(line.terms for line in plan.cost_lines if line.line == CAPITAL_LINE)
    every = tuple(range(len(plan.formulation.case.periods)))
    return _made(CAPITAL, NAMED[CAPITAL], "£", every, [Part(0, 0, 1.0, spent, None)])


def same_promises(measure: Measure, case: Case) -> Iterator[tuple[int, int]]:
    """Promises (position, period) to which a measure gives way while it is traded against cost.

    The promise that it is named after; and promises about the very same children in the same periods whose
    shortfall has a price, since that price would be part of the cost of not promising more.
    """
    for number, target in enumerate(case.targets):
        own = number == measure.number
        if is_of_a_chance(target):
            continue
        if own or (target.price_if_missed is not None and _same(measure.about, target_scope(case, target))):
            yield from ((number, t) for t in target.periods if t in measure.periods)


def _same(one: Scope | None, other: Scope) -> bool:
    return (
        one is not None and np.array_equal(one.counted, other.counted) and np.array_equal(one.scope, other.scope)
    )
