"""Every variable of the plan, with its unit, domain and bounds.

Each variable has one position, in the order of :attr:`Decisions.kinds`; constraints, costs and results refer to
positions, so a solution is one array and nothing is ever found again by its name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.case import Case, Floats, OptionKey, Pool
from models.crowding import may_be_full
from models.figures import Figures
from models.promised_pools import is_of_a_chance, promised_pools

NOWHERE = -1
"""Position of a variable that does not exist."""


class PoolPeriod(NamedTuple):
    """A pool in a period and scenario (positions in the case)."""

    pool: Pool
    period: int
    scenario: int


@dataclass(frozen=True, slots=True)
class Kind:
    """The variables of one kind, in the order of their positions: index, upper bound, and whether each is whole.

    Every variable is nought or more.
    """

    name: str
    keys: tuple[tuple[Any, ...], ...]
    upper: Floats
    whole: NDArray[np.bool_]


@dataclass(frozen=True)
class Decisions:
    """The plan's variables by key; ``place``, ``move`` and ``displace`` have shape (flow, period, scenario)."""

    kinds: tuple[Kind, ...]
    decide: Mapping[tuple[OptionKey, int], int]
    close: Mapping[tuple[Pool, int], int]
    place: NDArray[np.intp]
    move: NDArray[np.intp]
    displace: NDArray[np.intp]
    buy: Mapping[tuple[PoolPeriod, int], int]
    full: Mapping[PoolPeriod, int]
    carry: Mapping[PoolPeriod, int]
    unmet: Mapping[tuple[str, str, int, int], int]
    miss: Mapping[tuple[int, int, int], int]
    beyond: Mapping[tuple[int, Pool, int, int], int]
    overspend: Mapping[tuple[int, int], int]
    nothing: int

    @cached_property
    def upper(self) -> Floats:
        """Upper bound of each variable; infinite where there is none."""
        return np.concatenate([kind.upper for kind in self.kinds])

    @cached_property
    def whole(self) -> NDArray[np.bool_]:
        """Whether each variable is a whole number."""
        return np.concatenate([kind.whole for kind in self.kinds])

    @property
    def count(self) -> int:
        """How many variables there are."""
        return len(self.upper)

    def variable(self, position: int) -> tuple[str, tuple[Any, ...]]:
        """Kind and index of the variable at a position."""
        for kind in self.kinds:
            if position < len(kind.keys):
                return kind.name, kind.keys[position]
            position -= len(kind.keys)
        raise IndexError("there is no such variable")


@dataclass
class _Register:
    """Lists variables and gives out their positions."""

    kinds: list[Kind] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        name: str,
        keys: Sequence[tuple[Any, ...]],
        upper: Iterable[float] | None = None,
        whole: Sequence[bool] | bool = False,
    ) -> range:
        first, self.count = self.count, self.count + len(keys)
        bounds = np.full(len(keys), math.inf) if upper is None else np.array(list(upper), dtype=float)
        self.kinds.append(Kind(name, tuple(keys), bounds, np.broadcast_to(np.array(whole, dtype=bool), len(keys))))
        return range(first, self.count)


def declare(case: Case, figures: Figures) -> Decisions:
    """List every variable of a plan.

    ``decide`` n[k,t] units of an option decided (whole where the option says so); ``close`` z[p,a,t]
    whole units closed; ``place`` y new placements, ``move`` m planned moves out, ``displace`` d moves
    because a place is lost, all in children; ``buy`` w children at a market price tier; ``full`` whether a
    pool takes nobody new (0 or 1); ``carry`` c children whom places that follow the choice curve carry (areas that
    share their places as one, ``*``); ``unmet`` u children without a suitable home; ``miss`` v children short of
    a priced promise; ``beyond`` b children of a pool who find no suitable home beyond the share of a priced
    promise about the chance of one; ``overspend`` pounds over a priced budget.
    """
    register = _Register()
    crowds = {pool: may_be_full(case, figures, pool) for pool in case.pools}
    decisions = {
        "decide": _decide(register, case, figures),
        "close": _close(register, case, figures),
        "place": _place(register, case, figures),
        "move": _move(register, case, figures),
        "displace": _displace(register, case, figures, crowds),
        "buy": _buy(register, case, figures, crowds),
        "full": _full(register, case, crowds),
        "carry": _carry(register, case, figures),
        "unmet": _unmet(register, case),
        "miss": _miss(register, case),
        "beyond": _beyond(register, case),
        "overspend": _overspend(register, case),
        "nothing": register.add("nothing", [(0,)], [0.0])[0],
    }
    return Decisions(kinds=tuple(register.kinds), **decisions)  # type: ignore[arg-type]


