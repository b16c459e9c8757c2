"""Promises about the chance of a suitable home from tables to pack: reached, explained, audited, studied.

Two children and free own places by the choice curve; whole places more at £20,000, a bought home £50,000. Every
vacancy suits, so the chance that nothing suits is Erlang's: B(2, 2) = 2/5, B(2, 3) = 4/19, B(2, 4) = 2/21.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import optimiser
from models.case import Pool
from optimiser.engine.outcome import Status
from optimiser.errors import OptimiserError
from optimiser.run_reading import read_run
from tests.cases.by_hand import BOUGHT, PLACE, option, service
from tests.cases.casebook import Tables, rows, write
from tests.cases.casebook import solve as planned


def homes(value: float, price: object = "", places: float = 2, **others: object) -> Tables:
    """Two children, two own places, and a promise of at most a chance of no suitable home."""
    promise = {"target": "free", "label": "A home is free", "measure": "no_suitable_home", "sense": "at_most"}
    given = {"options": option(**others)} if others.pop("option", True) else {}
    return service(
        2,
        settings={"capacity_mode": "choice"},
        supply=rows("provision area places", ("own", "home", places)),
        matching=[{"provision": "own"}],
        targets=[{**promise, "value": value, "price_if_missed": price}],
        **given,
    )


def the_row(result: optimiser.Result) -> dict[str, object]:
    (row,) = result.targets.to_dict("records")
    return dict(row)


def test_a_promise_is_kept_with_a_place_more(tmp_path: Path) -> None:
    result = planned(homes(0.3), tmp_path)
    assert result.record.objective == pytest.approx(4 / 19 * 2 * BOUGHT + PLACE)
    assert the_row(result) == {
        "scenario": "all", "period": "2025/26", "target": "free", "label": "A home is free",
        "measure": "no_suitable_home", "unit": "share", "sense": "at_most", "asked": 0.3,
        "reached": pytest.approx(4 / 19), "children": pytest.approx(8 / 19), "in_scope": 2, "shortfall": 0,
        "kept": "yes", "do_nothing": pytest.approx(0.4), "difference": pytest.approx(4 / 19 - 0.4),
    }  # fmt: skip
    assert "Every promise is kept." in result.summary()
    assert result.pools["no_suitable"].tolist() == pytest.approx([4 / 19])


def test_a_missed_promise_is_told_and_priced(tmp_path: Path) -> None:
    result = planned(homes(0.3, 1_000), tmp_path)  # a third place saves £18,947 and 0.2 of a child, £200
    row = the_row(result)
    assert (row["reached"], row["kept"]) == (pytest.approx(0.4), "no")
    assert row["shortfall"] == pytest.approx(2 * (0.4 - 0.3))
    (priced,) = result.costs[result.costs["line"] == "missed_promises"].to_dict("records")
    assert (priced["item"], priced["amount"]) == ("free", pytest.approx(200))
    assert result.record.objective == pytest.approx(0.4 * 2 * BOUGHT + 200)
    assert "PROMISE MISSED: A home is free (25/26: 40.0 % instead of 30.0 %)" in result.summary()
    said = [line for line in result.marginals["sentence"] if "no suitable home" in line]
    assert said == [
        "Letting one more child find no suitable home in own in home in 2025/26 (promise 'A home is free') would "
        "save £1,000 a year; one percentage point of the chance is worth £20 a year."
    ]


def test_shared_places_are_said_without_an_area(tmp_path: Path) -> None:
    tables = homes(0.3, 1_000)
    tables["matching"][0]["areas"] = "together"
    said = planned(tables, tmp_path).marginals["sentence"].tolist()
    assert any("no suitable home in own in 2025/26" in line for line in said)


def test_of_several_pools_the_worst_is_reached(tmp_path: Path) -> None:
    """A place in each area for a child in each, B(1, 1) = 1/2; and three of four places at home, B(1.5, 3)."""
    tables = homes(0.2, 100, option=False)
    tables["supply"] = rows("provision area places", ("own", "home", 3), ("own", "away", 1))
    row = the_row(planned(tables, tmp_path))
    loss = {"home": 1.5**3 / 6 / (1 + 1.5 + 1.125 + 0.5625), "away": 0.5 / 1.5}
    assert row["reached"] == pytest.approx(loss["away"])
    assert row["children"] == pytest.approx(1.5 * loss["home"] + 0.5 * loss["away"])
    assert row["shortfall"] == pytest.approx(0.5 * (loss["away"] - 0.2))


def test_where_nobody_comes_there_is_no_chance_to_tell(tmp_path: Path) -> None:
    tables = homes(0.3)
    tables["demand"] = [row | {"children": 0} for row in tables["demand"]]
    row = the_row(planned(tables, tmp_path))
    assert math.isnan(float(str(row["reached"])))
    assert (row["children"], row["in_scope"], row["kept"]) == (0, 0, "yes")


def test_without_a_plan_it_is_said_what_the_promise_would_have_to_give_way_to(tmp_path: Path) -> None:
    """One place more at the most leaves 4/19 = 21.06 % without, rounded up to the safe side."""
    result = planned(homes(0.1, max_total=1), tmp_path)
    assert result.status is Status.INFEASIBLE
    (first, *_) = result.record.explanation
    assert "the promise 'A home is free' at 21.06 % instead of 10 %" in first
    assert "0.222 fewer children without a suitable home in own in home in 2025/26 than there must be" in first
    inputs = optimiser.read_case(tmp_path / "case")
    found = {one.table: one for one in optimiser.explain(inputs).explanation.alone}
    assert found["targets"].new == pytest.approx(0.2106)
    assert found["options"].new == 2
    loosened = planned(homes(found["targets"].new, max_total=1), tmp_path / "loosened")
    assert loosened.status is Status.OPTIMAL


def test_whatever_the_places_no_chance_is_nought(tmp_path: Path) -> None:
    result = planned(homes(0.001), tmp_path)
    assert the_row(result)["reached"] <= 0.001
    assert result.places["places"].max() == 8  # B(2, 7) = 0.0034, B(2, 8) = 0.0009


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chance")
    return optimiser.write_run(planned(homes(0.3), folder), folder / "run")


def test_the_audit_agrees(run: Path) -> None:
    statement = optimiser.second_opinion(run)
    assert [check.judgement.value for check in statement.checks] == ["holds"] * 3


def test_the_pack_tells_it(run: Path) -> None:
    pack = optimiser.strategy_pack(run)
    (section,) = [one for one in pack.sections if one.key == "promises"]
    (table,) = [part for part in section.tables() if part.key == "promises"]
    (row,) = table.rows
    assert row[0] == "A home is free"
    assert row[2] == "at most 30%"
    assert row[3].value == pytest.approx(4 / 19)
    assert row[4].value == "[z]"


def test_no_frontier_is_traced_against_it(run: Path) -> None:
    with pytest.raises(OptimiserError, match="'free' is about the chance of a suitable home, which is no number"):
        optimiser.frontier(read_run(run).inputs, "free")


def test_loads_that_a_promise_is_judged_at_are_those_of_the_plan(run: Path) -> None:
    assert {pool: load.tolist() for pool, load in read_run(run).inputs.case.loads.items()} == {
        Pool("own", "home"): [[2]]
    }
    assert write(homes(0.3), run.parent / "again").is_dir()
