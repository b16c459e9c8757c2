"""One cell of the input tables changed: a what-if's change of exactly its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optimiser.errors import InputError
from optimiser.levers.cells import may_change
from optimiser.scenario import Alteration, WhatIf
from optimiser.scenario.cell_texts import canonical, column_of
from optimiser.scenario.matching import WorkRow, matched
from optimiser.scenario.names import name_problems
from optimiser.scenario.what_if import Condition
from optimiser.tables.cells import typed_settings
from optimiser.tables.inputs import CaseInputs
from optimiser.tables.problems import Problem, Problems, quoted
from optimiser.tables.raw import RawRow, RawTable
from optimiser.tables.specification import TABLE_BY_NAME


def cell_change(
    inputs: CaseInputs, table: str, number: int, column: str, text: str, reason: str = ""
) -> Alteration:
    """Return the change that sets one cell, by the number of its row in the file or sheet, to a text.

    Raises :class:`~optimiser.errors.InputError` where there is no such cell, where it says which row it is or
    who answers for the plan, and where its column cannot take the text; whether the whole case can is found
    when the change is applied.
    """
    text = text.strip()
    asked = Alteration(table, column, "set", text, reason=" ".join(reason.split()))
    problems = [replace(one, row=number, changed_by=None) for one in name_problems(WhatIf("", "", (asked,), ""))]
    if problems:
        raise InputError(problems)
    rows = _rows(inputs, table)
    row = next((one for one in rows if one.number == number), None)
    if row is None:
        raise _refused(table, number, column, text, "there is no such row", "search for it again")
    if not may_change(table, column, row.cells.get("setting", "")):
        message = "who answers for a plan is no assumption to try out"
        raise _refused(table, number, column, text, message, "change it in the case's own table")
    if (table, column) == ("settings", "value"):
        _check_setting(rows, row, text)
    value = canonical(column_of(table, column, row.cells), text)
    return replace(asked, value=value, rows=_of_row(table, rows, row))


def _rows(inputs: CaseInputs, table: str) -> list[WorkRow]:
    written = inputs.texts.tables
    rows = written[table].rows if table in written else ()
    return [WorkRow(row.number, {name: str(cell) for name, cell in row.cells.items()}) for row in rows]


def _check_setting(rows: Sequence[WorkRow], row: WorkRow, text: str) -> None:
    """Raise where a setting cannot have a value, in the words of the ordinary checks."""
    columns = tuple(column.name for column in TABLE_BY_NAME["settings"].columns)
    tried = tuple(
        RawRow(one.number, {**one.cells, "value": text} if one is row else dict(one.cells)) for one in rows
    )
    problems = Problems()
    typed_settings(RawTable("settings", "settings", columns, tried), problems)
    if problems.sorted():
        raise InputError(problems.sorted())


def _of_row(table: str, rows: Sequence[WorkRow], row: WorkRow) -> tuple[Condition, ...]:
    """The conditions that just this row meets: its key, and more where a label in it holds ``*``.

    Other cells are added one by one as far as they tell it from rows that meet the conditions before them.
    """
    key = TABLE_BY_NAME[table].key
    conditions = tuple((name, (row.cells[name],)) for name in key)
    left = matched(table, rows, conditions)
    for name in (name for name in row.cells if name not in key):
        if len(left) == 1:
            break
        tried = (*conditions, (name, (row.cells[name],)))
        found = matched(table, left, tried)
        if len(found) < len(left):
            conditions, left = tried, found
    if len(left) > 1:
        other = next(one for one in left if one.number != row.number)
        message = f"no condition tells it from row {other.number}, because * stands for any letters"
        raise _refused(table, row.number, key[0], row.cells[key[0]], message, "use labels without *")
    return conditions


def _refused(table: str, row: int, column: str, value: str, message: str, expected: str) -> InputError:
    return InputError([Problem("error", "what_if_cell", table, row, column, quoted(value), message, expected)])
