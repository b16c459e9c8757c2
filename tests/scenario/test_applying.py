"""What-ifs applied: the cells, the log, what composes and what contradicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import optimiser
from optimiser.scenario import WhatIf, changed, changes_told, what_if_from, what_ifs_told
from optimiser.studies.input_changes import input_changes
from optimiser.tables.inputs import CaseInputs, cell_text
from tests.cases.casebook import TINY, read, write
from tests.scenario.conftest import said, what_if
from tests.tables.small_case import small_case, write_csv


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> CaseInputs:
    return optimiser.read_case(write_csv(small_case(), tmp_path_factory.mktemp("small")))


def by_text(inputs: CaseInputs, *texts: str) -> CaseInputs:
    return changed(inputs, [what_if_from(text) for text in texts])


def log(inputs: CaseInputs) -> list[tuple[str, ...]]:
    return [(one.table, one.row, one.column, one.old, one.new) for one in inputs.changes]


def cells(inputs: CaseInputs, table: str, column: str) -> list[str]:
    return [cell_text(value) for value in inputs.tables[table][column]]


def assert_logged(before: CaseInputs, after: CaseInputs) -> None:
    """The log, taken together, is the very difference between the two cases."""
    first_and_last: dict[tuple[str, str, str], tuple[str, str]] = {}
    for one in after.changes:
        key = (one.table, one.row, one.column)
        first_and_last[key] = (first_and_last.get(key, (one.old, ""))[0], one.new)
    told = {(*key, old, new) for key, (old, new) in first_and_last.items() if old != new}
    found = input_changes(before, after)
    rows = found[["table", "row", "column", "old", "new"]].itertuples(index=False, name=None)
    in_keys = {("options", "option"), ("options", "area"), ("targets", "target"), ("needs", "need")}
    assert {row for row in told if row[:3:2] not in in_keys} == set(rows)


def test_set_add_and_multiply_reach_the_case(tiny: CaseInputs) -> None:
    after = by_text(
        tiny,
        "provisions[provision=*fostering].weekly_cost*=1.06",
        "options[option=new_home].lead_time+=0.5",
        "budgets[budget=capital_total].limit-=50000",
        "targets.periods=2027/28;2028/29",
        "settings[setting=discount_rate].value=0.035",
    )
    case = after.case
    assert case.provisions["own_fostering"].weekly_cost == 530
    assert case.provisions["agency_fostering"].weekly_cost == 1060
    assert [option.lead_time for option in case.options.values()] == [1.5, 1]
    assert {budget.limit for budget in case.budgets if budget.budget == "capital_total"} == {200000}
    assert case.targets[0].periods == (1, 2)
    assert case.settings.discount_rate == 0.035
    assert_logged(tiny, after)
    assert log(after) == [
        ("provisions", "agency_fostering", "weekly_cost", "1000", "1060"),
        ("provisions", "own_fostering", "weekly_cost", "500", "530"),
        ("options", "new_home / town", "lead_time", "1", "1.5"),
        ("budgets", "capital_total / ", "limit", "250000", "200000"),
        ("targets", "in_town", "periods", "2028/29", "2027/28;2028/29"),
        ("settings", "discount_rate", "value", "0", "0.035"),
    ]
    assert [one.what_if for one in after.changes[:1]] == ["provisions[provision=*fostering].weekly_cost*=1.06"]
    assert tiny.changes == tiny.what_ifs == ()


def test_the_tables_given_are_left_as_they_are(tiny: CaseInputs) -> None:
    before = {name: frame.copy() for name, frame in tiny.tables.items()}
    by_text(tiny, "demand.children*=2", "market.children_max*=2")
    for name, frame in tiny.tables.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_rows_that_come_and_go(tiny: CaseInputs) -> None:
    new = what_if(
        "[[new_row]]",
        'table = "targets"',
        'cells = { target = "family", measure = "family", sense = "at_least", value = 0.50, price_if_missed = 9 }',
        "[[remove]]",
        'table = "options"',
        'rows = { option = "new_home" }',
        'reason = "Planning permission is refused."',
    )
    after = changed(tiny, [new])
    family = next(target for target in after.case.targets if target.target == "family")
    assert (family.value, family.price_if_missed, family.label, len(family.periods)) == (0.5, 9, "family", 3)
    assert [key.option for key in after.case.options] == ["recruit"]
    row = after.tables["targets"].set_index("target").loc["family"]
    assert (row["source"], row["confidence"]) == ("What-if Test: To see.", "judgement")
    assert ("targets", "family", "value", "", "0.5") in log(after)
    assert ("options", "new_home / town", "option", "new_home", "") in log(after)
    assert {one.reason for one in after.changes if one.table == "options"} == {"Planning permission is refused."}
    assert_logged(tiny, after)


def test_a_row_of_a_table_that_was_not_given(tiny: CaseInputs) -> None:
    grant = 'cells = { grant = "home", basis = "per_unit", amount = 1000, options = "new_home", source = "DfE" }'
    after = changed(tiny, [what_if("[[new_row]]", 'table = "grants"', grant)])
    assert (after.case.grants[0].amount, len(after.case.grants)) == (1000, 1)
    assert after.tables["grants"]["source"].tolist() == ["DfE"]


def test_a_ramp_is_multiplied_throughout(small: CaseInputs) -> None:
    after = by_text(small, "options[option=recruit].ramp*=0.5")
    assert [one[3:] for one in log(after)] == [("0.5;0.8", "0.25;0.4")] * 2
    sentence, _ = said(lambda: by_text(small, "options[option=recruit].ramp*=1.5"))
    assert sentence.startswith('--set "options[option=recruit].ramp*=1.5", options, row ')
    assert '"1.2" is not a share; change it so that it stays a number from 0 to 1.' in sentence


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("[*]", 4),
        ("[provision=own_*]", 2),
        ("[provision=*home]", 2),
        ("[provision=own_home|agency_fostering]", 2),
        ("[family=fostering,sector=in_house]", 1),
        ("[weekly_cost=500.0]", 1),
        ("[occupancy=1]", 2),
        ("[ssda903=]", 4),
        ("[ssda903=*]", 4),
    ],
)
def test_which_rows_are_meant(tiny: CaseInputs, rows: str, found: int) -> None:
    assert len(by_text(tiny, f"provisions{rows}.price_growth=0.01").changes) == found


def test_a_cell_of_labels_is_met_by_each_of_them(small: CaseInputs) -> None:
    two = by_text(small, "targets.needs=child;teen")
    for label, meant in (("teen", 1), ("child", 1), ("child;teen", 1)):
        assert len(by_text(two, f"targets[needs={label}].price_if_missed=123").changes) == 1 + meant
    assert said(lambda: by_text(two, "targets[needs=baby].price_if_missed=123"))


# What is composed


def test_in_two_goes_as_in_one(tiny: CaseInputs) -> None:
    one = what_if("[[change]]", 'table = "demand"', 'column = "children"', "multiply = 1.1", file="one.toml")
    two = replace(what_if_from("demand[need=home].children-=1"), reason="Two")
    at_once, in_turn = changed(tiny, [one, two]), changed(changed(tiny, [one]), [two])
    assert at_once.sha256 == in_turn.sha256
    assert (at_once.changes, at_once.what_ifs) == (in_turn.changes, in_turn.what_ifs)
    assert [what.file for what in at_once.what_ifs] == ["one.toml", two.file]
    assert cells(at_once, "demand", "children")[3:] == ["3.4"] * 3
    assert changed(tiny, []) is tiny
    other_way_round = changed(tiny, [two, one])
    assert cells(other_way_round, "demand", "children")[3:] == ["3.3"] * 3


@pytest.mark.parametrize("what", ["demand.children", "provisions.weekly_cost", "options.running_cost"])
@pytest.mark.parametrize("factors", [(2, 0.5), (8, 0.125), (1.25, 0.8)])
def test_there_and_back_is_the_same_case(tiny: CaseInputs, what: str, factors: tuple[float, float]) -> None:
    after = by_text(tiny, *(f"{what}*={factor}" for factor in factors))
    assert after.sha256 == tiny.sha256
    assert after.changes
    assert_logged(tiny, after)


def test_decimals_stay_decimals(tiny: CaseInputs) -> None:
    after = by_text(tiny, "provisions[provision=agency_fostering].weekly_cost=0.1",
                    "provisions[provision=agency_fostering].weekly_cost+=0.2")  # fmt: skip
    assert log(after)[-1][3:] == ("0.1", "0.3")


# What contradicts


def setting(file: str, value: float) -> WhatIf:
    return what_if("[[change]]", 'table = "provisions"', 'rows = { provision = "own_home" }',
                   'column = "weekly_cost"', f"set = {value}", file=file)  # fmt: skip


def test_two_that_set_a_cell_to_different_values(tiny: CaseInputs) -> None:
    expected = (
        'b.toml, line 3, provisions, row 4, column weekly_cost: "300" is set for own_home, but '
        'a.toml, line 3 made it "275"; leave one of the two out.'
    )
    assert said(lambda: changed(tiny, [setting("a.toml", 275), setting("b.toml", 300)])) == [expected]
    first = changed(tiny, [setting("a.toml", 275)])
    assert said(lambda: changed(first, [setting("b.toml", 300)])) == [expected]
    scaled = what_if_from("provisions.weekly_cost*=1.1")
    assert "--set" in said(lambda: changed(tiny, [scaled, setting("b.toml", 300)]))[0]


def test_two_that_agree_and_one_after_the_other(tiny: CaseInputs) -> None:
    agreed = changed(tiny, [setting("a.toml", 275), setting("b.toml", 275)])
    assert len(agreed.changes) == 1
    assert "the change alters nothing" in str(agreed.warnings[-1])
    then = changed(tiny, [setting("a.toml", 275), what_if_from("provisions[provision=own_home].weekly_cost*=2")])
    assert cells(then, "provisions", "weekly_cost")[3] == "550"


# What cannot be


UNMATCHED = {
    "provisions[provision=own_hom].weekly_cost=1": (
        'provisions, column provision: no row has provision "own_hom"; did you mean "own_home"?'
    ),
    "provisions[provision=own_home|xyz].weekly_cost=1": (
        'provisions, column provision: no row has provision "xyz"; there is agency_fostering, bought_home, '
        "own_fostering and own_home."
    ),
    "provisions[family=fostering,provision=own_home].weekly_cost=1": (
        'provisions: no row with family "fostering" has provision "own_home"; there provision is '
        '"agency_fostering" and "own_fostering".'
    ),
    "grants.amount*=2": "grants: the table has no rows; add one with [[new_row]].",
    "demand.children*=2 from 2031/32": (
        'demand, column period: there is no period "2031/32"; the periods are 2026/27, 2027/28 and 2028/29.'
    ),
    "demand[period=2026/27].children*=2 from 2027/28": (
        'demand, column period: none of the rows holds from 2027/28 on; their periods are "2026/27".'
    ),
    "provisions.weekly_cost*=2 from 2027/28": (
        "provisions: no row of provisions belongs to a period, so it cannot change from 2027/28 on; change "
        "market.weekly_cost, which can hold from a period on, or price_growth throughout."
    ),
    "areas.note=x from 2027/28": (
        "areas: no row of areas belongs to a period, so it cannot change from 2027/28 on; leave from_period out: "
        "the change holds in every period."
    ),
    "budgets.limit*=2 from 2027/28": (
        "budgets, column period: the budget holds in every period at once, so it cannot change from one on; take "
        "it away with [[remove]] and add a [[new_row]] for each period."
    ),
    "supply.places*=2 from 2027/28": (
        "supply, column period: the places of row 2 began before 2027/28 and fall by attrition; add a [[new_row]] "
        "from that period with the places there are then."
    ),
    "market.weekly_cost*=2": (
        "market, column weekly_cost: every cell is blank (the provision's weekly cost), so there is nothing to "
        "multiply; use set."
    ),
    "settings[setting=authority].value*=2": (
        'settings, row 2, column value: "Tinyshire" is not a number, so it cannot be changed by one; use set '
        "instead."
    ),
    "settings[setting=discount_rate].value=low": (
        'settings, row 5, column value: "low" is not a number; write a share such as 0.85.'
    ),
    "provisions[provision=own_home].occupancy+=0.5": (
        'provisions, row 4, column occupancy: "1.25" is not a share; change it so that it stays a number above 0 '
        "and up to 1."
    ),
    "demand[need=home,period=2026/27].children-=5": (
        'demand, row 5, column children: "-1" is out of range; change it so that it stays a number of at least 0.'
    ),
    "needs[need=home].age_to*=0.9": (
        'needs, row 3, column age_to: "15.3" is not a whole number; write a whole number such as 3.'
    ),
    "options[option=recruit].provision=own_hom": (
        'options, row 2, column provision: there is no provision "own_hom" in provisions; did you mean "own_home"?'
    ),
}


@pytest.mark.parametrize(("text", "sentence"), UNMATCHED.items(), ids=UNMATCHED)
def test_what_is_said_of_a_change_that_cannot_be(tiny: CaseInputs, text: str, sentence: str) -> None:
    assert said(lambda: by_text(tiny, text)) == [f'--set "{text}", {sentence}']


def test_every_change_that_cannot_be_is_named_at_once(tiny: CaseInputs) -> None:
    wrong = what_if(
        *("[[change]]", 'table = "options"', 'rows = { option = "x" }', 'column = "lead_time"', "set = 1"),
        *("[[remove]]", 'table = "needs"', 'rows = { need = "x" }'),
    )
    found = said(lambda: changed(tiny, [wrong, what_if_from("grants.amount=1")]))
    assert [sentence.split(":")[0] for sentence in found] == [
        "test.toml, line 3, options, column option",
        "test.toml, line 8, needs, column need",
        '--set "grants.amount=1", grants',
    ]


def test_a_fault_elsewhere_names_what_may_have_brought_it_about(tiny: CaseInputs) -> None:
    gone = what_if("[[remove]]", 'table = "provisions"', 'rows = { provision = "own_home" }')
    found = said(lambda: changed(tiny, [gone]))
    assert any(one.startswith("test.toml, line 3, options, row 3, column provision: ") for one in found), found


def test_a_fault_names_the_change_of_its_own_cell_and_else_of_its_row(tiny: CaseInputs) -> None:
    texts = [
        "provisions[provision=own_home].occupancy*=2",
        "provisions[provision=own_home].weekly_cost*=2",
        "provisions[provision=own_fostering].weekly_cost*=2",
        "demand.children*=0.5",
    ]
    (sentence,) = said(lambda: by_text(tiny, *texts))
    assert sentence.startswith(f'--set "{texts[0]}", provisions, row 4, column occupancy: ')
    new = what_if("[[new_row]]", 'table = "options"', 'cells = { option = "x", area = "town" }')
    for fault in said(lambda: changed(tiny, [what_if_from("options.lead_time+=1"), new])):
        assert fault.startswith("test.toml, line 3, options, row 4, column p")


def test_what_is_told_of_rows_that_change_before_they_go(tiny: CaseInputs) -> None:
    asked = what_if(
        *("[[change]]", 'table = "options"', 'column = "lead_time"', "add = 1"),
        *("[[remove]]", 'table = "options"', 'rows = { option = "new_home" }'),
    )
    assert changes_told(changed(tiny, [asked])).splitlines() == [
        "Assumptions changed:",
        "  Test. To see.",
        "    • options, taken away: new_home / town",
        "    • options, lead_time, new_home / town and recruit / town: 1 → 2",
    ]
    assert changes_told(tiny) == what_ifs_told(tiny) == ""


def test_a_new_row_goes_through_the_ordinary_checks(tiny: CaseInputs) -> None:
    new = what_if("[[new_row]]", 'table = "targets"', 'cells = { target = "t", measure = "famly", value = 1 }')
    found = said(lambda: changed(tiny, [new]))
    assert [sentence.split(";")[0] for sentence in found] == [
        'test.toml, line 3, targets, row 3, column measure: "famly" is not one of its words',
        "test.toml, line 3, targets, row 3, column sense: the cell is blank",
    ]
    twice = what_if("[[new_row]]", 'table = "budgets"', 'cells = { budget = "revenue", limit = 1 }')
    assert said(lambda: changed(tiny, [twice]))


# What is warned of


def told(inputs: CaseInputs) -> list[str]:
    return [str(warning) for warning in inputs.warnings if warning.changed_by]


def test_warnings(tiny: CaseInputs, small: CaseInputs, tmp_path: Path) -> None:
    same = "provisions[provision=own_home].weekly_cost=250"
    assert told(by_text(tiny, same)) == [
        f'--set "{same}", provisions, column weekly_cost: the change alters nothing: the cells have these values '
        "already; leave it out, or check its value."
    ]
    tables = read(TINY)
    tables["market"][1]["weekly_cost"] = "4000"
    some = optimiser.read_case(write(tables, tmp_path / "some"))
    assert told(by_text(some, "market.weekly_cost*=2")) == [
        '--set "market.weekly_cost*=2", market, column weekly_cost: blank in row 2, where nothing is changed; '
        "use set for them."
    ]
    dearer = "provisions[provision=*_home].weekly_cost*=2"
    assert told(by_text(some, dearer)) == [
        f'--set "{dearer}", provisions, row None, column weekly_cost: '.replace(", row None", "")
        + "what is bought of bought_home has prices of its own in market, row 3, which stay; "
        "change market.weekly_cost too."
    ]
    assert told(by_text(some, dearer, "market[provision=bought_home].weekly_cost*=2")) == []


def test_warnings_of_reading_are_kept(tmp_path: Path) -> None:
    folder = write(read(TINY), tmp_path / "case")
    areas = (folder / "areas.csv").read_text(encoding="utf-8").replace("The town", "The t\xf6wn")
    (folder / "areas.csv").write_bytes(areas.encode("cp1252"))
    after = by_text(optimiser.read_case(folder), "demand.children*=0.5")
    assert [warning.check for warning in after.warnings] == ["windows_1252"]
