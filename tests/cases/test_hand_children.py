"""Every figure of children, time and place, by hand, from the input tables.

A bought home costs £50,000 a year, a dear one £90,000. Discounted at 100 % a year, what is paid a year later
counts half.
"""

from __future__ import annotations

from tests.cases.by_hand import BOUGHT, DEAR, Change, by_hand, service
from tests.cases.casebook import Rows, Tables, case, demand, rows, weekly

HALVE = {"discount_rate": 1}
TRAVEL = {"travel_cost_per_mile": 10}


def two_needs() -> Tables:
    """Two children and a teenager in bought homes, where a teenager costs £5,000 more."""
    tables = service({"child": 2, "teen": 1})
    for row in tables["suitability"]:
        row["weekly_supplement"] = weekly(5_000) if row["need"] == "teen" else 0
    return tables


def two_origins() -> Tables:
    """Two children from home (1 mile from the bought homes) and one from the east (5 miles); £10 a mile."""
    return service(
        settings=TRAVEL,
        areas=rows("area inside_boundary", ("home", "yes"), ("east", "yes")),
        proximity=rows(
            "home_area area band miles",
            *[("home", "home", "inside", 1), ("home", "east", "inside", 5)],
            *[("east", "home", "inside", 5), ("east", "east", "inside", 1)],
        ),
        demand=rows(
            "need home_area period children", ("child", "home", "2025/26", 2), ("child", "east", "2025/26", 1)
        ),
    )


def futures() -> Tables:
    """One child with probability ¼, three with ¾."""
    return service(
        scenarios=rows("scenario probability", ("few", 0.25), ("many", 0.75)),
        demand=rows(
            "need home_area period children scenario",
            ("child", "home", "2025/26", 1, "few"),
            ("child", "home", "2025/26", 3, "many"),
        ),
    )


test_demand = by_hand(
    Change(
        "demand.need",
        "teen",
        two_needs(),
        3 * BOUGHT + 5_000,
        3 * BOUGHT + 2 * 5_000,
        why="one teenager and two children, or two and one",
        other={1: "child"},
    ),
    Change(
        "demand.home_area",
        "east",
        two_origins(),
        3 * BOUGHT + 10 * (2 * 1 + 5),
        3 * BOUGHT + 10 * (1 + 2 * 5),
        why="two children 1 mile away and one 5 miles, or one and two",
        other={1: "home"},
    ),
    Change(
        "demand.period",
        "2026/27",
        service([2, 1], 2, settings=HALVE),
        2 * BOUGHT + 0.5 * BOUGHT,
        BOUGHT + 0.5 * 2 * BOUGHT,
        why="two children and then one, or one and then two; the second year counts half",
        other={1: "2025/26"},
    ),
    Change("demand.children", 2.5, service(), 2 * BOUGHT, 2.5 * BOUGHT, why="half a child more on average"),
    Change(
        "demand.scenario",
        "many",
        futures(),
        (0.25 * 1 + 0.75 * 3) * BOUGHT,
        (0.75 * 1 + 0.25 * 3) * BOUGHT,
        why="one child with probability ¾, three with ¼",
        other={1: "few"},
    ),
)

test_scenarios = by_hand(
    Change(
        "scenarios.probability",
        0.5,
        futures(),
        2.5 * BOUGHT,
        (0.5 * 1 + 0.5 * 3) * BOUGHT,
        why="both futures equally likely",
        other={1: 0.5},
    ),
)


def dated(*days: str) -> Tables:
    """Two children in the period called first, one in the one called second; the days tell which comes first."""
    held = rows(
        "period years start", *[(name, 1, day) for name, day in zip(("first", "second"), days, strict=True)]
    )
    return service([2, 1], periods=held, settings=HALVE)


test_periods = by_hand(
    Change("periods.years", 0.5, service(), 2 * BOUGHT, BOUGHT, why="half a year costs half"),
    Change("periods.years", 0.25, service(), 2 * BOUGHT, BOUGHT / 2, why="a quarter of a year costs a quarter"),
    Change(
        "periods.start",
        "2027-04-01",
        dated("2025-04-01", "2026-04-01"),
        2.5 * BOUGHT,
        (1 + 0.5 * 2) * BOUGHT,
        why="the period with two children comes second and counts half",
    ),
)


