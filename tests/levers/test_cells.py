"""Any other cell: found by words, shown with what its column says, changed in exactly its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimiser.levers import cell_change, row_shown, search
from optimiser.scenario import Alteration, changed
from optimiser.scenario.matching import matched
from optimiser.tables.inputs import CaseInputs, as_text_tables
from optimiser.tables.specification import TABLES
from tests.cases import casebook
from tests.levers.conftest import a_case, read, state, what_if
from tests.scenario.conftest import said


def found(inputs: CaseInputs, words: str) -> list[tuple[str, int]]:
    return [(row.table, row.number) for row in search(inputs, words, most=1000).rows]


def test_no_words_find_every_row(tiny: CaseInputs) -> None:
    result = search(tiny, " ", most=3)
    assert result.total == sum(len(frame) for frame in tiny.tables.values())
    assert [(row.table, row.number, row.name) for row in result.rows] == [
        ("settings", 2, "authority"), ("settings", 3, "price_base"), ("settings", 4, "weeks_per_year"),
    ]  # fmt: skip
    assert search(tiny, "no_such_thing").total == 0


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("new_home", [("options", 3)]),
        ("OPTIONS open beds", [("options", 3)]),
        ("discount", [("settings", 5)]),
        ("market county bought", [("market", 3)]),
        ("market 'children's home, bought'", []),
        ("children's bought market", [("market", 3)]),
        ("agency weekly_cost", [("provisions", 3), ("market", 2)]),
        ("demand 2027/28 home", [("demand", 6), ("demand", 3)]),
        ("capital", [("budgets", 3), ("options", 2), ("options", 3)]),
        ("outturn", []),
    ],
)
def test_every_word_must_be_about_the_row(tiny: CaseInputs, words: str, rows: list[tuple[str, int]]) -> None:
    assert found(tiny, words) == rows


def test_accents_do_not_matter(tmp_path: Path) -> None:
    areas = casebook.rows("area name inside_boundary", ("home", "Île café", "yes"), ("away", "STRASSE", "no"))
    inputs = read(a_case(areas=areas), tmp_path)
    assert found(inputs, "ile CAFÉ areas") == [("areas", 2)]
    assert found(inputs, "straße areas") == [("areas", 3)]
    assert found(inputs, "supply ile") == [("supply", 2)]


def test_tables_that_no_plan_depends_on_come_last(lewisham: CaseInputs) -> None:
    tables = [table for table, _ in found(lewisham, "occupancy")]
    assert tables[0] == "provisions"
    assert tables[-1] == "ranges"
    assert (
        search(lewisham, "ifa", most=7).total == len(found(lewisham, "ifa")) > len(search(lewisham, "ifa", 7).rows)
    )


def test_a_row_with_what_its_columns_say(lewisham: CaseInputs) -> None:
    row = row_shown(lewisham, "market", 3)
    assert row is not None
    assert row.name == "Independent fostering agency / North Lewisham / 2025/26 / 2"
    assert row.key == (("provision", "ifa"), ("area", "north"), ("period", "2025/26"), ("tier", "2"))
    cells = {cell.column: cell for cell in row.cells}
    price = cells["weekly_cost"]
    assert (price.text, price.unit, price.kind, price.changeable) == (
        "1320",
        "£ per child per week",
        "number",
        True,
    )
    assert price.blank == "the provision's weekly cost"
    assert price.description == "Price of this tier."
    assert (cells["tier"].changeable, cells["tier"].choices) == (False, ())
    assert cells["confidence"].choices == ("published", "derived", "judgement")
    assert row_shown(lewisham, "market", 999) is None


def test_choices_and_settings(lewisham: CaseInputs) -> None:
    option = search(lewisham, "options home_4_beds_owned south").rows[0]
    assert option.name == "Own home of 4 beds, council property / South Lewisham"
    cells = {cell.column: cell for cell in option.cells}
    assert cells["whole_units"].choices == ("yes", "no")
    assert "partner_home" in cells["provision"].choices
    assert cells["first_period"].choices == ("2025/26", "2026/27", "2027/28", "2028/29", "2029/30", "2030/31")
    assert (cells["max_total"].text, cells["max_total"].blank) == ("2", "no limit")
    value = search(lewisham, "settings discount_rate").rows[0].cells[1]
    assert (value.column, value.kind, value.unit, value.text) == ("value", "share", "a year", "0.035")
    assert value.description.startswith("Real social discount rate")
    treatment = search(lewisham, "settings capital_treatment").rows[0].cells[1]
    assert treatment.choices == ("financed", "cash")


def test_a_change_of_a_cell(lewisham: CaseInputs) -> None:
    change = cell_change(lewisham, "market", 3, "weekly_cost", " 1400.0 ", "Dearer\nhere. ")
    rows = (("provision", ("ifa",)), ("area", ("north",)), ("period", ("2025/26",)), ("tier", ("2",)))
    assert change == Alteration("market", "weekly_cost", "set", "1400", rows, reason="Dearer here.")
    after = changed(lewisham, [what_if([change])])
    assert [(one.row, one.old, one.new) for one in after.changes] == [
        ("ifa / north / 2025/26 / 2", "1320", "1400")
    ]
    assert cell_change(lewisham, "options", 2, "max_total", "").value == ""
    assert cell_change(lewisham, "needs", 2, "locality_exempt", "").value == "no"


@pytest.mark.parametrize(
    ("name", "step"), [("tiny", 1), ("lewisham", 7), pytest.param("lewisham", 1, marks=pytest.mark.slow)]
)
def test_every_row_can_be_told_from_all_others(name: str, step: int, request: pytest.FixtureRequest) -> None:
    inputs = request.getfixturevalue(name)
    written = as_text_tables(inputs.tables, inputs.path).tables
    for table in TABLES:
        rows = written[table.name].rows if table.name in written else ()
        for row in rows[::step]:
            if table.name == "settings":
                change = cell_change(inputs, table.name, row.number, "value", str(row.cells["value"]))
            else:
                change = cell_change(inputs, table.name, row.number, "note", "Looked at.")
            assert [one.number for one in matched(table.name, rows, change.rows)] == [row.number]  # type: ignore[arg-type]


def test_every_changeable_cell_can_be_set_to_what_it_holds(tiny: CaseInputs) -> None:
    before, rows = state(tiny), search(tiny, "", most=1000).rows
    for row in rows:
        for cell in row.cells:
            if cell.changeable:
                change = cell_change(tiny, row.table, row.number, cell.column, cell.text)
                assert change.value == before[row.table, row.number, cell.column] == cell.text


def test_labels_with_stars_are_told_apart_by_other_cells(tmp_path: Path) -> None:
    needs = casebook.rows(
        "need label age_from age_to", ("a*", "First", 0, 9), ("ab", "Second", 0, 9), ("a**", "First", 0, 9)
    )
    names = ["a*", "ab", "a**"]
    suitability = casebook.rows("need provision rating", *[(name, "agency", "suitable") for name in names])
    demand = casebook.demand(dict.fromkeys(names, 1.0), ["2025/26"])
    inputs = read(a_case(needs=needs, suitability=suitability, demand=demand), tmp_path)
    assert cell_change(inputs, "needs", 3, "age_to", "5").rows == (("need", ("ab",)),)
    assert said(lambda: cell_change(inputs, "needs", 2, "age_to", "5")) == [
        "needs, row 2, column need: no condition tells it from row 4, because * stands for any letters; "
        "use labels without *."
    ]
    needs[2]["age_to"] = 12
    inputs = read(a_case(needs=needs, suitability=suitability, demand=demand), tmp_path / "again")
    change = cell_change(inputs, "needs", 2, "age_to", "5")
    assert change.rows == (("need", ("a*",)), ("label", ("First",)), ("age_to", ("9",)))
    assert [one.row for one in changed(inputs, [what_if([change])]).changes] == ["a*"]


@pytest.mark.parametrize(
    ("where", "text", "sentence"),
    [
        (("settings", 5, "value"), "7", 'settings, row 5, column value: "7" is not a share; did you mean 0.07?'),
        (("settings", 5, "value"), "", "settings, row 5, column value: the cell is blank; fill it in: its value."),
        (("targets", 2, "value"), "40 %", 'targets, row 2, column value: "40 %" is not a number; write 0.4.'),
        (("targets", 2, "sense"), "atleast",
         'targets, row 2, column sense: "atleast" is not one of its words; did you mean "at_least"?'),
        (("market", 2, "children_max"), "-1",
         'market, row 2, column children_max: "-1" is out of range; write a number of at least 0.'),
        (("market", 9, "children_max"), "1",
         "market, row 9, column children_max: there is no such row; search for it again."),
        (("market", 2, "cost"), "1",
         'market, row 2, column cost: there is no column "cost"; did you mean "weekly_cost"?'),
        (("marke", 2, "price"), "1", 'inputs, row 2: there is no table called "marke"; did you mean "market"?'),
        (("grants", 2, "amount"), "1", "grants, row 2, column amount: there is no such row; search for it again."),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_so(tiny: CaseInputs, where: tuple[str, int, str], text: str, sentence: str) -> None:
    assert said(lambda: cell_change(tiny, *where, text)) == [sentence]


def test_keys_and_who_answers_for_the_plan_are_left_alone(tmp_path: Path) -> None:
    inputs = read(a_case() | casebook.case({"analyst": "Ann"}), tmp_path)
    row = search(inputs, "settings analyst").rows[0]
    assert not any(cell.changeable for cell in row.cells)
    assert said(lambda: cell_change(inputs, "settings", row.number, "value", "Bob")) == [
        f"settings, row {row.number}, column value: who answers for a plan is no assumption to try out; "
        "change it in the case's own table."
    ]
    told = said(lambda: cell_change(inputs, "supply", 2, "provision", "agency"))
    assert told[0].startswith("supply, row 2, column provision: the column says which row it is")


def test_unmet_need_takes_a_price_or_a_word(tmp_path: Path) -> None:
    inputs = read(a_case() | casebook.case({"unmet_need": "forbidden"}), tmp_path)
    number = search(inputs, "settings unmet_need").rows[0].number
    assert cell_change(inputs, "settings", number, "value", "500000").value == "500000"
    assert said(lambda: cell_change(inputs, "settings", number, "value", "allowed")) == [
        f'settings, row {number}, column value: "allowed" is not a number; '
        "write forbidden, or a price such as 500000."
    ]
