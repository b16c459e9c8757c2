"""Councils' own published arithmetic comes out of an ordinary case.

Where a paper's figures do not agree with each other the product computes, and shows what is unexplained.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from optimiser import Status
from tests.cases.casebook import Tables, case, children, cost, demand, periods, rows, solve, weekly

IN_HOUSE, AGENCY = 22_000, 48_000
"""Lewisham's 2018 yearly costs of a child (£)."""


def lewisham_fostering(option: str, *figures: float) -> Tables:
    """360 fostered children, 144 in-house and 216 with agencies; more than 72 leave an agency in a year."""
    return case(
        needs=rows("need age_from age_to", ("fostered", 0, 17)),
        demand=demand({"fostered": 360}, ["2025/26"]),
        provisions=rows(
            "provision family sector weekly_cost mean_stay",
            ("in_house", "fostering", "in_house", weekly(IN_HOUSE), 2),
            ("agency", "fostering", "external", weekly(AGENCY), 2),
        ),
        suitability=rows(
            "need provision rating", ("fostered", "in_house", "preferred"), ("fostered", "agency", "suitable")
        ),
        supply=rows("provision area places", ("in_house", "home", 144)),
        placements=rows(
            "need home_area provision area children",
            ("fostered", "home", "in_house", "home", 144),
            ("fostered", "home", "agency", "home", 216),
        ),
        market=rows("provision area", ("agency", "home")),
        options=rows(f"option provision area {option}", ("recruit", "in_house", "home", *figures)),
    )


def test_lewisham_fostering_2018(tmp_path: Path) -> None:
    """72 children, 48k − 22k each: £1,872k a year, £1,472k after £400k a year of investment."""
    service = lewisham_fostering("places_per_unit running_cost max_total", 72, 400_000, 1)
    result = solve(service, tmp_path)
    assert result.status is Status.OPTIMAL
    assert cost(result, line="placements", column="difference") == pytest.approx(-1_872_000)
    assert cost(result, line="new_places") == pytest.approx(400_000)
    saving = result.savings.iloc[0]
    assert saving["revenue_saving"] == saving["cashable"] == pytest.approx(1_472_000)
    assert result.moves.empty, "they change as placements end: nobody is moved"


def test_lewisham_ratio(tmp_path: Path) -> None:
    """40:60 becomes 60:40 with at most 72 more in-house places: £13,536k becomes £11,664k."""
    result = solve(lewisham_fostering("places_per_unit max_total", 1, 72), tmp_path)
    assert children(result, provision="in_house") == pytest.approx(216)
    assert children(result, provision="agency") == pytest.approx(144)
    assert result.record.headlines["starting_cost"] == pytest.approx(13_536_000)
    assert cost(result, "do_nothing", kind="revenue") == pytest.approx(13_536_000)
    assert cost(result, kind="revenue") == result.record.objective == pytest.approx(11_664_000)


def in_house_share(share: float) -> Tables:
    promise = rows("target measure sense value", ("ratio", "in_house", "at_least", share))
    return lewisham_fostering("places_per_unit max_total", 1, 72) | {"targets": promise}


def test_lewisham_ratio_of_60_can_be_promised(tmp_path: Path) -> None:
    assert solve(in_house_share(0.60), tmp_path).status is Status.OPTIMAL


def test_lewisham_ratio_of_61_cannot_and_says_by_how_much(tmp_path: Path) -> None:
    """0.61 × 360 = 219.6 children, 3.6 more than the 216 there can be."""
    result = solve(in_house_share(0.61), tmp_path)
    assert result.status is Status.INFEASIBLE
    said = " ".join(result.explanation)
    assert "3.6 more children" in said
    assert "61 % asked, 60 % possible" in said
    assert result.plan.empty


HALF_YEARS = ["2016/17 H1", "2016/17 H2", "2017/18 H1", "2017/18 H2"]
PAID, INTERNAL, CHEAPER = 651, 24_000, 24_000


