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
