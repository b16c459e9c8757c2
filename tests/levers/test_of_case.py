"""The levers of the two cases, by hand, and of cases that lack what most have."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from optimiser.levers import GROUPS, Cells, levers_of
from optimiser.tables.inputs import CaseInputs
from tests.cases import casebook
from tests.levers.conftest import a_case, by_label, read

BOTH = ["tiny", "lewisham"]


@pytest.mark.parametrize("name", BOTH)
def test_levers_are_in_groups_with_ids_of_their_own(name: str, request: pytest.FixtureRequest) -> None:
    inputs = request.getfixturevalue(name)
    levers = levers_of(inputs)
    assert max(Counter(lever.id for lever in levers).values()) == 1
    assert max(Counter(lever.label for lever in levers).values()) == 1
    assert max(Counter((lever.how, lever.changes) for lever in levers).values()) == 1
    assert all(re.fullmatch(r"[a-z][a-z0-9-]{0,48}", lever.id) for lever in levers)
    assert [GROUPS.index(lever.group) for lever in levers] == sorted(GROUPS.index(lever.group) for lever in levers)
    assert levers == levers_of(inputs)


@pytest.mark.parametrize("name", BOTH)
def test_sliders_reach_the_default_and_what_is_plausible(name: str, request: pytest.FixtureRequest) -> None:
    for lever in levers_of(request.getfixturevalue(name)):
        if lever.choices:
            continue
        low, high = lever.slider_minimum, lever.slider_maximum
        reached = [
            Decimal(lever.default),
            *([lever.plausible.low, lever.plausible.high] if lever.plausible else []),
        ]
        assert lever.minimum <= low < high
        assert lever.maximum is None or high <= lever.maximum
        assert all(low <= number <= high for number in reached), lever.label
        assert (Decimal(lever.default) - low) % lever.step == 0, lever.label
        assert (high - low) % lever.step == 0, lever.label


def test_the_levers_of_the_tiny_case(tiny: CaseInputs) -> None:
    found = [
        (lever.label, lever.how, lever.unit, lever.default, lever.base, lever.first) for lever in levers_of(tiny)
    ]
    assert found == [
        ("Number of children, all need groups together", "multiply", "%", "100",
         "20 children in 2026/27, 20 children in 2028/29", True),
        ("Number of children: Children for a family", "multiply", "%", "100",
         "16 children in 2026/27, 16 children in 2028/29", False),
        ("Number of children: Children for a children's home", "multiply", "%", "100",
         "4 children in 2026/27, 4 children in 2028/29", False),
        ("Weekly fees of all bought homes together", "multiply", "%", "100", "£1,000 to £5,000 a week", True),
        ("Weekly fee: Agency fostering", "multiply", "%", "100", "£1,000 a week", False),
        ("Weekly fee: Children's home, bought", "multiply", "%", "100", "£5,000 a week", False),
        ("Places that foster recruitment brings", "multiply", "%", "100",
         "2.5 places for each household, worker or scheme", True),
        ("Cost of foster recruitment", "multiply", "%", "100",
         "£10,000 for each household, worker or scheme", True),
        ("New children's homes open later by", "add", "years", "0",
         "1 year from the decision to the first place", True),
        ("Foster recruitment takes longer by", "add", "years", "0",
         "1 year from the decision to the first place", False),
        ("Occupancy: In-house fostering", "set", "%", "80", "at most 80 % of the places filled", False),
        ("Occupancy: Own children's home", "set", "%", "75", "at most 75 % of the places filled", True),
        ("Promise: At least 75 % live in the town in 2028/29", "set", "%", "75",
         "at least 75 %, in 2028/29", True),
        ("Revenue budget", "multiply", "%", "100", "£1.75m in every period", True),
        ("Capital in all", "set", "£", "250000", "£250,000 in the whole plan", True),
        ("May be decided: Recruit a foster household", "set", "", "yes",
         "yes, in The town, 2.5 places a unit", False),
        ("May be decided: Open a home of 4 beds", "set", "", "yes", "yes, in The town, 4 places a unit", False),
    ]  # fmt: skip


def test_the_dozen_levers_of_lewisham(lewisham: CaseInputs) -> None:
    assert [lever.label for lever in levers_of(lewisham) if lever.first] == [
        "Number of children, all need groups together",
        "Weekly fees of all bought homes together",
        "Places that foster recruitment brings",
        "Cost of foster recruitment",
        "New children's homes open later by",
        "Occupancy: Own children's home, 3 or 4 beds",
        "Occupancy: Own children's home, 1 or 2 beds",
        "Promise: At least 45 % live inside the borough by 2029/30",
        "Promise: At least half of fostered children in-house by 2029/30",
        "Revenue budget",
        "Capital in all",
        "Most in all: New children's homes",
    ]
    groups = Counter(lever.group for lever in levers_of(lewisham))
    assert groups == {
        "Children": 12, "Fees": 9, "Recruitment": 2, "Lead times": 3, "Occupancy": 10, "Promises": 10,
        "Budgets": 3, "What may be built": 5 + 20,
    }  # fmt: skip


def test_what_levers_of_lewisham_change(lewisham: CaseInputs) -> None:
    levers = by_label(lewisham)
    carers = (("provision", ("in_house_fostering", "specialist_fostering", "kinship")),)
    assert levers["Places that foster recruitment brings"].changes == (
        Cells("options", "places_per_unit", carers),
    )
    assert levers["Cost of foster recruitment"].changes == (Cells("options", "setup_cost", carers),)
    assert levers["Foster recruitment takes longer by"].changes == (Cells("options", "lead_time", carers),)
    homes = (("provision", ("own_home", "own_small_home", "partner_home", "block_residential")),)
    assert levers["New children's homes open later by"].changes == (Cells("options", "lead_time", homes),)
    supported = (("provision", ("own_semi_independent", "supported_lodgings")),)
    assert levers["New supported accommodation opens later by"].changes == (
        Cells("options", "lead_time", supported),
    )
    agency = (("provision", ("ifa",)),)
    assert levers["Weekly fee: Independent fostering agency"].changes == (
        Cells("market", "weekly_cost", agency),
        Cells("provisions", "weekly_cost", agency),
        Cells("suitability", "weekly_supplement", agency),
    )
    assert levers["Weekly fee: Secure children's home"].changes == (
        Cells("market", "weekly_cost", (("provision", ("secure",)),)),
        Cells("provisions", "weekly_cost", (("provision", ("secure",)),)),
    )
    assert levers["Number of children, all need groups together"].changes == (Cells("demand", "children", ()),)
    assert levers["Capital budget of each period"].changes == (
        Cells("budgets", "limit", (("budget", ("capital",)),)),
    )


def test_what_levers_of_lewisham_start_from(lewisham: CaseInputs) -> None:
    levers = by_label(lewisham)
    fee = levers["Weekly fee: Independent fostering agency"]
    assert fee.base == "£1,100 to £1,320 a week, and up to £600 a week on top for some need groups"
    assert (fee.source, fee.confidence) == ("Judgement: today's use and headroom", "judgement")
    assert levers["Revenue budget"].base == "£50.9m in 2025/26 to £59m in 2030/31"
    assert levers["Revenue budget"].help.endswith("Spending above it is reported at a price, not refused.")
    assert levers["Capital in all"].help.endswith("It must be kept.")
    assert levers["Most in all: New children's homes"].base == "at most 8 units in all, 2 in a year"
    promise = levers["Promise: At most 55 children in children's homes by 2029/30"]
    assert (promise.unit, promise.default) == ("children", "55")
    assert promise.base == "at most 55 children, in 2029/30 and 2030/31"
    assert promise.help.endswith("It may be missed at £25,000 for each child short of it for a year.")
    assert levers["Promise: Never more than 25 % beyond 20 miles"].base == "at most 25 %, in every period"
    assert levers["Cost of foster recruitment"].confidence == "derived, judgement"
    recruited = levers["May be decided: Supported lodgings hosts"]
    assert recruited.base == "yes, in Central Lewisham and South Lewisham, 1 place a unit"


def test_ranges_that_cover_the_same_figures_are_plausible(lewisham: CaseInputs) -> None:
    levers = by_label(lewisham)
    plausible = {label: lever.plausible for label, lever in levers.items() if lever.plausible is not None}
    assert {label: (str(one.low), str(one.high)) for label, one in plausible.items()} == {
        "Weekly fee: Independent fostering agency": ("86", "114"),
        "Weekly fee: External children's home, standard": ("79", "121"),
        "Weekly fee: External children's home, complex": ("71", "143"),
        "Occupancy: Own children's home, 3 or 4 beds": ("65.025", "94.35"),
        "Occupancy: Own children's home, 1 or 2 beds": ("65.025", "94.35"),
        "Occupancy: Partner-run home in a council building": ("65.025", "94.35"),
    }
    assert plausible["Occupancy: Own children's home, 3 or 4 beds"].source.startswith("Ofsted, Main findings")


def test_a_range_of_a_lead_time_says_how_much_later(tmp_path: Path) -> None:
    tables = a_case(
        provisions=casebook.rows(
            "provision family sector weekly_cost",
            ("own", "childrens_home", "in_house", 0),
            ("agency", "fostering", "external", 1000),
        ),
        options=casebook.rows(
            "option provision area places_per_unit lead_time",
            ("new_soon", "own", "home", 2, 1.5),
            ("new_late", "own", "home", 2, 2.5),
        ),
        ranges=casebook.rows("table rows column low high", ("options", "option=new*", "lead_time", 0.5, 1.8)),
    )
    lever = by_label(read(tables, tmp_path))["New children's homes open later by"]
    assert lever.base == "1.5 to 2.5 years from the decision to the first place"
    assert lever.plausible is not None
    assert (lever.plausible.low, lever.plausible.high, lever.maximum) == (0, 2, Decimal("17.5"))


def test_levers_only_where_the_case_has_the_rows(tmp_path: Path) -> None:
    assert [lever.label for lever in levers_of(read(a_case(), tmp_path))] == [
        "Number of children, all need groups together",
        "Weekly fees of all bought homes together",
        "Occupancy: own",
    ]


def test_a_fee_is_where_it_is_written(tmp_path: Path) -> None:
    provisions = casebook.rows(
        "provision family sector weekly_cost",
        ("own", "fostering", "in_house", 500),
        ("agency", "fostering", "external", 1000),
        ("priced", "childrens_home", "external", 0),
        ("free", "other", "external", 0),
    )
    suitability = casebook.rows(
        "need provision rating weekly_supplement",
        *[
            ("all", name, "suitable", 50 if name == "agency" else 0)
            for name in ("own", "agency", "priced", "free")
        ],
    )
    market = casebook.rows(
        "provision area tier weekly_cost",
        ("agency", "away", 1, ""),
        ("priced", "away", 1, 4000),
        ("priced", "home", 1, ""),
        ("free", "away", 1, 0),
    )
    tables = a_case(provisions=provisions, suitability=suitability, market=market)
    levers = by_label(read(tables, tmp_path))
    assert [label for label in levers if "fee" in label] == [
        "Weekly fees of all bought homes together", "Weekly fee: agency", "Weekly fee: priced",
    ]  # fmt: skip
    both = (("provision", ("agency", "priced")),)
    assert levers["Weekly fees of all bought homes together"].changes == (
        Cells("market", "weekly_cost", (("provision", ("priced",)),)),
        Cells("provisions", "weekly_cost", both),
        Cells("suitability", "weekly_supplement", both),
    )
    assert levers["Weekly fees of all bought homes together"].base == (
        "£1,000 to £4,000 a week, and up to £50 a week on top for some need groups"
    )
    assert levers["Weekly fee: agency"].changes == (
        Cells("provisions", "weekly_cost", (("provision", ("agency",)),)),
        Cells("suitability", "weekly_supplement", (("provision", ("agency",)),)),
    )
    assert levers["Weekly fee: priced"].changes == (Cells("market", "weekly_cost", (("provision", ("priced",)),)),)


def test_children_of_several_futures_are_told_from_least_to_most(tmp_path: Path) -> None:
    demand = casebook.rows(
        "need home_area period children scenario",
        ("all", "home", "2025/26", 4, "low"),
        ("all", "home", "2025/26", 6, "high"),
        ("some", "home", "2025/26", 1.25, ""),
    )
    tables = a_case(
        needs=casebook.rows("need label age_from age_to", ("all", "", 0, 17), ("some", "Some of them", 0, 17)),
        demand=demand,
        scenarios=casebook.rows("scenario probability", ("low", 0.5), ("high", 0.5)),
        suitability=casebook.rows(
            "need provision rating", ("all", "agency", "suitable"), ("some", "agency", "suitable")
        ),
    )
    levers = by_label(read(tables, tmp_path))
    assert levers["Number of children, all need groups together"].base == "5.3 to 7.3 children in 2025/26"
    assert levers["Number of children: all"].base == "4 to 6 children in 2025/26"
    assert levers["Number of children: Some of them"].base == "1.3 children in 2025/26"


def test_limits_without_a_limit_and_options_that_must_or_cannot_be_decided(tmp_path: Path) -> None:
    options = casebook.rows(
        "option label provision area places_per_unit max_total min_total limit_group",
        ("free", "Free", "own", "home", 1, "", 0, "some;open"),
        ("must", "Must", "own", "home", 1, 3, 2, "some"),
        ("never", "Never", "own", "home", 1, 0, 0, ""),
        ("partly", "Partly", "own", "home", 1, 0, 0, ""),
        ("partly", "Partly", "own", "away", 1, 2, 0, ""),
    )
    limits = casebook.rows("limit_group label max_total min_total", ("some", "Some", 4, 1), ("open", "", "", 0))
    levers = by_label(read(a_case(options=options, limits=limits), tmp_path))
    assert [label for label in levers if label.startswith("May be")] == [
        "May be decided: Free", "May be decided: Partly",
    ]  # fmt: skip
    some, unlimited = levers["Most in all: Some"], levers["Most in all: open"]
    assert (some.default, some.minimum, some.slider_minimum, some.slider_maximum) == ("4", 2, 2, 10)
    assert some.help == "The most units together, in all areas and the whole plan, of: Free and Must."
    assert (unlimited.default, unlimited.base, unlimited.minimum) == ("", "no limit in all", 0)
    assert not some.first, "none of its options is a home"


def test_a_label_with_a_star_is_a_lever_only_where_it_means_no_other(tmp_path: Path) -> None:
    names = ["a*", "ab", "b*"]
    needs = casebook.rows("need age_from age_to", *[(name, 0, 17) for name in names])
    suitability = casebook.rows("need provision rating", *[(name, "agency", "suitable") for name in names])
    demand = casebook.demand(dict.fromkeys(names, 1.0), ["2025/26"])
    levers = by_label(read(a_case(needs=needs, demand=demand, suitability=suitability), tmp_path))
    assert [label for label in levers if label.startswith("Number of children:")] == [
        "Number of children: ab", "Number of children: b*",
    ]  # fmt: skip


def test_the_promise_that_holds_last_and_begins_last_is_among_the_first(tmp_path: Path) -> None:
    labels = ["2025/26", "2026/27", "2027/28"]
    targets = casebook.rows(
        "target measure periods sense value",
        ("always", "within_20_miles", "*", "at_least", 0),
        ("late", "within_20_miles", "2026/27;2027/28", "at_least", 0),
        ("early", "within_20_miles", "2025/26", "at_least", 0),
        ("far", "beyond_20_miles", "2027/28", "at_most", 1),
    )
    tables = a_case(periods=casebook.periods(*labels), demand=casebook.demand({"all": 4}, labels), targets=targets)
    first = [
        lever.label for lever in levers_of(read(tables, tmp_path)) if lever.first and lever.group == "Promises"
    ]
    assert first == ["Promise: late"]


def test_steps_are_fine_enough_for_what_the_tables_hold(tmp_path: Path) -> None:
    provisions = casebook.rows(
        "provision family sector weekly_cost occupancy",
        ("own", "fostering", "in_house", 500, 0.825),
        ("agency", "fostering", "external", 1000, ""),
    )
    budgets = casebook.rows("budget limit", ("capital_total", 1_234_500))
    levers = by_label(read(a_case(provisions=provisions, budgets=budgets), tmp_path))
    assert (levers["Occupancy: own"].default, levers["Occupancy: own"].step) == ("82.5", Decimal("0.1"))
    assert (levers["Capital in all"].step, levers["Capital in all"].slider_maximum) == (100, 2_469_000)


def test_budgets_that_must_be_kept_in_some_periods_only(tmp_path: Path) -> None:
    labels = ["2025/26", "2026/27"]
    budgets = casebook.rows(
        "budget period limit price_if_missed",
        ("revenue", "2026/27", 2_000_500, ""),
        ("revenue", "2025/26", 3_000_000, 1),
        ("capital", "2026/27", 150_000.5, ""),
        ("capital_total", "", 0, ""),
    )
    tables = a_case(periods=casebook.periods(*labels), demand=casebook.demand({"all": 4}, labels), budgets=budgets)
    levers = by_label(read(tables, tmp_path))
    revenue, capital = levers["Revenue budget"], levers["Capital budget of each period"]
    assert revenue.base == "£3m in 2025/26 to £2,000,500 in 2026/27"
    assert revenue.help.endswith(
        "It must be kept in some periods; in others, spending above it is reported at a price."
    )
    assert capital.base == "£150,000.50 in 2026/27"
    assert capital.help.endswith("It must be kept.")
    assert (levers["Capital in all"].default, levers["Capital in all"].slider_maximum) == ("0", 1_000_000)


def test_nothing_heavy_is_loaded() -> None:
    code = (
        "import sys, optimiser.levers, optimiser.scenario.writing\n"
        "heavy = {'highspy', 'pyomo', 'pulp', 'scipy', 'matplotlib', 'starlette', 'docx', 'xlsxwriter'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert found.stdout.strip() == "[]"
