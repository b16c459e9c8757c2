"""The answer of a scenario as pages show it, the search for it, and the difference from the baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from optimiser.pack.display import rounded
from optimiser.pack.document import Figure
from optimiser.web.answer.headline import MONEY, SAVING, UNMET, Headline, difference_words, read_headlines
from optimiser.web.jobs.messages import EARLY, FINISHED
from optimiser.web.jobs.standing import Standing
from optimiser.web.pages.handling import Ask
from optimiser.web.pages.words import ENDED, best_words, bracket_words, status_words
from optimiser.web.store import JobRecord, Scenario

TILES = {
    UNMET: "Child-years without a suitable home",
    MONEY: "Cost, present value",
    SAVING: "Saving against doing nothing",
    "inside_boundary": "Live inside the boundary",
    "in_house_fostering": "Fostered in-house",
    "family": "Live in a family",
    "spot_market": "On the spot market",
    "capital": "Capital, net of grant",
}
"""Headline figures that stand at the top of an answer, with what they are called there. Unmet need comes first."""
OVERVIEW = ("summary", "plan", "mix")
"""Sections that are shown with the levers; the others have a page each."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure, and its difference from the baseline in words where there is one."""

    label: str
    figure: Figure
    difference: str
    is_worse: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer last found to a scenario; ``is_old``: to it as it was before.

    ``told`` is what is kept of it, ``None`` without one; ``state`` how its search ended, with the colour of its
    tag; ``sections`` the keys of those that can be read, with what they are about.
    """

    told: Mapping[str, Any] | None
    state: tuple[str, str]
    is_old: bool
    sections: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Search:
    """The search for an answer.

    ``standing``: the job under way, with what is said of it; ``failed``: how the last one ended where that left no
    plan, if it was about the scenario as it is now.
    """

    standing: Standing | None
    status: str = ""
    bracket: tuple[str, ...] = ()
    best: str = ""
    failed: JobRecord | None = None


def answer_of(ask: Ask, scenario: Scenario) -> Answer:
    """The answer last found to a scenario."""
    found = ask.site.store.answer_of(scenario)
    if found is None:
        return Answer(None, ("", ""), False, ())
    state = ENDED.get(found.state, ("", ""))
    if "headlines" not in found.told:
        return Answer(None, state, False, ())
    sections = tuple((str(key), str(title)) for key, title in found.told["sections"])
    return Answer(found.told, state, not scenario.is_answered, sections)


def search_of(ask: Ask, scenario: Scenario) -> Search:
    """Where the search for a scenario's answer stands, or why it left none."""
    standing = ask.site.queue.under_way(scenario.id, "solve")
    if standing is None:
        return Search(None, failed=_failed(ask, scenario))
    return Search(standing, status_words(standing), bracket_words(standing), best_words(standing))


def overview_of(ask: Ask, scenario: Scenario, answer: Answer) -> tuple[Markup, ...]:
    """The sections that are shown with the levers."""
    return tuple(part_of(ask, scenario.answer, key) for key, _ in answer.sections if key in OVERVIEW)


def part_of(ask: Ask, job: str, key: str) -> Markup:
    """A section as it was written where the plan was found."""
    file = ask.site.store.job_folder(job) / "sections" / f"{key}.html"
    return Markup(file.read_text(encoding="utf-8"))


def tiles_of(ask: Ask, scenario: Scenario, answer: Answer) -> tuple[Tile, ...]:
    """The headline figures of an answer, each with its difference from the case as its tables say."""
    if answer.told is None:
        return ()
    store = ask.site.store
    return _tiles(answer.told, {} if scenario.base else store.told_of(store.base_of(scenario.case)))


def _failed(ask: Ask, scenario: Scenario) -> JobRecord | None:
    found = ask.site.store.latest_job(scenario.id, "solve")
    if found is None or found.state in (FINISHED, EARLY) or found.asked.get("text") != scenario.text:
        return None
    return found


_BETTER_HIGHER = frozenset({SAVING, "inside_boundary", "in_house_fostering", "family"})
_NEITHER = frozenset({"capital"})
_OF_COST = frozenset({MONEY, SAVING})
"""Figures of which plans differ only by more than what the searches for them left unproven."""


def _tiles(told: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[Tile, ...]:
    found, base = read_headlines(told), read_headlines(before)
    unproven = _unproven(told) + _unproven(before)
    return tuple(
        _tile(label, found[name], base.get(name), unproven if name in _OF_COST else 0.0)
        for name, label in TILES.items()
        if name in found
    )


def _unproven(told: Mapping[str, Any]) -> float:
    """What a search left unproven of the cost, £."""
    return float(told["objective"] - told["bound"]) if told else 0.0


def _tile(label: str, headline: Headline, before: Headline | None, unproven: float) -> Tile:
    if before is None:
        return Tile(label, headline.figure, "", False)
    difference = headline.more_than(before)
    if 0 < abs(difference.value) <= unproven:
        return Tile(label, headline.figure, "as far as is proven no different", False)
    shown = rounded(difference)
    worse = shown < 0 if headline.name in _BETTER_HIGHER else shown > 0
    return Tile(label, headline.figure, difference_words(difference), worse and headline.name not in _NEITHER)
