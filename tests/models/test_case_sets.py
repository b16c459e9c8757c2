"""The index sets of a case: home areas, pools, flows and what belongs to them, by hand."""

from dataclasses import asdict, replace

import pytest

from models.case import Flow, OptionKey, Pool, Settings
from models.plan import Plan, build
from optimiser.tables.specification.settings import SETTINGS

EAST, WEST, FAR = "east", "west", "far"
AREAS = {
    EAST: {"name": "East", "inside_boundary": True, "home_area": True},
    FAR: {"name": "Far", "inside_boundary": False, "home_area": False},
    WEST: {"name": "West", "inside_boundary": True, "home_area": True},
}


@pytest.fixture
def case(make_case):
    """Teenagers of the east only; young children of both; homes in the east, bought in the far area."""
    return make_case(
        areas=AREAS,
        proximity={(o, a): ("inside", 1.0) for o in (EAST, WEST) for a in AREAS},
        needs={"teen": {}, "young": {}},
        demand={("teen", EAST): [0, 4], ("young", EAST): 2, ("young", WEST): [3, 0]},
        provisions={"old": {}},
        supply=[{"pool": ("home", EAST), "places": 2}],
        market=[{"pool": ("spot", FAR)}],
        options={("open", WEST): {}, ("more", WEST): {}, ("lease", EAST): {}},
        placements={("teen", WEST, "old", FAR): 1, ("teen", WEST, "old", WEST): 0},
        suitability={
            ("teen", "home"): {"rating": "unsuitable"},
            ("young", "spot"): {"rating": "preferred", "weekly_supplement": 25.0},
        },
    )


def test_children_come_from_home_areas_only(case):
    assert case.home_areas == (EAST, WEST)


def test_pools_are_where_there_are_places_a_market_an_option_or_a_child(case):
    assert case.pools == (Pool("home", EAST), Pool("home", WEST), Pool("old", FAR), Pool("spot", FAR))


FLOWS = (
    Flow("teen", EAST, "old", FAR),
    Flow("teen", EAST, "spot", FAR),
    Flow("teen", WEST, "old", FAR),
    Flow("young", EAST, "home", EAST),
    Flow("young", EAST, "home", WEST),
    Flow("young", EAST, "old", FAR),
    Flow("young", EAST, "spot", FAR),
    Flow("young", WEST, "home", EAST),
    Flow("young", WEST, "home", WEST),
    Flow("young", WEST, "old", FAR),
    Flow("young", WEST, "spot", FAR),
)


def test_a_flow_is_suitable_and_needed_at_some_time_or_somebody_lives_so(case):
    # teenagers of the west need no home but one lives in the far area; homes do not suit teenagers
    assert case.flows == FLOWS


def test_flows_are_found_by_pool_and_by_care(case):
    by_pool = {pool: flows.tolist() for pool, flows in case.flows_of_pool.items()}
    assert by_pool == {
        Pool("home", EAST): [3, 7],
        Pool("home", WEST): [4, 8],
        Pool("old", FAR): [0, 2, 5, 9],
        Pool("spot", FAR): [1, 6, 10],
    }
    by_care = {care: flows.tolist() for care, flows in case.flows_of_care.items()}
    assert by_care == {
        ("teen", "old"): [0, 2],
        ("teen", "spot"): [1],
        ("young", "home"): [3, 4, 7, 8],
        ("young", "old"): [5, 9],
        ("young", "spot"): [6, 10],
    }


def test_a_pool_without_flows_has_an_empty_set_that_can_be_used_as_positions(case):
    nobody = replace(case, demand=case.demand * 0, placements={})
    assert nobody.flows == ()
    assert nobody.demand_by_flow.shape == (0, 2, 1)
    assert [nobody.starting_children[flows].tolist() for flows in nobody.flows_of_pool.values()] == [[], [], []]


def test_options_belong_to_the_pool_of_their_provision_and_area(case):
    found = {pool: [option.key for option in options] for pool, options in case.options_of_pool.items()}
    assert found == {
        Pool("home", EAST): [OptionKey("lease", EAST)],
        Pool("home", WEST): [OptionKey("more", WEST), OptionKey("open", WEST)],
    }


def test_children_and_demand_of_each_flow(case):
    assert case.starting_children.tolist() == [0, 0, 1, *[0] * 8]
    teen_east, teen_west, young_east, young_west = [0, 4], [0, 0], [2, 2], [3, 0]
    expected = [teen_east] * 2 + [teen_west] + [young_east] * 4 + [young_west] * 4
    assert case.demand_by_flow[:, :, 0].tolist() == expected


def test_a_provision_suits_a_group_unless_it_is_said_or_left_unsaid(case):
    assert case.is_suitable("young", "spot")
    assert case.is_suitable("teen", "spot")
    assert not case.is_suitable("teen", "home")
    assert not replace(case, suitability={}).is_suitable("teen", "spot")


def test_a_supplement_is_the_groups_own_and_nothing_where_it_is_left_unsaid(case):
    flow = Flow("young", EAST, "spot", FAR)
    assert case.weekly_supplement(flow) == 25
    assert case.weekly_supplement(Flow("teen", EAST, "spot", FAR)) == 0
    assert replace(case, suitability={}).weekly_supplement(flow) == 0


def test_a_period_ends_its_length_after_its_start(make_case):
    assert [period.end for period in make_case(years=(1.0, 0.5)).periods] == [1, 1.5]


def test_a_plan_holds_its_model_case_and_lines_under_its_own_name(case):
    plan = build(case)
    assert isinstance(plan, Plan)
    assert plan.formulation.model.name == "sufficiency_plan"
    assert plan.formulation.case is case
    assert {line.line for line in plan.cost_lines} == {"placements"}


def test_a_setting_left_out_is_what_the_table_of_settings_says():
    # the defaults are stated twice, for a case made of tables and for one made without
    columns = {s.name: s.column for s in SETTINGS if not s.about_people and s.column.default is not None}
    table = {
        name: column.default if column.kind in ("text", "choice") else float(column.default)
        for name, column in columns.items()
    }
    assert table.pop("unmet_need") == "forbidden"
    found = asdict(Settings("Anyshire", "2025/26"))
    assert found == {"authority": "Anyshire", "price_base": "2025/26", "unmet_need_price": None, **table}
