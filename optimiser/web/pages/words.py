"""What pages say of where a job stands, in plain words."""

from __future__ import annotations

import math

from optimiser.web.jobs.messages import CANCELLED, CANNOT, EARLY, FAILED, FINISHED, REFUSED
from optimiser.web.jobs.standing import QUEUED, Standing
from optimiser.web.rendering import millions, per_cent
from optimiser.web.store.store import INTERRUPTED

_STAGES = {
    "": "Starting",
    "checking": "Checking your changes",
    "base": "First planning the case as its tables say, so that there is something to compare with",
    "solving": "Searching for the cheapest plan",
    "binding": "The plan is below. Working out what binds and what it is worth",
    "explaining": "No plan can meet everything asked. Finding out what would have to give way",
    "packing": "Writing the Word document, the spreadsheet and the page",
    "studying": "Planning again and again with other figures",
}
ENDED = {
    FINISHED: ("Finished", "green"),
    EARLY: ("Stopped early: not proven", "yellow"),
    CANNOT: ("Cannot be met", "red"),
    REFUSED: ("Not understood", "red"),
    FAILED: ("Failed", "red"),
    CANCELLED: ("Stopped", "grey"),
    INTERRUPTED: ("Interrupted", "grey"),
}
"""For each state of a job that is over a word or two, and the colour of its tag."""


def status_words(standing: Standing) -> str:
    """Where a job stands, in a sentence."""
    if standing.is_over:
        return f"{ENDED[standing.state][0]}."
    if standing.state == QUEUED:
        count = standing.ahead - 1
        if count <= 0:
            return "Waiting: next in turn."
        return "Waiting: one other is ahead." if count == 1 else f"Waiting: {count} others are ahead."
    if standing.cancelling:
        return "Stopping: what has been found is kept."
    kind, _, detail = standing.stage.partition(": ")
    counted = f" ({standing.done} of {standing.total})" if standing.total else ""
    return f"{_STAGES.get(kind, kind.capitalize())}{f': {detail}' if detail else ''}{counted}."


def bracket_words(standing: Standing) -> tuple[str, ...]:
    """Between which limits the cost lies, as soon as that is known."""
    bracket = standing.bracket
    if bracket is None:
        return ()
    if bracket.bound is None:
        return ("No plan can meet everything that is asked.",)
    least = f"No plan can cost less than {millions(bracket.bound)}."
    if bracket.keeping is None:
        return (least, "The decisions of the plan as the tables say cannot all be kept under these changes.")
    kept = f"Keeping the decisions of the plan as the tables say would cost {millions(bracket.keeping)}."
    return (least, kept)


def best_words(standing: Standing) -> str:
    """The best plan so far, and how far it is proven; empty where there is none yet."""
    best = standing.best
    if best is None:
        return ""
    if not math.isfinite(best.gap):
        return f"Best plan so far: {millions(best.objective)}; how much less is possible is not known yet."
    return f"Best plan so far: {millions(best.objective)}; at most {per_cent(best.gap)} above the least possible."
