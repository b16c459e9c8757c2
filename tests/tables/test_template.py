"""The workbook to fill in: it reads back as the case it was made of, and checks what the specification says."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from optimiser.errors import InputError, OptimiserError
from optimiser.tables.inputs import CaseInputs, read_case, recheck
from optimiser.tables.problems import Problem
from optimiser.tables.raw import READING_CHECKS
from optimiser.tables.specification import SETTINGS, TABLE_BY_NAME, TABLES, Column, Table
from optimiser.tables.template.validations import MOST_ROWS, last_row
from optimiser.tables.template.workbook import template_workbook
from tests.cases.casebook import LEWISHAM, TINY
from tests.tables.small_case import cell, small_case, write_csv

Book = openpyxl.Workbook
COLUMNS = [(table, column) for table in TABLES for column in table.columns]
every_table = pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
HOSTILE = (
    *("=1+1", "@x", "'quoted", "'=1+1", "+44", "-5", "1-2", "2025/26", "_x0041_", "<b>&amp", '"', "TRUE", "1e5"),
    *("00123", "é😀 ﷽", '=HYPERLINK("http://x")', "３", "#hash", "{=1}"),
)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CaseInputs]:
    """Examples, a case with rows in every table but one, and one whose areas are called what no area should be."""
    hostile = small_case()
    for label in HOSTILE:
        hostile["areas"].append([label, f"{label} again", "no", "no", label, "judgement"])
        hostile["proximity"] += [
            [home, label, "beyond_20_miles", 30, f"{label}\n{label}", ""] for home in ("north", "south")
        ]
    cell(hostile, "grants", 2, "label", "=cmd|' /C calc'!A0")
    folder = tmp_path_factory.mktemp("cases")
    return {
        "tiny": read_case(TINY),
        "lewisham": read_case(LEWISHAM),
        "small": read_case(write_csv(small_case(), folder / "small")),
        "hostile": read_case(write_csv(hostile, folder / "hostile")),
    }


every_case = pytest.mark.parametrize("name", ["tiny", "lewisham", "small", "hostile"])


@pytest.fixture(scope="module")
def empty() -> Book:
    return openpyxl.load_workbook(io.BytesIO(template_workbook()))


def read_back(content: bytes, folder: Path) -> CaseInputs:
    (folder / "case.xlsx").write_bytes(content)
    return read_case(folder / "case.xlsx")


def assert_same_case(found: CaseInputs, expected: CaseInputs) -> None:
    assert found.sha256 == expected.sha256
    assert found.responsibility == expected.responsibility
    for name, frame in expected.tables.items():
        pd.testing.assert_frame_equal(
            found.tables[name].reset_index(drop=True), frame.reset_index(drop=True), check_exact=True, obj=name
        )


def validation_of(sheet: Worksheet, letter: str) -> DataValidation:
    """The one check of a column's cells."""
    found = [one for one in sheet.data_validations.dataValidation if str(one.sqref).startswith(f"{letter}2:")]
    assert len(found) == 1, (sheet.title, letter)
    return found[0]


def letter_of(table: Table, column: Column) -> str:
    return get_column_letter(table.columns.index(column) + 1)


def shape_of(sheet: Worksheet, place: int) -> ColumnDimension:
    """How a column is set, counted from 1: columns that are set alike are kept as one."""
    return next(one for one in sheet.column_dimensions.values() if one.min <= place <= one.max)


@every_case
def test_a_case_reads_back_as_it_was(name: str, cases: dict[str, CaseInputs], tmp_path: Path) -> None:
    found = read_back(template_workbook(cases[name].tables), tmp_path)
    assert_same_case(found, cases[name])
    assert [problem.check for problem in found.warnings] == [problem.check for problem in cases[name].warnings]


