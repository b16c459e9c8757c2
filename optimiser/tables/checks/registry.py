"""The checks across tables: a registry of small functions, all of which run, all problems at once.

A check is a generator of :class:`Finding` with a docstring whose first line is its plain sentence. It asks
:class:`~optimiser.tables.checked.Tables` for the columns that it needs and sees only rows in which those
could be read; a check of sums asks first whether the tables are sound.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.problems import Problem, Severity
from optimiser.tables.specification import TABLES, Table


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
EachFunction = Callable[[Tables, Table], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check."""

    name: str
    severity: Severity
    sentence: str
    module: str
    parts: Mapping[str, CheckFunction]
    """What finds it; for a check of each table by itself, by the table's name."""


CHECKS: dict[str, Check] = {}
"""Every registered check by name."""

_MODULES = (
    *("keys", "time", "people", "places", "matching", "reach", "money", "targets"),
    *("ranges", "uncertainty", "responsibility", "provenance"),
)


def check(name: str, severity: Severity = "error") -> Callable[[CheckFunction], CheckFunction]:
    """Register a check under a name; its docstring's first line is its sentence."""

    def register(function: CheckFunction) -> CheckFunction:
        _register(name, severity, function, {"": function})
        return function

    return register


def check_each(name: str, severity: Severity = "error") -> Callable[[EachFunction], EachFunction]:
    """Register a check that is made of each table by itself, in the specification's order."""

    def register(function: EachFunction) -> EachFunction:
        _register(name, severity, function, {table.name: _of(function, table) for table in TABLES})
        return function

    return register


def _of(function: EachFunction, table: Table) -> CheckFunction:
    return lambda tables: function(tables, table)


def _register(
    name: str, severity: Severity, function: Callable[..., Any], parts: Mapping[str, CheckFunction]
) -> None:
    if name in CHECKS:
        raise ValueError(f"there are two checks called {name}")
    sentence = (function.__doc__ or "").strip().splitlines()[0]
    CHECKS[name] = Check(name, severity, sentence, function.__module__, parts)


def registered() -> dict[str, Check]:
    """Return every check in one order, whichever module happens to have been imported first."""
    modules = [f"optimiser.tables.checks.{module}" for module in _MODULES]
    for module in modules:
        importlib.import_module(module)
    ordered = sorted(CHECKS.values(), key=lambda one: modules.index(one.module))
    return {one.name: one for one in ordered}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check, or its part about one table, found, and the tables that it looked at to find it."""

    found: tuple[Problem, ...]
    asked: frozenset[str]


Findings = Mapping[tuple[str, str], Checked]
"""What every part of every check found, in one order, by the check's name and that of the part."""


def run_checks(tables: Tables, before: Findings | None = None, same: Set[str] = frozenset()) -> Findings:
    """Return everything that the checks find in the tables, errors and warnings alike.

    ``before``: what they found in tables of which those named in ``same`` are the very same. What was found by
    looking at those alone is found again without looking: a check depends on nothing but the tables.
    """
    known = before or {}
    every = ((one, name, function) for one in registered().values() for name, function in one.parts.items())
    return {
        (one.name, name): earlier
        if (earlier := known.get((one.name, name))) is not None and earlier.asked <= same
        else _checked(one, function, tables)
        for one, name, function in every
    }


def all_found(findings: Findings) -> Iterator[Problem]:
    """Everything that checks found."""
    return (problem for one in findings.values() for problem in one.found)


def _checked(one: Check, function: CheckFunction, tables: Tables) -> Checked:
    tables.asked.clear()
    found = tuple(_problem(one, found, tables) for found in function(tables))
    return Checked(found, frozenset(tables.asked))


def _problem(one: Check, found: Finding, tables: Tables) -> Problem:
    tables.asked.add(found.table)
    file = tables.files.get(found.table)
    cell = found.table, found.row, found.column, found.value
    return Problem(one.severity, one.name, *cell, found.message, found.expected, file)


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
