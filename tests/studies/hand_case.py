"""A case whose effects can be worked out in the head.

One year, 10 children. A home of 4 places costs £300,000 a year, whoever lives there; at most two may be opened,
at once. Any other child's home is bought for £100,000 a year. Two homes save 2 × (400 − 300) and house 8:

    2 × 300,000 + 2 × 100,000 = £800,000
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimiser.tables.inputs import CaseInputs, read_case
from tests.cases.casebook import Tables, case, demand, rows, weekly, write

COST = 800_000


def hand_case(**tables: Any) -> Tables:
    """The tables; those that are given take the place of its own."""
    own = {
        "needs": rows("need age_from age_to", ("child", 8, 17)),
        "demand": demand({"child": 10}, ["2025/26"]),
        "provisions": rows(
            "provision family sector weekly_cost mean_stay",
            ("own", "childrens_home", "in_house", 0, 2),
            ("bought", "childrens_home", "external", weekly(100_000), 2),
        ),
        "suitability": rows(
            "need provision rating", ("child", "own", "preferred"), ("child", "bought", "suitable")
        ),
        "options": rows(
            "option provision area places_per_unit running_cost max_total", ("home", "own", "home", 4, 300_000, 2)
        ),
        "market": rows("provision area", ("bought", "home")),
    }
    return case(**{**own, **tables})


def hand_inputs(folder: Path, **tables: Any) -> CaseInputs:
    """The case as it is read from files."""
    return read_case(write(hand_case(**tables), folder))
