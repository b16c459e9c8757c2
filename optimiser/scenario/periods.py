"""Changes that hold from a period on: which rows they are about, and which cannot be changed so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optimiser.scenario.matching import NoRowError, WorkRow
from optimiser.scenario.what_if import Alteration
from optimiser.tables.problems import did_you_mean, listed, quoted
from optimiser.tables.specification import TABLE_BY_NAME

_INSTEAD = {
    "provisions": "change market.weekly_cost, which can hold from a period on, or price_growth throughout",
    "options": "end the option with last_period and add another with first_period, as [[new_row]]",
    "targets": "shorten its periods with set and add a [[new_row]] for the later ones",
    "grants": "shorten its periods with set and add a [[new_row]] for the later ones",
}
_OTHERWISE = "leave from_period out: the change holds in every period"


def rows_from(
    change: Alteration, rows: Sequence[WorkRow], every: Sequence[WorkRow], periods: Sequence[str]
) -> tuple[list[WorkRow], list[WorkRow]]:
    """Return the rows that hold from the change's period on and, of those, which are to be added to the table.

    ``rows`` are those that meet its conditions, ``every`` those of the whole table. A market row that began
    earlier and holds on is continued by a row of its own from that period. Raises :class:`NoRowError` where
    the table has no periods or there is nothing from that period on.
    """
    start = change.from_period
    if start is None:
        return list(rows), []
    if start not in periods:
        known = did_you_mean(start, periods, f"the periods are {listed(periods, most=12)}")
        raise NoRowError(f"there is no period {quoted(start)}", known, "period", start)
    if "period" not in TABLE_BY_NAME[change.table].key:
        message = f"no row of {change.table} belongs to a period, so it cannot change from {start} on"
        raise NoRowError(message, _INSTEAD.get(change.table, _OTHERWISE))
    later = [row for row in rows if _begins(row, change.table, periods) >= periods.index(start)]
    split = _continued(change, rows, every, periods) if change.table in ("market", "supply") else []
    if not later and not split:
        held = list(dict.fromkeys(quoted(row.cells["period"]) for row in rows))
        message = f"none of the rows holds from {start} on"
        raise NoRowError(message, f"their periods are {listed(held, most=12)}", "period", start)
    return [*later, *split], split


def _begins(row: WorkRow, table: str, periods: Sequence[str]) -> int:
    label = row.cells["period"]
    if label == "" and table == "budgets":
        message = "the budget holds in every period at once, so it cannot change from one on"
        expected = "take it away with [[remove]] and add a [[new_row]] for each period"
        raise NoRowError(message, expected, "period", "")
    return periods.index(label) if label in periods else 0


def _continued(
    change: Alteration, rows: Sequence[WorkRow], every: Sequence[WorkRow], periods: Sequence[str]
) -> list[WorkRow]:
    """Return what continues the rows in force when the change begins, each from that period on."""
    start = periods.index(str(change.from_period))
    found: list[WorkRow] = []
    for row in rows:
        begins = _begins(row, change.table, periods)
        after = [_begins(other, change.table, periods) for other in every if _same_place(row, other)]
        if begins < start and not any(begins < one <= start for one in after):
            if change.table == "supply":
                message = f"the places of row {row.number} began before {change.from_period} and fall by attrition"
                expected = "add a [[new_row]] from that period with the places there are then"
                raise NoRowError(message, expected, "period", change.from_period)
            number = max(one.number for one in every) + len(found) + 1
            found.append(replace(row, number=number, cells=row.cells | {"period": str(change.from_period)}))
    return found


def _same_place(row: WorkRow, other: WorkRow) -> bool:
    names = ("provision", "area", "tier")
    return all(row.cells.get(name) == other.cells.get(name) for name in names)
