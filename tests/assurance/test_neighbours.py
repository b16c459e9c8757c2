"""Plans that differ by one decision, listed by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import optimiser
from models.case import Case, Pool
from optimiser.assurance.neighbours import Action, closable, neighbours
from tests.cases.casebook import TINY, Tables, case, demand, periods, rows, write

_YEARS = ["2025/26", "2026/27", "2027/28"]
CHEAP, CLOSE = Action("decide", "cheap", "home", 1), Action("close", "home", "home", 0)


def two_tiers() -> Tables:
    """Two tiers of recruitment that share a limit, the first also possible away; one home that may close."""
    return case(
        periods=periods(*_YEARS),
        needs=rows("need age_from age_to", ("child", 8, 17)),
        demand=demand({"child": 4}, _YEARS),
        provisions=rows(
            "provision label family sector weekly_cost",
            ("own", "Own fostering", "fostering", "in_house", 100),
            ("home", "Own home", "childrens_home", "in_house", 100),
            ("bought", "Bought", "childrens_home", "external", 5_000),
        ),
        suitability=rows(
            "need provision rating", *[("child", provision, "suitable") for provision in ("own", "home", "bought")]
        ),
        supply=rows("provision area places closable units", ("home", "home", 3, "yes", 1)),
        limits=rows("limit_group max_per_period", ("recruitment", 2)),
        options=rows(
            "option label provision area places_per_unit limit_group last_period",
            ("cheap", "Recruit easily", "own", "home", 1, "recruitment", ""),
            ("cheap", "Recruit easily", "own", "away", 1, "recruitment", ""),
            ("dear", "Recruit hard", "own", "home", 1, "recruitment", "2026/27"),
        ),
        market=rows("provision area", ("bought", "away")),
    )


def read(tables: Tables, folder: Path) -> Case:
    return optimiser.read_case(write(tables, folder)).case


def test_every_neighbour_of_a_plan(tmp_path: Path) -> None:
    """One more: 3 + 3 + 2 periods of options and 3 of closing. Of the one unit of "cheap" at home in the second

    year: fewer, earlier, later, elsewhere (away) and another tier (dear).
    """
    found = read(two_tiers(), tmp_path)
    listed = list(neighbours(found, {CHEAP: 1.0, CHEAP._replace(area="away", period=0): 0.0}))
    assert Counter(one.kind for one in listed) == {
        "one more": 11, "one fewer": 1, "earlier": 1, "later": 1, "elsewhere": 1, "another tier": 1,
    }  # fmt: skip
    changed = {one.kind: one for one in listed if one.kind != "one more"}
    assert changed["one fewer"].changes == {CHEAP: -1.0}
    assert changed["earlier"].changes == {CHEAP: -1.0, CHEAP._replace(period=0): 1.0}
    assert changed["later"].changes == {CHEAP: -1.0, CHEAP._replace(period=2): 1.0}
    assert changed["elsewhere"].changes == {CHEAP: -1.0, CHEAP._replace(area="away"): 1.0}
    assert changed["another tier"].changes == {CHEAP: -1.0, CHEAP._replace(label="dear"): 1.0}
    assert changed["another tier"].sentence == (
        "another tier: Recruit hard in home in 2026/27 instead of Recruit easily in home in 2026/27"
    )
    assert {action for one in listed if one.kind == "one more" for action in one.changes} == {
        *(CHEAP._replace(period=t) for t in range(3)),
        *(CHEAP._replace(area="away", period=t) for t in range(3)),
        *(CHEAP._replace(label="dear", period=t) for t in range(2)),
        *(CLOSE._replace(period=t) for t in range(3)),
    }


def test_a_closure_moves_in_time_only(tmp_path: Path) -> None:
    found = read(two_tiers(), tmp_path)
    changed = [one for one in neighbours(found, {CLOSE: 1.0}) if one.kind != "one more"]
    assert [one.kind for one in changed] == ["one fewer", "later"]
    assert changed[0].sentence == "one fewer: closing Own home in home in 2025/26"
    assert changed[1].changes == {CLOSE: -1.0, CLOSE._replace(period=1): 1.0}


def test_less_than_a_unit_moves_whole(tmp_path: Path) -> None:
    found = read(two_tiers(), tmp_path)
    changed = [one for one in neighbours(found, {CHEAP._replace(label="dear"): 0.25}) if one.kind != "one more"]
    assert {tuple(sorted(one.changes.values())) for one in changed} == {(-0.25,), (-0.25, 0.25)}
    assert "later" not in {one.kind for one in changed}, "2026/27 is its last period"


def test_closable_follows_the_supply_rows(tmp_path: Path) -> None:
    tables = two_tiers()
    tables["supply"] = rows(
        "provision area period places closable units",
        ("home", "home", "", 3, "yes", 1),
        ("home", "home", "2027/28", 3, "no", 1),
    )
    assert list(closable(read(tables, tmp_path))) == [(Pool("home", "home"), 0), (Pool("home", "home"), 1)]


def test_tiny_has_neighbours_of_every_decision() -> None:
    case_of_tiny = optimiser.read_case(TINY).case
    found = {action[1:3] for one in neighbours(case_of_tiny, {}) for action in one.changes}
    assert found == set(case_of_tiny.options)
