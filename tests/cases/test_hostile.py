"""Names and numbers that break programs: through ``check`` and ``plan``, to the run folder and back.

The tiny case is planned with its labels changed to hostile ones. Nothing may be confused with anything else, no
figure may change, nothing that a spreadsheet would run may be written, and what was written must be readable.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import optimiser
from optimiser import InputError
from optimiser.cli import main
from optimiser.run_reading import read_run
from optimiser.tables.specification import TABLE_BY_NAME
from tests.cases.by_hand import BOUGHT, PENNY, cheapest, service
from tests.cases.casebook import TINY, Tables, read, rows, weekly, write
from tests.slower import quick_first

NAMED = ("areas", "needs", "provisions", "options", "targets")
"""Tables whose first two labels are changed."""

PAIRS = {
    "spaces": ("north east", "north  east"),
    "hyphen": ("North East", "North-East"),
    "case": ("east", "EAST"),
    "accent": ("Café", "Cafe"),
    "normalisation": (unicodedata.normalize("NFC", "Café"), unicodedata.normalize("NFD", "Café")),
    "quotes": ("O'Brien", 'the "old" school'),
    "commas": ("a,b", "a, b"),
    "formulas": ("=1+1", "+1+1"),
    "commands": ("@SUM(1)", "-2+3+cmd|' /C calc'!A0"),
    "numbers": ("+44", "-5"),
    "same number": ("1e5", "100000"),
    "apostrophes": ("'=1+1", "=1+1"),
    "full width": ("＝1+1", "=1+1"),
    "no values": ("nan", "None"),
    "truth": ("TRUE", "no"),
    "markup": ("<b>bold</b>", "[red]&amp\\n%s{0}"),
    "scripts": ("Дом", "家庭 🏠"),
    "long": ("x" * 100, "x" * 99 + "y"),
    "separator": ("a|b", "a:b/c\\d"),
}


def named(labels: tuple[str, str]) -> Tables:
    """The tiny case with the first two labels of each table spelled so, wherever they are used."""
    tables = read(TINY)
    new = {
        (name, row[TABLE_BY_NAME[name].key[0]]): label
        for name in NAMED
        for row, label in zip(tables[name], labels, strict=False)
    }
    return {
        name: [{column: _renamed(name, column, cell, new) for column, cell in row.items()} for row in found]
        for name, found in tables.items()
    }


def _renamed(table: str, column: str, cell: str, new: dict[tuple[str, str], str]) -> str:
    described = TABLE_BY_NAME[table].column(column)
    home = described.refers_to or (table if column == TABLE_BY_NAME[table].key[0] else "")
    if described.kind not in ("key", "keys") or not home:
        return cell
    return ";".join(new.get((home, label.strip()), label) for label in cell.split(";"))


def cells_of(folder: Path) -> list[str]:
    found: list[str] = []
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [cell for row in csv.reader(file) for cell in row]
    return found


def runs_in_a_spreadsheet(cell: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula: by its first sign, unless it is a number."""
    return cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) and not re.fullmatch(r"[+-]?[0-9.]+(e[+-]?[0-9]+)?", cell)


@pytest.mark.parametrize("labels", quick_first(PAIRS.values(), 8), ids=PAIRS)
def test_names_change_no_figure_and_come_back(labels: tuple[str, str], tmp_path: Path) -> None:
    inputs = optimiser.read_case(write(named(labels), tmp_path / "case"))
    for name in NAMED:
        assert set(inputs.tables[name].iloc[:, 0]) >= set(labels[: len(read(TINY)[name])])
    result = optimiser.plan(inputs, gap=0.0, planning_ahead=False)
    assert result.record.objective == pytest.approx(4_907_000, abs=0.005)
    assert sorted(result.plan["units"]) == [1.0, 1.0, 2.0]
    assert result.summary()
    folder = optimiser.write_run(result, tmp_path / "run")
    assert not [cell for cell in cells_of(folder) if runs_in_a_spreadsheet(cell)]
    run = read_run(folder)
    assert run.inputs.sha256 == inputs.sha256
    for name, table in result.tables.items():
        pd.testing.assert_frame_equal(run.tables[name], table, check_exact=True, obj=name)


@pytest.mark.parametrize("pair", ["formulas", "normalisation", "markup", "scripts"])
def test_the_command_line_takes_them(pair: str, tmp_path: Path) -> None:
    case, out = write(named(PAIRS[pair]), tmp_path / "case"), tmp_path / "run"
    checked = CliRunner().invoke(main, ["check", str(case)])
    assert checked.exit_code == 0, checked.output
    planned = CliRunner().invoke(main, ["plan", str(case), "--out", str(out)])
    assert planned.exit_code == 0, planned.output
    assert "4.9" in planned.output
    assert not [cell for cell in cells_of(out) if runs_in_a_spreadsheet(cell)]


