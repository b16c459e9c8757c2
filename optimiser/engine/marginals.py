"""Marginal values: what loosening each limit by one unit is worth, in the words of the input tables.

The whole-number decisions (homes opened, units closed) are held at the plan's values and the rest is solved
again as a linear programme, whose row duals are the shadow prices. A whole-number decision that only one
delivery limit holds back is priced exactly instead: one more unit is decided and the rest solved again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.case import Case, Floats, OptionKey, Pool
from models.decisions import has_places
from models.plan import Plan
from models.targets import target_scope
from optimiser.engine.matrix import Matrix, RowKey
from optimiser.engine.resolver import Resolver
from optimiser.engine.words import Words, pounds

HELD_FIXED = "with whole-number decisions held fixed"
"""What every table and page of marginal values must say of them."""

DELIVERY_FAMILIES = frozenset({"yearly_limit", "total_limit", "group_yearly_limit", "group_total_limit"})
"""Constraint families that say how fast and how far options can be delivered."""

NOT_REPORTED = frozenset(
    {
        "bought_children_live_there",
        "nobody_new_when_full",
        "full_only_when_full",
        "market_used_before_full",
        "moves_only_when_full",
        "planned_moves_limited",
        "only_settled_children_move",
        "moves_for_lost_places",
        "what_places_carry",
    }
)
"""Constraint families that keep the account of who lives where, or say what another one does."""

LINES = frozenset({"suitable_home"})
"""Constraint families in which several straight lines of a curve say one thing: they are loosened together."""

_LEAST = 1e-6  # £ or units: anything smaller is rounding
_LITTLE, _POUND = 1e-3, 1.0  # how far a limit is loosened: children, places or units; £
_Row = tuple[RowKey, float]
"""A row and its dual: the change of cost (£) for one more on its right side."""


@dataclass(frozen=True, slots=True)
class Marginal:
    """What one more unit of a limit is worth, or what one more child costs.

    ``value`` is in £ at present value for each ``unit``, over all scenarios by their probability; positive
    where loosening the limit saves money. For :func:`models.sufficiency.everyone_has_a_home` it is the
    cost of one more child. ``sentence`` speaks of the scenario itself and of the period's own prices.
    """

    family: str
    index: tuple[Any, ...]
    value: float
    unit: str
    period: int | None
    scenario: int | None
    sentence: str


def marginal_values(plan: Plan, matrix: Matrix, solution: Floats) -> tuple[Marginal, ...]:
    """Every limit that is worth something (more than £0.000001), the dearest first.

    ``solution`` has one value per column of the matrix. Empty where the plan cannot be solved again with
    its whole-number decisions fixed. Each value holds for a little more of its limit, not for less: where
    a plan is degenerate the solver's own duals can be many times too large, so those are solved again.
    """
    held = _held(plan, matrix, solution)
    again = Resolver(held)
    outcome = again.outcome
    if outcome.row_duals is None or outcome.solution is None:
        return ()
    reduced = held.cost - held.rows.T @ outcome.row_duals
    worths = dict(_row_worths(held, again)) | dict(_line_worths(held, again))
    worths |= _bound_worths(plan, held, again, reduced)
    worths = _unit_worths(plan, matrix, held, again, reduced) | worths
    words, values = Words(plan), matrix.values(outcome.solution)
    told = (_tell(words, row, values) for row in worths.items())
    return tuple(sorted(told, key=lambda marginal: -abs(marginal.value)))


def yearly_bounds(plan: Plan, matrix: Matrix) -> Floats:
    """Upper bounds of the columns where every delivery limit is said once, by a row or by a bound.

    The bounds left of ``decide`` are the yearly limits of periods that have no row of their own.
    """
    upper, columns = matrix.column_upper.copy(), matrix.columns_of
    rows = set(matrix.row_keys)
    for (key, t), position in plan.formulation.decisions.decide.items():
        column, option = columns[position], plan.formulation.case.options[key]
        if column >= 0:
            has_row = yearly_key(plan.formulation.case, key, t) in rows
            limit = math.inf if has_row else option.max_per_year
            upper[column] = math.floor(limit + 1e-9) if option.whole_units and limit < math.inf else limit
    return upper


def yearly_key(case: Case, key: OptionKey, t: int) -> RowKey:
    """The key of an option's limit in the year of a period, whether it is a row or a bound."""
    return RowKey("yearly_limit", (*key, math.floor(case.periods[t].start + 1e-9)))