def worcestershire(**more: object) -> Tables:
    """651 paid placements, 60:40, and room for 6 % more internally from October 2016."""
    return case(
        periods=periods(*HALF_YEARS, years=0.5),
        needs=rows("need age_from age_to", ("paid", 0, 17)),
        demand=demand({"paid": PAID}, HALF_YEARS),
        provisions=rows(
            "provision family sector weekly_cost mean_stay",
            ("internal", "fostering", "in_house", weekly(INTERNAL), 2),
            ("external", "fostering", "external", weekly(INTERNAL + CHEAPER), 2),
        ),
        suitability=rows(
            "need provision rating", ("paid", "internal", "preferred"), ("paid", "external", "suitable")
        ),
        supply=rows("provision area places", ("internal", "home", 0.60 * PAID)),
        placements=rows(
            "need home_area provision area children",
            ("paid", "home", "internal", "home", 0.60 * PAID),
            ("paid", "home", "external", "home", 0.40 * PAID),
        ),
        market=rows("provision area", ("external", "home")),
        options=rows(
            "option provision area places_per_unit max_total whole_units first_period",
            ("shift", "internal", "home", 1, 0.06 * PAID, "no", "2016/17 H2"),
        ),
        **more,  # type: ignore[arg-type]
    )


def test_worcestershire_2016(tmp_path: Path) -> None:
    """6 % of 651 = 39.06 children, £24k each: £937k in a full year, £469k from October."""
    result = solve(worcestershire(), tmp_path)
    internal = [children(result, half, provision="internal") / PAID for half in HALF_YEARS]
    assert internal == pytest.approx([0.60, 0.66, 0.66, 0.66])
    saving = result.savings["revenue_saving"].tolist()
    assert sum(saving[:2]) == pytest.approx(468_720)
    assert sum(saving[2:]) == pytest.approx(937_440)
    assert sum(saving[2:]) < 1_000_000


def test_worcestershire_does_not_reach_the_million_asked(tmp_path: Path) -> None:
    """A full-year budget £1m below doing nothing is out of reach by £62,560: £31,280 each half-year."""
    nothing = PAID * (INTERNAL + 0.40 * CHEAPER)
    asked = rows(
        "budget period limit",
        *[("revenue", half, (nothing - 1_000_000) / 2) for half in HALF_YEARS[2:]],
    )
    result = solve(worcestershire(budgets=asked), tmp_path)
    assert result.status is Status.INFEASIBLE
    assert "£31,280 more" in " ".join(result.explanation)


def first_options(diverted: float, at_least: int = 0) -> Tables:
    """54 young people who would come into care for half of £22k each, or stay at home with support."""
    return case(
        needs=rows("need age_from age_to", ("edge", 11, 17)),
        demand=demand({"edge": 54}, ["2025/26"]),
        provisions=rows(
            "provision family sector weekly_cost looked_after",
            ("in_care", "fostering", "external", weekly(22_000 / 2), "yes"),
            ("first_options", "support_at_home", "in_house", 0, "no"),
        ),
        suitability=rows(
            "need provision rating share_max",
            ("edge", "in_care", "suitable", 1),
            ("edge", "first_options", "preferred", diverted),
        ),
        market=rows("provision area", ("in_care", "home")),
        options=rows(
            "option provision area places_per_unit running_cost min_total max_total",
            ("service", "first_options", "home", 54, 300_000, at_least, 1),
        ),
    )


def test_first_options_2017_if_everyone_is_diverted(tmp_path: Path) -> None:
    """54 × £11k = £594k avoided for £300k: cost avoidance, for nothing is spent on them today."""
    result = solve(first_options(1.0), tmp_path)
    assert cost(result, line="placements", column="difference") == pytest.approx(-594_000)
    assert cost(result, line="prevention") == pytest.approx(300_000)
    saving = result.savings.iloc[0]
    assert saving["cashable"] == 0
    assert saving["avoided"] == saving["revenue_saving"] == pytest.approx(294_000)


def test_first_options_with_true_diversion_costs_more_than_it_avoids(tmp_path: Path) -> None:
    """20 % of 54 × £11k = £118.8k, less than the £300k: not taken up, and £181.2k dearer where it must be."""
    free = solve(first_options(0.2), tmp_path / "free")
    assert free.plan.empty
    assert free.record.objective == pytest.approx(594_000)
    forced = solve(first_options(0.2, at_least=1), tmp_path / "forced")
    assert cost(forced, line="placements", column="difference") == pytest.approx(-118_800)
    assert forced.savings["revenue_saving"].iloc[0] == pytest.approx(-181_200)
    assert forced.savings["avoided"].iloc[0] == 0


