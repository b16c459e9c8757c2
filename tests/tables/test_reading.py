"""CSV folders: encodings, delimiters, headers and rows as people really save them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from optimiser.errors import InputError
from optimiser.tables import reading
from optimiser.tables.inputs import read_case
from tests.tables.small_case import small_case, write_csv


@dataclass(frozen=True)
class FileFault:
    """A file that is spoiled, and what must be found."""

    check: str
    word: str
    spoil: Callable[[Path], object]
    row: int | None = None
    severity: str = "error"


def _text(name: str) -> Callable[[Path], str]:
    return lambda folder: (folder / name).read_text(encoding="utf-8")


def _write(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def _recode(name: str, encoding: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(_text(name)(folder).encode(encoding))


def _replace(name: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(_text(name)(folder).replace(old, new), encoding="utf-8")


def _append(name: str, line: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(_text(name)(folder) + line, encoding="utf-8")


CSV_FAULTS = (
    FileFault("windows_1252", "settings.csv", _recode("settings.csv", "cp1252"), None, "warning"),
    FileFault("encoding", "UTF-16", _recode("settings.csv", "utf-16")),
    FileFault("encoding", "UTF-16", _recode("settings.csv", "utf-16-le")),
    FileFault("encoding", "Windows-1252", _write("settings.csv", b"setting,value\n\x81\xff,1\n")),
    FileFault("delimiter", "semicolons", _replace("areas.csv", ",", ";"), 1),
    FileFault("delimiter", "tabs", _replace("areas.csv", ",", "\t"), 1),
    FileFault("empty_table", "it is empty", _write("areas.csv", b"")),
    FileFault("empty_table", "first row", _write("areas.csv", b",,\narea,name\n"), 1),
    FileFault("short_row", "3 cells", _append("limits.csv", "a,b,c\n"), 3),
    FileFault("long_row", "beyond", _append("limits.csv", "a,,1,000,5,x,judgement\n"), 3),
    FileFault("unreadable", "quotation marks", _replace("areas.csv", "The North", '"The North')),
    FileFault("unknown_table", "options", lambda f: (f / "options.csv").rename(f / "option.csv")),
    FileFault("unknown_table", "options", lambda f: (f / "options.csv").rename(f / "Options.csv")),
    FileFault("too_large", "50 MB", lambda f: os.truncate(f / "areas.csv", reading.LARGEST_FILE + 1)),
)

PATH_FAULTS = (
    FileFault("path", "does not exist", lambda folder: folder / "nowhere"),
    FileFault("path", "neither", lambda folder: folder / "areas.csv"),
    FileFault("path", "no .csv file", lambda folder: (folder / "empty").mkdir() or folder / "empty"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_csv(small_case(), tmp_path / "case")


@pytest.mark.parametrize("fault", CSV_FAULTS, ids=lambda fault: f"{fault.check}-{fault.word}")
def test_spoiled_file(fault: FileFault, folder: Path) -> None:
    fault.spoil(folder)
    if fault.severity == "warning":
        found = read_case(folder).warnings
    else:
        with pytest.raises(InputError) as caught:
            read_case(folder)
        found = caught.value.problems
    matching = [problem for problem in found if problem.check == fault.check]
    assert [problem.row for problem in matching] == [fault.row], [str(problem) for problem in found]
    assert fault.word in str(matching[0])


@pytest.mark.parametrize("fault", PATH_FAULTS, ids=lambda fault: fault.word)
def test_wrong_path(fault: FileFault, folder: Path) -> None:
    with pytest.raises(InputError, match=fault.word) as caught:
        read_case(str(fault.spoil(folder)))
    assert [problem.check for problem in caught.value.problems] == [fault.check]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_and_pounds_survive(folder: Path, encoding: str) -> None:
    file = folder / "settings.csv"
    text = file.read_text(encoding="utf-8").replace("Council paper 2025", "Paper: £5 – café")
    file.write_bytes(text.encode(encoding))
    inputs = read_case(folder)
    assert inputs.case.settings.authority == "Müllershire"
    assert set(inputs.tables["settings"]["source"]) == {"Paper: £5 – café"}
    assert [problem.check for problem in inputs.warnings] == ["windows_1252"] * (encoding == "cp1252")


def test_other_files_are_left_alone(folder: Path) -> None:
    before = read_case(folder)
    (folder / "README.md").write_text("x")
    (folder / "what-if").mkdir()
    (folder / "what-if" / "odd.csv").write_text("x")
    (folder / "archive.csv").mkdir()
    (folder / ".hidden.csv").write_text("x")
    (folder / "~$areas.csv").write_text("x")
    assert read_case(folder).sha256 == before.sha256


def test_spaces_and_blank_rows_do_not_matter_and_keep_the_numbering(folder: Path) -> None:
    before = read_case(folder)
    lines = (folder / "areas.csv").read_text().splitlines()
    lines[1] = lines[1].replace("north,", "  north ,")
    (folder / "areas.csv").write_text("\n".join([lines[0], "", ",,,,,", *lines[1:], "", ",,,"]) + "\n")
    after = read_case(folder)
    assert after.sha256 == before.sha256
    assert sorted(after.tables["areas"].index) == [4, 5, 6]


def test_a_cell_with_a_line_break_counts_as_a_person_sees_it(folder: Path) -> None:
    text = (folder / "areas.csv").read_text().replace("The North", '"The\nNorth"')
    (folder / "areas.csv").write_text(text.replace("south,,yes", "south,,yess"))
    with pytest.raises(InputError) as caught:
        read_case(folder)
    assert [problem.row for problem in caught.value.problems] == [4]


def test_the_sentence_says_where_what_and_what_to_do(folder: Path) -> None:
    tables = small_case()
    tables["options"][1][5] = "£5,200"
    with pytest.raises(InputError) as caught:
        read_case(write_csv(tables, folder))
    assert str(caught.value) == (
        'options, row 2, column setup_cost: "£5,200" is not a number; write a plain number such as 5200.'
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(folder: Path) -> None:
    (folder / "areas.csv").chmod(0)
    with pytest.raises(InputError, match="cannot be read"):
        read_case(folder)