def _decide(register: _Register, case: Case, figures: Figures) -> dict[tuple[OptionKey, int], int]:
    needed = {group for group, limit in case.limit_groups.items() if limit.min_total > 0}
    keys, whole, bounds = [], [], []
    for key, option in case.options.items():
        must = option.min_total > 0 or bool(needed & set(option.limit_groups))
        for t in range(option.first_period, option.last_period + 1):
            if must or figures.places[key][t].any():
                keys.append((key, t))
                whole.append(option.whole_units)
                bound = min(option.max_per_year, option.max_total)
                bounds.append(math.floor(bound + 1e-9) if option.whole_units and bound < math.inf else bound)
    flat = [(*key, t) for key, t in keys]
    positions = register.add("decide", flat, bounds, whole)
    return dict(zip(keys, positions, strict=True))


def _close(register: _Register, case: Case, figures: Figures) -> dict[tuple[Pool, int], int]:
    keys = [
        (pool, t)
        for pool, existing in figures.existing.items()
        for t in range(len(case.periods))
        if existing.closable[t] and existing.places[t] > 0
    ]
    bounds = [float(figures.existing[pool].units[t]) for pool, t in keys]
    positions = register.add("close", [(*pool, t) for pool, t in keys], bounds, whole=True)
    return dict(zip(keys, positions, strict=True))


def _place(register: _Register, case: Case, figures: Figures) -> NDArray[np.intp]:
    permitted = np.zeros(case.demand_by_flow.shape, dtype=bool)
    for pool, flows in case.flows_of_pool.items():
        suitable = [case.is_suitable(case.flows[j].need, pool.provision) for j in flows]
        permitted[flows[suitable]] = _may_have_room(case, figures, pool)[None, :, None]
    return _flow_variables(register, case, "place", permitted)


def _may_have_room(case: Case, figures: Figures, pool: Pool) -> NDArray[np.bool_]:
    """Whether anyone could live in the pool in each period, whatever is decided."""
    room = np.zeros(len(case.periods), dtype=bool)
    if pool in figures.existing:
        room |= figures.existing[pool].places > 0
    for tier in figures.market.get(pool, ()):
        room |= tier.children_max > 0
    for option in case.options_of_pool.get(pool, ()):
        window = slice(option.first_period, option.last_period + 1)
        room |= figures.places[option.key][window].any(axis=0)
    return room


def _move(register: _Register, case: Case, figures: Figures) -> NDArray[np.intp]:
    allowed = np.array([case.provisions[flow.provision].planned_moves_max > 0 for flow in case.flows], dtype=bool)
    shape = case.demand_by_flow.shape
    someone = _someone_settled(case, figures)
    return _flow_variables(register, case, "move", np.broadcast_to(allowed[:, None, None], shape) & someone)


def _displace(
    register: _Register, case: Case, figures: Figures, crowds: Mapping[Pool, NDArray[np.bool_]]
) -> NDArray[np.intp]:
    allowed = np.zeros(case.demand_by_flow.shape, dtype=bool)
    for pool, flows in case.flows_of_pool.items():
        if has_places(case, figures, pool):
            allowed[flows] = crowds[pool][None]
    return _flow_variables(register, case, "displace", allowed & _someone_settled(case, figures))


def _someone_settled(case: Case, figures: Figures) -> NDArray[np.bool_]:
    """Whether a settled child could be in the flow: there at the start, or after the first period."""
    later = np.arange(len(case.periods))[None, :, None] > 0
    return np.asarray((figures.retention > 0) & (later | (figures.starting > 0)))


def _flow_variables(register: _Register, case: Case, name: str, permitted: NDArray[np.bool_]) -> NDArray[np.intp]:
    positions = np.full(permitted.shape, NOWHERE, dtype=np.intp)
    where = np.argwhere(permitted)
    flows = case.flows
    keys = [(*flows[j], t, s) for j, t, s in where.tolist()]
    positions[permitted] = register.add(name, keys)
    return positions