def _held(plan: Plan, matrix: Matrix, solution: Floats) -> Matrix:
    """The linear programme left when whole-number columns are fixed; rows about them alone are let go."""
    lower = np.where(matrix.whole, np.round(solution), matrix.column_lower)
    upper = np.where(matrix.whole, lower, yearly_bounds(plan, matrix))
    free = abs(matrix.rows) @ (lower < upper).astype(float) == 0
    return replace(
        matrix.relaxed().with_bounds(lower, upper),
        row_lower=np.where(free, -np.inf, matrix.row_lower),
        row_upper=np.where(free, np.inf, matrix.row_upper),
    )


def _row_worths(held: Matrix, again: Resolver) -> Iterator[_Row]:
    """Rows with a shadow price. Rows that tie children to the price tiers they pay limit nothing."""
    assert again.outcome.row_duals is not None, "only a solved plan has duals"
    for row, dual in enumerate(again.outcome.row_duals.tolist()):
        key, equal = held.row_keys[row], held.row_lower[row] == held.row_upper[row]
        tie = (equal and key.family == "enough_places") or key.family in LINES
        if abs(dual) > _LEAST and not tie and key.family not in NOT_REPORTED:
            step = _POUND if key.family.endswith("budget") else _LITTLE
            slope = again.slope(row, step if dual < 0 or equal else -step)
            slope = dual if slope is None else slope
            if abs(slope) > (_LEAST if slope == dual else again.rounding):
                yield key, slope


def _line_worths(held: Matrix, again: Resolver) -> Iterator[_Row]:
    """What straight lines of one curve are worth together: at a whole number of places two of them meet."""
    assert again.outcome.row_duals is not None, "only a solved plan has duals"
    curves: dict[tuple[Any, ...], list[int]] = {}
    for row, key in enumerate(held.row_keys):
        if key.family in LINES:
            curves.setdefault((key.family, *key.index[:-1]), []).append(row)
    for rows in curves.values():
        if np.abs(again.outcome.row_duals[rows]).max() > _LEAST:
            loosened = {row: (held.row_lower[row], held.row_upper[row] + _LITTLE) for row in rows}
            saving = again.saving(loosened, {}) / _LITTLE
            if saving > again.rounding:
                yield held.row_keys[rows[0]], -saving


def _bound_worths(plan: Plan, held: Matrix, again: Resolver, reduced: Floats) -> dict[RowKey, float]:
    """Limits that are bounds of columns: price tiers of a market, and yearly limits of divisible options."""
    f, columns, worths = plan.formulation, held.columns_of, {}
    keys = {}
    for ((pool, t, s), number), position in f.decisions.buy.items():
        tier = f.figures.market[pool][number].tier
        keys[int(columns[position])] = RowKey("market_full", (*pool, t, s, tier))
    for (option, t), position in f.decisions.decide.items():
        keys[int(columns[position])] = yearly_key(f.case, option, t)
    for column, key in keys.items():
        low, high = held.column_lower[column], held.column_upper[column]
        if column >= 0 and low < high < math.inf and reduced[column] < -_LEAST:
            saving = again.saving({}, {column: (low, high + _LITTLE)}) / _LITTLE
            if saving > again.rounding:
                worths[key] = -saving
    return worths


