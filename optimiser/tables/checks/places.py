"""Checks of places: that children live where there are some, and that options can be delivered."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from optimiser.tables.bounds import (
    children_at_start,
    group_units,
    in_force,
    market_children,
    supply_places,
    units_decided,
)
from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, at, check
from optimiser.tables.problems import quoted
from optimiser.tables.timeline import Timeline
from optimiser.tables.values import EVERY

HIGHEST_OCCUPANCY = 0.95
"""Places fall empty between children: homes in England run at 80–85 %, and hardly any service above 95 %."""
ALWAYS_FULL = frozenset({"kinship", "parents", "adoption", "support_at_home", "other"})
"""Families of provision whose places exist for a child, so that they are never empty."""


@check("placements_without_places")
def placements_without_places(tables: Tables) -> Iterator[Finding]:
    """Children live only where there are places or a market."""
    if not (tables.sound("supply", "market") and _known_pools(tables)):
        return
    pools = {(row["provision"], row["area"]) for name in ("supply", "market") for row in tables.rows(name)}
    for row in _living(tables):
        if (row["provision"], row["area"]) not in pools:
            message = f"children live in {row['provision']} in {row['area']}, which has no supply and no market"
            yield at("placements", row, "area", message, "add a row to supply or market, or correct the placement")


@check("placements_beyond_places")
def placements_beyond_places(tables: Tables) -> Iterator[Finding]:
    """No more children live anywhere at the start than there are places and homes on the market."""
    times = tables.timeline
    if times is None or not tables.consistent("supply", "market", "placements"):
        return
    places, market = supply_places(tables, times, 0), market_children(tables, times, 0)
    given = {(row["provision"], row["area"]) for name in ("supply", "market") for row in tables.rows(name)}
    for pool, children in children_at_start(tables).items():
        room = places.get(pool, 0.0) + market.get(pool, 0.0)
        if pool in given and children > room + 1e-9:
            row = next(row for row in _living(tables) if (row["provision"], row["area"]) == pool)
            where = f"{pool[0]} in {pool[1]}"
            message = f"{children:g} children live in {where}, which has room for {room:g} at the start"
            expected = "correct the children, or the places in supply or children_max in market"
            yield at("placements", row, "children", message, expected, children)


def _living(tables: Tables) -> list[Row]:
    rows = tables.rows("placements", "provision", "area", "children")
    return [row for row in rows if row["children"] > 0]


def _known_pools(tables: Tables) -> bool:
    return tables.consistent("placements")


@check("unused_provision", "warning")
def unused_provision(tables: Tables) -> Iterator[Finding]:
    """Every provision has places, a market, an option or children."""
    names = ("supply", "market", "options", "placements")
    if not tables.sound(*names):
        return
    used = {row["provision"] for name in names for row in tables.rows(name)}
    for label, row in tables.by_label("provisions", "provision").items():
        if label not in used:
            message = f"{quoted(label)} has no supply, market, option or placement"
            yield at("provisions", row, "provision", message, "add one or delete the provision")


@check("occupancy_high", "warning")
def occupancy_high(tables: Tables) -> Iterator[Finding]:
    """No places are planned to be almost always full."""
    if not tables.sound("supply", "options"):
        return
    with_places = {row["provision"] for name in ("supply", "options") for row in tables.rows(name)}
    for row in tables.rows("provisions", "provision", "occupancy", "family"):
        exists_for_a_child = row["family"] in ALWAYS_FULL or row["provision"] not in with_places
        if row["occupancy"] > HIGHEST_OCCUPANCY and not exists_for_a_child:
            message = f"{row['occupancy']:.0%} of the places are planned to be filled"
            yield at("provisions", row, "occupancy", message, "children come and go: plan with 0.95 or less")


@check("closing_cost_without_effect", "warning")
def closing_cost_without_effect(tables: Tables) -> Iterator[Finding]:
    """A closing cost is given only for places that can be closed."""
    for row in tables.rows("supply", "closable", "closing_cost"):
        if row["closing_cost"] > 0 and not row["closable"]:
            message = "a closing cost is given, but the places cannot be closed"
            yield at("supply", row, "closing_cost", message, "write yes in closable, or leave it blank")


@check("min_above_max")
def min_above_max(tables: Tables) -> Iterator[Finding]:
    """The fewest units in all are not more than the most."""
    for name in ("options", "limits"):
        for row in tables.rows(name, "min_total", "max_total"):
            if row["max_total"] is not None and row["min_total"] > row["max_total"]:
                message = f"min_total {row['min_total']:g} is above max_total {row['max_total']:g}"
                yield at(name, row, "min_total", message, "swap or correct them")


@check("min_out_of_reach")
def min_out_of_reach(tables: Tables) -> Iterator[Finding]:
    """The fewest units in all can be decided within the yearly limits."""
    times = tables.timeline
    if times is None or not tables.consistent("options"):
        return
    for row in tables.rows("options"):
        most = units_decided(row, times)
        total = row["max_total"]
        if most < row["min_total"] and (total is None or row["min_total"] <= total):
            message = f"min_total {row['min_total']:g} cannot be reached: at most {most:g} units can be decided"
            yield at("options", row, "min_total", message, "raise max_per_period or the last period, or lower it")
    for label, group in tables.by_label("limits", "limit_group").items():
        if not group.bad:
            yield from _group_out_of_reach(tables, times, label, group)


def _group_out_of_reach(tables: Tables, times: Timeline, label: str, group: Row) -> Iterator[Finding]:
    members = [r for r in tables.rows("options") if r["limit_group"] == EVERY or label in (r["limit_group"] or ())]
    most = min(group_units(group, times), sum(units_decided(row, times) for row in members))
    total = group["max_total"]
    if most < group["min_total"] and (total is None or group["min_total"] <= total):
        message = f"min_total {group['min_total']:g} cannot be reached: at most {most:g} units can be decided"
        yield at("limits", group, "min_total", message, "raise the limits of its options, or lower it")
    fewest = sum(row["min_total"] for row in members)
    if total is not None and fewest > total:
        message = f"max_total {total:g} is below {fewest:g}, the fewest units of its options together"
        yield at("limits", group, "max_total", message, "raise it, or lower min_total in options")


@check("min_not_whole")
def min_not_whole(tables: Tables) -> Iterator[Finding]:
    """The fewest units of an option in whole units are whole."""
    for row in tables.rows("options", "min_total", "whole_units"):
        if row["whole_units"] and not float(row["min_total"]).is_integer():
            message = f"min_total {row['min_total']:g} is not whole, but units are"
            yield at("options", row, "min_total", message, "write a whole number, or no in whole_units")


@check("max_not_whole", "warning")
def max_not_whole(tables: Tables) -> Iterator[Finding]:
    """The most units of an option in whole units are whole."""
    for row in tables.rows("options", "max_total", "whole_units"):
        most = row["max_total"]
        if row["whole_units"] and most is not None and not float(most).is_integer():
            message = f"max_total {most:g} is not whole, but units are, so that it means {math.floor(most)}"
            yield at("options", row, "max_total", message, "write a whole number, or no in whole_units")


@check("no_whole_unit", "warning")
def no_whole_unit(tables: Tables) -> Iterator[Finding]:
    """An option in whole units can have at least one a year."""
    for row in tables.rows("options", "max_per_period", "whole_units"):
        most = row["max_per_period"]
        if row["whole_units"] and most is not None and 0 < most < 1:
            message = f"max_per_period {most:g} leaves no room for one whole unit in any year"
            yield at(
                "options", row, "max_per_period", message, "write 1 and limit max_total, or no in whole_units"
            )


@check("ramp_falls", "warning")
def ramp_falls(tables: Tables) -> Iterator[Finding]:
    """The share of an option's places that is usable grows from year to year."""
    for row in tables.rows("options", "ramp"):
        ramp = row["ramp"] or ()
        if any(later < earlier for earlier, later in pairwise(ramp)):
            yield at("options", row, "ramp", "the ramp falls", "write shares that grow towards 1, such as 0.5;0.8")


@check("market_price_falls", "warning")
def market_price_falls(tables: Tables) -> Iterator[Finding]:
    """Price tiers of a market grow dearer."""
    times = tables.timeline
    if times is None or not tables.consistent("market", "provisions"):
        return
    price = {row["provision"]: row["weekly_cost"] for row in tables.rows("provisions")}
    said: set[int] = set()
    for period in range(len(times.labels)):
        pools: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in in_force(tables.rows("market"), times, period):
            pools[row["provision"], row["area"]].append(row)
        for rows in pools.values():
            rows.sort(key=lambda row: row["tier"])
            for cheaper, dearer in pairwise(rows):
                one, other = (_price(row, price) for row in (cheaper, dearer))
                if other < one and dearer.number not in said:
                    said.add(dearer.number)
                    message = f"£{other:g} a week is less than tier {cheaper['tier']} costs, £{one:g}"
                    yield at("market", dearer, "weekly_cost", message, "number tiers from the cheapest", other)


def _price(row: Row, of_provision: dict[str, float]) -> float:
    return of_provision[row["provision"]] if row["weekly_cost"] is None else float(row["weekly_cost"])
