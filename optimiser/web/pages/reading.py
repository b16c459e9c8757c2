"""Pages about an answer that say what binds and where it comes from; tables and files to take away."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.routing import Route

from optimiser.web.jobs import STUDY
from optimiser.web.pages.answers import answer_of
from optimiser.web.pages.handling import Ask, NotFoundError, attachment, handled


async def worth(ask: Ask) -> Response:
    """What binds, and what it is worth."""
    scenario = ask.scenario()
    answer = answer_of(ask, scenario)
    if answer.told is None:
        raise NotFoundError
    return ask.page(
        "worth.html", scenario=scenario, case=ask.site.store.case(scenario.case), answer=answer,
        kinds=answer.told.get("worth"),
    )  # fmt: skip


async def provenance(ask: Ask) -> Response:
    """Where an answer comes from: the tables, what was changed, how it was found, and how far it is assured."""
    scenario = ask.scenario()
    answer = answer_of(ask, scenario)
    if answer.told is None:
        raise NotFoundError
    case = await ask.open(scenario)
    return ask.page(
        "provenance.html", scenario=scenario, case=ask.site.store.case(scenario.case), answer=answer,
        people=case.inputs.responsibility, gap=ask.site.settings.gap,
    )  # fmt: skip


async def table(ask: Ask) -> Response:
    """A table of an answer or a study, as CSV."""
    return _file(ask, ask.site.store.job_folder(ask.job().id) / "tables", f"{ask.key('table')}.csv", "text/csv")


async def study_table(ask: Ask) -> Response:
    """A table that a study left, as CSV."""
    return _file(ask, ask.site.store.job_folder(ask.job().id) / STUDY, f"{ask.key('table')}.csv", "text/csv")


def _file(ask: Ask, folder: Path, name: str, kind: str) -> Response:
    """A file of a folder by a name that is one of those in it."""
    known = {file.name: file for file in folder.glob("*")} if folder.is_dir() else {}
    if name not in known:
        raise NotFoundError
    return FileResponse(known[name], media_type=kind, headers=attachment(name))


ROUTES = [
    Route("/scenarios/{scenario}/worth", handled(worth), methods=["GET"]),
    Route("/scenarios/{scenario}/provenance", handled(provenance), methods=["GET"]),
    Route("/jobs/{job}/tables/{table}.csv", handled(table), methods=["GET"]),
    Route("/jobs/{job}/study/{table}.csv", handled(study_table), methods=["GET"]),
]
