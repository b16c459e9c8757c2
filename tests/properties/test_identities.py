"""Changes that change nothing, and costs that lie on one side of another, on rich random cases."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume

from models.audit import Decided
from models.case import Case, Scenario
from optimiser.assurance.perturbation import compare
from optimiser.year_by_year import year_by_year
from tests.cases.casebook import Tables
from tests.cases.test_metamorphic import dearer, renamed, reversed_rows
from tests.properties.changes import dominated_option
from tests.properties.random_cases import case_of, generate, hold
from tests.properties.solving import claimed, least, no_more, relaxed, same, second

DEFAULT, SLOW = 6, 60
"""Cases for each relation."""

HALF = "other half"


def times_seven(tables: Tables) -> Tables:
    return dearer(tables, 7.0)


def in_halves(tables: Tables) -> Tables:
    """The first need group as two groups, each with half of its children, wherever it is named."""
    need = tables["needs"][0]["need"]
    found = dict(tables)
    for name in ("needs", "demand", "suitability", "placements"):
        found[name] = [half for row in tables.get(name, []) for half in _halves(row, need)]
    for name in ("targets", "grants"):
        found[name] = [row | {"needs": _both(row["needs"], need)} for row in tables.get(name, [])]
    return {name: table for name, table in found.items() if table}


def _halves(row: dict[str, str], need: str) -> list[dict[str, str]]:
    if row["need"] != need:
        return [row]
    half = row | ({"children": repr(float(row["children"]) / 2)} if "children" in row else {})
    return [half, half | {"need": HALF}]


def _both(scope: str, need: str) -> str:
    return f"{scope};{HALF}" if need in scope.split(";") else scope


SAME: dict[str, tuple[Callable[[Tables], Tables], float]] = {
    "renaming": (renamed, 1.0),
    "another order": (reversed_rows, 1.0),
    "a need group in halves": (in_halves, 1.0),
    "money times seven": (times_seven, 7.0),
}
"""Changes to the tables, and what they multiply the cost by."""


def with_plan(seed: int) -> tuple[Case, float]:
    """A random case and the cost of its cheapest plan."""
    case = case_of(generate(seed))
    cost = least(case)
    assume(math.isfinite(cost))
    return case, cost


def is_same_after(what: str) -> Callable[[int], None]:
    change, factor = SAME[what]

    def relation(seed: int) -> None:
        _, cost = with_plan(seed)
        other = least(case_of(change(generate(seed))))
        assert same(factor * cost, other), (factor * cost, other)

    return relation


def dominated_option_changes_nothing(seed: int) -> None:
    case = case_of(generate(seed))
    assume(case.options)
    cost = least(case)
    key = min(case.options)
    assert same(cost, least(dominated_option(case, key)))


def lies_between_the_relaxation_and_any_other_plan(seed: int) -> None:
    """What is checked of other plans: each that differs by one decision, valued by the second formulation."""
    claim = claimed(case_of(generate(seed)))
    assume(claim is not None)
    assert claim is not None
    assert claim.objective is not None
    bound = relaxed(claim.case).cost
    assert bound is not None
    assert no_more(bound, claim.objective)
    compared = compare(claim, seconds=120.0)
    assert compared.own is not None, "the plan is a plan by the second formulation too"
    assert same(compared.own, claim.objective)
    assert not compared.not_valued
    assert all(
        no_more(0.0, one.extra) or same(compared.own, compared.own + one.extra) for one in compared.competitors
    )


def costs_no_more_than_planning_year_by_year(seed: int) -> None:
    """A year-by-year plan that keeps everything is a plan; one that gave way need not be."""
    case, cost = with_plan(seed)
    found = year_by_year(case)
    assume(found.status.has_plan and not found.gave_way)
    assert found.present_value is not None
    assert no_more(cost, found.present_value)


def waits_between_hindsight_and_the_mean(seed: int) -> None:
    """Wait-and-see ≤ two-stage ≤ the plan for the mean, kept to in every future."""
    tables = generate(seed)
    assume("scenarios" in tables)
    case = case_of(tables)
    cost = least(case)
    assume(math.isfinite(cost))
    waiting = sum(future.probability * least(_only(case, s)) for s, future in enumerate(case.scenarios))
    assert no_more(waiting, cost)
    claim = claimed(_mean(case))
    kept_to = math.inf if claim is None else _cost_of(case, claim.decided)
    assert no_more(cost, kept_to)


def _only(case: Case, scenario: int) -> Case:
    future = Scenario(case.scenarios[scenario].scenario, 1.0)
    return replace(case, scenarios=(future,), demand=case.demand[..., [scenario]])


def _mean(case: Case) -> Case:
    mean = case.demand @ [future.probability for future in case.scenarios]
    return replace(case, scenarios=(Scenario("mean", 1.0),), demand=mean[..., None])


def _cost_of(case: Case, decided: Decided) -> float:
    """What a plan with these decisions costs in all futures together, by the second formulation."""
    whole = {key: float(round(n)) if case.options[key[0]].whole_units else n for key, n in decided.decide.items()}
    close = {key: float(round(n)) for key, n in decided.close.items()}
    cost = second(case, by_cbc=False, given=Decided(whole, close)).cost
    return math.inf if cost is None else cost


RELATIONS: dict[str, Callable[[int], None]] = {
    **{what: is_same_after(what) for what in SAME},
    "a dominated option": dominated_option_changes_nothing,
    "bound, plan, other plans": lies_between_the_relaxation_and_any_other_plan,
    "year by year": costs_no_more_than_planning_year_by_year,
    "hindsight, plan, mean": waits_between_hindsight_and_the_mean,
}


@pytest.mark.parametrize("what", RELATIONS)
def test_it_holds(what: str) -> None:
    hold(DEFAULT, RELATIONS[what])


@pytest.mark.slow
@pytest.mark.search
@pytest.mark.parametrize("what", RELATIONS)
def test_it_holds_in_many_cases(what: str) -> None:
    hold(SLOW, RELATIONS[what])


def test_halves_are_named_wherever_the_group_is() -> None:
    tables = {
        "needs": [{"need": "g"}, {"need": "h"}],
        "demand": [{"need": "g", "children": "3"}, {"need": "h", "children": "1"}],
        "targets": [{"needs": "g;h"}, {"needs": "h"}, {"needs": "*"}],
    }
    split = in_halves(tables)
    assert [row["need"] for row in split["needs"]] == ["g", HALF, "h"]
    assert [row["children"] for row in split["demand"]] == ["1.5", "1.5", "1"]
    assert [row["needs"] for row in split["targets"]] == [f"g;h;{HALF}", "h", "*"]
