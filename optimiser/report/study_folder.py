"""The folder that a study leaves: its tables, its record, its page and its pictures, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from optimiser.run_folder import write_table
from optimiser.tables.inputs import CaseInputs
from optimiser.whole_file import check_can_replace, plain, write_folder


@dataclass(frozen=True)
class StudyFiles:
    """What a study leaves: ``name``.json and ``name``.md, a CSV for each table, a picture of each kind."""

    name: str
    record: Mapping[str, Any]
    page: str
    tables: Mapping[str, pd.DataFrame]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def check_can_write_study(folder: Path, name: str, overwrite: bool = False) -> None:
    """Raise :class:`~optimiser.errors.RunFolderError` where a study could not be written; called before solving.

    Only a folder that holds a study of that name is ever replaced.
    """
    check_can_replace(folder, f"{name}.json", f"a study called {name}", overwrite)


def write_study(files: StudyFiles, folder: Path, overwrite: bool = False) -> Path:
    """Write a study to a folder: complete in a folder beside it first, then moved into place.

    Raises :class:`~optimiser.errors.RunFolderError` where the folder exists already (unless ``overwrite``) or
    cannot be written.
    """
    check_can_write_study(folder, files.name, overwrite)
    return write_folder(folder, lambda place: _write_all(files, place))


def _write_all(files: StudyFiles, folder: Path) -> None:
    for name, table in files.tables.items():
        write_table(table, folder / f"{name}.csv")
    record = dict(files.record) | {name: table.to_dict("records") for name, table in files.tables.items()}
    text = json.dumps(plain(record), indent=2, ensure_ascii=False, allow_nan=False)
    (folder / f"{files.name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    (folder / f"{files.name}.md").write_text(files.page, encoding="utf-8", newline="\n")
    for kind, picture in files.pictures.items():
        (folder / f"{files.name}.{kind}").write_bytes(picture)


def record_of(study: Any, inputs: CaseInputs) -> dict[str, Any]:
    """The fields of a study that are not tables, by name, and what was studied: case, price base, inputs' hash."""
    settings = inputs.case.settings
    case = {"authority": settings.authority, "price_base": settings.price_base, "inputs_sha256": inputs.sha256}
    fields = vars(study).items()
    held = {name: value for name, value in fields if not isinstance(value, pd.DataFrame)}
    return case | held | {"status": str(study.status), "software": version("sufficiency-optimiser")}
