"""A text file written whole or not at all."""

from __future__ import annotations

from pathlib import Path

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
