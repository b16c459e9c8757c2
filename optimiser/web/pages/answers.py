"""The answer of a scenario as pages show it: what is known of it now, and the difference from the baseline."""

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
class AnswerShown:
    """What is shown of a scenario's answer.

    ``standing``: the job under way; ``failed``: how the last one ended where that left no plan, if it was about
    the scenario as it is now. ``told`` is what is kept of the answer, ``None`` without one; ``is_old``: it is
    that to the scenario as it was before.
    """

    standing: Standing | None
    status: str
    bracket: tuple[str, ...]
    best: str
    failed: JobRecord | None
    told: Mapping[str, Any] | None
    job: str
    state: tuple[str, str]
    is_old: bool
    tiles: tuple[Tile, ...]
    sections: tuple[tuple[str, str], ...]
    overview: tuple[Markup, ...]


def answer_shown(ask: Ask, scenario: Scenario) -> AnswerShown:
    """What is known of a scenario's answer at this moment."""
    store, standing = ask.site.store, ask.site.queue.under_way(scenario.id, "solve")
    answer = store.job(scenario.answer) if scenario.answer else None
    told = answer.told if answer is not None and "headlines" in answer.told else None
    sections = tuple((str(key), str(title)) for key, title in told["sections"]) if told else ()
    folder = store.job_folder(scenario.answer) / "sections"
    shown = [key for key, _ in sections if key in OVERVIEW]
    return AnswerShown(
        standing=standing,
        status="" if standing is None else status_words(standing),
        bracket=() if standing is None else bracket_words(standing),
        best="" if standing is None else best_words(standing),
        failed=None if standing is not None else _failed(ask, scenario),
        told=told,
        job=scenario.answer,
        state=ENDED[answer.state] if answer is not None and answer.state in ENDED else ("", ""),
        is_old=told is not None and not scenario.is_answered,
        tiles=() if told is None else _tiles(told, _baseline(ask, scenario)),
        sections=sections,
        overview=tuple(Markup((folder / f"{key}.html").read_text(encoding="utf-8")) for key in shown),
    )


def _failed(ask: Ask, scenario: Scenario) -> JobRecord | None:
    found = ask.site.store.latest_job(scenario.id, "solve")
    if found is None or found.state in (FINISHED, EARLY) or found.asked.get("text") != scenario.text:
        return None
    return found


def _baseline(ask: Ask, scenario: Scenario) -> Mapping[str, Any]:
    """What is kept of the answer for the case as its tables say; nothing for that scenario itself."""
    if scenario.base:
        return {}
    base = next(one for one in ask.site.store.scenarios_of(scenario.case) if one.base)
    job = ask.site.store.job(base.answer) if base.answer else None
    return {} if job is None else job.told


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
