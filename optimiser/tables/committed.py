"""What is spent already, whatever the plan: a lower bound on the revenue of each period."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from optimiser.tables.bounds import PoolKey, in_force, places_left
from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.timeline import Timeline

_NEEDED = ("placements", "provisions", "suitability", "supply", "market", "demand", "grants")
_NIGHTS = 366
"""Nights in the longest year: what a grant by the night can bring in at most."""


def committed_spending(tables: Tables, times: Timeline) -> list[float] | None:
    """Return the least revenue that each period costs in its cash prices, in £, or ``None`` where unknown.

    It counts the children who live somewhere at the start and are surely still there at the period's end,
    at the cheapest price of their pool, and the running cost of places that cannot be closed; every grant
    that could come in is taken off.
    """
    if not (tables.settings_sound and tables.consistent(*_NEEDED)):
        return None
    if any(row["basis"] == "per_unit" and row["amount"] > 0 for row in tables.rows("grants")):
        return None  # units, and with them the grant, may be without limit
    left = _children_left(tables, times)
    return [
        _settled_children(tables, times, period, left)
        + _running(tables, times, period)
        - _grants(tables, times, period)
        for period in range(len(times.labels))
    ]


@dataclass(frozen=True, slots=True)
class _Living:
    """The children of one placements row: how many are surely left in each period, and their supplement."""

    pool: PoolKey
    left: tuple[float, ...]
    supplement: float


def _children_left(tables: Tables, times: Timeline) -> list[_Living]:
    if tables.setting("settled_children") != "protected":
        return []
    provisions = tables.by_label("provisions")
    suitability = {(row["need"], row["provision"]): row for row in tables.rows("suitability")}
    kept = _demand_kept(tables, times)
    found: list[_Living] = []
    for row in tables.rows("placements"):
        pair = suitability.get((row["need"], row["provision"]))
        staying = _share_staying(times, provisions[row["provision"]], pair)
        of_demand = kept[row["need"], row["home_area"]]
        left = tuple(row["children"] * s * k for s, k in zip(staying, of_demand, strict=True))
        found.append(_Living(_pool(row), left, pair["weekly_supplement"] if pair else 0.0))
    return found


def _share_staying(times: Timeline, provision: Row, pair: Row | None) -> list[float]:
    """Return by period the share of children who surely neither left nor moved on by its end."""
    stay = provision["mean_stay"] if pair is None or pair["mean_stay"] is None else pair["mean_stay"]
    shares: list[float] = []
    unmoved = 1.0
    for years, end in zip(times.years, times.ends, strict=True):
        unmoved *= max(0.0, 1 - provision["planned_moves_max"] * years)
        shares.append(unmoved * (1.0 if stay is None else math.exp(-end / stay)))
    return shares


def _demand_kept(tables: Tables, times: Timeline) -> dict[tuple[str, str], list[float]]:
    """Return for each need group and home area, by period, the share whom falling demand leaves."""
    start: dict[tuple[str, str], float] = defaultdict(float)
    for row in tables.rows("placements"):
        start[row["need"], row["home_area"]] += row["children"]
    lowest: dict[tuple[str, str, str], float] = {}
    for row in tables.rows("demand"):
        key = (row["need"], row["home_area"], row["period"])
        lowest[key] = min(row["children"], lowest.get(key, math.inf))
    kept: dict[tuple[str, str], list[float]] = {}
    for (need, home_area), before in start.items():
        share, shares = 1.0, []
        for label in times.labels:
            now = lowest.get((need, home_area, label), 0.0)
            share *= min(1.0, now / before) if before > 0 else 0.0
            shares.append(share)
            before = now
        kept[need, home_area] = shares
    return kept


def _settled_children(tables: Tables, times: Timeline, period: int, living: list[_Living]) -> float:
    """Return what the children who are surely still there cost, at the cheapest price of each pool."""
    growth = {row["provision"]: row["price_growth"] for row in tables.rows("provisions")}
    price = _cheapest(tables, times, period)
    room = _sure_room(tables, times, period)
    count: dict[PoolKey, float] = defaultdict(float)
    supplement: dict[PoolKey, float] = {}
    for group in living:
        count[group.pool] += group.left[period]
        supplement[group.pool] = min(group.supplement, supplement.get(group.pool, math.inf))
    weeks = tables.number("weeks_per_year") * times.years[period]
    return sum(
        min(children, room.get(pool, 0.0))
        * (price.get(pool, 0.0) + supplement[pool])
        * weeks
        * _prices(tables, times, period, growth[pool[0]])[0]
        for pool, children in count.items()
    )


def _cheapest(tables: Tables, times: Timeline, period: int) -> dict[PoolKey, float]:
    """Return the lowest weekly price in each pool in a period."""
    of_provision = {row["provision"]: row["weekly_cost"] for row in tables.rows("provisions")}
    lowest = {_pool(row): float(of_provision[row["provision"]]) for row in tables.rows("supply")}
    for row in in_force(tables.rows("market"), times, period):
        own = of_provision[row["provision"]] if row["weekly_cost"] is None else row["weekly_cost"]
        lowest[_pool(row)] = min(own, lowest.get(_pool(row), math.inf))
    return lowest


def _sure_room(tables: Tables, times: Timeline, period: int) -> dict[PoolKey, float]:
    """Return the children each pool surely has room for: a place that is lost ends its child's stay."""
    room: dict[PoolKey, float] = defaultdict(float)
    for at in range(period + 1):  # the fewest places so far: a child who had to leave does not come back
        now: dict[PoolKey, float] = defaultdict(float)
        for row in in_force(tables.rows("supply"), times, at):
            now[_pool(row)] += 0.0 if row["closable"] else places_left(row, times, times.ends[at])
        for row in in_force(tables.rows("market"), times, at):
            now[_pool(row)] += math.inf if row["children_max"] is None else row["children_max"]
        room = now if at == 0 else defaultdict(float, {p: min(room[p], now[p]) for p in room})
    return room


