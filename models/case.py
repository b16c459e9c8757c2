"""The frozen data that a plan needs: index sets and figures, the meeting point of the two packages.

A :class:`Case` holds only what the input tables say, checked and in one canonical order (every set sorted
by its label, periods by date), so that the order of rows in a file can never change a plan. What follows
from the figures (retention, delivery profiles, prices) is computed by the other modules of this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.matching import ChoiceCurve

Floats = NDArray[np.float64]

EVERY_AREA = "*"
"""Area of the one pool that the areas of a provision make where they share their places."""


class Flow(NamedTuple):
    """A permitted way of living: children of a need group from a home area, in a provision in an area."""

    need: str
    home_area: str
    provision: str
    area: str


class Pool(NamedTuple):
    """The places of one provision in one area."""

    provision: str
    area: str


class OptionKey(NamedTuple):
    """An option in an area."""

    option: str
    area: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the whole case; rates are shares a year."""

    authority: str
    price_base: str
    years_from_price_base: float = 0.0
    weeks_per_year: float = 52.0
    discount_rate: float = 0.035
    general_inflation: float = 0.0
    borrowing_rate: float = 0.05
    asset_life: float = 40.0
    capital_treatment: str = "financed"
    capacity_mode: str = "occupancy"
    unmet_need_price: float | None = None
    """£ per child per year; ``None`` where unmet need is forbidden."""
    settled_children: str = "protected"
    travel_cost_per_mile: float = 0.0


@dataclass(frozen=True, slots=True)
class Period:
    """A period: its length and when it starts, in years since the start of the first."""

    period: str
    years: float
    start: float

    @property
    def end(self) -> float:
        """Years from the start of the plan to the end of the period."""
        return self.start + self.years


@dataclass(frozen=True, slots=True)
class Area:
    """An area where children come from or homes are."""

    area: str
    name: str
    inside_boundary: bool
    home_area: bool


@dataclass(frozen=True, slots=True)
class Proximity:
    """How a home lies from the child's own home: DfE band and, where known, miles."""

    band: str
    miles: float | None


@dataclass(frozen=True, slots=True)
class Need:
    """A need group."""

    need: str
    label: str
    age_from: int
    age_to: int
    locality_exempt: bool


@dataclass(frozen=True, slots=True)
class Provision:
    """A way of caring; money at the price base, mean stay in years (``None``: nobody leaves)."""

    provision: str
    label: str
    family: str
    sector: str
    weekly_cost: float
    price_growth: float
    occupancy: float
    mean_stay: float | None
    planned_moves_max: float
    planned_move_cost: float
    looked_after: bool


@dataclass(frozen=True, slots=True)
class Suitability:
    """How a provision suits a need group; the supplement in £ per child per week."""

    rating: str
    share_max: float
    weekly_supplement: float
    mean_stay: float | None


@dataclass(frozen=True, slots=True)
class Supply:
    """Places that exist or are decided, from a period (an index) on; money per place per year."""

    pool: Pool
    from_period: int
    places: float
    attrition: float
    running_cost: float
    grant: float
    closable: bool
    units: int
    closing_cost: float


@dataclass(frozen=True, slots=True)
class Market:
    """Homes that can be bought in a pool at one price tier, from a period (an index) on."""

    pool: Pool
    from_period: int
    tier: int
    children_max: float
    """Infinite where there is no limit."""
    weekly_cost: float


@dataclass(frozen=True, slots=True)
class Option:
    """A way to add capacity; limits are infinite where there is none, periods are indices."""

    key: OptionKey
    label: str
    provision: str
    places_per_unit: float
    setup_cost: float
    capital_cost: float
    grant_share: float
    running_cost: float
    lead_time: float
    ramp: tuple[float, ...]
    attrition: float
    life: float
    asset_life: float
    first_period: int
    last_period: int
    max_per_year: float
    max_total: float
    min_total: float
    whole_units: bool
    limit_groups: tuple[str, ...]

    @property
    def pool(self) -> Pool:
        """The pool whose places it adds."""
        return Pool(self.provision, self.key.area)


