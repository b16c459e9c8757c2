"""Taking away: the strategy pack and the run folder of a scenario, and the template with a case's tables."""

from __future__ import annotations

import asyncio

from starlette.responses import FileResponse, Response
from starlette.routing import Route

from optimiser.example_cases import example, unfilled_case
from optimiser.tables.inputs import read_case
from optimiser.tables.template.workbook import template_workbook
from optimiser.web.jobs import PACK_FILE, RUN_FILE, STUDY
from optimiser.web.jobs.messages import EARLY, FINISHED
from optimiser.web.jobs.queue import QueueFullError
from optimiser.web.pages.handling import Ask, NotFoundError, Trouble, attachment, handled, see
from optimiser.web.pages.waiting import followed
from optimiser.web.pages.words import ENDED
from optimiser.web.store import Scenario
from optimiser.web.study_kinds import KINDS

DELIVERED = {"pack": "Draft, for the authority itself", "published": "For publication, small numbers hidden"}
"""Kinds of delivery, with what they are."""
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def show(ask: Ask, problems: tuple[Trouble, ...] = (), status: int = 200) -> Response:
    """What can be taken away of a scenario, and what has been made."""
    scenario = ask.scenario()
    made = [
        (job, DELIVERED[job.kind], ENDED.get(job.state, ("Working", "blue")))
        for job in ask.site.store.jobs_of(scenario.case)
        if job.subject == scenario.id and job.kind in DELIVERED
    ]
    return ask.page(
        "take.html", status, scenario=scenario, case=ask.site.store.case(scenario.case), made=made,
        delivered=DELIVERED, studies=[KINDS[kind] for kind in _studies(ask, scenario)], problems=problems,
        problems_shown=bool(problems),
    )  # fmt: skip


def _studies(ask: Ask, scenario: Scenario) -> dict[str, str]:
    """The latest finished study of each kind of the scenario as it is now: its job by its kind."""
    found: dict[str, str] = {}
    for job in ask.site.store.jobs_of(scenario.case):
        is_done = job.subject == scenario.id and job.kind in KINDS and job.state in (FINISHED, EARLY)
        if is_done and job.asked.get("text") == scenario.text:
            found.setdefault(job.kind, job.id)
    return found


async def begin(ask: Ask) -> Response:
    """Have the files made: planned once more from nothing, with the studies that were made of the scenario."""
    scenario, kind = ask.scenario(), ask.text("kind")
    if kind not in DELIVERED:
        raise NotFoundError
    answer = ask.site.store.job(scenario.answer) if scenario.is_answered else None
    folders = tuple(ask.site.store.job_folder(job) / STUDY for job in _studies(ask, scenario).values())
    objective = None if answer is None else answer.told.get("objective")
    try:
        standing = ask.site.deliver(scenario, kind == "published", folders, objective)
    except QueueFullError as error:
        return await show(ask, (Trouble(str(error)),), 429)
    return see(f"/deliveries/{standing.job}")


async def read(ask: Ask) -> Response:
    """How far a delivery is, then its files."""
    found = await followed(ask, DELIVERED)
    job, scenario = found.job, ask.own_scenario(found.job.subject)
    return ask.page(
        "delivery.html", scenario=scenario, followed=found, here=f"/deliveries/{job.id}",
        title=DELIVERED[job.kind], is_ready=job.state in (FINISHED, EARLY),
    )  # fmt: skip


async def file(ask: Ask) -> Response:
    """A file that was made."""
    job, name = ask.job(), ask.key("file")
    if job.kind not in DELIVERED or name not in (PACK_FILE, RUN_FILE) or job.state not in (FINISHED, EARLY):
        raise NotFoundError
    place = ask.site.store.job_folder(job.id) / name
    case = ask.site.store.case(job.case)
    authority = "case" if case is None else case.authority
    return FileResponse(place, media_type="application/zip", headers=attachment(f"{authority}-{name}"))


async def template(ask: Ask) -> Response:
    """The Excel template: empty, or filled with an example."""
    like = ask.key("like")
    if like not in ("empty", "tiny", "lewisham"):
        raise NotFoundError
    tables = unfilled_case() if like == "empty" else (await asyncio.to_thread(read_case, example(like))).tables
    content = await asyncio.to_thread(template_workbook, tables)
    return Response(content, media_type=_WORKBOOK, headers=attachment(f"sufficiency-{like}.xlsx"))


async def tables(ask: Ask) -> Response:
    """A case's own tables as the Excel template."""
    case = ask.case()
    found = await ask.site.case(case.id)
    content = await asyncio.to_thread(template_workbook, found.inputs.tables)
    return Response(content, media_type=_WORKBOOK, headers=attachment(f"{case.authority}.xlsx"))


ROUTES = [
    Route("/scenarios/{scenario}/take", handled(show), methods=["GET"]),
    Route("/scenarios/{scenario}/take", handled(begin), methods=["POST"]),
    Route("/deliveries/{job}", handled(read), methods=["GET"]),
    Route("/deliveries/{job}/{file}", handled(file), methods=["GET"]),
    Route("/template/{like}.xlsx", handled(template), methods=["GET"]),
    Route("/cases/{case}/tables.xlsx", handled(tables), methods=["GET"]),
]
