"""What is shown of effects: none that the gaps could explain, and what leaves no plan before any cost."""

from __future__ import annotations

import math

from optimiser.studies.assumed import Assumption
from optimiser.studies.effects_ranked import ranked
from optimiser.studies.proven import Proven, difference
from optimiser.studies.replanned import Planned

BASE = Proven(1_000.0, 990.0)


def one(name: str) -> Assumption:
    return Assumption("demand", name, "children", "children", False, False, (2,), (10.0,), "Source", "judgement")


def planned(objective: float, bound: float) -> Planned:
    return Planned(Proven(objective, bound))


def test_an_effect_within_the_gaps_is_not_shown() -> None:
    """Dearer by 15 with a gap of 20: perhaps cheaper by 5. Cheaper by 12 beside the plan's own gap of 10: real."""
    (row,) = ranked([one("a")], [(planned(988.0, 980.0), planned(1_015.0, 995.0))], BASE)
    *_, objective_down, effect_down, objective_up, effect_up, not_proven, note = row
    assert (objective_down, effect_down) == (988.0, -12.0)
    assert objective_up == 1_015.0
    assert math.isnan(float(str(effect_up)))
    assert not_proven == 20.0
    assert note == "up: within what is not proven: between −£5 and £25"


def test_a_difference_is_real_where_the_bounds_part() -> None:
    assert difference(BASE, Proven(1_015.0, 1_001.0)).is_real
    assert difference(BASE, Proven(989.0, 900.0)).is_real
    assert not difference(BASE, Proven(1_015.0, 1_000.0)).is_real
    assert not difference(BASE, Proven(990.0, 900.0)).is_real


def test_no_effect_is_shown_as_nought_where_it_is_proven() -> None:
    exact = Proven(1_000.0, 1_000.0)
    (row,) = ranked([one("a")], [(planned(1_000.0, 1_000.0), planned(1_000.0, 1_000.0))], exact)
    assert row[-5:-1] == (0.0, 1_000.0, 0.0, 0.0)
    assert row[-1] == ""


def test_first_what_leaves_no_plan_then_the_larger_effect_then_what_is_not_known() -> None:
    none = Planned(None, "no plan can meet everything asked", no_plan=True)
    invalid = Planned(None, "not possible: too much")
    sides = [
        (planned(1_001.0, 990.0), planned(999.0, 985.0)),
        (planned(1_100.0, 1_095.0), invalid),
        (planned(700.0, 695.0), planned(1_000.0, 990.0)),
        (planned(900.0, 890.0), none),
        (none, planned(800.0, 790.0)),
    ]
    rows = ranked([one(name) for name in "abcde"], sides, BASE)
    assert [row[2] for row in rows] == ["e", "d", "c", "b", "a"]
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[1][-1] == "up: no plan can meet everything asked"
    assert rows[3][-1] == "up: not possible: too much"
