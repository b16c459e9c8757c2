"""Where settled children could be more than a pool's limit: by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.case import Pool
from models.crowding import may_be_full
from models.figures import derive

HOME = Pool("home", "in")
OWN = {"pool": HOME, "places": 20}
NINETEEN = {("child", "in", "home", "in"): 19}
PLANNED = {"home": {"occupancy": 0.85}}


@pytest.fixture(scope="session")
def crowds(make_case):
    def of(**rows):
        case = make_case(**{"demand": 20, **rows})
        return may_be_full(case, derive(case), HOME)[:, 0].tolist()

    return of


def test_a_pool_below_its_limit_is_never_full(crowds):
    assert crowds(supply=[OWN], placements={("child", "in", "home", "in"): 20}) == [False] * 2


def test_a_pool_overfull_at_the_start_may_stay_so(crowds):
    # usable 17, settled 19, nobody leaves
    assert crowds(supply=[OWN], provisions=PLANNED, placements=NINETEEN) == [True, True]


def test_an_overfull_pool_empties_as_children_leave(crowds):
    # 19 × exp(-1/12) = 17.48 > 17; × exp(-1/12) again = 16.08 < 17
    provisions = {"home": {"occupancy": 0.85, "mean_stay": 12.0}}
    assert crowds(supply=[OWN], provisions=provisions, placements=NINETEEN) == [True, False]


def test_places_lost_faster_than_children_leave_move_children(crowds):
    # 20 → 18 places; a full pool keeps 20 settled children, 2 of whom must move
    assert crowds(supply=[{**OWN, "attrition": 0.1}]) == [False, True]


def test_places_lost_more_slowly_than_children_leave_move_nobody(crowds):
    # exp(-1/2) = 0.61 stay, 0.9 of places stay
    found = crowds(supply=[{**OWN, "attrition": 0.1}], provisions={"home": {"mean_stay": 2.0}})
    assert found == [False] * 2


def test_a_home_that_may_close_may_move_children(crowds):
    assert crowds(supply=[{**OWN, "closable": True}]) == [True, True]


def test_an_option_whose_life_ends_may_move_children(crowds):
    assert crowds(options={"lease": {"life": 1.0}}) == [False, True]


def test_settled_children_set_free_never_crowd(crowds):
    found = crowds(supply=[{**OWN, "closable": True}], settled_children="free")
    assert found == [False] * 2


def test_a_market_without_a_limit_is_never_full(crowds):
    found = crowds(supply=[{**OWN, "closable": True}], market=[{"pool": HOME}])
    assert found == [False] * 2


@pytest.mark.covers("moves_for_lost_places", "full_only_when_full")
def test_only_children_without_a_place_move(plan_of):
    # Planned occupancy 0.75. Lease and home give 8 places, so 6 children. The lease ends: 4 places are left, the
    # planning limit is 3. The home is full: 4 children stay, 2 of the 4 allowed move, and nobody the year after.
    plan = plan_of(
        years=(1.0,) * 3,
        demand=6,
        provisions={"home": {"occupancy": 0.75}},
        options={
            "lease": {"places_per_unit": 4, "life": 1.0, "max_total": 1, "last_period": 0},
            "open": {"places_per_unit": 4, "max_total": 1, "last_period": 0},
        },
    )
    assert [plan.children(t, provision="home") for t in range(3)] == pytest.approx([6, 4, 4])
    assert [plan.displaced(t) for t in range(3)] == pytest.approx([0, 2, 0])
    assert plan.cost == pytest.approx(50_000 * (2 + 2))


@pytest.mark.covers("moves_only_when_full")
def test_nobody_moves_while_there_is_room(plan_of):
    # 3 children in 10 places, of which 3 are lost; own care is dearer than buying, yet nobody has to leave
    plan = plan_of(
        demand=3,
        provisions={"home": {"weekly_cost": 5_000.0}},
        supply=[{**OWN, "places": 10, "attrition": 0.3}],
        placements={("child", "in", "home", "in"): 3},
    )
    assert [plan.children(t, provision="home") for t in range(2)] == pytest.approx([3, 3])


def test_a_dominated_option_does_not_change_who_may_move(plan_of):
    # An option that nobody buys may not unlock moves: its mere presence once did.
    rows = {
        "demand": 5,
        "provisions": {"home": {"weekly_cost": 5_000.0, "mean_stay": 2.0}},
        "supply": [{**OWN, "places": 10, "attrition": 0.3}],
        "placements": {("child", "in", "home", "in"): 5},
    }
    dear = {"lease": {"life": 1.0, "setup_cost": 9e6, "max_total": 1}}
    assert plan_of(**rows).cost == pytest.approx(plan_of(**rows, options=dear).cost)


@pytest.mark.covers("market_used_before_full")
@pytest.mark.parametrize("never_used", [{}, {"closable": True}])
def test_settled_children_fill_the_market_before_a_pool_is_full(plan_of, never_used):
    # 10 children live in a pool of 10 places, of which 8 can be planned to be filled, and a market of 2 at £2,000
    # a week beside them: 8 in the places, 2 bought. The pool is exactly at its limit; that does not let the two
    # into the empty places, whether or not the home could also close.
    plan = plan_of(
        demand=10,
        provisions={"home": {"occupancy": 0.8}},
        supply=[{**OWN, "places": 10, **never_used}],
        market=[{"pool": HOME, "children_max": 2.0, "weekly_cost": 2_000.0}],
        placements={("child", "in", "home", "in"): 10},
        suitability={("child", "home"): {}},
    )
    assert plan.cost == pytest.approx(2 * 2 * 100_000)


@pytest.mark.covers("nobody_new_when_full", "a_place_for_every_child", "enough_places")
@given(
    places=st.lists(st.integers(0, 12), min_size=3, max_size=3),
    occupancy=st.sampled_from([0.75, 0.85, 1.0]),
    attrition=st.sampled_from([0.0, 0.1, 0.4]),
    closable=st.booleans(),
    life=st.sampled_from([1.0, 1.5, 9.0]),
    settled=st.integers(0, 12),
    stay=st.sampled_from([None, 2.0, 12.0]),
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_settled_children_never_make_a_plan_impossible(
    plan_of, places, occupancy, attrition, closable, life, settled, stay
):
    """Whatever is overfull or lost, there is a plan, and its children never exceed its places."""
    plan = plan_of(
        years=(1.0, 0.5, 0.5),
        demand=15,
        provisions={"home": {"occupancy": occupancy, "mean_stay": stay}},
        supply=[
            {
                **OWN,
                "from_period": t,
                "places": n,
                "attrition": attrition,
                "closable": closable,
                "running_cost": 9.0,
            }
            for t, n in enumerate(places)
        ],
        options={"lease": {"places_per_unit": 3, "life": life, "max_total": 2, "running_cost": 1.0}},
        placements={("child", "in", "home", "in"): min(settled, places[0])},
    )
    for t in range(3):
        assert plan.children(t, provision="home") <= plan.places(t) + 1e-6
        assert plan.children(t, provision="home") >= -1e-6