def test_hostile_labels_were_there_and_are_text(cases: dict[str, CaseInputs]) -> None:
    tables = cases["hostile"].tables
    assert set(HOSTILE) < set(tables["areas"]["area"])
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(tables)))
    cells = [one for sheet in book for row in sheet.iter_rows(min_row=2) for one in row if one.value is not None]
    texts = [one for one in cells if str(one.value) in HOSTILE]
    assert {one.value for one in texts} == set(HOSTILE)
    assert {one.data_type for one in texts} == {"s"}
    assert not [one for one in cells if one.data_type == "f"]
    starts = tuple("=+-@")
    assert all(one.quotePrefix == one.value.startswith(starts) for one in texts), "no formula after F2 and Enter"


def test_the_same_case_gives_the_same_bytes(cases: dict[str, CaseInputs]) -> None:
    tables = cases["small"].tables
    assert template_workbook(tables) == template_workbook(tables)
    assert template_workbook() == template_workbook({})


@pytest.mark.parametrize("figure", [0.1 + 0.2, 1 / 3, 5e-324, 123456789.12345679, 999999999999.9999])
def test_figures_keep_every_digit(figure: float, cases: dict[str, CaseInputs], tmp_path: Path) -> None:
    tables = dict(cases["small"].tables)
    tables["targets"] = tables["targets"].assign(price_if_missed=figure)
    changed = recheck(tables, Path("changed"))
    found = read_back(template_workbook(changed.tables), tmp_path)
    assert set(found.tables["targets"]["price_if_missed"]) == {figure}
    assert found.sha256 == changed.sha256


def test_an_empty_template_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_back(template_workbook(), tmp_path)
    checks = {(problem.table, problem.check) for problem in caught.value.problems}
    assert {
        ("settings", "missing_setting"),
        *((table.name, "no_rows") for table in TABLES if table.required),
    } == checks
    assert not checks & {("", name) for name in READING_CHECKS}
    assert all(isinstance(problem, Problem) and str(problem).endswith(".") for problem in caught.value.problems)


def test_sheets_and_names_of_columns(empty: Book) -> None:
    assert empty.sheetnames == ["notes", *(table.name for table in TABLES)]
    for table in TABLES:
        rows = list(empty[table.name].iter_rows(values_only=True))
        assert rows == [tuple(column.name for column in table.columns)]


@every_table
def test_what_a_column_may_hold_is_what_the_specification_says(table: Table, empty: Book) -> None:
    for column in table.columns:
        found = validation_of(empty[table.name], letter_of(table, column))
        assert str(found.sqref) == f"{letter_of(table, column)}2:{letter_of(table, column)}1000"
        if table.name == "settings" and column.name == "setting":
            assert labels_in(empty, found) == [setting.name for setting in SETTINGS]
        elif column.kind == "yes_no":
            assert (found.type, found.formula1) == ("list", '"yes,no"')
        elif column.kind == "choice":
            assert (found.type, found.formula1) == ("list", f'"{",".join(column.choices)}"')
        elif column.kind == "key" and column.refers_to:
            assert found.type == "list"
            assert_labels_of(column.refers_to, found.formula1, empty)
        elif column.kind == "key":
            assert (found.type, found.operator or "between", found.formula1, found.formula2) == (
                *("textLength", "between"),
                *("1", "100"),
            )
        elif column.kind == "date":
            assert found.type == "date"
            days = [date(1899, 12, 30).toordinal() + int(limit) for limit in (found.formula1, found.formula2)]
            assert [date.fromordinal(day) for day in days] == [date(1990, 1, 1), date(2150, 12, 31)]
        elif column.kind in ("number", "whole", "share"):
            assert limits_in(found) == limits_of(column)
            assert (found.type == "whole") == (column.kind == "whole")
        else:
            assert found.type is None
            assert column.kind in ("text", "keys", "shares")


def labels_in(book: Book, found: DataValidation) -> list[str]:
    """What a drop-down offers that is a range of another sheet."""
    sheet, cells = found.formula1.split("!")
    return [row[0].value for row in book[sheet][cells.replace("$", "")]]


