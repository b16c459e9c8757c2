"""A run with a single number altered by hand fails, and that number is named."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimiser.assurance.arithmetic import check_arithmetic
from optimiser.assurance.arithmetic.tables import SHAPES
from tests.assurance.run_editing import (
    checked_with,
    checked_with_cell,
    checked_with_record,
    names,
    put,
    read,
    text_of,
)

Altered = tuple[str, int, str, str]
"""A file, a row, a column and what is put in the cell."""

BY_DIGEST_ONLY = {
    ("marginals.csv", "value"),
    ("newcomers.csv", "newcomers"),
    ("planning_ahead.csv", "capital_year_by_year"),
}
"""Numbers that arithmetic has nothing to compare with: a little more shows in the file's digest alone.

A shadow price comes from solving again (more than half of the third figure shows in its sentence); newcomers are
what the plan was made with, and only limit whom places take in; the capital of the year-by-year plan is in no cost
where capital is financed.
"""


def a_little_more(file: str, column: str, number: float) -> float:
    """A thousandth of a child, place or share more, or a pound."""
    in_pounds = ("costs.csv", "savings.csv", "reconciliation.csv", "planning_ahead.csv")
    money = file in in_pounds or column.startswith(("setup", "capital"))
    return number + (1.0 if money else 0.001)


def every_number(run: Path) -> Iterator[Altered]:
    """Every number of every table that is recomputed, each altered a little."""
    for name, shape in SHAPES.items():
        file = f"{name}.csv"
        header, *lines = read(run, file)
        for row, line in enumerate(lines, start=2):
            for column in (*shape.figures, *shape.may_be_blank):
                cell = line[header.index(column)]
                if cell not in ("", "inf"):
                    yield file, row, column, repr(a_little_more(file, column, float(cell)))


def is_followed(run: Path, cell: Altered) -> bool:
    """Whether anything follows from a number; from the load of a pool without places nothing so exact does."""
    file, row, column, _ = cell
    if (file, column) != ("pools.csv", "offered_load"):
        return (file, column) not in BY_DIGEST_ONLY
    header, *lines = read(run, file)
    return float(lines[row - 2][header.index("available")]) > 0


def sample(run: Path, most: int) -> list[Altered]:
    cells = [cell for cell in every_number(run) if is_followed(run, cell)]
    return random.Random(most).sample(cells, min(most, len(cells)))


def not_named(run: Path, cells: list[Altered]) -> list[Altered]:
    return [cell for cell in cells if cell[:3] not in names(checked_with_cell(run, *cell))]


def test_every_kind_of_number_in_the_tiny_run(tiny_run: Path) -> None:
    """A cell of every column of every table; those of a slow test are all of them."""
    by_column: dict[tuple[str, str], list[Altered]] = {}
    for cell in every_number(tiny_run):
        by_column.setdefault((cell[0], cell[2]), []).append(cell)
    chosen = [cell for cells in by_column.values() for cell in cells[-1:]]
    assert len(by_column) > 50
    assert not_named(tiny_run, [cell for cell in chosen if is_followed(tiny_run, cell)]) == []


@pytest.mark.parametrize("name", ["council", "overfull", "cash", "futures", "by_chance"])
def test_numbers_of_the_rich_runs(rich_runs: dict[str, Path], name: str) -> None:
    assert not_named(rich_runs[name], sample(rich_runs[name], 6)) == []


def test_every_figure_of_a_pool(rich_runs: dict[str, Path]) -> None:
    """Every column of the table of pools, in the first rows of a provision apart and of one together."""
    cells = [cell for cell in every_number(rich_runs["by_chance"]) if cell[0] == "pools.csv" and cell[1] in (2, 4)]
    assert len({cell[2] for cell in cells}) == 12
    assert not_named(rich_runs["by_chance"], cells) == []


@pytest.mark.slow
def test_some_numbers_of_lewisham(lewisham_run: Path, tmp_path: Path) -> None:
    run = shutil.copytree(lewisham_run, tmp_path / "run")  # others look at that one meanwhile
    assert not_named(run, sample(run, 5)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["council", "overfull", "cash", "small", "futures", "by_chance"])
def test_many_numbers_of_the_rich_runs(rich_runs: dict[str, Path], name: str) -> None:
    assert not_named(rich_runs[name], sample(rich_runs[name], 60)) == []


@pytest.mark.slow
def test_every_number_of_the_tiny_run(tiny_run: Path) -> None:
    assert not_named(tiny_run, sample(tiny_run, 1_000_000)) == []


def test_the_diagnosis_says_what_would_do(tiny_run: Path) -> None:
    """8 children in agency fostering: with 7.9 a dozen comparisons fail, and one number explains them all."""
    header, first, *_ = read(tiny_run, "placements.csv")
    assert (first[header.index("provision")], float(first[header.index("children")])) == ("agency_fostering", 8.0)
    check = checked_with_cell(tiny_run, "placements.csv", 2, "children", "7.9")
    assert len(check.findings) > 10
    suspect = check.suspects[0]
    assert (suspect.file, suspect.row, suspect.column) == ("placements.csv", 2, "children")
    assert suspect.found == 7.9
    assert suspect.instead == pytest.approx(8)
    where = "placements.csv row 2, children (all, 2026/27, family, town, agency_fostering, county)"
    assert check.diagnosis == f"One number explains every difference: {where}: 7.9 (8 would do)."


def test_a_number_that_nothing_follows_from_is_the_only_finding(tiny_run: Path) -> None:
    check = checked_with_cell(tiny_run, "savings.csv", 3, "cashable", "12.5")
    told = [finding for finding in check.findings if finding.check != "file_as_written"]
    assert [(f.check, f.file, f.row, f.column, f.found) for f in told] == [
        ("savings", "savings.csv", 3, "cashable", 12.5)
    ]
    assert told[0].expected == pytest.approx(-72_000)
    assert told[0].size == pytest.approx(72_012.5)


def test_two_numbers_are_not_explained_by_one(tiny_run: Path) -> None:
    header, *lines = read(tiny_run, "placements.csv")
    place = header.index("children")
    lines[0][place], lines[1][place] = "7.5", "8.25"
    check = checked_with(tiny_run, "placements.csv", text_of([header, *lines]))
    assert check.diagnosis == "No single number explains every difference."
    assert {("placements.csv", 2, "children"), ("placements.csv", 3, "children")} <= names(check)


NOT_COMPARED = {
    "headlines.do_nothing",  # says whether there is anything to compare with
    "headlines.year_by_year",
    "headlines.unmet_child_years_year_by_year",
    "headlines.year_by_year_keeps_everything",
}
"""Headlines that no table says anything about."""


@pytest.mark.parametrize("name", ["tiny", pytest.param("council", marks=pytest.mark.slow), "cash"])
def test_every_headline(request: pytest.FixtureRequest, name: str) -> None:
    run = request.getfixturevalue("tiny_run") if name == "tiny" else request.getfixturevalue("rich_runs")[name]
    record = json.loads((run / "result.json").read_text(encoding="utf-8"))
    figures = {"objective": record["objective"], "gap": record["gap"]}
    figures |= {f"headlines.{key}": value for key, value in record["headlines"].items()}
    for path, value in figures.items():
        if path not in NOT_COMPARED:
            check = checked_with_record(run, path, another(value))
            assert ("result.json", None, path) in names(check), path


def another(value: object) -> object:
    """A value of the same kind, but another."""
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else "another"


def test_a_bound_above_the_objective(tiny_run: Path) -> None:
    check = checked_with_record(tiny_run, "bound", 5e6)
    assert {finding.column for finding in check.findings} == {"bound"}


def test_a_gap_that_is_not_the_one_asked_for(tiny_run: Path) -> None:
    """4,907,000 with a bound of 4,500,000 is 8.3 % apart: more than the tenth of a per cent asked for."""
    record = json.loads((tiny_run / "result.json").read_text(encoding="utf-8"))
    record |= {"bound": 4_500_000.0, "gap": 407_000 / 4_907_000}
    with put(tiny_run, "result.json", json.dumps(record)):
        found = check_arithmetic(tiny_run).findings
    assert [(finding.check, finding.column) for finding in found] == [("objective", "gap")]


def test_a_shadow_price_and_its_sentence(tiny_run: Path) -> None:
    header, *lines = read(tiny_run, "marginals.csv")
    value = float(lines[0][header.index("value")])
    check = checked_with_cell(tiny_run, "marginals.csv", 2, "value", repr(value * 1.02))
    assert ("marginals.csv", 2, "value") in names(check)
    unseen = checked_with_cell(tiny_run, "marginals.csv", 2, "value", repr(value + 1))
    assert [(finding.check, finding.file) for finding in unseen.findings] == [("file_as_written", "marginals.csv")]
