"""A scenario shown to whoever has its link: to read, and to take a copy of."""

from __future__ import annotations

import asyncio
import shutil

from starlette.responses import Response
from starlette.routing import Route

from optimiser.web.answer.headline import read_headlines
from optimiser.web.pages.answers import TILES
from optimiser.web.pages.changing import copy_of
from optimiser.web.pages.handling import Ask, NotFoundError, handled, see
from optimiser.web.store import CaseRecord, Scenario
from optimiser.web.store.store import new_key
from optimiser.web.what_ifs import changes_of


def _linked(ask: Ask) -> tuple[Scenario, CaseRecord]:
    scenario = ask.site.store.linked_scenario(ask.key("link"))
    case = None if scenario is None else ask.site.store.case(scenario.case)
    if scenario is None or case is None:
        raise NotFoundError
    return scenario, case


async def show(ask: Ask) -> Response:
    """What a scenario changes and what its answer is."""
    scenario, case = _linked(ask)
    found = read_headlines(ask.site.store.told_of(scenario) if scenario.is_answered else {})
    return ask.page(
        "linked.html", scenario=scenario, case=case, changes=changes_of(scenario),
        figures=[(label, found[name].figure) for name, label in TILES.items() if name in found],
        is_own=scenario.visitor == ask.visitor,
    )  # fmt: skip


async def copy(ask: Ask) -> Response:
    """Take a copy of the scenario and, where the visitor does not have it, of its case."""
    scenario, case = _linked(ask)
    mine = next((one for one in ask.site.store.cases_of(ask.visitor) if one.sha256 == case.sha256), None)
    if mine is None:
        ask.check_cases()
        key, store = new_key(), ask.site.store
        await asyncio.to_thread(shutil.copytree, store.case_folder(case.id), store.case_folder(key))
        mine = ask.site.open_case(CaseRecord(key, ask.visitor, case.authority, case.sha256, case.facts))
    return see(f"/scenarios/{copy_of(ask, scenario, mine.id).id}")


ROUTES = [
    Route("/link/{link}", handled(show), methods=["GET"]),
    Route("/link/{link}", handled(copy), methods=["POST"]),
]
