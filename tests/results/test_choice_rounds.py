"""Rounds of planning by the choice curve: what they are made with, when they agree, and how that is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import optimiser
from models.case import Pool
from models.plan import build
from optimiser import planning
from optimiser.choice_rounds import MOST_ROUNDS, Estimates, Round, estimates_of, judged, rounds_in_words
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.settings import SolveSettings
from optimiser.results.solution import Solution
from tests.cases.by_hand import service
from tests.cases.casebook import Tables, rows, write
from tests.cases.casebook import solve as planned

OWN, KIN = Pool("own", "home"), Pool("kin", "home")


def merit_order() -> Tables:
    """Ten children; four free own places and four with kin at £10,000, both of which fill by the choice curve.

    Of five at the start four live in own places and one with kin, so at first nobody dearer is offered kin.
    """
    held = rows("need home_area provision area children", ("child", "home", "own", "home", 4))
    return service(
        10,
        settings={"capacity_mode": "choice"},
        supply=rows("provision area places", ("own", "home", 4), ("kin", "home", 4)),
        placements=[*held, {**held[0], "provision": "kin", "children": 1}],
        matching=[{"provision": "own"}, {"provision": "kin"}],
    )


def solution_of(tables: Tables, folder: Path, loads: dict[Pool, float] | None = None) -> Solution:
    case = optimiser.read_case(write(tables, folder)).case
    if loads is not None:
        given = {pool: np.array([[load]], dtype=float) for pool, load in loads.items()}
        case = Estimates(given, {}).given_to(case)
    plan = build(case)
    matrix = compile_matrix(plan)
    outcome = solve(matrix, SolveSettings(gap=0.0))
    assert outcome.solution is not None
    return Solution(plan, matrix.values(outcome.solution))


def test_the_loads_that_follow_from_a_plan(tmp_path: Path) -> None:
    """All ten are offered own places, which carry 10 (1 - 0.6467) = 3.533; at first two of ten are offered kin.

    Kin carries 2 (1 - 2/21) of them and the others are bought a home, to whom kin would be offered: 6.467 in all.
    """
    solution = solution_of(merit_order(), tmp_path)
    used = estimates_of(solution)
    assert {pool: load.tolist() for pool, load in used.loads.items()} == {OWN: [[10]], KIN: [[2]]}
    found, following = judged(1, 123.0, solution)
    own = 10 * (1 - erlang(10, 4))
    assert following.loads[OWN][0, 0] == 10
    assert following.loads[KIN][0, 0] == pytest.approx(10 - own)
    assert found.largest_change == pytest.approx(8 - own)
    assert (found.round, found.objective, found.where, found.agrees) == (
        1,
        123.0,
        ("kin", "home", "2025/26"),
        False,
    )
    assert found.as_dict()["where"] == ["kin", "home", "2025/26"]


def erlang(load: float, places: int) -> float:
    """Share turned away, by the sum that defines it."""
    weights = [load**n / float(np.prod(range(1, n + 1))) for n in range(places + 1)]
    return weights[-1] / sum(weights)


@pytest.mark.parametrize(("kin", "agrees"), [(5.9, False), (6.0, True), (6.9, True), (7.0, False)])
def test_half_a_child_more_or_less_agrees(tmp_path: Path, kin: float, agrees: bool) -> None:
    """6.467 follow in any case: own places are cheaper and carry what they carry."""
    found, following = judged(2, 0.0, solution_of(merit_order(), tmp_path, {OWN: 10.0, KIN: kin}))
    assert following.loads[KIN][0, 0] == pytest.approx(10 - 10 * (1 - erlang(10, 4)))
    assert found.agrees is agrees


def test_two_in_a_hundred_agree_where_that_is_more_than_half_a_child(tmp_path: Path) -> None:
    tables = merit_order()
    tables["demand"][0]["children"] = 100
    found, following = judged(1, 0.0, solution_of(tables, tmp_path, {OWN: 100.0, KIN: 95.0}))
    off = abs(float(following.loads[KIN][0, 0]) - 95.0)
    assert 0.5 < off < 0.02 * 95
    assert found.agrees


def test_a_plan_is_made_again_until_loads_and_plan_agree(tmp_path: Path) -> None:
    result = planned(merit_order(), tmp_path)
    rounds = result.record.choice_rounds
    assert [one["round"] for one in rounds] == list(range(1, len(rounds) + 1))
    assert rounds[-1]["agrees"]
    assert rounds[-1]["objective"] == result.record.objective
    own, kin = 10 * (1 - erlang(10, 4)), result.pools.set_index("provision").loc["kin"]
    assert kin["offered_load"] == pytest.approx(10 - own, abs=0.5)
    assert kin["carried"] == pytest.approx(kin["offered_load"] * (1 - erlang(kin["offered_load"], 4)))
    # kin at £10,000 for those whom it carries, homes at £50,000 for the rest
    assert result.record.objective == pytest.approx(10_000 * kin["carried"] + 50_000 * (10 - own - kin["carried"]))
    assert {pool: load[0, 0] for pool, load in result.inputs.case.loads.items()} == {
        OWN: 10,
        KIN: pytest.approx(kin["offered_load"]),
    }


def test_planning_stops_where_they_never_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loads a child apart from the last each time: after so many rounds the plan stands, and says so."""

    def never(number: int, objective: float, solution: Solution) -> object:
        found, _ = judged(number, objective, solution)
        used = estimates_of(solution)
        following = Estimates({pool: load + 1.0 for pool, load in used.loads.items()}, used.newcomers)
        return Round(number, objective, 1.0, found.where, False), following

    monkeypatch.setattr(planning, "judged", never)
    result = planned(merit_order(), tmp_path)
    assert [one["round"] for one in result.record.choice_rounds] == list(range(1, MOST_ROUNDS + 1))
    assert not result.record.choice_rounds[-1]["agrees"]
    used = {pool: load[0, 0] for pool, load in result.inputs.case.loads.items()}
    table = result.pools.set_index("provision")["offered_load"]
    assert used == {OWN: table["own"], KIN: table["kin"]}


def told(agrees: bool, number: int = 3, area: str = "home") -> str:
    before = [Round(one, 1.0, 9.0, ("own", "home", "2025/26"), False) for one in range(1, number)]
    return rounds_in_words([*before, Round(number, 1.0, 2.345, ("own", area, "2026/27"), agrees)])


def test_how_it_is_said() -> None:
    assert rounds_in_words([]) == ""
    assert told(True) == "The children offered each pool of places and the plan agree after 3 rounds."
    assert told(True, 1) == "The children offered each pool of places and the plan agree after 1 round."
    assert told(False) == (
        "After 3 rounds the children offered the places of own in home in 2026/27 still differ by 2.3 from those "
        "that the plan was made with: what they carry is approximate."
    )
    assert "own in every area in 2026/27" in told(False, area="*")
