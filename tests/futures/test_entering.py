"""Entries that the demand table implies, and what is said where flows and demand contradict each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.uncertainty import Ageing, Entries
from optimiser.futures import flows_of, implied, moments
from optimiser.tables.inputs import read_case
from tests.futures.hand_case import hand_case, uncertain
from tests.tables.planting import set_cell
from tests.tables.small_case import TablesOfText, small_case, write_csv

BLANK = Entries("child", None, 2.0)


def test_a_steady_demand_implies_what_leaves() -> None:
    """Eight children who stay for two years: four leave in a year, four enter."""
    flows = flows_of(hand_case({"child": 8.0}, {"child": [8.0] * 4}), uncertain(BLANK))
    assert flows.entering[0, 0] == pytest.approx([4.0] * 16)


@pytest.mark.parametrize("demand", [[8.5, 9.0, 9.5, 10.0], [9.5, 9.5, 9.5, 9.5], [8.0, 7.0, 8.0, 9.0]])
def test_the_mean_is_the_demand_table(demand: list[float]) -> None:
    flows = flows_of(hand_case({"child": 8.0}, {"child": demand}), uncertain(BLANK))
    assert moments(flows).mean[0, 0] == pytest.approx(demand)
    assert (flows.entering >= 0).all()
    assert flows.misfits == ()


def test_one_jump_does_not_swing_for_ever() -> None:
    """One rate a period would be 2, 8, 2, 8, …: entries that settle at what leaves are the steadier ones."""
    flows = flows_of(hand_case({"child": 8.0}, {"child": [8.5] + [9.0] * 5}), uncertain(BLANK))
    assert flows.entering[0, 0, -8:] == pytest.approx([4.5] * 8, abs=0.2)


def test_given_and_blank_entries_go_together() -> None:
    """The old are whom the young become: their own entries are what that leaves over."""
    case = hand_case({"young": 8.0, "old": 4.0}, {"young": [8.0] * 3, "old": [4.0] * 3})
    ageing = [Ageing("young", "old", 0.25)]
    entries = (Entries("young", 6.0, 2.0), Entries("old", None, 1.0))
    flows = flows_of(case, uncertain(*entries, ageing=ageing))
    assert flows.entering[:, 0] == pytest.approx(np.array([[2.0] * 12, [6.0] * 12]))
    assert moments(flows).total_mean == pytest.approx([12.0] * 3)


def test_fewer_than_no_entries_come_as_near_as_nobody_entering() -> None:
    """Ten children who stay for ten years cannot be four a year later."""
    case = hand_case({"child": 10.0}, {"child": [9.0, 4.0]})
    flows = flows_of(case, uncertain(Entries("child", None, 10.0)))
    assert (flows.entering >= 0).all()
    assert [misfit.period for misfit in flows.misfits][-1] == 1
    nearest = flows.misfits[-1]
    assert nearest.demand == 4
    nobody = 10 * np.exp(-0.1) * (1 - np.exp(-0.1)) / 0.1
    assert nearest.nearest == pytest.approx(nobody, abs=0.01)
    assert implied(case, uncertain(Entries("child", None, 10.0)))[1].flows == pytest.approx(nearest.nearest)


def test_the_demand_table_stands_beside_what_flows_imply() -> None:
    case = hand_case({"child": 10.0}, {"child": [9.0, 8.0]})
    first, second = implied(case, uncertain(Entries("child", 4.0, 2.0)))
    assert (first.need, first.period, first.demand) == ("child", "p0", 9.0)
    assert first.flows == pytest.approx(8 + 2 * (1 - np.exp(-0.5)) / 0.5)
    assert first.difference == pytest.approx(first.flows - 9)
    assert first.agrees
    assert not second.agrees  # 8.95 against 8: 12 %


def warnings_of(tables: TablesOfText, folder: Path) -> list[str]:
    return [str(warning) for warning in read_case(write_csv(tables, folder)).warnings]


def test_flows_unlike_the_demand_are_warned_of(tmp_path: Path) -> None:
    tables = small_case()
    set_cell("entries", 2, "entries_per_year", 30)(tables)
    (warning,) = warnings_of(tables, tmp_path / "case")
    assert warning.startswith('entries, row 2, column entries_per_year: futures of "child" have ')
    assert "where the demand table has 24; more than a tenth apart in 2025/26, 2026/27 and 2027/28" in warning
    assert warning.endswith("or leave entries_per_year blank.")


def test_demand_that_implies_fewer_than_no_entries_is_warned_of(tmp_path: Path) -> None:
    tables = small_case()
    for row in tables["demand"][1:]:
        if row[0] == "child" and row[2] == "2026/27":
            row[3] = 2
    (warning,) = warnings_of(tables, tmp_path / "case")
    assert warning.startswith(
        'entries, row 2, column entries_per_year: the demand of "child" implies fewer than no '
    )
    assert "entries in 2026/27: the demand table has 4 children in 2026/27, and futures come no nearer" in warning


def test_tables_about_chance_leave_it_the_same_plan(tmp_path: Path) -> None:
    without = small_case()
    for name in ("entries", "ageing", "price_uncertainty"):
        del without[name]
    whole = read_case(write_csv(small_case(), tmp_path / "a"))
    bare = read_case(write_csv(without, tmp_path / "b"))
    assert whole.sha256 == bare.sha256
    assert bare.uncertainty.entries == {}
    assert list(whole.uncertainty.entries) == ["child", "teen"]
    assert whole.uncertainty.entries["child"] == Entries("child", None, 2.0, 0.1, 0.05, 0.1)
    assert whole.uncertainty.entries["teen"] == Entries("teen", None, 1.5)
    assert whole.uncertainty.ageing == (Ageing("child", "teen", 0.1),)
    assert whole.uncertainty.prices is not None
    assert list(whole.uncertainty.prices) == ["all", "childrens_home"]
