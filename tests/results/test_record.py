"""The record of a run: inputs' hash, versions, settings; nothing about the machine or the person."""

from __future__ import annotations

import getpass
import json
import platform
import random
from pathlib import Path

import pytest

import optimiser
from tests.cases.casebook import TINY, solve, write
from tests.results.conftest import PROBABILITY, foster, tiny_tables


def test_the_order_of_rows_does_not_change_the_hash(tmp_path: Path) -> None:
    tables = tiny_tables()
    for found in tables.values():
        random.Random(3).shuffle(found)
    assert optimiser.read_case(write(tables, tmp_path)).sha256 == optimiser.read_case(TINY).sha256


@pytest.mark.parametrize("table", ["demand", "provisions", "settings"])
def test_any_other_figure_changes_the_hash(tmp_path: Path, table: str) -> None:
    column, value = {
        "demand": ("children", "17"),
        "provisions": ("weekly_cost", "501"),
        "settings": ("note", "x"),
    }[table]
    tables = tiny_tables()
    tables[table][0][column] = value
    assert optimiser.read_case(write(tables, tmp_path)).sha256 != optimiser.read_case(TINY).sha256


def test_what_is_on_record(tiny: optimiser.Result) -> None:
    record = tiny.record
    assert record.inputs_sha256 == optimiser.read_case(TINY).sha256
    assert record.inputs == "tiny"
    assert record.versions["python"] == platform.python_version()
    for package in ("sufficiency-optimiser", "pyomo", "highspy", "numpy", "scipy", "pandas"):
        assert record.versions[package][0].isdigit(), package
    assert (record.currency, record.price_base, record.authority) == ("GBP", "2026/27", "Tinyshire")
    assert record.settings["weeks_per_year"] == 52
    assert record.solve_settings == {"gap": 0.0, "time_limit": None, "seed": 0}
    assert set(record.seconds) >= {"build", "compile", "solve", "baseline", "marginals", "tables"}
    assert min(record.seconds.values()) >= 0
    assert record.rows > 0
    assert record.columns >= record.integers > 0
    assert record.nonzeros >= record.rows
    assert record.labels["provisions"]["own_home"] == "Own children's home"


def test_futures_are_on_record(futures: optimiser.Result) -> None:
    assert futures.record.scenarios == PROBABILITY


def test_warnings_are_on_record(tmp_path: Path) -> None:
    tables = foster()
    tables["supply"][0]["source"] = ""
    result = solve(tables, tmp_path)
    assert any("source" in warning for warning in result.record.warnings)


def test_nothing_of_the_machine(tmp_path: Path) -> None:
    result = solve(foster(), tmp_path)
    text = json.dumps(result.record.as_dict(), default=str)
    for private in (str(tmp_path), str(Path.home()), platform.node(), str(Path.cwd())):
        assert private not in text
    assert f'"{getpass.getuser()}"' not in text


def test_the_inputs_have_a_name_where_they_are_the_folder_one_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(foster(), tmp_path / "our case"))
    assert optimiser.plan(optimiser.read_case(".")).record.inputs == "our case"
