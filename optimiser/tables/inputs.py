"""A case as it was read: the frozen data, the tables behind it, the warnings and the inputs' hash."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from models.case import Case
from models.uncertainty import NOTHING_UNCERTAIN, Uncertainty
from optimiser.errors import InputError
from optimiser.tables.build import build_case
from optimiser.tables.cells import Row
from optimiser.tables.checked import typed_tables
from optimiser.tables.checks.registry import all_found, as_text, run_checks
from optimiser.tables.doubtful_flows import doubtful_flows
from optimiser.tables.known import NOTHING_KNOWN, KnownTables, contents_of, in_canonical_order
from optimiser.tables.problems import Problem, Problems, in_order
from optimiser.tables.raw import RawRow, RawTable, RawTables
from optimiser.tables.reading import read_tables
from optimiser.tables.reconciliation import unreconciled
from optimiser.tables.responsibility import Responsibility, responsibility
from optimiser.tables.specification import TABLE_BY_NAME, Column, Table
from optimiser.tables.uncertainty import build_uncertainty

_DTYPES = {"number": "float64", "share": "float64", "whole": "int64"}


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One cell that a what-if altered, as it would be written in a table; empty where it was or is blank.

    A row that a what-if adds or takes away is logged by each of its cells that hold something.
    """

    what_if: str
    """Name of the what-if."""
    table: str
    row: str
    """Key of the row, its cells separated by `` / ``."""
    column: str
    old: str
    new: str
    reason: str
    place: str
    """The what-if file and line, or the ``--set`` text, for messages."""


@dataclass(frozen=True, slots=True)
class AppliedWhatIf:
    """A what-if that the inputs were changed by."""

    name: str
    reason: str
    file: str
    """Where it came from, as it was typed."""


