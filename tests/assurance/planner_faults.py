"""Faults planted in the planner's own code, one at a time: each a slip that somebody could make.

Every fault replaces one function of the planner by one that is nearly right. ``caught_by`` names the checks of the
second opinion that must find it; that is at least one for each.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from models import capacity, delivery, figures, finance, money, plan, settled, sufficiency, targets
from models.case import Case
from optimiser import planning
from optimiser.results import all_tables
from optimiser.tables import inputs

ARITHMETIC, FORMULATION, PERTURBATION = "Arithmetic", "Another formulation", "Perturbation"

BY_ARITHMETIC, BY_FORMULATION = frozenset({ARITHMETIC}), frozenset({FORMULATION})
BOTH = BY_ARITHMETIC | BY_FORMULATION

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Fault:
    """A fault by name, how it is planted, and which checks find it."""

    name: str
    plant: Patch
    caught_by: frozenset[str]


def _instead(module: Any, name: str, make: Callable[[Any], Any]) -> Patch:
    """Replace a function by what ``make`` makes of it, wherever the planner uses it under this module."""
    return lambda patch: patch.setattr(module, name, make(getattr(module, name)))


def _without(*constraints: Callable[..., None]) -> Patch:
    """Leave constraint families out."""
    kept = tuple(one for one in plan.CONSTRAINTS if one not in constraints)
    return lambda patch: patch.setattr(plan, "CONSTRAINTS", kept)


def _replaced(constraint: Any, make: Callable[[Any], Any]) -> Patch:
    """Replace one constraint family."""
    families = tuple(make(one) if one is constraint else one for one in plan.CONSTRAINTS)
    return lambda patch: patch.setattr(plan, "CONSTRAINTS", families)


def _both(*patches: Patch) -> Patch:
    def plant(patch: pytest.MonkeyPatch) -> None:
        for one in patches:
            one(patch)

    return plant


def _negated(lines: Any) -> Any:
    return lambda f: (replace(line, terms=line.terms.times(-1.0)) for line in lines(f))


def _later(profile: Any) -> Any:
    return lambda option, periods: profile(replace(option, lead_time=option.lead_time + 1), periods)


def _with_option(**changes: float) -> Callable[[Any], Any]:
    return lambda profile: lambda option, periods: profile(replace(option, **changes), periods)


def _one_year_more(discount: Any) -> Any:
    return lambda rate, inflation, years: discount(rate, inflation, years + 1)


def _nobody_leaves(retention: Any) -> Any:
    return lambda case: np.ones_like(retention(case))


def _no_fall(retention: Any) -> Any:
    """Demand that falls takes nobody away."""

    def kept(case: Case) -> Any:
        rising = np.maximum(np.ones_like(case.demand), 1e6 ** np.arange(len(case.periods))[:, None])
        return retention(replace(case, demand=case.demand + rising))

    return kept


def _unlimited_market(tiers: Any) -> Any:
    def found(case: Case) -> Any:
        return {
            pool: tuple(replace(one, children_max=np.full_like(one.children_max, math.inf)) for one in of_pool)
            for pool, of_pool in tiers(case).items()
        }

    return found


def _keeps_its_places(existing: Any) -> Any:
    return lambda case: existing(replace(case, supply=tuple(replace(row, attrition=0.0) for row in case.supply)))


def _everyone_in_scope(_: Any) -> Any:
    return lambda case, target, need: need in target.needs


def _swapped_sense(promises: Any) -> Any:
    def rows(f: Any) -> None:
        opposite = {"at_least": "at_most", "at_most": "at_least"}
        turned = tuple(replace(target, sense=opposite[target.sense]) for target in f.case.targets)
        promises(replace(f, case=replace(f.case, targets=turned)))

    return rows


def _three_times(planned_moves: Any) -> Any:
    def rows(f: Any) -> Any:
        freer = {
            key: replace(one, planned_moves_max=3 * one.planned_moves_max)
            for key, one in f.case.provisions.items()
        }
        return planned_moves(replace(f, case=replace(f.case, provisions=freer)))

    return rows


def _any_share(shares: Any) -> Any:
    return lambda f: iter(())


def _searches_for_something_else(solve: Any) -> Any:
    """The search minimises other costs than the plan's."""

    def careless(matrix: Any, *rest: Any, **more: Any) -> Any:
        other = np.where(matrix.whole, -matrix.cost, matrix.cost)
        found = solve(replace(matrix, cost=other), *rest, **more)
        cost = float(matrix.offset + matrix.cost @ found.solution)
        return replace(found, objective=cost, bound=cost)

    return careless


def _claims_proof(polished: Any) -> Any:
    """Whatever was found is called proven."""

    def claimed(*given: Any) -> Any:
        found = polished(*given)
        return replace(found, bound=found.objective, gap=0.0)

    return claimed


def _opposite_saving(table: Any) -> Any:
    def turned(solution: Any, baseline: Any) -> Any:
        found = table(solution, baseline)
        return found.assign(revenue_saving=-found["revenue_saving"])

    return turned


