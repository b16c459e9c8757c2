"""A small case for hand arithmetic, and its cheapest plan.

Unless a test says otherwise: one need group (``child``) from one home area (``in``); own homes (``home``)
in that area with no weekly cost, and external homes (``spot``) outside the boundary (``out``, 40 miles) at
£1,000 a week without limit. A year has 50 weeks, so an external child-year costs £50,000. Nothing is
discounted or inflated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from models import audit
from models.capacity import closed_units, places_of
from models.case import (
    Area,
    Budget,
    Case,
    Flow,
    Grant,
    LimitGroup,
    Market,
    Need,
    Option,
    OptionKey,
    Period,
    Pool,
    Provision,
    Proximity,
    Scenario,
    Settings,
    Suitability,
    Supply,
    Target,
)
from models.decisions import NOWHERE, PoolPeriod
from models.money import in_objective
from models.plan import Plan, build
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.outcome import Outcome
from optimiser.engine.settings import SolveSettings

SPOT_YEAR = 50_000.0
"""£ for a child in the default external home for a year."""

_SETTINGS = {
    "authority": "Example",
    "price_base": "2025/26",
    "weeks_per_year": 50.0,
    "discount_rate": 0.0,
    "capital_treatment": "cash",
}
_AREAS = {
    "in": {"name": "Inside", "inside_boundary": True, "home_area": True},
    "out": {"name": "Outside", "inside_boundary": False, "home_area": False},
}
_PROXIMITY = {("in", "in"): ("inside", 5.0), ("in", "out"): ("beyond_20_miles", 40.0)}
_NEED = {"age_from": 8, "age_to": 15, "locality_exempt": False}
_PROVISION = {
    "family": "childrens_home",
    "sector": "in_house",
    "weekly_cost": 0.0,
    "price_growth": 0.0,
    "occupancy": 1.0,
    "mean_stay": None,
    "planned_moves_max": 0.0,
    "planned_move_cost": 0.0,
    "looked_after": True,
}
_KNOWN_PROVISIONS = {"home": {}, "spot": {"sector": "external", "weekly_cost": 1000.0}}
_SUITABILITY = {"rating": "suitable", "share_max": 1.0, "weekly_supplement": 0.0, "mean_stay": None}
_SUPPLY = {
    "from_period": 0,
    "attrition": 0.0,
    "running_cost": 0.0,
    "grant": 0.0,
    "closable": False,
    "units": 1,
    "closing_cost": 0.0,
}
_MARKET = {"from_period": 0, "tier": 1, "children_max": math.inf}
_OPTION = {
    "provision": "home",
    "places_per_unit": 1.0,
    "setup_cost": 0.0,
    "capital_cost": 0.0,
    "grant_share": 0.0,
    "running_cost": 0.0,
    "lead_time": 0.0,
    "ramp": (),
    "attrition": 0.0,
    "life": math.inf,
    "asset_life": 40.0,
    "first_period": 0,
    "max_per_year": math.inf,
    "max_total": math.inf,
    "min_total": 0.0,
    "whole_units": True,
    "limit_groups": (),
}
_LIMIT = {"max_per_year": math.inf, "max_total": math.inf, "min_total": 0.0}
_TARGET = {"measure": "inside_boundary", "unit": "share", "sense": "at_least", "price_if_missed": None}
_BUDGET = {"budget": "revenue", "period": 0, "price_if_missed": None}
_GRANT = {"basis": "per_period", "amount": 0.0}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "covers(*names): the constraint functions and option fields tested by hand")


def _sorted(rows: Mapping[Any, Any]) -> dict[Any, Any]:
    return dict(sorted(rows.items()))


def _demand(demand: Any, needs: Sequence[str], homes: Sequence[str], shape: tuple[int, int]) -> np.ndarray:
    """A number, a list by period, or a mapping from need or (need, home area) to either."""
    array = np.zeros((len(needs), len(homes), *shape))
    rows = demand if isinstance(demand, Mapping) else {needs[0]: demand}
    for key, children in rows.items():
        need, home = key if isinstance(key, tuple) else (key, homes[0])
        values = np.asarray(children, dtype=float)
        array[needs.index(need), homes.index(home)] = np.broadcast_to(values, shape[:1])[:, None]
    return array


def build_case(
    *,
    years: Sequence[float] = (1.0, 1.0),
    demand: Any = 0.0,
    futures: Mapping[str, tuple[float, Any]] | None = None,
    areas: Mapping[str, Mapping[str, Any]] | None = None,
    proximity: Mapping[tuple[str, str], tuple[str, float | None]] | None = None,
    needs: Mapping[str, Mapping[str, Any]] | None = None,
    provisions: Mapping[str, Mapping[str, Any]] | None = None,
    suitability: Mapping[tuple[str, str], Mapping[str, Any]] | None = None,
    placements: Mapping[tuple[str, str, str, str], float] | None = None,
    supply: Sequence[Mapping[str, Any]] = (),
    market: Sequence[Mapping[str, Any]] | None = None,
    options: Mapping[Any, Mapping[str, Any]] | None = None,
    limit_groups: Mapping[str, Mapping[str, Any]] | None = None,
    targets: Sequence[Mapping[str, Any]] = (),
    budgets: Sequence[Mapping[str, Any]] = (),
    grants: Sequence[Mapping[str, Any]] = (),
    **settings: Any,
) -> Case:
    """Fill in a case. Provisions and suitability are laid over the defaults; every need suits everywhere."""
    starts = np.concatenate([[0.0], np.cumsum(years)[:-1]])
    periods = tuple(
        Period(f"P{i}", float(y), float(s)) for i, (y, s) in enumerate(zip(years, starts, strict=True))
    )
    every = tuple(range(len(periods)))
    area_rows = _sorted(areas or _AREAS)
    need_rows = _sorted(needs or {"child": {}})
    given = {
        **_KNOWN_PROVISIONS,
        **{k: {**_KNOWN_PROVISIONS.get(k, {}), **v} for k, v in (provisions or {}).items()},
    }
    provision_rows = {
        label: Provision(provision=label, label=label, **{**_PROVISION, **row})
        for label, row in _sorted(given).items()
    }
    homes = [label for label, row in area_rows.items() if row["home_area"]]
    scenarios = futures or {"all": (1.0, demand)}
    fits = {(need, provision): {} for need in need_rows for provision in provision_rows}
    market_rows = [{"pool": ("spot", "out")}] if market is None else market
    option_rows = {(key if isinstance(key, tuple) else (key, "in")): row for key, row in (options or {}).items()}
    scope = {"needs": need_rows, "provisions": provision_rows, "areas": area_rows}
    everything = {name: frozenset(rows) for name, rows in scope.items()}
    return Case(
        settings=Settings(**{**_SETTINGS, **settings}),
        periods=periods,
        scenarios=tuple(Scenario(label, probability) for label, (probability, _) in scenarios.items()),
        areas={label: Area(area=label, **row) for label, row in area_rows.items()},
        proximity={pair: Proximity(*row) for pair, row in (proximity or _PROXIMITY).items()},
        needs={label: Need(need=label, label=label, **{**_NEED, **row}) for label, row in need_rows.items()},
        provisions=provision_rows,
        suitability={
            pair: Suitability(**{**_SUITABILITY, **row})
            for pair, row in _sorted({**fits, **(suitability or {})}).items()
        },
        demand=np.concatenate(
            [_demand(children, list(need_rows), homes, (len(periods), 1)) for _, children in scenarios.values()],
            axis=3,
        ),
        placements={Flow(*flow): float(children) for flow, children in (placements or {}).items()},
        supply=tuple(Supply(**{**_SUPPLY, **row, "pool": Pool(*row["pool"])}) for row in supply),
        market=tuple(
            Market(
                **{
                    **_MARKET,
                    "weekly_cost": provision_rows[row["pool"][0]].weekly_cost,
                    **row,
                    "pool": Pool(*row["pool"]),
                }
            )
            for row in market_rows
        ),
        options={
            OptionKey(*key): Option(
                key=OptionKey(*key), **{**_OPTION, "label": key[0], "last_period": len(periods) - 1, **row}
            )
            for key, row in _sorted(option_rows).items()
        },
        limit_groups={
            label: LimitGroup(limit_group=label, label=label, **{**_LIMIT, **row})
            for label, row in _sorted(limit_groups or {}).items()
        },
        targets=tuple(
            Target(target=f"promise {i}", label="", **{**_TARGET, **everything, "periods": every, **row})
            for i, row in enumerate(targets)
        ),
        budgets=tuple(Budget(**{**_BUDGET, **row}) for row in budgets),
        grants=tuple(
            Grant(
                grant=f"grant {i}",
                label="",
                **{
                    **_GRANT,
                    "needs": frozenset(need_rows),
                    "provisions": frozenset(provision_rows),
                    "options": frozenset(key[0] for key in option_rows),
                    "periods": every,
                    **row,
                },
            )
            for i, row in enumerate(grants)
        ),
    )


@dataclass(frozen=True)
class Solved:
    """A cheapest plan, and questions a person would ask of it."""

    case: Case
    plan: Plan
    matrix: Matrix
    outcome: Outcome

    @property
    def status(self) -> str:
        return str(self.outcome.status)

    @property
    def values(self) -> np.ndarray:
        assert self.outcome.status.has_plan, self.outcome.reason
        return self.matrix.values(self.outcome.solution)

    @property
    def cost(self) -> float:
        """The objective; checked against the cost lines it is made of."""
        f, values = self.plan.formulation, self.values
        total = 0.0
        for line in self.plan.cost_lines:
            if in_objective(f, line):
                share = 1.0 if line.scenario is None else self.case.scenarios[line.scenario].probability
                total += line.terms.value(values) * share * f.figures.discount[line.period]
        assert total == pytest.approx(self.outcome.objective, abs=1e-3)
        return total

    @property
    def bound_of_relaxation(self) -> float:
        return solve(self.matrix.relaxed()).objective

    def units(self, option: str, t: int | None = None, area: str = "in") -> float:
        """Units of an option decided in a period, or in all."""
        found = self.plan.formulation.decisions.decide.items()
        return sum(
            self.values[position]
            for (key, when), position in found
            if key == OptionKey(option, area) and t in (None, when)
        )

    def children(self, t: int, s: int = 0, **where: str) -> float:
        """Children living somewhere: ``need``, ``home_area``, ``provision`` and ``area`` may be given."""
        return self.plan.formulation.living(self._flows(where), t, s).value(self.values)

    def new(self, t: int, s: int = 0, **where: str) -> float:
        return self._sum("place", t, s, where)

    def displaced(self, t: int, s: int = 0, **where: str) -> float:
        """Children who lose their place, less those who find one in the same home at once."""
        decisions = self.plan.formulation.decisions
        total = 0.0
        for j in self._flows(where):
            moved, new = (
                0.0 if p == NOWHERE else self.values[p]
                for p in (decisions.displace[j, t, s], decisions.place[j, t, s])
            )
            total += max(0.0, moved - new)
        return total

    def moved(self, t: int, s: int = 0, **where: str) -> float:
        return self._sum("move", t, s, where)

    def closed(self, t: int, provision: str = "home", area: str = "in") -> float:
        return closed_units(self.plan.formulation, Pool(provision, area), t).value(self.values)

    def places(self, t: int, provision: str = "home", area: str = "in") -> float:
        return places_of(self.plan.formulation, Pool(provision, area), t).value(self.values)

    def bought(self, t: int, tier: int, provision: str = "spot", area: str = "out") -> float:
        """Children bought at a price tier, by its position (0 is the first)."""
        position = self.plan.formulation.decisions.buy.get((PoolPeriod(Pool(provision, area), t, 0), tier))
        return 0.0 if position is None else float(self.values[position])

    def unmet(self, t: int, s: int = 0) -> float:
        found = self.plan.formulation.decisions.unmet.items()
        return sum(self.values[position] for (_, _, when, future), position in found if (when, future) == (t, s))

    def missed(self, t: int, number: int = 0) -> float:
        return float(self.values[self.plan.formulation.decisions.miss[number, t, 0]])

    def overspent(self, number: int = 0) -> float:
        return float(self.values[self.plan.formulation.decisions.overspend[number, 0]])

    def line(self, name: str, t: int, s: int = 0) -> float:
        """£ of a cost line in a period, in cash."""
        return sum(
            line.terms.value(self.values)
            for line in self.plan.cost_lines
            if line.line == name and line.period == t and line.scenario in (None, s)
        )

    def rows(self, family: str) -> int:
        return sum(key.family == family for key in self.matrix.row_keys)

    def _flows(self, where: Mapping[str, str]) -> list[int]:
        return [
            j for j, flow in enumerate(self.case.flows) if all(getattr(flow, k) == v for k, v in where.items())
        ]

    def _sum(self, name: str, t: int, s: int, where: Mapping[str, str]) -> float:
        positions = getattr(self.plan.formulation.decisions, name)[self._flows(where), t, s]
        return float(self.values[positions[positions != NOWHERE]].sum())


def find_plan(case: Case) -> Solved:
    plan = build(case)
    matrix = compile_matrix(plan)
    return Solved(case, plan, matrix, solve(matrix, SolveSettings(gap=0.0)))


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Case]:
    """Build a small case."""
    return build_case


@pytest.fixture(scope="session")
def write() -> Callable[..., audit.Problem]:
    """Write a small case in the second formulation: the whole of it, or with decisions or a past given."""
    return lambda given=None, past=None, **rows: audit.write(build_case(**rows), given=given, past=past)


@pytest.fixture(scope="session")
def solve_case() -> Callable[[Case], Solved]:
    """Find the cheapest plan of a case, to a gap of nought."""
    return find_plan


@pytest.fixture(scope="session")
def plan_of() -> Callable[..., Solved]:
    """Build a small case and find its cheapest plan."""
    return lambda **rows: find_plan(build_case(**rows))
