"""A what-if as the text of a TOML file, which :func:`~optimiser.scenario.what_if_in` reads back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from optimiser.errors import InputError
from optimiser.scenario.cell_texts import written
from optimiser.scenario.names import problem
from optimiser.scenario.what_if import Alteration, Change, Condition, NewRow, Removal, WhatIf

_Value = TypeVar("_Value")

_HEAD = """\
# A what-if: changed assumptions of a case. See the plan under them with
#     optimiser plan CASE --what-if FILE
"""
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_INSTEAD_OF_HALF = "\N{REPLACEMENT CHARACTER}"
"""Written for half of a surrogate pair, which no text file can hold."""


def what_if_text(what_if: WhatIf) -> str:
    """Return the text of a what-if file, its changes in their order.

    :func:`~optimiser.scenario.what_if_in` reads an equal what-if from it, but for the file's name and the
    lines, where it could come from a file at all: it has a name, a reason and a change, and its texts have no
    spaces at their ends or in rows. Raises :class:`~optimiser.errors.InputError` where a change names a column
    twice, as one typed after ``--set`` may and a file cannot.
    """
    problems = [
        problem(what_if.place(change), "what_if_entry", f"it names {name} twice", "name each column once", name)
        for change in what_if.changes
        for name in _twice(change)
    ]
    if problems:
        raise InputError(problems)
    entries = ("\n".join(_entry(change)) for change in what_if.changes)
    head = f"{_HEAD}name = {_string(what_if.name)}\nreason = {_string(what_if.reason)}\n"
    return "\n".join((head, *(f"{entry}\n" for entry in entries)))


def _twice(change: Change) -> list[str]:
    names = [name for name, _ in (change.cells if isinstance(change, NewRow) else change.rows)]
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]


def _entry(change: Change) -> Iterator[str]:
    match change:
        case Alteration():
            yield "[[change]]"
            yield f"table = {_string(change.table)}"
            if change.rows:
                yield f"rows = {_rows(change.rows)}"
            yield f"column = {_string(change.column)}"
            yield f"{change.how} = {_value(change.value) if change.how == 'set' else Decimal(change.value)}"
            if change.from_period is not None:
                yield f"from_period = {_string(change.from_period)}"
        case NewRow():
            yield "[[new_row]]"
            yield f"table = {_string(change.table)}"
            yield f"cells = {_inline(change.cells, _value)}"
        case Removal():
            yield "[[remove]]"
            yield f"table = {_string(change.table)}"
            yield f"rows = {_rows(change.rows)}"
    if change.reason:
        yield f"reason = {_string(change.reason)}"


def _rows(conditions: Iterable[Condition]) -> str:
    def patterns(texts: Sequence[str]) -> str:
        return _value(texts[0]) if len(texts) == 1 else f"[{', '.join(map(_value, texts))}]"

    return _inline(conditions, patterns)


def _inline(pairs: Iterable[tuple[str, _Value]], told: Callable[[_Value], str]) -> str:
    inner = ", ".join(f"{_key(name)} = {told(value)}" for name, value in pairs)
    return f"{{ {inner} }}" if inner else "{}"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _string(name)


def _value(text: str) -> str:
    """A cell: a number without quotation marks, unless it would be read as one spelt otherwise (0.50)."""
    if _PLAIN_NUMBER.fullmatch(text) and written(float(text)) == text:
        return text
    return _string(text)


def _string(text: str) -> str:
    """A text on one line in quotation marks; what cannot be seen is written by its number."""
    return f'"{"".join(map(_letter, text))}"'


def _letter(letter: str) -> str:
    if letter in _SHORT:
        return _SHORT[letter]
    if letter.isprintable():
        return letter
    number = ord(letter)
    if 0xD800 <= number <= 0xDFFF:
        return _INSTEAD_OF_HALF
    return f"\\u{number:04X}" if number <= 0xFFFF else f"\\U{number:08X}"
