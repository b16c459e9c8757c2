"""Letting give way what an explanation says would have to: where a lever stands for it, by that lever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from optimiser.levers import Lever, asked, held
from optimiser.levers.lever import shown as shown_number
from optimiser.scenario import Alteration, Change
from optimiser.web.pages.handling import Ask, Trouble, handled, place_in
from optimiser.web.pages.scenarios import changed_to, shown, solve_now
from optimiser.web.what_ifs import GIVES_WAY, changes_of, loosened


async def loosen(ask: Ask) -> Response:
    """Let one of the ways out of an explanation give way, and solve."""
    scenario = ask.scenario()
    job = ask.site.store.latest_job(scenario.id, "solve")
    ways = [] if job is None or job.asked.get("text") != scenario.text else list(job.told.get("loosenings", ()))
    way = place_in(ask.text("way"))
    if way is None or way >= len(ways):
        said = "This was said of the what-if as it was before. Solve it again to see what would give way now."
        return await shown(ask, scenario, problems=(Trouble(said),), status=409)
    case = await ask.open(scenario)
    changes = loosened_by_levers(case.levers, changes_of(scenario), ways[way]["changes"])
    return await solve_now(ask, changed_to(ask, scenario, changes, "Loosened"))


def loosened_by_levers(
    levers: Sequence[Lever], changes: Sequence[Change], loosenings: Sequence[Mapping[str, Any]]
) -> tuple[Change, ...]:
    """Changes with some figures given way; a lever that sets one is moved, with all that goes with it.

    Not where another change is of such a figure too: the lever alone would not give it the value.
    """
    values, others = held(levers, changes)
    texts = {key: one.value for key, one in values.items()}
    reasons = {key: one.reason for key, one in values.items()}
    left = []
    for one in loosenings:
        sets = (lever for lever in levers if _sets(lever, one) and not _is_altered(others, one))
        lever = next(sets, None)
        number = None if lever is None else _number(lever, str(one["new"]))
        if lever is None or number is None:
            left.append(one)
        else:
            texts[lever.id], reasons[lever.id] = number, GIVES_WAY
    moved = asked(levers, texts, reasons)
    if moved.problems:
        return loosened(changes, loosenings)
    return loosened((*moved.changes, *others), left)


def _sets(lever: Lever, loosening: Mapping[str, Any]) -> bool:
    """Whether a lever sets just the figure that gives way."""
    if lever.how != "set" or lever.choices or loosening.get("is_new"):
        return False
    cells = lever.changes[0]
    rows = {str(column): (str(value),) for column, value in loosening["rows"]}
    return (cells.table, cells.column, dict(cells.rows)) == (loosening["table"], loosening["column"], rows)


def _is_altered(changes: Sequence[Change], loosening: Mapping[str, Any]) -> bool:
    """Whether one of the changes may be of the figure that gives way."""
    column = (loosening["table"], loosening["column"])
    return any(isinstance(change, Alteration) and (change.table, change.column) == column for change in changes)


def _number(lever: Lever, text: str) -> str | None:
    try:
        return shown_number(lever, Decimal(text))
    except InvalidOperation:
        return None


ROUTES = [Route("/scenarios/{scenario}/loosen", handled(loosen), methods=["POST"])]
