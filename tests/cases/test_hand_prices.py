"""Which price level every line of cost rises with, and from when: by hand, from the input tables.

The plan begins a year after the price base, so general inflation of a tenth a year has raised every price by a
tenth when it begins, and discounting (which is of real money) takes nothing off the first year.
"""

from __future__ import annotations

from tests.cases.by_hand import BOUGHT, DEAR, HALF_LEAVE, HALVES, PLACE, YEARS, Change, by_hand, option, service
from tests.cases.casebook import Rows, Tables, periods, rows, weekly

LATER = {"years_from_price_base": 1}
SETTLED = rows("need home_area provision area children", ("child", "home", "bought", "home", 2))
OWN = rows("provision area places", ("own", "home", 2))


def later(
    children: object = 2, years: int = 1, settings: dict[str, object] | None = None, **tables: Rows
) -> Tables:
    return service(children, years, settings=LATER | (settings or {}), **tables)


def inflated(tables: Tables, cost: float, why: str, fixed: float = 0) -> Change:
    """General inflation of a tenth for a year; ``fixed`` is the part of the cost that does not rise with it."""
    return Change("settings.general_inflation", 0.1, tables, cost, (cost - fixed) * 1.1 + fixed, why)


def own_row(**cells: object) -> Rows:
    return [{"provision": "own", "area": "home", "places": 2, **cells}]


def granted(basis: str, amount: float) -> Rows:
    return [{"grant": "grant", "basis": basis, "amount": amount}]


def moving() -> Tables:
    """Two settled children, both of whom may make a planned move to an own place, for £3,000 each."""
    tables = later(supply=OWN, placements=SETTLED)
    tables["provisions"][1] |= {"mean_stay": "", "planned_moves_max": 1, "planned_move_cost": 3_000}
    return tables


def travelling() -> Tables:
    return later(settings={"travel_cost_per_mile": 10}, market=rows("provision area", ("bought", "away")))


def missed() -> Tables:
    """Nobody in-house although both should be, at £5,000 a child."""
    promise = rows("target measure sense value price_if_missed", ("council", "in_house", "at_least", 1, 5_000))
    return later(targets=promise)


def over() -> Tables:
    """Places for £10,000 of capital each, of which there is none; each pound over it costs 10 pence."""
    limit = rows("budget limit price_if_missed", ("capital", 0, 0.1))
    return later(
        settings={"capital_treatment": "cash"}, options=option(running_cost=0, capital_cost=10_000), budgets=limit
    )


test_every_line_rises_with_general_inflation = by_hand(
    inflated(later(options=option(running_cost=0, setup_cost=7_000)), 2 * 7_000, "set-up costs"),
    inflated(later(options=option()), 2 * PLACE, "running costs of new places"),
    inflated(later(supply=own_row(running_cost=3_000)), 2 * 3_000, "running costs of existing places"),
    inflated(later(supply=own_row(grant=3_000)), -2 * 3_000, "grants for existing places"),
    inflated(
        later(supply=own_row(running_cost=60_000, closable="yes", closing_cost=4_000)),
        4_000 + 2 * BOUGHT,
        "closing and the homes bought instead",
    ),
    inflated(moving(), 2 * 3_000, "planned moves"),
    inflated(travelling(), 2 * (BOUGHT + 10 * 30), "travel"),
    inflated(
        later(settings={"capital_treatment": "cash"}, options=option(running_cost=0, capital_cost=20_000)),
        2 * 20_000,
        "capital in cash",
    ),
    inflated(
        later(options=option(running_cost=0, capital_cost=20_000)), 2 * 500, "capital financed over 40 years"
    ),
    inflated(later(supply=OWN, grants=granted("per_child_per_night", 10)), -2 * 364 * 10, "grants a night"),
    inflated(
        later(options=option(), grants=granted("per_unit", 10)),
        2 * (PLACE - 10),
        "grants for units",
    ),
    inflated(later(supply=OWN, grants=granted("per_period", 1_000)), -1_000, "grants for a period"),
    inflated(later(settings={"unmet_need": 30_000}), 2 * 30_000, "the price of unmet need"),
    inflated(missed(), 2 * (BOUGHT + 5_000), "the price of a missed promise"),
    inflated(over(), 2 * 10_000 * 1.1, "capital, and with it what is over a budget of nought"),
)


