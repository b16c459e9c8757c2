"""The page of effects."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from optimiser.studies.columns import STUDY_COLUMNS
from optimiser.studies.effects import Effects
from optimiser.studies.effects_text import effects_markdown
from optimiser.studies.tabulated import tabulated

_FIGURE = ("demand", "children of family / town / * / ", "children", "16", "children", "Test", "judgement")


@pytest.fixture
def effects() -> Effects:
    rows = [
        (1, *_FIGURE, 3, 900_000.0, -100_000.0, float("nan"), float("nan"), 5_000.0, "up: no plan"),
        (2, "options", "a|b", "setup_cost", "5", "£", "Test", "published", 1, 1e6, 0.2, 1e6, 12_345.0, 0.0, ""),
    ]
    empty = tabulated(STUDY_COLUMNS["left_out"], [])
    screened = tabulated(STUDY_COLUMNS["estimates"], [(*_FIGURE, 3, 1.0)] * 1_234)
    table = tabulated(STUDY_COLUMNS["effects"], rows)
    return Effects(0.1, 1_000_000.0, 995_000.0, table, screened, empty, complete=True)


def test_each_assumption_has_its_row(effects: Effects) -> None:
    lines = effects_markdown(effects).splitlines()
    assert "The cheapest plan costs £1,000,000 at present value, proven to £5,000." in lines[2]
    figure = "demand: children of children of family / town / *"
    assert f"| 1 | {figure} | 16 children | −£100,000 | – | judgement | up: no plan |" in lines
    assert "| 2 | options: setup_cost of a/b | 5 £ | £0 | +£12,345 | published |  |" in lines
    assert "1,234 assumptions were screened, 0 left out." in lines
    assert not any("Stopped early" in line for line in lines)


def test_a_study_that_was_stopped_says_so(effects: Effects) -> None:
    assert "**Stopped early:**" in effects_markdown(replace(effects, complete=False))


def test_no_assumption_at_all(effects: Effects) -> None:
    bare = replace(effects, table=effects.table.iloc[:0], estimates=pd.DataFrame())
    assert "0 assumptions were screened" in effects_markdown(bare)
