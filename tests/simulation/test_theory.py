"""Small pools where theory is exact: the simulation agrees within its confidence interval, wrong rules do not."""

from __future__ import annotations

import numpy as np
import pytest

from models.choice import erlang_b, matching
from tests.simulation.small_pools import MEASURED, chose, in_turn, occupied, over, pool, turned_away, world

ERLANG = [(8.0, 8, 0.2356), (8.0, 10, 0.1217), (12.0, 10, 0.3019), (12.0, 14, 0.1172), (3.0, 4, 0.2061)]
SUITING = [(8.0, 10, 0.5, 0.1862), (8.0, 10, 0.3, 0.2749), (3.0, 4, 0.6, 0.2917)]


@pytest.mark.parametrize(("load", "places", "published"), ERLANG)
def test_a_pool_turns_away_what_erlang_says(load: float, places: int, published: float) -> None:
    records = in_turn(world(load, pool(places)))
    share = over(records, turned_away(0))
    assert share.agrees(erlang_b(load, places))
    assert share.mean == pytest.approx(published, abs=0.015)
    assert share.rejects(erlang_b(load, places + 1))
    assert share.rejects(erlang_b(load, places - 1))
    assert over(records, occupied(0)).agrees(load * (1 - erlang_b(load, places)))


@pytest.mark.parametrize(("load", "places", "suits", "published"), SUITING)
def test_a_pool_whose_vacancies_may_not_suit(load: float, places: int, suits: float, published: float) -> None:
    records, theory = in_turn(world(load, pool(places, suits))), matching(load, places, suits)
    share = over(records, turned_away(0))
    assert theory.no_suitable == pytest.approx(published, abs=1e-3)
    assert share.agrees(theory.no_suitable)
    assert share.rejects(erlang_b(load, places))
    assert over(records, chose(0)).agrees(theory.choice_of_two)
    assert over(records, occupied(0)).agrees(theory.occupied)


def test_where_there_is_always_room_the_number_is_poisson() -> None:
    records = in_turn(world(8.0))
    share_of_time = [sum(y for (t, _), y in record.years_with[0].items() if t == 1) for record in records]
    assert share_of_time == pytest.approx([MEASURED] * len(records))
    assert over(records, occupied(0)).agrees(8.0)

    def square(record):  # type: ignore[no-untyped-def]
        return sum(n * n * years for (t, n), years in record.years_with[0].items() if t == 1) / MEASURED

    assert over(records, square).agrees(8.0 + 64.0)
    assert over(records, turned_away(0)).mean == 0


def test_two_pools_in_turn_overflow_as_their_chain_says() -> None:
    """The first pool's overflow is peaky: the second turns away more than Erlang's formula for its load."""
    load, first, second, suits = 6.0, 4, 4, 0.5
    chance = _two_pools(load, first, second, suits)
    records = in_turn(world(load, pool(first), pool(second, suits)))
    share = over(records, turned_away(1))
    full = chance[first]
    unsuitable = (1 - suits) ** (second - np.arange(second + 1))
    assert share.agrees(float(full @ unsuitable / full.sum()))
    assert share.rejects(matching(load * erlang_b(load, first), second, suits).no_suitable)
    assert over(records, occupied(1)).agrees(float(chance.sum(axis=0) @ np.arange(second + 1)))
    assert over(records, turned_away(0)).agrees(erlang_b(load, first))


def _two_pools(load: float, first: int, second: int, suits: float) -> np.ndarray:
    """Chance of (children in the first, in the second), from the balance of the chain."""
    shape = (first + 1, second + 1)
    rates = np.zeros((*shape, *shape))
    for one, two in np.ndindex(shape):
        if one < first:
            rates[one, two, one + 1, two] += load
        elif two < second:
            rates[one, two, one, two + 1] += load * (1 - (1 - suits) ** (second - two))
        if one:
            rates[one, two, one - 1, two] += one
        if two:
            rates[one, two, one, two - 1] += two
    flat = rates.reshape(first * second + first + second + 1, -1)
    balance = np.vstack([(flat - np.diag(flat.sum(axis=1))).T, np.ones(len(flat))])
    found: np.ndarray = np.linalg.lstsq(balance, np.append(np.zeros(len(flat)), 1.0), rcond=None)[0]
    return found.reshape(shape)


def test_brothers_and_sisters_who_come_together_are_turned_away_more() -> None:
    """Batches see the pool as the chain of batches says: B(8, 10) is a floor that they lie well above."""
    records = in_turn(world(8.0, pool(10), sizes={1: 0.5, 2: 0.3, 3: 0.2}))
    share = over(records, turned_away(0))
    assert share.agrees(_batches(8.0, 10, {1: 0.5, 2: 0.3, 3: 0.2}))
    assert share.rejects(erlang_b(8.0, 10))


def _batches(load: float, places: int, sizes: dict[int, float]) -> float:
    """Share of children turned away where families come together and each child takes a place for itself."""
    mean = sum(size * share for size, share in sizes.items())
    flat = np.zeros((places + 1, places + 1))
    for there in range(places + 1):
        for size, share in sizes.items():
            flat[there, min(places, there + size)] += load / mean * share
        if there:
            flat[there, there - 1] += there
    np.fill_diagonal(flat, 0.0)
    balance = np.vstack([(flat - np.diag(flat.sum(axis=1))).T, np.ones(places + 1)])
    chance = np.linalg.lstsq(balance, np.append(np.zeros(places + 1), 1.0), rcond=None)[0]
    carried = float(chance @ np.arange(places + 1))
    return 1 - carried / load