def _usable_as_places(table: Any) -> Any:
    return lambda solution, baseline: table(solution, baseline).assign(usable=lambda found: found["places"])


def _a_tenth_fewer(build_case: Any) -> Any:
    def made(tables: Any) -> Case:
        case = build_case(tables)
        return replace(case, demand=case.demand * 0.9)

    return made


FAULTS = (
    Fault("grants are paid, not received", _instead(money, "_grants", _negated), BOTH),
    Fault(
        "the nightly grant is forgotten", _instead(money, "_nightly", lambda _: lambda f, grant: iter(())), BOTH
    ),
    Fault(
        "a lead time is a year too long",
        _both(_instead(figures, "usable_places", _later), _instead(figures, "standing_units", _later)),
        BOTH,
    ),
    Fault(
        "a lead time is forgotten",
        _both(
            _instead(figures, "usable_places", _with_option(lead_time=0.0)),
            _instead(figures, "standing_units", _with_option(lead_time=0.0)),
        ),
        BOTH,
    ),
    Fault("new places are full at once", _instead(figures, "usable_places", _with_option(ramp=())), BOTH),
    Fault(
        "no new carer ever leaves",
        _both(
            _instead(figures, "usable_places", _with_option(attrition=0.0)),
            _instead(figures, "standing_units", _with_option(attrition=0.0)),
        ),
        BOTH,
    ),
    Fault("existing carers never leave", _instead(figures, "existing_places", _keeps_its_places), BOTH),
    Fault("the discount exponent is one too many", _instead(finance, "discount_factor", _one_year_more), BOTH),
    Fault(
        "inflation is not taken out when discounting",
        _instead(finance, "discount_factor", lambda discount: lambda rate, _, years: discount(rate, 0.0, years)),
        BOTH,
    ),
    Fault("borrowing has no interest", _instead(finance, "annuity", lambda _: lambda rate, life: 1 / life), BOTH),
    Fault(
        "the capital grant is forgotten",
        _instead(finance, "net_capital", lambda _: lambda gross, share: gross),
        BOTH,
    ),
    Fault(
        "financing never ends",
        _instead(
            money,
            "_years_financed",
            lambda _: lambda f, option, decided, t: f.case.periods[t].years if t >= decided else 0.0,
        ),
        BOTH,
    ),
    Fault("nobody ever leaves a placement", _instead(figures, "retention", _nobody_leaves), BY_FORMULATION),
    Fault("children stay although demand falls", _instead(figures, "retention", _no_fall), BY_ARITHMETIC),
    Fault(
        "the planning occupancy is forgotten",
        _instead(capacity, "usable_places", lambda _: capacity.places_of),
        BOTH,
    ),
    Fault("the market has no limit", _instead(figures, "market_tiers", _unlimited_market), BOTH),
    Fault("a provision suits everyone it suits at all", _instead(sufficiency, "_shares", _any_share), BOTH),
    Fault(
        "three times the planned moves are let through", _instead(settled, "_planned_moves", _three_times), BOTH
    ),
    Fault("planned moves cost nothing", _instead(money, "_planned_moves", lambda _: lambda f: iter(())), BOTH),
    Fault(
        "children placed away for safety count",
        _instead(targets, "_need_in_scope", _everyone_in_scope),
        BY_ARITHMETIC,
    ),
    Fault("a promise of at least is one of at most", _replaced(targets.promise, _swapped_sense), BY_FORMULATION),
    Fault(
        "a year's delivery limit is forgotten", _without(delivery.group_yearly_limit, delivery.yearly_limit), BOTH
    ),
    Fault(
        "supplements are forgotten", _instead(Case, "weekly_supplement", lambda _: lambda case, flow: 0.0), BOTH
    ),
    Fault(
        "a year has 52 weeks whatever is set",
        _instead(finance, "yearly_cost", lambda _: lambda weekly, weeks: weekly * 52),
        BOTH,
    ),
    Fault(
        "prices grow with inflation alone",
        _instead(money, "provision_index", lambda _: lambda case, provision, t: figures.general_index(case, t)),
        BOTH,
    ),
    Fault(
        "a plan that is not the cheapest is called proven",
        _both(
            _instead(planning, "solve_unless_impossible", _searches_for_something_else),
            _instead(planning, "polished", _claims_proof),
        ),
        frozenset({FORMULATION, PERTURBATION}),
    ),
    Fault("a saving has the wrong sign", _instead(all_tables, "savings_table", _opposite_saving), BY_ARITHMETIC),
    Fault(
        "usable places are reported as all places",
        _instead(all_tables, "places_table", _usable_as_places),
        BY_ARITHMETIC,
    ),
    Fault(
        "a tenth of the children are lost while reading",
        _instead(inputs, "build_case", _a_tenth_fewer),
        BY_ARITHMETIC,
    ),
)
"""Every planted fault."""