def grown(**cells: object) -> Tables:
    """Two years; prices of own places grow by a tenth a year where that is given."""
    return service(2, 2, **cells)  # type: ignore[arg-type]


test_what_rises_with_a_provisions_own_prices = by_hand(
    Change(
        "provisions.price_growth",
        0.1,
        grown(options=option()),
        4 * PLACE,
        2 * PLACE * (1 + 1.1),
        why="running costs of new places rise",
    ),
    Change(
        "provisions.price_growth",
        0.1,
        grown(supply=own_row(running_cost=3_000)),
        4 * 3_000,
        2 * 3_000 * 2.1,
        why="running costs of existing places rise",
    ),
    Change(
        "provisions.price_growth",
        0.1,
        grown(supply=own_row(running_cost=3_000, grant=1_000)),
        4 * 2_000,
        2 * (3_000 - 1_000) + 2 * (3_300 - 1_000),
        why="grants for them do not",
    ),
)


def attrition_later() -> Tables:
    """Two own places from the second of three years on."""
    return service(2, 3, supply=own_row(period=YEARS[1]))


def opening_later(**cells: object) -> Tables:
    """Two units that open after a year, for three years."""
    return service(2, 3, options=option(lead_time=1, max_total=2, last_period=YEARS[0], **cells))


def falling(children: list[float]) -> Tables:
    """Two children settled in bought homes, which nobody leaves by themselves; own places for both."""
    tables = service(children, 2, supply=OWN, placements=SETTLED)
    tables["provisions"][1]["mean_stay"] = ""
    return tables


def half_years(settings: dict[str, object] | None = None, **tables: Rows) -> Tables:
    return service(2, settings=settings, periods=periods(*HALVES, years=0.5), **tables)


def settled_halves(**provision: object) -> Tables:
    tables = half_years(supply=OWN, placements=SETTLED)
    tables["provisions"][1] |= {"mean_stay": "", **provision}
    return tables


def overfull_beside_an_option() -> Tables:
    """Four children settled in four own places at £90,000, one in four to be filled; and a unit."""
    tables = service(
        4,
        2,
        supply=rows("provision area places", ("own", "home", 4)),
        options=option(running_cost=0, min_total=1, max_total=1, last_period=YEARS[0]),
        placements=rows("need home_area provision area children", ("child", "home", "own", "home", 4)),
    )
    tables["provisions"][0] |= {"occupancy": 0.25, "weekly_cost": weekly(DEAR), "mean_stay": ""}
    return tables


def four_halves() -> Tables:
    """Three children in four half-years."""
    halves = periods("2025/26 H1", "2025/26 H2", "2026/27 H1", "2026/27 H2", years=0.5)
    return service(3, options=option(), periods=halves)


ROOT_HALF = 0.5**0.5

