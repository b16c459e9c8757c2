"""CBC tells what it established: status, objective, bound; and leaves nothing behind."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pulp
import pytest

from optimiser.engine import cbc
from optimiser.engine.cbc import CbcError, bound_in, solve, violation
from optimiser.errors import OptimiserError


def problem(whole: bool = True) -> Any:
    """Least 5x + 4y + 1 with 3x + 2y ≥ 7.5: whole 1, 3 costs 18; otherwise 2.5, 0 costs 13.5."""
    lp = pulp.LpProblem("small")
    kind = pulp.LpInteger if whole else pulp.LpContinuous
    x, y = (lp.add_variable(name, 0, None, kind) for name in "xy")
    lp.setObjective(5 * x + 4 * y + 1)
    lp.addConstraint(3 * x + 2 * y >= 7.5, "r1")
    return lp


def market_split(size: int = 5, columns: int = 40) -> Any:
    """A published kind of problem that takes branch and bound for ever: split every customer's order in half."""
    lp = pulp.LpProblem("split")
    pick = [lp.add_variable(f"x{j}", 0, 1, pulp.LpInteger) for j in range(columns)]
    slack = [[lp.add_variable(f"s{i}{sign}", 0) for sign in "ab"] for i in range(size)]
    for i in range(size):
        weights = [(i * 7919 + j * 104729 + i * j * 31) % 100 for j in range(columns)]
        order = pulp.lpSum(weight * x for weight, x in zip(weights, pick, strict=True))
        lp.addConstraint(order + slack[i][0] - slack[i][1] == sum(weights) // 2 + 0.5, f"r{i}")
    lp.setObjective(pulp.lpSum(one for pair in slack for one in pair) + 10)
    return lp


@pytest.fixture(autouse=True)
def nothing_is_left_and_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Any:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    here = set(Path.cwd().iterdir())
    yield
    assert list(tmp_path.glob("second_opinion_*")) == []
    assert set(Path.cwd().iterdir()) == here
    assert capfd.readouterr() == ("", "")


def test_a_proven_optimum_and_what_is_fixed_in_it() -> None:
    outcome = solve(problem())
    assert (outcome.status, outcome.reason) == ("optimal", "proven")
    assert outcome.objective == outcome.bound == pytest.approx(14 + 1)
    assert outcome.values == {"x": 2, "y": 1}
    assert outcome.gap == 0
    assert outcome.version.startswith("2.")
    assert outcome.seconds > 0


def test_nothing_need_be_whole_in_the_relaxation() -> None:
    for outcome in (solve(problem(), relaxed=True), solve(problem(whole=False))):
        assert outcome.status == "optimal"
        assert outcome.objective == outcome.bound == pytest.approx(13.5)
        assert outcome.values == {"x": pytest.approx(2.5)}


def test_a_gap_is_proven_and_no_more_is_said() -> None:
    lp = market_split(size=2, columns=12)
    exact, near = solve(lp), solve(lp, gap=0.5)
    assert near.status == exact.status == "optimal"
    assert exact.objective == exact.bound
    assert near.bound <= exact.objective <= near.objective
    assert near.gap <= 0.5 + 1e-9


def test_what_is_not_possible() -> None:
    lp = problem()
    lp.addConstraint(lp.variables()[0] + lp.variables()[1] <= 2, "r2")
    lp.addConstraint(lp.variables()[0] - lp.variables()[1] == 0.5, "r3")
    outcome = solve(lp)
    assert (outcome.status, outcome.reason) == ("infeasible", "no solution")
    assert (outcome.objective, outcome.bound, outcome.values) == (None, None, {})


@pytest.mark.parametrize("whole", [True, False])
def test_what_has_no_bound_is_not_called_impossible(whole: bool) -> None:
    lp = problem(whole)
    x, y = lp.variables()
    lp.setObjective(x - 2 * y)
    outcome = solve(lp)
    assert (outcome.status, outcome.reason) == ("unbounded", "no lower bound")
    assert outcome.objective is None


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_impossible_is_not_called_unbounded(whole: bool) -> None:
    lp = problem(whole)
    x, y = lp.variables()
    lp.setObjective(x - 2 * y)
    lp.addConstraint(x <= -1, "r2")
    assert solve(lp).status == "infeasible"


def test_a_time_limit_is_not_an_optimum() -> None:
    outcome = solve(market_split(), time_limit=1.0)
    assert (outcome.status, outcome.reason) == ("feasible", "time limit")
    assert outcome.bound is not None
    assert 10 - 1e-6 <= outcome.bound < outcome.objective, "what is fixed is in the bound too"
    assert 0 < outcome.gap < 1
    assert violation(market_split(), outcome.values) < 1e-5


def test_it_can_be_stopped() -> None:
    began = time.perf_counter()
    outcome = solve(market_split(), cancel=lambda: time.perf_counter() - began > 0.5)
    assert (outcome.status, outcome.reason) == ("stopped", "cancelled")
    assert outcome.objective is None
    assert time.perf_counter() - began < 20


def test_ctrl_c_ends_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    run = cbc.subprocess.Popen

    def remembered(*args: Any, **more: Any) -> Any:
        started.append(run(*args, **more))
        return started[-1]

    monkeypatch.setattr(cbc.subprocess, "Popen", remembered)

    def interrupt() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve(market_split(), cancel=interrupt)
    assert len(started) == 1
    assert started[0].poll() is not None, "the child has ended"


def test_several_at_once_do_not_disturb_each_other() -> None:
    def one(number: int) -> float | None:
        lp = problem()
        lp.addConstraint(lp.variables()[1] >= number, "r2")
        return solve(lp).objective

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(one, range(8)))
    # two x and one y cost 15; no x and y of at least 4 cost 17, and 4 more for each beyond
    assert found == pytest.approx([15, 15, 17, 17, 17, 21, 25, 29])