def _unit_worths(
    plan: Plan, matrix: Matrix, held: Matrix, again: Resolver, reduced: Floats
) -> dict[RowKey, float]:
    """Saving from one more whole unit, by the one limit that holds it back: the best of its periods.

    Cost is convex in the units, so where the first of one more saves nothing the whole of it cannot.
    """
    bounds, columns = yearly_bounds(plan, matrix), matrix.columns_of
    units = np.where(matrix.whole, held.column_lower, 0.0)
    tight = matrix.rows @ units >= matrix.row_upper - _LEAST
    worths: dict[RowKey, float] = {}
    for (option, t), position in plan.formulation.decisions.decide.items():
        column = int(columns[position])
        if column < 0 or not matrix.whole[column] or reduced[column] >= -_LEAST:
            continue
        start, end = matrix.rows.indptr[column : column + 2]
        rows = {int(i): (matrix.row_lower[i], matrix.row_upper[i]) for i in matrix.rows.indices[start:end]}
        limits = [i for i in rows if tight[i] and matrix.row_keys[i].family in DELIVERY_FAMILIES]
        keys = [matrix.row_keys[i] for i in limits]
        if units[column] >= bounds[column]:
            keys.append(yearly_key(plan.formulation.case, option, t))
        if len(keys) == 1:
            rows |= {i: (matrix.row_lower[i], matrix.row_upper[i] + 1.0) for i in limits}
            saving = again.saving(rows, {column: (units[column] + 1.0, units[column] + 1.0)})
            if saving > again.rounding:
                worths[keys[0]] = min(-saving, worths.get(keys[0], 0.0))
    return worths


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of a row: the subject, its unit and when; ``ending`` follows the worth."""

    subject: str
    unit: str
    period: int | None
    scenario: int | None = None
    ending: str = ""


def _tell(words: Words, row: _Row, values: Floats) -> Marginal:
    said = SENTENCES[row[0].family](words, row, values)
    is_home = row[0].family == "everyone_has_a_home"
    value = row[1] if is_home else abs(row[1])
    verb = "cost" if is_home == (value > 0) else "save"
    amount = f"would {verb} {pounds(value)} over the plan"
    if said.unit == "£":
        amount = f"is worth {pounds(value)} at present value"
    elif said.unit in ("child", "place") and said.period is not None and said.scenario is not None:
        amount = f"would {verb} {pounds(words.yearly(value, said.period, said.scenario))} a year"
    sentence = f"{said.subject} {amount}{said.ending}."
    return Marginal(row[0].family, row[0].index, value, said.unit, said.period, said.scenario, sentence)


def _home(words: Words, row: _Row, _: Floats) -> _Said:
    need, home_area, t, s = row[0].index
    child = f"child of {words.origin(need, home_area)} needing a home"
    return _Said(f"One more {child} {words.when(t, s)}", "child", t, s)


def _share(words: Words, row: _Row, _: Floats) -> _Said:
    need, provision, t, s = row[0].index
    where = f"{words.need(need)} for whom {words.provision(provision)} is suitable"
    return _Said(f"One more child of {where} {words.when(t, s)}", "child", t, s)


def _place(words: Words, row: _Row, _: Floats) -> _Said:
    provision, area, t, s = row[0].index
    if not has_places(words.case, words.plan.formulation.figures, Pool(provision, area)):
        return _market(words, row, _)
    where = f"{words.provision(provision)} place in {words.area(area)}"
    return _Said(f"One more usable {where} {words.when(t, s)}", "place", t, s)


def _market(words: Words, row: _Row, _: Floats) -> _Said:
    provision, area, t, s, *tiers = row[0].index
    tier = f" at price tier {tiers[0]}" if tiers else ""
    where = f"{words.provision(provision)} place to buy{tier} in {words.area(area)}"
    return _Said(f"One more {where} {words.when(t, s)}", "place", t, s)


def _in_pool(opening: str, unit: str = "child") -> Callable[[Words, _Row, Floats], _Said]:
    """A sentence about a pool in a period: the opening, then '<provision> in <area> in <period>'."""

    def said(words: Words, row: _Row, _: Floats) -> _Said:
        provision, area, t, s = row[0].index
        where = f"{words.pool(provision, area)} {words.when(t, s)}"
        return _Said(f"{opening} {where}", unit, t, s)

    return said


def _carried(words: Words, row: _Row, _: Floats) -> _Said:
    provision, area, t, s = row[0].index[:4]
    where = f"{words.places(provision, area)} {words.when(t, s)}"
    return _Said(f"One more child whom the same places could carry in {where}", "child", t, s)


def _newcomer(words: Words, row: _Row, _: Floats) -> _Said:
    need, provision, area, t, s = row[0].index
    where = f"{words.places(provision, area)} {words.when(t, s)}"
    return _Said(f"One more newcomer of {words.need(need)} who found a place in {where}", "child", t, s)


def _closure(words: Words, row: _Row, _: Floats) -> _Said:
    provision, area, t = row[0].index
    where = f"{words.pool(provision, area)} by {words.case.periods[t].period}"
    return _Said(f"Being able to close one more unit of {where}", "unit", t)


def _limit(words: Words, row: _Row, _: Floats) -> _Said:
    """A delivery limit; a dual above nought belongs to the least number that has to be decided."""
    verb, what, when = words.limited(row[0])
    opening = f"Having to {verb} one unit fewer" if row[1] > 0 else f"Being able to {verb} one more unit"
    starts = [math.floor(period.start + 1e-9) for period in words.case.periods]
    first = starts.index(row[0].index[-1]) if "yearly" in row[0].family else None
    return _Said(f"{opening} of {what} {when}", "unit", first)


def _promise(words: Words, row: _Row, values: Floats) -> _Said:
    number, t, s = row[0].index
    target = words.case.targets[number]
    leeway = "one more child" if target.sense == "at_most" else "one child fewer"
    how = words.living(target)
    if target.sense == "at_least" and target.measure == "inside_boundary":
        leeway, how = "one more child", "outside the boundary"
    subject = f"Letting {leeway} live {how} {words.when(t, s)} (promise '{target.label or target.target}')"
    if target.unit == "number":
        return _Said(subject, "child", t, s)
    children = words.plan.formulation.living(target_scope(words.case, target).scope, t, s).value(values)
    point = pounds(words.yearly(abs(row[1]) * children / 100, t, s))
    return _Said(subject, "child", t, s, ending=f"; one percentage point of it is worth {point} a year")


def _chance(words: Words, row: _Row, _: Floats) -> _Said:
    number, provision, area, t, s, _line = row[0].index
    target = words.case.targets[number]
    where = f"{words.places(provision, area)} {words.when(t, s)} (promise '{target.label or target.target}')"
    load = float(words.plan.formulation.figures.curves[Pool(provision, area)].load[t, s])
    point = pounds(words.yearly(abs(row[1]) * load / 100, t, s))
    ending = f"; one percentage point of the chance is worth {point} a year"
    return _Said(f"Letting one more child find no suitable home in {where}", "child", t, s, ending=ending)


def _budget(words: Words, row: _Row, _: Floats) -> _Said:
    number, s = (*row[0].index, None)[:2]
    subject = f"One more pound of {words.budget(number, s)}"
    return _Said(subject, "£", words.case.budgets[number].period, s)


SENTENCES: Mapping[str, Callable[[Words, _Row, Floats], _Said]] = {
    "everyone_has_a_home": _home,
    "suitable_share": _share,
    "enough_places": _place,
    "a_place_for_every_child": _in_pool("One more place of any kind in", "place"),
    "carried_children": _carried,
    "turned_away_alike": _newcomer,
    "market_full": _market,
    "closures_within_what_exists": _closure,
    "yearly_limit": _limit,
    "total_limit": _limit,
    "group_yearly_limit": _limit,
    "group_total_limit": _limit,
    "promise": _promise,
    "suitable_home": _chance,
    "revenue_budget": _budget,
    "capital_budget": _budget,
}
"""The sentence maker of each constraint family that is reported, by the name of its constraint function."""
