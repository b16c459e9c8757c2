"""From an upload to canonical tables, or to every fault in it: what the process of its own does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from optimiser.errors import InputError
from optimiser.kept_tables import plain_text, write_kept
from optimiser.tables.inputs import check_case
from optimiser.tables.problems import Problem, Problems
from optimiser.tables.raw import RawTables
from optimiser.tables.reading import read_tables
from optimiser.tables.workbook import read_workbook
from optimiser.web.intake.arriving import Kind, kind_of
from optimiser.web.intake.csv_archive import unpack_tables
from optimiser.web.intake.csv_size import check_sizes
from optimiser.web.intake.limits import Limits
from optimiser.web.intake.offending import Lines, csv_lines, offending_rows, sheet_lines
from optimiser.web.intake.records import Fault, Refused, Taken
from optimiser.web.intake.workbook import clean_workbook

_WORKBOOK = "workbook.xlsx"


@dataclass(frozen=True, slots=True)
class _Source:
    """Tables as written, and a way back to the rows that could not be used."""

    raw: RawTables
    lines: Lines


def read_upload(upload: Path, file: str, scratch: Path, into: Path, limits: Limits) -> Taken | Refused:
    """Read an upload and write its tables into an empty folder; every fault in it makes it refused.

    ``file`` is its name as shown; ``scratch`` an empty folder for what is unpacked on the way. This is what
    runs under limits: call :func:`~optimiser.web.intake.taking.take_in` instead.
    """
    try:
        with upload.open("rb") as stream:
            kind = kind_of(stream, file, limits)
            source = (_from_workbook if kind is Kind.WORKBOOK else _from_tables)(stream, file, scratch, limits)
    except InputError as error:
        return Refused.of(error.problems)
    try:
        inputs = check_case(source.raw)
    except InputError as error:
        rows = offending_rows(source.raw, source.lines, error.problems)
        return Refused.of(_named(error.problems, file), rows)
    counts = write_kept(inputs, into)
    warnings = tuple(Fault.of(problem) for problem in _named(inputs.warnings, file))
    return Taken(inputs.case.settings.authority, inputs.sha256, warnings, counts)


def _from_tables(stream: BinaryIO, file: str, scratch: Path, limits: Limits) -> _Source:
    unknown = unpack_tables(stream, file, scratch, limits)
    check_sizes(scratch, file, limits)
    raw = plain_text(read_tables(scratch))
    return _Source(replace(raw, problems=(*unknown, *raw.problems)), csv_lines(scratch))


def _from_workbook(stream: BinaryIO, file: str, scratch: Path, limits: Limits) -> _Source:
    workbook = scratch / _WORKBOOK
    clean_workbook(stream, file, workbook, limits)
    raw = read_workbook(workbook, Problems())
    long = [table.name for table in raw.tables.values() if len(table.rows) > limits.rows]
    if long:
        message = f"the table has more than {limits.rows:,} rows"
        expected = "keep to the rows that the plan needs"
        raise InputError(
            [Problem("error", "too_large", name, None, None, None, message, expected, file) for name in long]
        )
    return _Source(raw, sheet_lines(workbook))


def _named(problems: Sequence[Problem], file: str) -> list[Problem]:
    """The problems with the upload's own name in place of the one that it was given for reading."""

    def named(text: str | None) -> str | None:
        return file if text == _WORKBOOK else text

    return [replace(one, file=named(one.file), value=named(one.value)) for one in problems]
