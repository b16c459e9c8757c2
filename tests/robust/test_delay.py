"""What waiting for the next year costs, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimiser.robust import Robust, robust_plans
from tests.cases.by_hand import option
from tests.cases.casebook import Tables
from tests.robust.newsvendor import read, two_futures


def studied(tables: Tables, folder: Path, **asked: object) -> Robust:
    return robust_plans(read(tables, folder), None, **{"gap": 0.001, "threads": 1, **asked})  # type: ignore[arg-type]


def test_waiting_costs_exactly_one_year_of_bought_care(tmp_path: Path) -> None:
    """Four children in both years and futures, four places at once in one unit for £80,000 a year.

    Waiting buys 4 × 50 = 200 instead of 80 in the first year: £120,000. The second year is the same.
    """
    tables = two_futures(4, 4, years=2, places_per_unit=4, running_cost=80_000, whole_units="yes")
    found = studied(tables, tmp_path)
    (told,) = found.delay.to_dict("records")
    assert (told["least"], told["most"]) == pytest.approx((120_000, 120_000), abs=1)
    assert (told["verdict"], told["later"], told["units"], told["shared"]) == ("now", "yes", 1.0, 1.0)


def test_an_expected_cost_of_waiting(tmp_path: Path) -> None:
    """Two or six children: a unit of two places, always full, saves 2 × 50 − 40 = £60,000 in the first year."""
    tables = two_futures(2, 6, years=2, places_per_unit=2, running_cost=40_000, max_total=1, whole_units="yes")
    (told,) = studied(tables, tmp_path).delay.to_dict("records")
    assert (told["least"], told["most"]) == pytest.approx((60_000, 60_000), abs=1)


def test_what_saves_next_to_nothing_in_the_first_year_can_wait(tmp_path: Path) -> None:
    """0.001 of a child in the first year, two in the second: a place free of charge saves £50 of the first year.

    That is within a gap of 0.1 % of the cost of everything, which the other child's bought home makes £100,000.
    """
    tables = two_futures(1, 1, years=2, running_cost=0, max_total=1, whole_units="yes", provision="kin")
    for row in tables["demand"]:
        row["children"] = 3.001 if row["period"] == "2026/27" else 2.001
    tables["suitability"] = [row for row in tables["suitability"] if row["provision"] != "dear"]
    found = studied(tables, tmp_path, gap=0.5)
    (told,) = found.delay.to_dict("records")
    assert told["verdict"] == "can wait"
    assert 0.0 <= told["least"] <= told["most"] <= found.tolerance


def test_what_cannot_be_decided_later_says_so(tmp_path: Path) -> None:
    tables = two_futures(4, 4, years=2, places_per_unit=4, running_cost=80_000, last_period="2025/26")
    (told,) = studied(tables, tmp_path).delay.to_dict("records")
    assert (told["verdict"], told["later"]) == ("now", "no")
    assert told["least"] == pytest.approx(240_000, abs=1), "it is lost for both years"


def test_a_substitute_makes_waiting_cheap(tmp_path: Path) -> None:
    """Two options alike but for £1,000 a year: the other takes the place of the cheaper one."""
    tables = two_futures(4, 4, years=2, places_per_unit=4, running_cost=80_000, max_total=1, whole_units="yes")
    other = option(option="other", places_per_unit=4, running_cost=81_000, max_total=1, whole_units="yes")
    tables["options"] = [*tables["options"], *other]
    (told,) = studied(tables, tmp_path, gap=0.0).delay.to_dict("records")
    assert (told["least"], told["most"]) == pytest.approx((2_000, 2_000), abs=1), "the other one for two years"


def test_nothing_is_asked_where_nothing_is_to_be(tmp_path: Path) -> None:
    assert studied(two_futures(4, 4, years=2), tmp_path, waiting_for=0).delay.empty


@pytest.mark.parametrize("most", [1, 2])
def test_at_most_so_many_are_asked_about_the_largest_first(tmp_path: Path, most: int) -> None:
    tables = two_futures(4, 4, years=2, places_per_unit=3, running_cost=60_000, max_total=1, whole_units="yes")
    other = option(option="other", places_per_unit=1, running_cost=20_000, max_total=1, whole_units="yes")
    tables["options"] = [*tables["options"], *other]
    found = studied(tables, tmp_path, waiting_for=most)
    assert sorted(found.delay["option"]) == ["open", "other"][:most]
