"""The folder that a study leaves, and the two commands that leave one."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from optimiser.cli import main
from optimiser.errors import RunFolderError
from optimiser.report.study_folder import StudyFiles, check_can_write_study, write_study
from tests.cases.casebook import TINY, rows, write
from tests.studies.promise_case import homes_case, tiered_case

FILES = StudyFiles("study", {"a": float("nan")}, "# Page\n", {"t": pd.DataFrame({"x": [1.5]})}, {"svg": b"<svg/>"})


def test_everything_is_written(tmp_path: Path) -> None:
    folder = write_study(FILES, tmp_path / "new" / "out")
    assert sorted(path.name for path in folder.iterdir()) == ["study.json", "study.md", "study.svg", "t.csv"]
    assert json.loads((folder / "study.json").read_text()) == {"a": None, "t": [{"x": 1.5}]}
    assert (folder / "t.csv").read_text() == "x\n1.5\n"
    assert not [path for path in folder.parent.iterdir() if path != folder]


def test_nothing_else_is_ever_replaced(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "precious.txt").write_text("mine")
    with pytest.raises(RunFolderError, match="exists already"):
        write_study(FILES, other)
    with pytest.raises(RunFolderError, match="does not hold a study"):
        write_study(FILES, other, overwrite=True)
    link = tmp_path / "link"
    link.symlink_to(other)
    with pytest.raises(RunFolderError, match="is a link"):
        check_can_write_study(link, "study", overwrite=True)
    assert (other / "precious.txt").read_text() == "mine"


def test_a_study_of_the_same_name_is_replaced_when_asked(tmp_path: Path) -> None:
    folder = write_study(FILES, tmp_path / "out")
    (folder / "left over.csv").write_text("old")
    write_study(FILES, folder, overwrite=True)
    assert not (folder / "left over.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_study(FILES, tmp_path / "out")

    def fail(*_: object) -> None:
        raise OSError("disc full")

    monkeypatch.setattr("optimiser.report.study_folder.write_table", fail)
    with pytest.raises(RunFolderError, match="cannot be written"):
        write_study(FILES, folder, overwrite=True)
    assert (folder / "study.md").read_text() == "# Page\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("command", "options", "said", "tables"),
    [
        ("frontier", ["--target", "in_town", "--points", "3"], "70.0 %", ["frontier", "frontier_decisions"]),
        ("alternatives", ["--within", "5%"], "Every plan within 5 %", ["alternatives", "ranges", "no_regret"]),
    ],
)
def test_a_command_leaves_tables_record_page_and_figure(
    command: str, options: list[str], said: str, tables: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ran = CliRunner().invoke(main, [command, str(TINY), *options, "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert said in ran.output
    assert {f"{command}.{kind}" for kind in ("json", "md", "png", "svg")} <= {path.name for path in out.iterdir()}
    record = json.loads((out / f"{command}.json").read_text(encoding="utf-8"))
    for name in tables:
        assert len(record[name]) == len(pd.read_csv(out / f"{name}.csv"))
    assert record["complete"] is True
    assert record["authority"] == "Tinyshire"
    assert (out / f"{command}.md").read_text(encoding="utf-8").strip() in ran.output
    again = CliRunner().invoke(main, [command, str(TINY), *options, "--out", str(out)])
    assert again.exit_code == 2
    assert "exists already" in again.output


@pytest.mark.parametrize("command", [["frontier", "--target", "inside_boundary"], ["alternatives"]])
def test_a_case_without_a_plan_ends_with_its_own_exit_code_and_says_why(
    command: list[str], tmp_path: Path
) -> None:
    targets = rows("target measure sense value", ("far", "beyond_20_miles", "at_most", 0.1))
    folder, out = write(homes_case(targets=targets), tmp_path / "case"), tmp_path / "out"
    name, *options = command
    ran = CliRunner().invoke(main, [name, str(folder), *options, "--out", str(out)])
    assert ran.exit_code == 3, ran.output
    assert "No plan can meet everything asked" in ran.output
    assert (out / f"{name}.json").is_file()
    assert not (out / f"{name}.png").exists()


def test_a_what_if_is_applied_and_named(tmp_path: Path) -> None:
    """At £110,000 the four next places here cost £60,000 more each than away."""
    folder = write(tiered_case(), tmp_path / "case")
    dearer = "market[provision=here,tier=2].weekly_cost=2115.3846153846152"
    ran = CliRunner().invoke(
        main, ["frontier", str(folder), "--target", "inside_boundary", "--points", "3", "--set", dearer]
    )
    assert ran.exit_code == 0, ran.output
    assert "Assumptions changed:" in ran.output
    assert "£780,000" in ran.output


@pytest.mark.parametrize("share", ["nonsense", "0", "-2%", "nan", "200%"])
def test_a_share_that_is_none_is_refused(share: str) -> None:
    ran = CliRunner().invoke(main, ["alternatives", str(TINY), f"--within={share}"])
    assert ran.exit_code == 2
    assert "Traceback" not in ran.output


def test_an_unknown_promise_is_refused_with_those_there_are() -> None:
    ran = CliRunner().invoke(main, ["frontier", str(TINY), "--target", "in_twon"])
    assert ran.exit_code == 2
    assert "in_town" in ran.output


@pytest.mark.parametrize("name", ["x" * 300, "file/inside"])
def test_a_place_that_cannot_be_written_is_told_before_any_solving(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(RunFolderError, match="cannot be written"):
        check_can_write_study(tmp_path / name, "study")
