"""Where decisions switch, against sums done by hand (see :mod:`.hand_case`)."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from optimiser.errors import OptimiserError
from optimiser.scenario import changed, what_if_from
from optimiser.studies.drivers import Drivers, drivers
from optimiser.studies.drivers_switching import Switch, crossing
from optimiser.studies.drivers_text import switch_said
from tests.cases.casebook import rows, weekly
from tests.studies.hand_case import hand_inputs

PRICE, RUNNING = "provisions[provision=bought].weekly_cost", "options[*].running_cost"


def switching(folder: Path, price: str = PRICE, option: str = "home", **tables: Any) -> list[dict[Any, Any]]:
    found: Drivers = drivers(hand_inputs(folder, **tables), 0, gap=0.0, switch=[price], decisions=[option])
    return found.switching.to_dict("records")


def test_the_second_home_is_worth_opening_until_the_price_falls_by_a_quarter(tmp_path: Path) -> None:
    """The second home takes 4 children at £300,000; bought for they cost 4 × £100,000 × f. Nought at f = 0.75."""
    (found,) = switching(tmp_path)
    assert found["found"] == "found"
    assert found["factor"] == pytest.approx(0.75, abs=1e-5)
    assert found["per_cent"] == pytest.approx(-25, abs=1e-3)
    assert found["value_there"] == f"{weekly(75_000):.6g}"
    assert found["worth"] == pytest.approx(4 * 100_000 - 300_000, abs=1)
    assert found["least"] <= 2
    assert found["most"] >= -2
    assert (found["units"], found["change"]) == (2, "leaves")


def test_the_sentence_says_which_of_several_homes_is_one_too_many(tmp_path: Path) -> None:
    """A third home would take the last 2 children and is not open, so that the second is the one at stake."""
    options = rows(
        "option provision area places_per_unit running_cost max_total", ("home", "own", "home", 4, 300_000, 3)
    )
    (found,) = switching(tmp_path, options=options)
    assert found["factor"] == pytest.approx(0.75, abs=1e-5)
    assert "must fall by 25.0 %" in switch_said(found)
    assert "the plan's 2 of home are one too many" in switch_said(found)


def test_an_option_that_is_not_decided_enters_where_it_pays(tmp_path: Path) -> None:
    """At £450,000 a home of 4 does not pay at £100,000 a child: it does from f = 450 ÷ 400."""
    options = rows(
        "option provision area places_per_unit running_cost max_total", ("home", "own", "home", 4, 450_000, 2)
    )
    (found,) = switching(tmp_path, options=options)
    assert (found["units"], found["change"], found["found"]) == (0, "enters", "found")
    assert found["factor"] == pytest.approx(450 / 400, abs=1e-5)
    assert "must rise by 12.5 %" in switch_said(found)


def test_another_option_takes_its_place_first(tmp_path: Path) -> None:
    """A home costs £300,000 for 4, a flat £160,000 for 2: as f, the home's running cost, rises, two flats for
    £320,000 house the same four. So it leaves at 320 ÷ 300 although buying only pays from 400 ÷ 300."""
    options = rows(
        "option provision area places_per_unit running_cost max_total",
        ("home", "own", "home", 4, 300_000, 1),
        ("flat", "own", "home", 2, 160_000, 2),
    )
    need = rows("need home_area period children", ("child", "home", "2025/26", 4))
    (found,) = switching(tmp_path, "options[option=home].running_cost", options=options, demand=need)
    assert found["factor"] == pytest.approx(320 / 300, abs=1e-5)


def test_the_last_home_switches_to_none(tmp_path: Path) -> None:
    options = rows(
        "option provision area places_per_unit running_cost max_total", ("home", "own", "home", 4, 300_000, 1)
    )
    (found,) = switching(tmp_path, RUNNING, options=options)
    assert found["factor"] == pytest.approx(4 / 3, abs=1e-5)
    assert "home is no longer worth deciding" in switch_said(found)


def test_no_switch_is_said_and_proven(tmp_path: Path) -> None:
    """At £100,000 a year a home of 4 pays at half the price too: 4 × 50,000 > 100,000."""
    options = rows(
        "option provision area places_per_unit running_cost max_total", ("home", "own", "home", 4, 100_000, 2)
    )
    (found,) = switching(tmp_path, options=options)
    assert found["found"] == "none (proven at both ends)"
    assert math.isnan(found["factor"])
    assert found["worth"] == pytest.approx(300_000, abs=1)


def test_where_no_plan_goes_the_other_way_nothing_switches(tmp_path: Path) -> None:
    market = rows("provision area children_max", ("bought", "home", 2))
    (found,) = switching(tmp_path, market=market)
    assert (found["found"], found["note"]) == ("none (proven at both ends)", "no plan goes the other way")


def test_what_a_switching_value_means_when_planned_again(tmp_path: Path) -> None:
    """A little before it the plan has both homes, a little beyond it one fewer at the most."""
    inputs = hand_inputs(tmp_path)
    for factor, homes in ((0.76, 2), (0.74, 0)):
        there = changed(inputs, [what_if_from(f"{PRICE}*={factor}")])
        made = drivers(there, 0, gap=0.0).decisions.to_dict("records")
        assert [one["planned"] for one in made] == [homes]


def test_parts_of_a_unit_do_not_switch(tmp_path: Path) -> None:
    options = rows(
        "option provision area places_per_unit running_cost max_total whole_units",
        ("home", "own", "home", 4, 300_000, 2, "no"),
    )
    with pytest.raises(OptimiserError, match="parts of a unit"):
        switching(tmp_path, options=options)


def test_limits_of_the_factor_follow_from_what_is_not_proven() -> None:
    """It saves £100 today and nought at 0.8, £5 for each per cent; between −£10 and £10 there: 0.78 to 0.82."""
    assert Switch("found", 100.0, 0.8, -10.0, 10.0).limits == pytest.approx((0.78, 0.82))


def test_false_position_finds_a_bend() -> None:
    bent = lambda factor: min(100 * (factor - 0.9), 10 * (factor - 0.6)) if factor > 0.7 else -20 + factor  # noqa: E731
    assert crossing(bent, (1.0, bent(1.0)), (0.5, bent(0.5)), 1e-9) == pytest.approx(0.9, abs=1e-6)
