"""Where children live on 31 March 2025: whole children that meet every published total.

What is published is one-dimensional: children by age, by placement, by provider, by distance. How they go
together is judged, in ``homes_of_needs.csv`` and ``areas_of_homes.csv``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from inputs.workings.lewisham.areas import AWAY, destinations, home_shares, inside
from inputs.workings.lewisham.judgements import judged
from inputs.workings.lewisham.needs import UNACCOMPANIED, needs
from inputs.workings.lewisham.rows import Row, entry
from inputs.workings.lewisham.sources import DFE_CLA

AWAY_INSIDE = {("10_15_mainstream", "ifa"): 2, ("16_17_mainstream", "ifa"): 1}
"""Children who live in the borough more than 20 miles from home (76 so far away less 73 of them outside)."""


def areas_of_homes(unaccompanied: bool) -> dict[str, dict[str, int]]:
    """Children in each provision by area, unaccompanied children apart."""
    wanted = "yes" if unaccompanied else "no"
    rows = [row for row in judged("areas_of_homes") if row["unaccompanied"] == wanted]
    return {row["provision"]: {area: int(row[area]) for area in destinations()} for row in rows}


def dealt(shares: Mapping[str, float], number: int) -> list[str]:
    """Deal ``number`` cards so that every first part of the pack holds each label nearly in proportion."""
    total, counts, pack = sum(shares.values()), dict.fromkeys(shares, 0), []
    for card in range(1, number + 1):
        label = max(shares, key=lambda name: (shares[name] / total * card - counts[name], name))
        counts[label] += 1
        pack.append(label)
    return pack


def area_pack(children: Mapping[str, int]) -> list[str]:
    """The areas of a provision's children, one card a child, well mixed and exactly as many as given."""
    spread = [((card + 0.5) / number, area) for area, number in children.items() for card in range(number)]
    return [area for _, area in sorted(spread, key=lambda pair: (pair[0], destinations().index(pair[1])))]


@cache
def children_by_area() -> dict[tuple[str, str, str], int]:
    """Children by need group, provision and area, unaccompanied children included."""
    found: dict[tuple[str, str, str], int] = {}
    for provision, areas in areas_of_homes(unaccompanied=False).items():
        homes = [row for row in judged("homes_of_needs") if row["provision"] == provision]
        groups = [row["need"] for row in homes for _ in range(int(row["children"]))]
        for need, area in zip(groups, area_pack(areas), strict=True):
            found[need, provision, area] = found.get((need, provision, area), 0) + 1
    for provision, areas in areas_of_homes(unaccompanied=True).items():
        found |= {(UNACCOMPANIED, provision, area): number for area, number in areas.items() if number}
    return found


@cache
def starting_placements() -> dict[tuple[str, str, str, str], int]:
    """Children by need group, home area, provision and area on 31 March 2025."""
    placed: dict[tuple[str, str, str, str], int] = {}
    for need in needs():
        away = _away(need)
        placed |= {(need, AWAY, *home): number for home, number in away.items()}
        local = [home for home, number in _homes(need).items() for _ in range(number - away.get(home, 0))]
        for origin, home in zip(dealt(home_shares(), len(local)), local, strict=True):
            placed[need, origin, *home] = placed.get((need, origin, *home), 0) + 1
    return placed


def _homes(need: str) -> dict[tuple[str, str], int]:
    """Children of a need group by provision and area."""
    return {(p, area): number for (n, p, area), number in sorted(children_by_area().items()) if n == need}


def _away(need: str) -> dict[tuple[str, str], int]:
    """Those of a need group who have no home address here."""
    if need == UNACCOMPANIED:
        return _homes(need)
    found, left = {}, dict(AWAY_INSIDE)
    for (provision, area), number in _homes(need).items():
        gone = min(number, left.get((need, provision), 0)) if area in inside() else 0
        if gone:
            found[provision, area] = gone
            left[need, provision] -= gone
    return found


def provision_totals() -> dict[str, int]:
    """Children by provision on 31 March 2025."""
    totals: dict[str, int] = {}
    for (_, _, provision, _), number in starting_placements().items():
        totals[provision] = totals.get(provision, 0) + number
    return totals


def placements_table() -> Iterable[Row]:
    """Children by need group, home area, provision and area."""
    source = f"{DFE_CLA}: margins published, their crossing judged"
    for (need, home, provision, area), number in sorted(starting_placements().items()):
        cells = {"need": need, "home_area": home, "provision": provision, "area": area, "children": number}
        yield entry(source, "judgement", **cells)