test_from_when = by_hand(
    Change(
        "options.life",
        1,
        overfull_beside_an_option(),
        2 * 4 * DEAR,
        2 * 4 * DEAR - DEAR + BOUGHT,
        why="nobody may move as long as no place is lost; when the unit's goes, one child may, to a cheaper home",
    ),
    Change(
        "options.max_per_period",
        1,
        four_halves(),
        0.5 * 4 * 3 * PLACE,
        0.5 * (2 * (PLACE + 2 * BOUGHT) + 2 * (2 * PLACE + BOUGHT)),
        why="one unit in the half-years of the first year, another in those of the second",
    ),
    Change(
        "supply.attrition",
        0.5,
        attrition_later(),
        2 * BOUGHT,
        2 * BOUGHT + 0 + BOUGHT,
        why="places that come in the second year are whole then, and half in the third",
    ),
    Change(
        "options.attrition",
        0.5,
        opening_later(),
        2 * BOUGHT + 4 * PLACE,
        2 * BOUGHT + 2 * PLACE + PLACE + BOUGHT,
        why="attrition begins with the opening: both units stand in the second year, one in the third",
    ),
    Change(
        "options.life",
        1,
        opening_later(),
        2 * BOUGHT + 4 * PLACE,
        2 * BOUGHT + 2 * PLACE + 2 * BOUGHT,
        why="so does life",
    ),
    Change(
        "options.ramp",
        "0.5",
        opening_later(),
        2 * BOUGHT + 4 * PLACE,
        2 * BOUGHT + 4 * PLACE + BOUGHT,
        why="so does the ramp: one of two places in the second year, both in the third",
    ),
    Change(
        "demand.children",
        1,
        falling([2, 2]),
        4 * BOUGHT,
        2 * BOUGHT + BOUGHT,
        why="where half as many children need a home in the second year, half of the settled have left",
        row=1,
    ),
    Change(
        "provisions.mean_stay",
        HALF_LEAVE,
        settled_halves(),
        2 * BOUGHT,
        BOUGHT * (ROOT_HALF + 0.5),
        why="√½ of each child is there in the first half-year and ½ in the second, each for half of £50,000",
        row=1,
    ),
    Change(
        "provisions.planned_moves_max",
        0.5,
        settled_halves(),
        2 * BOUGHT,
        BOUGHT * (0.75 + 0.75**2),
        why="half of the settled a year is a quarter in each half-year",
        row=1,
    ),
    Change(
        "settings.discount_rate",
        1,
        half_years(),
        2 * BOUGHT,
        BOUGHT * (1 + 0.5**0.5),
        why="the second half-year begins after half a year: 2 to the power −½",
    ),
    Change(
        "settings.unmet_need",
        30_000,
        half_years(),
        2 * BOUGHT,
        2 * 30_000,
        why="a price a year, paid for two halves",
    ),
    Change(
        "supply.running_cost",
        3_000,
        half_years(supply=OWN),
        0,
        2 * 3_000,
        why="a cost a year, paid for two halves",
    ),
    Change("supply.grant", 3_000, half_years(supply=OWN), 0, -2 * 3_000, why="a grant a year, for two halves"),
    Change(
        "options.running_cost",
        25_000,
        half_years(options=option()),
        2 * PLACE,
        2 * 25_000,
        why="a cost a year, paid for two halves",
    ),
    Change(
        "options.capital_cost",
        20_000,
        half_years(options=option()),
        2 * PLACE,
        2 * (PLACE + 500),
        why="a charge a year, paid for two halves",
    ),
    Change(
        "settings.travel_cost_per_mile",
        10,
        half_years(market=rows("provision area", ("bought", "away"))),
        2 * BOUGHT,
        2 * (BOUGHT + 300),
        why="a cost a year, paid for two halves",
    ),
    Change(
        "grants.amount",
        11,
        half_years(supply=OWN, grants=granted("per_child_per_night", 10)),
        -2 * 364 * 10,
        -2 * 364 * 11,
        why="364 nights a year, 182 in a half",
    ),
    Change(
        "targets.price_if_missed",
        6_000,
        missed(),
        2 * (BOUGHT + 5_000),
        2 * (BOUGHT + 6_000),
        why="for each child short",
    ),
    Change(
        "targets.price_if_missed",
        6_000,
        half_years(targets=missed()["targets"]),
        2 * (BOUGHT + 5_000),
        2 * (BOUGHT + 6_000),
        why="a price a year, paid for two halves",
    ),
    Change(
        "options.max_total",
        1.5,
        service(3, options=option()),
        3 * PLACE,
        PLACE + 2 * BOUGHT,
        why="one and a half whole units are one",
    ),
    Change(
        "options.asset_life",
        1.5,
        service(2, 2, options=option(capital_cost=6_000, last_period=YEARS[0])),
        4 * PLACE + 2 * 2 * 150,
        4 * PLACE + 2 * (4_000 + 2_000),
        why="£4,000 a year for one and a half years, so £2,000 in the second",
    ),
)
