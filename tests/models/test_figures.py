"""What follows from a case's figures before anything is decided: by hand."""

import math

import numpy as np
import pytest

from models.case import Pool
from models.figures import derive

HOME = Pool("home", "in")
SETTLED = {("child", "in", "home", "in"): 8, ("child", "in", "spot", "out"): 2}
OWN = {"pool": HOME, "places": 20}


@pytest.fixture(scope="session")
def figures(make_case):
    return lambda **rows: derive(make_case(**rows))


def test_existing_places_lose_their_attrition_each_year(figures):
    found = figures(years=(1.0, 0.5, 0.5), supply=[{**OWN, "attrition": 0.1}]).existing[HOME]
    assert found.places.tolist() == pytest.approx([20, 18, 18 * 0.9**0.5])


def test_a_later_row_takes_over_and_loses_attrition_from_then_on(figures):
    rows = [{**OWN, "attrition": 0.1}, {**OWN, "from_period": 2, "places": 30, "attrition": 0.2}]
    found = figures(years=(1.0,) * 4, supply=rows).existing[HOME]
    assert found.places.tolist() == pytest.approx([20, 18, 30, 24])


def test_retention_follows_the_length_of_stay_and_the_period(figures):
    provisions = {"home": {"mean_stay": 2.0}}
    found = figures(years=(1.0, 0.5), demand=10, supply=[OWN], provisions=provisions, placements=SETTLED)
    assert found.retention[0, :, 0].tolist() == pytest.approx([math.exp(-0.5), math.exp(-0.25)])
    # without a length of stay nobody leaves
    assert found.retention[1, :, 0].tolist() == pytest.approx([1, 1])


def test_retention_falls_with_demand_and_never_rises_with_it(figures):
    # 10 live in care at the start; 8, then 12, then 6 need a home
    found = figures(years=(1.0,) * 3, demand=[8, 12, 6], supply=[OWN], placements=SETTLED)
    assert found.retention[0, :, 0].tolist() == pytest.approx([0.8, 1, 0.5])
    assert found.starting[0, :, 0].tolist() == pytest.approx([6.4, 6.4, 3.2])


def test_where_nobody_needed_a_home_before_nobody_is_lost(figures):
    assert figures(years=(1.0,) * 2, demand=[0, 5], supply=[OWN]).retention[0, :, 0].tolist() == [1, 1]


def test_settled_children_set_free_are_placed_afresh(figures):
    found = figures(demand=10, supply=[OWN], placements=SETTLED, settled_children="free")
    assert not found.retention.any()
    assert not found.starting.any()


def test_carried_is_the_product_of_retention(figures):
    found = figures(years=(1.0,) * 3, demand=[10, 8, 4], supply=[OWN], placements=SETTLED)
    expected = [[1, 0.8, 0.4], [0, 1, 0.5], [0, 0, 1]]
    assert np.asarray(found.carry[0, :, :, 0]).tolist() == [pytest.approx(row) for row in expected]


def test_a_market_row_holds_until_a_later_one(figures):
    rows = [
        {"pool": ("spot", "out"), "from_period": 1, "children_max": 5.0, "weekly_cost": 900.0},
        {"pool": ("spot", "out"), "from_period": 2, "children_max": 3.0, "weekly_cost": 950.0},
    ]
    (tier,) = figures(years=(1.0,) * 4, market=rows).market[Pool("spot", "out")]
    assert tier.children_max.tolist() == [0, 5, 3, 3]
    # before it opens, children who already live there pay the provision's usual price
    assert tier.weekly_cost.tolist() == [1000, 900, 950, 950]


def test_prices_grow_from_the_price_base(figures):
    found = figures(years=(1.0, 0.5, 0.5), general_inflation=0.02, years_from_price_base=1.0)
    assert found.general_index.tolist() == pytest.approx([1.02, 1.02**2, 1.02**2.5])


def test_year_nought_is_not_discounted(figures):
    found = figures(years=(1.0, 0.5, 0.5), discount_rate=0.035, general_inflation=0.02)
    rate = 1.035 * 1.02
    assert found.discount.tolist() == pytest.approx([1, 1 / rate, rate**-1.5])
