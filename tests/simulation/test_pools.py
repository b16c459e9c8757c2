"""The rules of the core, each in a world so small that its answer is known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from optimiser.simulation.pools import run
from optimiser.simulation.world import Ask, InTurn, Record, Site, Stream, World
from tests.simulation.small_pools import MEASURED, WARM, over, pool, world

EVERYWHERE = Site(((math.inf, math.inf),))


def still(sites: tuple[Site, ...], living: list[list[float]], years: tuple[float, ...] = (1.0, 1.0)) -> World:
    """A world in which nobody comes and nobody leaves."""
    shape = np.array(living).shape
    return World(
        period_years=years,
        sites=sites,
        streams=(),
        leaving=np.zeros(shape[0]),
        ageing=np.zeros((shape[0], shape[0])),
        breaking=np.zeros(shape),
        permitted=np.ones(shape, dtype=bool),
        living=np.array(living, dtype=float),
    )


def once(made: World, seed: int = 1, asks: tuple[Ask, ...] | None = None) -> Record:
    asks = tuple(Ask(site) for site in range(len(made.sites))) if asks is None else asks
    return run(made, InTurn(asks), np.random.default_rng(seed))


def test_a_lost_place_moves_its_child_only_where_the_pool_is_full() -> None:
    losing = (Site(((5.0, 2.0),)), EVERYWHERE)
    record = once(still(losing, [[4.0, 0.0]]))
    assert record.displaced.tolist() == [[0, 2], [0, 0]]
    assert record.lived[0].tolist() == [[4, 2], [0, 2]]
    assert record.asked[1].tolist() == [0, 2]
    assert once(still(losing, [[2.0, 0.0]])).displaced.sum() == 0


def test_no_more_children_move_than_places_are_lost_from_a_pool_that_was_too_full() -> None:
    record = once(still((Site(((3.0, 2.0),)), EVERYWHERE), [[6.0, 0.0]]))
    assert record.displaced.tolist() == [[0, 1], [0, 0]]
    assert record.lived[0].tolist() == [[6, 5], [0, 1]]


def test_a_market_keeps_those_whose_homes_are_bought() -> None:
    record = once(still((Site(((4.0, 1.0),), keeps=True), EVERYWHERE), [[4.0, 0.0]]))
    assert record.displaced.sum() == 0
    assert record.lived[0].tolist() == [[4, 4], [0, 0]]


def test_fractions_of_places_become_whole_once_and_on_average_right() -> None:
    made = still((Site(((2.3, 2.3), (4.6, 4.6))),), [[0.0]])
    tops = np.array([once(made, seed).places[0] for seed in range(400)])
    assert set(tops[:, 0].ravel()) == {2, 3}
    assert (tops[:, :, 0] == tops[:, :, 1]).all(), "a place flickers"
    assert tops[:, 0, 0].mean() == pytest.approx(2.3, abs=3.5 * math.sqrt(0.21 / 400))
    assert tops[:, 1, 0].mean() == pytest.approx(4.6, abs=3.5 * math.sqrt(0.24 / 400))


def test_the_lowest_price_tier_is_filled_first_at_every_moment() -> None:
    record = once(still((Site(((2.0, 2.0), (3.0, 5.0)), keeps=True),), [[4.0]]))
    assert record.level_years(0).tolist() == [[2, 2], [2, 2]]
    assert once(still((Site(((2.0, 2.0), (3.0, 5.0)), keeps=True),), [[1.0]])).level_years(0).tolist() == [
        [1, 1],
        [0, 0],
    ]


def test_a_child_asks_only_up_to_the_level_it_was_told() -> None:
    coming = (Stream(0, 0.0, 1.0, 40.0),)
    made = replace(still((Site(((2.0, 2.0), (5.0, 5.0))), EVERYWHERE), [[0.0, 0.0]]), streams=coming)
    assert once(made, asks=(Ask(0, 0), Ask(1))).lived[0, 0, 1] == 2
    both = once(made, asks=(Ask(0, 0), Ask(0, 1), Ask(1)))
    assert both.lived[0, 0, 1] == 5
    assert both.asked[0, 0] == both.entered[0, 0], "a site is asked once a search, however many levels it has"
    assert both.turned_away[0, 0] == both.entered[0, 0] - 5


def test_a_site_without_places_is_not_asked() -> None:
    made = replace(still((pool(0), EVERYWHERE), [[0.0, 0.0]]), streams=(Stream(0, 0.0, 1.0, 40.0),))
    assert once(made).asked[0].sum() == 0


def test_who_waits_gets_the_next_place_so_that_nobody_is_lost() -> None:
    """Where those who wait leave care at the same rate, all children together are Poisson: an exact queue."""
    load, places = 6.0, 5
    made = replace(world(load, pool(places)), sites=(pool(places),), breaking=np.zeros((1, 1)))
    made = replace(made, permitted=np.ones((1, 1), dtype=bool), living=np.zeros((1, 1)), ask_again=1e9)
    asking, seeds = InTurn((Ask(0),)), np.random.SeedSequence(3).spawn(24)
    records = [run(made, asking, np.random.default_rng(seed)) for seed in seeds]
    number = np.arange(80)
    chance = np.exp(-load + number * math.log(load) - np.array([math.lgamma(n + 1) for n in number]))
    waiting = over(records, lambda record: float(record.waited[0, 1]) / MEASURED)
    assert waiting.agrees(float(chance @ np.maximum(0, number - places)))
    living = over(records, lambda record: float(record.lived[0, 0, 1]) / MEASURED)
    assert living.agrees(float(chance @ np.minimum(number, places)))


def test_new_places_go_to_those_who_wait() -> None:
    made = replace(still((Site(((1.0, 3.0),)),), [[1.0]]), streams=(Stream(0, 0.0, 1.0, 30.0),), ask_again=1e9)
    record = once(made)
    assert record.entered.sum() > 3
    assert record.lived[0, 0].tolist() == [1, 3]


def test_a_place_that_seldom_suits_leaves_children_waiting_who_ask_again() -> None:
    hard = replace(still((pool(5, suits=0.2),), [[0.0]], (1.0, 20.0)), streams=(Stream(0, 0.0, 1.0, 3.0),))
    record = once(hard, seed=5)
    assert record.entered.sum() > 1
    assert record.waited[0, 0] > 0, "nobody had to wait, so this tests nothing"
    assert record.lived[0, 0, 1] > 0.8 * 20 * min(5, record.entered.sum())


def test_children_age_and_leave_as_the_chain_says() -> None:
    """Two groups: a child leaves the first by age at rate 0.5 or from care at 1, the second at 0.25."""
    made = replace(
        still((EVERYWHERE,), [[0.0], [0.0]], (WARM * 4, MEASURED * 4)),
        streams=(Stream(0, 0.0, 1000.0, 6.0),),
        leaving=np.array([1.0, 0.25]),
        ageing=np.array([[0.0, 0.5], [0.0, 0.0]]),
    )
    records = [once(made, seed) for seed in range(12)]
    first, second = (over(records, lambda r, o=o: float(r.lived[o, 0, 1]) / MEASURED / 4) for o in (0, 1))  # type: ignore[misc]
    assert first.agrees(6.0 / 1.5)
    assert first.rejects(6.0)
    assert second.agrees(6.0 / 1.5 * 0.5 / 0.25)


@pytest.mark.parametrize("stays", [True, False])
def test_a_child_of_another_group_stays_where_that_suits_and_asks_elsewhere_if_not(stays: bool) -> None:
    made = replace(
        still((pool(9), EVERYWHERE), [[9.0, 0.0], [0.0, 0.0]], (8.0, 8.0)),
        ageing=np.array([[0.0, 3.0], [0.0, 0.0]]),
        permitted=np.array([[True, True], [stays, True]]),
    )
    record = once(made, asks=(Ask(1),))
    assert record.lived[:, :, 1].tolist() == ([[0, 0], [72, 0]] if stays else [[0, 0], [0, 72]])
    assert record.asked[1].sum() == (0 if stays else 9)
    assert record.lived[:, :, 0].sum() == pytest.approx(72)


def test_breakdowns_and_planned_moves_make_a_child_ask_again_and_are_told_apart() -> None:
    base = still((EVERYWHERE, EVERYWHERE), [[50.0, 0.0]], (2.0, 2.0))
    broken = once(replace(base, breaking=np.array([[1.0, 0.0]])), asks=(Ask(1),))
    assert broken.moved.sum() == 0
    assert 20 < broken.asked[1, 0] < 50
    moving = np.zeros((1, 2, 2))
    moving[0, 0, 1] = 1.0
    moved = once(replace(base, moving=moving), asks=(Ask(1),))
    assert moved.moved[0, 0, 0] == 0, "planned moves begin in the second period"
    assert 20 < moved.moved[0, 0, 1] < 50
    assert moved.moved[0, 0, 1] == moved.asked[1, 1]


def test_every_child_year_is_somewhere() -> None:
    made = world(8.0, pool(3), pool(2, 0.4))
    record = once(made)
    together = sum(years * n for held in record.years_with for (_, n), years in held.items())
    assert record.lived.sum() + record.waited.sum() == pytest.approx(together)
    assert record.waited.sum() == 0
    assert (record.turned_away <= record.asked).all()


def test_the_same_seed_tells_the_same_story() -> None:
    made = world(8.0, pool(6))
    one, same, other = (once(made, seed) for seed in (1, 1, 2))
    assert (one.lived == same.lived).all()
    assert (one.lived != other.lived).any()
