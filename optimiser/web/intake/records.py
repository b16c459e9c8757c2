"""What comes of an upload: taken, or refused with every fault; both as plain JSON data and back."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimiser.tables.problems import Problem

MOST_FAULTS = 200
"""Faults of one upload that are told; the rest are counted."""
LONGEST_NAME = 100
"""Characters of a file's name that are shown."""
LONGEST_CELL = 200
"""Characters of a cell that are shown."""
_LONGEST_ENDING = 10
_LONGEST_SENTENCE = 2_000

Rows = Mapping[str, Mapping[int, Mapping[str, str]]]
"""Cells as they were written: by table, row number and column."""


def visible(text: str) -> str:
    """Text without control characters and such as turn the direction of writing."""
    return "".join(letter for letter in text if not unicodedata.category(letter).startswith("C"))


def shown(name: str, most: int = LONGEST_NAME) -> str:
    """A name that a stranger chose, fit to be shown on one line (and still to be escaped by the page).

    Folders before it are left out, and a long one is cut before its ending.

    >>> shown("/papers/case.xlsx"), shown("a long name.xlsx", most=12), shown("/")
    ('case.xlsx', 'a long….xlsx', 'the file')
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    path = PurePosixPath(" ".join(visible(last).split()))
    ending = path.suffix if len(path.suffix) < _LONGEST_ENDING else ""
    return cut(path.name.removesuffix(ending), most - len(ending)) + ending or "the file"


def cut(text: str, most: int) -> str:
    """Text of at most so many characters, with an ellipsis where it was longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, or worth a second look, in an upload.

    The fields are those of :class:`~optimiser.tables.problems.Problem`, cut where they are very long.
    """

    table: str
    """Name of the table; empty where the fault is in the upload as a whole."""
    file: str
    row: int | None
    """The number a person sees beside the row in the file or sheet: the header is row 1."""
    column: str | None
    value: str | None = field(repr=False)
    message: str = field(repr=False)
    expected: str = field(repr=False)
    sentence: str = field(repr=False)
    """All of it in one sentence."""
    check: str = ""
    """Name of the check that found it."""

    @classmethod
    def of(cls, problem: Problem) -> Fault:
        """The fault that a problem tells of."""
        return cls(
            problem.table,
            cut(problem.file or "", LONGEST_NAME),
            problem.row,
            None if problem.column is None else cut(problem.column, LONGEST_NAME),
            None if problem.value is None else cut(problem.value, LONGEST_CELL),
            cut(problem.message, _LONGEST_SENTENCE),
            cut(problem.expected, _LONGEST_SENTENCE),
            cut(str(problem), _LONGEST_SENTENCE),
            problem.check,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """A case that was taken in."""

    authority: str
    """As the case's settings name it."""
    sha256: str
    """Of the inputs, as :class:`~optimiser.tables.inputs.CaseInputs` has it."""
    warnings: tuple[Fault, ...]
    """What would not stop a plan; rows are numbered as in the upload."""
    counts: Mapping[str, int]
    """Rows of every table that has some."""

    def as_json(self) -> dict[str, Any]:
        """This as plain JSON data."""
        return {"taken": asdict(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Taken:
        """Undo :meth:`as_json`; raise ``LookupError``, ``TypeError`` or ``ValueError`` for anything else."""
        fields = data["taken"]
        counts = {str(table): int(rows) for table, rows in fields["counts"].items()}
        return cls(str(fields["authority"]), str(fields["sha256"]), _faults(fields["warnings"]), counts)


@dataclass(frozen=True, slots=True)
class Refused:
    """An upload that was not taken in, and why; its text is that of a stranger, to be escaped where shown."""

    problems: tuple[Fault, ...] = field(repr=False)
    """At most :data:`MOST_FAULTS`, in the order of the tables and their rows."""
    more: int = 0
    """Faults beyond those."""
    rows: Rows = field(default_factory=dict, repr=False)
    """The rows that the problems name, as they were written."""

    @classmethod
    def of(cls, problems: Sequence[Problem], rows: Rows | None = None) -> Refused:
        """A refusal for these problems; the first :data:`MOST_FAULTS` of them are told."""
        faults = tuple(Fault.of(problem) for problem in problems[:MOST_FAULTS])
        return cls(faults, len(problems) - len(faults), rows or {})

    def as_json(self) -> dict[str, Any]:
        """This as plain JSON data."""
        rows = {
            table: {str(row): dict(cells) for row, cells in found.items()} for table, found in self.rows.items()
        }
        return {"refused": {"problems": [asdict(one) for one in self.problems], "more": self.more, "rows": rows}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Refused:
        """Undo :meth:`as_json`; raise ``LookupError``, ``TypeError`` or ``ValueError`` for anything else."""
        fields = data["refused"]
        rows = {
            str(table): {
                int(row): {str(name): str(cell) for name, cell in cells.items()} for row, cells in found.items()
            }
            for table, found in fields["rows"].items()
        }
        return cls(_faults(fields["problems"]), int(fields["more"]), rows)


def _faults(several: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    return tuple(Fault(**one) for one in several)
