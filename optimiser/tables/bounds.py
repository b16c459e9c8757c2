"""The most places there can be: simple upper bounds that the checks hold demand and spending against.

Exact capacity (ramp-up, attrition of new places, closures) is the model's business; a bound here leaves
out whatever could only lower it, so that a check never calls impossible what a plan could still do.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.timeline import Timeline
from optimiser.tables.values import EVERY

PoolKey = tuple[str, str]
"""Provision and area."""


def in_force(rows: Iterable[Row], times: Timeline, period: int) -> list[Row]:
    """Return the supply or market rows that hold in a period: of each key the latest that has begun."""
    latest: dict[tuple[object, ...], tuple[int, Row]] = {}
    for row in rows:
        key = (row["provision"], row["area"], row.values.get("tier"))
        begins = times.index(row["period"])
        if begins <= period and (key not in latest or latest[key][0] <= begins):
            latest[key] = (begins, row)
    return [row for _, row in latest.values()]


def places_left(row: Row, times: Timeline, years: float) -> float:
    """Return the places of a supply row that are left some years after the start of the plan."""
    since = max(0.0, years - times.starts[times.index(row["period"])])
    return float(row["places"] * (1 - row["attrition"]) ** since)


def supply_places(tables: Tables, times: Timeline, period: int) -> dict[PoolKey, float]:
    """Return the existing places of each pool at the start of a period."""
    places: dict[PoolKey, float] = defaultdict(float)
    for row in in_force(tables.rows("supply"), times, period):
        places[row["provision"], row["area"]] += places_left(row, times, times.starts[period])
    return places


def market_children(tables: Tables, times: Timeline, period: int) -> dict[PoolKey, float]:
    """Return the most children each pool's market takes in a period, infinite where there is no limit."""
    children: dict[PoolKey, float] = defaultdict(float)
    for row in in_force(tables.rows("market"), times, period):
        children[row["provision"], row["area"]] += _unlimited(row["children_max"])
    return children


def children_at_start(tables: Tables) -> dict[PoolKey, float]:
    """Return the children who live in each pool at the start of the plan."""
    children: dict[PoolKey, float] = defaultdict(float)
    for row in tables.rows("placements", "provision", "area", "children"):
        children[row["provision"], row["area"]] += row["children"]
    return children


def units_decided(row: Row, times: Timeline, before: float = math.inf) -> float:
    """Return the most units of an option whose places can open before a time (in years)."""
    first, last = times.index(row["first_period"]), times.index(row["last_period"], len(times.labels) - 1)
    starts = [start for start in times.starts[first : last + 1] if start + row["lead_time"] < before]
    most = min(_of_years(row["max_per_period"], starts, row["whole_units"]), _unlimited(row["max_total"]))
    return float(math.floor(most)) if row["whole_units"] and math.isfinite(most) else most


def _of_years(most: float | None, starts: Sequence[float], whole: bool) -> float:
    """Return the most units in the years of the plan that the starts lie in."""
    if not starts:
        return 0.0
    if most is None:
        return math.inf
    return len({math.floor(start + 1e-9) for start in starts}) * (math.floor(most) if whole else most)


def group_units(row: Row, times: Timeline) -> float:
    """Return the most units of all the options of a limit group over the whole plan."""
    return min(_of_years(row["max_per_period"], times.starts, False), _unlimited(row["max_total"]))


def option_places(tables: Tables, times: Timeline, period: int) -> dict[str, float]:
    """Return by provision the most places that options can have opened by the end of a period."""
    groups = tables.by_label("limits")
    places: dict[str, float] = defaultdict(float)
    members: dict[tuple[str, str | None], list[tuple[float, float]]] = defaultdict(list)
    for row in tables.rows("options"):
        named = sorted(groups) if row["limit_group"] == EVERY else row["limit_group"] or ()
        group = named[0] if named else None  # more groups could only lower the bound
        units = units_decided(row, times, before=times.ends[period])
        members[row["provision"], group].append((row["places_per_unit"], units))
    for (provision, group), options in members.items():
        left = math.inf if group is None else group_units(groups[group], times)
        for size, units in sorted(options, reverse=True):
            taken = min(units, left)
            places[provision] += size * taken
            left -= taken if math.isfinite(taken) else left
    return places


def most_children(tables: Tables, times: Timeline, period: int) -> dict[str, float]:
    """Return by provision the most children who can live in it in a period."""
    usable = _usable_shares(tables)
    settled = children_at_start(tables)
    most: dict[str, float] = defaultdict(float)
    supply, market = supply_places(tables, times, period), market_children(tables, times, period)
    for pool in sorted({*supply, *market}):
        places = supply.get(pool, 0.0)
        # settled children may be more than a pool can be planned for: nobody is moved out for it, those in bought
        # homes whatever the market has become, those in its own places as far as the places go
        stay = settled.get(pool, 0.0) if pool in market else min(places, settled.get(pool, 0.0))
        most[pool[0]] += max(places * usable[pool[0]] + market.get(pool, 0.0), stay)
    for provision, places in option_places(tables, times, period).items():
        most[provision] += places * usable[provision]
    return most


def _usable_shares(tables: Tables) -> dict[str, float]:
    """Share of each provision's places that can be filled at most: :meth:`models.case.Case.usable_share`."""
    shares = {row["provision"]: row["occupancy"] for row in tables.rows("provisions")}
    if tables.setting("capacity_mode") == "choice":
        shares |= {row["provision"]: row["available"] for row in tables.rows("matching", "provision", "available")}
    return shares


def _unlimited(limit: float | None) -> float:
    return math.inf if limit is None else float(limit)
