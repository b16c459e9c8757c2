"""A run folder read back: its record, its tables and the inputs that were planned."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from optimiser.errors import RunFolderError
from optimiser.kept_tables import read_kept
from optimiser.results.columns import COLUMNS
from optimiser.results.pool_loads import loads_of_pools, newcomers_of_needs, sharing_of_pools
from optimiser.run_folder import INPUTS, RESULT
from optimiser.spreadsheet import as_written
from optimiser.tables.inputs import CaseInputs

Given = TypeVar("Given")


@dataclass(frozen=True)
class Run:
    """A run as it lies in its folder; ``tables`` have the columns and dtypes of ``COLUMNS``."""

    folder: Path
    record: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    inputs: CaseInputs

    @property
    def has_plan(self) -> bool:
        """Whether a plan was found, proven or not."""
        return _has_plan(self.record)

    @property
    def result_sha256(self) -> str:
        """The sha256 of its record, which tells it from any other run, of the same inputs too."""
        return hashlib.sha256((self.folder / RESULT).read_bytes()).hexdigest()


def _has_plan(record: Mapping[str, Any]) -> bool:
    return record["status"] in ("optimal", "feasible")


def read_run(folder: str | os.PathLike[str]) -> Run:
    """Read a run folder.

    Raises :class:`~optimiser.errors.RunFolderError` where it is none or cannot be read, and
    :class:`~optimiser.errors.InputError` where its input tables have been spoiled.
    """
    place = Path(folder)
    record = read_record(place)
    tables = {name: _read_table(place, name) for name in COLUMNS}
    return Run(place, record, tables, read_run_inputs(place))


def read_record(folder: Path) -> dict[str, Any]:
    """Read ``result.json``; raise :class:`~optimiser.errors.RunFolderError` where there is none to read."""
    if not (folder / RESULT).is_file():
        raise RunFolderError(f"{folder} is not a run folder: it has no {RESULT}. Give the --out of a plan.")
    try:
        record = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{folder / RESULT} cannot be read: {error}.") from error
    if not isinstance(record, dict) or "status" not in record or "inputs_sha256" not in record:
        raise RunFolderError(f"{folder / RESULT} is not the record of a run: plan the case again.")
    return record


def read_run_inputs(folder: Path) -> CaseInputs:
    """Read the input tables of a run through the ordinary checks, and what it was planned with.

    That is whether areas share their places, the offered loads and the newcomers. Raises
    :class:`~optimiser.errors.RunFolderError` where those are not of the pools and needs in the tables.
    """
    if not (folder / INPUTS).is_dir():
        raise RunFolderError(f"{folder} has no folder {INPUTS} with the tables that were planned; plan again.")
    inputs = read_kept(folder / INPUTS)
    if not inputs.case.curved_pools:
        return inputs
    planned = _has_plan(read_record(folder))
    case = _given(folder, "pools", planned, partial(sharing_of_pools, inputs.case))
    loads = _given(folder, "pools", planned, partial(loads_of_pools, case))
    newcomers = _given(folder, "newcomers", planned, partial(newcomers_of_needs, case))
    return replace(inputs, case=replace(case, loads=loads, newcomers=newcomers))


def _given(folder: Path, name: str, planned: bool, read: Callable[[pd.DataFrame], Given]) -> Given:
    """What a run was planned with, from a table that must fit its inputs."""
    table = _read_table(folder, name)
    try:
        if table.empty and planned:
            raise ValueError("it has no rows")
        return read(table)
    except ValueError as error:
        raise RunFolderError(f"{folder / f'{name}.csv'} does not fit the input tables: {error}.") from error


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    file = folder / f"{name}.csv"
    columns = COLUMNS[name]
    try:
        text = pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{file} cannot be read: {error}. Plan the case again.") from error
    missing = [column.name for column in columns if column.name not in text]
    if missing:
        raise RunFolderError(f"{file} has no column {', '.join(missing)}. Plan the case again.")
    series = {}
    for column in columns:
        cells = text[column.name]
        if column.dtype == "str":
            series[column.name] = cells.map(as_written).astype("str")
            continue
        try:
            numbers = [float(cell) if cell else float("nan") for cell in cells]
        except ValueError as error:
            raise RunFolderError(f"{file}, column {column.name}: {error}. Plan the case again.") from error
        series[column.name] = pd.Series(numbers, index=text.index, dtype="float64")
    return pd.DataFrame(series)