@pytest.mark.parametrize(
    ("lines", "stated", "sums_to"),
    [((600, 900, 1_000), 1_900, 2_500), ((600, 2_000, 1_000), 3_000, 3_600)],
)
def test_cyp08_2024(tmp_path: Path, lines: tuple[int, ...], stated: int, sums_to: int) -> None:
    """Three lines and a stated total that leaves out the 600 (all £k).

    Each line is the running cost of one provision that exists; the stated total is the published line that
    covers the three. The product adds them up, and the 600 stands as unexplained beside the total.
    """
    names = [f"line_{number}" for number in range(len(lines))]
    tables = case(
        needs=rows("need age_from age_to", ("child", 0, 17)),
        demand=demand({"child": 3}, ["2025/26"]),
        provisions=rows(
            "provision family sector weekly_cost", *[(name, "fostering", "in_house", 0) for name in names]
        ),
        suitability=rows("need provision rating", *[("child", name, "preferred") for name in names]),
        supply=rows(
            "provision area places running_cost",
            *[(name, "home", 1, 1_000 * line) for name, line in zip(names, lines, strict=True)],
        ),
        outturn=rows("line amount provisions", ("stated total", 1_000 * stated, ";".join(names))),
    )
    result = solve(tables, tmp_path)
    line = result.reconciliation.iloc[0]
    assert line["starting_cost"] == 1_000 * sums_to
    assert line["published"] == 1_000 * stated
    assert line["unexplained"] == -600_000
    assert cost(result, kind="revenue") == 1_000 * sums_to
    (warning,) = [text for text in result.record.warnings if "outturn" in text and "£600,000 less" in text]
    assert "say why in explanation" in warning


def test_a_difference_that_is_explained_or_small_brings_no_warning(tmp_path: Path) -> None:
    """A home of £1,000k a year beside lines of £1,009k (0.9 % off) and of £1,400k with an explanation."""
    tables = case(
        needs=rows("need age_from age_to", ("child", 0, 17)),
        demand=demand({"child": 1}, ["2025/26"]),
        provisions=rows("provision family sector weekly_cost", ("own", "fostering", "in_house", 0)),
        suitability=rows("need provision rating", ("child", "own", "preferred")),
        supply=rows("provision area places running_cost", ("own", "home", 1, 1_000_000)),
        outturn=rows(
            "line amount provisions explanation",
            ("near", 1_009_000, "own", ""),
            ("explained", 1_400_000, "own", "The line also pays for staff."),
        ),
    )
    assert not [text for text in solve(tables, tmp_path).record.warnings if "published" in text]


def test_staffordshire_2024(tmp_path: Path) -> None:
    """Six 2-bed homes, £7,500 a week outside, £500k a year saved: £6,699 a bed-week, break-even 89 %."""
    bed_weeks = 6 * 2 * 52
    implied = 7_500 - 500_000 / bed_weeks
    tables = case(
        needs=rows("need age_from age_to", ("child", 8, 17)),
        demand=demand({"child": 12}, ["2025/26"]),
        provisions=rows(
            "provision family sector weekly_cost",
            ("own_home", "childrens_home", "in_house", 0),
            ("bought_home", "childrens_home", "external", 7_500),
        ),
        suitability=rows(
            "need provision rating", ("child", "own_home", "preferred"), ("child", "bought_home", "suitable")
        ),
        market=rows("provision area", ("bought_home", "away")),
        options=rows(
            "option provision area places_per_unit running_cost max_total",
            ("two_beds", "own_home", "home", 2, implied * 2 * 52, 6),
        ),
    )
    result = solve(tables, tmp_path)
    assert result.plan["units"].tolist() == [6]
    assert result.savings["revenue_saving"].iloc[0] == pytest.approx(500_000)
    home = result.break_even.iloc[0]
    assert round(home["full_cost_per_place_week"]) == 6_699
    assert home["alternative_weekly_cost"] == pytest.approx(7_500)
    assert round(home["break_even_occupancy"], 2) == 0.89
    assert result.record.settings["weeks_per_year"] == 52
