"""The second formulation finds every published optimum too, from the same tables."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

import optimiser
from models import audit
from optimiser.engine.cbc import solve as solve_with_cbc
from tests.cases import test_published
from tests.cases.casebook import Tables, write

PUBLISHED = [test for name, test in vars(test_published).items() if name.startswith("test_")]


def test_there_are_published_cases() -> None:
    assert len(PUBLISHED) >= 3
    assert all(list(inspect.signature(test).parameters) == ["tmp_path"] for test in PUBLISHED)


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda test: test.__name__)
def test_the_optimum_is_the_planners(published: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[float] = []

    def solve_both(tables: Tables, folder: Path) -> optimiser.Result:
        inputs = optimiser.read_case(write(tables, folder / "case"))
        result = optimiser.plan(inputs, gap=0.0)
        problem = audit.write(inputs.case)
        outcome = solve_with_cbc(problem.lp)
        assert outcome.status == result.record.status == "optimal"
        answer = audit.read(problem, outcome.values)
        assert answer.objective == pytest.approx(result.record.objective, rel=1e-9)
        found.append(answer.objective)
        return result

    monkeypatch.setattr(test_published, "solve", solve_both)
    published(tmp_path)
    assert found, "the case was solved"
