"""Random tables about places: what exists, what can be bought, and what can be decided."""

from __future__ import annotations

from collections.abc import Sequence

from tests.properties.drawing import Care, Draw, Outline, Row, Rows

BOUGHT_AT_START = 5.0
"""Children who may live at the start in homes that can be bought without limit."""


def supply(draw: Draw, case: Outline) -> Rows:
    found: Rows = []
    for care in case.care:
        for area in case.areas:
            if not care.is_backstop and draw.chance(0.45):
                found.append(_existing(draw, case, care, area, draw.pick(["", case.periods[0]])))
                if len(case.periods) > 1 and draw.chance(0.25):
                    found.append(_existing(draw, case, care, area, draw.pick(case.periods[1:])))
    return found


def _existing(draw: Draw, case: Outline, care: Care, area: str, period: str) -> Row:
    closable = draw.chance(0.35)
    return {
        "provision": care.label,
        "area": area,
        "period": period,
        "places": draw.pick([draw.count(0, 12), draw.number(0, 12, 1)]),
        "attrition": draw.pick(["", 0.1, 0.15, 0.3]),
        "running_cost": draw.pick(["", 5000, 40_000, 90_000]),
        "grant": draw.pick(["", "", 1000]),
        "closable": "yes" if closable else "no",
        "units": draw.pick(["", 1, 2] if case.few_decisions else ["", 1, 2, 3]),
        "closing_cost": draw.pick(["", 20_000, 1000]) if closable else "",
    }


def market(draw: Draw, case: Outline) -> Rows:
    found: Rows = []
    for care in case.care:
        for area in case.areas:
            last_resort = care.is_backstop and area == case.areas[-1]
            if last_resort or draw.chance(0.4):
                found += _tiers(draw, case, care, area, last_resort)
    return found


def _tiers(draw: Draw, case: Outline, care: Care, area: str, without_limit: bool) -> Rows:
    found: Rows = []
    tiers, cost = draw.count(1, 2), draw.number(300, 5000)
    for tier in range(1, tiers + 1):
        unlimited = tier == tiers and (without_limit or draw.chance(0.3))
        cost *= 1 if tier == 1 else draw.number(1, 1.5)
        about = {"provision": care.label, "area": area, "tier": tier}
        most = "" if unlimited else draw.number(0, 8, 1)
        found.append(about | {"period": "", "children_max": most, "weekly_cost": _price(draw, cost)})
        if len(case.periods) > 1 and not without_limit and draw.chance(0.25):
            later = {"period": draw.pick(case.periods[1:]), "weekly_cost": _price(draw, cost * 1.1)}
            found.append(about | later | {"children_max": draw.number(0, 8, 1) if draw.chance(0.8) else ""})
    return found


def _price(draw: Draw, cost: float) -> float | str:
    return "" if draw.chance(0.2) else round(cost, 2)


def room_at_start(case: Outline, existing: Rows, bought: Rows) -> dict[tuple[str, str], float]:
    """Children who could live in each pool at the start."""
    found: dict[tuple[str, str], float] = {}
    for row in (*existing, *bought):
        if row["period"] in ("", case.periods[0]):
            size = row["places"] if "places" in row else row["children_max"]
            pool = row["provision"], row["area"]
            found[pool] = found.get(pool, 0.0) + (BOUGHT_AT_START if size == "" else size)
    return found


def options(draw: Draw, case: Outline, groups: Sequence[str]) -> Rows:
    found: Rows = []
    for number in range(draw.count(1, 2) if case.few_decisions else draw.count(0, 3)):
        places = draw.source.sample(case.areas, 1 if case.few_decisions else draw.pick([1, 1, 2]))
        care = draw.pick(case.care)
        found += [_option(draw, case, f"k{number}", care, area) | _groups(draw, groups) for area in places]
    return found


def _option(draw: Draw, case: Outline, label: str, care: Care, area: str) -> Row:
    capital = draw.pick(["", "", 400_000, 100_000])
    return {
        "option": label,
        "provision": care.label,
        "area": area,
        "places_per_unit": draw.pick([1, 2, 4, 2.09, 0.5]),
        "setup_cost": draw.pick(["", 5000, 50_000]),
        "capital_cost": capital,
        "grant_share": 0.5 if capital and draw.chance(0.5) else "",
        "running_cost": draw.pick(["", 10_000, 150_000]),
        "lead_time": draw.pick(["", 0, 0.25, 0.5, 0.75, 1]),
        "ramp": draw.pick(["", "", "0.5", "0.5;0.8", "0.3;0.9;0.6"]),
        "attrition": draw.pick(["", 0.11, 0.3]),
        "life": draw.pick(["", "", 0.6, 1, 1.5, 2]),
        "asset_life": draw.pick(["", 1, 2.3, 10]),
        "whole_units": draw.yes(0.75),
        **_window(draw, case),
        **_numbers(draw, case),
    }


def _window(draw: Draw, case: Outline) -> Row:
    first, last = sorted(draw.count(0, len(case.periods) - 1) for _ in range(2))
    return {
        "first_period": case.periods[first] if draw.chance(0.4) else "",
        "last_period": case.periods[last] if draw.chance(0.4) else "",
    }


def _numbers(draw: Draw, case: Outline) -> Row:
    most = draw.count(1, 3) if case.few_decisions else draw.pick(["", draw.count(1, 4)])
    return {
        "max_per_period": draw.pick(["", 1, 1, 2] if case.few_decisions else ["", 1, 2, 1.5, 3]),
        "max_total": most,
        "min_total": 1 if draw.chance(0.15) else "",
    }


def _groups(draw: Draw, groups: Sequence[str]) -> Row:
    return {"limit_group": draw.pick(["", *groups, ";".join(groups), "*"]) if groups else ""}


def limits(draw: Draw, groups: Sequence[str], decisions: Rows) -> Rows:
    """The limits of each group; a least number only of a group that an option is in."""
    return [
        {
            "limit_group": group,
            "max_per_period": draw.pick(["", 1, 2, 3.5]),
            "max_total": draw.pick(["", 2, 5]),
            "min_total": 1 if draw.chance(0.2) and _has_members(group, decisions) else "",
        }
        for group in groups
    ]


def _has_members(group: str, decisions: Rows) -> bool:
    return any(row["limit_group"] == "*" or group in row["limit_group"].split(";") for row in decisions)


def matching(draw: Draw, places: Rows) -> Rows:
    """How places fill, of most of the provisions that have any."""
    return [
        {
            "provision": provision,
            "available": draw.pick(["", 0.8, 0.95]),
            "suits": draw.pick(["", 0.8, 0.5]),
            "pairs": draw.pick(["", "", 0.3]),
            "threes": draw.pick(["", "", 0.1]),
            "areas": draw.pick(["", "apart", "together", "decide"]),
            "sharing_cost": draw.pick(["", "", 9_000]),
        }
        for provision in sorted({row["provision"] for row in places})
        if draw.chance(0.8)
    ]
