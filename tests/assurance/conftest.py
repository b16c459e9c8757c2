"""Run folders that several tests look at, each planned and written once: tiny and small rich cases."""

from __future__ import annotations

from pathlib import Path

import pytest

import optimiser
from tests.assurance.rich_cases import RICH
from tests.cases.casebook import TINY, write
from tests.results.conftest import with_two_futures
from tests.tables.small_case import small_case, write_csv


def run_of(case: Path, folder: Path, gap: float = 0.0) -> Path:
    """Plan a case and write its run folder."""
    return optimiser.write_run(optimiser.plan(optimiser.read_case(case), gap=gap), folder)


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_of(TINY, tmp_path_factory.mktemp("tiny") / "run")


@pytest.fixture(scope="session")
def rich_runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Small cases that between them touch every rule, and two with every table filled in."""
    folder = tmp_path_factory.mktemp("rich")
    cases = {name: write(tables, folder / name / "case") for name, tables in RICH.items()}
    cases["small"] = write_csv(small_case(), folder / "small" / "case")
    cases["futures"] = write_csv(with_two_futures(small_case()), folder / "futures" / "case")
    return {name: run_of(case, folder / name / "run") for name, case in cases.items()}
