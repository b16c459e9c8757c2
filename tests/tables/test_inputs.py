"""The case that is built: canonical order, meanings of blank cells, the hash, and rubbish of every kind."""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.case import Budget, Flow, OptionKey, Period, Pool, Scenario
from optimiser.errors import InputError
from optimiser.tables.dictionary import DICTIONARY, dictionary
from optimiser.tables.inputs import CaseInputs, check_case, read_case, recheck
from optimiser.tables.raw import RawRow, RawTable, RawTables
from optimiser.tables.specification import TABLE_BY_NAME, TABLES
from tests.tables.small_case import cell, small_case, write_csv, write_workbook


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> CaseInputs:
    return read_case(write_csv(small_case(), tmp_path_factory.mktemp("case")))


def test_what_blank_cells_mean(inputs: CaseInputs) -> None:
    case = inputs.case
    assert case.scenarios == (Scenario("all", 1.0),)
    assert case.periods == (Period("2025/26", 1, 0), Period("2026/27", 1, 1), Period("2027/28", 1, 2))
    assert case.home_areas == ("north", "south")
    assert case.areas["south"].name == "south"
    assert case.settings.unmet_need_price is None
    assert case.settings.discount_rate == 0.035
    assert case.provisions["agency_foster"].occupancy == 1.0
    assert case.market[0].weekly_cost == 1100
    assert case.market[0].children_max == math.inf
    home, carers = case.options[OptionKey("new_home", "north")], case.options[OptionKey("recruit", "south")]
    assert (home.asset_life, home.ramp, home.limit_groups, home.last_period) == (40, (), (), 2)
    assert (carers.life, carers.ramp, carers.limit_groups, carers.last_period) == (
        *(math.inf, (0.5, 0.8)),
        *(("carers",), 1),
    )
    assert [row.from_period for row in case.supply if row.pool == Pool("own_home", "south")] == [0, 2]
    assert case.budgets == (
        Budget("capital_total", None, 3000000, None),
        *(Budget("revenue", period, 9000000, None) for period in range(3)),
    )
    assert case.targets[0].needs == {"child", "teen"}
    assert case.targets[0].periods == (2,)
    assert case.placements[Flow("teen", "north", "flat", "north")] == 3
    assert case.demand.shape == (2, 2, 3, 1)
    assert case.demand[0].tolist() == [[[12.0]] * 3] * 2


def test_the_case_cannot_be_changed(inputs: CaseInputs) -> None:
    with pytest.raises(TypeError):
        inputs.case.areas["west"] = inputs.case.areas["north"]  # type: ignore[index]
    with pytest.raises(ValueError, match="read-only"):
        inputs.case.demand[0, 0, 0, 0] = 1


def test_frames_are_typed_and_complete(inputs: CaseInputs) -> None:
    assert list(inputs.tables) == [table.name for table in TABLES]
    for name, frame in inputs.tables.items():
        assert list(frame.columns) == [column.name for column in TABLE_BY_NAME[name].columns]
    options = inputs.tables["options"]
    assert options["setup_cost"].dtype == np.float64
    assert options["whole_units"].tolist() == [True, True, True]
    assert options.loc[2, "ramp"] == (0.5, 0.8)
    assert inputs.tables["targets"]["needs"].tolist() == [("*",)]
    assert inputs.tables["market"]["tier"].dtype == np.int64
    assert inputs.tables["scenarios"].empty


def test_the_order_of_rows_and_columns_does_not_matter(inputs: CaseInputs, tmp_path: Path) -> None:
    tables = small_case()
    turned = {name: [rows[0][::-1], *(row[::-1] for row in rows[:0:-1])] for name, rows in tables.items()}
    other = read_case(write_csv(dict(reversed(turned.items())), tmp_path / "case"))
    assert other.sha256 == inputs.sha256
    assert_same_case(other, inputs)


def assert_same_case(one: CaseInputs, other: CaseInputs) -> None:
    assert np.array_equal(one.case.demand, other.case.demand)
    for name in one.case.__dataclass_fields__:
        if name != "demand":
            assert getattr(one.case, name) == getattr(other.case, name), name
        mapping = getattr(one.case, name)
        if hasattr(mapping, "keys"):
            assert list(mapping) == list(getattr(other.case, name)), name


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [("demand", 2, "children", 12.5), ("needs", 2, "label", "Kinder"), ("areas", 2, "source", "Other")],
)
def test_the_hash_tells_every_change(
    inputs: CaseInputs, tmp_path: Path, table: str, row: int, column: str, value: Any
) -> None:
    tables = small_case()
    cell(tables, table, row, column, value)
    assert read_case(write_csv(tables, tmp_path / "case")).sha256 != inputs.sha256


def test_recheck_gives_the_same_and_finds_what_a_change_spoils(inputs: CaseInputs) -> None:
    again = recheck(inputs.tables, inputs.path)
    assert again.sha256 == inputs.sha256
    assert_same_case(again, inputs)
    changed = {name: frame.copy() for name, frame in inputs.tables.items()}
    changed["provisions"].loc[2, "occupancy"] = 1.5
    with pytest.raises(InputError, match="provisions, row 2, column occupancy"):
        recheck(changed, inputs.path)


