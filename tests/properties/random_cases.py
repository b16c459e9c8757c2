"""Small random cases that between them use every table, column and rule; each follows from one number."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from models.case import Case
from optimiser.errors import InputError
from optimiser.tables.build import build_case
from optimiser.tables.checked import typed_tables
from optimiser.tables.checks.registry import all_found, run_checks
from optimiser.tables.inputs import CaseInputs, check_case
from optimiser.tables.problems import Problems
from optimiser.tables.raw import RawRow, RawTable, RawTables
from tests.cases.casebook import Tables
from tests.properties import random_money, random_people, random_places
from tests.properties.drawing import Draw, outline

SEEDS = st.integers(0, 2**40)
"""The numbers that cases follow from; a smaller one is no simpler case, so nothing is gained by shrinking."""


def examples(number: int) -> hypothesis_settings:
    """So many examples that are kept, the same ones each time."""
    return hypothesis_settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )


def hold(number: int, relation: Callable[[int], None]) -> None:
    """Check a relation on so many cases, given by their seeds; by ``assume`` it leaves out those not about it."""
    checked = 0

    @examples(number)
    @given(SEEDS)
    def holds(seed: int) -> None:
        nonlocal checked
        relation(seed)
        checked += 1

    holds()
    assert checked >= number, f"only {checked} of {number} cases are about this"


def generate(seed: int, few_decisions: bool = False, by_choice: float = 0.0) -> Tables:
    """The tables of a random case; with ``few_decisions`` one of which every decision can be tried.

    ``by_choice`` is the share of cases in which some places fill by the choice curve; the others stay as they are.
    """
    draw = Draw(random.Random(seed))
    case = outline(draw, few_decisions)
    groups = ["L1", "L2"][: draw.pick([0, 0, 1, 2])]
    found: Tables = {
        "settings": random_people.settings(draw),
        "periods": random_people.periods(case),
        "areas": random_people.areas(case),
        "proximity": random_people.proximity(draw, case),
        "needs": random_people.needs(draw, case),
        "provisions": random_people.provisions(draw, case),
        "suitability": random_people.suitability(draw, case),
        "scenarios": random_people.scenarios(case),
        "supply": random_places.supply(draw, case),
        "market": random_places.market(draw, case),
        "options": random_places.options(draw, case, groups),
        "targets": random_money.targets(draw, case),
    }
    found["limits"] = random_places.limits(draw, groups, found["options"])
    room = random_places.room_at_start(case, found["supply"], found["market"])
    found["placements"] = random_people.placements(draw, case, found["suitability"], room)
    found["demand"] = random_people.demand(draw, case, found["placements"])
    found["budgets"] = random_money.budgets(draw, case, found["demand"])
    found["grants"] = random_money.grants(draw, case, found["options"])
    if draw.chance(by_choice) and (held := random_places.matching(draw, found["supply"] + found["options"])):
        found["matching"] = held
        found["settings"] = [*found["settings"], {"setting": "capacity_mode", "value": "choice"}]
    return as_cells(found)


def as_cells(tables: Tables) -> Tables:
    """Every row with every column of its table, every cell as it would be written in a file."""
    found: Tables = {}
    for name, rows in tables.items():
        columns = dict.fromkeys(column for row in rows for column in row)
        if rows:
            found[name] = [{column: str(row.get(column, "")) for column in columns} for row in rows]
    return found


def as_written(tables: Tables) -> RawTables:
    """Tables of cells as they are read from a folder, without writing them to one."""
    return RawTables(Path("random"), {name: _raw(name, rows) for name, rows in tables.items()})


def _raw(name: str, rows: list[dict[str, str]]) -> RawTable:
    numbered = tuple(RawRow(number, cells) for number, cells in enumerate(rows, start=2))
    return RawTable(name, f"{name}.csv", tuple(rows[0]), numbered)


def inputs_of(tables: Tables) -> CaseInputs:
    """The inputs in some tables; an example that the input checks refuse is no example."""
    try:
        return check_case(as_written(tables))
    except InputError:
        assume(False)
        raise


def case_of(tables: Tables) -> Case:
    """The case in some tables, read and checked as ever but without the tables of the inputs, which take long."""
    problems = Problems()
    typed = typed_tables(as_written(tables), problems)
    problems.add(all_found(run_checks(typed)))
    assume(not any(problem.severity == "error" for problem in problems.sorted()))
    return build_case(typed)
