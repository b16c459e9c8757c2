"""Where children come from, and the year whose rates a period has."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from models.case import Area, Case
from models.turnover.flows import home_shares
from models.uncertainty import Entries
from optimiser.futures import flows_of
from tests.futures.hand_case import hand_case, uncertain


def two_homes(*demand: tuple[float, float]) -> Case:
    """One need group from two home areas; the demand of each period in both."""
    case = hand_case({"child": 1.0}, {"child": [1.0] * len(demand)})
    areas = MappingProxyType({label: Area(label, label, True, True) for label in ("east", "home")})
    return replace(case, areas=areas, demand=np.array(demand).T[None, :, :, None])


def test_entries_are_shared_as_the_demand_of_the_period() -> None:
    case = two_homes((3.0, 1.0), (1.0, 1.0), (0.0, 0.0))
    expected = np.array([[[0.75, 0.5, 4 / 6], [0.25, 0.5, 2 / 6]]])  # without demand: as in the whole plan
    assert home_shares(case) == pytest.approx(expected)
    flows = flows_of(case, uncertain(Entries("child", 8.0, 2.0)))
    assert flows.entering == pytest.approx(8 * expected)
    assert flows.starting.tolist() == [[0.0, 1.0]]


def test_without_any_demand_entries_are_shared_evenly() -> None:
    assert home_shares(two_homes((0.0, 0.0)))[0, :, 0].tolist() == [0.5, 0.5]


def test_periods_of_a_year_have_its_rates() -> None:
    """Half a year, then whole years: a period has the rates of the year that its middle lies in."""
    case = hand_case({"child": 1.0}, {"child": [1.0] * 5}, years=(0.25, 0.25, 0.5, 1.0, 1.0))
    flows = flows_of(case, uncertain(Entries("child", 1.0, 1.0)))
    assert [piece.rate_year for piece in flows.pieces] == [0, 0, 0, 1, 2]
    assert [piece.end for piece in flows.pieces] == [0.25, 0.5, 1.0, 2.0, 3.0]
    assert flows.rate_years == 3


def test_every_need_group_has_its_flows() -> None:
    with pytest.raises(ValueError, match="without entries: child"):
        flows_of(hand_case({"child": 1.0}, {"child": [1.0]}), uncertain(Entries("teen", 1.0, 1.0)))
