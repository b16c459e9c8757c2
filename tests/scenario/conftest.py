"""What tests of what-ifs share: the tiny case as read, and files written for one test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import optimiser
from optimiser.errors import InputError
from optimiser.scenario import WhatIf, what_if_in
from optimiser.tables.inputs import CaseInputs
from tests.cases.casebook import TINY

HEAD = 'name = "Test"\nreason = "To see."\n'


@pytest.fixture(scope="session")
def tiny() -> CaseInputs:
    return optimiser.read_case(TINY)


def said(call: Callable[[], object]) -> list[str]:
    """The sentences of the ``InputError`` that something raises."""
    with pytest.raises(InputError) as caught:
        call()
    return [str(problem) for problem in caught.value.problems]


def what_if(*entries: str, file: str = "test.toml") -> WhatIf:
    """A what-if file with a name and a reason (two lines) and these entries, each on a line of its own."""
    return what_if_in(HEAD + "\n".join(entries), file)


def write_what_if(path: Path, *entries: str) -> Path:
    path.write_text(HEAD + "\n".join(entries), encoding="utf-8")
    return path
