"""Who answers for a plan is read, checked and kept out of what is planned and of the inputs' hash."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path

import pytest

from models.case import Settings
from optimiser.errors import InputError
from optimiser.tables.inputs import CaseInputs, read_case, recheck
from optimiser.tables.responsibility import Responsibility
from tests.tables.planting import people, set_cell, several
from tests.tables.small_case import small_case, write_csv

EVERYBODY = {"commissioner": "Director", "analyst": "A. Brown", "assurer": "C. Day", "approver": "=E. Fry"}


def read(folder: Path, **settings: str) -> CaseInputs:
    tables = small_case()
    people(**settings)(tables)
    return read_case(write_csv(tables, folder))


def test_nobody_and_nothing_is_assured_unless_said(tmp_path: Path) -> None:
    assert read(tmp_path).responsibility == Responsibility("", "", "", "", "none")


def test_everybody_is_read_and_survives_a_recheck(tmp_path: Path) -> None:
    inputs = read(tmp_path, **EVERYBODY, assurance_state="approved")
    assert asdict(inputs.responsibility) == EVERYBODY | {"assurance_state": "approved"}
    assert recheck(inputs.tables, tmp_path).responsibility == inputs.responsibility


def test_people_are_no_part_of_what_is_planned(tmp_path: Path) -> None:
    plain, assured = read(tmp_path / "a"), read(tmp_path / "b", **EVERYBODY, assurance_state="approved")
    assert not {field.name for field in fields(Settings)} & {*EVERYBODY, "assurance_state"}
    assert assured.case.settings == plain.case.settings


def test_approving_a_plan_leaves_it_the_same_plan(tmp_path: Path) -> None:
    hashes = {
        read(tmp_path / "a").sha256,
        read(tmp_path / "b", **EVERYBODY).sha256,
        read(tmp_path / "c", **EVERYBODY, assurance_state="approved").sha256,
    }
    assert len(hashes) == 1


@pytest.mark.parametrize(
    "plant",
    [
        set_cell("settings", 5, "value", 0.03),
        set_cell("settings", 5, "source", "Another paper"),
        set_cell("decision_log", 2, "reason", "Another reason"),
    ],
    ids=["setting", "source", "decision"],
)
def test_everything_else_is_in_the_hash(plant, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    tables = small_case()
    several(people(**EVERYBODY), plant)(tables)
    assert read_case(write_csv(tables, tmp_path / "b")).sha256 != read(tmp_path / "a", **EVERYBODY).sha256


def test_how_far_figures_could_be_off_leaves_it_the_same_plan(tmp_path: Path) -> None:
    tables = small_case()
    set_cell("ranges", 2, "high", 1.5)(tables)
    without = small_case()
    del without["ranges"]
    found = [
        read_case(write_csv(one, tmp_path / name))
        for name, one in (("a", small_case()), ("b", tables), ("c", without))
    ]
    assert len({one.sha256 for one in found}) == 1
    assert [len(one.tables["ranges"]) for one in found] == [2, 2, 0]
    assert found[1].tables["ranges"]["high"].tolist() == [1.5, 1.5]


def test_every_missing_person_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, assurance_state="approved")
    assert [str(problem).split(": ", 1)[1] for problem in raised.value.problems] == [
        f"the state is approved, but no {person} is named; add the setting {person}, who {does} "
        "or choose an earlier state."
        for person, does in (
            ("analyst", "tested the plan,"),
            ("approver", "approved it,"),
            ("assurer", "reviewed it,"),
        )
    ]


@pytest.mark.parametrize("state", ["none", "analyst_tested"])
def test_a_state_asks_only_for_the_people_it_needs(state: str, tmp_path: Path) -> None:
    named = {} if state == "none" else {"analyst": "A. Brown"}
    assert read(tmp_path, assurance_state=state, **named).responsibility.assurance_state == state