def _running(tables: Tables, times: Timeline, period: int) -> float:
    """Return what places that cannot be closed cost in a period, less every grant for places."""
    growth = {row["provision"]: row["price_growth"] for row in tables.rows("provisions")}
    total = 0.0
    for row in in_force(tables.rows("supply"), times, period):
        low, high = _prices(tables, times, period, growth[row["provision"]])
        least = 0.0 if row["closable"] else places_left(row, times, times.ends[period])
        most = places_left(row, times, times.starts[period])
        total += (least * row["running_cost"] * low - most * row["grant"] * max(1.0, high)) * times.years[period]
    return total


def _grants(tables: Tables, times: Timeline, period: int) -> float:
    """Return the most that grants can bring in: every child in scope on every night."""
    children: dict[tuple[str, str], float] = {}
    for row in tables.rows("demand"):
        if row["period"] == times.labels[period]:
            key = (row["need"], row["home_area"])
            children[key] = max(row["children"], children.get(key, 0.0))
    everybody = sum(children.values()) * _NIGHTS * times.years[period]
    amounts = (
        row["amount"] * (everybody if row["basis"] == "per_child_per_night" else 1.0)
        for row in tables.rows("grants")
    )
    return float(sum(amounts)) * max(1.0, _prices(tables, times, period, 0.0)[1])


def _prices(tables: Tables, times: Timeline, period: int, growth: float) -> tuple[float, float]:
    """Return the lowest and the highest factor from the price base to prices within a period."""
    yearly = (1 + tables.number("general_inflation")) * (1 + growth)
    base = tables.number("years_from_price_base")
    ends = [yearly ** (base + when) for when in (times.starts[period], times.ends[period])]
    return min(ends), max(ends)


def _pool(row: Row) -> PoolKey:
    return row["provision"], row["area"]
