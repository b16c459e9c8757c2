"""Values of a what-if as the text of a cell, and what adding and multiplying makes of such a text."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from optimiser.scenario.what_if import Alteration
from optimiser.tables.checks.registry import as_text
from optimiser.tables.specification import SETTING_BY_NAME, TABLE_BY_NAME, Column
from optimiser.tables.values import CellError, parse

FIGURES = ("number", "share", "whole")
"""Kinds of column that take a sum as well as a product; shares of several years only a product."""


def written(value: object) -> str | None:
    """Return a value of a TOML file as it would be written in a cell, or ``None`` where it cannot be.

    >>> written(0.65), written(True), written(["ifa", "kinship"]), written(float("nan"))
    ('0.65', 'yes', 'ifa;kinship', None)
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | int):
        return as_text(value)
    if isinstance(value, float):
        return as_text(value) if math.isfinite(value) else None
    if isinstance(value, list):
        parts = [written(part) for part in value if not isinstance(part, list)]
        texts = [part for part in parts if part]
        return ";".join(texts) if texts and len(texts) == len(value) else None
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else None


def canonical(column: Column, text: str) -> str:
    """Return a cell in the one way in which it is written out; raise ``CellError`` where it cannot be read."""
    return as_text(parse(column, text))


def column_of(table: str, column: str, row: dict[str, str]) -> Column:
    """Return what describes a cell: the column or, for the value of a known setting, the setting."""
    if (table, column) == ("settings", "value") and row["setting"] in SETTING_BY_NAME:
        return SETTING_BY_NAME[row["setting"]].column
    return TABLE_BY_NAME[table].column(column)


def new_text(change: Alteration, column: Column, old: str) -> str | None:
    """Return what an alteration makes of a cell, ``None`` of a blank one that it adds to or multiplies.

    The arithmetic is that of decimal numbers, so that 1100 × 1.06 is 1166 and nothing beside it. Raises
    ``CellError`` where the cell holds no number.
    """
    if change.how == "set":
        return filled(column, change.value)
    if old == "":
        return None
    return ";".join(_reckoned(change, part) for part in old.split(";"))


def filled(column: Column, text: str) -> str:
    """Return a cell in the canonical way, a blank one as its default.

    One that cannot be read is returned as it is, for the ordinary checks to say so.
    """
    try:
        return canonical(column, text)
    except CellError:
        return text


def _reckoned(change: Alteration, text: str) -> str:
    try:
        old, by = Decimal(text), Decimal(change.value)
        return as_text(float(old * by if change.how == "multiply" else old + by))
    except InvalidOperation:
        raise CellError(
            "not_a_number", f'"{text}" is not a number, so it cannot be changed by one', "use set instead"
        ) from None