def test_only_least_cost() -> None:
    with pytest.raises(ValueError, match="minimised"):
        solve(pulp.LpProblem("most", pulp.LpMaximize))


def test_no_solver_is_said_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(tmp_path / "gone"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CbcError, match="put a program called cbc on the path"):
        solve(problem())
    assert issubclass(CbcError, OptimiserError)


@pytest.mark.skipif(os.name == "nt", reason="a script that stands in for CBC")
@pytest.mark.parametrize("what", ["not a program", "#!/bin/sh\nexit 3\n"])
def test_a_solver_that_does_not_run_is_said_in_words(
    what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = tmp_path / "cbc"
    fake.write_text(what)
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(fake))
    with pytest.raises(CbcError, match="did not run here"):
        solve(problem())


def pretend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first_line: str, x: float, log: str = "") -> Path:
    """A program that says it solved the problem; with preprocessing off it says x = 2, y = 1."""
    calls = tmp_path / "calls.txt"
    script = tmp_path / "pretend.py"
    script.write_text(
        "import sys\n"
        f"open({str(calls)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
        f"print('Version: 2.10.3' + {log!r})\n"
        f"x, y = (2, 1) if '-preprocess' in sys.argv else ({x}, 0)\n"
        "with open('solution.txt', 'w') as file:\n"
        f"    file.write({first_line!r} + '\\n   0 r1  9 0\\n' + f'** 0 x {{x}} 0\\n   1 y {{y}} 0\\n')\n"
    )
    run = cbc.subprocess.Popen
    monkeypatch.setattr(
        cbc.subprocess, "Popen", lambda command, **more: run([sys.executable, str(script), *command[1:]], **more)
    )
    return calls


def test_a_solution_that_breaks_a_row_is_asked_for_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls = pretend(monkeypatch, tmp_path, "Optimal - objective value 5", x=1)
    outcome = solve(problem())
    assert (outcome.status, outcome.objective) == ("optimal", 15)
    assert [("-preprocess off" in call) for call in calls.read_text().splitlines()] == [False, True]


