"""Children add up: placements to demand, places, locality, moves, promises, unmet need."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import optimiser
from optimiser.results.children import START
from tests.cases.casebook import rows, solve
from tests.results.conftest import PROBABILITY, YEARS, foster, promised

Run = tuple[optimiser.CaseInputs, optimiser.Result]


@pytest.mark.parametrize("column", ["children", "do_nothing"])
def test_placements_and_unmet_need_sum_to_demand(run: Run, column: str) -> None:
    inputs, result = run
    keys = ["scenario", "period", "need", "home_area"]
    housed = pd.concat([result.placements, result.unmet]).groupby(keys)[column].sum()
    case = inputs.case
    for g, need in enumerate(case.needs):
        for o, home_area in enumerate(case.home_areas):
            for t, period in enumerate(case.periods):
                for s, scenario in enumerate(case.scenarios):
                    key = (scenario.scenario, period.period, need, home_area)
                    assert housed.get(key, 0.0) == pytest.approx(case.demand[g, o, t, s], abs=1e-6), key


def test_places_hold_the_children_in_them(run: Run) -> None:
    inputs, result = run
    table = result.places
    inside = table["children"] - table["bought"]
    assert (inside <= table["places"] + 1e-6).all()
    assert (table["bought"] >= 0).all()
    np.testing.assert_allclose(table["empty"], table["places"] - inside, atol=1e-6)
    occupancy = table["provision"].map({key: p.occupancy for key, p in inputs.case.provisions.items()})
    np.testing.assert_allclose(table["usable"], table["places"] * occupancy, atol=1e-6)
    some = table["places"] > 0
    np.testing.assert_allclose(table["occupancy"][some], (inside / table["places"])[some])
    assert table["occupancy"][~some].isna().all(), "no places, no occupancy"


def test_placements_sum_to_places(result: optimiser.Result) -> None:
    keys = ["scenario", "period", "provision", "area"]
    living = result.placements.groupby(keys)["children"].sum()
    table = result.places.set_index(keys)["children"]
    joined = pd.concat([living, table], axis=1, keys=["placements", "places"]).fillna(0.0)
    np.testing.assert_allclose(joined["placements"], joined["places"], atol=1e-6)


def test_locality_sums_to_children_looked_after(run: Run) -> None:
    inputs, result = run
    case, table = inputs.case, result.locality
    when = ["scenario", "period"]
    assert (table.groupby(when).size() == 6).all()
    np.testing.assert_allclose(table.groupby(when)["share"].sum(), 1.0)
    looked_after = result.placements["provision"].map({k: p.looked_after for k, p in case.provisions.items()})
    living = result.placements[looked_after].groupby(when)[["children", "do_nothing"]].sum()
    cells = table[table["period"] != START].groupby(when)[["children", "do_nothing"]].sum()
    np.testing.assert_allclose(cells, living.loc[cells.index])
    start = table[table["period"] == START]
    assert start["children"].sum() == pytest.approx(sum(case.placements.values()))
    assert start["difference"].eq(0).all()


def test_rows_come_in_order_of_time(result: optimiser.Result) -> None:
    for name in ("placements", "places", "costs", "locality", "moves", "unmet"):
        labels = [label for label in result.tables[name]["period"] if label != START]
        assert labels == sorted(labels), name
    assert result.locality["period"].iloc[0] == START


def test_only_new_placements_arrive(tiny: optimiser.Result) -> None:
    """Half of the settled stay: 14 of 16 in-house in the third year are 6 who stayed and 8 newly placed."""
    own = tiny.placements[tiny.placements["provision"] == "own_fostering"].set_index("period")
    assert own["new_placements"].tolist() == pytest.approx([4, 8, 8])
    assert own["children"].tolist() == pytest.approx([8, 12, 14])


def test_planned_moves_and_lost_places_by_hand(tmp_path: Path) -> None:
    """Six live with the agency and nobody leaves: a third may move, into the four places, once they are free."""
    tables = foster(children=6, places=4)
    for row in tables["provisions"]:
        row["mean_stay"] = 1000
        row["planned_moves_max"] = 1 / 3 if row["provision"] == "agency" else 0
    tables["placements"] = rows("need home_area provision area children", ("child", "home", "agency", "away", 6))
    result = solve(tables, tmp_path)
    moves = result.moves.iloc[0]
    stayed = 6 * np.exp(-1 / 1000)
    assert moves["planned"] == pytest.approx(stayed / 3)
    assert (moves["provision"], moves["disrupted"], moves["do_nothing"]) == ("agency", 0, 0)


def test_a_lost_place_is_a_disruption(tmp_path: Path) -> None:
    """Four settled in four places; one place is lost in the second year, with or without a plan."""
    tables = foster(children=[4, 4], places=4)
    for row in tables["provisions"]:
        row["mean_stay"] = 1000
    tables["supply"] = rows(
        "provision area period places", ("own", "home", YEARS[0], 4), ("own", "home", YEARS[1], 3)
    )
    tables["placements"] = rows("need home_area provision area children", ("child", "home", "own", "home", 4))
    result = solve(tables, tmp_path)
    assert result.moves["disrupted"].sum() == pytest.approx(1, abs=0.01)
    assert result.moves["difference"].abs().max() == pytest.approx(0)
    assert result.moves["period"].tolist() == [YEARS[1]]


def test_a_hard_promise_is_kept(tmp_path: Path) -> None:
    """At most 70 % near home: three of the four places stand empty for it, and doing nothing keeps it too."""
    row = solve(promised(0.3, sense="at_most"), tmp_path).targets.iloc[0]
    assert (row["target"], row["label"], row["unit"], row["kept"]) == ("near", "Near home", "share", "yes")
    assert (row["asked"], row["reached"], row["children"], row["in_scope"]) == pytest.approx((0.3, 0.3, 3, 10))
    assert row["shortfall"] == 0
    assert row["do_nothing"] == pytest.approx(0.4), "doing nothing reports the promise and does not keep it"
    assert row["difference"] == pytest.approx(-0.1)


def test_a_priced_promise_is_missed_and_says_by_how_much(tmp_path: Path) -> None:
    """Half of ten near home with four places: one child short, at its price."""
    result = solve(promised(0.5, price=7_000), tmp_path)
    row = result.targets.iloc[0]
    assert (row["kept"], row["shortfall"], row["reached"]) == ("no", pytest.approx(1), pytest.approx(0.4))
    priced = result.costs[result.costs["kind"] == "priced"]
    assert priced[["line", "item", "amount"]].to_numpy().tolist() == [["missed_promises", "near", 7_000]]
    assert result.record.headlines["revenue_saving"] == pytest.approx(0), "nobody pays a price of this kind"


def test_a_promise_about_nobody_is_kept_and_has_no_share(tmp_path: Path) -> None:
    row = solve(promised(0.5, children=0), tmp_path).targets.iloc[0]
    assert (row["kept"], row["shortfall"], row["in_scope"]) == ("yes", 0, 0)
    assert pd.isna(row["reached"])


def test_priced_unmet_need_is_red_and_first_and_never_a_placement(tmp_path: Path) -> None:
    """Ten children, four places and five to buy: one is without a home, here at £99,000 a year."""
    result = solve(foster(bought=5, settings={"unmet_need": 99_000}), tmp_path)
    assert result.unmet["children"].tolist() == pytest.approx([1])
    assert result.placements["children"].sum() == pytest.approx(9)
    assert result.record.headlines["unmet_child_years"] == pytest.approx(1)
    assert next(iter(result.record.headlines)) == "unmet_child_years"
    priced = result.costs[result.costs["line"] == "unmet_need"]
    assert priced["amount"].tolist() == pytest.approx([99_000])
    assert result.record.headlines["present_value"] == pytest.approx(4 * 10_000 + 5 * 50_000)
    assert "UNMET NEED: up to 1.0 child at a time" in result.summary().splitlines()[2]


def test_two_futures_weigh_by_their_probability(small: optimiser.Result, futures: optimiser.Result) -> None:
    """A tenth fewer with ¼ and a tenth more with ¾: on average 1.05 times the children."""
    assert futures.record.scenarios == PROBABILITY
    children = futures.placements.groupby(["period", "scenario"])["children"].sum()
    expected = small.placements.groupby("period")["children"].sum()
    for (period, scenario), number in children.items():
        assert number == pytest.approx({"few": 0.9, "many": 1.1}[scenario] * expected[period])
    assert "scenario" not in futures.plan.columns, "what is decided is decided for every future"
    assert {"all", "few", "many"} == set(futures.costs["scenario"])
    line = next(line for line in futures.summary().splitlines() if line.startswith("all children"))
    assert line.split()[2:] == ["38", "38", "38", "38"], "37.8 children"


def test_unmet_need_is_expected_over_futures(tmp_path: Path) -> None:
    """One child too many, with probability ¼ only: a quarter of a child-year, and up to one child at a time."""
    children = rows(
        "need home_area period children scenario",
        *[("child", "home", YEARS[0], number, label) for number, label in ((9, "usual"), (10, "more"))],
    )
    futures = [{"scenario": "usual", "probability": 0.75}, {"scenario": "more", "probability": 0.25}]
    tables = foster(bought=5, settings={"unmet_need": 99_000}, demand=children, scenarios=futures)
    result = solve(tables, tmp_path)
    assert result.record.headlines["unmet_child_years"] == pytest.approx(0.25)
    assert result.unmet[["scenario", "children"]].to_numpy().tolist() == [["more", pytest.approx(1)]]
    assert "up to 1.0 child at a time without a suitable home (0.2 child-years)" in result.summary()
