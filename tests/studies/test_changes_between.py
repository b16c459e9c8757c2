"""The change log between two runs of the tiny case, one of them edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import optimiser
from optimiser.run_reading import Run, read_run
from optimiser.studies.changes_between import Changes, changes_between
from optimiser.studies.changes_text import changes_markdown
from optimiser.studies.columns import STUDY_COLUMNS
from tests.cases.casebook import TINY, Tables, read, write

FRAMEWORK = "Framework | 2026"


def edited() -> Tables:
    """The tiny case with dearer agencies, no promise and a recorded decision, its rows turned round."""
    tables = {name: rows[::-1] for name, rows in read(TINY).items() if name != "targets"}
    (agency,) = [row for row in tables["provisions"] if row["provision"] == "agency_fostering"]
    agency |= {"weekly_cost": "1100", "source": FRAMEWORK}
    about = {"source": "Note of the board", "confidence": "judgement", "note": ""}
    tables["settings"].append({"setting": "analyst", "value": "A. Brown", **about})
    tables["decision_log"] = [
        {
            "decision": "No promise; see minutes",
            "date": "2026-01-05",
            "made_by": "Board",
            "reason": "Cost",
            **about,
        }
    ]
    return tables


def run(case: Path, folder: Path, **how: Any) -> Run:
    return read_run(optimiser.write_run(optimiser.plan(optimiser.read_case(case), **{"gap": 0.0, **how}), folder))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(TINY, tmp_path_factory.mktemp("runs") / "before")


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("runs")
    return run(write(edited(), folder / "case"), folder / "after", seed=3)


@pytest.fixture(scope="module")
def changes(before: Run, after: Run) -> Changes:
    return changes_between(before, after)


def cells(changes: Changes) -> list[tuple[str, ...]]:
    names = ["table", "row", "column", "change", "old", "new", "source"]
    return [tuple(row[name] for name in names) for row in changes.inputs.to_dict("records")]


def test_a_run_does_not_differ_from_itself(before: Run) -> None:
    same = changes_between(before, before)
    assert same.nothing
    assert "Nothing differs" in changes_markdown(same)


def test_neither_the_order_of_rows_nor_defaults_written_out_count(before: Run, tmp_path: Path) -> None:
    tables = {name: rows[::-1] for name, rows in read(TINY).items()}
    for row in tables["options"]:
        row["min_total"] = "0"
    assert changes_between(before, run(write(tables, tmp_path / "case"), tmp_path / "run")).nothing


def test_a_blank_period_of_supply_is_the_first(before: Run, tmp_path: Path) -> None:
    tables = read(TINY)
    assert not any(row.get("period") for row in tables["supply"])
    for row in tables["supply"]:
        row["period"] = "2026/27"
    found = changes_between(before, run(write(tables, tmp_path / "case"), tmp_path / "run"))
    assert found.inputs.empty


def test_every_cell_that_went_in_differently(changes: Changes) -> None:
    found = cells(changes)
    board = "Note of the board"
    for expected in (
        ("settings", "analyst", "value", "added", "", "A. Brown", board),
        ("provisions", "agency_fostering", "weekly_cost", "changed", "1000", "1100", FRAMEWORK),
        ("provisions", "agency_fostering", "source", "changed", "Worked example", FRAMEWORK, FRAMEWORK),
        ("targets", "in_town", "value", "removed", "0.75", "", ""),
        ("decision_log", "No promise; see minutes / 2026-01-05", "made_by", "added", "", "Board", board),
    ):
        assert expected in found
    assert {cell[0] for cell in found} == {"settings", "provisions", "targets", "decision_log"}
    assert len([cell for cell in found if cell[0] == "provisions"]) == 2


def test_what_came_out_differently(changes: Changes) -> None:
    """Agencies: 8 + 4 + 2 child-years at £5,200 more, £72,800; the home that only the promise needed: £145,000."""
    figures = changes.figures.set_index("figure")
    assert figures.loc["objective"].tolist() == pytest.approx([4_907_000, 4_834_800, -72_200])
    assert figures.loc["present_value_do_nothing", "difference"] == pytest.approx(3 * 8 * 5_200)
    assert figures.loc["capital_net", "new"] == 0
    assert "starting_children" not in figures.index
    (home,) = changes.decisions.to_dict("records")
    assert (home["change"], home["option"], home["period"]) == ("removed", "new_home", "2026/27")
    assert (home["old"], home["new"], home["difference"]) == (1, 0, -1)
    assert (home["opens_old"], home["opens_new"]) == ("2027/28", "")


def test_how_it_was_run_differs(changes: Changes) -> None:
    rows = changes.setup.set_index(["section", "name"])
    assert rows.loc[("solving", "seed")].tolist() == ["0", "3"]
    assert ("result", "payback_period") in rows.index
    assert not changes.cautions


def test_settings_and_versions_are_compared(before: Run) -> None:
    record = dict(before.record)
    record["settings"] = {**record["settings"], "borrowing_rate": 0.05, "unmet_need_price": 5.0}
    record["versions"] = {**record["versions"], "highspy": "9.9"}
    found = changes_between(before, replace(before, record=record)).setup
    rows = found.set_index(["section", "name"])
    assert rows.loc[("settings", "borrowing_rate")].tolist() == ["0", "0.05"]
    assert rows.loc[("settings", "unmet_need")].tolist() == ["", "5"]
    assert rows.loc[("versions", "highspy"), "new"] == "9.9"
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("inputs", ["table", "row", "column"]),
        ("setup", ["section", "name"]),
        ("figures", ["figure"]),
        ("decisions", ["action", "option", "provision", "area", "period"]),
    ],
)
def test_swapping_the_runs_swaps_old_and_new(
    before: Run, after: Run, changes: Changes, name: str, columns: list[str]
) -> None:
    back: pd.DataFrame = getattr(changes_between(after, before), name)
    there: pd.DataFrame = getattr(changes, name)
    turned = back.rename(columns={"old": "new", "new": "old", "opens_old": "opens_new", "opens_new": "opens_old"})
    compared = [*columns, "old", "new"]
    pd.testing.assert_frame_equal(
        there[compared].sort_values(columns, ignore_index=True),
        turned[compared].sort_values(columns, ignore_index=True),
    )
    assert list(there) == [column.name for column in STUDY_COLUMNS[name]]


def with_record(**fields: object) -> Callable[[Run], Run]:
    return lambda found: replace(found, record={**found.record, **fields})


def test_a_difference_within_the_gaps_comes_with_a_caution(before: Run) -> None:
    """£10,000 dearer, but its plan might still get £20,000 cheaper."""
    dearer = with_record(objective=4_917_000.0, bound=4_897_000.0)(before)
    (caution,) = changes_between(before, dearer).cautions
    assert "differ by £10,000" in caution
    assert "(£20,000)" in caution
    proven = with_record(objective=4_917_000.0, bound=4_907_001.0)(before)
    assert changes_between(before, proven).cautions == ()
    (back,) = changes_between(dearer, before).cautions
    assert "differ by £10,000" in back


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"price_base": "2027/28"}, "price base differs (2026/27, then 2027/28)"),
        ({"authority": "Elsewhere"}, "authority differs (Tinyshire, then Elsewhere)"),
        ({"status": "infeasible", "objective": None, "bound": None}, "no plan after (infeasible)"),
    ],
)
def test_what_makes_costs_incomparable_is_said(before: Run, fields: dict[str, object], words: str) -> None:
    found = changes_between(before, with_record(**fields)(before))
    assert any(words in caution for caution in found.cautions)
    assert "**Caution.**" in changes_markdown(found)


def test_the_page_says_what_the_tables_say(changes: Changes) -> None:
    page = changes_markdown(changes)
    for words in (
        "# What changed from before to after",
        "| objective | £4,907,000 | £4,834,800 | −£72,200 |",
        "| Open a home of 4 beds | own\\_home, town | 2026/27 | 1 → 0 | 2027/28 |",
        "| provisions | agency\\_fostering | weekly\\_cost: 1000 → 1100 | Framework \\| 2026; ",
        "removed: label At least 75 % live in the town",
        "| solving | seed | 0 | 3 |",
    ):
        assert words in page
    lines = [line.replace("\\|", "") for line in page.splitlines() if line.startswith(("| table", "| provisions"))]
    widths = {line.count("|") for line in lines}
    assert widths == {5}


def test_a_long_page_is_cut_and_says_so(changes: Changes) -> None:
    page = changes_markdown(changes, most_rows=1)
    assert "… and 4 more." in page
    assert "weekly\\_cost" not in page
