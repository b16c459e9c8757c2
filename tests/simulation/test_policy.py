"""Coins and orders of asking."""

from __future__ import annotations

import numpy as np
import pytest

from optimiser.simulation.policy import AS_PLANNED, OWN_FIRST, Asked, Home, Policy, Preferred, apart, together
from optimiser.simulation.world import Ask

SHARES = np.array([0.7, 0.25, 0.08, 0.45, 0.3])
THROWS = 20_000


@pytest.mark.parametrize("throw", [together, apart])
def test_each_provision_suits_its_share(throw) -> None:  # type: ignore[no-untyped-def]
    random = np.random.default_rng(4)
    thrown = np.array([throw(SHARES, random) for _ in range(THROWS)])
    expected = SHARES if throw is together else SHARES / (1 - np.prod(1 - SHARES))
    error = np.sqrt(expected * (1 - expected) / THROWS)
    assert (np.abs(thrown.mean(axis=0) - expected) < 4 * error).all()
    assert thrown.any(axis=1).all()


def test_coins_thrown_together_suit_as_many_as_the_shares_add_up_to() -> None:
    random = np.random.default_rng(4)
    number = np.array([sum(together(SHARES, random)) for _ in range(2_000)])
    assert set(number) == {1, 2}, "the shares add up to 1.78"


def test_nothing_suits_where_every_share_is_nought() -> None:
    random = np.random.default_rng(4)
    assert apart(np.zeros(2), random) == together(np.zeros(2), random) == [False, False]


def _asked(policy: Policy) -> Asked:
    preferred = Preferred(
        order=(Ask(0), Ask(1, 0), Ask(1, 1), Ask(2)),
        coin=(0, 1, 1, 2),
        planned=(Home(300.0, 2, (Ask(2),)), Home(100.0, 1, (Ask(1, 0), Ask(1, 1)))),
        up_to=np.array([3.0, 4.0]),
    )
    nothing_planned = Preferred(preferred.order, preferred.coin)
    return Asked(policy, (np.array([0.5, 0.5, 1.0]),), ((preferred, nothing_planned),))


def test_own_first_goes_through_what_suits_in_order() -> None:
    random = np.random.default_rng(4)
    assert list(_asked(OWN_FIRST).order(0, 0, [True, False, True], random)) == [Ask(0), Ask(2)]


def test_as_planned_draws_with_the_plans_shares_and_then_goes_through_the_rest() -> None:
    random, asked = np.random.default_rng(4), _asked(AS_PLANNED)
    orders = [tuple(asked.order(0, 0, [True, True, True], random)) for _ in range(4_000)]
    first, second = (Ask(2), Ask(0), Ask(1, 0), Ask(1, 1)), (Ask(1, 0), Ask(1, 1), Ask(0), Ask(2))
    assert set(orders) == {first, second}
    assert orders.count(first) / 4_000 == pytest.approx(0.75, abs=0.03)
    assert next(iter(asked.order(0, 1, [True, True, True], random))) == Ask(0), "nobody is planned: the cheapest"


def test_as_planned_asks_own_places_first_that_suit_and_cost_less() -> None:
    """Own places at £50 and £200; the plan would give a home at £100."""
    own = (Home(50.0, 0, (Ask(0),)), Home(200.0, 2, (Ask(3),)))
    planned = (Home(100.0, 1, (Ask(1),)),)
    order = (Ask(0), Ask(1), Ask(1, 1), Ask(2), Ask(3))
    preferred = Preferred(order, (0, 1, 1, 3, 2), own, planned, np.array([1.0]))
    asked = Asked(AS_PLANNED, (np.ones(4),), ((preferred,),))

    def order_of(*coins: bool) -> list[Ask]:
        return list(asked.order(0, 0, coins, np.random.default_rng(1)))

    assert order_of(True, True, True, True) == [Ask(0), Ask(1), Ask(1, 1), Ask(2), Ask(3)]
    assert order_of(False, True, True, False) == [Ask(1), Ask(1, 1), Ask(3)], "the dearer own place is not first"
    assert order_of(False, False, False, True) == [Ask(1), Ask(1, 1), Ask(2)], "the planned kind suits everywhere"


def test_coins_are_thrown_for_each_child_unless_for_each_search() -> None:
    assert not _asked(OWN_FIRST).afresh
    assert _asked(Policy("searching", "cheapest", thrown="each_search")).afresh
