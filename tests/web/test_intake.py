"""Uploads that are as they should be, or nearly: taken in whole, or every fault told beside its cell."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from optimiser.errors import RunFolderError
from optimiser.kept_tables import read_kept, write_kept
from optimiser.tables.inputs import read_case
from optimiser.web.intake import Fault, Limits, Refused, Taken, take_in
from optimiser.web.intake.reading import read_upload
from optimiser.web.intake.records import LONGEST_CELL, MOST_FAULTS, shown
from tests.cases.casebook import ROOT
from tests.tables.small_case import TablesOfText, cell, small_case, write_csv
from tests.web.hostile import csv_text, part, tables, workbook, workbook_with, zipped


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.csv"))}


def openpyxl_workbook(folder: Path, path: Path) -> None:
    """The tables of a folder as a workbook as another program than ours writes it, numbers as numbers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for file in sorted(folder.glob("*.csv")):
        sheet = book.create_sheet(file.stem)
        with file.open(encoding="utf-8", newline="") as stream:
            for line in csv.reader(stream):
                sheet.append([_number(text) for text in line])
    book.save(path)


def _number(text: str) -> object:
    return float(text) if re.fullmatch(r"-?[0-9.]+", text) else text or None


@dataclass(frozen=True)
class Good:
    original: Path
    into: Path
    answer: Taken | Refused


GOOD = ("tiny.zip", "tiny.xlsx", "lewisham.zip", "lewisham.xlsx")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Good]:
    """The cases of the project, each as a ZIP and as a workbook, taken in through processes two at a time."""
    folder = tmp_path_factory.mktemp("good")

    def taken(name: str) -> Good:
        original = ROOT / "inputs" / Path(name).stem
        if name.endswith(".xlsx"):
            openpyxl_workbook(original, folder / name)
        else:
            inside = {f"case/{file}": content for file, content in files_of(original).items()}
            extra = {"__MACOSX/case/areas.csv": b"\0", "case/README.md": b"Hello", "case/.DS_Store": b"\0"}
            (folder / name).write_bytes(zipped({**inside, **extra}))
        into = folder / f"{name} into"
        return Good(original, into, take_in(folder / name, name, into))

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(GOOD, pool.map(taken, GOOD), strict=True))


@pytest.mark.parametrize("name", GOOD)
def test_a_good_case_is_taken_in(name: str, good: Mapping[str, Good]) -> None:
    one = good[name]
    original = read_case(one.original)
    assert isinstance(one.answer, Taken), [fault.sentence for fault in one.answer.problems]
    assert one.answer.sha256 == original.sha256
    assert one.answer.authority == original.case.settings.authority
    assert one.answer.counts == {table: len(rows) for table, rows in original.tables.items() if len(rows)}
    assert {(fault.check, fault.message) for fault in one.answer.warnings} == {
        (problem.check, problem.message) for problem in original.warnings
    }
    assert read_case(one.into).sha256 == read_kept(one.into).sha256 == original.sha256
    assert {file.stem for file in one.into.iterdir()} == set(one.answer.counts)


def test_a_zip_and_a_workbook_are_kept_alike(good: Mapping[str, Good]) -> None:
    assert files_of(good["tiny.zip"].into) == files_of(good["tiny.xlsx"].into)
    assert files_of(good["lewisham.zip"].into) == files_of(good["lewisham.xlsx"].into)