def needs_tiers(case: Case, figures: Figures, pool: Pool) -> bool:
    """Whether children bought at each price tier must be told apart in a pool.

    They need not where the pool has no places of its own and only one price tier.
    """
    tiers = figures.market.get(pool, ())
    return len(tiers) > 1 or (len(tiers) == 1 and has_places(case, figures, pool))


def has_places(case: Case, figures: Figures, pool: Pool) -> bool:
    """Whether the pool has places of its own: existing, decided or from an option."""
    return pool in figures.existing or pool in case.options_of_pool


def _buy(
    register: _Register, case: Case, figures: Figures, crowds: Mapping[Pool, NDArray[np.bool_]]
) -> dict[tuple[PoolPeriod, int], int]:
    keys, bounds = [], []
    for pool, tiers in figures.market.items():
        if not needs_tiers(case, figures, pool):
            continue
        for t in range(len(case.periods)):
            for s in range(len(case.scenarios)):
                for number, tier in enumerate(tiers):
                    may_overflow = number == len(tiers) - 1 and crowds[pool][t, s]
                    if tier.children_max[t] > 0 or may_overflow:
                        keys.append((PoolPeriod(pool, t, s), number))
                        bounds.append(math.inf if may_overflow else float(tier.children_max[t]))
    flat = [(*key.pool, number, key.period, key.scenario) for key, number in keys]
    return dict(zip(keys, register.add("buy", flat, bounds), strict=True))


def _full(register: _Register, case: Case, crowds: Mapping[Pool, NDArray[np.bool_]]) -> dict[PoolPeriod, int]:
    keys = [PoolPeriod(pool, int(t), int(s)) for pool in case.pools for t, s in np.argwhere(crowds[pool])]
    flat = [(*key.pool, key.period, key.scenario) for key in keys]
    return dict(zip(keys, register.add("full", flat, np.ones(len(flat)), whole=True), strict=True))


def _carry(register: _Register, case: Case, figures: Figures) -> dict[PoolPeriod, int]:
    keys = [
        PoolPeriod(shared, t, s)
        for shared in case.curved_pools
        for t in range(len(case.periods))
        for s in range(len(case.scenarios))
    ]
    bounds = [float(figures.curves[key.pool].load[key.period, key.scenario]) for key in keys]
    flat = [(*key.pool, key.period, key.scenario) for key in keys]
    return dict(zip(keys, register.add("carry", flat, bounds), strict=True))


def _unmet(register: _Register, case: Case) -> dict[tuple[str, str, int, int], int]:
    if case.settings.unmet_need_price is None:
        return {}
    homes = [(i, j) for i in range(len(case.needs)) for j in range(len(case.home_areas))]
    needs, home_areas = tuple(case.needs), case.home_areas
    keys = [
        (needs[i], home_areas[j], t, s)
        for i, j in homes
        for t in range(len(case.periods))
        for s in range(len(case.scenarios))
        if case.demand[i, j, t, s] > 0
    ]
    return dict(zip(keys, register.add("unmet", keys), strict=True))


def _miss(register: _Register, case: Case) -> dict[tuple[int, int, int], int]:
    keys = [
        (number, t, s)
        for number, target in enumerate(case.targets)
        if target.price_if_missed is not None and not is_of_a_chance(target)
        for t in target.periods
        for s in range(len(case.scenarios))
    ]
    return dict(zip(keys, register.add("miss", keys), strict=True))


def _beyond(register: _Register, case: Case) -> dict[tuple[int, Pool, int, int], int]:
    keys = [
        (number, shared, t, s)
        for number, target in enumerate(case.targets)
        if target.price_if_missed is not None
        for shared in promised_pools(case, target)
        for t in target.periods
        for s in range(len(case.scenarios))
    ]
    flat = [(number, *shared, t, s) for number, shared, t, s in keys]
    return dict(zip(keys, register.add("beyond", flat), strict=True))


def _overspend(register: _Register, case: Case) -> dict[tuple[int, int], int]:
    keys = [
        (number, s)
        for number, budget in enumerate(case.budgets)
        if budget.price_if_missed is not None
        for s in range(len(case.scenarios) if budget.budget == "revenue" else 1)
    ]
    return dict(zip(keys, register.add("overspend", keys), strict=True))
