"""The decisions log: every choice of method with its default, and the case's own log after them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from models.case import Settings
from optimiser.engine.settings import SolveSettings
from optimiser.results.columns import COLUMNS
from optimiser.results.decision_log import decisions_table
from optimiser.tables.inputs import read_case
from tests.tables.planting import add, add_column, people, several
from tests.tables.small_case import small_case, write_csv


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    tables = small_case()
    several(
        add_column("settings", "note", ["", "", "", "Agreed in May"]),
        add("settings", setting="unmet_need", value=500000, source="Board"),
        add("settings", setting="discount_rate", value=0.035),
        people(analyst="A. Brown"),
    )(tables)
    inputs = read_case(write_csv(tables, tmp_path_factory.mktemp("case")))
    return decisions_table(inputs, SolveSettings(gap=0.0005, time_limit=None, seed=0))


def choice(table: pd.DataFrame, name: str) -> tuple[str, ...]:
    (row,) = table[table["decision"] == name].to_dict("records")
    return row["kind"], row["value"], row["default"], row["differs"], row["source"], row["note"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("unmet_need", ("setting", "500000", "forbidden", "yes", "Board", "")),
        ("discount_rate", ("setting", "0.035", "0.035", "no", "Test", "")),
        ("general_inflation", ("setting", "0.02", "0", "yes", "Council paper 2025", "Agreed in May")),
        ("settled_children", ("setting", "protected", "protected", "no", "", "")),
        ("weeks_per_year", ("setting", "52", "52", "no", "", "")),
        ("price_base", ("setting", "2024/25", "", "", "Council paper 2025", "")),
        ("gap", ("solving", "0.0005", "0.001", "yes", "", "")),
        ("time_limit", ("solving", "no limit", "no limit", "no", "", "")),
    ],
)
def test_each_choice_stands_beside_its_default(table: pd.DataFrame, name: str, expected: tuple[str, ...]) -> None:
    assert choice(table, name) == expected


def test_unmet_need_that_is_forbidden_is_the_default(tmp_path: Path) -> None:
    found = decisions_table(read_case(write_csv(small_case(), tmp_path)), SolveSettings(time_limit=60))
    assert choice(found, "unmet_need")[1:4] == ("forbidden", "forbidden", "no")
    assert choice(found, "time_limit")[1:4] == ("60", "no limit", "yes")


def test_every_setting_of_the_plan_is_a_choice_and_nobody_is(table: pd.DataFrame) -> None:
    settings = set(table.loc[table["kind"] == "setting", "decision"])
    named = {"unmet_need" if name == "unmet_need_price" else name for name in Settings.__dataclass_fields__}
    assert settings == named - {"authority"}


def test_the_cases_own_log_comes_last(table: pd.DataFrame) -> None:
    (row,) = table.tail(1).to_dict("records")
    assert row["kind"] == "logged"
    assert row["decision"] == "Overheads stay out; the plan cannot change them"
    assert (row["date"], row["made_by"], row["reason"]) == ("2025-05-03", "Finance board", "As in 2024")
    assert (row["source"], row["value"], row["differs"]) == ("Council paper 2025", "", "")


def test_it_has_its_documented_columns(table: pd.DataFrame) -> None:
    assert list(table) == [column.name for column in COLUMNS["decisions"]]
