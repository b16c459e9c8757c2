"""Every attribute of an option and of a limit group, by hand, from the input tables.

Two children. A bought home costs £50,000 a year; a place of the option costs £20,000 a year, so two places cost
£40,000 a year and two bought homes £100,000. Children are placed afresh each year, nothing is discounted.
"""

from __future__ import annotations

from tests.cases.by_hand import BOUGHT, HALVES, KIN, PLACE, Change, by_hand, option, service
from tests.cases.casebook import Tables, periods, rows

TRAVEL = {"travel_cost_per_mile": 10}
"""£ a mile and year; a home in the home area is 1 mile away, one outside it 30."""
CASH = {"capital_treatment": "cash"}


def opened(
    years: int = 1, children: object = 2, settings: dict[str, object] | None = None, **cells: object
) -> Tables:
    return service(children, years, settings=settings, options=option(**cells))  # type: ignore[arg-type]


def halves(**cells: object) -> Tables:
    return service(2, options=option(**cells), periods=periods(*HALVES, years=0.5))  # type: ignore[arg-type]


def grouped(**limit: object) -> Tables:
    """The option in two areas that share a limit group, and the group's limits."""
    return service(2, options=option(2, limit_group="all"), limits=[{"limit_group": "all", **limit}])


LIMITED = rows("limit_group max_total", ("one", 1), ("two", ""))


test_where_and_how_much = by_hand(
    Change(
        "options.provision",
        "kin",
        opened(),
        2 * PLACE,
        2 * (PLACE + KIN),
        why="the two places are with kin, where a child costs £10,000 a year more",
    ),
    Change(
        "options.area",
        "away",
        opened(settings=TRAVEL),
        2 * (PLACE + 10 * 1),
        2 * (PLACE + 10 * 30),
        why="30 miles at £10 instead of 1",
    ),
    Change(
        "options.places_per_unit",
        2,
        opened(),
        2 * PLACE,
        PLACE,
        why="one unit has room for both children",
    ),
    Change(
        "options.whole_units",
        "no",
        opened(places_per_unit=4, running_cost=80_000),
        80_000,
        2 / 4 * 80_000,
        why="half a unit of four places is enough for two children; a whole one costs £80,000",
    ),
)

test_what_it_costs = by_hand(
    Change(
        "options.running_cost",
        25_000,
        opened(),
        2 * 20_000,
        2 * 25_000,
        why="£5,000 a year more for each of two places",
    ),
    Change(
        "options.setup_cost",
        7_000,
        opened(2),
        2 * 2 * PLACE,
        2 * 2 * PLACE + 2 * 7_000,
        why="£7,000 once for each of two units, not each year",
    ),
    Change(
        "options.capital_cost",
        20_000,
        opened(),
        2 * PLACE,
        2 * (PLACE + 20_000 / 40),
        why="£20,000 without interest over 40 years is £500 a year for each unit",
    ),
    Change(
        "options.capital_cost",
        20_000,
        opened(2, settings=CASH),
        4 * PLACE,
        4 * PLACE + 2 * 20_000,
        why="£20,000 in cash, once, for each unit",
    ),
    Change(
        "options.grant_share",
        0.5,
        opened(settings=CASH, capital_cost=20_000),
        2 * (PLACE + 20_000),
        2 * (PLACE + 10_000),
        why="half of the capital is met",
    ),
    Change(
        "options.grant_share",
        0.25,
        opened(capital_cost=20_000),
        2 * (PLACE + 500),
        2 * (PLACE + 0.75 * 500),
        why="a quarter of the capital need not be financed",
    ),
    Change(
        "options.asset_life",
        10,
        opened(capital_cost=20_000),
        2 * (PLACE + 500),
        2 * (PLACE + 2_000),
        why="£2,000 a year over 10 years instead of £500 over 40",
    ),
    Change(
        "options.asset_life",
        1,
        opened(2, capital_cost=4_000),
        4 * (PLACE + 100),
        4 * PLACE + 2 * 4_000,
        why="paid off after a year: £4,000 for each unit in the first year and nothing in the second",
    ),
)

