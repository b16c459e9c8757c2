"""Cells into values: one strict parser for each kind of column, each refusal with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from optimiser.tables.problems import did_you_mean, quoted
from optimiser.tables.raw import Cell
from optimiser.tables.specification import Column, Kind

Value = str | float | int | bool | date | tuple[str, ...] | tuple[float, ...] | None
"""A cell's value: ``None`` where it is blank and the specification gives blank a meaning of its own."""

LARGEST_NUMBER = 1e12
"""No figure in pounds, children, places or years comes near it; larger ones would break the arithmetic."""

YEARS = (1990, 2150)
"""The years in which a plan can lie; anything else is a slip of the keyboard."""

LONGEST_LABEL = 100
"""Characters; longer labels fit in no table or chart."""

EVERY = ("*",)
"""The value of a ``keys`` cell that stands for every label."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPREADSHEET_ERROR = re.compile(r"#(REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|GETTING_DATA)")
_CURRENCY = "£$€"
_NOTHING = {
    "n/a",
    "na",
    "n.a.",
    "nan",
    "none",
    "null",
    "nil",
    "tbc",
    "tbd",
    "unknown",
    "-",
    "–",
    "?",
    ".",
    "x",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


class CellError(Exception):
    """A cell that cannot be read: the check's name, what is wrong and what to write instead."""

    def __init__(self, check: str, message: str, expected: str) -> None:
        """Keep the fields of a problem that do not depend on where the cell is."""
        super().__init__(message)
        self.check = check
        self.message = message
        self.expected = expected


def parse(column: Column, cell: Cell) -> Value:
    """Return the value of a cell of a column; raise :class:`CellError` where it is not written as its kind.

    A blank cell is the column's default where it has one and ``None`` where blank has a meaning of its own.
    """
    if cell == "":
        if column.required:
            raise CellError("blank_cell", "the cell is blank", _how_to_fill(column))
        return None if column.default is None else parse(column, column.default)
    if isinstance(cell, str):
        if _SPREADSHEET_ERROR.fullmatch(cell):
            raise CellError("spreadsheet_error", f"{cell} is an error of the spreadsheet", "paste a value")
        return _PARSERS[column.kind](column, cell)
    return _typed(column, cell)


def _how_to_fill(column: Column) -> str:
    description = column.description.rstrip(".")
    return f"fill it in: {description[0].lower()}{description[1:]}"


def _typed(column: Column, cell: bool | date | time | timedelta) -> Value:
    """Take a cell that a spreadsheet holds as a truth value, date or time."""
    if isinstance(cell, bool):
        word = "TRUE" if cell else "FALSE"
        instead = "write yes or no" if column.kind == "yes_no" else "format the column as text and type it again"
        raise CellError("true_or_false", f"{word} is a truth value of the spreadsheet", instead)
    if column.kind == "date" and type(cell) is date:
        return _plausible(cell)
    if column.kind in ("number", "whole", "share"):
        raise CellError("cell_is_a_date", f"{quoted(cell)} is a date, not a number", _example(column))
    raise CellError(
        "cell_is_a_date",
        f"{quoted(cell)} is a date or time that the spreadsheet made of what was typed",
        "format the column as text and type it again",
    )


def _example(column: Column) -> str:
    return "write a share such as 0.85" if column.kind == "share" else "write a plain number such as 5200"


def _text(_column: Column, text: str) -> str:
    return text


def _key(_column: Column, text: str) -> str:
    if ";" in text or text == "*":
        raise CellError("bad_label", f"the label {quoted(text)} cannot be used", "write one label, without ; or *")
    if _CONTROL.search(text):
        raise CellError("bad_label", f"the label {quoted(text)} holds a line break or tab", "write it on one line")
    if len(text) > LONGEST_LABEL:
        raise CellError(
            "bad_label", f"the label {quoted(text)} is too long", f"use at most {LONGEST_LABEL} letters"
        )
    return text


def _number(column: Column, text: str) -> float:
    """Return a plain number within the column's range."""
    if not _NUMBER.fullmatch(text):
        raise CellError("not_a_number", f"{quoted(text)} is not a number", _plain_number(column, text))
    value = float(text) + 0.0  # minus nought is nought
    _check_range(column, text, value)
    return value


def _plain_number(column: Column, text: str) -> str:
    """Return what to write instead of a figure with signs, commas or words."""
    bare = re.sub(rf"[{_CURRENCY},\s]", "", text).replace("\N{MINUS SIGN}", "-")
    if bare.endswith("%") and _NUMBER.fullmatch(bare[:-1]):
        return f"write {_short(float(bare[:-1]) / 100)}"
    if bare != text and _NUMBER.fullmatch(bare):
        return f"write a plain number such as {bare}"
    if text.casefold() in _NOTHING and not column.required:
        means = column.blank or f"{column.default}"
        return f"write a plain number, or leave the cell blank ({means})"
    return _example(column)