def test_a_solution_that_is_right_is_asked_for_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls = pretend(monkeypatch, tmp_path, "Optimal - objective value 15", x=3)
    assert solve(problem()).objective == 16
    assert len(calls.read_text().splitlines()) == 1


@pytest.mark.skipif(os.name == "nt", reason="a script that stands in for CBC")
def test_a_solver_that_comes_down_has_established_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "cbc"
    fake.write_text("#!/bin/sh\nkill -SEGV $$\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(fake))
    outcome = solve(problem())
    assert (outcome.status, outcome.reason) == ("stopped", "CBC came down with code -11")


@pytest.mark.parametrize(("gap", "bound"), [(0.0, 16), (0.1, 14.5 + 1), (0.01, 15 - 0.15 + 1)])
def test_a_bound_that_is_printed_roughly_is_no_less_than_what_was_proven(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, gap: float, bound: float
) -> None:
    log = "\nResult - Optimal solution found (within gap tolerance)\nLower bound: 15."
    pretend(monkeypatch, tmp_path, "Optimal - objective value 15", x=3, log=log)
    outcome = solve(problem(), gap=gap)
    assert (outcome.status, outcome.objective) == ("optimal", 16)
    assert outcome.bound == pytest.approx(bound)


def test_an_optimum_after_a_stop_is_not_proven(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = "\nResult - Stopped on time limit\nLower bound: 12.00"
    pretend(monkeypatch, tmp_path, "Optimal - objective value 15", x=3, log=log)
    outcome = solve(problem(), time_limit=5)
    assert (outcome.status, outcome.reason) == ("feasible", "time limit")
    assert outcome.bound == pytest.approx(12 - 0.005 + 1)


def test_a_stop_without_a_whole_solution_is_no_plan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = "Stopped on time (no integer solution - continuous used) - objective value 12.5"
    pretend(monkeypatch, tmp_path, said, x=2.5)
    outcome = solve(problem(), time_limit=5)
    assert (outcome.status, outcome.reason, outcome.values) == ("stopped", "time limit", {})


def test_violations_are_measured() -> None:
    lp = problem()
    assert violation(lp, {"x": 2.0, "y": 1.0}) == 0
    assert violation(lp, {"x": 2.0, "y": 0.0}) == pytest.approx(1.5 / 7.5), "6 instead of 7.5"
    assert violation(lp, {"x": -1.0, "y": 9.0}) == pytest.approx(1)
    assert violation(lp, {"x": 2.5, "y": 0.0}) == pytest.approx(0.5)
    assert violation(lp, {"x": 2.5, "y": 0.0}, whole=False) == 0
    lp.addConstraint(lp.variables()[0] == 2, "r2")
    assert violation(lp, {"x": 5.0}) == pytest.approx(3 / 2)
    lp.addConstraint(lp.variables()[1] <= 100, "r3")
    assert violation(lp, {"x": 2.0, "y": 150.0}) == pytest.approx(0.5)


def test_the_bound_of_a_log_is_the_one_it_ends_with_rounded_down() -> None:
    log = (
        "Continuous objective value is 256703 - 0.42 seconds\n"
        "Cbc0010I After 0 nodes, 1 on tree, 257004.29 best solution, best possible 256900.68 (11.55 seconds)\n"
        "Cbc0005I Partial search - best objective 256909.04 (best possible 256900.77), took 579 iterations\n"
    )
    assert bound_in(log + "Lower bound:                    256900.774\n") == pytest.approx(256900.7735)
    assert bound_in(log + "Lower bound:                    -1e+50\n") == pytest.approx(256900.765)
    assert bound_in(log.splitlines()[0]) == 256702.5
    assert bound_in("Continuous objective value is 2.567e+08 - 1 seconds") == pytest.approx(2.567e8 - 0.5e5)
    assert bound_in("best possible -12.5") == pytest.approx(-12.55)
    assert bound_in("Lower bound:   -1e+50") is None
    assert bound_in("") is None
