"""The checks across tables: a registry of small functions, all of which run, all problems at once.

A check is a generator of :class:`Finding` with a docstring whose first line is its plain sentence. It asks
:class:`~optimiser.tables.checked.Tables` for the columns that it needs and sees only rows in which those
could be read; a check of sums asks first whether the tables are sound.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; the fields are those of :class:`~optimiser.tables.problems.Problem`."""

    table: str
    message: str
    expected: str
    row: int | None = None
    column: str | None = None
    value: str | None = None


CheckFunction = Callable[[Tables], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check."""

    name: str
    severity: Severity
    sentence: str
    function: CheckFunction


CHECKS: dict[str, Check] = {}
"""Every registered check by name."""

_MODULES = (
    *("keys", "time", "people", "places", "matching", "reach", "money", "targets"),
    "suitable_home",
    *("ranges", "uncertainty", "responsibility", "provenance"),
)


def check(name: str, severity: Severity = "error") -> Callable[[CheckFunction], CheckFunction]:
    """Register a check under a name; its docstring's first line is its sentence."""

    def register(function: CheckFunction) -> CheckFunction:
        if name in CHECKS:
            raise ValueError(f"there are two checks called {name}")
        sentence = (function.__doc__ or "").strip().splitlines()[0]
        CHECKS[name] = Check(name, severity, sentence, function)
        return function

    return register


def registered() -> dict[str, Check]:
    """Return every check in one order, whichever module happens to have been imported first."""
    modules = [f"optimiser.tables.checks.{module}" for module in _MODULES]
    for module in modules:
        importlib.import_module(module)
    ordered = sorted(CHECKS.values(), key=lambda one: modules.index(one.function.__module__))
    return {one.name: one for one in ordered}


def run_checks(tables: Tables) -> list[Problem]:
    """Return everything that the checks find in the tables, errors and warnings alike."""
    return [
        Problem(
            one.severity,
            one.name,
            found.table,
            found.row,
            found.column,
            found.value,
            found.message,
            found.expected,
            tables.files.get(found.table),
        )
        for one in registered().values()
        for found in one.function(tables)
    ]


def at(table: str, row: Row, column: str, message: str, expected: str, value: object = None) -> Finding:
    """Return a finding about one cell; ``value`` is the cell's own where none is given."""
    written = row.values.get(column) if value is None else value
    return Finding(table, message, expected, row.number, column, None if written is None else as_text(written))


def as_text(value: object) -> str:
    """Return a value as it would be written in a table.

    >>> as_text(5200.0), as_text(True), as_text(("a", "b"))
    ('5200', 'yes', 'a;b')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, tuple):
        return ";".join(as_text(part) for part in value)
    return "" if value is None else str(value)
