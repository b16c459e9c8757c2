"""What is asked, and what would have to give way, in the words of the input tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from models.case import Floats, Target
from models.promised_pools import is_of_a_chance
from optimiser.engine.elastic import Elastic, care_years
from optimiser.engine.loosening import BUDGET_FAMILIES, Cell, rounded_up
from optimiser.engine.matrix import RowKey
from optimiser.engine.words import Words

KINDS = {
    "homes": "children without a home",
    "promises": "looser promises",
    "revenue_budget": "a larger revenue budget",
    "capital_budget": "a larger capital budget",
    "suitable_share": "more children for whom a provision is suitable",
    "delivery": "looser delivery limits",
    "market": "more places to buy",
}
"""Kinds of what can give way, in words."""

Part = tuple[int, int, float]
"""A period, a scenario and the children without a home in them."""


def asked(words: Words, cell: Cell) -> str:
    """What a cell asks, as part of a list."""
    if cell.family == "homes":
        return "that every child has a home"
    if cell.family == "promises":
        sense = "at least" if cell.sign < 0 else "at most"
        return f"the promise '{_label(words, cell)}' ({sense} {figure(cell, cell.old)})"
    if cell.family in BUDGET_FAMILIES:
        return f"the {_budget(words, cell)} of {figure(cell, cell.old)}"
    if cell.family == "suitable_share":
        need, provision = cell.subject
        return f"that {words.provision(provision)} suits at most {figure(cell, cell.old)} of {words.need(need)}"
    if cell.family == "delivery":
        what, when = _limited(words, cell)
        sense = "at least" if cell.sign < 0 else "at most"
        return (
            f"that {sense} {_many(cell.old, 'unit')} of {what} {'is' if cell.old == 1 else 'are'} decided {when}"
        )
    return f"that at most {_number(cell.old)} {_to_buy(words, cell, cell.old)}"


def gives_way(words: Words, loose: Elastic, cell: Cell, amount: float, solution: Floats | None) -> str:
    """How a cell gives way by an amount, as part of a sentence; ``solution`` a plan with it."""
    instead = f"({figure(cell, cell.new(amount))} instead of {figure(cell, cell.old)})"
    if cell.family == "homes":
        return without_a_home(words, parts(loose, solution))
    if cell.family == "promises":
        return f"the promise '{_label(words, cell)}' {_promise(words, loose, cell, amount, solution)}"
    if cell.family in BUDGET_FAMILIES:
        return f"{figure(cell, amount)} more {_budget(words, cell)} {instead}"
    if cell.family == "suitable_share":
        need, provision = cell.subject
        now, was = figure(cell, cell.new(amount)), figure(cell, cell.old)
        return f"{words.provision(provision)} suitable for {now} of {words.need(need)} instead of {was}"
    if cell.family == "delivery":
        what, when = _limited(words, cell)
        if cell.sign < 0:
            return f"{_many(amount, 'unit', 'fewer ')} of {what} {when} than the least asked for {instead}"
        return f"{_many(amount, 'unit', 'more ')} of {what} {when} than can be delivered {instead}"
    return f"{_number(amount)} more {_to_buy(words, cell, amount)} than the market has {instead}"


def figure(cell: Cell, value: float) -> str:
    """A figure of a cell with its unit."""
    if cell.unit == "£":
        return f"£{value:,.0f}" if abs(value) >= 1 or value == 0 else f"£{value:.2g}"
    if cell.unit == "share":
        return f"{_number(100 * value)} %"
    return _number(value)


def parts(loose: Elastic, solution: Floats | None) -> tuple[Part, ...]:
    """Children without a home in each period and scenario of a solution, where there are any."""
    assert solution is not None, "children without a home are those of a plan"
    values, case = loose.matrix.values(solution), loose.case
    found: dict[tuple[int, int], float] = {}
    for (_, _, t, s), position in loose.plan.formulation.decisions.unmet.items():
        found[t, s] = found.get((t, s), 0.0) + float(values[position])
    return tuple((t, s, n) for (t, s), n in sorted(found.items()) if n * care_years(case, t, s) > 1e-6)


def without_a_home(words: Words, found: Sequence[Part]) -> str:
    """Children without a home by period."""
    said = [(rounded_up(n, "children", 3), words.when(t, s)) for t, s, n in found]
    if len(said) <= 1:
        return (
            "".join(f"{_many(n, 'child')} without a home {when}" for n, when in said) or "no child without a home"
        )
    listed = [f"{_number(n)} {when}" for n, when in said]
    years = sum(n * care_years(words.case, t, s) for t, s, n in found)
    in_all = f"{_number(rounded_up(years, 'children', 3))} years of care in all"
    return f"children without a home: {', '.join(listed[:-1])} and {listed[-1]} ({in_all})"


def _promise(words: Words, loose: Elastic, cell: Cell, amount: float, solution: Floats | None) -> str:
    now, was = figure(cell, cell.new(amount)), figure(cell, cell.old)
    target = words.case.targets[cell.subject[0]]
    if cell.unit != "share":
        return f"at {now} instead of {was} children"
    assert solution is not None, "what a promise reaches is what a plan does"
    values = loose.matrix.values(solution)
    worst, when = 0.0, ""
    for (row, _), (counted, scope) in zip(cell.entries, loose.sides(cell), strict=True):
        missing = cell.sign * (counted.value(values) - cell.old * scope.value(values))
        if missing > worst:
            index = loose.matrix.row_keys[row].index
            worst, when = missing, _where(words, index)
    can = ("more ", "there can be") if cell.sign < 0 else ("fewer ", "there must be")
    living = f"{_many(rounded_up(worst, 'children', 3), 'child', can[0])} {_found(words, target)}"
    return f"at {now} instead of {was} ({was} asked, {now} possible: {living} {when} than {can[1]})"


def _where(words: Words, index: tuple[Any, ...]) -> str:
    """When a row of a promise is about, and in which pool if it is about one."""
    if len(index) == 3:
        return words.when(*index[1:])
    _, provision, area, t, s, _ = index
    return f"in {words.places(provision, area)} {words.when(t, s)}"


def _found(words: Words, target: Target) -> str:
    return "without a suitable home" if is_of_a_chance(target) else words.living(target)


def _label(words: Words, cell: Cell) -> str:
    target = words.case.targets[cell.subject[0]]
    return str(target.label or target.target)


def _budget(words: Words, cell: Cell) -> str:
    every = dict(cell.rows)["period"] == "" and words.case.budgets[cell.subject[0]].period is not None
    if every and len(cell.subject) > 1:
        return f"{'revenue' if cell.family == 'revenue_budget' else 'capital'} budget in every period"
    return words.budget(cell.subject[0])


def _limited(words: Words, cell: Cell) -> tuple[str, str]:
    group = "group_" if cell.table == "limits" else ""
    _, what, _ = words.limited(RowKey(f"{group}total_limit", cell.subject))
    return what, "in a year" if cell.column == "max_per_period" else "in all"


def _to_buy(words: Words, cell: Cell, amount: float) -> str:
    provision, area, begins, tier = cell.subject
    several = [row for row in words.case.market if row.pool == (provision, area)]
    from_then = f" from {words.case.periods[begins].period}" if begins > 0 else ""
    at_tier = f" at price tier {tier}" if len({row.tier for row in several}) > 1 else ""
    places = "place" if _number(amount) == "1" else "places"
    return f"{words.provision(provision)} {places} to buy{at_tier} in {words.area(area)}{from_then}"


def _number(amount: float) -> str:
    """A figure with as many decimals as it has, four figures being the most that are said of an amount.

    >>> _number(3.6000001), _number(1200.0), _number(0.0123), _number(41.321)
    ('3.6', '1,200', '0.0123', '41.321')
    """
    decimals = max(0, 5 - math.floor(math.log10(abs(amount)))) if abs(amount) > 1e-9 else 0
    text = f"{round(amount, min(decimals, 5)):,.5f}"
    return text.rstrip("0").rstrip(".")


def _many(amount: float, noun: str, more: str = "") -> str:
    """A number of children or units, the noun in the right number."""
    plural = {"child": "children", "unit": "units"}[noun]
    return f"{_number(amount)} {more}{noun if _number(amount) == '1' else plural}"
