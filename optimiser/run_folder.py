"""The run folder: ``result.json``, a CSV file for each table and the inputs, written whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from optimiser.kept_tables import write_tables
from optimiser.spreadsheet import harmless
from optimiser.whole_file import check_can_replace, plain, write_folder

if TYPE_CHECKING:
    from optimiser.result import Result

RESULT, INPUTS = "result.json", "inputs"
"""Names in a run folder: the record, and the folder with the input tables as they were used."""


def check_can_write(folder: Path, overwrite: bool = False) -> None:
    """Raise :class:`RunFolderError` where a run could not be written there; called before any solving."""
    check_can_replace(folder, RESULT, "a run", overwrite)


def write_run(result: Result, folder: str | os.PathLike[str], overwrite: bool = False) -> Path:
    """Write a run to a folder: complete in a temporary folder beside it first, then moved into place.

    Text that a spreadsheet would take for a formula is written with an apostrophe before it. Raises
    :class:`RunFolderError` where the folder exists already (unless ``overwrite``) or cannot be written.
    """
    target = Path(folder)
    check_can_write(target, overwrite)
    return write_folder(target, lambda place: _write_all(result, place))


def _write_all(result: Result, folder: Path) -> None:
    for name, table in result.tables.items():
        write_table(table, folder / f"{name}.csv")
    _write_inputs(result, folder / INPUTS)
    record = plain(result.record.as_dict()) | {"files": digests(folder)}
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / RESULT).write_text(text + "\n", encoding="utf-8")


def write_table(table: pd.DataFrame, file: Path) -> None:
    """Write a table as CSV, its text harmless to a spreadsheet and its numbers at full precision."""
    columns = table.items()
    safe = pd.DataFrame({name: one.map(_safe) if one.dtype == "str" else one for name, one in columns})
    bare = any(one.str.contains("\r").any() for _, one in safe.items() if one.dtype == "str")
    if bare:  # the writer does not quote a carriage return by itself, and a reader would end the row there
        safe.to_csv(file, index=False, encoding="utf-8", lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    else:
        safe.to_csv(file, index=False, encoding="utf-8", lineterminator="\n")


def _write_inputs(result: Result, folder: Path) -> None:
    """The input tables as they were used: defaults filled in, in canonical order."""
    folder.mkdir()
    write_tables(result.inputs, folder)


def digests(folder: Path) -> dict[str, str]:
    """The sha256 of every CSV file of a run folder, by its path within it."""
    files = sorted([*folder.glob("*.csv"), *(folder / INPUTS).glob("*.csv")])
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _safe(cell: Any) -> Any:
    return harmless(cell) if isinstance(cell, str) else cell
