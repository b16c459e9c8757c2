"""What the cells of a column may hold, as a spreadsheet checks it: made from the column specification alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from optimiser.tables.specification import SETTINGS, TABLE_BY_NAME, Column, Table
from optimiser.tables.template.wording import explanation, names_settings, refusal
from optimiser.tables.values import LARGEST_NUMBER, LONGEST_LABEL, YEARS
from optimiser.tables.workbook import IGNORED_SHEET

MOST_ROWS = 1_048_576
"""Rows of a sheet."""

_FEWEST_CHECKED, _SPARE = 1_000, 200

Rule = dict[str, Any]
"""A check of cells, as XlsxWriter takes it."""


@dataclass(frozen=True, slots=True)
class Extents:
    """How far the lists reach that cells are checked by; rows are counted from 1."""

    last_rows: Mapping[str, int]
    """The last row of every sheet whose cells are checked, and may hold labels."""
    first_setting: int
    """The row of the sheet ``notes`` in which the list of settings begins."""


def last_row(rows: int) -> int:
    """The last row, counted from 1, whose cells are checked: well beyond the rows that are filled in."""
    return min(max(rows + _SPARE, _FEWEST_CHECKED), MOST_ROWS)


def validation(table: Table, column: Column, extents: Extents) -> Rule:
    """The check of a column's cells, with what is said before and after something is written.

    Cells of a kind that no spreadsheet can check are only explained.
    """
    rule = _rule(table, column, extents)
    told = {"input_title": column.name, "input_message": explanation(table, column)}
    if rule["validate"] == "any":
        return rule | told
    refused = {"error_title": column.name, "error_message": refusal(table, column)}
    return rule | told | refused | {"ignore_blank": not column.required}


def _rule(table: Table, column: Column, extents: Extents) -> Rule:
    if names_settings(table, column):
        first = extents.first_setting
        return _list(f"={IGNORED_SHEET}!$A${first}:$A${first + len(SETTINGS) - 1}")
    match column.kind:
        case "yes_no":
            return _list(["yes", "no"])
        case "choice":
            return _list(list(column.choices))
        case "key" if column.refers_to:
            return _list(_labels(TABLE_BY_NAME[column.refers_to], extents.last_rows[column.refers_to]))
        case "key":
            return {"validate": "length", "criteria": "between", "minimum": 1, "maximum": LONGEST_LABEL}
        case "date":
            days = {"minimum": date(YEARS[0], 1, 1), "maximum": date(YEARS[1], 12, 31)}
            return {"validate": "date", "criteria": "between", **days}
        case "number" | "share" | "whole":
            return _limits(table, column)
        case _:
            return {"validate": "any"}


def _list(source: str | list[str]) -> Rule:
    return {"validate": "list", "source": source}


def _labels(table: Table, last: int) -> str:
    """The formula of the labels that a sheet defines, down to the last that is filled in.

    With the blank cells below them a list would open at its end, where there is nothing to pick.
    """
    letter = _letter(table, table.column(table.key[0]))
    first, cells = f"{table.name}!${letter}$2", f"{table.name}!${letter}$2:${letter}${last}"
    filled = f'SUMPRODUCT(MAX(({cells}<>"")*(ROW({cells})-1)))'
    return f"=OFFSET({first},0,0,MAX(1,{filled}),1)"


def _letter(table: Table, column: Column) -> str:
    return str(xl_col_to_name(table.columns.index(column)))


def _limits(table: Table, column: Column) -> Rule:
    """The check of numbers between two limits, which are allowed themselves but for a least that is ``above``."""
    kind = "integer" if column.kind == "whole" else "decimal"
    low, high = column.minimum, column.maximum
    if column.kind == "share":
        low, high = low or 0.0, 1.0 if high is None else high
    if low is None:
        most = LARGEST_NUMBER if high is None else high
        return {"validate": kind, "criteria": "between", "minimum": -LARGEST_NUMBER, "maximum": most}
    if high is None:
        return {"validate": kind, "criteria": ">" if column.above else ">=", "value": low}
    if column.above:
        cell = f"{_letter(table, column)}2"
        return {"validate": "custom", "value": f"=AND(ISNUMBER({cell}),{cell}>{low:.15g},{cell}<={high:.15g})"}
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
