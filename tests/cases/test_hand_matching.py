"""How places fill by the choice curve, by hand: each column changed, and what the cheapest plan costs then.

Nobody is placed at the start, so every child is offered the free own places, and whom they do not carry is
bought a home. Children carried by so many places, at an offered load :math:`a`, are :math:`a (1 - B)` with
Erlang's :math:`B_0 = 1, B_n = a B_{n-1} / (n + a B_{n-1})`; every number below follows with pencil and paper.
"""

from __future__ import annotations

from tests.cases.by_hand import BOUGHT, KIN, Change, by_hand, service
from tests.cases.casebook import Rows, Tables, rows

CHOICE = {"capacity_mode": "choice"}


def places(*areas: str, each: float = 2, provision: str = "own") -> Rows:
    return rows("provision area places", *[(provision, area, each) for area in areas])


def filling(children: float = 2, supply: Rows | None = None, **how: object) -> Tables:
    """Children who are all offered own places in the home area, which fill by the choice curve."""
    held = places("home", each=children) if supply is None else supply
    return service(children, settings=CHOICE, supply=held, matching=[{"provision": "own", **how}])


def without_mode() -> Tables:
    tables = filling()
    tables["settings"] = [row for row in tables["settings"] if row["setting"] != "capacity_mode"]
    return tables


def kin_places() -> Tables:
    """Two own places and two places with kin, at £10,000 a year for a child: enough of either for both."""
    return filling(supply=places("home") + places("home", provision="kin"))


test_settings = by_hand(
    Change(
        "settings.capacity_mode",
        "choice",
        without_mode(),
        0,
        0.4 * 2 * BOUGHT,
        why="2 places for 2 children turn away B(2, 2) = 4/10 of them; by occupancy nobody",
    ),
)

test_matching = by_hand(
    Change(
        "matching.provision",
        "kin",
        kin_places(),
        0.4 * 2 * KIN,
        0,
        why="own places carry 1.2 of 2 children and kin has the rest; then own places all of them",
    ),
    Change(
        "matching.available",
        0.5,
        filling(),
        0.4 * 2 * BOUGHT,
        2 / 3 * 2 * BOUGHT,
        why="one place of two can be offered: B(2, 1) = 2/3",
    ),
    Change(
        "matching.suits",
        0.5,
        filling(),
        0.4 * 2 * BOUGHT,
        (2 - 12 / 13) * BOUGHT,
        why="0, 1, 2 children are there as 1 : 2 × 3/4 = 1.5 : 1.5 × 2 × 1/2 / 2 = 0.75, so 3/3.25 = 12/13",
    ),
    Change(
        "matching.pairs",
        1,
        filling(3),
        9 / 26 * 3 * BOUGHT,
        0.4 * 3 * BOUGHT,
        why="B(3, 3) = 9/26; in pairs the peakedness is 1.5, so that of a pool of 2 places and load 2: 4/10",
    ),
    Change(
        "matching.threes",
        1,
        filling(4),
        32 / 103 * 4 * BOUGHT,
        0.4 * 4 * BOUGHT,
        why="B(4, 4) = 32/103; in threes the peakedness is 2, so again that of 2 places and load 2: 4/10",
    ),
    Change(
        "matching.areas",
        "together",
        filling(supply=places("home", "away")),
        2 * 0.2 * BOUGHT,
        2 / 21 * 2 * BOUGHT,
        why="one child for 2 places in each area, B(1, 2) = 1/5; together two for 4 places, B(2, 4) = 2/21",
    ),
    Change(
        "matching.areas",
        "decide",
        filling(supply=places("home", "away")),
        2 * 0.2 * BOUGHT,
        2 / 21 * 2 * BOUGHT,
        why="as together, since sharing costs nothing",
    ),
    Change(
        "matching.sharing_cost",
        5_000,
        filling(supply=places("home", "away"), areas="together"),
        2 / 21 * 2 * BOUGHT,
        2 / 21 * 2 * BOUGHT + 5_000,
        why="the areas share their places, for a year",
    ),
    Change(
        "matching.sharing_cost",
        12_000,
        filling(supply=places("home", "away"), areas="decide"),
        2 / 21 * 2 * BOUGHT,
        2 * 0.2 * BOUGHT,
        why="sharing is worth £10,476 and costs more, so they do not",
    ),
)
