"""The change log between two runs: what went in differently, and what came out differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from optimiser.run_reading import Run
from optimiser.studies.columns import STUDY_COLUMNS
from optimiser.studies.input_changes import input_changes
from optimiser.studies.proven import Proven, difference
from optimiser.studies.tabulated import tabulated

_KEY = ["action", "option", "provision", "area", "period"]
_SAME = 1e-9
"""Figures that differ by less, relative to their size, differ by rounding."""


@dataclass(frozen=True)
class Changes:
    """What differs between two runs; the columns of every table are in ``STUDY_COLUMNS``.

    ``inputs``: cells of the input tables, matched by key. ``setup``: settings in force without being given,
    how it was solved, versions of software, status. ``figures``: headline figures. ``decisions``: units
    decided. ``cautions``: sentences to read before the figures. All are empty where nothing differs.
    """

    before: str
    after: str
    inputs: pd.DataFrame
    setup: pd.DataFrame
    figures: pd.DataFrame
    decisions: pd.DataFrame
    cautions: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing differs at all."""
        tables = (self.inputs, self.setup, self.figures, self.decisions)
        return all(table.empty for table in tables) and not self.cautions


def changes_between(before: Run, after: Run) -> Changes:
    """Compare two runs by key: neither the order of rows nor the names of folders matter."""
    inputs = input_changes(before.inputs, after.inputs)
    given = set(inputs.loc[inputs["table"] == "settings", "row"])
    return Changes(
        before.folder.name,
        after.folder.name,
        inputs,
        tabulated(STUDY_COLUMNS["setup"], _setup(before.record, after.record, given)),
        tabulated(STUDY_COLUMNS["figures"], _figures(before.record, after.record)),
        tabulated(STUDY_COLUMNS["decisions"], decisions_between(before.tables["plan"], after.tables["plan"])),
        tuple(_cautions(before, after)),
    )


def _setup(before: Mapping[str, Any], after: Mapping[str, Any], given: set[str]) -> Iterator[tuple[str, ...]]:
    old, new = _named(before), _named(after)
    for section, name in dict.fromkeys([*old, *new]):
        was, now = old.get((section, name), ""), new.get((section, name), "")
        if was != now and not (section == "settings" and name in given):
            yield section, name, was, now


def _named(record: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """What is not a figure, by section and name, as text."""
    words = {name: value for name, value in record["headlines"].items() if not _is_figure(value)}
    sections = {
        "settings": {_SETTING_OF.get(name, name): value for name, value in record["settings"].items()},
        "solving": record["solve_settings"],
        "versions": record["versions"],
        "result": {name: record[name] for name in ("status", "reason")} | words,
    }
    return {(section, name): _text(value) for section, held in sections.items() for name, value in held.items()}


_SETTING_OF = {"unmet_need_price": "unmet_need"}
"""Names in the settings table of settings that the record calls otherwise."""


def _text(value: object) -> str:
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, float, float, float]]:
    old, new = _numbers(before), _numbers(after)
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name, float("nan")), new.get(name, float("nan"))
        if not abs(now - was) <= _SAME * max(abs(was), abs(now), 1.0):
            yield name, was, now, now - was


def _numbers(record: Mapping[str, Any]) -> dict[str, float]:
    named = {name: record[name] for name in ("objective", "bound", "gap")} | dict(record["headlines"])
    return {name: float(value) for name, value in named.items() if _is_figure(value)}


def decisions_between(before: pd.DataFrame, after: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """What two plans (tables ``plan``) decide differently: rows of the study table ``decisions``."""
    old, new = _by_key(before), _by_key(after)
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key), new.get(key)
        units = [0.0 if row is None else float(row["units"]) for row in (was, now)]
        opens = ["" if row is None else str(row["opens"]) for row in (was, now)]
        if abs(units[1] - units[0]) <= 1e-6 and opens[0] == opens[1]:
            continue
        change = "added" if was is None else "removed" if now is None else "changed"
        label = (now or was or {})["label"]
        action, option, *place = key
        yield change, action, option, label, *place, *units, units[1] - units[0], *opens


def _by_key(plan: pd.DataFrame) -> dict[tuple[str, ...], Mapping[str, Any]]:
    """The rows of a plan by what is decided, where and when."""
    rows = ({str(name): value for name, value in row.items()} for row in plan.to_dict("records"))
    return {tuple(str(row[name]) for name in _KEY): row for row in rows}


def _cautions(before: Run, after: Run) -> Iterator[str]:
    """What would make a difference of the two costs mean something else than it seems to."""
    for name in ("authority", "price_base"):
        if before.record[name] != after.record[name]:
            what = name.replace("_", " ")
            held = f"{before.record[name]}, then {after.record[name]}"
            yield f"The {what} differs ({held}): costs are not comparable."
    spans = [(run.inputs.case.periods[0].period, run.inputs.case.periods[-1].period) for run in (before, after)]
    if spans[0] != spans[1]:
        years = [f"{first} to {last}" for first, last in spans]
        yield f"The years planned differ ({years[0]}, then {years[1]}): present values are not comparable."
    for when, run in (("before", before), ("after", after)):
        if not run.has_plan:
            yield f"There is no plan {when} ({run.record['status']}), so there is nothing to compare it with."
    if before.has_plan and after.has_plan:
        yield from _not_proven(before.record, after.record)


def _not_proven(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    found = difference(*(Proven(record["objective"], record["bound"]) for record in (before, after)))
    rounding = _SAME * max(abs(before["objective"]), 1.0)
    if abs(found.found) > rounding and not found.is_real:
        gaps = sum(record["objective"] - record["bound"] for record in (before, after))
        yield (
            f"The costs of the two plans differ by £{abs(found.found):,.0f}, which is within what the two runs "
            f"leave unproven (£{gaps:,.0f}): it may come from the search and not from the changes. Plan both "
            "with a smaller gap to know."
        )
