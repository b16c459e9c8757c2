"""What could give way, one cell of the input tables at a time, and by how much.

A *cell* here is one figure that somebody asked for: the value of a promise, the limit of a budget, an option's
most in all, a share of children whom a provision suits, what a market has. Whatever is physical is no cell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.case import Budget, Case, LimitGroup, Option, OptionKey, Pool

FAMILIES = {
    "homes": "children",
    "promises": "children",
    "revenue_budget": "£",
    "capital_budget": "£",
    "suitable_share": "children",
    "delivery": "units",
    "market": "children",
}
"""Kinds of what can give way, and the unit in which the shortfalls of a kind are added up."""

BUDGET_FAMILIES = ("revenue_budget", "capital_budget")
_DIGITS = 4
_ROUNDING = {"£": 0.01, "children": 1e-6, "units": 1e-6, "share": 1e-9}


@dataclass(frozen=True)
class Cell:
    """One figure of the input tables that could give way.

    ``rows`` are the key columns of its row, as written; ``old`` its value and ``sign`` the way in which it gives
    way (1: it rises). ``whole``: only whole amounts mean anything. ``most``: the largest amount that the column
    takes. ``subject`` names it within the case (a promise's number, a budget's numbers, an option's key …).
    ``entries`` are rows of the matrix and the leeway that one unit of the cell gives each, in the row's unit.
    """

    family: str
    table: str
    rows: tuple[tuple[str, str], ...]
    column: str
    old: float
    sign: int
    unit: str
    whole: bool
    most: float
    subject: tuple[Any, ...]
    entries: tuple[tuple[int, float], ...]

    @property
    def name(self) -> tuple[Any, ...]:
        """What tells it from every other cell."""
        return (self.table, self.rows, self.column)

    def new(self, amount: float) -> float:
        """The figure that it takes when it gives way by an amount."""
        old = self.old
        if self.whole:
            old = math.floor(old + 1e-9) if self.sign > 0 else math.ceil(old - 1e-9)
        return round(old + self.sign * amount, 12)


@dataclass(frozen=True)
class Loosening:
    """One figure of the tables, and what it would have to be for there to be a plan.

    ``amount`` is how far it gives way, in its cell's ``unit`` (£, share, children or units), rounded up to four
    figures so that it is enough; ``exact`` the same before rounding. ``column`` of the row of ``table`` whose
    key columns hold ``rows`` changes from ``old`` to ``new``. ``proven``: one per cent less (or one whole unit) is
    known not to be enough.
    For children without a home the change is that the setting ``unmet_need`` gets a price; ``amount`` are
    then years of children's care. ``parts`` says what of it falls in which (period, scenario) there.
    """

    family: str
    table: str
    rows: tuple[tuple[str, str], ...]
    column: str
    old: float | str
    new: float
    unit: str
    amount: float
    exact: float
    proven: bool
    sentence: str
    parts: tuple[tuple[int, int, float], ...] = ()


def rounded_up(amount: float, unit: str, digits: int = _DIGITS) -> float:
    """An amount rounded up to so many figures; what is less than the solver's own rounding is left out.

    >>> rounded_up(1_237_893.2, "£"), rounded_up(0.0367812, "share"), rounded_up(120_000.001, "£")
    (1238000.0, 0.03679, 120000.0)
    """
    least = max(0.0, amount - max(_ROUNDING[unit], 1e-7 * amount))
    if least == 0:
        return 0.0
    decimals = digits - 1 - math.floor(math.log10(least))
    if unit == "£":
        decimals = min(decimals, 0)
    return round(math.ceil(least * 10.0**decimals * (1 - 1e-12)) / 10.0**decimals, max(decimals, 0))


def amount_of(cell: Cell, amount: float) -> float:
    """An amount by which a cell gives way as it is said and applied: whole, or rounded up; at most its most."""
    if cell.whole:
        return float(math.ceil(amount - 1e-6))
    return min(rounded_up(amount, cell.unit), cell.most)


def weight_of(cell: Cell) -> float:
    """Units of the cell's kind in one of the cell: of a share, the children of whom it is one, at their most."""
    return max(leeway for _, leeway in cell.entries) if cell.unit == "share" else 1.0


def loosened(case: Case, cell: Cell, amount: float) -> Case:
    """The case with one cell given way by an amount."""
    value, subject = cell.new(amount), cell.subject
    if cell.table == "targets":
        targets = list(case.targets)
        targets[subject[0]] = replace(targets[subject[0]], value=value)
        return replace(case, targets=tuple(targets))
    if cell.table == "budgets":
        budgets: Sequence[Budget] = [
            replace(budget, limit=value) if number in subject else budget
            for number, budget in enumerate(case.budgets)
        ]
        return replace(case, budgets=tuple(budgets))
    if cell.table == "suitability":
        pair = (subject[0], subject[1])
        suits = replace(case.suitability[pair], share_max=value)
        return replace(case, suitability={**case.suitability, pair: suits})
    if cell.table == "market":
        pool, begins, tier = Pool(*subject[:2]), subject[2], subject[3]
        market = tuple(
            replace(row, children_max=value)
            if (row.pool, row.from_period, row.tier) == (pool, begins, tier)
            else row
            for row in case.market
        )
        return replace(case, market=market)
    change: dict[str, Any] = {"max_per_year" if cell.column == "max_per_period" else cell.column: value}
    if cell.table == "limits":
        group: LimitGroup = replace(case.limit_groups[subject[0]], **change)
        return replace(case, limit_groups={**case.limit_groups, subject[0]: group})
    key = OptionKey(*subject)
    option: Option = replace(case.options[key], **change)
    return replace(case, options={**case.options, key: option})
