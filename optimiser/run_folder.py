"""The run folder: ``result.json`` and one CSV file a table, written whole or not at all."""

from __future__ import annotations

import json
import math
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import Any

from optimiser.errors import RunFolderError
from optimiser.result import Result

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?(e[+-]?\d+)?", re.IGNORECASE)


def check_can_write(folder: Path, overwrite: bool = False) -> None:
    """Raise :class:`RunFolderError` where a run could not be written there; called before any solving."""
    try:
        _check_can_write(folder, overwrite)
    except OSError as error:
        raise RunFolderError(f"{folder} cannot be written: {error.strerror or error}.") from error


def _check_can_write(folder: Path, overwrite: bool) -> None:
    there = folder.exists() or folder.is_symlink()
    if there and not overwrite:
        raise RunFolderError(f"{folder} exists already; give another --out, or --overwrite to replace it.")
    if there and folder.is_symlink():
        raise RunFolderError(f"{folder} is a link, so it is not replaced; give the folder itself.")
    if there and not (folder / "result.json").is_file():
        raise RunFolderError(f"{folder} is not a run folder (it has no result.json), so it is not replaced.")
    parent = folder.resolve().parent
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise RunFolderError(f"{folder} cannot be written: {parent} is not a folder that you may write to.")


def write_run(result: Result, folder: str | os.PathLike[str], overwrite: bool = False) -> Path:
    """Write a run to a folder: complete in a temporary folder beside it first, then moved into place.

    Text that a spreadsheet would take for a formula is written with an apostrophe before it. Raises
    :class:`RunFolderError` where the folder exists already (unless ``overwrite``) or cannot be written.
    """
    target = Path(folder)
    check_can_write(target, overwrite)
    try:
        _write_beside(result, target)
    except OSError as error:
        raise RunFolderError(f"{target} cannot be written: {error.strerror or error}.") from error
    return target


def _write_beside(result: Result, target: Path) -> None:
    """Write to a folder beside the target, then put it in the target's place; leave no trace of a failure."""
    place = target.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    mark = secrets.token_hex(4)
    new, old = (place.with_name(f".{place.name}-{mark}-{which}") for which in ("new", "old"))
    try:
        new.mkdir()
        _write_all(result, new)
        if place.exists():
            place.rename(old)
        new.rename(place)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        if old.exists() and not place.exists():
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _write_all(result: Result, folder: Path) -> None:
    record = json.dumps(_plain(result.record.as_dict()), indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "result.json").write_text(record + "\n", encoding="utf-8")
    for name, table in result.tables.items():
        safe = table.apply(lambda column: column.map(_harmless) if column.dtype == "str" else column)
        safe.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8", lineterminator="\n")


def _harmless(text: Any) -> Any:
    """Text with an apostrophe before it where a spreadsheet would run it; plain numbers stay as they are."""
    if isinstance(text, str) and text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _plain(value: Any) -> Any:
    """Plain JSON data: numbers that are not finite become null."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
