"""Supply: approved foster places, kinship places and the two own homes."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.workings.lewisham.judgements import judged
from inputs.workings.lewisham.placements import areas_of_homes
from inputs.workings.lewisham.prices import OWN_HOMES, home_running_cost
from inputs.workings.lewisham.published import approved_places
from inputs.workings.lewisham.rows import Row, entry
from inputs.workings.lewisham.settings import PERIODS
from inputs.workings.lewisham.sources import CYP08, DFE_CLA, OFSTED_PLACES


def places_lost_a_year() -> float:
    """Share of approved places lost a year over the published years, net of recruits, to the whole per cent."""
    places = approved_places()
    first, last = min(places), max(places)
    return round(1 - (places[last] / places[first]) ** (1 / (last - first)), 2)


def supply_table() -> Iterable[Row]:
    """Places that exist, by provision and area."""
    yield from _foster_places()
    yield from _kinship_places()
    yield from _own_homes()


def _row(provision: str, area: str, places: object, provenance: tuple[str, str, str], **more: object) -> Row:
    noughts: Row = {"attrition": 0, "running_cost": 0, "grant": 0}
    closing: Row = {"closable": "no", "units": 1, "closing_cost": 0}
    cells: Row = {"provision": provision, "area": area, "period": PERIODS[0], "places": places}
    return entry(*provenance, **(cells | noughts | closing | more))


def _foster_places() -> Iterable[Row]:
    source = f"{OFSTED_PLACES}: 135 approved, 85 filled on 31 March 2025"
    note = (
        "Total published, split by area judged. 175, 155, 145, 135 places in 2022 to 2025: without a new "
        "decision they go on falling by that 8 % a year, which is net of the few carers recruited."
    )
    for row in judged("areas"):
        if row["approved_foster_places"]:
            places = row["approved_foster_places"]
            lost = places_lost_a_year()
            yield _row("in_house_fostering", row["area"], places, (source, "derived", note), attrition=lost)


def _kinship_places() -> Iterable[Row]:
    source = f"{DFE_CLA}: derived from children in own provision"
    note = "As many as live with kin now: as children leave, others come with kin of their own."
    for area, places in areas_of_homes(unaccompanied=False)["kinship"].items():
        yield _row("kinship", area, places, (source, "derived", note))


def _own_homes() -> Iterable[Row]:
    for area, (home, beds) in OWN_HOMES.items():
        note = (
            f"{home}, opened autumn 2024. Beds not published: {beds} taken. Area judged from the home's "
            "name. The three further homes of the proposal are options, not supply, as no decision is "
            "published. Newly opened, so not closable here."
        )
        running = home_running_cost("3_beds") / beds
        yield _row("own_home", area, beds, (CYP08, "judgement", note), running_cost=running)
