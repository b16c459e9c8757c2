"""Every figure of a way of caring and of whom it suits, by hand, from the input tables."""

from __future__ import annotations

import pytest

from models.targets import FAMILY_SETTINGS
from optimiser.tables.specification import FAMILIES
from tests.cases.by_hand import BOUGHT, DEAR, HALF_LEAVE, KIN, Change, by_hand, service
from tests.cases.casebook import Tables, rows, weekly

SETTLED = rows("need home_area provision area children", ("child", "home", "bought", "home", 2))


def promised(measure: str) -> Tables:
    """Two children; half of them must be counted: a bought home does not count, a dear one (fostering) does."""
    promise = rows("target measure sense value", ("half", measure, "at_least", 0.5))
    tables = service(homes="bought dear", targets=promise)
    tables["provisions"][2] |= {"family": "fostering", "sector": "in_house"}
    return tables


def settled(years: int = 1, **provision: object) -> Tables:
    """Two children settled in bought homes, and own places for both."""
    tables = service(2, years, supply=rows("provision area places", ("own", "home", 2)), placements=SETTLED)
    tables["provisions"][1] |= {"mean_stay": "", **provision}
    return tables


def family(name: str) -> Change:
    """The bought homes become another family of provision, which counts as a family or does not."""
    counts = name in FAMILY_SETTINGS
    if counts:
        why = "both bought homes are with a family, so no dear one is needed"
        return Change("provisions.family", name, promised("family"), BOUGHT + DEAR, 2 * BOUGHT, why, row=1)
    tables = promised("family")
    tables["provisions"][1]["family"] = "kinship"
    return Change(
        "provisions.family",
        name,
        tables,
        2 * BOUGHT,
        BOUGHT + DEAR,
        why="bought homes were with a family and no longer are: one child of two in a dear one",
        row=1,
    )


test_families = by_hand(*map(family, FAMILIES))

test_provisions = by_hand(
    Change(
        "provisions.sector",
        "in_house",
        promised("in_house"),
        BOUGHT + DEAR,
        2 * BOUGHT,
        why="bought homes count as in-house, so no dear one is needed",
        row=1,
    ),
    Change(
        "provisions.weekly_cost",
        weekly(60_000),
        service(),
        2 * BOUGHT,
        2 * 60_000,
        why="£10,000 a year more for two children",
        row=1,
    ),
    Change(
        "provisions.price_growth",
        0.1,
        service(2, 3),
        3 * 2 * BOUGHT,
        2 * BOUGHT * (1 + 1.1 + 1.21),
        why="a tenth dearer each year",
        row=1,
    ),
    Change(
        "provisions.occupancy",
        0.75,
        service(4, supply=rows("provision area places", ("own", "home", 4))),
        0,
        BOUGHT,
        why="three of four places can be filled",
    ),
    Change(
        "provisions.mean_stay",
        HALF_LEAVE,
        settled(2),
        2 * 2 * BOUGHT,
        1 * BOUGHT + 0.5 * BOUGHT,
        why="one of two settled children is still there in the first year, half a child in the second; the "
        "others live in own places, which cost nothing",
        row=1,
    ),
    Change(
        "provisions.planned_moves_max",
        0.25,
        settled(2),
        4 * BOUGHT,
        (2 * 0.75 + 2 * 0.75**2) * BOUGHT,
        why="a quarter of the settled children make a planned move to an own place each year",
        row=1,
    ),
    Change(
        "provisions.planned_move_cost",
        3_000,
        settled(planned_moves_max=0.5),
        BOUGHT,
        BOUGHT + 3_000,
        why="one of two children moves, for £3,000",
        row=1,
    ),
    Change(
        "provisions.looked_after",
        "no",
        promised("in_house"),
        BOUGHT + DEAR,
        2 * BOUGHT,
        why="children in bought homes are not looked after, so the promise is not about them",
        row=1,
    ),
)


def kin(**suits: object) -> Tables:
    """Two children; £10,000 a year with kin, £50,000 bought."""
    tables = service(homes="bought kin")
    tables["suitability"][3] |= suits
    return tables


def for_some() -> Tables:
    """One child and two teenagers; kin suits children only."""
    tables = service({"child": 1, "teen": 2}, homes="bought kin")
    del tables["suitability"][7]
    assert tables["suitability"][3] == {"need": "child", "provision": "kin", "rating": "suitable"}
    return tables


def without_kin() -> Tables:
    """Two children for whom kin is not listed, and so unsuitable."""
    tables = service(homes="bought kin")
    del tables["suitability"][3]
    return tables


def settled_with_kin() -> Tables:
    """Three children, two of whom are settled with kin and never leave."""
    tables = service(3, homes="bought kin")
    tables["provisions"][3]["mean_stay"] = ""
    held = rows("need home_area provision area children", ("child", "home", "kin", "home", 2))
    return tables | {"placements": held}


test_suitability = by_hand(
    Change(
        "suitability.share_max",
        0.5,
        settled_with_kin(),
        3 * KIN,
        2 * KIN + BOUGHT,
        why="two settled children are more than half of three: they stay, and nobody new comes",
        row=3,
    ),
    Change(
        "suitability.need",
        "teen",
        for_some(),
        KIN + 2 * BOUGHT,
        BOUGHT + 2 * KIN,
        why="kin suits the two teenagers instead of the child",
        row=3,
    ),
    Change(
        "suitability.provision",
        "kin",
        without_kin(),
        2 * BOUGHT,
        2 * KIN,
        why="what was said of a dear home is said of kin, so that both children can live there",
        row=2,
    ),
    Change("suitability.rating", "unsuitable", kin(), 2 * KIN, 2 * BOUGHT, why="nobody with kin", row=3),
    Change(
        "suitability.rating",
        "preferred",
        promised("preferred"),
        None,
        BOUGHT * 2,
        why="no home is preferred, so the promise cannot be kept until bought homes are",
        row=1,
    ),
    Change("suitability.share_max", 0.25, kin(), 2 * KIN, 0.5 * KIN + 1.5 * BOUGHT, why="a quarter of 2", row=3),
    Change(
        "suitability.weekly_supplement",
        weekly(5_000),
        kin(),
        2 * KIN,
        2 * (KIN + 5_000),
        why="£5,000 a year more for two children",
        row=3,
    ),
    Change(
        "suitability.mean_stay",
        HALF_LEAVE,
        settled(),
        2 * BOUGHT,
        BOUGHT,
        why="nobody leaves a bought home, but half of this need group do",
        row=1,
    ),
)


@pytest.mark.parametrize("name", sorted(FAMILY_SETTINGS))
def test_a_family_is_one_of_the_specification(name: str) -> None:
    assert name in FAMILIES
