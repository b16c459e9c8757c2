"""Cases that can be solved in the head, each read from CSV files."""

from __future__ import annotations

from pathlib import Path

import pytest

import optimiser
from optimiser import InputError, Status
from tests.cases.casebook import Tables, case, children, cost, demand, periods, rows, solve, weekly, write

YEARS = ["2025/26", "2026/27", "2027/28"]
HOME = "option provision area places_per_unit running_cost"


def residential(years: list[str], number: float | list[float], **more: object) -> Tables:
    """Children for a children's home: an own one at £0 a child beside its running costs, one bought at £200k."""
    return case(
        periods=periods(*years),
        needs=rows("need age_from age_to", ("child", 8, 17)),
        demand=demand({"child": number}, years),
        provisions=rows(
            "provision family sector weekly_cost mean_stay",
            ("own", "childrens_home", "in_house", 0, 100),
            ("bought", "childrens_home", "external", weekly(200_000), 100),
        ),
        suitability=rows("need provision rating", ("child", "own", "preferred"), ("child", "bought", "suitable")),
        **more,  # type: ignore[arg-type]
    )


def bought(area: str = "home") -> list[dict[str, object]]:
    return rows("provision area", ("bought", area))


def test_whole_homes_round_up(tmp_path: Path) -> None:
    """5 children, homes of 4 beds, nothing to buy: 2 homes."""
    tables = residential(YEARS[:1], 5, options=rows(HOME, ("home", "own", "home", 4, 600_000)))
    result = solve(tables, tmp_path)
    assert result.plan["units"].tolist() == [2]
    assert result.record.objective == pytest.approx(1_200_000)


def test_a_lead_time_of_one_year_makes_year_1_external(tmp_path: Path) -> None:
    home = rows(f"{HOME} lead_time max_total", ("home", "own", "home", 4, 400_000, 1, 1))
    tables = residential(YEARS[:2], 4, options=home, market=bought())
    for row in tables["provisions"]:
        row["mean_stay"] = 0.01  # nobody is settled for long: only the lead time is tested
    result = solve(tables, tmp_path)
    assert children(result, "2025/26", provision="bought") == pytest.approx(4)
    assert children(result, "2026/27", provision="own") == pytest.approx(4)
    assert result.plan["opens"].tolist() == ["2026/27"]
    assert result.record.objective == pytest.approx(4 * 200_000 + 400_000)


def test_attrition_of_a_tenth_leaves_18_of_20_places(tmp_path: Path) -> None:
    supply = rows("provision area places attrition", ("own", "home", 20, 0.1))
    result = solve(residential(YEARS[:2], 20, supply=supply, market=bought()), tmp_path)
    own = result.places[result.places["provision"] == "own"].set_index("period")["places"]
    assert own.tolist() == pytest.approx([20, 18])
    assert children(result, "2026/27", provision="own") == pytest.approx(18)
    assert children(result, "2026/27", provision="bought") == pytest.approx(2)


def test_occupancy_of_85_per_cent_holds_17_in_20_places(tmp_path: Path) -> None:
    tables = residential(YEARS[:1], 20, supply=rows("provision area places", ("own", "home", 20)), market=bought())
    tables["provisions"][0]["occupancy"] = 0.85
    result = solve(tables, tmp_path)
    assert children(result, provision="own") == pytest.approx(17)
    assert children(result, provision="bought") == pytest.approx(3)


@pytest.mark.parametrize(("settled", "stay"), [("protected", 3), ("free", 0)])
def test_settled_children_keep_a_dear_home_although_a_cheaper_one_opens(
    tmp_path: Path, settled: str, stay: float
) -> None:
    tables = residential(
        YEARS[:1],
        4,
        options=rows(HOME, ("home", "own", "home", 4, 100_000)),
        market=bought(),
        placements=rows("need home_area provision area children", ("child", "home", "bought", "home", 3)),
    )
    tables["provisions"][1]["mean_stay"] = ""  # nobody leaves
    tables["settings"].append({"setting": "settled_children", "value": settled})
    result = solve(tables, tmp_path)
    assert children(result, provision="bought") == pytest.approx(stay)
    assert children(result, provision="own") == pytest.approx(4 - stay)
    assert result.moves.empty


