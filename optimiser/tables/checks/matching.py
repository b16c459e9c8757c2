"""Checks of how places fill: that capacity mode choice has what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from models.sharing import MOST_TO_DECIDE
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, at, check
from optimiser.tables.problems import quoted


@check("choice_without_matching")
def choice_without_matching(tables: Tables) -> Iterator[Finding]:
    """In capacity mode choice the table matching says how places fill."""
    if not tables.settings_sound or tables.setting("capacity_mode") != "choice" or tables.as_read("matching"):
        return
    message = "capacity_mode is choice, but there is no table matching that says how places fill"
    expected = "add the table matching with a row for each provision that has places, or write occupancy"
    yield Finding("settings", message, expected, column="value", value="choice")


@check("siblings_beyond_all")
def siblings_beyond_all(tables: Tables) -> Iterator[Finding]:
    """Siblings who come in twos and threes are no more than all who come."""
    for row in tables.rows("matching", "pairs", "threes"):
        if row["pairs"] + row["threes"] > 1 + 1e-9:
            message = f"pairs and threes are {row['pairs'] + row['threes']:g} of those who come together"
            yield at("matching", row, "pairs", message, "write shares that add up to 1 or less")


@check("too_much_to_decide")
def too_much_to_decide(tables: Tables) -> Iterator[Finding]:
    """Whether areas share their places is left to the plan for a few provisions at most."""
    left = [row for row in tables.rows("matching", "areas") if row["areas"] == "decide"]
    for row in left[MOST_TO_DECIDE:]:
        message = f"{len(left)} provisions are left to decide, which are {2 ** len(left)} plans to make"
        yield at("matching", row, "areas", message, f"leave {MOST_TO_DECIDE} at most, and write apart or together")


@check("matching_without_places", "warning")
def matching_without_places(tables: Tables) -> Iterator[Finding]:
    """How places fill is said of provisions that have places of their own."""
    if not tables.sound("supply", "options"):
        return
    owned = {row["provision"] for name in ("supply", "options") for row in tables.rows(name)}
    for row in tables.rows("matching", "provision"):
        if row["provision"] not in owned:
            message = f"{quoted(row['provision'])} has no places of its own, existing or to be decided"
            yield at("matching", row, "provision", message, "delete the row, or add its supply or options")
