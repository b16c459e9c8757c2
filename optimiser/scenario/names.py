"""What can be said of a change without any rows: whether its table, columns and kinds of value can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from optimiser.scenario.cell_texts import FIGURES, canonical
from optimiser.scenario.what_if import Alteration, Change, NewRow, WhatIf
from optimiser.tables.problems import Problem, did_you_mean, listed, quoted
from optimiser.tables.specification import TABLE_BY_NAME, Table
from optimiser.tables.values import CellError


def name_problems(what_if: WhatIf) -> Iterator[Problem]:
    """Yield every table and column that does not exist and every value that its column cannot hold."""
    for change in what_if.changes:
        yield from _of_change(change, what_if.place(change))


def problem(place: str, check: str, message: str, expected: str, table: str = "", column: str | None = None,
            value: str | None = None, row: int | None = None) -> Problem:  # fmt: skip
    """An error in a what-if; the arguments are the fields of :class:`~optimiser.tables.problems.Problem`."""
    return Problem("error", check, table, row, column, value, message, expected, changed_by=place)


def _of_change(change: Change, place: str) -> Iterator[Problem]:
    table = TABLE_BY_NAME.get(change.table)
    if table is None:
        known = did_you_mean(change.table, TABLE_BY_NAME, f"the tables are {listed(TABLE_BY_NAME, most=30)}")
        message = f"there is no table called {quoted(change.table)}"
        yield problem(place, "what_if_table", message, known, value=change.table)
        return
    named = [name for name, _ in (change.cells if isinstance(change, NewRow) else change.rows)]
    if isinstance(change, Alteration):
        named.append(change.column)
    unknown = [*_unknown_columns(table, named, place)]
    yield from unknown
    if isinstance(change, Alteration) and not unknown:
        yield from _of_value(table, change, place)


def _unknown_columns(table: Table, named: Iterable[str], place: str) -> Iterator[Problem]:
    known = [column.name for column in table.columns]
    for name in named:
        if name not in known:
            expected = did_you_mean(name, known, f"the columns are {', '.join(known)}")
            message = f"there is no column {quoted(name)}"
            yield problem(place, "what_if_column", message, expected, table.name, name, name)


def _of_value(table: Table, change: Alteration, place: str) -> Iterator[Problem]:
    column = table.column(change.column)
    if column.name in table.key:
        message = "the column says which row it is, so it is not changed"
        expected = "take the row away with [[remove]] and add another with [[new_row]]"
        yield problem(place, "what_if_key", message, expected, table.name, column.name, change.value)
    elif change.how != "set" and not _reckons(table, change, column.kind):
        message = f"there is no {'product' if change.how == 'multiply' else 'sum'} of the column's cells"
        expected = "use set" if column.kind != "shares" else "use set or multiply"
        yield problem(place, "what_if_kind", message, expected, table.name, column.name, change.value)
    elif change.how == "set":
        try:
            canonical(column, change.value)
        except CellError as fault:
            value = change.value or None
            yield problem(place, fault.check, fault.message, fault.expected, table.name, column.name, value)


def _reckons(table: Table, change: Alteration, kind: str) -> bool:
    of_setting = (table.name, change.column) == ("settings", "value")
    return kind in FIGURES or of_setting or (kind == "shares" and change.how == "multiply")
