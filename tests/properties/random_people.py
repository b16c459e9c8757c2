"""Random tables about time, areas, children and the ways of caring for them."""

from __future__ import annotations

import math

from tests.properties.drawing import Care, Draw, Need, Outline, Row, Rows

TOO_YOUNG = 16
"""Nobody younger lives in supported accommodation."""


def settings(draw: Draw) -> Rows:
    found = {
        "authority": "Testshire",
        "price_base": "2025/26",
        "weeks_per_year": draw.pick([52, 52, 52.14]),
        "discount_rate": draw.pick([0, 0.035, 0.1]),
        "general_inflation": draw.number(0.01, 0.06, 3) if draw.chance(0.5) else 0,
        "borrowing_rate": draw.pick([0, 0.05, 0.08]),
        "asset_life": draw.pick([1, 2.5, 20, 40]),
        "capital_treatment": draw.pick(["financed", "financed", "cash"]),
        "years_from_price_base": draw.pick([0, 0, 1, 1.5]),
        "travel_cost_per_mile": draw.pick([0, 0, 20, 46.8]),
        "unmet_need": draw.pick(["forbidden", "forbidden", "forbidden", 400_000, 90_000, 20_000]),
        "settled_children": "free" if draw.chance(0.06) else "protected",
    }
    return [{"setting": name, "value": value} for name, value in found.items()]


def periods(case: Outline) -> Rows:
    return [{"period": label, "years": length} for label, length in zip(case.periods, case.years, strict=True)]


def areas(case: Outline) -> Rows:
    return [
        {
            "area": area,
            "inside_boundary": "yes" if inside else "no",
            "home_area": "yes" if area in case.homes else "no",
        }
        for area, inside in case.inside.items()
    ]


def proximity(draw: Draw, case: Outline) -> Rows:
    return [
        {"home_area": home, "area": area, **_distance(draw, case.inside[area])}
        for home in case.homes
        for area in case.areas
    ]


def _distance(draw: Draw, inside: bool) -> Row:
    near = "inside" if inside else "within_20_miles"
    band = draw.pick([near, near, "unknown"] if inside else [near, "beyond_20_miles", "unknown"])
    furthest = {"inside": 25.0, "within_20_miles": 20.0, "beyond_20_miles": 200.0}
    if band == "unknown" or draw.chance(0.3):
        return {"band": band, "miles": ""}
    nearest = 21.0 if band == "beyond_20_miles" else 0.5
    return {"band": band, "miles": draw.number(nearest, furthest[band], 1)}


def needs(draw: Draw, case: Outline) -> Rows:
    return [
        {
            "need": need.label,
            "age_from": need.age_from,
            "age_to": need.age_to,
            "locality_exempt": draw.yes(0.15),
        }
        for need in case.needs
    ]


def provisions(draw: Draw, case: Outline) -> Rows:
    return [_provision(draw, care) for care in case.care]


def _provision(draw: Draw, care: Care) -> Row:
    price = draw.pick([0, draw.number(100, 1000), draw.number(500, 6000)])
    at_home = care.family == "support_at_home" and draw.chance(0.8)
    return {
        "provision": care.label,
        "family": care.family,
        "sector": care.sector,
        "weekly_cost": draw.number(4000, 9000) if care.is_backstop else price,
        "price_growth": draw.pick(["", 0.02, -0.03, 0.05]),
        "occupancy": draw.pick(["", 1, 0.85, 0.8, 0.6, 0.9]),
        "mean_stay": draw.pick(["", 0.5, 1, 1.5, 2.5, 6]),
        "planned_moves_max": draw.pick(["", 0, 0.1, 0.3, 1]),
        "planned_move_cost": draw.pick(["", 0, 3000, 20_000]),
        "looked_after": "no" if at_home or draw.chance(0.05) else "yes",
    }


def suitability(draw: Draw, case: Outline) -> Rows:
    return [
        _suits(draw, need, care)
        for need in case.needs
        for care in case.care
        if care.is_backstop or draw.chance(0.85)
    ]


def _suits(draw: Draw, need: Need, care: Care) -> Row:
    row: Row = {"need": need.label, "provision": care.label}
    if care.is_backstop:
        return row | {"rating": draw.pick(["preferred", "suitable"])}
    rating = draw.pick(["preferred", "preferred", "suitable", "suitable", "unsuitable"])
    return row | {
        "rating": "unsuitable" if is_too_young(need, care) else rating,
        "share_max": draw.number(0, 1) if draw.chance(0.3) else "",
        "weekly_supplement": draw.number(0, 800) if draw.chance(0.3) else "",
        "mean_stay": draw.pick([0.4, 3]) if draw.chance(0.25) else "",
    }


def is_too_young(need: Need, care: Care) -> bool:
    return care.family == "supported_accommodation" and need.age_from < TOO_YOUNG


def placements(draw: Draw, case: Outline, suits: Rows, room: dict[tuple[str, str], float]) -> Rows:
    """Children at the start, some of them where nobody may newly come, in no more places than there are."""
    suitable = {(row["need"], row["provision"]) for row in suits if row["rating"] != "unsuitable"}
    care_of = {care.label: care for care in case.care}
    found: Rows = []
    for (provision, area), places in sorted(room.items()):
        left = places * draw.pick([0, 0.5, 0.9, 1.0, 1.0])
        for need in case.needs:
            for home in case.homes:
                allowed = not is_too_young(need, care_of[provision])
                suited = (need.label, provision) in suitable or draw.chance(0.1)
                children = _share_of(draw, left) if allowed and suited and draw.chance(0.7) else 0.0
                if children > 0:
                    left -= children
                    where = {"provision": provision, "area": area, "children": children}
                    found.append({"need": need.label, "home_area": home, **where})
    return found


def _share_of(draw: Draw, places: float) -> float:
    children = min(places, places * draw.pick([0.4, 0.7, 1]))
    return float(math.floor(children)) if draw.chance(0.5) else math.floor(children * 1000) / 1000


def scenarios(case: Outline) -> Rows:
    chances = {0: [], 2: [0.3, 0.7], 3: [0.25, 0.5, 0.25]}[len(case.scenarios)]
    return [
        {"scenario": label, "probability": chance} for label, chance in zip(case.scenarios, chances, strict=True)
    ]


def demand(draw: Draw, case: Outline, placed: Rows) -> Rows:
    """Children of each need group and home area: those of the start and some more, rising and falling."""
    found: Rows = []
    for need in case.needs:
        for home in case.homes:
            at_start = [row for row in placed if (row["need"], row["home_area"]) == (need.label, home)]
            level = sum(row["children"] for row in at_start) + draw.pick([0, 0, draw.count(0, 4)])
            for period in case.periods:
                children = level * _trend(draw)
                children = float(round(children)) if draw.chance(0.3) else round(children, 2)
                about = {"need": need.label, "home_area": home, "period": period}
                found += _futures(draw, case, about, children)
                level = level if draw.chance(0.5) else children
    return found


def _trend(draw: Draw) -> float:
    return 0.0 if draw.chance(0.03) else draw.pick([1, 1, draw.number(0.6, 1.3), draw.number(0.9, 1.1)])


def _futures(draw: Draw, case: Outline, about: Row, children: float) -> Rows:
    """One row for every scenario, or one for each."""
    if not case.scenarios or draw.chance(0.3):
        return [about | {"children": children, "scenario": ""}]
    return [
        about | {"children": round(children * (0.8 + 0.2 * number), 3), "scenario": scenario}
        for number, scenario in enumerate(case.scenarios)
    ]
