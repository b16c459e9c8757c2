"""Any other figure of the tables: found by words, changed one at a time."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.routing import Route

from optimiser.errors import InputError
from optimiser.levers import cell_change, row_shown, search
from optimiser.scenario import Alteration, changed, what_if_in
from optimiser.scenario.cell_texts import FIGURES
from optimiser.tables.inputs import CaseInputs
from optimiser.tables.specification import PROVENANCE, TABLE_BY_NAME
from optimiser.web.pages.handling import Ask, NotFoundError, Trouble, handled, place_in, see
from optimiser.web.pages.scenarios import changed_to
from optimiser.web.store import Scenario
from optimiser.web.what_ifs import changes_of, text_of

_MOST_ROWS = 30
_OF_SOURCES = frozenset(column.name for column in PROVENANCE)


async def find(ask: Ask) -> Response:
    """Rows that some words are about."""
    scenario, words = ask.scenario(), ask.request.query_params.get("q", "").strip()[:100]
    case = await ask.open(scenario)
    found = await asyncio.to_thread(search, case.inputs, words, _MOST_ROWS) if words else None
    return ask.page(
        "cells.html", scenario=scenario, case=ask.site.store.case(scenario.case), words=words, found=found,
        tables=[table for name, table in TABLE_BY_NAME.items() if len(case.inputs.tables[name])],
    )  # fmt: skip


async def row(ask: Ask) -> Response:
    """One row, each of its cells to be changed."""
    return await _row_shown(ask, ask.scenario())


async def _row_shown(
    ask: Ask, scenario: Scenario, problems: tuple[Trouble, ...] = (), status: int = 200
) -> Response:
    case = await ask.open(scenario)
    table, number = _place(ask)
    found = row_shown(case.inputs, table, number)
    if found is None:
        raise NotFoundError
    cells = [one for one in found.cells if one.changeable and one.column not in _OF_SOURCES]
    return ask.page(
        "row.html", status, scenario=scenario, case=ask.site.store.case(scenario.case), row=found,
        cells=sorted(cells, key=lambda one: one.kind not in FIGURES),
        now=_now(case.inputs, scenario, table, number), problems=problems, problems_shown=bool(problems),
    )  # fmt: skip


def _place(ask: Ask) -> tuple[str, int]:
    """The table and the number of the row in the address; raises :class:`NotFoundError` where there is none."""
    table, number = ask.key("table"), place_in(ask.key("row"))
    if table not in TABLE_BY_NAME or number is None:
        raise NotFoundError
    return table, number


def _now(inputs: CaseInputs, scenario: Scenario, table: str, number: int) -> dict[str, str]:
    """What the scenario sets the row's cells to, of those that it sets one by one."""
    found = {}
    for change in changes_of(scenario):
        if isinstance(change, Alteration) and change.table == table and change.how == "set":
            try:
                same = cell_change(inputs, table, number, change.column, change.value)
            except InputError:  # a change of other rows, to what this one could not hold
                continue
            if dict(same.rows) == dict(change.rows):
                found[change.column] = change.value
    return found


async def change(ask: Ask) -> Response:
    """Set one cell; an earlier change of the same cell is replaced."""
    scenario, case = ask.scenario(), await ask.open(ask.scenario())
    (table, number), column = _place(ask), ask.text("column")
    try:
        made = cell_change(case.inputs, table, number, column, ask.text("value"), ask.reason())
        changes = [*(one for one in changes_of(scenario) if not _is_same_cell(one, made)), made]
        text = text_of(scenario.name, scenario.reason, changes)
        await asyncio.to_thread(changed, case.inputs, [what_if_in(text, scenario.name)])
    except InputError as error:
        troubles = tuple(Trouble(str(one), f"cell-{column}") for one in error.problems)
        return await _row_shown(ask, scenario, troubles, 422)
    return see(f"/scenarios/{changed_to(ask, scenario, changes).id}")


def _is_same_cell(change: object, made: Alteration) -> bool:
    return (
        isinstance(change, Alteration)
        and change.how == "set"
        and (change.table, change.column) == (made.table, made.column)
        and dict(change.rows) == dict(made.rows)
    )


ROUTES = [
    Route("/scenarios/{scenario}/cells", handled(find), methods=["GET"]),
    Route("/scenarios/{scenario}/cells/{table}/{row}", handled(row), methods=["GET"]),
    Route("/scenarios/{scenario}/cells/{table}/{row}", handled(change), methods=["POST"]),
]
