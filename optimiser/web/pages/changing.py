"""What can be done to a scenario beside its levers: name, copy, undo, let something give way, delete."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from optimiser.web.pages.handling import Ask, NotFoundError, attachment, handled, place_in, see
from optimiser.web.pages.names import named
from optimiser.web.pages.scenarios import changed_to
from optimiser.web.store import Scenario
from optimiser.web.what_ifs import changes_of, file_text, text_of


async def name(ask: Ask) -> Response:
    """Give a scenario another name and reason; its changes and its answer stay."""
    scenario = _own(ask)
    others = [one.name for one in ask.site.store.scenarios_of(scenario.case) if one.id != scenario.id]
    wanted, reason = named(ask.text("name"), others), ask.reason()
    text = text_of(wanted, reason, changes_of(scenario))
    ask.site.store.change_scenario(scenario.id, wanted, reason, text)
    if scenario.is_answered:
        ask.site.store.answer_scenario(scenario.id, scenario.answer, text)
    return see(f"/scenarios/{scenario.id}")


async def duplicate(ask: Ask) -> Response:
    """Begin another scenario with the same changes."""
    scenario = ask.scenario()
    found = copy_of(ask, scenario, scenario.case)
    return see(f"/scenarios/{found.id}")


def copy_of(ask: Ask, scenario: Scenario, case: str) -> Scenario:
    """A scenario with the changes of another, in a case of the visitor's."""
    return ask.begin_scenario(case, scenario.name, scenario.reason, changes_of(scenario))


async def reset(ask: Ask) -> Response:
    """Undo every change."""
    scenario = _own(ask)
    changed_to(ask, scenario, ())
    return see(f"/scenarios/{scenario.id}")


async def remove(ask: Ask) -> Response:
    """Undo one change, by its place."""
    scenario, place = _own(ask), place_in(ask.key("place"))
    changes = list(changes_of(scenario))
    if place is None or place >= len(changes):
        raise NotFoundError
    del changes[place]
    changed_to(ask, scenario, changes)
    return see(f"/scenarios/{scenario.id}")


async def delete(ask: Ask) -> Response:
    """Delete a scenario with its answer and its studies."""
    scenario = _own(ask)
    ask.site.stop_all(scenario)
    ask.site.store.delete_scenario(scenario.id)
    return see(f"/cases/{scenario.case}")


def _own(ask: Ask) -> Scenario:
    """A scenario that can be changed; the case as its tables say cannot."""
    scenario = ask.scenario()
    if scenario.base:
        raise NotFoundError
    return scenario


async def download(ask: Ask) -> Response:
    """The scenario as a what-if file."""
    scenario = ask.scenario()
    text = file_text(scenario) or "# This what-if changes nothing.\n"
    return Response(text, media_type="application/toml", headers=attachment(f"{scenario.name}.toml"))


ROUTES = [
    Route("/scenarios/{scenario}/name", handled(name), methods=["POST"]),
    Route("/scenarios/{scenario}/duplicate", handled(duplicate), methods=["POST"]),
    Route("/scenarios/{scenario}/reset", handled(reset), methods=["POST"]),
    Route("/scenarios/{scenario}/changes/{place}/remove", handled(remove), methods=["POST"]),
    Route("/scenarios/{scenario}/delete", handled(delete), methods=["POST"]),
    Route("/scenarios/{scenario}/what-if.toml", handled(download), methods=["GET"]),
]
