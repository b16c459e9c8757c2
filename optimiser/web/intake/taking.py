"""Taking in an upload: a process of its own reads it, and what comes of that is whole or nothing."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from optimiser.web.intake.limits import Limits
from optimiser.web.intake.records import Fault, Refused, Taken, shown
from optimiser.whole_file import write_folder

LARGEST_ANSWER = 32 << 20
"""Bytes: three times what the most faults and rows that are told come to."""
_FEWER = "keep to the rows that the plan needs, delete unused rows, columns and sheets, and upload it again"
_AGAIN = "save it again, or copy the tables into the template, and upload that"
_CHILD = "import sys; sys.path[:] = sys.argv[1:]; from optimiser.web.intake.child import main; main()"
"""What the process runs: this very product, found where it was found here."""
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_OUT_OF_TIME = getattr(signal, "SIGXCPU", None)
_log = logging.getLogger(__name__)


class _RefusedError(Exception):
    def __init__(self, refused: Refused) -> None:
        super().__init__()
        self.refused = refused


def take_in(upload: Path, name: str, into: Path, limits: Limits | None = None) -> Taken | Refused:
    """Read an uploaded file in a process of its own and put its tables, as canonical CSV, in a folder.

    ``name`` is what the visitor's computer calls the file: it is shown and its ending counts, nothing more.
    The folder ``into`` appears only when it is complete, in place of what was there; after a refusal it is as
    it was before. :func:`~optimiser.kept_tables.read_kept` reads it. Blocks until there is an answer,
    for ``limits.wall`` seconds at most. Raises ``RunFolderError`` where the folder cannot be written.
    """
    limits = limits or Limits()
    answers: list[Taken] = []

    def fill(place: Path) -> None:
        answer = _ask(upload, shown(name), place, limits)
        if isinstance(answer, Refused):
            raise _RefusedError(answer)
        answers.append(answer)

    try:
        write_folder(into, fill)
    except _RefusedError as error:
        return error.refused
    return answers[0]


def _ask(upload: Path, file: str, place: Path, limits: Limits) -> Taken | Refused:
    """Start the process, wait for it and return its answer; one that gives none refuses the upload."""
    with tempfile.TemporaryDirectory(prefix=".intake-", dir=place.parent, ignore_cleanup_errors=True) as folder:
        scratch, answer = Path(folder) / "scratch", Path(folder) / "answer.json"
        scratch.mkdir()
        paths = {"upload": upload.resolve(), "scratch": scratch, "into": place}
        request = {"name": file, "limits": asdict(limits), **{key: str(path) for key, path in paths.items()}}
        try:
            code = _run(request, answer, limits)
        except subprocess.TimeoutExpired:
            return _too_slow(file, limits.wall)
        return _understood(_answer(answer), code, file, limits)


def _run(request: dict[str, Any], answer: Path, limits: Limits) -> int:
    """Run the process with its answer going to a file, which cannot block it nor fill our memory."""
    with answer.open("wb") as target:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _CHILD, *sys.path],
            input=json.dumps(request).encode(),
            stdout=target,
            stderr=subprocess.DEVNULL,
            env=os.environ | _ONE_THREAD,
            timeout=limits.wall,
            check=False,
        )
    return done.returncode


def _answer(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LARGEST_ANSWER:
        return {}
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _understood(answer: dict[str, Any], code: int, file: str, limits: Limits) -> Taken | Refused:
    try:
        if code == 0 and "taken" in answer:
            return Taken.from_json(answer)
        if code == 0 and "refused" in answer:
            return Refused.from_json(answer)
    except (LookupError, TypeError, ValueError, AttributeError):
        answer = {"failed": "an answer that is none"}
    if _OUT_OF_TIME is not None and code == -_OUT_OF_TIME:
        return _too_slow(file, limits.cpu)
    if "memory" in answer or code == -signal.SIGABRT:  # how the reader of workbooks ends where there is no more
        return _refusal("upload_memory", file, "reading it takes more memory than an upload may", _FEWER)
    failed = str(answer.get("failed", "no answer"))
    _log.warning("reading an upload failed: exit code %d, %.100r", code, failed)
    return _refusal("upload_failed", file, "it could not be read, and reading it stopped", _AGAIN)


def _too_slow(file: str, seconds: float) -> Refused:
    return _refusal(
        "upload_time", file, f"reading it takes more than the {seconds:g} seconds that an upload may", _FEWER
    )


def _refusal(check: str, file: str, message: str, expected: str) -> Refused:
    sentence = f"{file}: {message}; {expected}."
    return Refused((Fault("", file, None, None, None, message, expected, sentence, check),))
