"""What is checked again after a change, and what is taken from before, is all the same as checking everything."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimiser.errors import InputError
from optimiser.scenario import Alteration, WhatIf, changed, what_if_from
from optimiser.tables.checked import typed_tables
from optimiser.tables.checks.registry import registered, run_checks
from optimiser.tables.inputs import CaseInputs, check_case, known_tables, read_case
from optimiser.tables.known import NOTHING_KNOWN, KnownTables
from optimiser.tables.problems import Problem, Problems
from optimiser.tables.raw import RawTables
from optimiser.tables.reading import read_tables
from optimiser.tables.specification import SETTING_BY_NAME, TABLE_BY_NAME
from tests.tables.faults import FAULTS, Fault
from tests.tables.small_case import small_case, write_csv

LEWISHAM = Path("inputs/lewisham")
Refused = tuple[tuple[Problem, ...], tuple[Problem, ...]]


@pytest.fixture(scope="module")
def lewisham() -> CaseInputs:
    return read_case(LEWISHAM)


@pytest.fixture(scope="module")
def known(lewisham: CaseInputs) -> KnownTables:
    return known_tables(lewisham.texts)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> RawTables:
    return read_tables(write_csv(small_case(), tmp_path_factory.mktemp("small")))


def checked(raw: RawTables, before: KnownTables) -> CaseInputs | Refused:
    try:
        return check_case(raw, before)
    except InputError as error:
        return error.problems, error.warnings


def assert_same(found: CaseInputs | Refused, expected: CaseInputs | Refused) -> None:
    if not isinstance(found, CaseInputs) or not isinstance(expected, CaseInputs):
        assert found == expected
        return
    for field in fields(found.case):
        one, other = getattr(found.case, field.name), getattr(expected.case, field.name)
        assert np.array_equal(one, other) if field.name == "demand" else one == other, field.name
    for name in ("warnings", "sha256", "changes", "what_ifs", "responsibility", "uncertainty"):
        assert getattr(found, name) == getattr(expected, name), name
    assert all(frame.equals(expected.tables[name]) for name, frame in found.tables.items())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_planted_fault_is_found_in_tables_that_were_known_without_it(
    fault: Fault, small: RawTables, tmp_path: Path
) -> None:
    tables = small_case()
    fault.plant(tables)
    spoiled = read_tables(write_csv(tables, tmp_path / "case"))
    mostly_the_same = {
        name: small.tables[name] if small.tables.get(name) == table else table
        for name, table in spoiled.tables.items()
    }
    spoiled = replace(spoiled, tables=mostly_the_same)
    assert_same(checked(spoiled, known_tables(small)), checked(spoiled, NOTHING_KNOWN))


def by_chance(seed: int, inputs: CaseInputs) -> list[WhatIf]:
    """A few figures changed by chance, some of them far beyond what they may be."""
    chance = random.Random(seed)
    changes = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        name = chance.choice([name for name, frame in inputs.tables.items() if len(frame)])
        table, frame = TABLE_BY_NAME[name], inputs.texts.tables[name]
        columns = [c.name for c in table.columns if c.kind in ("number", "share", "whole")]
        row = chance.choice(frame.rows)
        rows = tuple((column, (str(row.cells[column]),)) for column in table.key)
        how, value = chance.choice((("multiply", "1.02"), ("multiply", "0.5"), ("set", "0"), ("multiply", "40")))
        if name == "settings":
            number = SETTING_BY_NAME[str(row.cells["setting"])].column.kind in ("number", "share")
            columns, how, value = ["value"], "set", "0.04" if number else str(row.cells["value"])
        if columns:
            every = chance.random() < 0.3 and name != "settings"
            changes.append(Alteration(name, chance.choice(columns), how, value, () if every else rows))
    return [WhatIf("by chance", "", tuple(changes), "by chance")]


@pytest.mark.parametrize("seed", range(60))
def test_changes_by_chance_come_to_the_same(seed: int, lewisham: CaseInputs, known: KnownTables) -> None:
    found: list[CaseInputs | Refused] = []
    for before in (known, NOTHING_KNOWN):
        try:
            found.append(changed(lewisham, by_chance(seed, lewisham), before))
        except InputError as error:
            found.append((error.problems, error.warnings))
    assert_same(*found)


@pytest.mark.parametrize(
    "text",
    [
        "market[provision=ifa].weekly_cost*=1.06 from 2027/28",
        "targets[target=family_70].value=0.9",
        "settings[setting=unmet_need].value=forbidden",
        "settings[setting=capacity_mode].value=choice",
        "periods[period=2025/26].years=0.5",
        "areas[area=inner_neighbours].home_area=yes",
        "budgets[budget=revenue].price_if_missed=",
    ],
)
def test_changes_of_every_sort_come_to_the_same(text: str, lewisham: CaseInputs, known: KnownTables) -> None:
    found: list[CaseInputs | Refused] = []
    for before in (known, NOTHING_KNOWN):
        try:
            found.append(changed(lewisham, [what_if_from(text)], before))
        except InputError as error:
            found.append((error.problems, error.warnings))
    assert_same(*found)


def test_checks_look_again_only_at_what_is_not_the_same(lewisham: CaseInputs, known: KnownTables) -> None:
    looked: list[str] = []
    texts = lewisham.texts.tables
    raw = replace(lewisham.texts, tables={**texts, "limits": replace(texts["limits"], rows=texts["limits"].rows)})
    again = known_tables(raw)
    same = known.same_in(again.tables)
    assert set(TABLE_BY_NAME) - same == {"limits"}
    findings = run_checks(again.tables, known.findings, same)
    looked = [name for (name, part), one in findings.items() if one is not known.findings[name, part]]
    assert "min_above_max" in looked
    assert "budget_twice" not in looked
    assert findings == known.findings


class Watched(dict[str, Any]):
    """A mapping that notes which of its keys are looked at."""

    def __init__(self, held: Mapping[str, Any], seen: set[str], name: str = "") -> None:
        super().__init__(held)
        self.seen, self.name = seen, name

    def __getitem__(self, key: str) -> Any:
        self.seen.add(self.name or key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(self.name or key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.seen.add(self.name or str(key))
        return super().__contains__(key)


@pytest.mark.parametrize("case", ["lewisham", "small"])
def test_checks_note_every_table_that_they_look_at(case: str, request: pytest.FixtureRequest) -> None:
    raw = request.getfixturevalue("small") if case == "small" else read_tables(LEWISHAM)
    tables = typed_tables(raw, Problems())
    for (name, part), one in run_checks(tables).items():
        seen: set[str] = set()
        read, given = Watched(tables.read, seen), Watched(tables.settings, seen, "settings")
        alone = replace(tables, read=read, settings=given, asked=set())
        found = tuple(registered()[name].parts[part](alone))
        assert len(found) == len(one.found)
        assert seen <= one.asked, (name, part)


def test_nothing_is_known_of_tables_with_errors(small: RawTables) -> None:
    broken = replace(small, tables={name: one for name, one in small.tables.items() if name != "needs"})
    assert known_tables(broken) is NOTHING_KNOWN