class Frames(Mapping[str, pd.DataFrame]):
    """Every table as a frame, made when it is first asked for: most answers need only a few of them."""

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Take the typed rows of every table, in canonical order."""
        self._rows = rows
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, table: str) -> pd.DataFrame:
        """The frame of a table."""
        if table not in self._made:
            self._made[table] = _frame(TABLE_BY_NAME[table], self._rows[table])
        return self._made[table]

    def __iter__(self) -> Iterator[str]:
        """The names of the tables."""
        return iter(self._rows)

    def __len__(self) -> int:
        """How many tables there are."""
        return len(self._rows)


@dataclass(frozen=True)
class CaseInputs:
    """A case that passed every check."""

    path: Path
    case: Case
    tables: Mapping[str, pd.DataFrame]
    """Every table, typed, in canonical order, with all the columns of the specification.

    The index, called ``row``, is the row's number in the file or sheet. Cells that were blank hold their
    default, or ``None`` (``NaN`` in number columns) where blank has a meaning of its own; ``keys`` and
    ``shares`` are tuples, ``keys`` being ``("*",)`` for all. A table that was not given has no rows.
    """
    warnings: tuple[Problem, ...]
    sha256: str
    """Of the canonical content: the same for CSV or Excel, for any order of rows, and whoever answers for it.

    Every cell of every table counts but the settings about people, the assurance state, the table ``ranges``
    and the tables about chance: the hash says what is planned, so that reviewing or approving a plan, or
    saying how far its figures could be off, leaves it the same plan.
    """
    responsibility: Responsibility
    """Who answers for the plan, and how far it is assured."""
    what_ifs: tuple[AppliedWhatIf, ...] = ()
    """What the tables were changed by, in the order in which it was applied."""
    changes: tuple[LoggedChange, ...] = ()
    """Every cell that a what-if altered, in the same order; the tables hold the new values."""
    uncertainty: Uncertainty = NOTHING_UNCERTAIN
    """What the tables say about chance; ``optimiser.futures.uncertainty_of`` refuses where that is nothing."""

    @cached_property
    def texts(self) -> RawTables:
        """Every cell as text, as :func:`as_text_tables` writes it; written out once."""
        return as_text_tables(self.tables, self.path)


def read_case(path: str | os.PathLike[str]) -> CaseInputs:
    """Read and check a case: a folder of CSV files or one .xlsx workbook.

    Raises :class:`~optimiser.errors.InputError` with every error found in its ``problems`` and everything
    else worth a look in its ``warnings``.
    """
    return check_case(read_tables(path))


def check_case(raw: RawTables, before: KnownTables = NOTHING_KNOWN) -> CaseInputs:
    """Check tables as written and build the case; raise ``InputError`` with every error found.

    ``before``: tables that have passed every check. Whatever was found by looking at those alone that are still
    the very same is not worked out again; what comes of it is the same with it or without.
    """
    known, found = _checked(raw, before)
    errors = [problem for problem in found if problem.severity == "error"]
    if errors:
        raise InputError(errors, [problem for problem in found if problem.severity == "warning"])
    case, uncertainty = build_case(known.tables), build_uncertainty(known.tables)
    ordered = in_canonical_order(known, before)
    doubtful = doubtful_flows(case, uncertainty, {row["need"]: row.number for row in ordered["entries"]})
    warnings = (*found, *unreconciled(case, ordered["outturn"]), *in_order(doubtful))
    sha256 = _sha256(contents_of(ordered, before))
    answers = responsibility(known.tables)
    return CaseInputs(raw.path, case, Frames(ordered), warnings, sha256, answers, uncertainty=uncertainty)


def known_tables(raw: RawTables) -> KnownTables:
    """What is known of tables, to check them sooner once they are changed; nothing where they have errors."""
    known, found = _checked(raw, NOTHING_KNOWN)
    if any(problem.severity == "error" for problem in found):
        return NOTHING_KNOWN
    ordered = in_canonical_order(known, NOTHING_KNOWN)
    return replace(known, ordered=ordered, contents=contents_of(ordered, NOTHING_KNOWN))


def _checked(raw: RawTables, before: KnownTables) -> tuple[KnownTables, tuple[Problem, ...]]:
    """The typed tables with what the checks find in them, and all of that in order."""
    problems = Problems()
    tables = typed_tables(raw, problems, before.tables)
    same = before.same_in(tables)
    findings = run_checks(tables, before.findings, same)
    problems.add(all_found(findings))
    return KnownTables(tables, findings, same), problems.sorted()


def recheck(tables: Mapping[str, pd.DataFrame], path: Path) -> CaseInputs:
    """Check tables as those of :class:`CaseInputs`, after changes, and build their case.

    Every cell is written out as text first and goes through the same checks as a file; the frames' index
    gives the rows' numbers in messages. Raises ``InputError`` with every error found.
    """
    return check_case(as_text_tables(tables, path))


def as_text_tables(tables: Mapping[str, pd.DataFrame], path: Path) -> RawTables:
    """Write every cell of the tables of :class:`CaseInputs` out as text; tables without rows are left out."""
    return RawTables(path, {name: _written(name, frame) for name, frame in tables.items() if len(frame)})


def _written(name: str, frame: pd.DataFrame) -> RawTable:
    columns = tuple(str(column) for column in frame.columns)
    rows = (
        RawRow(int(number), {c: cell_text(value) for c, value in zip(columns, values, strict=True)})
        for number, values in zip(frame.index, frame.itertuples(index=False, name=None), strict=True)
    )
    return RawTable(name, name, columns, tuple(rows))


def cell_text(value: Any) -> str:
    """Return a cell of the typed tables as it would be written in a file; a blank one as empty text."""
    if not isinstance(value, tuple) and pd.isna(value):
        return ""
    return as_text(value.item() if hasattr(value, "item") else value)


def _frame(table: Table, rows: Sequence[Row]) -> pd.DataFrame:
    index = pd.Index([row.number for row in rows], name="row", dtype="int64")
    columns = {column.name: _series(column, [row[column.name] for row in rows], index) for column in table.columns}
    return pd.DataFrame(columns, index=index)


def _series(column: Column, values: list[Any], index: pd.Index[int]) -> pd.Series[Any]:
    return pd.Series(values, index=index, dtype=_DTYPES.get(column.kind, "object"))


def _sha256(contents: Mapping[str, bytes]) -> str:
    """Return the hash of every cell in canonical order, each written in one way, of what is planned."""
    digest = hashlib.sha256()
    for content in contents.values():
        digest.update(content)
    return digest.hexdigest()
