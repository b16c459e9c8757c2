"""Every lever moved: the cells are altered as it says, and no other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from optimiser.errors import InputError
from optimiser.levers import Lever, asked, levers_of
from optimiser.scenario import changed
from optimiser.tables.inputs import CaseInputs
from tests.levers.conftest import altered, by_label, state, what_if

TIMES = {"Children": "95", "Fees": "106", "Recruitment": "110", "Budgets": "120"}


def moved(lever: Lever) -> str:
    """A value other than the default, as a council might ask."""
    if lever.choices:
        return next(word for word, _ in lever.choices if word != lever.default)
    if lever.how == "multiply":
        return TIMES[lever.group]
    if lever.how == "add":
        return "0.5"
    now = Decimal(lever.default or 0)
    return str(now * 2 if lever.unit == "£" else now - 1)


def check_altered(inputs: CaseInputs, levers: Sequence[Lever]) -> None:
    """Apply levers, each at a value that is not its default, and compare every cell of every table."""
    changes, problems = asked(levers, {lever.id: moved(lever) for lever in levers})
    assert not problems
    expected = before = state(inputs)
    for change in changes:
        after = altered(expected, change)
        assert after != expected, f"{change} alters nothing"
        expected = after
    found = changed(inputs, [what_if(changes)])
    assert state(found) == expected
    assert len(found.changes) >= sum(expected[place] != before[place] for place in before)
    assert not [warning for warning in found.warnings if warning.check.startswith("what_if")]


def test_each_lever_of_the_tiny_case(tiny: CaseInputs) -> None:
    refused = {}
    for lever in levers_of(tiny):
        try:
            check_altered(tiny, [lever])
        except InputError as error:
            refused[lever.label] = [problem.check for problem in error.problems]
    assert refused == {}


def test_all_levers_of_the_tiny_case_at_once(tiny: CaseInputs) -> None:
    check_altered(tiny, levers_of(tiny))


def test_all_levers_of_lewisham_at_once(lewisham: CaseInputs) -> None:
    check_altered(lewisham, levers_of(lewisham))


REFUSED = {
    (
        "Number of children, all need groups together",
        "150",
    ): "all places there could be are 637, and for one need group 16",
    ("Number of children: In a family centre, hospital or custody", "150"): "only 16 places suit them",
}
"""Levers of Lewisham at an end of their slider that the input checks refuse, as no plan could be: why."""


@pytest.mark.slow
def test_each_lever_of_lewisham_at_both_ends(lewisham: CaseInputs) -> None:
    refused = {}
    for lever in levers_of(lewisham):
        texts = [moved(lever)] if lever.choices else [str(lever.slider_minimum), str(lever.slider_maximum)]
        for text in texts:
            changes, problems = asked([lever], {lever.id: text})
            assert not problems
            assert changes or text == lever.default
            try:
                changed(lewisham, [what_if(changes)])
            except InputError as error:
                refused[lever.label, text] = {problem.check for problem in error.problems}
    assert refused == {key: {"demand_beyond_places"} for key in REFUSED}


def test_a_few_by_hand(lewisham: CaseInputs) -> None:
    levers = by_label(lewisham)
    texts = {
        "Number of children, all need groups together": "110",
        "Number of children: Under 5": "90",
        "Weekly fee: Independent fostering agency": "106",
        "New children's homes open later by": "0.75",
        "Occupancy: Own children's home, 3 or 4 beds": "65",
        "Promise: At least 45 % live inside the borough by 2029/30": "60",
        "Revenue budget": "98",
        "May be decided: Own home of 4 beds, bought": "no",
    }
    changes, _ = asked(levers_of(lewisham), {levers[label].id: text for label, text in texts.items()})
    tables = changed(lewisham, [what_if(changes)]).tables
    demand, market, options = tables["demand"], tables["market"], tables["options"]
    assert demand.loc[2, ["need", "home_area", "period", "children"]].tolist() == [
        "under_5", "north", "2025/26", pytest.approx(24.27 * 1.1 * 0.9),
    ]  # fmt: skip
    assert set(market.loc[market["provision"] == "ifa", "weekly_cost"]) == {1166.0, 1399.2}
    assert set(market.loc[market["provision"] == "secure", "weekly_cost"]) == {12500.0}
    assert set(options.loc[options["option"] == "home_4_beds_owned", "lead_time"]) == {2.0}
    assert set(options.loc[options["option"] == "recruit_first_10", "lead_time"]) == {0.75}
    assert options.loc[options["option"] == "home_4_beds_bought", "max_total"].tolist() == [0, 0]
    provisions = tables["provisions"].set_index("provision")
    assert (provisions.loc["own_home", "occupancy"], provisions.loc["own_small_home", "occupancy"]) == (0.65, 0.85)
    target = tables["targets"].set_index("target").loc["inside_45"]
    assert (target["value"], target["label"]) == (0.6, "At least 60 % live inside the borough by 2029/30")
    budgets = tables["budgets"].set_index(["budget", "period"])["limit"]
    assert budgets[("revenue", "2025/26")] == 49_882_000