def near(measure: str, band: str = "unknown", miles: object = "", inside: str = "no", **promise: object) -> Tables:
    """Two children; homes away (external, £50,000) and at home (£90,000); half must be near by a measure."""
    held = {"target": "near", "measure": measure, "sense": "at_least", "value": 0.5, **promise}
    return service(
        market=rows("provision area", ("bought", "away"), ("dear", "home")),
        areas=rows("area inside_boundary home_area", ("home", "yes", "yes"), ("away", inside, "no")),
        proximity=rows("home_area area band miles", ("home", "home", "inside", 1), ("home", "away", band, miles)),
        targets=[held],
    )


ONE_OF_EACH, BOTH_AWAY = BOUGHT + DEAR, 2 * BOUGHT

test_areas = by_hand(
    Change(
        "areas.inside_boundary",
        "yes",
        near("inside_boundary"),
        ONE_OF_EACH,
        BOTH_AWAY,
        why="homes away lie inside the boundary, so no dear one at home is needed",
        row=1,
    ),
)

test_proximity = by_hand(
    Change(
        "proximity.band",
        "within_20_miles",
        near("within_20_miles"),
        ONE_OF_EACH,
        BOTH_AWAY,
        why="homes away are near, though their miles are not known",
        row=1,
    ),
    Change(
        "proximity.band",
        "beyond_20_miles",
        near("beyond_20_miles"),
        None,
        BOTH_AWAY,
        why="homes at home are near and those away not known to be far: the promise cannot be kept",
        row=1,
    ),
    Change(
        "proximity.band",
        "inside",
        near("within_20_miles", inside="yes"),
        ONE_OF_EACH,
        BOTH_AWAY,
        why="inside the boundary, miles not known, counts as near; unknown does not",
        row=1,
    ),
    Change(
        "proximity.miles",
        20.5,
        near("within_20_miles", "inside", 20, "yes"),
        BOTH_AWAY,
        ONE_OF_EACH,
        why="20 miles are within 20 miles, 20.5 are not",
        row=1,
    ),
    Change(
        "proximity.home_area",
        "east",
        two_origins(),
        3 * BOUGHT + 10 * (2 * 1 + 5),
        3 * BOUGHT + 10 * (2 * 5 + 1),
        why="bought homes are 5 miles from home and 1 from the east",
        other={2: "home"},
    ),
    Change(
        "proximity.area",
        "east",
        two_origins(),
        3 * BOUGHT + 10 * (2 * 1 + 5),
        3 * BOUGHT + 10 * (2 * 5 + 5),
        why="from home, bought homes are as far as the east was: 5 miles",
        other={1: "home"},
    ),
)


def two_groups() -> Tables:
    """A child and a teenager; half of the children must live inside the boundary."""
    tables = near("inside_boundary")
    return case(
        **{
            name: held
            for name, held in tables.items()
            if name not in ("settings", "needs", "demand", "suitability")
        },
        needs=rows("need age_from age_to locality_exempt", ("child", 8, 15, "yes"), ("teen", 16, 17, "no")),
        demand=demand({"child": 1, "teen": 3}, ["2025/26"]),
        suitability=_suits("child", "teen"),
    )


def council_homes() -> Tables:
    """The same, the homes at home being in-house."""
    tables = two_groups()
    tables["provisions"][2]["sector"] = "in_house"
    return tables


def _suits(*needs: str) -> Rows:
    return rows(
        "need provision rating", *[(need, home, "suitable") for need in needs for home in ("bought", "dear")]
    )


test_needs = by_hand(
    Change(
        "needs.locality_exempt",
        "no",
        two_groups(),
        2.5 * BOUGHT + 1.5 * DEAR,
        2 * BOUGHT + 2 * DEAR,
        why="children placed away for their safety are left out of both sides: half of three, or of four",
    ),
)

test_exempt_from_promises_about_where_only = by_hand(
    Change(
        "targets.measure",
        "in_house",
        council_homes(),
        2.5 * BOUGHT + 1.5 * DEAR,
        2 * BOUGHT + 2 * DEAR,
        why="half of the three who are not exempt must be near, but half of all four in-house",
    ),
)
