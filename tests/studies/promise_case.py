"""Cases whose frontiers can be worked out in the head: ten children for one year, homes here or 30 miles away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimiser.tables.inputs import CaseInputs, read_case
from tests.cases.casebook import Tables, case, demand, rows, weekly, write

NEEDS = rows("need age_from age_to", ("child", 8, 17))


def tiered_case(**tables: Any) -> Tables:
    """Away £50,000 a year each. Here: 4 for £60,000, then 4 for £90,000, and no more.

    Each of the first four children here costs £10,000 more, each of the next four £40,000.
    """
    own = {
        "needs": NEEDS,
        "demand": demand({"child": 10}, ["2025/26"]),
        "provisions": rows(
            "provision label family sector weekly_cost mean_stay",
            ("here", "Carers here", "fostering", "external", weekly(60_000), 2),
            ("away", "Homes away", "childrens_home", "external", weekly(50_000), 2),
        ),
        "suitability": rows(
            "need provision rating", ("child", "here", "preferred"), ("child", "away", "suitable")
        ),
        "market": rows(
            "provision area tier children_max weekly_cost",
            ("here", "home", 1, 4, weekly(60_000)),
            ("here", "home", 2, 4, weekly(90_000)),
            ("away", "away", 1, 10, weekly(50_000)),
        ),
    }
    return case(**{**own, **tables})


def homes_case(settings: dict[str, Any] | None = None, **tables: Any) -> Tables:
    """A home of 4 places here costs £100,000 to set up, at most two; a child costs £100,000 anywhere.

    Every home adds £100,000 and up to 4 of the 10 children here.
    """
    own = {
        "needs": NEEDS,
        "demand": demand({"child": 10}, ["2025/26"]),
        "provisions": rows(
            "provision family sector weekly_cost mean_stay",
            ("own", "childrens_home", "in_house", weekly(100_000), 2),
            ("bought", "childrens_home", "external", weekly(100_000), 2),
        ),
        "suitability": rows(
            "need provision rating", ("child", "own", "preferred"), ("child", "bought", "suitable")
        ),
        "options": rows(
            "option provision area places_per_unit setup_cost max_total", ("home", "own", "home", 4, 100_000, 2)
        ),
        "market": rows("provision area", ("bought", "away")),
    }
    return case(settings, **{**own, **tables})


def as_inputs(tables: Tables, folder: Path) -> CaseInputs:
    """The case as it is read from files."""
    return read_case(write(tables, folder))
