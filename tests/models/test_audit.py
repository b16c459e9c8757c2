"""The second formulation: what it may know, what it says of itself, and that it agrees with the planner."""

from __future__ import annotations

import ast
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optimiser
from models import audit
from models.audit_draft import Linear, Variable, total
from models.case import Case, OptionKey, Pool
from models.plan import build
from optimiser.engine.cbc import solve
from optimiser.engine.highs import solve as solve_with_highs
from optimiser.engine.matrix import compile_matrix
from tests.cases.casebook import LEWISHAM, ROOT, TINY
from tests.models.test_relations import rows

AUDIT = sorted((ROOT / "models").glob("audit*.py"))
EXAMPLES = settings(max_examples=15, deadline=None, derandomize=True)


def answer_of(case: Case, **how) -> audit.Answer:
    problem = audit.write(case, **how)
    outcome = solve(problem.lp)
    assert outcome.status == "optimal", outcome.reason
    answer = audit.read(problem, outcome.values)
    assert answer.objective == pytest.approx(outcome.objective * 1000, rel=1e-9, abs=1e-6)
    return answer


@pytest.mark.parametrize("path", AUDIT, ids=lambda path: path.name)
def test_it_shares_nothing_with_the_planner_but_the_case(path):
    own = {f"models.{other.stem}" for other in AUDIT} | {"models.case"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "no relative import"
            names = [node.module]
        for name in names:
            root = name.split(".")[0]
            assert name in own or root in ("pulp", "numpy") or root in sys.stdlib_module_names, name


def test_it_is_all_here():
    assert {path.stem for path in AUDIT} == {
        "audit", "audit_children", "audit_choice", "audit_curves", "audit_draft", "audit_facts", "audit_money",
        "audit_places", "audit_promises", "audit_chances",
    }  # fmt: skip


def test_sums_of_quantities():
    x, y = Variable("v1"), Variable("v2")
    inner = total([(1.0, x), (2.0, y), (1.0, 5.0)])
    assert total([(3.0, inner), (-3.0, x)]) == Linear({"v1": 0.0, "v2": 6.0}, 15.0)
    assert inner.value({x: 2.0}) == 2 + 5, "a variable that the solver leaves out is nought"


def test_labels_that_pulp_would_confuse_are_told_apart(make_case):
    # PuLP turns both labels into own_home: 2 children in each, at £0 and £50,000
    provisions = {"own-home": {"weekly_cost": 0.0}, "own home": {"weekly_cost": 1000.0}}
    supply = [{"pool": ("own-home", "in"), "places": 2}, {"pool": ("own home", "in"), "places": 2}]
    case = make_case(years=(1.0,), demand=4, provisions=provisions, supply=supply, market=[])
    answer = answer_of(case)
    assert {at.flow.provision: n for at, n in answer.census.items()} == {"own-home": 2, "own home": 2}
    assert answer.objective == pytest.approx(2 * 50_000)


def test_the_objective_is_in_thousands_and_holds_what_is_fixed(make_case):
    # 2 children bought for £50,000 and a grant of £30,000 whatever is decided
    case = make_case(years=(1.0,), demand=2, grants=[{"amount": 30_000.0}])
    outcome = solve(audit.write(case).lp)
    assert outcome.objective == pytest.approx(70.0)
    assert outcome.bound == pytest.approx(70.0)


def test_every_row_has_its_family_and_every_variable_its_key(make_case):
    problem = audit.write(make_case(demand=2, supply=[{"pool": ("home", "in"), "places": 1}]))
    assert len(problem.lp.constraints()) == len(problem.rows)
    assert {row.family for row in problem.rows.values()} == {
        "everyone has a home", "settled children stay", "children of a pool", "stock of places", "usable places",
    }  # fmt: skip
    keyed = [name for slot in problem.unknowns.__slots__ for name in getattr(problem.unknowns, slot).values()]
    assert len(keyed) == len(set(keyed)) == problem.size["columns"] - 1, "all but the one that is one"


def test_tiny_is_what_the_planner_finds():
    inputs = optimiser.read_case(TINY)
    answer = answer_of(inputs.case)
    result = optimiser.plan(inputs, gap=0)
    assert answer.objective == pytest.approx(result.record.objective, abs=0.005)
    decided = {(key.option, t): units for (key, t), units in answer.decide.items()}
    assert decided == {("new_home", 0): 1, ("recruit", 0): 2, ("recruit", 1): 1}
    by_line = result.costs.groupby(["kind", "line"])["amount"].sum().to_dict()
    mine: dict[tuple[str, str], float] = {}
    for key, amount in answer.lines.items():
        mine[key.kind, key.line] = mine.get((key.kind, key.line), 0.0) + amount
    assert {key: amount for key, amount in mine.items() if abs(amount) > 0.005} == pytest.approx(by_line)


@st.composite
def crowded(draw):
    """A random case with much that makes pools overfull: closures, lives that end, homes that lose places."""
    case = draw(rows())
    home = {**case["provisions"]["home"], "planned_moves_max": draw(st.sampled_from([0.0, 0.2]))}
    supply = {
        "pool": ("home", "in"),
        "places": draw(st.integers(2, 8)),
        "running_cost": draw(st.sampled_from([1_000.0, 60_000.0])),
        "attrition": draw(st.sampled_from([0.0, 0.3])),
        "closable": draw(st.booleans()),
        "units": 2,
        "closing_cost": 5_000.0,
    }
    life = draw(st.sampled_from([1.0, 1.5, float("inf")]))
    placements = {**case["placements"], ("young", "in", "home", "in"): draw(st.integers(0, supply["places"]))}
    spot = {"pool": ("spot", "out"), "from_period": 1, "tier": 2, "children_max": draw(st.integers(0, 3)) * 1.0}
    return {
        **case,
        "provisions": {**case["provisions"], "home": home},
        "supply": [supply],
        "placements": placements,
        "market": [*case["market"], spot],
        "options": {"open": {**case["options"]["open"], "life": life}},
    }


@given(rows())
@EXAMPLES
def test_random_cases_cost_what_the_planner_finds(make_case, solve_case, given_rows):
    case = make_case(**given_rows)
    assert answer_of(case).objective == pytest.approx(solve_case(case).cost, rel=1e-6, abs=1e-2)


@given(crowded())
@EXAMPLES
def test_crowded_cases_cost_what_the_planner_finds_with_a_switch_where_needed_or_everywhere(
    make_case, solve_case, given_rows
):
    case = make_case(**given_rows)
    planned = solve_case(case)
    if planned.status == "infeasible":
        assert solve(audit.write(case).lp).status == "infeasible"
        return
    assert answer_of(case).objective == pytest.approx(planned.cost, rel=1e-6, abs=1e-2)
    assert answer_of(case, switch_everywhere=True).objective == pytest.approx(planned.cost, rel=1e-6, abs=1e-2)


def test_crowded_cases_do_need_switches(make_case):
    supply = [{"pool": ("home", "in"), "places": 4, "closable": True, "units": 2}]
    case = make_case(demand=4, supply=supply, market=[{"pool": ("spot", "out"), "children_max": 9.0}])
    needed, everywhere = audit.write(case), audit.write(case, switch_everywhere=True)
    assert {at.pool.provision for at in needed.unknowns.full} == {"home"}
    assert {at.pool.provision for at in everywhere.unknowns.full} == {"home", "spot"}


def test_decisions_given_are_taken_as_they_are(make_case):
    # one home of 4 places at £10,000 saves £50,000 a child: three are decided for 12 children, two if so given
    options = {"open": {"places_per_unit": 4, "setup_cost": 10_000.0}}
    case = make_case(years=(1.0,), demand=12, options=options)
    assert answer_of(case).objective == pytest.approx(3 * 10_000)
    two = audit.Decided({(OptionKey("open", "in"), 0): 2.0})
    assert answer_of(case, given=two).objective == pytest.approx(2 * 10_000 + 4 * 50_000)
    assert answer_of(case, given=audit.Decided()).objective == pytest.approx(12 * 50_000)


def test_a_given_part_of_a_whole_home_is_refused(make_case):
    options = {"open": {"places_per_unit": 4, "setup_cost": 10_000.0}}
    problem = audit.write(
        make_case(years=(1.0,), demand=12, options=options),
        given=audit.Decided({(OptionKey("open", "in"), 0): 1.5}),
    )
    assert solve(problem.lp).status == "infeasible"


@pytest.mark.parametrize(
    "given_decisions",
    [
        audit.Decided({(OptionKey("open", "in"), 1): 1.0}),
        audit.Decided({(OptionKey("other", "in"), 0): 1.0}),
        audit.Decided({}, {(Pool("home", "in"), 0): 1.0}),
    ],
    ids=["brings nothing within the plan", "unknown", "not closable"],
)
def test_a_given_decision_that_the_case_does_not_allow_is_named(make_case, given_decisions):
    options = {"open": {"lead_time": 1.0}}
    case = make_case(demand=1, options=options, supply=[{"pool": ("home", "in"), "places": 1}])
    with pytest.raises(ValueError, match="no decision that the case allows"):
        audit.write(case, given=given_decisions)


def test_an_option_without_limit_is_given_one_only_where_a_pool_may_be_overfull(make_case):
    # 2 children, who fill 2 places of one each at the smallest: 10 × (1 + 2) = 30 units
    options = {"open": {"setup_cost": 1_000.0}}
    free = make_case(demand=2, options=options, market=[])
    assert audit.write(free).assumed == {}
    closable = [{"pool": ("home", "in"), "places": 1, "closable": True}]
    problem = audit.write(make_case(demand=2, options=options, supply=closable, market=[]))
    assert dict(problem.assumed) == {OptionKey("open", "in"): 30.0}
    found = audit.read(problem, solve(problem.lp).values)
    assert found.at_assumed_limit == ()
    assert found.objective == pytest.approx(1_000)


def test_an_option_that_earns_without_limit_is_unbounded_or_comes_up_against_what_was_assumed(make_case):
    rows = {
        "demand": 2,
        "options": {"open": {}},
        "grants": [{"basis": "per_unit", "amount": 100.0}],
        "market": [],
    }
    assert solve(audit.write(make_case(**rows)).lp).status == "unbounded"
    closable = [{"pool": ("home", "in"), "places": 1, "closable": True}]
    problem = audit.write(make_case(**rows, supply=closable))
    found = audit.read(problem, solve(problem.lp).values)
    assert found.at_assumed_limit == (OptionKey("open", "in"),)


def test_in_a_period_by_itself_nothing_is_decided_for_no_reason(make_case):
    # a home that costs nothing until it opens a year later: a pound keeps it from being decided
    case = make_case(demand=1, options={"open": {"lead_time": 1.0, "running_cost": 9_000.0}})
    problem = audit.write(case, past=audit.Past(0, {}, audit.Decided()))
    weights = {variable.name: weight for variable, weight in problem.lp.objective.items()}
    assert weights[problem.unknowns.decide[OptionKey("open", "in"), 0]] == pytest.approx(0.001)
    whole_plan = audit.write(case)
    weights = {variable.name: weight for variable, weight in whole_plan.lp.objective.items()}
    assert weights[whole_plan.unknowns.decide[OptionKey("open", "in"), 0]] == pytest.approx(9)


@pytest.fixture(scope="module")
def lewisham() -> audit.Problem:
    return audit.write(optimiser.read_case(LEWISHAM).case)


def test_the_size_of_lewisham(lewisham):
    """22 November 2026: 812 flows in six years; no pool of the default case can be overfull, so no switch."""
    assert lewisham.size == {"rows": 7410, "columns": 11515, "whole": 141}
    assert not lewisham.unknowns.full
    assert not lewisham.assumed


def test_the_relaxation_of_lewisham_is_the_planners(lewisham):
    """Without switches the two formulations describe the same set, so also their relaxations cost the same."""
    mine = solve(lewisham.lp, relaxed=True)
    theirs = solve_with_highs(compile_matrix(build(lewisham.case)).relaxed())
    assert mine.status == "optimal"
    assert mine.objective * 1000 == pytest.approx(theirs.objective, rel=1e-6)


@pytest.mark.slow
def test_with_the_planners_decisions_lewisham_costs_what_the_planner_says():
    inputs = optimiser.read_case(LEWISHAM)
    result = optimiser.plan(inputs)
    at = {period.period: t for t, period in enumerate(inputs.case.periods)}
    decided = {(OptionKey(row.option, row.area), at[row.period]): row.units for row in result.plan.itertuples()}
    answer = answer_of(inputs.case, given=audit.Decided(decided))
    assert answer.objective == pytest.approx(result.record.objective, rel=1e-6)
