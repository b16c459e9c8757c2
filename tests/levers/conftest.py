"""What tests of levers share: the two cases as read, their levers, and changes followed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import optimiser
from optimiser.levers import Lever, levers_of
from optimiser.scenario import Alteration, Change, WhatIf
from optimiser.tables.inputs import CaseInputs, cell_text
from tests.cases import casebook
from tests.cases.casebook import LEWISHAM, TINY

State = dict[tuple[str, int, str], str]
"""The text of every cell, by table, number of the row and column."""


@pytest.fixture(scope="session")
def tiny() -> CaseInputs:
    return optimiser.read_case(TINY)


@pytest.fixture(scope="session")
def lewisham() -> CaseInputs:
    return optimiser.read_case(LEWISHAM)


def read(tables: casebook.Tables, folder: Path) -> CaseInputs:
    return optimiser.read_case(casebook.write(tables, folder / "case"))


def by_label(inputs: CaseInputs) -> Mapping[str, Lever]:
    return {lever.label: lever for lever in levers_of(inputs)}


def a_case(**more: casebook.Rows) -> casebook.Tables:
    """One need group, a provision of the council's own with places and one that is bought; more tables replace."""
    tables = casebook.case(
        needs=casebook.rows("need age_from age_to", ("all", 0, 17)),
        demand=casebook.demand({"all": 4}, ["2025/26"]),
        provisions=casebook.rows(
            "provision family sector weekly_cost",
            ("own", "fostering", "in_house", 500),
            ("agency", "fostering", "external", 1000),
        ),
        suitability=casebook.rows(
            "need provision rating", ("all", "own", "preferred"), ("all", "agency", "suitable")
        ),
        supply=casebook.rows("provision area places", ("own", "home", 2)),
        market=casebook.rows("provision area weekly_cost", ("agency", "away", "")),
    )
    return tables | more


def what_if(changes: Iterable[Change]) -> WhatIf:
    return WhatIf("Levers", "To see.", tuple(changes), "levers.toml")


def state(inputs: CaseInputs) -> State:
    return {
        (name, int(number), str(column)): cell_text(value)
        for name, frame in inputs.tables.items()
        for column in frame.columns
        for number, value in zip(frame.index, frame[column], strict=True)
    }


def altered(cells: State, change: Alteration) -> State:
    """The cells with one change made to them, with plain equality of labels and decimal numbers."""
    rows: dict[int, dict[str, str]] = {}
    for (table, number, column), text in cells.items():
        if table == change.table:
            rows.setdefault(number, {})[column] = text
    found = dict(cells)
    for number, row in rows.items():
        if all(row[column] in texts for column, texts in change.rows):
            found[change.table, number, change.column] = _made(row[change.column], change)
    return found


def _made(old: str, change: Alteration) -> str:
    if change.how == "set":
        return change.value
    if old == "":
        return ""
    by: Any = Decimal(change.value)
    number = Decimal(old) * by if change.how == "multiply" else Decimal(old) + by
    return cell_text(float(number))
