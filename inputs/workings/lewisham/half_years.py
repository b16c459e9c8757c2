"""The same case in half-years, to try plans by shorter periods.

Demand is the year's in both halves; money limits of a period are split in half; limits a year stay as they
are, as shorter periods share them; what starts in a year starts in its first half.
"""

from __future__ import annotations

from collections.abc import Callable

from inputs.workings.lewisham.rows import Row

HALVES = ("H1", "H2")
FIRST_DAYS = {"H1": "04-01", "H2": "10-01"}
YEARLY_MONEY = ("revenue", "capital")


def in_half_years(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Every table with each year's periods replaced by its two halves."""
    return {name: [half for row in rows for half in _changed(name, row)] for name, rows in tables.items()}


def _changed(table: str, row: Row) -> list[Row]:
    changes: dict[str, Callable[[Row], list[Row]]] = {
        "periods": _period,
        "demand": _both_halves,
        "budgets": _budget,
        "targets": _listed,
        "grants": _listed,
        "supply": lambda row: [_from_first_half(row, "period")],
        "market": lambda row: [_from_first_half(row, "period")],
        "options": lambda row: [_from_first_half(row, "first_period")],
    }
    return changes[table](row) if table in changes else [row]


def _period(row: Row) -> list[Row]:
    year = str(row["start"])[:4]
    return [
        row | {"period": f"{row['period']} {half}", "years": 0.5, "start": f"{year}-{FIRST_DAYS[half]}"}
        for half in HALVES
    ]


def _both_halves(row: Row) -> list[Row]:
    return [row | {"period": f"{row['period']} {half}"} for half in HALVES]


def _budget(row: Row) -> list[Row]:
    if row["budget"] not in YEARLY_MONEY:
        return [row]
    halved = row | {"limit": float(str(row["limit"])) / 2}
    return _both_halves(halved) if row["period"] else [halved]


def _listed(row: Row) -> list[Row]:
    if row["periods"] == "*":
        return [row]
    years = str(row["periods"]).split(";")
    return [row | {"periods": ";".join(f"{year} {half}" for year in years for half in HALVES)}]


def _from_first_half(row: Row, column: str) -> Row:
    return row | {column: f"{row[column]} {HALVES[0]}"} if row[column] else row
