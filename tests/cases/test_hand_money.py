"""Every figure of budgets and grants and every setting, by hand, from the input tables.

Two children. A bought home costs £50,000 a year; a place of the option £20,000 a year unless given.
"""

from __future__ import annotations

from tests.cases.by_hand import BOUGHT, PLACE, YEARS, Change, by_hand, option, service
from tests.cases.casebook import Tables, rows

CASH = {"capital_treatment": "cash"}
CAPITAL = 30_000
"""£ of capital for a place that then costs nothing: for two years cheaper than a bought home of £50,000 a year."""


def building(years: int = 2, **budget: object) -> Tables:
    """Places for £30,000 of capital each, in cash, and one budget; free, two are built at once for £60,000."""
    places = option(running_cost=0, capital_cost=CAPITAL)
    return service(2, years, settings=CASH, options=places, budgets=[budget])


def tight(limit: float = 80_000) -> Tables:
    """Two bought homes, of which one could be built for £60,000 of capital, and a budget of revenue."""
    places = option(running_cost=0, capital_cost=60_000, max_total=1)
    return service(2, settings=CASH, options=places, budgets=rows("budget limit", ("revenue", limit)))


FREE, ONE_A_YEAR, ONE_IN_ALL = 2 * CAPITAL, 2 * CAPITAL + BOUGHT, CAPITAL + 2 * BOUGHT

test_budgets = by_hand(
    Change(
        "budgets.budget",
        "capital",
        building(budget="revenue", limit=CAPITAL),
        FREE,
        ONE_A_YEAR,
        why="£30,000 of revenue is more than nothing; £30,000 of capital is one place a year and a bought home in "
        "the first",
    ),
    Change(
        "budgets.budget",
        "capital_total",
        building(budget="capital", limit=CAPITAL),
        ONE_A_YEAR,
        ONE_IN_ALL,
        why="£30,000 in all is one place, and a bought home in both years",
    ),
    Change(
        "budgets.budget",
        "revenue",
        building(budget="capital_total", limit=CAPITAL),
        ONE_IN_ALL,
        FREE,
        why="£30,000 of revenue is too little for one bought home of £50,000: both places are built",
    ),
    Change(
        "budgets.period",
        YEARS[0],
        building(budget="capital", limit=0, period=YEARS[1]),
        FREE,
        2 * BOUGHT + 2 * CAPITAL,
        why="no capital in the second year harms nothing; none in the first means two bought homes for a year",
    ),
    Change(
        "budgets.limit",
        2 * CAPITAL,
        building(budget="capital", limit=CAPITAL),
        ONE_A_YEAR,
        FREE,
        why="both places at once",
    ),
    Change(
        "budgets.price_if_missed",
        0.1,
        building(budget="capital", limit=CAPITAL),
        ONE_A_YEAR,
        FREE + 3_000,
        why="a tenth of the £30,000 over the limit is less than a bought home",
    ),
    Change(
        "budgets.limit",
        100_000,
        tight(80_000),
        BOUGHT + 60_000,
        2 * BOUGHT,
        why="£80,000 of revenue pays for one bought home: a place must be built for £60,000",
    ),
    Change(
        "budgets.price_if_missed",
        0.2,
        tight(80_000),
        BOUGHT + 60_000,
        2 * BOUGHT + 0.2 * 20_000,
        why="£20,000 of revenue over the limit, at 20 pence in the pound",
    ),
)


def two_years(limit: float) -> Tables:
    """Two bought homes in each of two years, one of which could be built for £120,000 of capital instead."""
    places = option(running_cost=0, capital_cost=120_000, max_total=1)
    return service(2, 2, settings=CASH, options=places, budgets=rows("budget limit", ("revenue", limit)))


test_a_budget_is_of_its_own_period = by_hand(
    Change(
        "budgets.limit",
        80_000,
        two_years(100_000),
        4 * BOUGHT,
        2 * BOUGHT + 120_000,
        why="£100,000 a year pays for both homes in each year; £80,000 for one, so one is built",
    ),
)


def granted(**grant: object) -> Tables:
    """A child and a teenager in two places of the option, and a grant."""
    held = {"grant": "grant", "basis": "per_child_per_night", "amount": 10, **grant}
    return service({"child": 1, "teen": 1}, options=option(), grants=[held])


def granted_years(**grant: object) -> Tables:
    held = {"grant": "grant", "basis": "per_period", "amount": 10, **grant}
    return service(2, 3, options=option(), grants=[held])


def twice() -> Tables:
    """Two options for the same places, one of which costs £6,000 more to set up; a grant for each unit of one."""
    tables = granted(basis="per_unit", amount=5_000, options="open")
    tables["options"] += option(option="other", setup_cost=6_000)
    return tables


OPEN, NIGHTS = 2 * PLACE, 52 * 7

