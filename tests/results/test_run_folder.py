"""The run folder: whole or not at all, never overwritten silently, harmless and exact."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import optimiser
from optimiser.errors import RunFolderError
from optimiser.results.columns import COLUMNS
from optimiser.run_folder import digests
from optimiser.run_reading import read_run
from tests.cases.casebook import rows, solve
from tests.results.conftest import foster, nothing_left, promised

FILES = sorted(["inputs", "result.json", *[f"{name}.csv" for name in COLUMNS]])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def reread(path: Path, name: str) -> pd.DataFrame:
    """A table as written, every number read by Python itself."""
    table = pd.read_csv(path / f"{name}.csv", dtype="str", keep_default_na=False)
    for column in COLUMNS[name]:
        if column.dtype == "float64":
            numbers = [float(cell) if cell else float("nan") for cell in table[column.name]]
            table[column.name] = pd.Series(numbers, dtype="float64", index=table.index)
    return table


def refuse_constants(text: str) -> None:
    raise AssertionError(f"{text} is not JSON")


def test_every_table_comes_back_to_the_last_bit(result: optimiser.Result, tmp_path: Path) -> None:
    folder = optimiser.write_run(result, tmp_path / "a" / "b" / "run")
    assert names(folder) == FILES
    assert names(folder.parent) == ["run"]
    for name, table in result.tables.items():
        pd.testing.assert_frame_equal(reread(folder, name), table, check_exact=True)


def test_text_with_a_bare_carriage_return_comes_back(tmp_path: Path) -> None:
    case = foster() | {"needs": [one | {"note": "one line\ranother"} for one in foster()["needs"]]}
    result = solve(case, tmp_path)
    run = read_run(optimiser.write_run(result, tmp_path / "run"))
    assert run.inputs.sha256 == result.record.inputs_sha256
    assert set(run.inputs.tables["needs"]["note"]) == {"one line\ranother"}
    pd.testing.assert_frame_equal(run.tables["assumptions"], result.assumptions)


def test_the_record_is_json_without_nan(result: optimiser.Result, tmp_path: Path) -> None:
    text = (optimiser.write_run(result, tmp_path / "run") / "result.json").read_text(encoding="utf-8")
    found = json.loads(text, parse_constant=refuse_constants)
    assert found["status"] == "optimal"
    assert found["objective"] == result.record.objective
    assert found["currency"] == "GBP"
    assert list(found) == [*result.record.as_dict(), "files"]


def test_the_inputs_come_back_as_they_were_used(result: optimiser.Result, tmp_path: Path) -> None:
    run = read_run(optimiser.write_run(result, tmp_path / "run"))
    assert run.inputs.sha256 == result.record.inputs_sha256
    assert run.inputs.case.flows == result.inputs.case.flows
    for name, table in run.tables.items():
        pd.testing.assert_frame_equal(table, result.tables[name], check_exact=True)


def test_every_file_has_its_digest(result: optimiser.Result, tmp_path: Path) -> None:
    folder = optimiser.write_run(result, tmp_path / "run")
    given = json.loads((folder / "result.json").read_text(encoding="utf-8"))["files"]
    assert sorted(given) == sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.csv"))
    assert given == digests(folder)
    (folder / "inputs" / "needs.csv").write_text("need", encoding="utf-8")
    assert {name for name, digest in digests(folder).items() if digest != given[name]} == {"inputs/needs.csv"}


def test_a_run_without_a_plan_is_written_too(tmp_path: Path) -> None:
    folder = optimiser.write_run(solve(promised(0.5), tmp_path), tmp_path / "run")
    assert names(folder) == FILES
    found = json.loads((folder / "result.json").read_text(encoding="utf-8"), parse_constant=refuse_constants)
    assert found["status"] == "infeasible"
    assert found["objective"] is None
    assert found["explanation"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("replaced", [False, True])
def test_a_failure_midway_leaves_nothing(
    tiny: optimiser.Result,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    replaced: bool,
) -> None:
    """Seven tables can be written and the eighth cannot: no folder, or the old one as it was."""
    run = tmp_path / "run"
    if replaced:
        optimiser.write_run(tiny, run)
        (run / "mine.txt").write_text("kept", encoding="utf-8")
    before = names(run) if replaced else []
    write = pd.DataFrame.to_csv

    def failing(table: pd.DataFrame, path: Path, **options: Any) -> None:
        if path.name == "unmet.csv":
            raise error
        write(table, path, **options)

    monkeypatch.setattr(pd.DataFrame, "to_csv", failing)
    expected = RunFolderError if isinstance(error, OSError) else KeyboardInterrupt
    with nothing_left(tmp_path), pytest.raises(expected):
        optimiser.write_run(tiny, run, overwrite=replaced)
    assert not replaced or names(run) == before


def test_the_old_run_comes_back_where_the_new_one_cannot_take_its_place(
    tiny: optimiser.Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = optimiser.write_run(tiny, tmp_path / "run")
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name.endswith("-new"):
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with nothing_left(tmp_path), pytest.raises(RunFolderError, match="Permission denied"):
        optimiser.write_run(tiny, run, overwrite=True)
    assert names(run) == FILES


def test_never_overwritten_silently(tiny: optimiser.Result, tmp_path: Path) -> None:
    run = optimiser.write_run(tiny, tmp_path / "run")
    (run / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(RunFolderError, match="exists already"):
        optimiser.write_run(tiny, run)
    assert "mine.txt" in names(run)
    optimiser.write_run(tiny, run, overwrite=True)
    assert names(run) == FILES
    assert names(tmp_path) == ["run"]


def test_only_a_run_folder_is_replaced(tiny: optimiser.Result, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name in ("thesis", "file"):
        with pytest.raises(RunFolderError, match="does not hold a run"):
            optimiser.write_run(tiny, tmp_path / name, overwrite=True)
    assert names(tmp_path / "thesis") == ["chapter.txt"]


@pytest.mark.parametrize("to_what", ["run", "nowhere"])
def test_a_link_is_not_replaced(tiny: optimiser.Result, tmp_path: Path, to_what: str) -> None:
    optimiser.write_run(tiny, tmp_path / "run")
    (tmp_path / "link").symlink_to(tmp_path / to_what)
    with nothing_left(tmp_path):
        with pytest.raises(RunFolderError, match="exists already"):
            optimiser.write_run(tiny, tmp_path / "link")
        with pytest.raises(RunFolderError, match="is a link"):
            optimiser.write_run(tiny, tmp_path / "link", overwrite=True)


def test_a_name_too_long_is_said(tiny: optimiser.Result, tmp_path: Path) -> None:
    with nothing_left(tmp_path), pytest.raises(RunFolderError, match="cannot be written"):
        optimiser.write_run(tiny, tmp_path / ("x" * 300))


def test_text_that_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path) -> None:
    tables = foster(
        options=rows(
            "option label provision area places_per_unit setup_cost note",
            ("recruit", '=HYPERLINK("http://example.org")', "own", "home", 1, 1_000, "+1 more; \t @SUM(A1)"),
        )
    )
    tables["provisions"][0]["price_growth"] = -0.02
    result = solve(tables, tmp_path)
    folder = optimiser.write_run(result, tmp_path / "run")
    assert result.plan["label"].tolist() == ['=HYPERLINK("http://example.org")'], "the table itself is as given"
    assert reread(folder, "plan")["label"].tolist() == ['\'=HYPERLINK("http://example.org")']
    values = reread(folder, "assumptions").set_index("column")["value"]
    assert "-0.02" in values["price_growth"].tolist(), "a number stays a number"
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for cell in (cell for row in csv.reader(file) for cell in row):
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), (path.name, cell)


def test_labels_in_any_script(tmp_path: Path) -> None:
    label = "Cartref i blant — “Ŵy”, 日本, naïve\u00a0café, 🏠"
    tables = foster(
        options=rows(
            "option label provision area places_per_unit setup_cost", ("r", label, "own", "home", 1, 1_000)
        )
    )
    result = solve(tables, tmp_path)
    folder = optimiser.write_run(result, tmp_path / "rhediad ŵ")
    assert reread(folder, "plan")["label"].tolist() == result.plan["label"].tolist() == [label]
    assert "Cartref i blant — “Ŵy”, 日本" in result.summary()
