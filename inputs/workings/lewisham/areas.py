"""Areas: three parts of the borough, three localities outside it, and children with no home address here."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.workings.lewisham.judgements import judged, provenance
from inputs.workings.lewisham.rows import BLANK, Row, entry

AWAY = "no_local_home"
"""Home area of children without a home address in or near the borough."""

AWAY_BAND = "unknown"
"""How every area lies for them: the distance is not known, inside the boundary or out of it."""


def inside() -> tuple[str, ...]:
    """Areas inside the boundary."""
    return tuple(row["area"] for row in judged("areas") if row["inside_boundary"] == "yes")


def destinations() -> tuple[str, ...]:
    """Areas where homes are."""
    return tuple(row["area"] for row in judged("areas") if row["area"] != AWAY)


def home_shares() -> dict[str, float]:
    """Share of the children who come from each part of the borough."""
    return {row["area"]: float(row["home_share"]) for row in judged("areas") if row["home_share"]}


def home_areas() -> tuple[str, ...]:
    """Every area that children come from."""
    return (*home_shares(), AWAY)


def areas_table() -> Iterable[Row]:
    """Areas with their names."""
    for row in judged("areas"):
        same = ("area", "name", "inside_boundary", "home_area")
        yield {name: row[name] for name in same} | provenance(row)


def proximity_table() -> Iterable[Row]:
    """How each area lies from each home area."""
    known = {(row["home_area"], row["area"]): row for row in judged("distances")}
    source = "Typical distances by judgement from the map"
    for home in home_areas():
        for area in (*destinations(), AWAY):
            if (home, area) in known:
                yield dict(known[home, area])
            else:
                note = "No home address: the distance is not known."
                cells = {"home_area": home, "area": area, "band": AWAY_BAND, "miles": BLANK}
                yield entry(source, "judgement", note, **cells)
