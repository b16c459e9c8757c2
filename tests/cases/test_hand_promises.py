"""Every measure and every figure of a promise, by hand, from the input tables.

One child unless said otherwise, and seven ways of caring. Each costs a different round sum a year and is counted
by one measure only, so that the cost tells which measure was meant:

==========  =======  ==========================================================================
care        £ a year what it is
==========  =======  ==========================================================================
plain        50,000  external children's home, 30 miles away
inside       60,000  the same, inside the boundary but 25 miles from home
near         61,000  the same, 10 miles away outside the boundary
council      62,000  in-house children's home, 30 miles away
family       63,000  external fostering, 30 miles away
preferred    64,000  external children's home that is preferred, 30 miles away
chosen       65,000  external children's home that the promise names, 30 miles away
==========  =======  ==========================================================================
"""

from __future__ import annotations

from tests.cases.by_hand import BOUGHT, PLACE, YEARS, Change, by_hand, option, service
from tests.cases.casebook import Tables, case, demand, periods, rows, weekly

PLAIN, INSIDE, NEAR, COUNCIL, FAMILY, PREFERRED, CHOSEN = 50_000, 60_000, 61_000, 62_000, 63_000, 64_000, 65_000

_CARE = {
    "plain": (PLAIN, "childrens_home", "external", "away"),
    "inside": (INSIDE, "childrens_home", "external", "edge"),
    "near": (NEAR, "childrens_home", "external", "next"),
    "council": (COUNCIL, "childrens_home", "in_house", "away"),
    "family": (FAMILY, "fostering", "external", "away"),
    "preferred": (PREFERRED, "childrens_home", "external", "away"),
    "chosen": (CHOSEN, "childrens_home", "external", "away"),
}


def promised(children: object = 1, years: int = 1, share: float = 1, **promise: object) -> Tables:
    """Children, the seven ways of caring and a promise (at least a share of 1 unless given)."""
    given = children if isinstance(children, dict) else {"child": children}
    labels = YEARS[:years]
    return case(
        periods=periods(*labels),
        areas=rows("area inside_boundary home_area", *[(a, y, h) for a, y, h, _, _ in _PLACES]),
        proximity=rows(
            "home_area area band miles", *[("home", a, band, miles) for a, _, _, band, miles in _PLACES]
        ),
        needs=rows("need age_from age_to", *[(need, 8, 15) for need in given]),
        demand=demand(given, labels),
        provisions=rows(
            "provision family sector weekly_cost mean_stay",
            *[(name, family, sector, weekly(cost), 0.01) for name, (cost, family, sector, _) in _CARE.items()],
        ),
        suitability=rows(
            "need provision rating",
            *[
                (need, name, "preferred" if name == "preferred" else "suitable")
                for need in given
                for name in _CARE
            ],
        ),
        market=rows("provision area", *[(name, area) for name, (_, _, _, area) in _CARE.items()]),
        targets=[{"target": "promise", "measure": "in_house", "sense": "at_least", "value": share, **promise}],
    )


_PLACES = (
    ("home", "yes", "yes", "inside", 1),
    ("edge", "yes", "no", "inside", 25),
    ("next", "no", "no", "within_20_miles", 10),
    ("away", "no", "no", "beyond_20_miles", 30),
)


def measured(measure: str, cost: float, **promise: object) -> Change:
    """From a promise that the child lives far away, which the cheapest home keeps, to another measure."""
    why = f"the child must be in the one way of caring that counts for {measure}"
    return Change("targets.measure", measure, promised(measure="beyond_20_miles", **promise), PLAIN, cost, why)


test_every_measure = by_hand(
    measured("inside_boundary", INSIDE),
    measured("within_20_miles", NEAR),
    measured("in_house", COUNCIL),
    measured("family", FAMILY),
    measured("preferred", PREFERRED),
    measured("selected", CHOSEN, provisions="chosen"),
    Change(
        "targets.measure",
        "beyond_20_miles",
        promised(measure="inside_boundary", sense="at_most", value=0),
        PLAIN,
        NEAR,
        why="nobody inside the boundary: the plain home; nobody beyond 20 miles: the one home that is near",
    ),
)


def by_choice() -> Tables:
    """Two children, two own places by the choice curve, whole places more at £20,000; nearly all live near."""
    return service(
        settings={"capacity_mode": "choice"},
        supply=rows("provision area places", ("own", "home", 2)),
        matching=[{"provision": "own"}],
        options=option(),
        targets=rows("target measure sense value", ("promise", "beyond_20_miles", "at_most", 0.3)),
    )


test_the_chance_of_a_home = by_hand(
    Change(
        "targets.measure",
        "no_suitable_home",
        by_choice(),
        0.4 * 2 * BOUGHT,
        4 / 19 * 2 * BOUGHT + PLACE,
        why="two places turn away B(2, 2) = 4/10 of two, three B(2, 3) = 4/19, and at most 3/10 are promised",
    ),
)

test_every_figure = by_hand(
    Change(
        "targets.unit",
        "number",
        promised(3),
        3 * COUNCIL,
        1 * COUNCIL + 2 * PLAIN,
        why="all of three children, or one child, in-house",
    ),
    Change(
        "targets.needs",
        "teen",
        promised({"child": 1, "teen": 2}),
        3 * COUNCIL,
        PLAIN + 2 * COUNCIL,
        why="the promise is about the two teenagers only",
    ),
    Change(
        "targets.provisions",
        "council;near",
        promised(),
        COUNCIL,
        PLAIN,
        why="nobody in the two provisions in scope but in-house ones; elsewhere children are out of scope",
    ),
    Change(
        "targets.provisions",
        "chosen",
        promised(measure="selected", provisions="*"),
        PLAIN,
        CHOSEN,
        why="with measure selected everybody is in scope, and only the chosen provision counts",
    ),
    Change(
        "targets.areas",
        "edge",
        promised(measure="beyond_20_miles"),
        PLAIN,
        INSIDE,
        why="far homes count only where they are in the area called edge",
    ),
    Change(
        "targets.periods",
        YEARS[1],
        promised(2, 3),
        3 * 2 * COUNCIL,
        2 * 2 * PLAIN + 2 * COUNCIL,
        why="the promise holds in the second of three years only",
    ),
    Change(
        "targets.sense",
        "at_most",
        promised(4, share=0.25),
        COUNCIL + 3 * PLAIN,
        4 * PLAIN,
        why="at least one of four in-house; at most one is kept by none",
    ),
    Change(
        "targets.value",
        0.75,
        promised(4, share=0.25),
        COUNCIL + 3 * PLAIN,
        3 * COUNCIL + PLAIN,
        why="three of four instead of one",
    ),
    Change(
        "targets.value",
        0.25,
        promised(4, measure="beyond_20_miles", sense="at_most", share=1),
        4 * PLAIN,
        PLAIN + 3 * NEAR,
        why="one of four may live far away instead of all",
    ),
    Change(
        "targets.price_if_missed",
        5_000,
        promised(4, share=0.5),
        2 * COUNCIL + 2 * PLAIN,
        4 * PLAIN + 2 * 5_000,
        why="two children short at £5,000 each are cheaper than two at £12,000 more",
    ),
    Change(
        "targets.price_if_missed",
        20_000,
        promised(2, share=0.5, price_if_missed=5_000),
        2 * PLAIN + 5_000,
        COUNCIL + PLAIN,
        why="£20,000 a child is more than the £12,000 that keeping the promise costs",
    ),
)
