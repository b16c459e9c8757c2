"""The status says what is true: optimal only where proven, stopped only where a plan may exist."""

from __future__ import annotations

import random
import signal
from pathlib import Path
from typing import Any

import pytest

import optimiser
from optimiser.engine.outcome import Status
from optimiser.engine.settings import Progress
from tests.cases.casebook import Tables, case, demand, periods, rows, solve, write
from tests.results.conftest import foster, promised

_NEEDS, _OPTIONS, _YEARS = 6, 40, ["2025/26", "2026/27", "2027/28"]


def knapsack(seed: int = 1) -> Tables:
    """Forty homes of odd sizes and prices under one budget of capital: hard to prove, easy to find a plan for."""
    draw = random.Random(seed)
    needs = [f"need{number}" for number in range(_NEEDS)]
    options = []
    for number in range(_OPTIONS):
        size = draw.randint(2, 9)
        capital, running = size * draw.randint(300, 330) * 500, draw.randint(900, 1_100) * size * 100
        options.append((f"home{number:02}", f"own{number % _NEEDS}", "home", size, capital, running, 1))
    return case(
        periods=periods(*_YEARS),
        needs=rows("need age_from age_to", *[(need, 8, 17) for need in needs]),
        demand=demand(dict.fromkeys(needs, 40), _YEARS),
        provisions=rows(
            "provision family sector weekly_cost mean_stay",
            *[(f"own{number}", "childrens_home", "in_house", 100, 0.2) for number in range(_NEEDS)],
            ("bought", "childrens_home", "external", 5_000, 0.2),
        ),
        suitability=rows(
            "need provision rating",
            *[
                (need, f"own{(number + more) % _NEEDS}", "suitable")
                for number, need in enumerate(needs)
                for more in (0, 1)
            ],
            *[(need, "bought", "suitable") for need in needs],
        ),
        options=rows("option provision area places_per_unit capital_cost running_cost max_total", *options),
        market=rows("provision area", ("bought", "away")),
        budgets=rows("budget limit", ("capital_total", 8_123_457)),
    )


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> optimiser.CaseInputs:
    return optimiser.read_case(write(knapsack(), tmp_path_factory.mktemp("hard")))


def test_optimal_is_proven_to_the_gap(result: optimiser.Result) -> None:
    record = result.record
    assert result.status is Status.OPTIMAL
    assert record.objective is not None
    assert record.bound is not None
    assert record.bound <= record.objective * (1 + 1e-9)
    assert (record.objective - record.bound) / record.objective == pytest.approx(record.gap, abs=1e-9)
    assert record.gap is not None
    assert record.gap <= record.gap_asked + 1e-9


def test_a_time_limit_never_gives_optimal(hard: optimiser.CaseInputs) -> None:
    """From no time at all to enough, on any machine: no plan, then plans not proven, then the proof."""
    limit, found = 0.001, []
    while not found or found[-1].status is not Status.OPTIMAL:
        found.append(optimiser.plan(hard, gap=0.0, time_limit=limit))
        limit = max(0.05, 1.5 * limit)
    *stopped, proven = found
    assert proven.record.gap == pytest.approx(0, abs=1e-9)
    assert {result.record.reason for result in stopped} == {"time limit"}
    feasible = [result for result in stopped if result.status is Status.FEASIBLE]
    assert feasible
    assert {result.status for result in stopped} <= {Status.FEASIBLE, Status.STOPPED}
    for result in feasible:
        assert result.record.gap is not None
        assert result.record.gap > 0
        assert result.record.objective is not None
        assert result.record.objective >= proven.record.objective - 1e-6  # type: ignore[operator]
        assert "not proven the cheapest (time limit)" in result.summary()
        assert result.record.headlines["do_nothing"] == "solved"


def test_a_wide_gap_is_optimal_only_to_that_gap(hard: optimiser.CaseInputs) -> None:
    result = optimiser.plan(hard, gap=0.05)
    assert result.status is Status.OPTIMAL
    assert result.record.gap is not None
    assert 0 < result.record.gap <= 0.05
    assert "(asked for: 5.000 %)" in result.summary()


@pytest.mark.usefixtures("keyboard")
def test_ctrl_c_keeps_the_best_plan(hard: optimiser.CaseInputs) -> None:
    """The signal itself, sent once a plan has been found."""
    seen: list[Progress] = []

    def stop(progress: Progress) -> None:
        seen.append(progress)
        signal.raise_signal(signal.SIGINT)

    result = optimiser.plan(hard, gap=0.0, progress=stop)
    assert result.status is Status.FEASIBLE
    assert result.record.reason == "interrupted"
    assert result.record.objective is not None
    assert result.record.objective <= seen[0].objective * (1 + 1e-9)
    assert not result.plan.empty
    assert result.record.headlines["do_nothing"] == "solved", "the baseline comes after, undisturbed"


def test_infeasible_is_explained(tmp_path: Path) -> None:
    result = solve(promised(0.5), tmp_path)
    assert result.status is Status.INFEASIBLE
    assert result.record.objective is result.record.bound is result.record.gap is None
    assert result.record.headlines == {}
    assert result.explanation
    assert all(sentence.endswith(".") for sentence in result.explanation)
    summary = " ".join(result.summary().split())
    assert all(sentence in summary for sentence in result.explanation)


def test_infeasible_whatever_the_time_limit(tmp_path: Path) -> None:
    """What not even divisible homes could do is not "stopped": it is infeasible, and explained."""
    result = solve(promised(0.5), tmp_path, time_limit=1e-9)
    assert result.status is Status.INFEASIBLE
    assert "50 % asked, 40 % possible" in " ".join(result.explanation)


def test_stopped_where_a_plan_exists(hard: optimiser.CaseInputs) -> None:
    result = optimiser.plan(hard, time_limit=1e-9)
    assert result.status is Status.STOPPED
    assert result.explanation == ()
    assert result.summary().splitlines()[1] == "Stopped before any plan was found (time limit)."


@pytest.mark.parametrize("whole", ["yes", "no"])
def test_unbounded_names_the_option(tmp_path: Path, whole: str) -> None:
    options = rows(
        "option provision area places_per_unit setup_cost whole_units",
        ("gift", "own", "home", 1, 5_000, whole),
        ("plain", "own", "home", 1, 5_000, whole),
    )
    grants = rows("grant basis amount options provisions", ("bounty", "per_unit", 6_000, "gift", "*"))
    tables = foster(options=options, grants=grants)
    with pytest.raises(optimiser.UnboundedError, match=r"option gift earns more in grants than it costs"):
        solve(tables, tmp_path)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"gap": -0.1}, "gap"),
        ({"gap": 1.1}, "gap"),
        ({"gap": float("nan")}, "gap"),
        ({"time_limit": 0}, "time_limit"),
        ({"time_limit": float("nan")}, "time_limit"),
    ],
)
def test_settings_out_of_range_are_refused(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        solve(foster(), tmp_path, **options)


def test_seeds_agree_on_the_cost(tmp_path: Path) -> None:
    options = rows("option provision area places_per_unit running_cost", ("home", "own", "home", 3, 60_000))
    costs = [
        solve(foster(children=[9, 8], options=options), tmp_path / str(seed), seed=seed).record.objective
        for seed in (0, 1, 7)
    ]
    assert costs == pytest.approx([costs[0]] * 3)
