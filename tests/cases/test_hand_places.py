"""Every figure of the places that exist and of the homes that can be bought, by hand, from the input tables.

A bought home costs £50,000 a year, a dear one £90,000, own places nothing but what a row says.
"""

from __future__ import annotations

from tests.cases.by_hand import BOUGHT, DEAR, KIN, Change, by_hand, service
from tests.cases.casebook import Rows, Tables, rows, weekly

TRAVEL = {"travel_cost_per_mile": 10}
"""£ a mile and year; a home in the home area is 1 mile away, one outside it 30."""


def own(places: float = 2, children: object = 2, years: int = 1, homes: str = "bought", **cells: object) -> Tables:
    """Own places in the home area beside homes to buy; travel is paid for where it is asked."""
    settings = cells.pop("settings", None)
    row = {"provision": "own", "area": "home", "places": places, **cells}
    return service(children, years, homes, settings=settings, supply=[row])  # type: ignore[arg-type]


def market(years: int = 1, *, settings: dict[str, object] | None = None, **cells: object) -> Tables:
    """Two children; homes to buy in the home area and dear ones without limit."""
    held: Rows = [{"provision": "bought", "area": "home", **cells}]
    return service(2, years, settings=settings, market=held + rows("provision area", ("dear", "home")))


def shrinking() -> Tables:
    """Three settled children who never leave; a tier at £50,000 for two children, then one; one at £70,000."""
    tables = service(
        3,
        2,
        market=rows(
            "provision area period tier children_max weekly_cost",
            ("bought", "home", "2025/26", 1, 2, weekly(50_000)),
            ("bought", "home", "2025/26", 2, 1, weekly(70_000)),
            ("bought", "home", "2026/27", 1, 1, weekly(50_000)),
            ("bought", "home", "2026/27", 2, 1, weekly(70_000)),
            ("dear", "home", "2025/26", 1, "", weekly(DEAR)),
        ),
        placements=rows("need home_area provision area children", ("child", "home", "bought", "home", 3)),
    )
    tables["provisions"][1]["mean_stay"] = ""
    return tables


def closing_as_places_go() -> Tables:
    """Four settled children in four places of two homes, which have two places from the second year and may close.

    Own places cost £90,000 a child and £60,000 to run; half of them are planned to be filled. Elsewhere there are
    three homes at £50,000 and others at £85,000. Closing a home costs £70,000.
    """
    tables = service(
        4,
        2,
        supply=rows(
            "provision area period places units running_cost closable closing_cost",
            ("own", "home", "2025/26", 4, 2, 60_000, "no", 0),
            ("own", "home", "2026/27", 2, 2, 60_000, "yes", 70_000),
        ),
        market=rows(
            "provision area children_max weekly_cost",
            ("bought", "home", 3, ""),
            ("dear", "home", "", weekly(85_000)),
        ),
        placements=rows("need home_area provision area children", ("child", "home", "own", "home", 4)),
    )
    tables["provisions"][0] |= {"occupancy": 0.5, "weekly_cost": weekly(DEAR), "mean_stay": ""}
    return tables


FULL_YEAR = 4 * (DEAR + 60_000)
"""The first year of that case: nobody may move, for no place is lost."""

test_closing_moves_only_those_whose_places_go = by_hand(
    Change(
        "supply.closing_cost",
        71_000,
        closing_as_places_go(),
        FULL_YEAR + (DEAR + 3 * BOUGHT + 60_000) + 70_000,
        FULL_YEAR + (DEAR + 3 * BOUGHT + 60_000) + 71_000,
        why="one home closes: two places are lost anyway and one with it, so three move; the fourth stays at "
        "£90,000 although £85,000 would be cheaper, and £235,000 with both homes closed dearer by another £70,000",
        row=1,
    ),
)

test_supply = by_hand(
    Change(
        "supply.provision",
        "bought",
        own(),
        0,
        2 * BOUGHT,
        why="the places are a provision whose children cost £50,000 a year",
    ),
    Change(
        "supply.area",
        "away",
        own(settings=TRAVEL),
        2 * 10 * 1,
        2 * 10 * 30,
        why="30 miles at £10 instead of 1",
    ),
    Change(
        "supply.period",
        "2026/27",
        own(years=2),
        0,
        2 * BOUGHT,
        why="no own places in the first year",
    ),
    Change("supply.places", 1, own(), 0, BOUGHT, why="one child has a bought home"),
    Change(
        "supply.attrition",
        0.5,
        own(years=3),
        0,
        1 * BOUGHT + 1.5 * BOUGHT,
        why="2 places, then 1, then ½: none, 1 and 1½ children in bought homes",
    ),
    Change(
        "supply.running_cost",
        3_000,
        own(3),
        0,
        3 * 3_000,
        why="£3,000 for each of three places, one of them empty",
    ),
    Change(
        "supply.grant",
        1_000,
        own(3),
        0,
        -3 * 1_000,
        why="£1,000 for each of three places, one of them empty",
    ),
    Change(
        "supply.closable",
        "yes",
        own(running_cost=60_000),
        2 * 60_000,
        2 * BOUGHT,
        why="two bought homes are cheaper than two places of £60,000, once these may close",
    ),
    Change(
        "supply.units",
        2,
        own(children=1, running_cost=30_000, closable="yes"),
        BOUGHT,
        30_000,
        why="both places are one home: closing it saves £60,000 for a bought home of £50,000; as two homes "
        "one closes and the child lives in the other",
    ),
    Change(
        "supply.closing_cost",
        4_000,
        own(years=2, running_cost=60_000, closable="yes"),
        4 * BOUGHT,
        4 * BOUGHT + 4_000,
        why="the home closes once, for £4,000",
    ),
)

