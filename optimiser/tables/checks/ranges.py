"""Checks of how far figures could be off: that a range is about some figures, and no figure has two."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, as_text, at, check
from optimiser.tables.problems import did_you_mean, quoted
from optimiser.tables.range_rows import Condition, conditions, meets
from optimiser.tables.specification import SETTING_BY_NAME, TABLE_BY_NAME, TABLES, Table

_FIGURES = ("number", "share", "shares")


@check("range_of_no_figure")
def range_of_no_figure(tables: Tables) -> Iterator[Finding]:
    """A range is about a column of figures that can be a little more or less."""
    known = [table.name for table in TABLES if table.of_the_plan]
    for row in tables.rows("ranges", "table", "column"):
        if row["table"] not in known:
            message = f"there is no table {quoted(row['table'])} with figures to vary"
            yield at("ranges", row, "table", message, did_you_mean(row["table"], known, "name an input table"))
        elif not _figures(TABLE_BY_NAME[row["table"]], row["column"]):
            figures = [column.name for column in TABLE_BY_NAME[row["table"]].columns if column.kind in _FIGURES]
            message = f"{row['table']} has no figures {quoted(row['column'])} that can be a little more or less"
            known_columns = f"its figures are {', '.join(figures)}" if figures else "it has no figures to vary"
            yield at("ranges", row, "column", message, did_you_mean(row["column"], figures, known_columns))


@check("range_of_no_row")
def range_of_no_row(tables: Tables) -> Iterator[Finding]:
    """A range is about some rows, and they hold figures."""
    for row, table in _sound(tables):
        unknown = _unknown_condition(table, row)
        if unknown:
            columns = ", ".join(column.name for column in table.columns)
            expected = f"write column=value with a column of {table.name}: {columns}"
            yield at("ranges", row, "rows", f"{quoted(unknown)} is no condition", expected, unknown)
        elif next(_covered(tables, row, table), None) is None:
            message = f"no row of {table.name} that meets the conditions holds a figure in {row['column']}"
            yield at("ranges", row, "rows", message, "correct the conditions, or leave the range out")


@check("range_of_one_figure_twice")
def range_of_one_figure_twice(tables: Tables) -> Iterator[Finding]:
    """A figure has one range."""
    seen: dict[tuple[str, str, int], int] = {}
    for row, table in _sound(tables):
        if _unknown_condition(table, row):
            continue
        covered = [(table.name, row["column"], number) for number in _covered(tables, row, table)]
        earlier = next((seen[figure] for figure in covered if figure in seen), None)
        if earlier is not None:
            message = f"some of its figures have a range in row {earlier} already"
            yield at("ranges", row, "rows", message, "leave one of the two out, or let each have its own rows")
        seen |= {figure: row.number for figure in covered if figure not in seen}


@check("range_without_width")
def range_without_width(tables: Tables) -> Iterator[Finding]:
    """A range is wider than nothing."""
    for row in tables.rows("ranges", "low", "high"):
        if row["low"] == row["high"]:
            message = "the lowest and the highest are the same"
            yield at("ranges", row, "high", message, "write how far the figures could be off, or leave it out")


def _sound(tables: Tables) -> Iterator[tuple[Row, Table]]:
    """Rows of the table that are about figures, with their table, as far as that one can be read."""
    for row in tables.rows("ranges", "table", "rows", "column"):
        table = TABLE_BY_NAME.get(row["table"])
        if table is None or not (table.of_the_plan and _figures(table, row["column"])):
            continue
        if tables.sound(table.name) and (table.name != "settings" or tables.settings_sound):
            yield row, table


def _figures(table: Table, column: str) -> bool:
    """Whether a column holds figures that can be a little more or less; of settings, some do."""
    if table.name == "settings":
        return column == "value"
    kinds = {one.name: one.kind for one in table.columns if one.name not in table.key}
    return kinds.get(column) in _FIGURES


def _unknown_condition(table: Table, row: Row) -> str:
    """A condition that is none, or that names no column of the table; empty where there is none."""
    try:
        asked = conditions(row["rows"])
    except ValueError as fault:
        return str(fault)
    known = {column.name for column in table.columns}
    return next((column for column, _ in asked if column not in known), "")


def _covered(tables: Tables, row: Row, table: Table) -> Iterator[int]:
    """Numbers of the rows that a range is about and that hold a figure."""
    asked = conditions(row["rows"])
    return (one.number for one in tables.rows(table.name) if _holds(one, table, row["column"], asked))


def _holds(row: Row, table: Table, column: str, asked: tuple[Condition, ...]) -> bool:
    if table.name == "settings" and not _is_a_figure(row):
        return False
    return as_text(row[column]) != "" and meets({name: as_text(row[name]) for name, _ in asked}, asked)


def _is_a_figure(row: Row) -> bool:
    """Whether a setting holds a figure: a price of unmet need is one too."""
    held = SETTING_BY_NAME[row["setting"]].column
    return held.kind in _FIGURES or (held.name == "unmet_need" and row["value"] != held.default)
