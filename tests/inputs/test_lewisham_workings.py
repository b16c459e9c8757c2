"""The Lewisham case follows from the published figures, to the last byte, and meets every published total."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from inputs.workings.lewisham.areas import inside
from inputs.workings.lewisham.needs import AGE_BANDS, needs, needs_of_age
from inputs.workings.lewisham.prices import starting_costs
from inputs.workings.lewisham.published import stock
from inputs.workings.lewisham.write import write
from models.targets import distance_band
from optimiser.futures import implied
from optimiser.tables.inputs import read_case

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "inputs" / "lewisham"
HOMES = ("own_home", "external_residential", "external_complex", "secure")


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(CASE / f"{name}.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def placements() -> pd.DataFrame:
    return table("placements")


def test_workings_give_the_tables_in_the_repository(tmp_path: Path) -> None:
    write(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in CASE.glob("*.csv")}
    assert written.keys() == kept.keys()
    assert [name for name in kept if written[name] != kept[name]] == []


def test_every_row_has_a_source_and_a_confidence() -> None:
    for path in CASE.glob("*.csv"):
        rows = pd.read_csv(path, keep_default_na=False)
        assert (rows["source"] != "").all(), path.name
        assert rows["confidence"].isin(("published", "derived", "judgement")).all(), path.name


def test_ages_and_needs_meet_the_published_stock(placements: pd.DataFrame) -> None:
    by_age = {band: sum(needs_of_age(band).values()) for band in AGE_BANDS}
    assert list(by_age.values()) == [31, 45, 69, 158, 136]
    assert by_age == {band: stock("age", band) for band in AGE_BANDS}
    living = placements.groupby("need")["children"].sum()
    for need in needs():
        assert living[need] == sum(needs_of_age(band).get(need, 0) for band in AGE_BANDS)
    assert living["uasc_16_17"] == stock("unaccompanied", "UASC") == 42
    assert living["disability"] == stock("category_of_need", "N2. Child's disability")
    assert placements["children"].sum() == stock("age", "Total") == 439


@pytest.mark.parametrize(
    ("category", "provisions", "children"),
    [
        ("Foster placements", ("in_house_fostering", "kinship", "ifa"), 300),
        ("Secure homes and children's homes", HOMES, 51),
        (
            "Independent and semi-independent living arrangements/supported accommodation",
            ("external_supported",),
            39,
        ),
        ("Other residential settings", ("other_residential",), 15),
        ("Placed with parents or other person with parental responsibility", ("with_parents",), 12),
        ("Other placements", ("other_placement",), 19),
    ],
)
def test_placements_meet_the_published_types(
    placements: pd.DataFrame, category: str, provisions: tuple[str, ...], children: int
) -> None:
    assert stock("placement", category) == children
    assert placements[placements["provision"].isin(provisions)]["children"].sum() == children


def test_placements_meet_the_published_providers(placements: pd.DataFrame) -> None:
    own = placements["provision"].isin(("in_house_fostering", "kinship", "own_home", "placed_for_adoption"))
    assert placements[own]["children"].sum() == stock("provider", "Own provision (by the LA)") == 131
    neither = placements["provision"].isin(("with_parents", "other_placement"))
    bought = stock("provider", "Private provision") + stock("provider", "Voluntary/third sector provision")
    other_public = 439 - 131 - bought - 12 - 19  # suppressed: other authorities' and other public provision
    assert placements[~own & ~neither]["children"].sum() == bought + other_public


def test_localities_meet_the_published_six_cells(placements: pd.DataFrame) -> None:
    within = placements["area"].isin(inside())
    unknown = placements["home_area"] == "no_local_home"
    far = placements["area"] == "beyond_20"
    children = placements["children"]
    assert children[within].sum() == 149
    assert children[within & ~unknown].sum() == 133
    assert children[~within & ~unknown & ~far].sum() == 188
    assert children[~within & ~unknown & far].sum() == 73
    assert children[~within & unknown].sum() == 29
    assert children[within & unknown].sum() == 16  # published suppressed: 3 beyond 20 miles and 13 not known


def test_the_six_cells_are_counted_as_published() -> None:
    case = read_case(CASE).case
    cells: dict[tuple[bool, str], float] = {}
    for flow, children in case.placements.items():
        distance = distance_band(case.proximity[flow.home_area, flow.area])
        cell = (case.areas[flow.area].inside_boundary, distance)
        cells[cell] = cells.get(cell, 0) + children
    assert cells == {
        (True, "within_20_miles"): 133,
        (True, "unknown"): 16,
        (False, "within_20_miles"): 188,
        (False, "beyond_20_miles"): 73,
        (False, "unknown"): 29,
    }


def test_first_period_needs_about_the_children_of_31_march() -> None:
    demand = table("demand")
    totals = demand.groupby("period")["children"].sum()
    assert totals["2025/26"] == pytest.approx(439, rel=0.02)
    assert totals.between(400, 460).all()
    assert len(demand) == 11 * 4 * 6


def test_entries_and_ageing_bring_about_the_demand_table() -> None:
    inputs = read_case(CASE)
    rows = implied(inputs.case, inputs.uncertainty)
    assert len(rows) == 11 * 6
    for row in rows:
        assert row.flows == pytest.approx(row.demand, rel=0.015), (row.need, row.period)
    for period in inputs.case.periods:
        of_period = [row for row in rows if row.period == period.period]
        total = sum(row.demand for row in of_period)
        assert sum(row.flows for row in of_period) == pytest.approx(total, rel=0.001)


def test_entries_are_the_published_ones() -> None:
    """Mean of 2023 to 2025: 147, 181 and 166 who started, 31, 28 and 19 of them unaccompanied."""
    entries = table("entries").set_index("need")["entries_per_year"]
    assert entries.sum() == pytest.approx((147 + 181 + 166) / 3, abs=0.05)
    assert entries["uasc_16_17"] == pytest.approx((31 + 28 + 19) / 3, abs=0.01)


def test_how_uncertain_entries_are_follows_from_five_published_years() -> None:
    """Of 167, 205, 147, 181 and 166 who started, and of each age, by hand.

    The variance of the total is 462.2, its mean 173.2: 289 more than chance. Ages by themselves have 0 (under
    5), 13.9 (5 to 9), 19.7 (10 to 15) and 84.0 (16 and over) more, 117.6 together. The other 171.4 are shared,
    over 173.2² − 55.6² − 22.8² − 55.6² − 39.2² = 21,759.0: a squared coefficient of 0.0079.
    """
    entries = table("entries").set_index("need")
    shared = 171.4 / 21_759.0
    assert entries["shared_uncertainty"].unique() == pytest.approx([shared**0.5], abs=0.001)
    assert entries.loc["under_5", "entries_uncertainty"] == 0
    own = ((1 + 13.9 / 22.8**2) / (1 + shared) - 1) ** 0.5
    assert entries.loc["5_9", "entries_uncertainty"] == pytest.approx(own, abs=0.001)
    assert entries.loc["uasc_16_17", "lasting_uncertainty"] == pytest.approx((92.7 / 3) ** 0.5 / 26.8, abs=0.001)


def test_prices_are_as_uncertain_as_englands_have_been() -> None:
    """Foster care, cash growth from £575 in 2016-17 to £765 in 2024-25: 0, 0.9, 3.4, 2.5, 2.4, 5.6, 8.3, 6.3 %."""
    spread = table("price_uncertainty").set_index("family")["growth_sd"]
    growth = [0.0, 0.0087, 0.0345, 0.025, 0.0244, 0.0556, 0.0827, 0.0625]
    mean = sum(growth) / 8
    by_hand = (sum((one - mean) ** 2 for one in growth) / 7) ** 0.5
    assert spread["fostering"] == pytest.approx(by_hand, abs=0.0006)
    assert spread["childrens_home"] > spread["fostering"] > spread["all"]


def test_children_fit_the_places_and_the_market_at_the_start(placements: pd.DataFrame) -> None:
    living = placements.groupby(["provision", "area"])["children"].sum()
    occupancy = table("provisions").set_index("provision")["occupancy"]
    supply = table("supply").groupby(["provision", "area"])["places"].sum()
    market = table("market").groupby(["provision", "area"])["children_max"].sum()
    for (provision, area), children in living.items():
        places = supply.get((provision, area), 0) * occupancy[provision]
        assert children <= places + market.get((provision, area), 0) + 1e-9, (provision, area)


def test_nobody_under_16_may_come_to_supported_accommodation() -> None:
    provisions = table("provisions").set_index("provision")
    youngest = table("needs").set_index("need")["age_from"]
    for row in table("suitability").itertuples():
        if provisions.loc[row.provision, "family"] == "supported_accommodation":
            assert youngest[row.need] >= 16


def test_outturn_lines_are_the_published_ones() -> None:
    lines = table("outturn").set_index("line")["amount"]
    assert lines["residential"] == 36_702_000
    assert lines["fostering"] == 18_456_000
    assert lines["asylum"] == 0
    assert lines["other"] == 20_739_000
    assert lines[["residential", "fostering", "asylum", "other"]].sum() == 75_897_000
    assert lines.sum() == 75_897_000


def test_every_line_is_explained_and_the_start_is_below_it() -> None:
    costs = starting_costs()
    for line in table("outturn").itertuples():
        start = sum(costs.get(provision, 0) for provision in line.provisions.split(";"))
        left = line.amount - start - line.known_difference
        assert left >= 0
        assert left == 0 or f"£{left / 1e6:.1f}m" in line.explanation


def test_the_only_warning_is_of_children_whose_provider_is_not_reported() -> None:
    (warning,) = read_case(CASE).warnings
    assert warning.check == "settled_in_unsuitable"
    assert warning.message.startswith("19 children")


def test_start_is_near_the_outturn_and_the_london_fostering_price() -> None:
    costs = starting_costs()
    fostering = sum(costs[provision] for provision in ("in_house_fostering", "kinship", "ifa"))
    assert fostering / 300 / 52 == pytest.approx(920, rel=0.01)
    residential = (*HOMES, "other_residential", "residential_school")
    assert sum(costs[provision] for provision in residential) == pytest.approx(33_400_000, rel=0.01)


def test_there_are_enough_levers() -> None:
    options = table("options")
    assert options["option"].nunique() >= 15
    groups = {group for cell in options["limit_group"] for group in cell.split(";") if group}
    assert groups == set(table("limits")["limit_group"])


def test_every_option_has_a_public_source_and_says_where_its_lead_time_comes_from() -> None:
    options = table("options")
    assert options["note"].str.contains("Lead time").all()
    assert (options["source"].str.len() > len("Judgement")).all()


def test_households_are_recruited_from_a_standing_start() -> None:
    recruits = table("options").query("option.str.startswith('recruit')")
    first = recruits[recruits["first_period"] == "2025/26"]["max_per_period"].sum()
    second = recruits[recruits["first_period"] <= "2026/27"]["max_per_period"].sum()
    assert (first, second) == (10, 20)
    assert table("limits").set_index("limit_group").loc["foster_recruitment", "max_total"] == 80


@pytest.mark.slow
def test_the_half_yearly_case_is_the_same_in_twelve_periods(tmp_path: Path) -> None:
    write(tmp_path, half_yearly=True)
    halves = read_case(tmp_path)
    years = read_case(CASE)
    assert [warning.check for warning in halves.warnings] == ["settled_in_unsuitable"]
    assert [period.years for period in halves.case.periods] == [0.5] * 12
    assert halves.case.periods[1].period == "2025/26 H2"
    assert (halves.case.demand[:, :, ::2] == years.case.demand).all()
    assert (halves.case.demand[:, :, 1::2] == years.case.demand).all()
    revenue = [
        sum(budget.limit for budget in case.budgets if budget.budget == "revenue")
        for case in (halves.case, years.case)
    ]
    assert revenue[0] == pytest.approx(revenue[1])
    assert {key: option.max_per_year for key, option in halves.case.options.items()} == {
        key: option.max_per_year for key, option in years.case.options.items()
    }