@dataclass(frozen=True, slots=True)
class LimitGroup:
    """A limit that several options share, in units."""

    limit_group: str
    label: str
    max_per_year: float
    max_total: float
    min_total: float


@dataclass(frozen=True, slots=True)
class Target:
    """A promise about where and how children live; scopes are the labels that are in it."""

    target: str
    label: str
    measure: str
    unit: str
    needs: frozenset[str]
    provisions: frozenset[str]
    areas: frozenset[str]
    periods: tuple[int, ...]
    sense: str
    value: float
    price_if_missed: float | None


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit on money: of a period (an index), or of the whole plan where ``period`` is ``None``."""

    budget: str
    period: int | None
    limit: float
    price_if_missed: float | None


@dataclass(frozen=True, slots=True)
class Grant:
    """An income; scopes are the labels that are in it."""

    grant: str
    label: str
    basis: str
    amount: float
    needs: frozenset[str]
    provisions: frozenset[str]
    options: frozenset[str]
    periods: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A future of demand and its probability."""

    scenario: str
    probability: float


@dataclass(frozen=True)
class Case:
    """Everything a plan needs, in canonical order.

    ``demand`` has shape (need, home area, period, scenario) and counts children, on average over the period.
    ``placements`` counts the children living in each flow at the start. ``choice`` says by provision how places
    fill, in capacity mode ``choice``. No table gives ``loads`` and ``newcomers``, shape (period, scenario): of
    curved pools and of need groups, as planning has worked them out, empty for first estimates
    (:mod:`models.offered_load`, :mod:`models.newcomers`); nor ``price_factors``, shape (period,): of provisions.
    """

    settings: Settings
    periods: tuple[Period, ...]
    scenarios: tuple[Scenario, ...]
    areas: Mapping[str, Area]
    proximity: Mapping[tuple[str, str], Proximity]
    needs: Mapping[str, Need]
    provisions: Mapping[str, Provision]
    suitability: Mapping[tuple[str, str], Suitability]
    demand: Floats
    placements: Mapping[Flow, float]
    supply: tuple[Supply, ...]
    market: tuple[Market, ...]
    options: Mapping[OptionKey, Option]
    limit_groups: Mapping[str, LimitGroup]
    targets: tuple[Target, ...]
    budgets: tuple[Budget, ...]
    grants: tuple[Grant, ...]
    choice: Mapping[str, ChoiceCurve] = field(default_factory=dict)
    loads: Mapping[Pool, Floats] = field(default_factory=dict)
    newcomers: Mapping[str, Floats] = field(default_factory=dict)
    price_factors: Mapping[str, Floats] = field(default_factory=dict)

    @cached_property
    def home_areas(self) -> tuple[str, ...]:
        """The areas that children come from."""
        return tuple(label for label, area in self.areas.items() if area.home_area)

    @cached_property
    def pools(self) -> tuple[Pool, ...]:
        """Every provision and area with places, a market or an option, or where a child lives now."""
        found = {row.pool for row in self.supply} | {row.pool for row in self.market}
        found |= {option.pool for option in self.options.values()}
        found |= {Pool(flow.provision, flow.area) for flow, children in self.placements.items() if children > 0}
        return tuple(sorted(found))

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """Every permitted (need, home area, provision, area), sorted: the sparse index of all placements.

        A flow exists where children of the need group come from the home area at some time, the provision
        suits them and has a pool in the area; or where a child already lives so. Combinations that are not
        permitted never become variables.
        """
        ever_needed = np.asarray(self.demand.any(axis=(2, 3)))
        suitable = {pair for pair in self.suitability if self.is_suitable(*pair)}
        lived_in = {flow for flow, children in self.placements.items() if children > 0}
        return tuple(
            Flow(need, home_area, pool.provision, pool.area)
            for g, need in enumerate(self.needs)
            for o, home_area in enumerate(self.home_areas)
            for pool in self.pools
            if (ever_needed[g, o] and (need, pool.provision) in suitable) or (need, home_area, *pool) in lived_in
        )

    def is_suitable(self, need: str, provision: str) -> bool:
        """Whether a child of the need group may newly come to live in the provision."""
        suitability = self.suitability.get((need, provision))
        return suitability is not None and suitability.rating != "unsuitable"

    def weekly_supplement(self, flow: Flow) -> float:
        """What a child of the flow's need group costs on top of the provision's price (£ a week)."""
        suitability = self.suitability.get((flow.need, flow.provision))
        return 0.0 if suitability is None else suitability.weekly_supplement

    @cached_property
    def flows_of_pool(self) -> Mapping[Pool, NDArray[np.intp]]:
        """Positions in :attr:`flows` of each pool's flows."""
        members: dict[Pool, list[int]] = {pool: [] for pool in self.pools}
        for position, flow in enumerate(self.flows):
            members[Pool(flow.provision, flow.area)].append(position)
        return {pool: np.array(positions, dtype=np.intp) for pool, positions in members.items()}

    @cached_property
    def flows_of_care(self) -> Mapping[tuple[str, str], NDArray[np.intp]]:
        """Positions in :attr:`flows` of each (need group, provision)."""
        return self._flows_by(lambda flow: (flow.need, flow.provision))

    def _flows_by(self, key: Callable[[Flow], tuple[str, str]]) -> Mapping[tuple[str, str], NDArray[np.intp]]:
        members: dict[tuple[str, str], list[int]] = {}
        for position, flow in enumerate(self.flows):
            members.setdefault(key(flow), []).append(position)
        return {label: np.array(positions, dtype=np.intp) for label, positions in members.items()}

    @cached_property
    def flows_of_origin(self) -> Mapping[tuple[str, str], NDArray[np.intp]]:
        """Positions in :attr:`flows` of each (need group, home area)."""
        return self._flows_by(lambda flow: (flow.need, flow.home_area))

    @cached_property
    def options_of_pool(self) -> Mapping[Pool, tuple[Option, ...]]:
        """The options that add places to each pool that has any."""
        members: dict[Pool, list[Option]] = {}
        for option in self.options.values():
            members.setdefault(option.pool, []).append(option)
        return {pool: tuple(options) for pool, options in members.items()}

    def curve_of(self, provision: str) -> ChoiceCurve | None:
        """How the places of a provision fill; ``None`` where its planning occupancy says so."""
        return self.choice.get(provision) if self.settings.capacity_mode == "choice" else None

    def usable_share(self, provision: str) -> float:
        """Share of a provision's places that can be planned to be filled at most.

        Its planning occupancy; where places follow the choice curve, the share that can be offered at all.
        """
        curve = self.curve_of(provision)
        return self.provisions[provision].occupancy if curve is None else curve.available

    @cached_property
    def curved_pools(self) -> Mapping[Pool, tuple[Pool, ...]]:
        """Pools whose places follow the choice curve, and the pools they are made of: themselves, or all areas."""
        owned = {row.pool for row in self.supply} | {option.pool for option in self.options.values()}
        found: dict[Pool, tuple[Pool, ...]] = {}
        for pool in sorted(owned):
            curve = self.curve_of(pool.provision)
            if curve is not None:
                shared = Pool(pool.provision, EVERY_AREA) if curve.together else pool
                found[shared] = (*found.get(shared, ()), pool)
        return found

    @cached_property
    def starting_children(self) -> Floats:
        """Children living in each flow at the start, in the order of :attr:`flows`."""
        return np.array([self.placements.get(flow, 0.0) for flow in self.flows], dtype=float)

    @cached_property
    def demand_by_flow(self) -> Floats:
        """Demand of each flow's own need group and home area: shape (flow, period, scenario)."""
        need_at = {need: i for i, need in enumerate(self.needs)}
        home_at = {home_area: i for i, home_area in enumerate(self.home_areas)}
        rows = [need_at[flow.need] for flow in self.flows]
        columns = [home_at[flow.home_area] for flow in self.flows]
        return np.asarray(self.demand[rows, columns], dtype=float)
