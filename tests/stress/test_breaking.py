"""Which figure of a future tells best that it breaks the plan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from optimiser.stress import stress
from optimiser.stress.breaking import CLEARLY, FEWEST, Driver, best_border, border
from tests.stress.hand_case import futures, one_future, places, read


def driver(*values: float, label: str = "one", broad: bool = False) -> Driver:
    return Driver(label, "2025/26", "children", np.array(values, dtype=float), broad)


def test_the_border_is_where_it_tells_best() -> None:
    """Of 1 to 6 the futures of 1, 5 and 6 break it: from 5 on two of three are caught and no other."""
    broken = np.array([True, False, False, False, True, True])
    found = border(driver(1, 2, 3, 4, 5, 6), broken, np.full(6, 1 / 6), above=True)
    assert (found.threshold, found.caught, found.others) == pytest.approx((5, 2 / 3, 0))
    weighted = np.array([0.5, 0.1, 0.1, 0.1, 0.1, 0.1])
    found = border(driver(1, 2, 3, 4, 5, 6), broken, weighted, above=False)
    assert (found.threshold, found.caught, found.others) == pytest.approx((1, 5 / 7, 0))


def test_a_border_never_divides_equal_futures() -> None:
    broken = np.array([True, False, True, False])
    found = border(driver(2, 2, 2, 1), broken, np.full(4, 0.25), above=True)
    assert (found.threshold, found.caught, found.others) == pytest.approx((2, 1, 0.5))


def test_below_is_found_as_well_as_above() -> None:
    values = np.arange(20.0)
    found = best_border([driver(*values)], values < 8, np.full(20, 0.05))
    assert found is not None
    assert (found.above, found.threshold, found.caught, found.others) == (False, 7, 1, 0)


@pytest.mark.parametrize("number", [FEWEST - 1, 20 - FEWEST + 1])
def test_too_few_to_tell(number: int) -> None:
    values = np.arange(20.0)
    assert best_border([driver(*values)], values < number, np.full(20, 0.05)) is None


def test_a_narrow_figure_must_tell_clearly_better() -> None:
    values, broken = np.arange(40.0), np.arange(40) >= 20
    narrow = driver(*values, label="narrow")
    nearly = values.copy()
    nearly[[19, 20]] = nearly[[20, 19]]
    poor = values.copy()
    poor[10:30] = poor[10:30][::-1]
    even = np.full(40, 1 / 40)
    broad = best_border([driver(*nearly, label="broad", broad=True), narrow], broken, even)
    assert broad is not None
    assert broad.label == "broad"
    assert broad.index == pytest.approx(1 - 1 / 20)
    assert CLEARLY > 1 / 20
    best = best_border([driver(*poor, label="broad", broad=True), narrow], broken, even)
    assert best is not None
    assert best.label == "narrow"


def test_the_total_tells_who_is_left_without_a_home(tmp_path: Path) -> None:
    """Three own places and two homes to buy: six children or more leave somebody without."""
    inputs = read(one_future(), tmp_path)
    found = stress((inputs, places(3)), futures(inputs, [3.0, 4, 5, 3.5, 4.5, 6, 7, 8, 9, 6.5]))
    row = found.breaking.iloc[0]
    assert (row["what"], row["futures"], row["driver"], row["side"]) == ("unmet", 5, "children in all", "at_least")
    assert (row["threshold"], row["caught"], row["others"]) == pytest.approx((6, 1, 0))
