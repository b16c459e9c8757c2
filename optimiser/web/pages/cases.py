"""A case: what was understood of it, what is worth a look, and its scenarios."""

from __future__ import annotations

import asyncio

from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from optimiser.errors import InputError
from optimiser.scenario import WhatIf, changed, what_if_in
from optimiser.tables.problems import Problem
from optimiser.web.answer.headline import read_headlines
from optimiser.web.pages.handling import Ask, FullError, Trouble, handled, see

_MOST_BYTES = 128 * 1024
"""Bytes of a what-if file: every page about the scenario reads it again."""
_MOST_PARTS = 200
_MOST_CHANGES = 300
_MOST_SAID = 50


async def show(ask: Ask, problems: tuple[Trouble, ...] = (), status: int = 200) -> Response:
    """A case, with its scenarios."""
    case = ask.case()
    store, found = ask.site.store, await ask.site.case(case.id)
    scenarios = store.scenarios_of(case.id)
    return ask.page(
        "case.html",
        status,
        case=case,
        scenarios=[
            (one, read_headlines(store.told_of(one)), ask.site.queue.under_way(one.id, "solve"))
            for one in scenarios
        ],
        tables=await asyncio.to_thread(lambda: found.tables),
        settings=found.inputs.case.settings,
        periods=found.inputs.case.periods,
        people=found.inputs.responsibility,
        problems=problems,
        problems_shown=bool(problems),
    )


async def new_scenario(ask: Ask) -> Response:
    """Begin a scenario, with no changes yet."""
    case = ask.case()
    try:
        found = ask.begin_scenario(case.id, ask.text("name"), ask.reason())
    except FullError as error:
        return await show(ask, (Trouble(str(error)),), 409)
    return see(f"/scenarios/{found.id}")


async def upload_scenario(ask: Ask) -> Response:
    """Take in a what-if file as a scenario; what is wrong with it is said with the file and the line."""
    case, given = ask.case(), ask.form.get("file")
    if not isinstance(given, UploadFile) or not given.filename:
        return await show(ask, (Trouble("Choose a what-if file first.", "file"),), 422)
    content = await given.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        said = f"The what-if file is larger than {_MOST_BYTES // 1024} kB: split it into several."
        return await show(ask, (Trouble(said, "file"),), 413)
    try:
        what_if = await asyncio.to_thread(_what_if, content.decode("utf-8-sig"), given.filename[:100])
        await asyncio.to_thread(changed, (await ask.site.case(case.id)).inputs, [what_if])
    except UnicodeDecodeError:
        return await show(ask, (Trouble("The what-if file is not in UTF-8: save it as UTF-8 text.", "file"),), 422)
    except InputError as error:
        return await show(ask, _troubles(error), 422)
    try:
        found = ask.begin_scenario(case.id, what_if.name, what_if.reason, what_if.changes)
    except FullError as error:
        return await show(ask, (Trouble(str(error)),), 409)
    return see(f"/scenarios/{found.id}")


def _what_if(text: str, file: str) -> WhatIf:
    """What a file asks for, unless reading it would keep everybody waiting.

    Raises :class:`~optimiser.errors.InputError` where it cannot be read. The time that Python takes to read a name
    of many parts, such as a.b.c, grows with their square.
    """
    if any(line.count(".") > _MOST_PARTS for line in text.splitlines()):
        raise InputError([_unread(file, "a line has hundreds of full stops", "write a shorter line")])
    found = what_if_in(text, file)
    if len(found.changes) > _MOST_CHANGES:
        message = f"it has {len(found.changes):,} changes, more than the {_MOST_CHANGES} that are read here"
        raise InputError([_unread(file, message, "change whole rows, or the case's own tables")])
    return found


def _unread(file: str, message: str, expected: str) -> Problem:
    return Problem("error", "what_if_syntax", file, None, None, None, message, expected)


def _troubles(error: InputError) -> tuple[Trouble, ...]:
    said = [Trouble(str(one), "file") for one in error.problems[:_MOST_SAID]]
    left = len(error.problems) - len(said)
    return (*said, Trouble(f"And {left:,} more.", "file")) if left else tuple(said)


async def delete(ask: Ask) -> Response:
    """Delete a case with everything that belongs to it."""
    case = ask.case()
    ask.site.delete_case(case.id)
    return see("/")


ROUTES = [
    Route("/cases/{case}", handled(show), methods=["GET"]),
    Route("/cases/{case}/scenarios", handled(new_scenario), methods=["POST"]),
    Route("/cases/{case}/what-if", handled(upload_scenario), methods=["POST"]),
    Route("/cases/{case}/delete", handled(delete), methods=["POST"]),
]