test_market = by_hand(
    Change(
        "market.provision",
        "kin",
        market(),
        2 * BOUGHT,
        2 * KIN,
        why="homes with kin are there instead, for £10,000 a year",
    ),
    Change(
        "market.area",
        "away",
        market(settings=TRAVEL),
        2 * (BOUGHT + 10),
        2 * (BOUGHT + 300),
        why="30 miles at £10 instead of 1",
    ),
    Change(
        "market.period",
        "2026/27",
        market(2),
        4 * BOUGHT,
        2 * DEAR + 2 * BOUGHT,
        why="in the first year only dear homes can be bought",
    ),
    Change(
        "market.tier",
        2,
        shrinking(),
        (2 * 50_000 + 70_000) + (50_000 + 2 * 70_000),
        2 * (2 * 50_000 + 70_000),
        why="the last tier takes the settled child who is one too many in the second year: at £70,000, or at "
        "£50,000 where the tiers change numbers",
        other={1: 1, 2: 2, 3: 1},
    ),
    Change(
        "market.children_max",
        1,
        market(),
        2 * BOUGHT,
        BOUGHT + DEAR,
        why="one child at £50,000, one at £90,000",
    ),
    Change(
        "market.weekly_cost",
        weekly(60_000),
        market(),
        2 * BOUGHT,
        2 * 60_000,
        why="the market's own price instead of the provision's",
    ),
)


def settled(children: float = 1, settings: dict[str, object] | None = None, **provision: object) -> Tables:
    """Two children and own places for both; some live in bought homes, which nobody leaves unless given."""
    tables = own(settings=settings)
    tables["provisions"][1] |= {"mean_stay": "", **provision}
    held = rows("need home_area provision area children", ("child", "home", "bought", "home", children))
    return tables | {"placements": held}


def two_origins() -> Tables:
    """Children from home and from the east; own places in the home area, bought homes away; £10 a mile."""
    tables = service(
        settings=TRAVEL,
        areas=rows("area inside_boundary", ("home", "yes"), ("east", "yes"), ("away", "no")),
        proximity=rows(
            "home_area area band miles",
            *[
                ("home", "home", "inside", 1),
                ("home", "east", "inside", 3),
                ("home", "away", "beyond_20_miles", 30),
            ],
            *[
                ("east", "home", "inside", 3),
                ("east", "east", "inside", 1),
                ("east", "away", "within_20_miles", 5),
            ],
        ),
        demand=rows(
            "need home_area period children", ("child", "home", "2025/26", 1), ("child", "east", "2025/26", 1)
        ),
        supply=rows("provision area places", ("own", "home", 2)),
        market=rows("provision area", ("bought", "away")),
        placements=rows("need home_area provision area children", ("child", "home", "bought", "away", 1)),
    )
    tables["provisions"][1]["mean_stay"] = ""
    return tables


def two_needs() -> Tables:
    """A child and a teenager; own places for both; one of them is settled in a bought home."""
    tables = service({"child": 1, "teen": 1}, supply=rows("provision area places", ("own", "home", 2)))
    tables["provisions"][1]["mean_stay"] = ""
    for row in tables["suitability"]:
        row["weekly_supplement"] = weekly(5_000) if row["need"] == "teen" and row["provision"] == "bought" else 0
    held = rows("need home_area provision area children", ("child", "home", "bought", "home", 1))
    return tables | {"placements": held}


def settled_dear(**settings: object) -> Tables:
    """A child who never leaves a bought home, of which there are some away too, or a dear one."""
    tables = settled(settings=settings) | {
        "market": rows("provision area", ("bought", "home"), ("bought", "away"), ("dear", "home"))
    }
    tables["provisions"][2]["mean_stay"] = ""
    return tables


test_placements = by_hand(
    Change(
        "placements.need",
        "teen",
        two_needs(),
        BOUGHT,
        BOUGHT + 5_000,
        why="a teenager in a bought home costs £5,000 more",
    ),
    Change(
        "placements.home_area",
        "east",
        two_origins(),
        BOUGHT + 10 * (30 + 3),
        BOUGHT + 10 * (5 + 1),
        why="the child from home 30 miles away and the one from the east 3 miles; or 5 miles and 1",
    ),
    Change(
        "placements.provision",
        "dear",
        settled_dear(),
        BOUGHT,
        DEAR,
        why="the settled child lives in a dear home",
    ),
    Change(
        "placements.area",
        "away",
        settled_dear(**TRAVEL),
        BOUGHT + 10 * (1 + 1),
        BOUGHT + 10 * (30 + 1),
        why="the settled child lives 30 miles away instead of 1, the other one in an own place 1 mile away",
    ),
    Change(
        "placements.children",
        2,
        settled(),
        BOUGHT,
        2 * BOUGHT,
        why="both children are settled, and own places stay empty",
    ),
)
