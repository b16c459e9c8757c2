"""Every constraint family by hand: what the cheapest plan costs with it, and what it would cost without it.

Each case turns on one family of ``models/plan.py``. It is solved as it is, and once more with that family left out
of the formulation; both costs are worked out by hand, so a family that stops holding anybody back is noticed, and
so is a case in which it never did. Children never leave unless a case says so; own places cost nothing unless it
says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

import models.plan
from tests.cases.by_hand import BOUGHT, DEAR, HALVES, KIN, PENNY, PLACE, YEARS, cheapest, option, service
from tests.cases.casebook import Rows, Tables, periods, rows, weekly

PLACEMENTS = "need home_area provision area children"


@dataclass(frozen=True)
class Holds:
    """A case that a constraint family makes dearer: £ with it and without it."""

    family: str
    tables: Tables = field(repr=False)
    cost: float
    without: float
    why: str = field(repr=False)


def settled(provision: str, children: float, need: str = "child") -> Rows:
    return rows(PLACEMENTS, (need, "home", provision, "home", children))


def staying(tables: Tables, **provisions: dict[str, object]) -> Tables:
    """The case with nobody leaving by themselves, and some figures of its provisions changed."""
    for row in tables["provisions"]:
        row |= {"mean_stay": "", **provisions.get(row["provision"], {})}
    return tables


def supply(*row: object, more: str = "") -> Rows:
    return rows(f"provision area places {more}", *[row])


def kin_for_half() -> Tables:
    tables = service(homes="bought kin")
    tables["suitability"][3]["share_max"] = 0.5
    return tables


def shared_pool() -> Tables:
    """Two own places of £50,000 a year in a pool where five homes can be bought for £20,000."""
    return service(
        supply=supply("bought", "home", 2),
        market=rows("provision area children_max weekly_cost", ("bought", "home", 5, weekly(20_000))),
    )


def by_choice() -> Tables:
    """Two own places for two children, filled as the choice curve says."""
    held = supply("own", "home", 2)
    return service(settings={"capacity_mode": "choice"}, supply=held, matching=[{"provision": "own"}])


def kin_before_own() -> Tables:
    """Four children afresh each year: two with kin, cheapest, and two own places of £20,000 that fill by chance.

    Two of them lived with kin and two in bought homes, so that own places are offered to two.
    """
    tables = service(
        4,
        homes="bought",
        settings={"capacity_mode": "choice", "settled_children": "free"},
        supply=supply("own", "home", 2),
        matching=[{"provision": "own"}],
        placements=settled("kin", 2) + settled("bought", 2),
    )
    kin = rows("provision area children_max weekly_cost", ("kin", "home", 2, ""))
    return staying(tables | {"market": tables["market"] + kin}, own={"weekly_cost": weekly(20_000)})


def dear_and_easy() -> Tables:
    """Two own places for a child whose other home is bought and a teenager whom kin would take too."""
    tables = service(
        {"child": 1, "teen": 1},
        settings={"capacity_mode": "choice"},
        supply=supply("own", "home", 2),
        homes="bought kin",
        matching=[{"provision": "own"}],
    )
    suits = rows(
        "need provision rating",
        ("child", "own", "suitable"),
        ("child", "bought", "suitable"),
        ("teen", "own", "suitable"),
        ("teen", "kin", "suitable"),
    )
    return tables | {"suitability": suits}


def half_filled(children: float, start: float, in_pool: float | None = None) -> Tables:
    """Four own places of which two are planned to be filled, and more children settled in them than that.

    ``in_pool`` homes can be bought for £50,000 in the same pool; others without limit elsewhere.
    """
    market = rows("provision area children_max weekly_cost", ("bought", "home", "", ""))
    if in_pool is not None:
        market += rows("provision area children_max weekly_cost", ("own", "home", in_pool, weekly(BOUGHT)))
    tables = service(children, supply=supply("own", "home", 4), market=market, placements=settled("own", start))
    return staying(tables, own={"occupancy": 0.5})


def losing(
    start: float, places: tuple[float, float], occupancy: float = 1.0, weekly_cost: float = weekly(DEAR)
) -> Tables:
    """Children settled in own places that become fewer in the second year."""
    held = rows(
        "provision area period places",
        ("own", "home", YEARS[0], places[0]),
        ("own", "home", YEARS[1], places[1]),
    )
    tables = service(start, 2, supply=held, placements=settled("own", start))
    return staying(tables, own={"occupancy": occupancy, "weekly_cost": weekly_cost})


def losing_beside_a_market() -> Tables:
    """Four children settled in own places, two from the second year; one home can be bought beside them."""
    tables = losing(4, (4, 2), weekly_cost=0)
    beside = rows("provision area children_max weekly_cost", ("own", "home", 1, weekly(BOUGHT)))
    return tables | {"market": beside + rows("provision area", ("bought", "home"))}


def dearest_tier() -> Tables:
    """Three settled at two tiers that take two from the second year on; a fourth child comes in that year."""
    held = rows(
        "provision area period tier children_max weekly_cost",
        ("bought", "home", YEARS[0], 1, 2, weekly(50_000)),
        ("bought", "home", YEARS[0], 2, 1, weekly(60_000)),
        ("bought", "home", YEARS[1], 1, 1, weekly(50_000)),
        ("bought", "home", YEARS[1], 2, 1, weekly(60_000)),
        ("dear", "home", YEARS[0], 1, "", weekly(DEAR)),
    )
    return staying(service([3, 4], 2, market=held, placements=settled("bought", 3)))


def two_groups_lose_places() -> Tables:
    """A child (who costs £40,000 more there) and three teenagers in four own places, two in the second year."""
    tables = losing(4, (4, 2), weekly_cost=0)
    given = service(
        {"child": 1, "teen": 3},
        2,
        supply=tables["supply"],
        placements=settled("own", 1) + settled("own", 3, "teen"),
    )
    given["suitability"][0]["weekly_supplement"] = weekly(40_000)
    return staying(given)


def closing() -> Tables:
    """A place of £60,000 a year that may close, beside an option of £20,000 for the same kind of place."""
    held = supply("own", "home", 1, 60_000, "yes", more="running_cost closable")
    return service(1, 2, supply=held, options=option())


def moving() -> Tables:
    """Two children settled in bought homes, half of whom may move to own places in a year."""
    tables = service(supply=supply("own", "home", 2), placements=settled("bought", 2))
    return staying(tables, bought={"planned_moves_max": 0.5})


def grouped(**limit: object) -> Tables:
    return service(options=option(2, limit_group="all"), limits=[{"limit_group": "all", **limit}])


def half_years() -> Tables:
    return service(options=option(max_per_period=1), periods=periods(*HALVES, years=0.5))


def budgeted(budget: str) -> Tables:
    """One of two bought homes could be built instead for £60,000 in cash: capital, not revenue."""
    places = option(running_cost=0, capital_cost=60_000 if budget == "revenue" else 30_000, max_total=1)
    limit = rows("budget limit", (budget, 80_000 if budget == "revenue" else 29_000))
    return service(settings={"capital_treatment": "cash"}, options=places, budgets=limit)


def promised() -> Tables:
    return service(
        homes="bought kin", targets=rows("target measure sense value", ("few", "family", "at_most", 0.5))
    )


def chance() -> Tables:
    """Two own places for two children, by the choice curve, and whole places more; at most 30 % may find none."""
    promise = rows("target measure sense value", ("free", "no_suitable_home", "at_most", 0.3))
    return by_choice() | {"options": option(), "targets": promise}


CASES = (
    Holds("everyone_has_a_home", service(), 2 * BOUGHT, 0, "nobody would be given a home"),
    Holds(
        "suitable_share",
        kin_for_half(),
        KIN + BOUGHT,
        2 * KIN,
        why="kin suits half of the two children; else both would be there",
    ),
    Holds(
        "enough_places",
        service(supply=supply("own", "home", 1)),
        BOUGHT,
        0,
        why="one own place; else both children would be in it",
    ),
    Holds(
        "what_places_carry",
        by_choice(),
        0.4 * 2 * BOUGHT,
        0,
        why="two places for two children turn away B(2, 2) = 4/10 of them; else both would be in them",
    ),
    Holds(
        "carried_children",
        kin_before_own(),
        2 * KIN + 1.2 * 20_000 + 0.8 * BOUGHT,
        2 * KIN + 2 * 20_000,
        why="two places carry 6/10 of the two who are offered them; else four newcomers could fill both",
    ),
    Holds(
        "turned_away_alike",
        dear_and_easy(),
        0.4 * BOUGHT + 0.4 * KIN,
        0.8 * KIN,
        why="6/10 each of a child and a teenager; else the child, who costs more elsewhere, and 2/10 of the other",
    ),
    Holds(
        "bought_children_live_there",
        shared_pool(),
        2 * 20_000,
        2 * BOUGHT - 5 * 30_000,
        why="two children bought at £20,000; else five would be, each £30,000 below the pool's own price",
    ),
    Holds(
        "nobody_new_when_full",
        half_filled(4, 3),
        BOUGHT,
        0,
        why="three settled children in a pool for two: the fourth is bought a home, else would get the last place",
    ),
    Holds(
        "full_only_when_full",
        losing(2, (4, 2)),
        4 * DEAR,
        2 * DEAR + 2 * BOUGHT,
        why="two settled children fill two places and stay; else both would move to cheaper homes then",
    ),
    Holds(
        "a_place_for_every_child",
        losing_beside_a_market(),
        2 * BOUGHT,
        BOUGHT,
        why="two of four settled children lose their places and have bought homes; else only the one home that "
        "must be bought would be, and three children live in two places",
    ),
    Holds(
        "market_full",
        dearest_tier(),
        1_000 * (2 * 50 + 60 + 50 + 2 * 60 + 90),
        1_000 * (2 * 50 + 60 + 50 + 3 * 60),
        why="a settled child too many is kept at the dearest tier, the new one must go to a dear home; else both "
        "would be at the tier",
    ),
    Holds(
        "market_used_before_full",
        half_filled(4, 4, in_pool=1),
        BOUGHT,
        0,
        why="four settled children in a pool for two and one bought: the home is bought first; else all stay in "
        "the four places",
    ),
    Holds(
        "closures_within_what_exists",
        closing(),
        2 * PLACE,
        PLACE - 60_000 + 2 * PLACE,
        why="the home closes and the option takes its place; else it would close again, saving what is not spent",
    ),
    Holds(
        "planned_moves_limited",
        moving(),
        BOUGHT,
        0,
        why="one of two children moves to an own place; else both",
    ),
    Holds(
        "only_settled_children_move",
        two_groups_lose_places(),
        40_000 + 2 * BOUGHT,
        40_000 - 40_000 + 2 * BOUGHT,
        why="the child and one teenager move; else two children would where there was one, leaving one below "
        "nought behind and saving a supplement",
    ),
    Holds(
        "moves_for_lost_places",
        losing(4, (4, 2), 0.5),
        4 * DEAR + 2 * DEAR + 2 * BOUGHT,
        (2 * DEAR + 2 * BOUGHT) + (DEAR + 3 * BOUGHT),
        why="two places are lost in the second year, so two children move; else all would beyond the limits of "
        "two and one, from the first year on",
    ),
    Holds(
        "moves_only_when_full",
        losing(2, (4, 2)),
        4 * DEAR,
        2 * DEAR + 2 * BOUGHT,
        why="places are lost that nobody lives in: nobody moves; else both would, to cheaper homes",
    ),
    Holds(
        "yearly_limit",
        half_years(),
        0.5 * 2 * (PLACE + BOUGHT),
        0.5 * (PLACE + BOUGHT) + 0.5 * 2 * PLACE,
        why="one unit for both half-years; else one in each",
    ),
    Holds(
        "total_limit",
        service(2, 2, options=option(max_total=1)),
        2 * (PLACE + BOUGHT),
        (PLACE + BOUGHT) + 2 * PLACE,
        why="one unit in all; else one in each year",
    ),
    Holds(
        "group_yearly_limit",
        grouped(max_per_period=1),
        PLACE + BOUGHT,
        2 * PLACE,
        why="one unit in both areas together; else one in each",
    ),
    Holds(
        "group_total_limit",
        grouped(max_total=1),
        PLACE + BOUGHT,
        2 * PLACE,
        why="one unit in both areas together; else one in each",
    ),
    Holds("promise", promised(), KIN + BOUGHT, 2 * KIN, "half of the children with kin; else both"),
    Holds(
        "suitable_home",
        chance(),
        4 / 19 * 2 * BOUGHT + PLACE,
        0.4 * 2 * BOUGHT,
        why="B(2, 2) = 4/10 and B(2, 3) = 4/19: a third place, which saves £18,947 only; else none",
    ),
    Holds(
        "revenue_budget",
        budgeted("revenue"),
        BOUGHT + 60_000,
        2 * BOUGHT,
        why="£80,000 pays for one bought home, so a place is built; else two are bought",
    ),
    Holds(
        "capital_budget",
        budgeted("capital"),
        2 * BOUGHT,
        BOUGHT + 30_000,
        why="£29,000 of capital builds no place of £30,000; else one is built",
    ),
)


@pytest.mark.parametrize("held", CASES, ids=lambda held: held.family)
def test_a_family_holds_the_plan_back_by_as_much_as_it_should(
    held: Holds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert held.cost - held.without > 100 * PENNY
    assert cheapest(held.tables, tmp_path / "with") == pytest.approx(held.cost, rel=1e-9, abs=PENNY), held.why
    for name in ("CONSTRAINTS", "MONEY_CONSTRAINTS"):
        kept = tuple(rule for rule in getattr(models.plan, name) if rule.__name__ != held.family)
        monkeypatch.setattr(models.plan, name, kept)
    assert cheapest(held.tables, tmp_path / "without") == pytest.approx(held.without, rel=1e-9, abs=PENNY), (
        held.why
    )
