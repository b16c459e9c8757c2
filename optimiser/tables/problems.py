"""What is wrong with the inputs, one sentence at a time.

A :class:`Problem` says where (table, row, column), what was written there, why that is wrong and what to
write instead. Errors stop a plan; warnings are shown beside it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from optimiser.tables.specification import TABLE_BY_NAME, TABLES

Severity = Literal["error", "warning"]

_LONGEST_QUOTE = 60
"""Characters of a cell shown in a sentence; a longer cell is cut so that the sentence stays readable."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, or one thing worth a second look, in the inputs."""

    severity: Severity
    check: str
    """Name of the check that found it."""
    table: str
    """Name of the table; empty where the fault is in the folder or the workbook as a whole."""
    row: int | None
    """The number a person sees beside the row in the file or sheet: the header is row 1."""
    column: str | None
    value: str | None
    """What was written, as written."""
    message: str
    """What is wrong, without a full stop."""
    expected: str
    """What to write instead, as an instruction without a full stop."""
    file: str | None = None
    changed_by: str | None = None
    """The what-if file and line, or the ``--set`` text, that asks for it or brought it about."""

    def __str__(self) -> str:
        """Return one sentence that says where, what is wrong and what to do about it."""
        where = [name for name in (self.changed_by, self.table or self.file) if name] or ["inputs"]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column is not None:
            where.append(f"column {self.column}")
        sentence = f"{', '.join(where)}: {self.message}"
        if not self.expected:
            return f"{sentence}."
        return f"{sentence}; {self.expected}" + ("" if self.expected.endswith("?") else ".")


class Problems:
    """Collects problems while the inputs are read and checked."""

    def __init__(self) -> None:
        """Start with none."""
        self._found: list[Problem] = []

    def error(
        self,
        check: str,
        table: str,
        message: str,
        expected: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        file: str | None = None,
    ) -> None:
        """Add an error; the arguments are the fields of :class:`Problem`."""
        self._found.append(Problem("error", check, table, row, column, value, message, expected, file))

    def add(self, problems: Iterable[Problem]) -> None:
        """Add problems that were found elsewhere."""
        self._found.extend(problems)

    def sorted(self) -> tuple[Problem, ...]:
        """Return every problem once, in the order of :func:`in_order`."""
        return in_order(dict.fromkeys(self._found))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems in the order of the specification's tables, then rows, then columns."""
    return tuple(sorted(problems, key=_position))


_TABLE_POSITION = {table.name: position for position, table in enumerate(TABLES)}


def _position(problem: Problem) -> tuple[int, str, int, int, str, str]:
    table = TABLE_BY_NAME.get(problem.table)
    names = [column.name for column in table.columns] if table else []
    column = problem.column or ""
    return (
        _TABLE_POSITION.get(problem.table, -1),
        problem.table or problem.file or "",
        problem.row or 0,
        names.index(column) if column in names else -1,
        problem.check,
        problem.message,
    )


def quoted(value: object) -> str:
    """Return a cell in quotation marks, cut where it is very long.

    >>> quoted("£5,200")
    '"£5,200"'
    """
    text = " ".join(str(value).split())
    return f'"{text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"}"'


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like ``word``, or ``None`` where nothing is much like it.

    >>> nearest("Optoins", ["options", "areas"])
    'options'
    """
    words = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(word.casefold(), list(words), n=1, cutoff=0.5)
    return words[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return ``did you mean …?`` with the nearest known word, or ``otherwise``.

    >>> did_you_mean("nroth", ["north", "south"], "see the table areas")
    'did you mean "north"?'
    """
    candidate = nearest(word, known)
    return f'did you mean "{candidate}"?' if candidate is not None else otherwise


def listed(words: Iterable[str], most: int = 8) -> str:
    """Return words as a list in a sentence, cut after ``most`` of them.

    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    every = list(words)
    if len(every) > most:
        return f"{', '.join(every[:most])} and {len(every) - most} more"
    return " and ".join([", ".join(every[:-1]), every[-1]]) if len(every) > 1 else "".join(every)


def rows_listed(numbers: Iterable[int]) -> str:
    """Return row numbers as compactly as a person would write them.

    >>> rows_listed([2, 3, 4, 9])
    '2–4, 9'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
