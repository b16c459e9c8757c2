"""Planted faults about places that fill by chance: what is promised of them, and what is left to decide."""

from __future__ import annotations

from tests.tables.planting import Fault, Plant, add, change, set_cell, several

_CHOICE = add("settings", setting="capacity_mode", value="choice")


def _chance(check: str, column: str, shown: object, word: str, *others: Plant, **cells: object) -> Fault:
    """A fault in a promise about the chance of a suitable home, the third row of targets."""
    promise: dict[str, object] = {
        **{"target": "free", "measure": "no_suitable_home", "needs": "*", "provisions": "*", "areas": "*"},
        **{"periods": "*", "sense": "at_most", "value": 0.1, **cells},
    }
    return Fault(check, "targets", 3, column, str(shown), word, several(add("targets", **promise), *others))


CHANCES = (
    _chance("chance_misread", "unit", "number", "write share", _CHOICE, unit="number"),
    _chance("chance_misread", "sense", "at_least", "write at_most", _CHOICE, sense="at_least"),
    _chance("chance_misread", "value", "0", "0.001 or more", _CHOICE, value=0),
    _chance("chance_misread", "needs", "teen", "write * there", _CHOICE, needs="teen"),
    _chance("chance_by_occupancy", "measure", "no_suitable_home", "write choice in the setting capacity_mode"),
    _chance(
        *("chance_without_pool", "provisions", "agency_foster", "provisions of the table matching", _CHOICE),
        provisions="agency_foster",
    ),
    _chance(
        "chance_without_pool", "provisions", "own_home", "areas", _CHOICE, provisions="own_home", areas="beyond"
    ),
    _chance("chance_of_some_areas", "areas", "south", "north is left out", _CHOICE, areas="south"),
)

FILLING = (
    Fault(
        *("siblings_beyond_all", "matching", 2, "pairs", "0.7", "1.1 of those who come"),
        several(set_cell("matching", 2, "pairs", 0.7), set_cell("matching", 2, "threes", 0.4)),
    ),
    change(
        *("matching_without_places", ("matching", 3, "provision"), "agency_foster", "no places of its own"),
        severity="warning",
    ),
    Fault(
        *("too_much_to_decide", "matching", 6, "areas", "decide", "leave 4 at most"),
        several(
            set_cell("matching", 2, "areas", "decide"),
            set_cell("matching", 3, "areas", "decide"),
            add("matching", provision="agency_foster", areas="decide"),
            add("matching", provision="bought_home", areas="decide"),
            add("matching", provision="flat", areas="decide"),
        ),
    ),
)
