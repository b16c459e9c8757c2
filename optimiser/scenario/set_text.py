"""One change in one line, as it is typed after ``--set``.

::

    TABLE[COLUMN=VALUE, …].COLUMN = VALUE       set       targets[target=inside_45].value=0.6
    TABLE[COLUMN=VALUE, …].COLUMN += NUMBER     add       options[*].lead_time+=1
    TABLE[COLUMN=VALUE, …].COLUMN -= NUMBER     take off  budgets[budget=revenue,period=2027/28].limit-=2000000
    TABLE[COLUMN=VALUE, …].COLUMN *= NUMBER     multiply  market[provision=ifa|secure].weekly_cost*=1.06
    … from PERIOD                               only from that period on

The brackets say which rows: every condition must be met; ``|`` separates the values that a cell may have and
``*`` in them stands for any letters. ``[*]``, or no brackets at all, means every row. Spaces do not matter
around signs. A value that holds ``,``, ``|``, ``]``, a quotation mark at its start or the word ``from`` is put
in quotation marks, single or double; ``""`` is a blank cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from optimiser.errors import InputError
from optimiser.scenario.names import name_problems, problem
from optimiser.scenario.what_if import Alteration, Condition, How, WhatIf
from optimiser.tables.problems import quoted

_TABLE = re.compile(r"\s*([^\s\[\].=]+)\s*")
_COLUMN = re.compile(r"\s*\.\s*([^\s\[\].=+*/-]+)\s*")
_SIGN = re.compile(r"([-+*/]?=)\s*")
_NAME = re.compile(r"\s*([^\s=\[\],|]+)\s*=")
_VALUE = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^,|\]]*?))\s*([,|\]])""")
_QUOTED = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)')\s*(?:from\s+(.+))?""", re.DOTALL)
_PLAIN = re.compile(r"(.*?)(?:\s+from\s+(.+))?", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_HOW: dict[str, How] = {"=": "set", "+=": "add", "-=": "add", "*=": "multiply"}

GRAMMAR = "TABLE[COLUMN=VALUE].COLUMN=VALUE, or += -= *= NUMBER, and at the end, if wanted, from PERIOD"
"""How a change is typed, in one line."""


def what_if_from(text: str) -> WhatIf:
    """Read one change as typed after ``--set``.

    Raises :class:`~optimiser.errors.InputError` where it cannot be read, or names a table, a column or a value
    that cannot be.
    """
    place = f'--set "{text}"'
    try:
        change = _Typed(text).change()
    except _NotReadError as fault:
        raise InputError([problem(place, "what_if_set", str(fault), f"write {GRAMMAR}", value=text)]) from None
    what_if = WhatIf(" ".join(text.split()), "Set on the command line.", (change,), place)
    problems = [*name_problems(what_if)]
    if problems:
        raise InputError(problems)
    return what_if


class _NotReadError(Exception):
    """What is missing or not understood, as a sentence without a full stop."""


class _Typed:
    """A text that is read from left to right."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def change(self) -> Alteration:
        """The change that the text asks for."""
        table = self._next(_TABLE, "there is no table at its start")[1]
        rows = tuple(self._conditions()) if self._text[self._at : self._at + 1] == "[" else ()
        column = self._next(_COLUMN, f"there is no column after {quoted(self._text[: self._at])}")[1]
        sign = self._next(_SIGN, f"there is no =, +=, -= or *= after {quoted(self._text[: self._at])}")[1]
        value, period = self._value_and_period()
        if sign not in _HOW:
            raise _NotReadError("there is no /=; multiply by the inverse")
        if sign != "=":
            value = _number(value, sign)
        return Alteration(table, column, _HOW[sign], value, rows, period)

    def _next(self, pattern: re.Pattern[str], otherwise: str) -> re.Match[str]:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise _NotReadError(otherwise)
        self._at = found.end()
        return found

    def _conditions(self) -> Iterator[Condition]:
        every = re.compile(r"\[\s*\*\s*\]").match(self._text, self._at)
        if every is not None:
            self._at = every.end()
            return
        self._at += 1
        end = ","
        while end == ",":
            name = self._next(_NAME, f"there is no COLUMN=VALUE after {quoted(self._text[: self._at])}")[1]
            values, end = [], "|"
            while end == "|":
                found = self._next(_VALUE, "the bracket [ is not closed")
                values.append(next((part for part in found.groups()[:3] if part is not None), ""))
                end = found[4]
            yield name, tuple(values)

    def _value_and_period(self) -> tuple[str, str | None]:
        rest = self._text[self._at :].strip()
        found = _QUOTED.fullmatch(rest)
        if found is not None:
            value = found[1] if found[1] is not None else found[2]
        else:
            found = _PLAIN.fullmatch(rest)
            value = "" if found is None else found[1].strip()
            if not value:
                raise _NotReadError('there is no value at its end (a blank cell is written "")')
        period = None if found is None else found[found.re.groups]
        return value, None if period is None else period.strip().strip("\"'")


def _number(text: str, sign: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise _NotReadError(f"{quoted(text)} after {sign} is not a plain number such as 1.06")
    return str(-Decimal(text) if sign == "-=" else Decimal(text))
