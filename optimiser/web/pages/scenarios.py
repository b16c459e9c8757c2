"""A scenario: its levers beside the answer, and what happens when levers are changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from optimiser.levers import GROUPS, asked, held
from optimiser.scenario import Change
from optimiser.web.jobs.queue import QueueFullError
from optimiser.web.pages.answers import answer_of, overview_of, part_of, search_of, tiles_of
from optimiser.web.pages.handling import Ask, NotFoundError, Trouble, handled, see
from optimiser.web.pages.levers_shown import GROUP_OF, shown_levers, slug
from optimiser.web.pages.waiting import wait_for_news
from optimiser.web.store import Scenario
from optimiser.web.what_ifs import changes_of, text_of

FIRST = "first"


async def show(ask: Ask) -> Response:
    """A scenario; with ``after`` in the address, once there is news of its job."""
    scenario = ask.scenario()
    standing = ask.site.queue.under_way(scenario.id, "solve")
    if standing is not None:
        await wait_for_news(ask, standing.job)
    return await shown(ask, ask.scenario())


async def show_group(ask: Ask) -> Response:
    """The levers of one group."""
    group = ask.key("group")
    if group not in GROUP_OF:
        raise NotFoundError
    return await shown(ask, ask.scenario(), group)


async def shown(
    ask: Ask,
    scenario: Scenario,
    group: str = FIRST,
    typed: Mapping[str, tuple[str, str]] | None = None,
    problems: tuple[Trouble, ...] = (),
    status: int = 200,
) -> Response:
    """The page of a scenario with the first levers or those of a group, and what is wrong with what was typed."""
    case = await ask.open(scenario)
    scenario = ask.own_scenario(scenario.id)  # it may have been answered while the case was read
    values, others = held(case.levers, changes_of(scenario))
    wanted = [one for one in case.levers if (one.first if group == FIRST else one.group == GROUP_OF[group])]
    sentences = {trouble.field: trouble.sentence for trouble in problems}
    counts = {name: sum(one.group == name and one.id in values for one in case.levers) for name in GROUPS}
    present = {one.group for one in case.levers}
    return ask.page(
        "scenario.html" if group == FIRST else "levers.html",
        status,
        scenario=scenario,
        case=ask.site.store.case(scenario.case),
        levers=shown_levers(wanted, values, typed, sentences),
        group=group,
        group_name="" if group == FIRST else GROUP_OF[group],
        groups=[(slug(name), name, counts[name]) for name in GROUPS if name in present],
        changed=len(values) + len(others),
        others=[(place, one) for place, one in enumerate(changes_of(scenario)) if one in others],
        **(_beside(ask, scenario) if group == FIRST else {}),
        problems=problems,
        problems_shown=bool(problems),
    )


def _beside(ask: Ask, scenario: Scenario) -> dict[str, Any]:
    """What stands beside the first levers: the answer and the search for it, and the link to give away."""
    answer = answer_of(ask, scenario)
    return {
        "answer": answer,
        "search": search_of(ask, scenario),
        "tiles": tiles_of(ask, scenario, answer),
        "overview": overview_of(ask, scenario, answer),
        "link": ask.address(f"/link/{scenario.link}"),
    }


async def change(ask: Ask) -> Response:
    """Take in levers: save them, and solve if asked. The case as it is becomes a scenario of its own."""
    scenario, case = ask.scenario(), await ask.open(ask.scenario())
    group = ask.text("group") or FIRST
    if group != FIRST and group not in GROUP_OF:
        raise NotFoundError
    typed = {
        one.id: (ask.text(one.id), ask.reason(f"reason-{one.id}")) for one in case.levers if one.id in ask.form
    }
    if (reset := ask.text("reset")) in typed:
        typed[reset] = (next(one.default for one in case.levers if one.id == reset), "")
    values, others = held(case.levers, changes_of(scenario))
    kept = {key: (one.value, one.reason) for key, one in values.items()} | typed
    changes, wrong = asked(
        case.levers, {key: value for key, (value, _) in kept.items()}, {key: why for key, (_, why) in kept.items()}
    )
    if wrong:
        troubles = tuple(Trouble(one.sentence, one.lever) for one in wrong)
        return await shown(ask, scenario, group, typed, troubles, 422)
    scenario = changed_to(ask, scenario, (*changes, *others))
    if ask.text("do") == "solve":
        return await solve_now(ask, scenario)
    return see(f"/scenarios/{scenario.id}" + ("" if group == FIRST else f"/levers/{group}"))


def changed_to(ask: Ask, scenario: Scenario, changes: Sequence[Change], name: str = "") -> Scenario:
    """The scenario with other changes; the case as it is stays so, and another is begun, under that name."""
    if scenario.base:
        return ask.begin_scenario(scenario.case, name, changes=changes)
    text = text_of(scenario.name, scenario.reason, changes)
    ask.site.store.change_scenario(scenario.id, scenario.name, scenario.reason, text)
    return ask.own_scenario(scenario.id)


async def solve_now(ask: Ask, scenario: Scenario) -> Response:
    """Have the scenario's plan found, and show how that goes."""
    try:
        ask.site.solve(scenario)
    except QueueFullError as error:
        return await shown(ask, scenario, problems=(Trouble(str(error)),), status=429)
    return see(f"/scenarios/{scenario.id}")


async def solve(ask: Ask) -> Response:
    """Solve the scenario as it is."""
    return await solve_now(ask, ask.scenario())


async def cancel(ask: Ask) -> Response:
    """End the search early; the best plan found is kept, as not proven."""
    scenario = ask.scenario()
    standing = ask.site.queue.under_way(scenario.id, "solve")
    if standing is not None:
        ask.site.queue.cancel(standing.job)
        await ask.site.queue.heard(standing.job, standing.version + 1, 3.0)
    return see(f"/scenarios/{scenario.id}")


async def read(ask: Ask) -> Response:
    """One section of the answer."""
    scenario = ask.scenario()
    answer = answer_of(ask, scenario)
    key = ask.key("section")
    if answer.told is None or key not in [section for section, _ in answer.sections]:
        raise NotFoundError
    return ask.page(
        "section.html",
        scenario=scenario,
        case=ask.site.store.case(scenario.case),
        answer=answer,
        key=key,
        title=dict(answer.sections)[key],
        section=part_of(ask, scenario.answer, key),
    )


ROUTES = [
    Route("/scenarios/{scenario}", handled(show), methods=["GET"]),
    Route("/scenarios/{scenario}/levers", handled(change), methods=["POST"]),
    Route("/scenarios/{scenario}/levers/{group}", handled(show_group), methods=["GET"]),
    Route("/scenarios/{scenario}/solve", handled(solve), methods=["POST"]),
    Route("/scenarios/{scenario}/cancel", handled(cancel), methods=["POST"]),
    Route("/scenarios/{scenario}/read/{section}", handled(read), methods=["GET"]),
]
