"""The first page: cases that were opened, opening the one served, and taking in another."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from optimiser.errors import InputError
from optimiser.kept_tables import write_kept
from optimiser.tables.inputs import read_case
from optimiser.web.intake import Refused, Taken, take_in
from optimiser.web.pages.handling import Ask, FullError, Trouble, handled, see
from optimiser.web.store import CaseRecord
from optimiser.web.store.store import new_key
from optimiser.whole_file import write_folder

_CHUNK = 1 << 20
_TURN = 30.0
"""Seconds that an upload waits while others are read."""


async def home(ask: Ask, problems: tuple[Trouble, ...] = (), status: int = 200) -> Response:
    """The cases of the visitor, and how to open another."""
    cases = ask.site.store.cases_of(ask.visitor)
    return ask.page(
        "home.html",
        status,
        cases=[(case, ask.site.store.scenarios_of(case.id)) for case in cases],
        example=ask.site.settings.example,
        most_megabytes=ask.site.settings.intake.upload >> 20,
        problems=problems,
        problems_shown=bool(problems),
    )


async def open_example(ask: Ask) -> Response:
    """Open the case that is served: a copy of it, so that what the visitor does changes nothing of it."""
    example = ask.site.settings.example
    if example is None:
        return await home(ask, (Trouble("No case was given to optimiser serve. Upload one below."),), 404)
    try:
        ask.check_cases()
    except FullError as error:
        return await home(ask, (Trouble(str(error)),), 409)
    case = new_key()
    try:
        inputs = await asyncio.to_thread(read_case, example)
    except InputError as error:
        return _refused(ask, Refused.of(error.problems), example.name)

    def fill(place: Path) -> None:
        write_kept(inputs, place)

    await asyncio.to_thread(write_folder, ask.site.store.case_folder(case), fill)
    warnings = [str(warning) for warning in inputs.warnings]
    return _opened(ask, case, inputs.case.settings.authority, inputs.sha256, warnings, example.name)


async def upload(ask: Ask) -> Response:
    """Take in a case: parsed in a process of its own, under limits; shown with its faults where it has some."""
    given = ask.form.get("file")
    if not isinstance(given, UploadFile) or not given.filename:
        return await home(ask, (Trouble("Choose a workbook or a ZIP file first.", "file"),), 422)
    try:
        ask.check_cases()
    except FullError as error:
        return await home(ask, (Trouble(str(error)),), 409)
    try:
        async with asyncio.timeout(_TURN):
            await ask.site.arrivals.acquire()
    except TimeoutError:
        said = "Others are uploading large files at this moment. Upload yours again in a minute."
        return await home(ask, (Trouble(said, "file"),), 429)
    case = new_key()
    try:
        found = await asyncio.to_thread(_arrived, ask, given, given.filename, case)
    finally:
        ask.site.arrivals.release()
    if isinstance(found, Refused):
        return _refused(ask, found, given.filename)
    return _taken(ask, case, found, given.filename)


def _arrived(ask: Ask, given: UploadFile, name: str, case: str) -> Taken | Refused:
    """Have an upload read; it lies in the store's own folder meanwhile, which no crash leaves it in for long."""
    store = ask.site.store
    with tempfile.TemporaryDirectory(dir=store.arrivals_folder()) as folder:
        arrived = Path(folder) / "arrived"
        with arrived.open("wb") as file:
            shutil.copyfileobj(given.file, file, _CHUNK)
        into = store.case_folder(case)
        into.parent.mkdir(parents=True, exist_ok=True)
        return take_in(arrived, name, into, ask.site.settings.intake)


def _taken(ask: Ask, case: str, found: Taken, name: str) -> Response:
    warnings = [warning.sentence for warning in found.warnings]
    return _opened(ask, case, found.authority, found.sha256, warnings, name)


def _opened(ask: Ask, case: str, authority: str, sha256: str, warnings: list[str], name: str) -> Response:
    facts = {"warnings": warnings, "from": name[:100]}
    ask.site.open_case(CaseRecord(case, ask.visitor, authority, sha256, facts))
    return see(f"/cases/{case}")


def _refused(ask: Ask, found: Refused, name: str) -> Response:
    return ask.page("refused.html", 422, found=found, name=name[:100], problems_shown=True)


ROUTES = [
    Route("/", handled(home), methods=["GET"]),
    Route("/cases/example", handled(open_example), methods=["POST"]),
    Route("/cases", handled(upload), methods=["POST"]),
]
