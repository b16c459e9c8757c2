"""The table of pools whose places fill by the choice curve, by hand; read back it gives the same plan."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import optimiser
from optimiser.engine.outcome import Status
from optimiser.errors import RunFolderError
from optimiser.results.pool_loads import loads_of_pools
from optimiser.results.pools import pools_without_plan
from optimiser.run_reading import read_run, read_run_inputs
from tests.cases.by_hand import service
from tests.cases.casebook import Tables, rows, write
from tests.cases.casebook import solve as planned

CHOICE = {"capacity_mode": "choice"}


def homes(supply: Tables | None = None, **how: object) -> Tables:
    """Two children, and two free own places that fill by the choice curve; everybody else is bought a home."""
    held = rows("provision area places", ("own", "home", 2)) if supply is None else supply["supply"]
    return service(2, 2, settings=CHOICE, supply=held, matching=[{"provision": "own", **how}])


def by_choice(folder: Path, **how: object) -> optimiser.Result:
    return planned(homes(**how), folder)


def the_row(result: optimiser.Result) -> dict[str, object]:
    return dict(result.pools.to_dict("records")[0])


def test_two_places_for_two_children(tmp_path: Path) -> None:
    """Load 2: B(2, 2) = 2/5, and with Erlang's B(2, 4) = 2/21 and B(2, 5) = 4/109, B(2, 6) = 4/331."""
    row = the_row(by_choice(tmp_path))
    assert row == pytest.approx(
        {
            "scenario": "all",
            "period": "2025/26",
            "provision": "own",
            "area": "home",
            "places": 2,
            "available": 2,
            "offered_load": 2,
            "carried": 1.2,
            "children": 1.2,
            "occupancy": 0.6,
            "turned_away": 0.4,
            "no_suitable": 0.4,
            "choice_of_two": 0.2,  # nobody there: 1 / (1 + 2 + 2)
            "places_10": 4,
            "places_5": 5,
            "places_2": 6,
        }
    )


def test_places_that_cannot_be_offered(tmp_path: Path) -> None:
    """Half of two places: B(2, 1) = 2/3. Twice as many places are needed as can be offered."""
    result = by_choice(tmp_path, available=0.5)
    row = the_row(result)
    assert (row["places"], row["available"]) == (2, 1)
    assert (row["carried"], row["turned_away"]) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert (row["places_10"], row["places_5"], row["places_2"]) == (8, 10, 12)
    assert result.places["usable"].tolist()[-1] == pytest.approx(1)


def test_a_vacancy_that_need_not_suit(tmp_path: Path) -> None:
    """0, 1, 2 there as 1 : 1.5 : 0.75; nothing suits with 1/4, 1/2 and 1, two suit only with 1/4 where none is."""
    row = the_row(by_choice(tmp_path, suits=0.5))
    assert row["no_suitable"] == pytest.approx((0.25 * 1 + 0.5 * 1.5 + 0.75) / 3.25)
    assert row["choice_of_two"] == pytest.approx(0.25 / 3.25)
    assert row["turned_away"] == pytest.approx(1 - 12 / 13 / 2)


def test_between_whole_numbers_of_places(tmp_path: Path) -> None:
    supply = {"supply": rows("provision area places", ("own", "home", 1.5))}
    row = the_row(by_choice(tmp_path, supply=supply))
    assert row["no_suitable"] == pytest.approx((2 / 3 + 2 / 5) / 2)
    assert row["choice_of_two"] == pytest.approx((0 + 0.2) / 2)


def test_areas_that_share_their_places_are_one_row(tmp_path: Path) -> None:
    supply = {"supply": rows("provision area places", ("own", "home", 1), ("own", "away", 1))}
    result = by_choice(tmp_path, supply=supply, areas="together")
    assert result.pools["area"].tolist() == ["*", "*"]
    assert result.pools["children"].tolist() == pytest.approx([1.2, 1.2])
    apart = by_choice(tmp_path / "apart", supply=supply)
    assert apart.pools["area"].tolist() == ["away", "home"] * 2
    assert apart.pools["offered_load"].tolist() == [1, 1] * 2


def test_children_bought_beside_the_places_are_not_in_them(tmp_path: Path) -> None:
    tables = homes()
    market = rows("provision area children_max weekly_cost", ("own", "home", 5, 100), ("bought", "home", "", ""))
    result = planned(tables | {"market": market}, tmp_path)
    assert result.pools["children"].tolist() == pytest.approx([1.2, 1.2])


