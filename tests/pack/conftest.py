"""A run of the tiny case, planned once, and what the pack makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import optimiser
from optimiser.pack.building import pack_of
from optimiser.pack.document import Pack
from optimiser.pack.facts import Facts
from optimiser.run_reading import read_run
from tests.cases.casebook import TINY
from tests.tables.small_case import small_case, write_csv


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of the tiny case."""
    result = optimiser.plan(optimiser.read_case(TINY), gap=0.0)
    return optimiser.write_run(result, tmp_path_factory.mktemp("runs") / "tiny")


@pytest.fixture(scope="session")
def tiny(tiny_run: Path) -> Facts:
    """What the sections read of it."""
    return Facts(read_run(tiny_run))


@pytest.fixture(scope="session")
def tiny_pack(tiny: Facts) -> Pack:
    """The whole pack of it."""
    return pack_of(tiny)


@pytest.fixture(scope="session")
def flowing_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of a small case that says how children come, stay and leave; few are 16 or 17."""
    tables = small_case()
    for row in tables["demand"][1:]:
        if row[0] == "teen":
            row[3] = 2
    few = ["few", "At most 15 fostered", "selected", "number", "*", "own_foster;agency_foster", "*", "2027/28"]
    tables["targets"].append([*few, "at_most", 15, "", "Council paper 2025", "judgement"])
    result = optimiser.plan(optimiser.read_case(write_csv(tables, tmp_path_factory.mktemp("cases") / "small")))
    return optimiser.write_run(result, tmp_path_factory.mktemp("runs") / "small")


@pytest.fixture(scope="session")
def flowing(flowing_run: Path) -> Facts:
    """What the sections read of it, and may draw futures for."""
    return Facts(read_run(flowing_run), draws=True)
