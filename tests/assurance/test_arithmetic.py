"""Honest runs pass the arithmetic check, which shares nothing with the planner and compares every rule."""

from __future__ import annotations

import ast
import json
from collections import Counter
from pathlib import Path

import pytest

import optimiser
import optimiser.run_reading
from models.plan import CONSTRAINTS as FAMILIES
from models.plan import MONEY_CONSTRAINTS
from optimiser.assurance.arithmetic import ArithmeticCheck, check_arithmetic
from optimiser.assurance.arithmetic.checks import CHECKS, CONSTRAINTS
from optimiser.assurance.arithmetic.tables import SHAPES
from optimiser.baseline import Baseline
from optimiser.results.columns import COLUMNS
from tests.assurance.rich_cases import council
from tests.cases.casebook import ROOT, write

PACKAGE = sorted((ROOT / "optimiser" / "assurance" / "arithmetic").glob("*.py"))
ONLY_WHERE_SPOILED = {"cell", "sixteen_and_over", "change"}
"""Comparisons that an honest run has no occasion for."""


def explain(folder: Path) -> str:
    check = check_arithmetic(folder)
    return "\n".join([check.diagnosis, *(finding.sentence for finding in check.findings[:10])])


def test_the_tiny_run_passes(tiny_run: Path) -> None:
    check = check_arithmetic(tiny_run)
    assert check.passed, explain(tiny_run)
    assert not check.diagnosis
    assert not check.suspects


def test_every_rich_run_passes(rich_runs: dict[str, Path]) -> None:
    assert {name: explain(run) for name, run in rich_runs.items()} == dict.fromkeys(rich_runs, "")


@pytest.fixture(scope="module")
def lewisham(lewisham_run: Path) -> ArithmeticCheck:
    return check_arithmetic(lewisham_run)


def test_lewisham_passes(lewisham: ArithmeticCheck, lewisham_run: Path) -> None:
    assert lewisham.passed, explain(lewisham_run)
    assert sum(lewisham.compared.values()) > 30_000


def test_lewisham_is_exact_far_below_what_is_allowed(lewisham: ArithmeticCheck) -> None:
    """Children to a millionth, money to ten pence: an alteration of 0.001 child or £1 stands out by far."""
    largest = lewisham.largest
    in_pounds = {"cost_line", "savings", "headline", "objective", "reconciliation", "break_even", "decision"}
    in_pounds |= {"planning_ahead", "revenue_budget", "capital_budget"}
    assert max(size for check, size in largest.items() if check not in in_pounds) < 1e-6
    assert max(size for check, size in largest.items() if check in in_pounds) < 0.1


def test_every_rule_of_the_plan_is_compared(rich_runs: dict[str, Path], tiny_run: Path) -> None:
    compared: Counter[str] = Counter()
    for run in (tiny_run, *rich_runs.values()):
        compared += Counter(check_arithmetic(run).compared)
    assert set(CONSTRAINTS) == {family.__name__ for family in (*FAMILIES, *MONEY_CONSTRAINTS)}
    assert {check for check in CHECKS if not compared[check]} == ONLY_WHERE_SPOILED


def test_the_rich_cases_are_as_rich_as_they_say(rich_runs: dict[str, Path]) -> None:
    """Every kind of cost line and of decision, moves of both kinds and unmet need occur in them."""
    lines, signs = Counter[str](), Counter[str]()
    for name in ("council", "overfull", "cash", "small"):
        read = optimiser.run_reading.read_run(rich_runs[name])
        lines.update(read.tables["costs"]["line"])
        signs.update(read.tables["plan"]["action"])
        for table, column in (("moves", "planned"), ("moves", "disrupted"), ("unmet", "children")):
            signs[column] += int((read.tables[table][column] > 0).sum())
        signs["planned_do_nothing"] += int((read.tables["moves"]["planned_do_nothing"] > 0).sum())
    assert len(lines) == 14
    wanted = {"decide", "close", "planned", "disrupted", "children", "planned_do_nothing"}
    assert {sign for sign, times in signs.items() if times} == wanted


def test_a_run_without_doing_nothing_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimiser.planning.do_nothing", lambda *_: Baseline(None, reason="not possible"))
    result = optimiser.plan(optimiser.read_case(write(council(), tmp_path / "case")), gap=0.0)
    run = optimiser.write_run(result, tmp_path / "run")
    assert explain(run) == ""
    costs = run / "costs.csv"
    first, second, *rest = costs.read_text(encoding="utf-8").splitlines()
    assert second.endswith(",,")
    costs.write_text("\n".join([first, second.removesuffix(",,") + ",5.0,", *rest]) + "\n", encoding="utf-8")
    found = [finding for finding in check_arithmetic(run).findings if finding.check == "difference"]
    assert [(finding.row, finding.column) for finding in found] == [(2, "do_nothing")]


def test_a_plan_that_is_not_the_cheapest_passes(tmp_path: Path) -> None:
    """Nothing is assumed of how good a plan is: one within 30 % of the cheapest passes as well."""
    result = optimiser.plan(optimiser.read_case(write(council(), tmp_path / "case")), gap=0.3)
    assert explain(optimiser.write_run(result, tmp_path / "run")) == ""


def test_unknown_tables_are_said_not_to_be_recomputed(tmp_path: Path, tiny_run: Path) -> None:
    not_recomputed = {item.what for item in check_arithmetic(tiny_run).not_recomputed}
    assert {f"{name}.csv" for name in set(COLUMNS) - set(SHAPES)} <= not_recomputed
    assert "marginals.csv, value" in not_recomputed


def test_it_is_plain_data(tiny_run: Path) -> None:
    told = json.loads(json.dumps(check_arithmetic(tiny_run).as_dict(), allow_nan=False))
    assert told["passed"] is True
    assert told["comparisons"] == sum(told["compared"].values())


def test_the_folder_is_left_as_it_was(tiny_run: Path) -> None:
    before = {path: path.read_bytes() for path in tiny_run.rglob("*") if path.is_file()}
    check_arithmetic(tiny_run)
    assert {path: path.read_bytes() for path in tiny_run.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("path", PACKAGE, ids=lambda path: path.stem)
def test_nothing_is_shared_with_the_planner(path: Path) -> None:
    """No model, no solver, no table code: only its own package and the undoing of harmless text."""
    allowed = ("optimiser.assurance.arithmetic", "optimiser.spreadsheet", "optimiser.errors")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert not name.startswith(("models", "pyomo", "pulp", "highspy")), name
            assert not name.startswith("optimiser") or name.startswith(allowed), name
