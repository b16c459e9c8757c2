"""Frontier, drivers and alternatives of a scenario, asked for and read on pages."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import Route

from optimiser.errors import OptimiserError
from optimiser.web.jobs import STUDY
from optimiser.web.jobs.queue import QueueFullError
from optimiser.web.pages.answers import part_of
from optimiser.web.pages.handling import Ask, NotFoundError, Trouble, handled, see
from optimiser.web.pages.waiting import followed
from optimiser.web.pages.words import ENDED
from optimiser.web.store import JobRecord, Scenario
from optimiser.web.study_kinds import KINDS, MEASURES

_POINTS = ("5", "7", "11", "15")
_TOPS = ("5", "10", "20")
_WITHIN = {"0.005": "0.5%", "0.01": "1%", "0.02": "2%", "0.05": "5%"}


_CHANCE = "no_suitable_home"
"""The measure of promises that cost cannot be traced against."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose from: its value in the form, and what it is called."""

    value: str
    label: str


async def show(ask: Ask, problems: tuple[Trouble, ...] = (), status: int = 200) -> Response:
    """The studies of a scenario: those made, and forms for others."""
    scenario = ask.scenario()
    case = await ask.open(scenario)
    targets = [Choice(one.target, one.label) for one in case.inputs.case.targets if one.measure != _CHANCE]
    named = [Choice(name, label) for name, label in MEASURES.items()]
    return ask.page(
        "studies.html", status, scenario=scenario, case=ask.site.store.case(scenario.case), targets=targets,
        named=named, points=_POINTS, tops=_TOPS, withins=_WITHIN, problems=problems, problems_shown=bool(problems),
        made=[(job, KINDS[job.kind], _state(ask, job.id, job.state)) for job in _jobs(ask, scenario)],
    )  # fmt: skip


def _jobs(ask: Ask, scenario: Scenario) -> list[JobRecord]:
    every = ask.site.store.jobs_of(scenario.case)
    return [job for job in every if job.subject == scenario.id and job.kind in KINDS]


def _state(ask: Ask, job: str, kept: str) -> tuple[str, str]:
    standing = ask.site.queue.standing(job)
    return ENDED.get(kept if standing is None else standing.state, ("Working", "blue"))


async def begin(ask: Ask) -> Response:
    """Begin a study."""
    scenario, kind = ask.scenario(), ask.key("kind")
    if kind not in KINDS:
        raise NotFoundError
    if not scenario.is_answered:
        return await show(ask, (Trouble("Find the cheapest plan first: a study begins from it."),), 409)
    try:
        standing = ask.site.study(scenario, kind, await _options(ask, scenario, kind))
    except (QueueFullError, _ChoiceError) as error:
        return await show(ask, (Trouble(str(error)),), 429 if isinstance(error, QueueFullError) else 422)
    return see(f"/studies/{standing.job}")


class _ChoiceError(OptimiserError):
    """Something was chosen that could not be."""


async def _options(ask: Ask, scenario: Scenario, kind: str) -> dict[str, object]:
    if kind == "frontier":
        targets = {one.target for one in (await ask.open(scenario)).inputs.case.targets if one.measure != _CHANCE}
        target = _one_of(ask.text("target"), {*targets, *MEASURES})
        return {"target": target, "points": int(_one_of(ask.text("points"), _POINTS))}
    if kind == "drivers":
        return {"top": int(_one_of(ask.text("top"), _TOPS))}
    return {"within": float(_one_of(ask.text("within"), _WITHIN))}


def _one_of(given: str, known: Collection[str]) -> str:
    if given not in known:
        raise _ChoiceError("Choose one of the values in the form.")
    return given


async def read(ask: Ask) -> Response:
    """A study: how far it is, then what it found."""
    found = await followed(ask, KINDS)
    job, scenario = found.job, ask.own_scenario(found.job.subject)
    sections = [str(key) for key, _ in job.told.get("sections", ())]
    page = ask.site.store.job_folder(job.id) / STUDY / f"{job.kind}.md"
    text = await asyncio.to_thread(page.read_text, "utf-8") if page.is_file() else ""
    return ask.page(
        "study.html", scenario=scenario, followed=found, here=f"/studies/{job.id}", title=KINDS[job.kind],
        parts=[part_of(ask, job.id, key) for key in sections], text=text,
    )  # fmt: skip


async def cancel(ask: Ask) -> Response:
    """End a study early; what is finished is kept."""
    job = ask.job()
    ask.site.queue.cancel(job.id)
    return see(f"/studies/{job.id}")


ROUTES = [
    Route("/scenarios/{scenario}/studies", handled(show), methods=["GET"]),
    Route("/scenarios/{scenario}/studies/{kind}", handled(begin), methods=["POST"]),
    Route("/studies/{job}", handled(read), methods=["GET"]),
    Route("/studies/{job}/cancel", handled(cancel), methods=["POST"]),
]