def test_what_was_there_is_replaced_and_the_folder_need_not_be(tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(zipped(tables()))
    into = tmp_path / "cases" / "mine"
    into.mkdir(parents=True)
    (into / "old.csv").write_text("old", encoding="utf-8")
    assert isinstance(take_in(tmp_path / "upload", "x.zip", into), Taken)
    assert not (into / "old.csv").exists()
    assert {path.name for path in into.parent.iterdir()} == {"mine"}


def test_a_folder_that_cannot_be_written_is_our_own_fault(tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(b"")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RunFolderError, match="cannot be written"):
        take_in(tmp_path / "upload", "x.zip", tmp_path / "file" / "into")


Read = Callable[[bytes, str], Taken | Refused]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads an upload as the process does, without the process."""

    def reading(content: bytes, name: str) -> Taken | Refused:
        (tmp_path / "upload").write_bytes(content)
        for folder in ("scratch", "into"):
            (tmp_path / folder).mkdir()
        return read_upload(tmp_path / "upload", name, tmp_path / "scratch", tmp_path / "into", Limits())

    return reading


def _risky() -> TablesOfText:
    """The small case with text in it that a spreadsheet would run, or that is hard to keep."""
    case = small_case()
    for row, text in enumerate(
        ("=1+1", "+cmd|'/c calc'!A0", "-2+3", "@SUM(A1)", "'quoted", "'=quoted", "a\rb", 'a\n"b", c', "＝1"),
        start=2,
    ):
        cell(case, "demand", row, "source", text)
    cell(case, "areas", 2, "name", "=HYPERLINK(1)")
    return case


def test_text_that_a_spreadsheet_would_run_stays_text(read: Read, tmp_path: Path) -> None:
    """From a workbook, where text is text, each cell is kept to the letter and harmless where it lies."""
    answer = read(workbook_with(lambda book: None, _risky()), "a.xlsx")
    assert isinstance(answer, Taken)
    back = read_kept(tmp_path / "into")
    assert back.sha256 == answer.sha256 == read_case(write_csv(_risky(), tmp_path / "csv")).sha256
    assert back.case.areas["north"].name == "=HYPERLINK(1)"
    sources = set(back.tables["demand"]["source"])
    assert {"=1+1", "+cmd|'/c calc'!A0", "'=quoted", "'quoted", "a\rb", 'a\n"b", c'} <= sources
    for file in (tmp_path / "into").iterdir():
        with file.open(encoding="utf-8", newline="") as stream:
            cells = [text for line in csv.reader(stream) for text in line]
        assert not [text for text in cells if text.startswith(("=", "+", "@", "＝")) or text == "-2+3"]


def test_a_case_that_was_kept_can_be_uploaded_again_and_again(read: Read, tmp_path: Path) -> None:
    """Apostrophes that were put there by us are taken off again: they do not pile up."""
    kept = tmp_path / "kept"
    kept.mkdir()
    inputs = read_case(write_csv(_risky(), tmp_path / "csv"))
    write_kept(inputs, kept)
    answer = read(zipped(files_of(kept)), "a.zip")
    assert isinstance(answer, Taken)
    assert answer.sha256 == inputs.sha256
    assert files_of(tmp_path / "into") == files_of(kept)


def test_hyperlinks_and_notes_on_cells_may_stay(read: Read) -> None:
    def change(book: Any) -> None:
        sheet = book.worksheets()[2]
        sheet.write_comment("A1", "What the column means")
        sheet.write_url("G2", "https://example.org/paper", string="Council paper 2025")
        sheet.data_validation("C2:C9", {"validate": "list", "source": ["yes", "no"]})

    rows = small_case()
    rows["areas"] = [[*line, "note" if place == 0 else ""] for place, line in enumerate(rows["areas"])]
    assert isinstance(read(workbook_with(change, rows), "a.xlsx"), Taken)


def test_a_part_that_is_not_read_is_not_even_looked_at(read: Read) -> None:
    """Printer settings and pictures may be anything: they are dropped before the workbook is opened."""
    assert isinstance(read(part("xl/media/image1.png", lambda _: b"\0" * 99)(), "a.xlsx"), Taken)


def test_windows_1252_is_read_with_a_warning(read: Read) -> None:
    members = {name: text.encode("cp1252") for name, text in tables().items()}
    answer = read(zipped(members), "a.zip")
    assert isinstance(answer, Taken)
    assert answer.authority == "Müllershire"
    assert "settings.csv is not in UTF-8" in answer.warnings[0].sentence


def _faulty() -> TablesOfText:
    case = small_case()
    cell(case, "areas", 2, "inside_boundary", "perhaps")
    cell(case, "demand", 5, "children", "twelve" + "x" * 500)
    case["demand"][6].append("total")
    case["market"][0][2] = "perriod"
    case["demand"].append(["child", "atlantis", "2025/26", 1, "", "Council paper", "judgement"])
    return case


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_every_fault_comes_with_its_row_as_written(name: str, read: Read) -> None:
    csv_files = {f"{table}.csv": csv_text(rows) for table, rows in _faulty().items()}
    content = zipped(csv_files) if name == "a.zip" else workbook_with(lambda book: None, _faulty())
    answer = read(content, name)
    assert isinstance(answer, Refused)
    places = {(fault.table, fault.row, fault.column, fault.check) for fault in answer.problems}
    assert {
        ("areas", 2, "inside_boundary", "not_yes_or_no"),
        ("demand", 5, "children", "not_a_number"),
        ("demand", 7, None, "long_row"),
        ("market", 1, "perriod", "unknown_column"),
    } <= places
    assert answer.rows["areas"][2]["inside_boundary"] == "perhaps"
    assert answer.rows["areas"][2]["source"] == "Council paper 2025", "the whole row, not the cell alone"
    assert answer.rows["demand"][5]["children"] == "twelve" + "x" * (LONGEST_CELL - 7) + "…"
    assert answer.rows["demand"][7]["column 8"] == "total"
    assert answer.rows["market"][1]["perriod"] == "perriod"
    assert set(answer.rows["demand"]) == {row for table, row, *_ in places if table == "demand" and row}
    for fault in answer.problems:
        assert len(fault.value or "") <= LONGEST_CELL


def test_the_workbook_is_called_what_the_visitor_calls_it(read: Read) -> None:
    content = workbook_with(lambda book: book.add_worksheet("Sheet1"))
    answer = read(content, "Plan 2026.xlsx")
    assert isinstance(answer, Refused)
    assert answer.problems[0].file == "Plan 2026.xlsx"
    assert answer.problems[0].sentence.startswith('Plan 2026.xlsx: there is no table called "Sheet1"')


def test_many_faults_are_cut_and_counted(read: Read) -> None:
    case = small_case()
    case["demand"] += [["child", "north", "2025/26", "many", "", "", ""] for _ in range(300)]
    wide = [[*(f"{n}" for n in range(60)), *line] for line in case["demand"]]
    answer = read(zipped({**tables(), "demand.csv": csv_text(wide)}), "a.zip")
    assert isinstance(answer, Refused)
    assert len(answer.problems) == MOST_FAULTS
    assert answer.more >= 300 + 60 - MOST_FAULTS
    row = next(iter(answer.rows["demand"].values()))
    assert len(row) == 40
    assert {"need", "children", "source", "confidence"} <= set(row)


def test_answers_survive_the_way_through_json(read: Read) -> None:
    csv_files = {f"{table}.csv": csv_text(rows) for table, rows in _faulty().items()}
    refused = read(zipped(csv_files), "a.zip")
    assert isinstance(refused, Refused)
    assert refused.rows
    assert Refused.from_json(json.loads(json.dumps(refused.as_json()))) == refused
    warning = Fault("areas", "areas.csv", 2, "name", "x", "it is odd", "look again", "areas: it is odd.", "odd")
    taken = Taken("Somewhere", "ab" * 32, (warning,), {"areas": 3})
    assert Taken.from_json(json.loads(json.dumps(taken.as_json()))) == taken
    with pytest.raises((LookupError, TypeError)):
        Taken.from_json(refused.as_json())


def test_nothing_of_the_content_is_in_what_a_log_would_hold(read: Read) -> None:
    csv_files = {f"{table}.csv": csv_text(rows) for table, rows in _faulty().items()}
    answer = read(zipped(csv_files), "a.zip")
    assert isinstance(answer, Refused)
    assert "perhaps" in answer.problems[0].sentence
    assert "perhaps" not in f"{answer!r}{answer.problems!r}"


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("C:\\Users\\me\\plan.xlsx", "plan.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("<script>alert(1)</script>.zip", "script>.zip"),
        ("a\u202excod.zip", "axcod.zip"),
        ("a\r\nSet-Cookie: x.zip", "aSet-Cookie: x.zip"),
        ("\0", "the file"),
        ("a" * 300 + ".xlsx", "a" * 94 + "….xlsx"),
        ("\ud800.zip", ".zip"),
    ],
)
def test_a_name_is_shown_without_tricks(name: str, seen: str) -> None:
    assert shown(name) == seen
    assert len(shown(name)) <= 100


def test_the_small_workbook_is_sound(read: Read) -> None:
    """Or the hostile ones made from it would be refused for another reason."""
    assert isinstance(read(workbook(), "a.xlsx"), Taken)
