"""Rows of the tables of the alternatives of a case."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from models.case import Case, Floats
from models.money import discounted_cost
from models.plan import Plan
from models.terms import Terms
from optimiser.engine.words import inside_sentence
from optimiser.studies.alternatives_quantities import (
    Quantity,
    amounts,
    distance,
    places_decided,
    units_decided,
)
from optimiser.studies.alternatives_ranges import SOME, Range, no_regret
from optimiser.studies.alternatives_search import Found, is_new_home
from optimiser.studies.frontier_rows import decided
from optimiser.studies.measure_names import CAPITAL
from optimiser.studies.measures import FOSTERING, living_in, measure_named, over_the_plan


def plan_rows(
    plan: Plan, found: Sequence[Found], values: Sequence[Floats], apart: float
) -> Iterator[tuple[object, ...]]:
    """A row of the table ``alternatives`` for each plan, the first being that of least cost."""
    case = plan.formulation.case
    cost, places = discounted_cost(plan.formulation, plan.cost_lines), places_decided(plan)
    homes = units_decided(plan, lambda option: is_new_home(plan, option))
    beds = _total(places_decided(plan, lambda option: is_new_home(plan, option)))
    carers = _total(places_decided(plan, lambda option: case.provisions[option.provision].family in FOSTERING))
    capital, local = over_the_plan(plan, CAPITAL).total(), measure_named(plan, "inside_boundary")
    fostered = living_in(plan, FOSTERING, "fostered children").total()
    least = cost.value(values[0])
    known: list[dict[str, float]] = []
    for one, held in zip(found, values, strict=True):
        now = amounts(places, held)
        nearest = min((distance(now, other) for other in known), default=math.nan)
        more = cost.value(held) - least
        figures = [terms.value(held) for terms in (homes, beds, carers, capital)]
        another = math.isnan(nearest) or nearest >= apart - 1e-6
        known.append(now)
        yield (
            *(one.name, one.label, least + more, more, more / abs(least) if least else math.nan),
            *(*figures, local.value(held), fostered.value(held)),
            *(distance(now, known[0]), nearest, "yes" if another else "no", str(one.status)),
        )


def _total(places: dict[str, Terms]) -> Terms:
    return Terms.total(places.values())


def decision_rows(plan: Plan, found: Sequence[Found], values: Sequence[Floats]) -> Iterator[tuple[object, ...]]:
    """A row of the table ``alternative_decisions`` for each option that each plan decides."""
    for one, held in zip(found, values, strict=True):
        for row in decided(plan, held):
            yield one.name, *row


def range_rows(case: Case, ranges: Sequence[Range], planned: Floats) -> Iterator[tuple[object, ...]]:
    """A row of the table ``ranges`` for each quantity."""
    for one in ranges:
        quantity = one.quantity
        yield (
            *(quantity.kind, quantity.key, quantity.label, quantity.unit),
            quantity.total.value(planned),
            *(one.least.found, _known(max(one.least.bound, 0.0), one), 0.0 - one.most.found),
            _known(0.0 - one.most.bound, one),
            "yes" if one.worked_out and one.least.settled and one.most.settled else "no",
            _label(case, _first(quantity, planned)),
            *(_label(case, t) for t in (one.earliest, one.some_by, one.least_by)),
        )


def _known(bound: float, one: Range) -> float:
    return bound if one.worked_out else math.nan


def _label(case: Case, t: int | None) -> str:
    return "" if t is None else case.periods[t].period


def _first(quantity: Quantity, values: Floats) -> int | None:
    return next((t for t, terms in enumerate(quantity.decided) if terms.value(values) > SOME), None)


def no_regret_rows(case: Case, ranges: Sequence[Range], within: float) -> Iterator[tuple[object, ...]]:
    """A row of the table ``no_regret`` for each quantity that every plan contains some of."""
    for one in no_regret(ranges):
        least = one.certain if one.certain > SOME else one.least.found
        proven = one.certain > SOME
        yield one.quantity.kind, one.quantity.key, _sentence(case, one, least, proven, within), least, _yes(proven)


def _yes(yes: bool) -> str:
    return "yes" if yes else "no"


def _sentence(case: Case, one: Range, least: float, proven: bool, within: float) -> str:
    quantity = one.quantity
    number = f"{least:.0f}" if quantity.whole else f"{math.floor(10 * least) / 10:.1f}".removesuffix(".0")
    what = (
        f"places in {inside_sentence(quantity.label)}" if quantity.unit == "places" else f"of '{quantity.label}'"
    )
    share = f"{100 * within:g} %"
    if not proven:
        return f"Every plan found within {share} has at least {number} {what}; that all have is not proven."
    return f"Every plan within {share} has at least {number} {what}{_by(case, one)}."


def _by(case: Case, one: Range) -> str:
    """By when: the whole of the least, and some of it where that is earlier."""
    last = len(case.periods) - 1
    if one.least_by is not None and one.least_by < last:
        return f", decided by {case.periods[one.least_by].period}"
    if one.some_by is not None and one.some_by < last:
        return f", some of it decided by {case.periods[one.some_by].period}"
    return ""