def test_spaces_around_a_name_do_not_count(tmp_path: Path) -> None:
    plain = optimiser.read_case(write(named(("north", "south")), tmp_path / "plain"))
    spaced = optimiser.read_case(write(named(("  north ", "south\t")), tmp_path / "spaced"))
    assert spaced.sha256 == plain.sha256


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("east;west", "write one label, without ; or *"),
        (";", "without ; or *"),
        ("*", "without ; or *"),
        ("east\nwest", "on one line"),
        ("east\u2028west", "on one line"),
        ("east\twest", "on one line"),
        ("east\x00west", ""),
        ("x" * 101, "at most 100 letters"),
        ("#REF!", "error of the spreadsheet"),
        ("", "fill it in"),
        ("   ", "fill it in"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_in_a_sentence(label: str, word: str, tmp_path: Path) -> None:
    tables = read(TINY)
    tables["areas"][0]["area"] = label
    case = write(tables, tmp_path / "case")
    with pytest.raises(InputError) as caught:
        optimiser.read_case(case)
    said = [str(problem) for problem in caught.value.problems if problem.table == "areas"]
    assert any(word in sentence for sentence in said), said
    assert CliRunner().invoke(main, ["check", str(case)]).exit_code == 2


def test_two_names_that_differ_by_a_hyphen_are_two_things(tmp_path: Path) -> None:
    """Bought homes in North-East cost £50,000, in North East £70,000; the first takes one of two children."""
    tables = service(
        areas=rows(
            "area inside_boundary home_area",
            ("home", "yes", "yes"),
            ("North East", "no", "no"),
            ("North-East", "no", "no"),
        ),
        proximity=rows(
            "home_area area band",
            *[
                ("home", area, "inside" if area == "home" else "unknown")
                for area in ("home", "North East", "North-East")
            ],
        ),
        market=rows(
            "provision area children_max weekly_cost",
            ("bought", "North-East", 1, ""),
            ("bought", "North East", "", weekly(70_000)),
        ),
    )
    assert cheapest(tables, tmp_path) == pytest.approx(BOUGHT + 70_000)


@pytest.mark.parametrize(
    "number",
    [
        "1e308",
        "1e400",
        "-1e308",
        "nan",
        "NaN",
        "inf",
        "-inf",
        "1_000",
        "１２",
        "0x10",
        "1,5",
        "٣",
        "1e",
        "--1",
        "£2",
    ],
)
def test_a_number_that_is_none_is_refused_in_a_sentence(number: str, tmp_path: Path) -> None:
    tables = service()
    tables["demand"][0]["children"] = number
    case = write(tables, tmp_path / "case")
    with pytest.raises(InputError) as caught:
        optimiser.read_case(case)
    (problem,) = [one for one in caught.value.problems if one.table == "demand"]
    assert (problem.check, problem.column) in {("not_a_number", "children"), ("out_of_range", "children")}
    assert CliRunner().invoke(main, ["check", str(case)]).exit_code == 2


@pytest.mark.parametrize(
    ("number", "children"),
    [
        ("2.", 2),
        (".5", 0.5),
        ("+2", 2),
        ("2e0", 2),
        ("0.2E1", 2),
        ("  2 ", 2),
        ("002", 2),
        ("1e-9", 1e-9),
        ("1e-400", 0),
    ],
)
def test_a_number_in_any_plain_form_is_taken(number: str, children: float, tmp_path: Path) -> None:
    tables = service()
    tables["demand"][0]["children"] = number
    assert cheapest(tables, tmp_path) == pytest.approx(children * BOUGHT, abs=PENNY)


def test_minus_nought_is_nought(tmp_path: Path) -> None:
    """Also in every figure that is written; only the log of assumptions shows it as it was typed."""
    held = rows("provision area places running_cost", ("own", "home", "-0", "-0"))
    inputs = optimiser.read_case(write(service({"child": 2, "teen": "-0"}, supply=held), tmp_path / "case"))
    result = optimiser.plan(inputs, gap=0.0, planning_ahead=False)
    assert result.record.objective == pytest.approx(2 * BOUGHT)
    folder = optimiser.write_run(result, tmp_path / "run")
    (folder / "assumptions.csv").unlink()
    assert not [cell for cell in cells_of(folder) if re.fullmatch(r"-0(\.0*)?", cell)]
