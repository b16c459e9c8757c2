"""``optimiser new`` as a user runs it, and the examples that it begins from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimiser.cli import main
from optimiser.commands.new import _write_workbook, new
from optimiser.errors import InputError, OptimiserError, RunFolderError
from optimiser.example_cases import EXAMPLES, _found, example, unfilled_case
from optimiser.tables.dictionary import dictionary
from optimiser.tables.inputs import read_case
from optimiser.tables.specification import TABLES
from optimiser.tables.template.workbook import template_workbook
from tests.cases.casebook import LEWISHAM, ROOT

ALL_TABLES = {f"{table.name}.csv" for table in TABLES}
every_example = pytest.mark.parametrize("like", EXAMPLES)


def run(*arguments: object) -> Result:
    done = CliRunner().invoke(new, [*map(str, arguments)], prog_name="optimiser new")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def everything_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@every_example
@pytest.mark.parametrize("kind", [(), ("--excel",)], ids=["folder", "workbook"])
def test_a_case_like_an_example_passes_its_check(like: str, kind: tuple[str, ...], tmp_path: Path) -> None:
    target = tmp_path / "not yet there" / ("case.xlsx" if kind else "case")
    done = run(target, "--like", like, *kind)
    assert done.exit_code == 0, done.output
    assert f"Written to {target}: {len(TABLES)} tables" in done.stdout
    assert done.stdout.endswith(f'  optimiser check "{target}"\n')
    checked = CliRunner().invoke(main, ["check", str(target)])
    assert checked.exit_code == 0, checked.output
    assert read_case(target).sha256 == read_case(example(like)).sha256
    assert [path.name for path in target.parent.iterdir()] == [target.name], "nothing is left beside it"


def test_a_folder_holds_every_table_the_dictionary_and_the_what_ifs(tmp_path: Path) -> None:
    done = run(tmp_path / "case", "--like", "lewisham")
    found = everything_in(tmp_path / "case")
    given = {
        name: content for name, content in everything_in(LEWISHAM).items() if name.endswith((".csv", ".toml"))
    }
    assert given.items() <= found.items()
    assert found.keys() == given.keys() | ALL_TABLES | {"README.md"}
    assert found["README.md"].decode("utf-8") == dictionary()
    assert found["scenarios.csv"].decode("utf-8") == "scenario,probability,source,confidence,note\n"
    assert f"Its 13 what-ifs are in {tmp_path / 'case' / 'what-if'}." in done.stdout
    what_if = tmp_path / "case" / "what-if" / "agency-fees.toml"
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "case"), "--what-if", str(what_if)])
    assert checked.exit_code == 0, checked.output


def test_the_small_example_is_the_one_to_begin_with(tmp_path: Path) -> None:
    assert run(tmp_path / "case").exit_code == 0
    assert read_case(tmp_path / "case").case.settings.authority == "Tinyshire"


@pytest.mark.parametrize("kind", [(), ("--excel",)], ids=["folder", "workbook"])
def test_an_empty_case_says_what_is_still_to_be_filled_in(kind: tuple[str, ...], tmp_path: Path) -> None:
    target = tmp_path / ("case.xlsx" if kind else "case")
    done = run(target, "--like", "empty", *kind)
    assert done.exit_code == 0, done.output
    assert "Next, see what is still to be filled in:" in done.stdout
    with pytest.raises(InputError) as caught:
        read_case(target)
    blank = [(one.table, one.row, one.column) for one in caught.value.problems if one.check == "blank_cell"]
    assert blank == [("settings", 2, "value"), ("settings", 3, "value")]
    without = {one.table for one in caught.value.problems if one.check == "no_rows"}
    assert without == {table.name for table in TABLES if table.required} - {"settings"}
    assert {one.check for one in caught.value.problems} == {"blank_cell", "no_rows"}


def test_an_empty_folder_has_every_column(tmp_path: Path) -> None:
    run(tmp_path / "case", "--like", "empty")
    for table in TABLES:
        with (tmp_path / "case" / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            names, *rows = csv.reader(file)
        assert names == [column.name for column in table.columns]
        assert [row[0] for row in rows] == (["authority", "price_base"] if table.name == "settings" else [])
    assert everything_in(tmp_path / "case").keys() == ALL_TABLES | {"README.md"}


def test_an_empty_workbook_is_the_template_of_the_unfilled_case(tmp_path: Path) -> None:
    run(tmp_path / "case.xlsx", "--like", "empty", "--excel")
    assert (tmp_path / "case.xlsx").read_bytes() == template_workbook(unfilled_case())


@pytest.mark.parametrize("there", ["file", "folder", "link"])
@pytest.mark.parametrize("kind", [(), ("--excel",)], ids=["folder", "workbook"])
def test_what_exists_is_never_overwritten(there: str, kind: tuple[str, ...], tmp_path: Path) -> None:
    target = tmp_path / ("case.xlsx" if kind else "case")
    if there == "file":
        target.write_text("mine", encoding="utf-8")
    elif there == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    before = sorted(path.name for path in tmp_path.iterdir())
    done = run(target, *kind)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"Error: {target} exists already and is not overwritten; give another name.\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert there != "file" or target.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("kind", [(), ("--excel",)], ids=["folder", "workbook"])
def test_where_nothing_can_be_written(kind: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    done = run(tmp_path / "file" / "in it" / ("case.xlsx" if kind else "case"), *kind)
    assert done.exit_code == 2
    assert f"{tmp_path / 'file'} is not a folder that you may write to." in done.stderr
    long = tmp_path / ("x" * 252 + (".xlsx" if kind else ""))  # too long once it is written beside its place
    done = run(long, *kind)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"Error: {long} cannot be written: ")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_nothing_is_left_where_a_folder_of_that_name_appears_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "case.xlsx").mkdir()
    with pytest.raises(RunFolderError, match=r"case\.xlsx cannot be written: "):
        _write_workbook(tmp_path / "case.xlsx", "tiny")
    assert [path.name for path in tmp_path.rglob("*")] == ["case.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("case", "--excel"), "a workbook needs a name that ends in .xlsx, not 'case'"),
        (("case.XLSX",), "'case.XLSX' would be a folder; add --excel to write a workbook"),
        (("case", "--like", "camden"), "'camden' is not one of 'tiny', 'lewisham', 'empty'"),
        ((), "Missing argument 'TARGET'"),
    ],
)
def test_what_cannot_be_meant(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


@every_example
def test_an_example_is_found_in_the_repository(like: str) -> None:
    assert example(like) == ROOT / "inputs" / like


def test_an_installed_example_comes_first(tmp_path: Path) -> None:
    places = (tmp_path / "example_inputs", ROOT / "inputs")
    assert _found("tiny", places) == ROOT / "inputs" / "tiny"
    run(tmp_path / "example_inputs" / "tiny")
    assert _found("tiny", places) == tmp_path / "example_inputs" / "tiny"
    with pytest.raises(OptimiserError, match=r"The example lewisham did not come with this installation"):
        _found("lewisham", places[:1])


def test_an_unknown_example() -> None:
    with pytest.raises(OptimiserError, match=r"no example 'camden'; the examples are tiny and lewisham\."):
        example("camden")
