"""Twelve variants of Lewisham without a plan: each kind of promise, alone and in pairs, whole units among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

from optimiser import read_case
from optimiser.engine.outcome import Status
from optimiser.studies.explain import explain
from optimiser.tables.inputs import CaseInputs, recheck
from tests.cases.casebook import LEWISHAM
from tests.studies.loosening_checks import check_alone

Frames = dict[str, pd.DataFrame]
Change = Callable[[Frames], None]


def promise(name: str, value: float) -> Change:
    """A promise made hard, at a value."""

    def change(frames: Frames) -> None:
        rows = frames["targets"]["target"] == name
        frames["targets"].loc[rows, ["value", "price_if_missed"]] = [value, float("nan")]

    return change


def cells(table: str, column: str, value: float, **where: str) -> Change:
    """A column of the rows that hold some labels, at a value; a price for missing it is taken away."""

    def change(frames: Frames) -> None:
        frame = frames[table]
        chosen = pd.Series(True, index=frame.index)
        for name, label in where.items():
            chosen &= frame[name].astype(str) == label
        assert chosen.any()
        frame.loc[chosen, column] = value
        if table == "budgets":
            frame.loc[chosen, "price_if_missed"] = float("nan")

    return change


def fewer_to_buy(provision: str, area: str, period: str, children: float) -> Change:
    """A market that has fewer homes from a period on."""

    def change(frames: Frames) -> None:
        frame = frames["market"]
        row = frame[(frame["provision"] == provision) & (frame["area"] == area)].iloc[0].copy()
        row["period"], row["children_max"] = period, children
        frame.loc[int(frame.index.max()) + 1] = row

    return change


LONG_ENOUGH = 600.0
"""Most seconds for an explanation, on however busy a machine."""

REVENUE = cells("budgets", "limit", 44_000_000.0, budget="revenue", period="2026/27")
NO_CAPITAL = cells("budgets", "limit", 50_000.0, budget="capital_total")
ONE_PROPERTY = cells("limits", "min_total", 1.0, limit_group="council_properties")

VARIANTS: Mapping[str, tuple[Change, ...]] = {
    "promise: near enough": (promise("beyond_limit", 0.06),),
    "promise: in a family": (promise("family_70", 0.9),),
    "promise: in house": (promise("in_house_half", 0.95),),
    "promise: a number": (promise("young_in_homes", 0.0),),
    "promise: a part of all ages": (promise("semi_limit", 0.15),),
    "suitability": (cells("suitability", "share_max", 0.0, need="other_setting", provision="other_residential"),),
    "suitability of several": (cells("suitability", "share_max", 0.05, provision="ifa"),),
    "revenue": (REVENUE,),
    "capital and delivery": (NO_CAPITAL, ONE_PROPERTY),
    "capital and delivery, for whole units only": (
        cells("budgets", "limit", 50_000.0, budget="capital"),
        ONE_PROPERTY,
    ),
    "delivery and a promise": (
        cells("limits", "max_total", 5.0, limit_group="foster_recruitment"),
        promise("in_house_half", 0.75),
    ),
    "market that shrinks": (fewer_to_buy("other_residential", "beyond_20", "2027/28", 2.0),),
}
"""What is changed in each; every one is a plan for which nothing is wrong but that it asks too much."""


@pytest.fixture(scope="module")
def lewisham() -> CaseInputs:
    return read_case(LEWISHAM)


def variant(inputs: CaseInputs, changes: tuple[Change, ...]) -> CaseInputs:
    frames = {name: frame.copy() for name, frame in inputs.tables.items()}
    for change in changes:
        change(frames)
    return recheck(frames, inputs.path)


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_every_single_loosening_is_enough_and_no_larger_than_needed(lewisham: CaseInputs, name: str) -> None:
    inputs = variant(lewisham, VARIANTS[name])
    found = explain(inputs, time_limit=LONG_ENOUGH)
    assert found.status is Status.INFEASIBLE
    assert found.explanation.conflict
    assert check_alone(inputs, found) > 0
