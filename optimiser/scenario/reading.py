"""What-if files: TOML with a name, a reason and changes, read strictly, every fault with its line."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, cast, get_args

from optimiser.errors import InputError
from optimiser.scenario.cell_texts import written
from optimiser.scenario.names import name_problems, problem
from optimiser.scenario.set_text import what_if_from
from optimiser.scenario.toml_lines import entry_lines
from optimiser.scenario.what_if import Alteration, Change, Condition, How, NewRow, Removal, WhatIf
from optimiser.tables.problems import Problem, did_you_mean, listed, quoted

LARGEST_WHAT_IF = 1024 * 1024
"""Bytes: a larger file is refused unread."""

_HOW = get_args(How)
_OF_FILE = ("name", "reason")
_OF_ENTRY = {
    "change": ("table", "rows", "column", *_HOW, "from_period", "reason"),
    "new_row": ("table", "cells", "reason"),
    "remove": ("table", "rows", "reason"),
}
_NEEDED = {"change": ("table", "column"), "new_row": ("table", "cells"), "remove": ("table", "rows")}
_MOST_BITS = 10_000
"""About three thousand digits."""
_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_what_if(path: str | os.PathLike[str]) -> WhatIf:
    """Read a what-if file.

    Raises :class:`~optimiser.errors.InputError` with everything that is wrong with it: it cannot be read, is
    not TOML, has unknown or missing keys, or names a table, a column or a value that cannot be.
    """
    return what_if_in(_text(Path(path)), str(path))


def what_if_in(text: str, file: str) -> WhatIf:
    """Read the text of a what-if file; ``file`` is its name for messages. Raises as :func:`read_what_if`."""
    try:
        data = tomllib.loads(text)
        _refuse_giants(data)
    except (ValueError, RecursionError) as error:
        said = _why(error)
        at = _LINE.search(said)
        place = file if at is None else f"{file}, line {at[1]}"
        message = f"it is not TOML: {_LINE.sub('', said).strip().rstrip('.')}"
        raise InputError([problem(place, "what_if_syntax", message, "write it as the examples do")]) from None
    entries = _Entries(file, text, data)
    changes = tuple(entries.changes())
    what_if = WhatIf(entries.sentence("name"), entries.sentence("reason"), changes, file)
    entries.problems += name_problems(what_if)
    if entries.problems:
        raise InputError(entries.problems)
    return what_if


def _refuse_giants(data: Any) -> None:
    """Raise ``ValueError`` for a whole number that Python would not write out: 0x… may have any length."""
    if isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            _refuse_giants(part)
    elif isinstance(data, int) and data.bit_length() > _MOST_BITS:
        raise ValueError


def _why(error: ValueError | RecursionError) -> str:
    """Why a text is no TOML that can be read."""
    if isinstance(error, tomllib.TOMLDecodeError):
        return str(error)
    return "it is nested too deeply" if isinstance(error, RecursionError) else "a number has thousands of digits"


def read_what_ifs(files: Iterable[str | os.PathLike[str]], texts: Iterable[str] = ()) -> tuple[WhatIf, ...]:
    """Read several what-if files and then several ``--set`` texts, in the order in which they will be applied.

    Raises :class:`~optimiser.errors.InputError` with everything that is wrong with any of them.
    """
    found: list[WhatIf] = []
    problems: list[Problem] = []
    asked = [*(partial(read_what_if, file) for file in files), *(partial(what_if_from, text) for text in texts)]
    for read in asked:
        try:
            found.append(read())
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(found)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_WHAT_IF:
            raise ValueError("it is larger than a megabyte")
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        if isinstance(error, UnicodeDecodeError):
            why = "it is not in UTF-8"
        expected = "give a what-if file, a text file in TOML"
        message = f"the what-if cannot be read ({why})"
        raise InputError([problem(str(path), "what_if_unreadable", message, expected)]) from None


class _Entries:
    """The entries of a what-if file and what is wrong with them."""

    def __init__(self, file: str, text: str, data: Mapping[str, Any]) -> None:
        self._file, self._data, self._lines = file, data, entry_lines(text)
        self.problems: list[Problem] = []
        known = (*_OF_FILE, *_OF_ENTRY)
        for key in data:
            if key not in known:
                expected = did_you_mean(key, known, f"the keys are {listed(known)}")
                self._wrong(self._place(key, 0), f"there is no key {quoted(key)}", expected, key)

    def sentence(self, key: str) -> str:
        """The name or the reason of the file."""
        value = self._data.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        place = self._place(key, 0) if key in self._data else self._file
        self._wrong(place, f"the what-if has no {key}", f'write {key} = "…" above its first change', key)
        return ""

    def changes(self) -> Iterator[Change]:
        """Every change that can be understood, in the order of the file."""
        found = []
        for kind, keys in _OF_ENTRY.items():
            entries = self._data.get(kind, [])
            if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
                place, instead = self._place(kind, 0), f"head it [[{kind}]], in two pairs of brackets"
                self._wrong(place, f"{kind} is not a list of entries", instead, kind)
                continue
            found += [(self._line(kind, i), kind, keys, entry) for i, entry in enumerate(entries)]
        if not found and not self.problems:
            self._wrong(self._file, "it changes nothing", "add a [[change]]", None)
        for line, kind, keys, entry in sorted(found, key=lambda one: one[0] or 0):
            change = _Entry(kind, entry, line, self._at(line), self._wrong).change(keys)
            if change is not None:
                yield change

    def _wrong(self, place: str, message: str, expected: str, value: str | None) -> None:
        self.problems.append(problem(place, "what_if_entry", message, expected, value=value))

    def _line(self, kind: str, number: int) -> int | None:
        lines = self._lines.get(kind, [])
        if len(lines) == len(self._data[kind] if isinstance(self._data[kind], list) else [0]):
            return lines[number]
        return lines[0] if lines else None  # the array is written in one

    def _place(self, key: str, number: int) -> str:
        return self._at(self._line(key, number))

    def _at(self, line: int | None) -> str:
        return self._file if line is None else f"{self._file}, line {line}"


_Wrong = Callable[[str, str, str, str | None], None]


class _Entry:
    """One ``[[change]]``, ``[[new_row]]`` or ``[[remove]]``."""

    def __init__(self, kind: str, data: Mapping[str, Any], line: int | None, place: str, wrong: _Wrong) -> None:
        self._kind, self._data, self._line = kind, data, line
        self._place, self._report, self._sound = place, wrong, True

    def change(self, keys: tuple[str, ...]) -> Change | None:
        """What the entry asks for, or ``None`` where it cannot be understood."""
        for key in self._data:
            if key not in keys:
                expected = did_you_mean(key, keys, f"the keys of [[{self._kind}]] are {listed(keys, most=10)}")
                self._wrong(f"there is no key {quoted(key)} in [[{self._kind}]]", expected, key)
        for key in _NEEDED[self._kind]:
            if key not in self._data:
                self._wrong(f"[[{self._kind}]] does not say its {key}", f"add {key} = …", key)
        read = {"change": self._alteration, "new_row": self._new_row, "remove": self._removal}[self._kind]
        change = read(self._sentence("table"), self._sentence("reason"))
        return change if self._sound else None

    def _alteration(self, table: str, reason: str) -> Alteration | None:
        given = [how for how in _HOW if how in self._data]
        column, period = self._sentence("column"), self._sentence("from_period") or None
        rows = self._conditions()
        if len(given) != 1:
            told = f"has both {listed(given)}" if given else "does not say what to do"
            self._wrong(f"[[change]] {told}", "write exactly one of set, add and multiply", None)
            return None
        how = cast("How", given[0])
        text = self._set_text() if how == "set" else self._number(how)
        return Alteration(table, column, how, text, rows, period, reason, self._line)

    def _new_row(self, table: str, reason: str) -> NewRow:
        cells = self._pairs("cells", lambda value: written(value))
        return NewRow(table, tuple(cells), reason, self._line)

    def _removal(self, table: str, reason: str) -> Removal:
        return Removal(table, self._conditions(), reason, self._line)

    def _conditions(self) -> tuple[Condition, ...]:
        def patterns(value: object) -> tuple[str, ...] | None:
            texts = [written(one) for one in (value if isinstance(value, list) else [value])]
            known = [text for text in texts if text is not None]
            return tuple(known) if known and len(known) == len(texts) else None

        return tuple(self._pairs("rows", patterns))

    def _pairs(self, key: str, read: Callable[[object], Any]) -> Iterator[tuple[str, Any]]:
        data = self._data.get(key, {})
        if not isinstance(data, dict):
            self._wrong(f"{key} is not a table", f"write {key} = {{ column = value }}", str(data))
            return
        for column, value in data.items():
            cell = read(value)
            if cell is None:
                said = f"{key} has {quoted(value)} for {column}, which no cell can hold"
                self._wrong(said, "write a text, a number, yes or no, or a list of them", str(value))
            else:
                yield column, cell

    def _set_text(self) -> str:
        text = written(self._data["set"])
        if text is None:
            said = f"{quoted(self._data['set'])} is nothing that a cell can hold"
            self._wrong(said, "write a text, a number, yes or no, or a list of them", str(self._data["set"]))
        return text or ""

    def _number(self, how: str) -> str:
        value = self._data[how]
        text = written(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
        if text is None:
            self._wrong(f"{how} takes a number, not {quoted(value)}", "write a number such as 1.06", str(value))
            return "0"
        return str(Decimal(text))

    def _sentence(self, key: str) -> str:
        value = self._data.get(key, "")
        if not isinstance(value, str) or (key in self._data and not value.strip()):
            self._wrong(f"{key} is {quoted(value)}", f'write {key} = "…", a text in quotation marks', str(value))
            return ""
        return " ".join(value.split())

    def _wrong(self, message: str, expected: str, value: str | None) -> None:
        self._sound = False
        self._report(self._place, message, expected, value)
