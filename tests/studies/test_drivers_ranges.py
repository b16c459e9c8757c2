"""How far each assumption varies: the rows of the table ``ranges`` first, a tenth either way for the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from optimiser.scenario import changed, what_if_from
from optimiser.studies.drivers_ranges import Varied, varied
from optimiser.tables.inputs import CaseInputs, read_case
from tests.cases.casebook import LEWISHAM, rows, weekly
from tests.studies.hand_case import hand_inputs

RANGES = "table rows column low high source"


def inputs_with(folder: Path, *ranges: tuple[Any, ...], **tables: Any) -> CaseInputs:
    market = rows(
        "provision area tier children_max weekly_cost",
        ("bought", "home", 1, 4, weekly(100_000)),
        ("bought", "home", 2, 20, weekly(100_000)),
        ("bought", "away", 1, 20, weekly(120_000)),
    )
    return hand_inputs(folder, market=market, ranges=rows(RANGES, *ranges), **tables)


def of(found: tuple[Varied, ...], table: str, column: str) -> list[Varied]:
    return [one for one in found if (one.assumption.table, one.assumption.column) == (table, column)]


def test_rows_of_a_range_vary_together_and_the_others_as_ever(tmp_path: Path) -> None:
    inputs = inputs_with(tmp_path, ("market", "area=home", "weekly_cost", 0.5, 1.5, "Paper"))
    ranged, other = of(varied(inputs), "market", "weekly_cost")
    assert (ranged.low, ranged.high, ranged.given, ranged.source) == (0.5, 1.5, True, "Paper")
    assert ranged.assumption.values == pytest.approx((weekly(100_000), weekly(100_000)))
    assert (other.low, other.high, other.given, other.source) == (0.9, 1.1, False, "")
    assert other.assumption.values == pytest.approx((weekly(120_000),))
    assert set(ranged.assumption.numbers).isdisjoint(other.assumption.numbers)
    assert other.assumption.row.endswith("(the others)")


def test_several_values_and_all_rows(tmp_path: Path) -> None:
    inputs = inputs_with(
        tmp_path,
        ("market", "area=home|away;tier=1", "children_max", 0.5, 2, "Paper"),
        ("provisions", "*", "mean_stay", 0.8, 1, "Paper"),
        ("options", "provision=ow*", "running_cost", 1, 1.2, "Paper"),
        ("settings", "setting=weeks_per_year", "value", 1, 1.003, "Calendar"),
        settings={"weeks_per_year": 52},
    )
    found = varied(inputs, 0.2)
    first, second = of(found, "market", "children_max")
    assert (first.assumption.values, second.assumption.values) == ((20.0, 4.0), (20.0,))
    assert [one.factors for one in of(found, "provisions", "mean_stay")] == [(0.8, 1.0)]
    assert [one.factors for one in of(found, "options", "running_cost")] == [(1.0, 1.2)]
    assert [one.factors for one in found if one.assumption.row == "weeks_per_year"] == [(1.0, 1.003)]
    assert {one.factors for one in found if not one.given} == {(0.8, 1.2)}


def test_every_figure_varies_once(tmp_path: Path) -> None:
    inputs = inputs_with(tmp_path, ("market", "tier=1", "weekly_cost", 0.5, 1.5, "Paper"))
    cells = [
        (one.assumption.table, one.assumption.column, number)
        for one in varied(inputs)
        for number in one.assumption.numbers
    ]
    assert len(cells) == len(set(cells))
    assert not any(table == "ranges" for table, _, _ in cells)


def test_a_range_goes_with_a_figure_that_a_what_if_has_changed(tmp_path: Path) -> None:
    inputs = inputs_with(tmp_path, ("market", "area=home", "weekly_cost", 0.5, 1.5, "Paper"))
    dearer = changed(inputs, [what_if_from("market[area=home].weekly_cost*=2")])
    (ranged, _) = of(varied(dearer), "market", "weekly_cost")
    assert ranged.assumption.value_times(ranged.low) == f"{weekly(100_000):.6g}"


def test_lewisham_has_ranges_with_a_source_for_ten_assumptions_and_more() -> None:
    ranged = [one for one in varied(read_case(LEWISHAM)) if one.given]
    assert len(ranged) >= 10
    assert all(one.source for one in ranged)
    assert all(not one.why_left_out for one in ranged)