test_when_it_comes_and_goes = by_hand(
    Change(
        "options.lead_time",
        1,
        opened(2),
        2 * 2 * PLACE,
        2 * BOUGHT + 2 * PLACE,
        why="decided in the first year, open in the second: two homes are bought in the first",
    ),
    Change(
        "options.lead_time",
        0.5,
        opened(2),
        2 * 2 * PLACE,
        (1 * BOUGHT + 0.5 * 2 * PLACE) + 2 * PLACE,
        why="open for half of the first year: one place on average, half of the running cost, one home bought",
    ),
    Change(
        "options.ramp",
        "0.5",
        opened(2, max_total=2),
        2 * 2 * PLACE,
        (2 * PLACE + BOUGHT) + 2 * PLACE,
        why="half of two places can be used in the first year, though both are paid for; both in the second",
    ),
    Change(
        "options.ramp",
        "0.5;0.75",
        opened(3, max_total=2, last_period="2025/26"),
        3 * 2 * PLACE,
        3 * 2 * PLACE + 1 * BOUGHT + 0.5 * BOUGHT,
        why="1 place in the first year, 1.5 in the second, 2 in the third; all paid for throughout",
    ),
    Change(
        "options.attrition",
        0.5,
        opened(2, last_period="2025/26", max_total=2),
        2 * 2 * PLACE,
        2 * PLACE + (1 * PLACE + BOUGHT),
        why="one of the two units is left in the second year, and with it its running cost",
    ),
    Change(
        "options.life",
        1,
        opened(2, last_period="2025/26"),
        2 * 2 * PLACE,
        2 * PLACE + 2 * BOUGHT,
        why="the places end after a year and no more can be decided",
    ),
    Change(
        "options.life",
        1.5,
        opened(2, last_period="2025/26", max_total=2),
        2 * 2 * PLACE,
        2 * PLACE + 0.5 * 2 * PLACE + 1 * BOUGHT,
        why="standing for half of the second year: one place on average and half of the running cost",
    ),
    Change(
        "options.life",
        0.5,
        opened(ramp="0.5", max_total=2),
        2 * PLACE + 1 * BOUGHT,
        0.5 * 2 * PLACE + 1.5 * BOUGHT,
        why="half of two places for a year, or for half of it: one place or half a place on average",
    ),
    Change(
        "options.first_period",
        "2026/27",
        opened(2),
        2 * 2 * PLACE,
        2 * BOUGHT + 2 * PLACE,
        why="nothing can be decided in the first year",
    ),
    Change(
        "options.last_period",
        "2025/26",
        opened(2, [1, 2]),
        PLACE + 2 * PLACE,
        2 * PLACE + 2 * PLACE,
        why="one and then two children: the second place must be decided, and paid for, in the first year "
        "(a bought home in the second would cost £50,000)",
    ),
)

test_how_many = by_hand(
    Change(
        "options.max_per_period",
        1,
        opened(2),
        2 * 2 * PLACE,
        (PLACE + BOUGHT) + 2 * PLACE,
        why="one unit in the first year and one in the second",
    ),
    Change(
        "options.max_per_period",
        1,
        halves(),
        0.5 * 4 * PLACE,
        0.5 * 2 * (PLACE + BOUGHT),
        why="two half-years share the one unit of their year",
    ),
    Change(
        "options.max_total",
        1,
        opened(2),
        2 * 2 * PLACE,
        2 * (PLACE + BOUGHT),
        why="one unit in both years, one home bought in both",
    ),
    Change(
        "options.min_total",
        3,
        opened(2),
        2 * 2 * PLACE,
        2 * PLACE + 3 * PLACE,
        why="a third unit that nobody needs, decided as late as possible",
    ),
    Change(
        "options.limit_group",
        "one",
        service(2, options=option(limit_group="two"), limits=LIMITED),
        2 * PLACE,
        PLACE + BOUGHT,
        why="group one allows one unit, group two any number",
    ),
    Change(
        "options.limit_group",
        "one;two",
        service(2, options=option(limit_group="two"), limits=LIMITED),
        2 * PLACE,
        PLACE + BOUGHT,
        why="in both groups the stricter limit holds",
    ),
    Change(
        "limits.max_per_period",
        1,
        grouped(),
        2 * PLACE,
        PLACE + BOUGHT,
        why="one unit in both areas together",
    ),
    Change("limits.max_total", 1, grouped(), 2 * PLACE, PLACE + BOUGHT, why="one unit in both areas together"),
    Change("limits.min_total", 3, grouped(), 2 * PLACE, 3 * PLACE, why="three units in both areas together"),
)