def assert_labels_of(name: str, formula: str, book: Book) -> None:
    """A drop-down offers the column of the key of another sheet, down to the last row that is checked."""
    ranges = set(re.findall(r"(\w+)!\$([A-Z]+)\$2:\$([A-Z]+)\$(\d+)", formula))
    assert len(ranges) == 1
    sheet, first, last, row = ranges.pop()
    assert (sheet, first, row) == (name, last, "1000")
    assert book[sheet][f"{first}1"].value == TABLE_BY_NAME[name].key[0]
    assert formula.startswith(f"OFFSET({name}!${first}$2,0,0,MAX(1,")
    assert len(formula) <= 255


def limits_in(found: DataValidation) -> tuple[float, float, bool]:
    """The least and the most that a check lets pass, and whether the least itself is left out."""
    if found.type == "custom":
        match = re.fullmatch(r"AND\(ISNUMBER\((\w+)\),\1>([^,]+),\1<=([^,]+)\)", found.formula1)
        assert match, found.formula1
        assert str(found.sqref).startswith(f"{match[1]}:")
        return float(match[2]), float(match[3]), True
    above = {"greaterThan": True, "greaterThanOrEqual": False}.get(found.operator)
    if above is None:
        assert found.operator in (None, "between")
        return float(found.formula1), float(found.formula2), False
    assert found.formula2 is None
    return float(found.formula1), float("inf"), above


def limits_of(column: Column) -> tuple[float, float, bool]:
    low, high = column.minimum, column.maximum
    if column.kind == "share":
        return (low or 0, 1 if high is None else high, column.above)
    if low is None:
        return (-1e12, 1e12 if high is None else high, False)
    return (low, float("inf") if high is None else high, column.above)


@every_table
def test_what_a_person_is_told_of_a_column(table: Table, empty: Book) -> None:
    for column in table.columns:
        found = validation_of(empty[table.name], letter_of(table, column))
        assert found.promptTitle == column.name
        assert len(column.name) <= 32
        assert found.showInputMessage
        assert len(found.prompt) <= 255
        note = empty[table.name][f"{letter_of(table, column)}1"].comment.text
        for told in (found.prompt, note):
            assert column.description.replace("`", "") in told
            assert column.unit in told
            assert ("Required." in told) == column.required
            assert column.required or (column.blank or f"{column.default}") in told.split("Blank: ")[1]
        assert bool(found.allowBlank) == (not column.required or found.type is None)
        if found.type is not None:
            assert found.showErrorMessage
            assert found.errorStyle in (None, "stop")
            assert re.fullmatch(r"(Write|Pick|The sheet|There is) .{8,240}\.", found.error), found.error
            assert ("leave the cell blank" in found.error) == (not column.required)


@every_table
def test_a_required_column_is_told_apart_without_colour(table: Table, empty: Book) -> None:
    for column in table.columns:
        name = empty[table.name][f"{letter_of(table, column)}1"]
        assert bool(name.font.bold) == column.required
        assert (name.fill.fgColor.rgb == "FF12436D") == column.required


@every_table
def test_cells_of_text_are_formatted_as_text(table: Table, empty: Book) -> None:
    for column in table.columns:
        kept = shape_of(empty[table.name], table.columns.index(column) + 1).number_format
        if column.kind == "date":
            assert kept == "yyyy-mm-dd"
        else:
            assert kept == ("General" if column.kind in ("number", "whole", "share") else "@")


@pytest.mark.parametrize("name", ["empty", "lewisham"])
def test_sheets_stay_readable_on_screen_and_on_paper(name: str, cases: dict[str, CaseInputs]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(cases[name].tables if name in cases else None)))
    for table in TABLES:
        sheet = book[table.name]
        assert sheet.freeze_panes in ("A2", "B2")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
        assert not sheet.merged_cells.ranges
        for place, column in enumerate(table.columns, start=1):
            assert len(column.name) + 2 <= shape_of(sheet, place).width <= 65


