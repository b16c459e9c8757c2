"""Files and folders written whole or not at all, and what they hold as plain JSON data."""

from __future__ import annotations

import math
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from optimiser.errors import RunFolderError


def write_whole(path: Path, text: str) -> Path:
    """Write text to a file, in place of what was there; raise ``RunFolderError`` where that cannot be done."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        return beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise RunFolderError(f"{path} cannot be written: {error.strerror or error}.") from error


def write_folder(target: Path, fill: Callable[[Path], None]) -> Path:
    """Put a folder that ``fill`` writes, complete, in the place of ``target``; leave no trace of a failure.

    ``fill`` is given an empty folder beside the target, which is moved into place once it returns. Raises
    ``RunFolderError`` where that cannot be done; then, as after any other error, what was there is there still.
    """
    try:
        _write_beside(target.resolve(), fill)
    except OSError as error:
        raise RunFolderError(f"{target} cannot be written: {error.strerror or error}.") from error
    return target


def check_can_replace(folder: Path, mark: str, what: str, overwrite: bool) -> None:
    """Raise ``RunFolderError`` where a folder could not be written, or holds anything but ``what``.

    ``mark`` is the file by which a folder of that kind is known; no other folder is ever replaced.
    """
    try:
        _check_can_replace(folder, mark, what, overwrite)
    except OSError as error:
        raise RunFolderError(f"{folder} cannot be written: {error.strerror or error}.") from error


def _check_can_replace(folder: Path, mark: str, what: str, overwrite: bool) -> None:
    there = folder.exists() or folder.is_symlink()
    if there and not overwrite:
        raise RunFolderError(f"{folder} exists already; give another --out, or --overwrite to replace it.")
    if there and folder.is_symlink():
        raise RunFolderError(f"{folder} is a link, so it is not replaced; give the folder itself.")
    if there and not (folder / mark).is_file():
        raise RunFolderError(f"{folder} does not hold {what} (it has no {mark}), so it is not replaced.")
    parent = folder.resolve().parent
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise RunFolderError(f"{folder} cannot be written: {parent} is not a folder that you may write to.")


def _write_beside(place: Path, fill: Callable[[Path], None]) -> None:
    mark = secrets.token_hex(4)
    new, old = (place.with_name(f".{place.name}-{mark}-{which}") for which in ("new", "old"))
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        new.mkdir()
        fill(new)
        if place.exists():
            place.rename(old)
        new.rename(place)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        if old.exists() and not place.exists():
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def plain(value: Any) -> Any:
    """Plain JSON data: numbers that are not finite become null.

    >>> plain({"a": (1.5, float("nan"))})
    {'a': [1.5, None]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
