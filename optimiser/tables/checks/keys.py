"""Checks that every row is named once and names only what there is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, at, check, check_each
from optimiser.tables.problems import did_you_mean, quoted, rows_listed
from optimiser.tables.specification import TABLE_BY_NAME, TABLES, Column, Table
from optimiser.tables.values import EVERY


@check("missing_table")
def missing_table(tables: Tables) -> Iterator[Finding]:
    """Every required table is there."""
    if tables.nothing_read:
        return  # nothing could be read at all, which is said once
    for table in TABLES:
        if table.required and not tables.has(table.name):
            yield Finding(
                table.name, "the table is missing", f"add it: every row is {table.row_is}", value=table.name
            )


@check("no_rows")
def no_rows(tables: Tables) -> Iterator[Finding]:
    """Every required table has at least one row."""
    for table in TABLES:
        there = tables.has(table.name) and table.name not in tables.broken
        if table.required and there and not tables.as_read(table.name):
            yield Finding(table.name, "the table has no rows", f"add one: every row is {table.row_is}")


@check_each("duplicate_key")
def duplicate_key(tables: Tables, table: Table) -> Iterator[Finding]:
    """No two rows of a table have the same key, a blank period being the first and a blank cell a value."""
    first: dict[tuple[object, ...], int] = {}
    for row in tables.rows(table.name, *table.key):
        key = tuple(_resolved(tables, table, row, column) for column in table.key)
        if key in first:
            names = ", ".join(f"{c} {v}" for c, v in zip(table.key, key, strict=True) if v is not None)
            same = f"row {first[key]} has the same key ({names})"
            yield at(table.name, row, table.key[0], same, "keep one of the two rows")
        first.setdefault(key, row.number)


def _resolved(tables: Tables, table: Table, row: Row, column: str) -> object:
    """Return a part of a key, with a blank period that stands for the first as that period."""
    value = row[column]
    means_first = table.name in ("supply", "market") and column == "period"
    return tables.timeline.labels[0] if value is None and means_first and tables.timeline else value


@check_each("unknown_reference")
def unknown_reference(tables: Tables, table: Table) -> Iterator[Finding]:
    """Every need, area, provision, period, option, limit group and scenario that is named is defined."""
    for column in table.columns:
        known = tables.labels(column.refers_to) if column.refers_to else None
        if known is None:
            continue
        for row in tables.rows(table.name, column.name):
            for label in _named(row[column.name]):
                if label not in known:
                    yield _unknown(table, column, row, label, known)


def _named(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return () if value == EVERY else value
    return () if value is None else (str(value),)


def _unknown(table: Table, column: Column, row: Row, label: str, known: frozenset[str]) -> Finding:
    where = column.refers_to
    key = TABLE_BY_NAME[where].key[0].replace("_", " ")
    otherwise = f"add a row to {where}" if known else f"add a table {where} with a row for it"
    message = f"there is no {key} {quoted(label)} in {where}"
    return at(table.name, row, column.name, message, did_you_mean(label, sorted(known), otherwise), label)


@check("not_a_home_area")
def not_a_home_area(tables: Tables) -> Iterator[Finding]:
    """Children come only from areas that are home areas."""
    areas = tables.by_label("areas", "inside_boundary", "home_area")
    for name in ("proximity", "demand", "placements"):
        for row in tables.rows(name, "home_area"):
            label = row["home_area"]
            if label in areas and label not in tables.home_areas:
                message = f"children do not come from {quoted(label)}, which is not a home area"
                yield at(name, row, "home_area", message, "write yes in its column home_area of the table areas")


@check("no_home_area")
def no_home_area(tables: Tables) -> Iterator[Finding]:
    """There is at least one area that children come from."""
    if tables.sound("areas") and tables.rows("areas") and not tables.home_areas:
        message = "no area is one that children come from"
        yield Finding("areas", message, "write yes for it in inside_boundary or home_area", column="home_area")


@check_each("similar_labels", "warning")
def similar_labels(tables: Tables, table: Table) -> Iterator[Finding]:
    """No two labels of a table differ only in capital letters, spaces or how accents are written."""
    first: dict[str, str] = {}
    for label, row in tables.by_label(table.name, table.key[0]).items():
        plain = unicodedata.normalize("NFKC", "".join(label.split())).casefold()
        other = first.setdefault(plain, label)
        if other != label:
            message = f"{quoted(label)} and {quoted(other)} look alike: capital letters, spaces or accents"
            yield at(table.name, row, table.key[0], message, "use one spelling if they are the same")


@check("unused_limit_group", "warning")
def unused_limit_group(tables: Tables) -> Iterator[Finding]:
    """Every limit group is named by an option."""
    if not tables.sound("options"):
        return
    named = {label for row in tables.rows("options", "limit_group") for label in row["limit_group"] or ()}
    for label, row in tables.by_label("limits", "limit_group").items():
        if label not in named and "*" not in named:
            message = f"no option is in the limit group {quoted(label)}"
            yield at("limits", row, "limit_group", message, "name it in the column limit_group of options")


def rows_of(rows: list[Row]) -> str:
    """Return the numbers of rows for a sentence: ``row 4`` or ``rows 4–6``."""
    return f"row{'s' if len(rows) > 1 else ''} {rows_listed(row.number for row in rows)}"