test_grants = by_hand(
    Change(
        "grants.basis",
        "per_unit",
        granted(),
        OPEN - 2 * NIGHTS * 10,
        OPEN - 2 * 10,
        why="£10 a night for two children and 364 nights, or £10 for each of two units",
    ),
    Change(
        "grants.basis",
        "per_period",
        granted(basis="per_unit"),
        OPEN - 2 * 10,
        OPEN - 10,
        why="£10 for each of two units, or £10 for the period",
    ),
    Change(
        "grants.amount",
        11,
        granted(),
        OPEN - 2 * NIGHTS * 10,
        OPEN - 2 * NIGHTS * 11,
        why="£11 a night for two children and 364 nights",
    ),
    Change(
        "grants.needs",
        "teen",
        granted(),
        OPEN - 2 * NIGHTS * 10,
        OPEN - NIGHTS * 10,
        why="for one of the two children",
    ),
    Change(
        "grants.provisions",
        "bought",
        granted(),
        OPEN - 2 * NIGHTS * 10,
        OPEN,
        why="nobody is in a bought home, which costs £30,000 more than a place and brings £3,640",
    ),
    Change(
        "grants.options",
        "other",
        twice(),
        OPEN - 2 * 5_000,
        OPEN,
        why="£5,000 for each unit of the option, or of another one that costs £6,000 more",
    ),
    Change(
        "grants.periods",
        f"{YEARS[0]};{YEARS[2]}",
        granted_years(),
        3 * (OPEN - 10),
        3 * OPEN - 2 * 10,
        why="in two of three years",
    ),
    Change(
        "grants.periods",
        YEARS[1],
        granted_years(basis="per_unit"),
        3 * OPEN - 2 * 10,
        3 * OPEN,
        why="both units are decided in the first year, when the grant is not yet paid; a year later bought homes "
        "would cost £60,000 more",
    ),
)


def financed(years: int = 1, settings: dict[str, object] | None = None, **cells: object) -> Tables:
    """Two places of £20,000 of capital each, over 40 years unless given."""
    return service(2, years, settings=settings, options=option(capital_cost=20_000, **cells))


def settled() -> Tables:
    """Two children settled in bought homes that nobody leaves, and own places that cost nothing."""
    tables = service(
        supply=rows("provision area places", ("own", "home", 2)),
        placements=rows("need home_area provision area children", ("child", "home", "bought", "home", 2)),
    )
    tables["provisions"][1]["mean_stay"] = ""
    return tables


def growing() -> Tables:
    """Bought homes whose prices grow by a tenth a year."""
    tables = service()
    tables["provisions"][1]["price_growth"] = 0.1
    return tables


test_settings = by_hand(
    Change(
        "settings.years_from_price_base",
        2,
        growing(),
        2 * BOUGHT,
        2 * BOUGHT * 1.21,
        why="prices have grown by a tenth a year for two years when the plan begins",
    ),
    Change(
        "settings.weeks_per_year",
        52.2,
        service(),
        2 * BOUGHT,
        2 * BOUGHT * 52.2 / 52,
        why="a weekly price for 52.2 weeks",
    ),
    Change(
        "settings.discount_rate",
        0.25,
        service(2, 3),
        3 * 2 * BOUGHT,
        2 * BOUGHT * (1 + 0.8 + 0.64),
        why="the first year is not discounted, the next counts 1/1.25, the next 1/1.25²",
    ),
    Change(
        "settings.general_inflation",
        0.25,
        financed(2, life=2, asset_life=2),
        2 * (2 * PLACE + 2 * 10_000),
        2 * (2 * PLACE + 10_000 + 0.8 * 10_000),
        why="prices rise with inflation and are deflated again; the charge of £10,000 a year is fixed in cash, so "
        "the second counts 1/1.25",
    ),
    Change(
        "settings.general_inflation",
        0.1,
        service(settings={"years_from_price_base": 1}),
        2 * BOUGHT,
        2 * BOUGHT * 1.1,
        why="prices have risen by a tenth when the plan begins",
    ),
    Change(
        "settings.borrowing_rate",
        0.25,
        financed(asset_life=1),
        2 * (PLACE + 20_000),
        2 * (PLACE + 25_000),
        why="£20,000 for a year at 25 % is repaid with £25,000",
    ),
    Change(
        "settings.borrowing_rate",
        0.25,
        financed(2, asset_life=2),
        2 * (2 * PLACE + 2 * 10_000),
        2 * (2 * PLACE + 2 * 20_000 * 0.25 / (1 - 0.8**2)),
        why="an annuity of 0.25 ÷ (1 − 1.25⁻²) = 0.6944 a year for two years",
    ),
    Change(
        "settings.asset_life",
        10,
        financed(),
        2 * (PLACE + 500),
        2 * (PLACE + 2_000),
        why="£20,000 over 10 years instead of 40",
    ),
    Change(
        "settings.capital_treatment",
        "cash",
        financed(),
        2 * (PLACE + 500),
        2 * (PLACE + 20_000),
        why="£20,000 at once instead of £500 a year",
    ),
    Change(
        "settings.capital_treatment",
        "financed",
        financed(settings=CASH),
        2 * (PLACE + 20_000),
        2 * (PLACE + 500),
        why="and the other way",
    ),
    Change(
        "settings.unmet_need",
        30_000,
        service(),
        2 * BOUGHT,
        2 * 30_000,
        why="a price of £30,000 for a child without a home is less than any home (and warned of)",
    ),
    Change(
        "settings.settled_children",
        "free",
        settled(),
        2 * BOUGHT,
        0,
        why="everyone could be placed afresh in own places",
    ),
    Change(
        "settings.travel_cost_per_mile",
        10,
        service(market=rows("provision area", ("bought", "away"))),
        2 * BOUGHT,
        2 * (BOUGHT + 10 * 30),
        why="30 miles at £10 for two children",
    ),
)
