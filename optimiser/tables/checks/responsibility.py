"""Checks of who answers for a plan: an assurance state is claimed only by people who are named."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, at, check
from optimiser.tables.problems import quoted
from optimiser.tables.specification import ASSURANCE_STATES

_NEEDED_FROM = {"analyst": "analyst_tested", "assurer": "peer_reviewed", "approver": "approved"}
"""The first assurance state that needs each person; those after it need them too."""

_DOES = {"analyst": "tested the plan", "assurer": "reviewed it", "approver": "approved it"}


@check("state_without_person")
def state_without_person(tables: Tables) -> Iterator[Finding]:
    """An assurance state names who tested, who reviewed and who approved the plan."""
    row = _row(tables, "assurance_state")
    if row is None or not tables.settings_sound:
        return
    state = str(tables.setting("assurance_state"))
    for person, first in _NEEDED_FROM.items():
        reached = ASSURANCE_STATES.index(state) >= ASSURANCE_STATES.index(first)
        if reached and not tables.setting(person):
            message = f"the state is {state}, but no {person} is named"
            expected = f"add the setting {person}, who {_DOES[person]}, or choose an earlier state"
            yield at("settings", row, "value", message, expected)


@check("assurer_is_analyst")
def assurer_is_analyst(tables: Tables) -> Iterator[Finding]:
    """The assurer is somebody else than the analyst, whose work they check."""
    assurer, analyst = (str(tables.setting(name) or "") for name in ("assurer", "analyst"))
    row = _row(tables, "assurer")
    if row is not None and assurer and _plain(assurer) == _plain(analyst):
        message = f"{quoted(assurer)} is the analyst too, and nobody can assure their own work"
        expected = "name somebody who had no part in it, or leave the assurer out and the state at analyst_tested"
        yield at("settings", row, "value", message, expected)


def _row(tables: Tables, setting: str) -> Row | None:
    return next((row for row in tables.rows("settings", "setting") if row["setting"] == setting), None)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
