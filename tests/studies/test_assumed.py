"""Which figures are one assumption, and what ten per cent of each means."""

from __future__ import annotations

import pytest

from optimiser.errors import InputError
from optimiser.studies.assumed import Assumption, QuickCases, assumptions, changed
from optimiser.tables.inputs import CaseInputs, read_case
from tests.tables.planting import add, several
from tests.tables.small_case import small_case, write_csv


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> CaseInputs:
    tables = small_case()
    several(
        add("settings", setting="unmet_need", value=500000), add("settings", setting="weeks_per_year", value=52)
    )(tables)
    return read_case(write_csv(tables, tmp_path_factory.mktemp("case")))


def one(inputs: CaseInputs, table: str, row: str, column: str, grouped: bool = True) -> Assumption:
    (found,) = [a for a in assumptions(inputs, grouped) if (a.table, a.row, a.column) == (table, row, column)]
    return found


def test_rows_that_differ_in_period_home_area_or_area_are_one(inputs: CaseInputs) -> None:
    children = one(inputs, "demand", "child / * / * / ", "children")
    assert len(children.numbers) == 6
    assert one(inputs, "options", "recruit / *", "setup_cost").value == "9600"
    assert len(one(inputs, "options", "recruit / *", "max_total").numbers) == 2
    assert len(one(inputs, "demand", "child / north / 2025/26 / ", "children", grouped=False).numbers) == 1


def test_tiers_and_need_groups_stay_apart(inputs: CaseInputs) -> None:
    tiers = [a for a in assumptions(inputs) if (a.table, a.column) == ("market", "weekly_cost")]
    assert [a.row for a in tiers] == ["bought_home / beyond /  / 1", "bought_home / beyond /  / 2"]
    needs = [a.row for a in assumptions(inputs) if a.table == "demand"]
    assert needs == ["child / * / * / ", "teen / * / * / "]


def test_every_figure_is_in_exactly_one_assumption(inputs: CaseInputs) -> None:
    apart = {(a.table, number, a.column) for a in assumptions(inputs, grouped=False) for number in a.numbers}
    together = [(a.table, number, a.column) for a in assumptions(inputs) for number in a.numbers]
    assert len(together) == len(set(together)) == len(apart)
    assert set(together) == apart


def test_a_value_that_differs_is_shown_from_the_least_to_the_most(inputs: CaseInputs) -> None:
    assert one(inputs, "proximity", "* / *", "miles").value == "2 to 60"
    assert one(inputs, "options", "recruit / *", "ramp").value == "0.5;0.8"


def test_where_a_figure_comes_from_is_kept(inputs: CaseInputs) -> None:
    figure = one(inputs, "provisions", "own_home", "weekly_cost")
    assert (figure.source, figure.confidence) == ("Council paper 2025", "judgement")
    assert figure.unit == "£ per child per week"


@pytest.mark.parametrize(
    ("table", "row", "column", "reason"),
    [
        ("needs", "child", "age_to", "a whole number"),
        ("options", "new_home / north", "max_total", "a limit on whole units, of which 10% is less than one"),
        ("options", "new_home / north", "min_total", "nought"),
        ("limits", "carers", "max_per_period", "a limit on whole units, of which 10% is less than one"),
        ("limits", "carers", "max_total", ""),
        ("options", "recruit / *", "max_total", ""),
        ("outturn", "fostering", "amount", "only reconciled with, no part of the plan"),
        ("settings", "unmet_need", "value", ""),
    ],
)
def test_what_is_left_out(inputs: CaseInputs, table: str, row: str, column: str, reason: str) -> None:
    assert one(inputs, table, row, column).reason_to_leave_out(0.1) == reason


def test_settings_that_are_words_are_no_figures(inputs: CaseInputs) -> None:
    names = [a.row for a in assumptions(inputs) if a.table == "settings"]
    assert names == ["general_inflation", "unmet_need", "weeks_per_year", "years_from_price_base"]


def test_all_its_rows_are_changed_and_nothing_else(inputs: CaseInputs) -> None:
    more = changed(inputs, one(inputs, "demand", "child / * / * / ", "children"), 1.1)
    assert more.case.demand[0] == pytest.approx(inputs.case.demand[0] * 1.1)
    assert (more.case.demand[1] == inputs.case.demand[1]).all()
    assert more.case.options == inputs.case.options
    assert inputs.case.demand[0, 0, 0, 0] == 12


@pytest.mark.parametrize(
    ("table", "row", "column", "attribute"),
    [("settings", "unmet_need", "value", "unmet_need_price"), ("settings", "general_inflation", "value", None)],
)
def test_a_setting_changes(inputs: CaseInputs, table: str, row: str, column: str, attribute: str | None) -> None:
    name = attribute or row
    less = changed(inputs, one(inputs, table, row, column), 0.9).case.settings
    assert getattr(less, name) == pytest.approx(0.9 * getattr(inputs.case.settings, name))


def test_each_share_of_several_changes(inputs: CaseInputs) -> None:
    less = changed(inputs, one(inputs, "options", "recruit / *", "ramp"), 0.9)
    ramps = {option.key.option: option.ramp for option in less.case.options.values()}
    assert ramps["recruit"] == pytest.approx((0.45, 0.72))


def test_what_no_check_allows_is_refused_in_its_words(inputs: CaseInputs) -> None:
    weeks = one(inputs, "settings", "weeks_per_year", "value")
    for factor in (0.9, 1.1):
        with pytest.raises(InputError, match="out of range"):
            changed(inputs, weeks, factor)


def test_a_quick_case_is_the_checked_one(inputs: CaseInputs) -> None:
    quick = QuickCases(inputs)
    for figure in assumptions(inputs):
        for factor in (0.9, 1.1):
            if figure.reason_to_leave_out(0.1):
                continue
            try:
                checked = changed(inputs, figure, factor).case
            except InputError:
                continue
            case = quick.changed(figure, factor)
            assert case is not None
            assert (case.options, case.supply, case.market) == (checked.options, checked.supply, checked.market)
            assert (case.provisions, case.targets, case.settings) == (
                checked.provisions,
                checked.targets,
                checked.settings,
            )
            assert (case.demand == checked.demand).all()


def test_a_cell_that_cannot_be_makes_no_quick_case(inputs: CaseInputs) -> None:
    share = one(inputs, "suitability", "child / own_foster", "share_max")
    assert QuickCases(inputs).changed(share, 2.0) is None
