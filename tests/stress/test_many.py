"""Many futures: several at a time, stopped early, asked for wrongly; what is told rests on the futures alone."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import optimiser
from optimiser.engine.outcome import Status
from optimiser.errors import InputError, OptimiserError
from optimiser.futures import chance_hash, generate, uncertainty_of
from optimiser.run_folder import write_run
from optimiser.run_reading import Run, read_run
from optimiser.stress import StressTest, plan_of, stress, stress_plans
from optimiser.stress.text import percent, stress_markdown
from optimiser.studies.effects import Step
from tests.cases.casebook import LEWISHAM, Tables, rows
from tests.slower import quick_first
from tests.stress.hand_case import futures, one_future, places, read, uncertain

TABLES = ("futures", "by_period", "promises", "budgets", "breaking")


def same(one: StressTest, other: StressTest) -> None:
    """To the last bit."""
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table), check_exact=True)
    assert one.whole == other.whole


def planned(tables: Tables, folder: Path) -> Run:
    write_run(optimiser.plan(read(tables, folder), gap=0.0), folder / "run")
    return read_run(folder / "run")


def two_ways(**tables: object) -> Tables:
    """Two groups and homes at one price in two areas: many ways of placing cost the same."""
    market = rows("provision area children_max", ("bought", "home", 2), ("bought", "away", 1))
    targets = rows("target measure provisions sense value", ("near", "inside_boundary", "*", "at_least", 0.5))
    return uncertain(4, market=market, targets=targets, **tables)


def test_processes_make_no_difference(tmp_path: Path) -> None:
    inputs = read(two_ways(), tmp_path)
    alone = stress((inputs, places(1)), 12, seed=3)
    same(alone, stress((inputs, places(1)), 12, seed=3, processes=3))
    assert alone.finished == 12
    assert 0 < alone.whole.chance_somebody_unmet < 1


def test_neither_their_order_nor_the_company_they_keep_makes_a_difference(tmp_path: Path) -> None:
    """Ways of placing that cost the same are told apart by the future itself, not by what was solved before."""
    inputs = read(two_ways(), tmp_path)
    many = generate(inputs.case, uncertainty_of(inputs), 12, seed=3)
    order = np.random.default_rng(1).permutation(12)
    mixed = replace(
        many,
        labels=tuple(many.labels[n] for n in order),
        demand=many.demand[..., order],
        prices=many.prices[..., order],
    )
    one, other = (stress((inputs, places(1)), met) for met in (many, mixed))
    ordered = other.futures.sort_values("future", ignore_index=True)
    pd.testing.assert_frame_equal(one.futures, ordered, check_exact=True)
    few = stress((inputs, places(1)), 5, seed=3)
    columns = ["cost", "unmet_child_years", "spot_market", "promises_missed"]
    pd.testing.assert_frame_equal(few.futures[columns], one.futures[columns].head(5), check_exact=True)


def test_a_run_and_its_decisions_come_to_the_same(tmp_path: Path) -> None:
    run = planned(two_ways(), tmp_path)
    found = stress(run, 6)
    same(found, stress((run.inputs, plan_of(run)), 6))
    money = run.record["headlines"]["present_value"]
    assert found.whole.planned_cost == pytest.approx(money, rel=1e-6)
    own = stress(run, futures(run.inputs, run.inputs.case.demand[0, 0, 0].tolist()))
    assert own.futures["cost"][0] == pytest.approx(money, rel=1e-6)


def test_seeds_and_numbers(tmp_path: Path) -> None:
    inputs = read(uncertain(), tmp_path)
    one, again, other = (stress((inputs, places(3)), 5, seed=seed) for seed in (1, 1, 2))
    same(one, again)
    assert one.futures["cost"].tolist() != other.futures["cost"].tolist()
    assert one.futures["future"].tolist() == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("processes", quick_first([1, 2], 1))
def test_what_is_finished_is_kept(tmp_path: Path, processes: int) -> None:
    inputs = read(uncertain(), tmp_path)
    steps: list[Step] = []
    found = stress(
        (inputs, places(3)), 40, processes=processes, progress=steps.append, cancel=lambda: len(steps) >= 4
    )
    assert found.status is Status.FEASIBLE
    assert 4 <= found.finished == len(found.futures) < 40
    assert steps[3] == Step("futures", 4, 40)
    assert f"Stopped early: {found.finished} of 40" in stress_markdown(found)
    whole = stress((inputs, places(3)), 40).futures
    shared = found.futures.merge(whole, on="future")
    assert shared["cost_x"].tolist() == shared["cost_y"].tolist()
    assert found.whole.expected_cost == pytest.approx(found.futures["cost"].mean())


def test_stopped_before_the_first(tmp_path: Path) -> None:
    inputs = read(uncertain(), tmp_path)
    found = stress((inputs, places(3)), 4, cancel=lambda: True)
    assert (found.status, found.finished) == (Status.STOPPED, 0)
    assert "No future was finished (4 were asked for)" in stress_markdown(found)
    assert found.futures.empty


@pytest.mark.parametrize("number", [0, -1, 100_001])
def test_numbers_that_make_no_sense(tmp_path: Path, number: int) -> None:
    inputs = read(uncertain(), tmp_path)
    with pytest.raises(OptimiserError, match="ask for 1 to 100000"):
        stress((inputs, places(3)), number)
    with pytest.raises(OptimiserError, match="at least 1"):
        stress((inputs, places(3)), 1, processes=0)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    inputs = read(one_future(), tmp_path)
    with pytest.raises(InputError) as raised:
        stress((inputs, places(3)), 10)
    assert any(
        "entries" in str(problem) and "cannot be drawn" in str(problem) for problem in raised.value.problems
    )
    with pytest.raises(OptimiserError, match="no futures of its own"):
        stress((inputs, places(3)), None)


def test_a_run_without_a_plan_has_nothing_to_test(tmp_path: Path) -> None:
    targets = rows("target measure provisions sense value", ("none", "selected", "own;bought", "at_most", 0))
    run = planned(uncertain(targets=targets), tmp_path)
    with pytest.raises(OptimiserError, match="has no plan"):
        stress(run, 10)


def test_the_hash_follows_the_tables_about_chance(tmp_path: Path) -> None:
    one, same_chance, other = (
        read(uncertain(3, **given), tmp_path / name)
        for name, given in {
            "one": {},
            "same": {"budgets": rows("budget period limit", ("revenue", "2025/26", 1))},
            "other": {"price_uncertainty": rows("family growth_sd correlation", ("all", 0.06, 0.5))},
        }.items()
    )
    assert one.sha256 == other.sha256
    assert chance_hash(one) == chance_hash(same_chance) != chance_hash(other)


def test_nothing_is_told_of_fewer_children_than_a_whole_authority_has(tmp_path: Path) -> None:
    """No table has a row for a need group, a home area or a home, so none can single out a child."""
    found = stress((read(two_ways(), tmp_path), places(1)), 6)
    for table in TABLES:
        columns = set(getattr(found, table).columns)
        assert not columns & {"need", "home_area", "provision", "area"}
    assert {field.name for field in fields(found)} >= set(TABLES)


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "none"), (0.0004, "less than 1 %"), (0.256, "26 %"), (0.9996, "more than 99 %"), (1, "all")],
)
def test_a_chance_is_never_rounded_to_certainty(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.slow
def test_lewisham(tmp_path: Path) -> None:
    """The plan as made costs what its run says, and processes make no difference where many ways cost the same."""
    inputs = optimiser.read_case(LEWISHAM)
    write_run(optimiser.plan(inputs, gap=0.005, planning_ahead=False), tmp_path / "run")
    run = read_run(tmp_path / "run")
    met = generate(run.inputs.case, uncertainty_of(run.inputs), 6, seed=1)
    one = stress(run, met)
    same(one, stress(run, met, processes=2))
    assert one.whole.planned_cost == pytest.approx(run.record["headlines"]["present_value"], rel=1e-6)
    compared = stress_plans({"plan": plan_of(run)}, run.inputs, met)
    assert compared["plan"].expected_cost == one.whole.expected_cost
    assert len(stress_markdown(one).splitlines()) <= 60