def test_scenarios(tmp_path: Path) -> None:
    tables = small_case()
    tables["scenarios"] = [["scenario", "probability"], ["low", 0.25], ["high", 0.75]]
    cell(tables, "demand", 2, "scenario", "low")
    tables["demand"].append(["child", "north", "2025/26", 20, "high", "x", "judgement"])
    case = read_case(write_csv(tables, tmp_path / "case")).case
    assert case.scenarios == (Scenario("high", 0.75), Scenario("low", 0.25))
    assert case.demand[0, 0, 0].tolist() == [20.0, 12.0]
    assert case.demand[0, 0, 1].tolist() == [12.0, 12.0]


def test_half_years_in_the_order_of_their_first_days(tmp_path: Path) -> None:
    tables = small_case()
    names = {"2025/26": "spring 2025", "2026/27": "autumn 2025", "2027/28": "spring 2026"}
    days = iter(["2025-04-01", "2025-10-01", "2026-04-01"])
    for rows in tables.values():
        for row in rows[1:]:
            row[:] = [names.get(value, value) for value in row]
    for row in tables["periods"][1:]:
        row[1:3] = [0.5, datetime.date.fromisoformat(next(days)).isoformat()]
    case = read_case(write_csv(tables, tmp_path / "case")).case
    assert [(p.period, p.years, p.start) for p in case.periods] == [
        ("spring 2025", 0.5, 0.0),
        ("autumn 2025", 0.5, 0.5),
        ("spring 2026", 0.5, 1.0),
    ]


def test_what_a_warning_beside_errors_says_is_kept(tmp_path: Path) -> None:
    tables = small_case()
    cell(tables, "needs", 2, "source", "")
    cell(tables, "needs", 2, "age_to", "old")
    with pytest.raises(InputError) as caught:
        read_case(write_csv(tables, tmp_path / "case"))
    assert [problem.check for problem in caught.value.warnings] == ["no_source"]


def test_the_data_dictionary_is_up_to_date() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == dictionary(), "run python -m optimiser.tables.dictionary"


PLACES = [
    (name, row, column)
    for name, rows in small_case().items()
    for row in range(1, len(rows) + 1)
    for column in range(len(rows[0]))
]
RUBBISH = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "*", ";", "1e308", "-1e308", "0", "1", "9999-12-31", "0.0000001", "£", "north", "2025/26"]
    ),
    st.floats().map(repr),
    st.integers().map(str),
)
TYPED = st.one_of(RUBBISH, st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas())


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), TYPED), min_size=1, max_size=6))
def test_rubbish_in_cells_is_reported(
    changes: list[tuple[tuple[str, int, int], Any]],
) -> None:
    tables = small_case()
    for (name, row, column), value in changes:
        if row > 1:
            tables[name][row - 1][column] = value.strip() if isinstance(value, str) else value
    raw = {
        name: RawTable(
            name,
            f"{name}.csv",
            tuple(rows[0]),
            tuple(
                RawRow(number, dict(zip(rows[0], map(_as_read, row), strict=True)))
                for number, row in enumerate(rows[1:], start=2)
            ),
        )
        for name, rows in tables.items()
    }
    _check(lambda: check_case(RawTables(Path("case"), raw)))


def _as_read(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _check(read: Any) -> None:
    """Read a case that may be wrong: whatever is not an ``InputError`` with problems fails the test."""
    problems = None
    try:
        read()
    except InputError as error:
        problems = error.problems
    assert problems is None or (problems and all(str(problem) for problem in problems))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sampled_from(sorted(small_case())), st.one_of(st.binary(max_size=200), st.text(max_size=200)))
def test_rubbish_in_files_is_reported(tmp_path: Path, name: str, content: bytes | str) -> None:
    folder = tmp_path / "case"
    if not folder.exists():
        write_csv(small_case(), folder)
    before = (folder / f"{name}.csv").read_bytes()
    spoilt = content if isinstance(content, bytes) else content.encode(errors="surrogatepass")
    (folder / f"{name}.csv").write_bytes(spoilt)
    try:
        _check(lambda: read_case(folder))
    finally:
        (folder / f"{name}.csv").write_bytes(before)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.integers(0, 10**9), st.binary(min_size=1, max_size=20))
def test_a_damaged_workbook_is_reported(tmp_path: Path, place: int, content: bytes) -> None:
    path = tmp_path / "case.xlsx"
    if not (tmp_path / "good.xlsx").exists():
        write_workbook(small_case(), tmp_path / "good.xlsx")
    whole = bytearray((tmp_path / "good.xlsx").read_bytes())
    place %= len(whole)
    whole[place : place + len(content)] = content
    path.write_bytes(bytes(whole))
    _check(lambda: read_case(path))