@pytest.mark.parametrize(("most", "away", "price"), [(1.0, 4, 4 * 200_000), (0.25, 1, 200_000 + 3 * 300_000)])
def test_an_out_of_area_cap_forces_the_dearer_local_home(
    tmp_path: Path, most: float, away: float, price: float
) -> None:
    market = rows(
        "provision area weekly_cost", ("bought", "away", weekly(200_000)), ("bought", "home", weekly(300_000))
    )
    cap = rows("target measure sense value", ("near", "beyond_20_miles", "at_most", most))
    result = solve(residential(YEARS[:1], 4, market=market, targets=cap), tmp_path)
    assert children(result, area="away") == pytest.approx(away)
    assert result.record.objective == pytest.approx(price)


def test_a_capital_budget_of_one_home_a_year_delays_the_second(tmp_path: Path) -> None:
    home = rows(f"{HOME} capital_cost", ("home", "own", "home", 4, 100_000, 400_000))
    budget = rows("budget limit", ("capital", 400_000))
    tables = residential(YEARS[:2], 8, options=home, market=bought())
    for row in tables["provisions"]:
        row["mean_stay"] = 0.01
    free = solve(tables, tmp_path / "free")
    assert free.plan[["period", "units"]].to_numpy().tolist() == [["2025/26", 2.0]]
    held = solve(tables | {"budgets": budget}, tmp_path / "held")
    assert held.plan[["period", "units"]].to_numpy().tolist() == [["2025/26", 1.0], ["2026/27", 1.0]]
    assert children(held, "2025/26", provision="bought") == pytest.approx(4)


def test_an_impossible_budget_is_explained(tmp_path: Path) -> None:
    """The cheapest plan costs £800,000; with £700,000 it is £100,000 short, and says so."""
    budget = rows("budget limit", ("revenue", 700_000))
    result = solve(residential(YEARS[:1], 4, market=bought(), budgets=budget), tmp_path)
    assert result.status is Status.INFEASIBLE
    assert result.record.objective is None
    said = " ".join(result.explanation)
    assert said.startswith("No plan can meet everything asked.")
    assert "£100,000 more" in said
    assert "0.5 children" in said, "or half a child without a home"
    assert result.placements.empty


def supported(*suits: tuple[str, str, str], age_from: int = 15) -> Tables:
    return case(
        needs=rows("need age_from age_to", ("young", age_from, 17)),
        demand=demand({"young": 2}, ["2025/26"]),
        provisions=rows(
            "provision family sector weekly_cost",
            ("flat", "supported_accommodation", "external", 1_000),
            ("foster", "fostering", "external", 2_000),
        ),
        suitability=rows("need provision rating", *suits),
        market=rows("provision area", ("flat", "home"), ("foster", "home")),
    )


FOSTER, FLAT = ("young", "foster", "preferred"), ("young", "flat", "suitable")


def test_a_15_year_old_is_never_in_supported_accommodation(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="from age 15") as caught:
        optimiser.read_case(write(supported(FOSTER, FLAT), tmp_path / "asked"))
    assert [problem.table for problem in caught.value.problems] == ["suitability"]
    result = solve(supported(FOSTER), tmp_path / "not asked")
    assert children(result, provision="flat") == 0
    assert cost(result, line="placements") == pytest.approx(2 * 2_000 * 52)


def test_a_16_year_old_may_be_where_it_suits(tmp_path: Path) -> None:
    result = solve(supported(FOSTER, FLAT, age_from=16), tmp_path)
    assert children(result, provision="flat") == pytest.approx(2)
