"""Why a promise goes no further: the limits that hold it back at its furthest, and what loosening them does.

The whole-number decisions of the furthest plan are held and the promise, in place of cost, is made as great as
can be: the shadow prices are children. A whole-number decision that one delivery limit holds back is priced
exactly, by one more unit. The limits are those whose marginal values every plan reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.case import Floats
from models.terms import Terms
from optimiser.engine.marginals import SENTENCES, Marginal, marginal_values
from optimiser.engine.matrix import RowKey
from optimiser.engine.words import Words, pounds
from optimiser.studies.frontier_points import Traced
from optimiser.studies.measure_names import CAPITAL
from optimiser.studies.programmes import in_the_plans_own_words, minimising

_LEFT_OUT = frozenset({"everyone_has_a_home"})
"""Families that say what one child more costs: nobody asks for more children."""
_HUNDRED_THOUSAND = 100_000.0
_LEAST = 0.005
_MOST = 8


@dataclass(frozen=True, slots=True)
class _Limit:
    marginal: Marginal
    worth: float


def limits(traced: Traced, solution: Floats) -> Iterator[tuple[object, ...]]:
    """Rows of the table ``frontier_limits``: what holds back most first, at most eight."""
    values = traced.matrix.values(solution)
    own = in_the_plans_own_words(traced.plan, traced.matrix, values)
    programme = minimising(own, _margin(traced, values).times(-traced.measure.sign))
    found = marginal_values(traced.plan, programme, solution)
    asked = [_Limit(held, _worth(held)) for held in found if held.family not in _LEFT_OUT]
    asked.sort(key=lambda held: -held.worth)
    words = Words(traced.plan)
    for held in asked[:_MOST]:
        if held.worth > _LEAST:
            marginal = held.marginal
            yield marginal.family, _sentence(traced, words, held, values), abs(marginal.value), marginal.unit


def _margin(traced: Traced, values: Floats) -> Terms:
    """Children who count beyond the share that is reached, over all parts; or just those who count."""
    parts = []
    for part in traced.measure.parts:
        counted = part.counted
        if part.scope is not None:
            counted = counted.minus(part.scope.times(traced.measure.value(values)))
        parts.append(counted.times(part.weight))
    return Terms.total(parts)


def _worth(marginal: Marginal) -> float:
    """How much a limit holds back: for one unit, or for £100,000."""
    return abs(marginal.value) * (_HUNDRED_THOUSAND if marginal.unit == "£" else 1.0)


def _sentence(traced: Traced, words: Words, held: _Limit, values: Floats) -> str:
    marginal = held.marginal
    if marginal.unit == "£":
        number, scenario = (*marginal.index, None)[:2]
        subject = f"£100,000 more {words.budget(number, scenario)}"
    else:
        key, value = RowKey(marginal.family, marginal.index), marginal.value
        subject = SENTENCES[marginal.family](words, (key, -abs(value)), values).subject
    return f"{subject} would {_effect(traced, held.worth)}."


def _effect(traced: Traced, worth: float) -> str:
    measure = traced.measure
    if measure.name == CAPITAL:
        return f"take {pounds(worth)} less capital"
    number = f"{worth:.1f}" if worth >= 0.1 else f"{worth:.2g}"
    way = "more" if measure.sign > 0 else "fewer"
    return f"allow {number} {way} {measure.label}"