def _short(value: float) -> str:
    return f"{value:.10g}"


def _check_range(column: Column, text: str, value: float) -> None:
    low, high = column.minimum, column.maximum
    if abs(value) > LARGEST_NUMBER:
        raise CellError("out_of_range", f"{quoted(text)} is too large", f"write at most {LARGEST_NUMBER:.0f}")
    too_low = low is not None and (value <= low if column.above else value < low)
    if not too_low and (high is None or value <= high):
        return
    raise CellError("out_of_range", f"{quoted(text)} is out of range", f"write a number {range_in_words(column)}")


def range_in_words(column: Column) -> str:
    """Return the numbers a column takes, in words; empty where any number will do.

    >>> range_in_words(Column("years", "number", "", minimum=0, above=True))
    'above 0'
    """
    low, high = column.minimum, column.maximum
    if column.kind == "share":
        low, high = low or 0.0, 1.0 if high is None else high
    if low is None or high is None:
        bounds = [] if low is None else [f"{'above' if column.above else 'of at least'} {_short(low)}"]
        return " ".join(bounds + ([] if high is None else [f"of at most {_short(high)}"]))
    start = f"above {_short(low)} and up to" if column.above else f"from {_short(low)} to"
    return f"{start} {_short(high)}"


def _whole(column: Column, text: str) -> int:
    value = _number(column, text)
    if not value.is_integer():
        raise CellError("not_whole", f"{quoted(text)} is not a whole number", "write a whole number such as 3")
    return int(value)


def _share(column: Column, text: str) -> float:
    """Return a number from 0 to 1, or within the column's own narrower range."""
    if not _NUMBER.fullmatch(text):
        raise CellError("not_a_number", f"{quoted(text)} is not a number", _plain_number(column, text))
    value = float(text)
    if 1 < value <= 100:
        raise CellError("out_of_range", f"{quoted(text)} is not a share", f"did you mean {_short(value / 100)}?")
    if not 0 <= value <= 1:
        raise CellError("out_of_range", f"{quoted(text)} is not a share", "write a number from 0 to 1")
    _check_range(column, text, value)
    return value


def _yes_no(_column: Column, text: str) -> bool:
    if text.casefold() not in ("yes", "no"):
        raise CellError("not_yes_or_no", f"{quoted(text)} is neither yes nor no", "write yes or no")
    return text.casefold() == "yes"


def _choice(column: Column, text: str) -> str:
    """Return one of the column's choices; choices that are numbers may be written in any plain form."""
    if text in column.choices:
        return text
    if _NUMBER.fullmatch(text):
        same = [choice for choice in column.choices if _NUMBER.fullmatch(choice) and float(choice) == float(text)]
        if same:
            return same[0]
    choices = (
        " or ".join([", ".join(column.choices[:-1]), column.choices[-1]])
        if column.choices[1:]
        else column.choices[0]
    )
    expected = did_you_mean(text, column.choices, f"write {choices}")
    raise CellError("not_a_choice", f"{quoted(text)} is not one of its words", expected)


def _date(_column: Column, text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return _plausible(date.fromisoformat(text))
    except ValueError:
        pass
    raise CellError("not_a_date", f"{quoted(text)} is not a date", "write year-month-day such as 2026-04-01")


def _plausible(day: date) -> date:
    if not YEARS[0] <= day.year <= YEARS[1]:
        expected = f"write a day from {YEARS[0]} to {YEARS[1]}"
        raise CellError("out_of_range", f"{quoted(day)} is too far from today", expected)
    return day


def _keys(column: Column, text: str) -> tuple[str, ...]:
    """Return the labels in a cell in the order of the alphabet, or :data:`EVERY`."""
    if text == "*":
        return EVERY
    labels = [label.strip() for label in text.split(";")]
    if not all(labels):
        raise CellError("bad_label", f"{quoted(text)} has an empty label", "write labels separated by ;, or *")
    if "*" in labels:
        raise CellError("bad_label", f"{quoted(text)} has * among labels", "write * alone, or labels only")
    if len(set(labels)) < len(labels):
        raise CellError("bad_label", f"{quoted(text)} names a label twice", "name each label once")
    return tuple(sorted(_key(column, label) for label in labels))


def _shares(column: Column, text: str) -> tuple[float, ...]:
    return tuple(_share(column, part.strip()) for part in text.split(";"))


_PARSERS: dict[Kind, Callable[[Column, str], Value]] = {
    "key": _key,
    "keys": _keys,
    "text": _text,
    "number": _number,
    "whole": _whole,
    "share": _share,
    "yes_no": _yes_no,
    "choice": _choice,
    "date": _date,
    "shares": _shares,
}
