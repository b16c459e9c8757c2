"""Ways to spoil the small case: each returns a function that changes its tables in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.tables.small_case import TablesOfText, cell

Plant = Callable[[TablesOfText], None]


@dataclass(frozen=True)
class Fault:
    """One way to spoil the case, and the problem that must be reported for it."""

    check: str
    table: str
    row: int | None
    column: str | None
    value: str | None
    word: str
    plant: Callable[[TablesOfText], None]
    severity: str = "error"

    @property
    def name(self) -> str:
        return f"{self.check}-{self.table}-{self.column or ''}-{self.value or ''}"[:80]


def change(
    check: str, place: tuple[str, int, str], value: Any, word: str, shown: str | None = "same", **more: Any
) -> Fault:
    """A fault that is one cell set to a wrong value."""
    table, row, column = place
    seen = str(value) if shown == "same" else shown
    return Fault(
        check, table, row, column, seen, word, lambda tables: cell(tables, table, row, column, value), **more
    )


def add(table: str, **cells: Any) -> Callable[[TablesOfText], None]:
    """Return a function that adds a row, the cells not named being blank but for where it comes from."""

    def plant(tables: TablesOfText) -> None:
        filled = {"source": "Test", "confidence": "judgement", **cells}
        tables[table].append([filled.get(column, "") for column in tables[table][0]])

    return plant


def several(*plants: Callable[[TablesOfText], None]) -> Callable[[TablesOfText], None]:
    def plant(tables: TablesOfText) -> None:
        for one in plants:
            one(tables)

    return plant


def set_cell(table: str, row: int, column: str, value: Any) -> Callable[[TablesOfText], None]:
    return lambda tables: cell(tables, table, row, column, value)


def add_column(table: str, column: str, values: list[Any]) -> Callable[[TablesOfText], None]:
    """Return a function that adds a column."""

    def plant(tables: TablesOfText) -> None:
        for row, value in zip(tables[table], [column, *values], strict=True):
            row.append(value)

    return plant


def drop_column(table: str, column: str) -> Callable[[TablesOfText], None]:
    def plant(tables: TablesOfText) -> None:
        place = tables[table][0].index(column)
        for row in tables[table]:
            del row[place]

    return plant


def delete_row(table: str, row: int) -> Callable[[TablesOfText], None]:
    def plant(tables: TablesOfText) -> None:
        del tables[table][row - 1]

    return plant


def rename(table: str, row: int, column: str, value: str) -> Callable[[TablesOfText], None]:
    """Return a function that renames a label everywhere."""

    def plant(tables: TablesOfText) -> None:
        old = tables[table][row - 1][tables[table][0].index(column)]
        for rows in tables.values():
            for cells in rows[1:]:
                cells[:] = [value if one == old else one for one in cells]

    return plant


def scenarios(*rows: tuple[str, float]) -> Callable[[TablesOfText], None]:
    def plant(tables: TablesOfText) -> None:
        header = ["scenario", "probability", "source", "confidence"]
        tables["scenarios"] = [header, *[[*row, "Test", "judgement"] for row in rows]]

    return plant


def starts(*days: str) -> Callable[[TablesOfText], None]:
    def plant(tables: TablesOfText) -> None:
        for row, day in enumerate(days, start=2):
            cell(tables, "periods", row, "start", day)

    return plant


def remove(table: str) -> Callable[[TablesOfText], None]:
    return lambda tables: tables.pop(table) and None


def only_header(table: str) -> Callable[[TablesOfText], None]:
    def plant(tables: TablesOfText) -> None:
        del tables[table][1:]

    return plant


def people(**settings: str) -> Callable[[TablesOfText], None]:
    """Return a function that adds settings about who is responsible."""
    return several(*[add("settings", setting=name, value=value) for name, value in settings.items()])
