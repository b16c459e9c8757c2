"""What is typed for levers: read strictly, exact, and every fault told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimiser.levers import asked, levers_of, what_to_write
from optimiser.scenario import Alteration
from optimiser.tables.inputs import CaseInputs
from tests.cases import casebook
from tests.levers.conftest import a_case, by_label, read

DEMAND = "Number of children, all need groups together"
TOWN = "Promise: At least 75 % live in the town in 2028/29"
LATER = "New children's homes open later by"
CAPITAL = "Capital in all"
HOME = "May be decided: Open a home of 4 beds"


def value(tiny: CaseInputs, label: str, text: str) -> str | None:
    """The value of the change that a text asks for, ``None`` where it asks for none."""
    changes, problems = asked(levers_of(tiny), {by_label(tiny)[label].id: text})
    assert not problems
    return changes[0].value if changes else None


def fault(tiny: CaseInputs, label: str, text: str) -> str:
    lever = by_label(tiny)[label]
    changes, problems = asked(levers_of(tiny), {lever.id: text})
    assert not changes
    assert [problem.lever for problem in problems] == [lever.id]
    return problems[0].sentence


@pytest.mark.parametrize(
    ("label", "text", "cell"),
    [
        (DEMAND, "106", "1.06"),
        (DEMAND, "106.5", "1.065"),
        (DEMAND, "106%", "1.06"),
        (DEMAND, " 106 % ", "1.06"),
        (DEMAND, "+106.0", "1.06"),
        (DEMAND, "0", "0"),
        (DEMAND, "33.333333333", "0.33333333333"),
        (DEMAND, "1000", "10"),
        (TOWN, "60", "0.6"),
        (TOWN, ".5", "0.005"),
        (TOWN, "100", "1"),
        (LATER, "0.25", "0.25"),
        (LATER, "1.", "1"),
        (CAPITAL, "£1,100,000", "1100000"),
        (CAPITAL, " 1 100 ", "1100"),
        (CAPITAL, "1\u00a0100\u00a0000.50", "1100000.5"),
        (CAPITAL, "£ 5", "5"),
        (CAPITAL, "0", "0"),
        (HOME, "no", "0"),
        (HOME, " NO ", "0"),
    ],
)
def test_numbers_and_words_as_people_type_them(tiny: CaseInputs, label: str, text: str, cell: str) -> None:
    assert value(tiny, label, text) == cell


@pytest.mark.parametrize(
    ("label", "text"),
    [(DEMAND, "100"), (DEMAND, "100.00 %"), (DEMAND, ""), (DEMAND, "  "), (TOWN, "75.0"), (LATER, "0"),
     (LATER, "-0"), (CAPITAL, "£250,000"), (HOME, "Yes"), (HOME, "")],
)  # fmt: skip
def test_the_default_changes_nothing(tiny: CaseInputs, label: str, text: str) -> None:
    assert value(tiny, label, text) is None


@pytest.mark.parametrize(
    "text",
    ["abc", "1,06", "10 6", "1,1000", "1,100 000", "106 per cent", "£106", "1e2", "--5", ".", "%", "१०६", "0x10",
     "1/2", "106 17", "nan", "1" * 41],
)  # fmt: skip
def test_what_is_no_number_is_refused_whole(tiny: CaseInputs, text: str) -> None:
    said = fault(tiny, DEMAND, text)
    assert said.startswith(f'{DEMAND}: "{text}" is not a per cent; ')
    assert said.endswith("; write a number from 0 to 1000, such as 106.")


@pytest.mark.parametrize(
    ("label", "text", "said"),
    [
        (DEMAND, "1001", '"1001" is out of range; write a number from 0 to 1000, such as 106.'),
        (DEMAND, "−1", '"−1" is out of range; write a number from 0 to 1000, such as 106.'),
        (DEMAND, "106.0000000000000001",
         '"106.0000000000000001" has more digits than can be kept; write a number from 0 to 1000, such as 106.'),
        (TOWN, "101", '"101" is out of range; write a number from 0 to 100, such as 75.'),
        ("Places that foster recruitment brings", "0",
         '"0" is out of range; write a number above 0 and up to 1000, such as 106.'),
        ("Occupancy: Own children's home", "0",
         '"0" is out of range; write a number above 0 and up to 100, such as 75.'),
        (LATER, "-1", '"-1" is out of range; write a number from 0 to 19, such as 0.5.'),
        (LATER, "20", '"20" is out of range; write a number from 0 to 19, such as 0.5.'),
        (LATER, "1 year", '"1 year" is not a number of years; write a number from 0 to 19, such as 0.5.'),
        (CAPITAL, "8m", '"8m" is not an amount of pounds; write a number of at least 0, such as 250000.'),
        (CAPITAL, "8%", '"8%" is not an amount of pounds; write a number of at least 0, such as 250000.'),
        (CAPITAL, "2000000000000",
         '"2000000000000" is out of range; write a number of at least 0, such as 250000.'),
        (HOME, "maybe", '"maybe" is none of its words, "yes" and "no"; write yes or no.'),
    ],
)  # fmt: skip
def test_what_to_write_instead_is_said(tiny: CaseInputs, label: str, text: str, said: str) -> None:
    assert fault(tiny, label, text) == f"{label}: {said}"


def test_every_fault_at_once_and_every_sound_lever_kept(tiny: CaseInputs) -> None:
    levers = by_label(tiny)
    values = {levers[CAPITAL].id: "lots", levers[DEMAND].id: "110", "gone-1": "5", levers[TOWN].id: "750"}
    changes, problems = asked(tuple(levers.values()), values, {"gone-2": "why"})
    assert [change.table for change in changes] == ["demand"]
    assert [problem.lever for problem in problems] == ["gone-1", "gone-2", levers[TOWN].id, levers[CAPITAL].id]
    assert problems[0].sentence == "This lever is not one of the case any more; load the page again."


def test_changes_come_in_the_order_of_the_levers_with_their_reasons(tiny: CaseInputs) -> None:
    levers = by_label(tiny)
    values = {levers[CAPITAL].id: "0", levers[TOWN].id: "60", levers[DEMAND].id: "95", levers[LATER].id: "0"}
    reasons = {levers[TOWN].id: " Members\n ask. ", levers[LATER].id: "Nothing is changed, so nothing is told."}
    target = (("target", ("in_town",)),)
    assert asked(tuple(levers.values()), values, reasons).changes == (
        Alteration("demand", "children", "multiply", "0.95"),
        Alteration("targets", "value", "set", "0.6", target, reason="Members ask."),
        Alteration("targets", "label", "set", "At least 60 % live in the town in 2028/29", target,
                   reason="Members ask."),
        Alteration("budgets", "limit", "set", "0", (("budget", ("capital_total",)),)),
    )  # fmt: skip


def test_a_promise_in_words_is_told_with_its_new_number(lewisham: CaseInputs) -> None:
    levers = by_label(lewisham)
    half = levers["Promise: At least half of fostered children in-house by 2029/30"]
    young = levers["Promise: At most 4 children under 10 in children's homes"]
    changes, _ = asked((half, young), {half.id: "62.5", young.id: "6"})
    assert [(change.column, change.value) for change in changes] == [
        ("value", "0.625"),
        ("label", "At least half of fostered children in-house by 2029/30 (changed to 62.5 %)"),
        ("value", "6"),
        ("label", "At most 6 children under 10 in children's homes"),
    ]


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("", None),
        ("5 of 5", "5 of 5 (changed to 7)"),
        ("At most 5, from 2025/26", "At most 7, from 2025/26"),
        ("At most 5.", "At most 7."),
        ("15 or 5.5 or 5-6", "15 or 5.5 or 5-6 (changed to 7)"),
    ],
)
def test_only_a_number_that_stands_once_by_itself_is_replaced(
    label: str, told: str | None, tmp_path: Path
) -> None:
    targets = casebook.rows(
        "target label measure unit sense value", ("few", label, "in_house", "number", "at_most", 5)
    )
    levers = levers_of(read(a_case(targets=targets), tmp_path))
    promise = next(lever for lever in levers if lever.group == "Promises")
    changes, _ = asked(levers, {promise.id: "7"})
    assert [change.value for change in changes] == ["7"] + ([] if told is None else [told])


def test_a_share_that_is_no_round_number_is_left_exactly_alone(tmp_path: Path) -> None:
    third = casebook.rows("target measure sense value", ("third", "in_house", "at_least", 1 / 3))
    levers = levers_of(read(a_case(targets=third), tmp_path))
    promise = next(lever for lever in levers if lever.group == "Promises")
    assert promise.default == "33.33333333333333"
    assert promise.base == "at least 33.3 %, in every period"
    assert asked(levers, {promise.id: promise.default}).changes == ()
    assert asked(levers, {promise.id: "33.3"}).changes[0].value == "0.333"


def test_a_limit_that_is_not_there_yet_has_an_example_of_its_own(tmp_path: Path) -> None:
    options = casebook.rows("option provision area places_per_unit limit_group", ("new", "own", "home", 1, "open"))
    limits = casebook.rows("limit_group max_total", ("open", ""))
    levers = by_label(read(a_case(options=options, limits=limits), tmp_path))
    lever = levers["Most in all: open"]
    assert what_to_write(lever) == "a number of at least 0, such as 10"
    assert asked((lever,), {lever.id: ""}).changes == ()
    assert asked((lever,), {lever.id: "3"}).changes[0].value == "3"
