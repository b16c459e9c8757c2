"""Every cell that could give way in a case, and the rows of the matrix that it gives leeway."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from models.case import Case, Floats, Pool
from models.decisions import PoolPeriod, has_places, needs_tiers
from models.plan import Plan
from models.promised_pools import is_of_a_chance
from models.suitable_home import finding_nothing_by_row
from models.targets import target_scope
from optimiser.engine.loosening import Cell
from optimiser.engine.marginals import yearly_key
from optimiser.engine.matrix import RowKey

HOMES = RowKey("homes_in_all", ())
"""The row that adds up the children without a home, in years of care."""

RowsAt = Mapping[RowKey, int]
"""Where the rows of a matrix are."""


def cells(plan: Plan, rows: RowsAt, every_period: frozenset[str], homes: bool) -> tuple[Cell, ...]:
    """Every cell that could give way.

    ``rows`` are those of a matrix in which each limit that is a bound of a column is a row too.
    ``every_period``: the kinds of budget that the tables give once for every period. ``homes``: whether
    children without a home are forbidden, and so could be allowed.
    """
    found = [
        *(_homes(rows) if homes else ()),
        *_promises(plan, rows),
        *_budgets(plan.formulation.case, rows, every_period),
        *_shares(plan.formulation.case, rows),
        *_options(plan.formulation.case, rows),
        *_groups(plan.formulation.case, rows),
        *_markets(plan, rows),
    ]
    return tuple(cell for cell in found if cell.entries and cell.most > 0)


def _homes(rows: RowsAt) -> Iterator[Cell]:
    where = (("setting", "unmet_need"),)
    entries = ((rows[HOMES], 1.0),) if HOMES in rows else ()
    yield Cell("homes", "settings", where, "value", 0.0, 1, "children", False, math.inf, (), entries)


def _promises(plan: Plan, rows: RowsAt) -> Iterator[Cell]:
    case = plan.formulation.case
    for number, target in enumerate(case.targets):
        if target.price_if_missed is not None:
            continue
        if is_of_a_chance(target):
            yield _chance(plan, rows, number)
            continue
        scope = target_scope(case, target)
        keys = [(t, s) for t in target.periods for s in range(len(case.scenarios))]
        held = [(rows[key], t, s) for t, s in keys if (key := RowKey("promise", (number, t, s))) in rows]
        share = target.unit == "share"
        children = [float(case.demand[scope.needs, :, t, s].sum()) if share else 1.0 for _, t, s in held]
        entries = tuple((row, max(most, 1e-3)) for (row, _, _), most in zip(held, children, strict=True))
        down = target.sense == "at_least"
        most = target.value if down else (1.0 - target.value if share else math.inf)
        yield Cell(
            "promises", "targets", (("target", target.target),), "value", target.value, -1 if down else 1,
            "share" if share else "children", False, most, (number,), entries,
        )  # fmt: skip


def _chance(plan: Plan, rows: RowsAt, number: int) -> Cell:
    """A promise about the chance of a suitable home: each of its rows gives way by the children who come."""
    target = plan.formulation.case.targets[number]
    held = finding_nothing_by_row(plan.formulation, number)
    entries = tuple(
        (rows[key], coming.constant)
        for index, (_, coming) in held.items()
        if (key := RowKey("suitable_home", index)) in rows
    )
    return Cell(
        "promises", "targets", (("target", target.target),), "value", target.value, 1,
        "share", False, 1.0 - target.value, (number,), entries,
    )  # fmt: skip


def _budgets(case: Case, rows: RowsAt, every_period: frozenset[str]) -> Iterator[Cell]:
    together: dict[tuple[str, int | None], list[int]] = {}
    for number, budget in enumerate(case.budgets):
        if budget.price_if_missed is None:
            together.setdefault((budget.budget, None if budget.budget in every_period else number), []).append(
                number
            )
    for (kind, _), numbers in together.items():
        period = case.budgets[numbers[0]].period
        label = "" if kind in every_period or period is None else case.periods[period].period
        family = "revenue_budget" if kind == "revenue" else "capital_budget"
        futures: list[tuple[int, ...]] = [(s,) for s in range(len(case.scenarios))] if kind == "revenue" else [()]
        keys = [RowKey(family, (number, *future)) for number in numbers for future in futures]
        yield Cell(
            family, "budgets", (("budget", kind), ("period", label)), "limit", case.budgets[numbers[0]].limit, 1,
            "£", False, math.inf, tuple(numbers), tuple((rows[key], 1.0) for key in keys if key in rows),
        )  # fmt: skip


def _shares(case: Case, rows: RowsAt) -> Iterator[Cell]:
    need_at = {need: g for g, need in enumerate(case.needs)}
    for (need, provision), suits in case.suitability.items():
        entries = []
        for t in range(len(case.periods)):
            for s in range(len(case.scenarios)):
                key = RowKey("suitable_share", (need, provision, t, s))
                if key in rows:
                    children = float(case.demand[need_at[need], :, t, s].sum())
                    entries.append((rows[key], max(children, 1e-3)))
        yield Cell(
            "suitable_share", "suitability", (("need", need), ("provision", provision)), "share_max",
            suits.share_max, 1, "share", False, 1.0 - suits.share_max, (need, provision), tuple(entries),
        )  # fmt: skip


def _options(case: Case, rows: RowsAt) -> Iterator[Cell]:
    for key, option in case.options.items():
        where = (("option", key.option), ("area", key.area))
        limits = (option.max_per_year, option.max_total, option.min_total)
        yield from _delivery(rows, "options", where, tuple(key), ("yearly_limit", "total_limit"), limits,
                             option.whole_units)  # fmt: skip


def _groups(case: Case, rows: RowsAt) -> Iterator[Cell]:
    for label, group in case.limit_groups.items():
        members = [option for option in case.options.values() if label in option.limit_groups]
        limits = (group.max_per_year, group.max_total, group.min_total)
        yield from _delivery(rows, "limits", (("limit_group", label),), (label,),
                             ("group_yearly_limit", "group_total_limit"), limits,
                             all(option.whole_units for option in members))  # fmt: skip


def _delivery(
    rows: RowsAt,
    table: str,
    where: tuple[tuple[str, str], ...],
    subject: tuple[Any, ...],
    families: tuple[str, str],
    limits: tuple[float, float, float],
    whole: bool,
) -> Iterator[Cell]:
    """The cells of an option's, or a limit group's, yearly limit, most in all and least in all."""
    yearly, total = families
    years = [row for key, row in rows.items() if key.family == yearly and key.index[:-1] == subject]
    in_all = [rows[key]] if (key := RowKey(total, subject)) in rows else []
    places = (("max_per_period", years, 1), ("max_total", in_all, 1), ("min_total", in_all, -1))
    for (column, held, sign), limit in zip(places, limits, strict=True):
        given = limit < math.inf if sign > 0 else limit > 0
        entries = tuple((row, 1.0) for row in held) if given else ()
        most = math.inf if sign > 0 else limit
        yield Cell("delivery", table, where, column, limit, sign, "units", whole, most, subject, entries)


def _markets(plan: Plan, rows: RowsAt) -> Iterator[Cell]:
    case, figures = plan.formulation.case, plan.formulation.figures
    for row in case.market:
        same = [other for other in case.market if (other.pool, other.tier) == (row.pool, row.tier)]
        later = [other.from_period for other in same if other.from_period > row.from_period]
        number = [tier.tier for tier in figures.market[row.pool]].index(row.tier)
        held = range(row.from_period, min(later, default=len(case.periods)))
        keys = [_market_key(plan, row.pool, t, s, number) for t in held for s in range(len(case.scenarios))]
        where = (
            ("provision", row.pool.provision), ("area", row.pool.area),
            ("period", case.periods[row.from_period].period), ("tier", str(row.tier)),
        )  # fmt: skip
        entries = () if row.children_max == math.inf else tuple((rows[key], 1.0) for key in keys if key in rows)
        subject = (*row.pool, row.from_period, row.tier)
        yield Cell(
            "market", "market", where, "children_max", row.children_max, 1, "children", False, math.inf, subject,
            entries,
        )  # fmt: skip


def _market_key(plan: Plan, pool: Pool, t: int, s: int, number: int) -> RowKey:
    """The row that holds a price tier of a pool to its most."""
    f = plan.formulation
    if not needs_tiers(f.case, f.figures, pool) and not has_places(f.case, f.figures, pool):
        return RowKey("enough_places", (*pool, t, s))
    dearest = number == len(f.figures.market[pool]) - 1
    if dearest and PoolPeriod(pool, t, s) in f.decisions.full:
        return RowKey("market_full", (*pool, t, s))
    return bought_at_most(pool, t, s, number)


def bought_at_most(pool: Pool, t: int, s: int, number: int) -> RowKey:
    """The key of the row that stands for the bound of a price tier's column."""
    return RowKey("bought_at_most", (*pool, t, s, number))


def column_limits(plan: Plan, columns: Any, upper: Floats) -> Iterator[tuple[RowKey, int]]:
    """The limits that are bounds of columns: yearly limits of options, and what each price tier has."""
    f = plan.formulation
    for (option, t), position in f.decisions.decide.items():
        column = int(columns[position])
        if column >= 0 and upper[column] < math.inf:
            yield yearly_key(f.case, option, t), column
    for (place, number), position in f.decisions.buy.items():
        column = int(columns[position])
        if column >= 0 and upper[column] < math.inf:
            yield bought_at_most(*place, number), column
