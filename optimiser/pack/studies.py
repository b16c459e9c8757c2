"""The studies that go into a pack beside its run, each the folder that a command left."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from optimiser.errors import RunFolderError
from optimiser.futures import chance_hash
from optimiser.run_reading import Run
from optimiser.spreadsheet import as_written

KINDS = ("compare", "frontier", "alternatives", "drivers", "stress", "simulate", "robust")
"""Studies that a pack can tell of; each leaves a record of its name."""
OF_A_RUN = ("stress", "simulate")
"""Those that are of one plan; two plans may be of the same inputs."""


@dataclass(frozen=True)
class Study:
    """A study as it lies in its folder: its record, and its tables by name, numbers as numbers."""

    kind: str
    record: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Studies:
    """The studies of a pack, at most one of each kind."""

    by_kind: Mapping[str, Study] = field(default_factory=dict)

    def table(self, kind: str, name: str) -> pd.DataFrame | None:
        """A table of a study that has rows; ``None`` where there is none."""
        study = self.by_kind.get(kind)
        found = None if study is None else study.tables.get(name)
        return None if found is None or found.empty else found


def read_studies(folders: Iterable[Path], run: Run) -> Studies:
    """Read study folders.

    Raises :class:`~optimiser.errors.RunFolderError` where a folder holds no such study, is of other inputs, of
    another plan or of other tables about chance than the run, or is of a kind given before.
    """
    found: dict[str, Study] = {}
    for folder in folders:
        study = _read(folder)
        if study.kind in found:
            raise RunFolderError(
                f"{folder}: there is a {study.kind} among the studies already; give one of each kind."
            )
        other = _unlike(study, run)
        if other:
            raise RunFolderError(f"{folder}: this {study.kind} is of {other}; make it again from the run's.")
        found[study.kind] = study
    return Studies(found)


def _unlike(study: Study, run: Run) -> str:
    """In what a study is not of the run; empty where it is."""
    if study.record.get("inputs_sha256") != run.record["inputs_sha256"]:
        return "other inputs than the run"
    if study.kind in OF_A_RUN and study.record.get("result_sha256") != run.result_sha256:
        return "another plan than the run"
    chance = study.record.get("uncertainty_sha256")
    return "" if chance in (None, chance_hash(run.inputs)) else "other tables about chance than the run"


def _read(folder: Path) -> Study:
    kind = next((kind for kind in KINDS if (folder / f"{kind}.json").is_file()), None)
    if kind is None:
        raise RunFolderError(f"{folder} holds no study; give the --out of {', '.join(KINDS[:-1])} or {KINDS[-1]}.")
    try:
        record = json.loads((folder / f"{kind}.json").read_text(encoding="utf-8"))
        tables = {file.stem: _table(file) for file in sorted(folder.glob("*.csv"))}
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{folder} cannot be read: {error}. Make the {kind} again.") from error
    return Study(kind, record, tables)


def _table(file: Path) -> pd.DataFrame:
    found = pd.read_csv(file, encoding="utf-8", keep_default_na=False, na_values=[""], dtype={"period": str})
    words = found.select_dtypes(["str", "object"]).columns
    return found.assign(**{name: found[name].fillna("").map(lambda cell: as_written(str(cell))) for name in words})
