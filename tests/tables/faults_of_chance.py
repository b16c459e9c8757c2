"""Planted faults in promises about the chance of a suitable home."""

from __future__ import annotations

from tests.tables.planting import Fault, Plant, add, several

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
