"""Explanations of small cases through the tables: each suggestion is enough, one per cent less is not."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from optimiser.commands.explain import explain as command
from optimiser.engine.outcome import Status
from optimiser.errors import InputError
from optimiser.studies.explain import Explained, explain, explain_refused
from optimiser.studies.explain_tables import EXPLAIN_COLUMNS
from optimiser.studies.explain_text import explain_markdown
from optimiser.tables.inputs import CaseInputs, read_case
from tests.cases.casebook import Tables, case, demand, periods, rows, weekly, write
from tests.studies.loosening_checks import check_alone

YEARS = ["2025/26", "2026/27", "2027/28"]


def town(**more: list[dict[str, object]]) -> Tables:
    """Ten children each year; six own places in the town, homes of four to open, agency homes far away."""
    tables = case(
        periods=periods(*YEARS),
        needs=rows("need age_from age_to", ("child", 0, 17)),
        demand=demand({"child": 10}, YEARS),
        provisions=rows(
            "provision label family sector weekly_cost mean_stay",
            ("own", "Own homes", "childrens_home", "in_house", weekly(50_000), 0.5),
            ("agency", "Agency homes", "childrens_home", "external", weekly(200_000), 0.5),
        ),
        suitability=rows("need provision rating share_max", ("child", "own", "suitable", 0.9),
                         ("child", "agency", "suitable", 1)),
        supply=rows("provision area places", ("own", "home", 6)),
        market=rows("provision area tier children_max", ("agency", "away", 1, 3), ("agency", "away", 2, 3)),
        options=rows(
            "option label provision area places_per_unit running_cost capital_cost max_per_period max_total",
            ("home", "New home", "own", "home", 4, 300_000, 500_000, 1, 2),
        ),
    )  # fmt: skip
    return tables | more  # type: ignore[operator]


def promise(value: float, sense: str = "at_least", measure: str = "inside_boundary", **more: object) -> Tables:
    return {"targets": [{"target": "near", "measure": measure, "sense": sense, "value": value, **more}]}


def budgets(*given: tuple[object, ...]) -> Tables:
    return {"budgets": rows("budget period limit", *given)}


def option(**more: object) -> Tables:
    return {"options": [town()["options"][0] | more]}


CASES: dict[str, tuple[Tables, set[str]]] = {
    "promise": (promise(0.95), {"targets", "suitability"}),
    "promise of at most": (promise(0.05, "at_most", "beyond_20_miles"), {"targets", "suitability"}),
    "revenue in one year": (budgets(("revenue", YEARS[1], 900_000)), {"settings", "budgets", "suitability"}),
    "whole homes and capital": (
        budgets(("capital", "", 300_000)) | promise(8, measure="in_house", unit="number", periods=YEARS[2]),
        {"targets", "budgets"},
    ),
    "capital and delivery": (
        budgets(("capital_total", "", 700_000)) | option(min_total=2),
        {"budgets", "options"},
    ),
    "least number, yearly limit and capital": (
        option(min_total=2, last_period=YEARS[1]) | budgets(("capital", YEARS[0], 100_000)),
        {"options", "budgets"},
    ),
    "market and capital": (
        {"supply": rows("provision area places", ("own", "home", 2))} | budgets(("capital_total", "", 300_000)),
        {"settings", "market", "budgets"},
    ),
    "suitability and promise": (
        promise(0.5, measure="in_house")
        | {"suitability": rows("need provision rating share_max", ("child", "own", "suitable", 0.4),
                               ("child", "agency", "suitable", 1))},
        {"targets", "suitability"},
    ),
}  # fmt: skip


def inputs_of(tables: Tables, folder: Path) -> CaseInputs:
    return read_case(write(tables, folder / "case"))


@pytest.fixture
def short(tmp_path: Path) -> CaseInputs:
    """Too little revenue in the second year."""
    return inputs_of(town(**CASES["revenue in one year"][0]), tmp_path)


@pytest.mark.parametrize("name", CASES)
def test_each_suggestion_is_enough_and_no_more_than_needed(name: str, tmp_path: Path) -> None:
    tables, expected = CASES[name]
    inputs = inputs_of(town(**tables), tmp_path)
    found = explain(inputs)
    assert found.status is Status.INFEASIBLE
    alone = found.loosenings[found.loosenings["way"] == "alone"]
    assert expected <= set(alone["table"]), found.sentences
    assert found.explanation.irreducible
    assert check_alone(inputs, found) == len(alone) > 0


def test_what_is_asked_is_named_in_the_words_of_the_tables(short: CaseInputs) -> None:
    found = explain(short)
    assert "the revenue budget in 2026/27 of £900,000" in found.conflict["sentence"].tolist()
    for name in ("loosenings", "conflict", "binding"):
        assert list(getattr(found, name)) == [column.name for column in EXPLAIN_COLUMNS[name]]
    page = explain_markdown(found)
    assert "## 2. Any one of these is enough by itself" in page
    assert "## 4. These cannot hold together" in page
    assert "infeasible" not in page.lower()


def test_arithmetic_that_fails_is_the_first_step(tmp_path: Path) -> None:
    none = rows("provision area children_max", ("agency", "away", 0))
    folder = write(town(market=none, **option(max_total=0)), tmp_path)
    with pytest.raises(InputError) as refused:
        read_case(folder)
    found = explain_refused(refused.value, folder)
    assert found.arithmetic[0].startswith("Before anything is solved: demand")
    assert {"settings", "market"} <= set(found.loosenings["table"])
    assert "## 1. Arithmetic that fails before anything is solved" in explain_markdown(found)
    assert explain_refused(refused.value).loosenings.empty


def test_inputs_that_are_wrong_stay_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        inputs_of(town(**promise(1.5)), tmp_path)
    with pytest.raises(InputError):
        explain_refused(refused.value)


def test_what_binds_is_said_by_kind_the_dearest_first(tmp_path: Path) -> None:
    found = explain(inputs_of(town(), tmp_path))
    assert found.status is Status.OPTIMAL
    assert found.loosenings.empty
    assert not found.binding.empty
    for _, kind in found.binding.groupby("kind"):
        assert kind["value"].abs().is_monotonic_decreasing
    assert "£" in found.binding["sentence"].iloc[0]
    assert explain_markdown(found).startswith("# What binds, and what it costs")


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(command, [str(argument) for argument in arguments])
    return done.exit_code, done.output


def test_the_command_writes_page_record_and_tables(short: CaseInputs, tmp_path: Path) -> None:
    code, page = run(short.path, "--out", tmp_path / "why")
    assert code == 3
    assert "# Why there is no plan" in page
    assert (tmp_path / "why" / "explain.md").read_text(encoding="utf-8") in page
    record = json.loads((tmp_path / "why" / "explain.json").read_text(encoding="utf-8"))
    assert (record["status"], record["irreducible"]) == ("infeasible", True)
    assert len(pd.read_csv(tmp_path / "why" / "loosenings.csv")) == len(record["loosenings"]) > 0


def test_a_what_if_that_is_suggested_makes_a_plan(short: CaseInputs) -> None:
    row = explain(short).loosenings.set_index("table").loc["budgets"]
    where = ", ".join(row["row"].split(";"))
    code, page = run(short.path, "--set", f"budgets[{where}].limit={row['new']:.0f}")
    assert code == 0, page
    assert "# What binds" in page


def test_what_is_cancelled_says_so(short: CaseInputs) -> None:
    found: Explained = explain(short, cancel=lambda: True)
    assert found.status in (Status.INFEASIBLE, Status.STOPPED)
    assert found.loosenings.empty
    assert "time" in found.sentences[0] or "Stopped" in found.sentences[0]