def test_nobody_comes_and_there_are_no_places(tmp_path: Path) -> None:
    supply = rows("provision area places", ("own", "home", 0), ("kin", "home", 1))
    tables = homes() | {"supply": supply, "matching": [{"provision": "own"}, {"provision": "kin"}]}
    tables["demand"] = [row | {"children": 0} for row in tables["demand"]]
    found = planned(tables, tmp_path).pools.set_index("provision")
    assert found["places_2"].tolist() == [0] * 4
    assert found["turned_away"].isna().all()
    assert math.isnan(found.loc["own", "occupancy"].iloc[0])
    assert (found.loc["own", "no_suitable"] == 1).all()
    assert (found.loc["kin", "no_suitable"] == 0).all()


def test_by_occupancy_there_are_no_rows(tiny: optimiser.Result) -> None:
    assert tiny.pools.empty
    assert tiny.record.choice_rounds == []


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose loads are not a first estimate: they were made so in rounds."""
    folder = tmp_path_factory.mktemp("choice")
    tables = service(
        {"child": 12, "teen": 5},
        2,
        settings=CHOICE,
        supply=rows("provision area places attrition", ("own", "home", 4, 0.13), ("own", "away", 2, "")),
        placements=rows("need home_area provision area children", ("child", "home", "own", "home", 3)),
        options=rows("option provision area places_per_unit running_cost", ("open", "own", "home", 1.7, 33_000)),
        matching=[{"provision": "own", "suits": 0.6, "pairs": 0.2, "available": 0.9}],
    )
    return optimiser.write_run(planned(tables, folder), folder / "run")


def test_read_back_the_loads_are_the_same_and_so_is_the_plan(run: Path) -> None:
    held = read_run(run)
    loads = loads_of_pools(held.inputs.case, held.tables["pools"])
    assert {pool: load.tolist() for pool, load in held.inputs.case.loads.items()} == {
        pool: load.tolist() for pool, load in loads.items()
    }
    assert len(loads) == 2
    again = optimiser.plan(held.inputs, gap=0.0, planning_ahead=False)
    assert len(again.record.choice_rounds) == 1
    assert again.record.objective == held.record["objective"]
    pd.testing.assert_frame_equal(again.pools, held.tables["pools"])
    assert {str(load) for load in loads.values()} == {
        str(load) for load in read_run_inputs(run).case.loads.values()
    }


def altered(run: Path, folder: Path, change: Callable[[list[str]], list[str]]) -> Path:
    """A copy of a run with other lines in its table of pools."""
    for path in run.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(run)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    lines = (run / "pools.csv").read_text(encoding="utf-8").splitlines()
    (folder / "pools.csv").write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[:1], "it has no rows"),
        (lambda lines: lines[:-1], "1 rows are missing, the first of own in home in 2026/27 (all)"),
        (lambda lines: [*lines, lines[1]], "1 rows have the key of an earlier row"),
        (
            lambda lines: [*lines, lines[1].replace(",away,", ",*,")],
            "own in every area in 2025/26 (all) is no pool with a choice curve in the input tables",
        ),
        (lambda lines: [*lines[:1], _negative(lines[1]), *lines[2:]], "is -1.0, not a number of at least 0"),
    ],
)
def test_a_table_that_does_not_fit_is_told(
    run: Path, tmp_path: Path, change: Callable[[list[str]], list[str]], said: str
) -> None:
    with pytest.raises(RunFolderError, match=r"pools\.csv does not fit the input tables") as fault:
        read_run(altered(run, tmp_path, change))
    assert said in str(fault.value)


def _negative(line: str) -> str:
    cells = line.split(",")
    cells[6] = "-1"
    return ",".join(cells)


def test_without_a_plan_the_loads_it_was_looked_for_with_are_kept(tmp_path: Path) -> None:
    """Everybody is to live inside the boundary, where own places carry 1.2 of 2."""
    tables = homes()
    tables["targets"] = rows("target measure sense value", ("all", "inside_boundary", "at_least", 1))
    tables["market"] = rows("provision area", ("bought", "away"))
    result = planned(tables, tmp_path)
    assert result.status is Status.INFEASIBLE
    assert result.pools["offered_load"].tolist() == [2, 2]
    assert result.pools["places_10"].tolist() == [4, 4]
    assert result.pools[["places", "carried", "children", "turned_away"]].isna().all(axis=None)
    held = read_run(optimiser.write_run(result, tmp_path / "run"))
    assert [load.tolist() for load in held.inputs.case.loads.values()] == [[[2], [2]]]


def test_without_a_plan_by_occupancy_there_is_nothing_to_keep(tmp_path: Path) -> None:
    inputs = optimiser.read_case(write(homes(), tmp_path))
    assert len(pools_without_plan(inputs.case)) == 2
    occupied = replace(inputs.case, settings=replace(inputs.case.settings, capacity_mode="occupancy"))
    assert pools_without_plan(occupied).empty