def test_the_notes_list_every_sheet_and_setting(empty: Book, cases: dict[str, CaseInputs]) -> None:
    rows = [[str(value or "") for value in row] for row in empty["notes"].iter_rows(values_only=True)]
    needed = {row[0]: row[2] for row in rows}
    for table in TABLES:
        assert needed[table.name] == ("required" if table.required else "optional")
        at = next(one for one in empty["notes"]["A"] if one.value == table.name)
        assert at.hyperlink.location == f"'{table.name}'!A1"
    for setting in SETTINGS:
        assert needed[setting.name] == ("required" if setting.column.required else "optional")
    filled = openpyxl.load_workbook(io.BytesIO(template_workbook(cases["small"].tables)))["notes"]
    told = "The tables hold the case of Müllershire."
    assert told in [one.value for one in filled["A"]]
    assert told not in [row[0] for row in rows]


def test_nothing_runs_in_it(cases: dict[str, CaseInputs]) -> None:
    with zipfile.ZipFile(io.BytesIO(template_workbook(cases["hostile"].tables))) as archive:
        assert not [part for part in archive.namelist() if "vba" in part.lower() or "external" in part.lower()]
        sheets = [part for part in archive.namelist() if part.startswith("xl/worksheets/sheet")]
        assert len(sheets) == len(TABLES) + 1
        assert not [part for part in sheets if b"<f>" in archive.read(part)]


def test_more_rows_than_usual_are_checked_too(cases: dict[str, CaseInputs]) -> None:
    assert [last_row(rows) for rows in (0, 800, 801, MOST_ROWS - 1)] == [1000, 1000, 1001, MOST_ROWS]
    areas = cases["small"].tables["areas"]
    many = pd.concat([areas] * 300, ignore_index=True)
    book = openpyxl.load_workbook(io.BytesIO(template_workbook({"areas": many})))
    assert str(validation_of(book["areas"], "A").sqref) == "A2:A1100"
    assert "areas!$A$2:$A$1100" in validation_of(book["proximity"], "A").formula1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 32_768, "row 7 of areas, column note, has 32,768 characters"),
        ("😀" * 16_384, "has 32,768 characters and a cell holds 32,767"),
        ("child\ufffe", "row 7 of areas, column note, holds a character that no spreadsheet can hold"),
    ],
)
def test_a_text_that_no_cell_can_hold(text: str, said: str, cases: dict[str, CaseInputs]) -> None:
    areas = cases["small"].tables["areas"].iloc[:1].assign(note=text)
    areas.index = pd.Index([7], name="row")
    with pytest.raises(OptimiserError, match=re.escape(said)) as caught:
        template_workbook({"areas": areas})
    assert text[:3] not in str(caught.value), "what a note holds is nobody else's business"
    assert template_workbook({"areas": areas.assign(note=text[:-1])})


def test_more_rows_than_a_sheet_holds() -> None:
    with pytest.raises(OptimiserError, match=r"The table demand has 1,048,576 rows, and a sheet holds 1,048,575"):
        template_workbook({"demand": pd.DataFrame(index=range(MOST_ROWS))})


def has_calc() -> bool:
    """Whether LibreOffice has its spreadsheet program; on Linux it may be installed without."""
    return shutil.which("localc" if sys.platform == "linux" else "soffice") is not None


@pytest.mark.slow
@pytest.mark.skipif(not has_calc(), reason="LibreOffice Calc is not installed")
@pytest.mark.parametrize("name", ["lewisham", "hostile"])
def test_another_spreadsheet_program_keeps_everything(
    name: str, cases: dict[str, CaseInputs], tmp_path: Path
) -> None:
    (tmp_path / "case.xlsx").write_bytes(template_workbook(cases[name].tables))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "saved", "case.xlsx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert_same_case(read_case(tmp_path / "saved" / "case.xlsx"), cases[name])
    book = openpyxl.load_workbook(tmp_path / "saved" / "case.xlsx")
    for table, column in COLUMNS:
        found = validation_of(book[table.name], letter_of(table, column))
        assert found.promptTitle == column.name
        if column.kind == "key" and column.refers_to:
            assert_labels_of(column.refers_to, found.formula1, book)
