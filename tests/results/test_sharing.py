"""Whether areas share their places as a decision of the plan, by hand.

Sixteen children and eight places in each of two areas, free where there is room; a bought home costs £50,000.
Apart, eight children come to each area's eight places and B(8, 8) = 0.2356 of them find none; together sixteen
come to sixteen places and B(16, 16) = 0.1753 do. So sharing carries 16 (0.2356 - 0.1753) = 0.964 of a child more,
which is worth £48,210.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import optimiser
from models.case import EVERY_AREA, Pool
from models.choice import erlang_b
from models.sharing import to_decide, ways_to_share, with_sharing
from optimiser.agreed_loads import with_agreed_loads
from optimiser.engine.outcome import Outcome, Status
from optimiser.run_reading import read_run, read_run_inputs
from optimiser.sharing import Way, cheapest_way, sharing_in_words
from optimiser.what_if_session import WhatIfSession
from tests.cases.by_hand import BOUGHT, KIN, service
from tests.cases.casebook import Tables, rows, write
from tests.cases.casebook import solve as planned

APART, TOGETHER = 16 * erlang_b(8, 8) * BOUGHT, 16 * erlang_b(16, 16) * BOUGHT
WORTH = APART - TOGETHER
"""£ a year that sharing is worth."""


def homes(areas: str = "decide", cost: object = "", **matching: object) -> Tables:
    return service(
        16,
        settings={"capacity_mode": "choice"},
        supply=rows("provision area places", ("own", "home", 8), ("own", "away", 8)),
        matching=[{"provision": "own", "areas": areas, "sharing_cost": cost, **matching}],
    )


def test_what_sharing_is_worth_follows_from_the_published_shares() -> None:
    assert erlang_b(8, 8) == pytest.approx(0.2356, abs=5e-5)
    assert erlang_b(16, 16) == pytest.approx(0.1753, abs=5e-5)
    assert pytest.approx(48_210, abs=10) == WORTH


def test_given_beforehand_it_costs_what_it_costs(tmp_path: Path) -> None:
    assert planned(homes("apart", 7_000), tmp_path / "apart").record.objective == pytest.approx(APART)
    shared = planned(homes("together", 7_000), tmp_path / "together")
    assert shared.record.objective == pytest.approx(TOGETHER + 7_000)
    assert shared.record.sharing == []
    (line,) = shared.costs[shared.costs["item"] == "sharing"].to_dict("records")
    assert (line["line"], line["provision"], line["area"]) == ("existing_places", "own", "")
    assert (line["amount"], line["do_nothing"]) == (7_000, 7_000)


@pytest.mark.parametrize(("beside", "shares"), [(-100, True), (100, False)])
def test_areas_share_where_that_costs_less_than_it_is_worth(tmp_path: Path, beside: float, shares: bool) -> None:
    cost = WORTH + beside
    result = planned(homes(cost=cost), tmp_path)
    assert result.record.objective == pytest.approx(min(APART, TOGETHER + cost))
    assert result.pools["area"].tolist() == (["*"] if shares else ["away", "home"])
    tried = {tuple(one["together"]): one for one in result.record.sharing}
    assert set(tried) == {(), ("own",)}
    decided, other = (("own",), ()) if shares else ((), ("own",))
    assert tried[decided]["came_of_it"] == "decided"
    assert tried[other]["came_of_it"] == "not cheaper"
    assert tried[()]["relaxation"] == pytest.approx(APART)
    assert tried["own",]["relaxation"] == pytest.approx(TOGETHER + cost)
    said = "Areas share the places of own" if shares else "No areas share their places"
    assert said in " ".join(result.summary().split())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sharing")
    return optimiser.write_run(planned(homes(cost=10_000), folder), folder / "run")


def test_a_run_keeps_what_was_decided(run: Path) -> None:
    assert "decide" in (run / "inputs" / "matching.csv").read_text(encoding="utf-8")
    case = read_run_inputs(run).case
    assert set(case.loads) == {Pool("own", EVERY_AREA)}
    assert (case.choice["own"].together, case.choice["own"].undecided) == (True, False)
    assert read_run(run).record["sharing"][0]["together"] == ["own"]
    again = optimiser.plan(read_run_inputs(run), gap=0.0, planning_ahead=False)
    assert again.record.objective == pytest.approx(TOGETHER + 10_000)


def test_a_run_that_shares_is_audited(run: Path) -> None:
    statement = optimiser.second_opinion(run)
    assert [check.judgement.value for check in statement.checks] == ["holds"] * 3


def test_a_run_that_does_not_share_is_audited_and_read_back(tmp_path: Path) -> None:
    run = optimiser.write_run(planned(homes(cost=90_000), tmp_path), tmp_path / "run")
    assert set(read_run_inputs(run).case.loads) == {Pool("own", "home"), Pool("own", "away")}
    assert [check.judgement.value for check in optimiser.second_opinion(run).checks] == ["holds"] * 3


def test_a_study_decides_by_the_relaxation_and_keeps_it(tmp_path: Path) -> None:
    case = optimiser.read_case(write(homes(cost=10_000), tmp_path)).case
    assert to_decide(case) == ("own",)
    agreed = with_agreed_loads(case)
    assert agreed.choice["own"].together
    assert to_decide(agreed) == ()
    dear = optimiser.read_case(write(homes(cost=90_000), tmp_path / "dear")).case
    assert not with_agreed_loads(dear).choice["own"].together
    session = WhatIfSession(case, gap=0.0)
    assert session.base.outcome.objective == pytest.approx(TOGETHER + 10_000)
    session.change(dear)
    assert session.solve().outcome.objective == pytest.approx(TOGETHER + 90_000)


def test_where_there_is_one_area_there_is_nothing_to_decide(tmp_path: Path) -> None:
    tables = homes(cost=10_000)
    tables["supply"] = rows("provision area places", ("own", "home", 16))
    result = planned(tables, tmp_path)
    assert result.record.objective == pytest.approx(TOGETHER)
    assert result.record.sharing == []


def test_by_occupancy_there_is_nothing_to_decide(tmp_path: Path) -> None:
    tables = homes(cost=10_000)
    tables["settings"] = [row for row in tables["settings"] if row["setting"] != "capacity_mode"]
    case = optimiser.read_case(write(tables, tmp_path)).case
    assert to_decide(case) == ()
    assert ways_to_share(case) == [()]


def test_every_set_of_two_provisions_is_a_way(tmp_path: Path) -> None:
    """Kin at £10,000 a year in both areas too, where sharing is never worth £1m."""
    tables = homes(cost=10_000)
    tables["supply"] += rows("provision area places", ("kin", "home", 2), ("kin", "away", 2))
    tables["matching"].append({"provision": "kin", "areas": "decide", "sharing_cost": 1_000_000})
    result = planned(tables, tmp_path)
    assert {tuple(one["together"]) for one in result.record.sharing} == {(), ("kin",), ("own",), ("kin", "own")}
    decided = next(one for one in result.record.sharing if one["came_of_it"] == "decided")
    assert decided["together"] == ["own"]
    assert result.record.objective < TOGETHER + 10_000 - (BOUGHT - KIN)
    assert [one["relaxation"] for one in result.record.sharing] == sorted(
        one["relaxation"] for one in result.record.sharing
    )


def outcome(objective: float | None) -> Outcome:
    return Outcome(Status.INFEASIBLE if objective is None else Status.OPTIMAL, "", 0.0, objective=objective)


def test_ways_are_planned_until_no_other_can_be_cheaper(tmp_path: Path) -> None:
    """Relaxations of 1, 2, 4 and 6 and none: plans of 5 and 3 are made, 4 cannot be below 3."""
    case = optimiser.read_case(write(homes(), tmp_path)).case
    ways = [Way((name,), case, bound) for name, bound in zip("abcde", (1.0, 2.0, 4.0, 6.0, None), strict=True)]
    costs = iter([5.0, 3.0])
    found, best, tried = cheapest_way(ways, lambda _: ("plan", outcome(next(costs))), lambda: False)
    assert (found, best.objective) == ("plan", 3.0)
    assert [one.came_of_it for one in tried] == ["dearer", "decided", "not cheaper", "not cheaper", "no plan"]
    none, best, tried = cheapest_way(ways[:2], lambda _: ("none", outcome(None)), lambda: False)
    assert (none, best.objective, [one.came_of_it for one in tried]) == ("none", None, ["no plan"] * 2)
    first = iter([5.0])
    _, best, tried = cheapest_way(ways, lambda _: ("plan", outcome(next(first))), lambda: True)
    assert [one.came_of_it for one in tried] == ["decided", "out of time", "out of time", "not cheaper", "no plan"]


def test_what_was_decided_is_told_with_what_else_there_was() -> None:
    tried = [
        {"together": ["own"], "relaxation": 1.0e6, "cost": 1.25e6, "came_of_it": "decided"},
        {"together": [], "relaxation": 1.1e6, "cost": 1.3e6, "came_of_it": "dearer"},
        {"together": ["kin", "own"], "relaxation": 1.4e6, "cost": None, "came_of_it": "not cheaper"},
        {"together": ["kin"], "relaxation": None, "cost": None, "came_of_it": "no plan"},
    ]
    assert sharing_in_words(tried, {"own": "Own homes"}) == (
        "Areas share the places of Own homes: £1.25m with what is missed at its price; sharing none £1.30m, "
        "sharing kin and Own homes £1.40m or more, sharing kin no plan."
    )
    assert sharing_in_words([], {}) == ""
    assert sharing_in_words(tried[3:], {}) == ""


def test_the_case_itself_where_nothing_is_open(tmp_path: Path) -> None:
    case = optimiser.read_case(write(homes("apart"), tmp_path)).case
    assert with_sharing(case, ["own"]) is case
