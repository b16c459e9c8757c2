"""A scenario as the what-if that it is underneath."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from optimiser.scenario import Alteration, Change, NewRow, Removal, WhatIf, what_if_in
from optimiser.scenario.writing import what_if_text
from optimiser.web.store import Scenario

NO_REASON = "No reason was given."
"""What stands in a what-if file for the reason of someone who gave none."""
MOST_LETTERS = 100
"""Letters of a scenario's name."""
MOST_OF_REASON = 1_000
"""Letters of a reason that is typed."""
_NOT_TEXT = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Letters that no document can hold, such as NUL."""


def one_line(text: str, most: int | None = None) -> str:
    """A text on one line, of so many letters at most, without those that no document can hold.

    >>> one_line(" Fees\\n rise\\0  by 6 % ")
    'Fees rise by 6 %'
    """
    return " ".join(_NOT_TEXT.sub("", text).split())[:most].rstrip()


def changes_of(scenario: Scenario) -> tuple[Change, ...]:
    """The changes of a scenario, in order."""
    return _changes_in(scenario.text, scenario.name) if scenario.text else ()


@lru_cache(maxsize=256)
def _changes_in(text: str, name: str) -> tuple[Change, ...]:
    return what_if_in(text, name).changes


def text_of(name: str, reason: str, changes: Sequence[Change]) -> str:
    """Changes as a what-if file; empty where there are none."""
    told = tuple(replace(change, reason=one_line(change.reason)) for change in changes)
    return what_if_text(WhatIf(name, one_line(reason) or NO_REASON, told, name)) if told else ""


def file_text(scenario: Scenario) -> str:
    """A scenario as a what-if file to take away."""
    return scenario.text or text_of(scenario.name, scenario.reason, changes_of(scenario))


def loosened(changes: Iterable[Change], loosenings: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """Changes with some figures given way, as an explanation says they would have to.

    A figure that one of the changes sets, in that row alone and for good, is set otherwise; to another that is
    altered already the difference is added, since a cell cannot be set twice.
    """
    found = list(changes)
    for one in loosenings:
        if one.get("is_new"):
            cells = [(str(column), str(value)) for column, value in (*one["rows"], (one["column"], one["new"]))]
            found = _with_row(found, NewRow(str(one["table"]), tuple(cells), GIVES_WAY))
            continue
        rows = tuple((str(column), (str(value),)) for column, value in one["rows"])
        gives_way = Alteration(
            str(one["table"]), str(one["column"]), "set", str(one["new"]), rows, reason=GIVES_WAY
        )
        found = _with(found, gives_way, str(one["old"]))
    return tuple(found)


GIVES_WAY = "Gives way so that there can be a plan."
"""The reason of a change that an explanation asked for."""


def _with_row(changes: list[Change], row: NewRow) -> list[Change]:
    """Changes with a row that the tables leave out, in the place of an earlier one with the same key."""
    key = row.cells[:-1]
    kept = [one for one in changes if not (isinstance(one, NewRow) and one.cells[: len(key)] == key)]
    return [*kept, row]


def _with(changes: list[Change], gives_way: Alteration, old: str) -> list[Change]:
    """Changes with one figure set otherwise than ``old``, which is what they make of it."""
    alike = [place for place, change in enumerate(changes) if _is_of_column(change, gives_way)]
    alike = [place for place in alike if _sets_the_same(changes[place], gives_way)]
    changes = [change for place, change in enumerate(changes) if place not in alike[1:]]  # said twice is said once
    touching = [place for place, change in enumerate(changes) if _is_of_column(change, gives_way)]
    for number, place in enumerate(touching):
        later = (changes[other] for other in touching[number + 1 :])
        if _sets_the_same(changes[place], gives_way) and all(_is_of_others(one, old) for one in later):
            return [*changes[:place], gives_way, *changes[place + 1 :]]
    difference = _difference(old, gives_way.value)
    if touching and difference is not None:
        return [*changes, replace(gives_way, how="add", value=difference)]
    return [*changes, gives_way]


def _is_of_column(change: Change, other: Alteration) -> bool:
    return isinstance(change, Alteration) and (change.table, change.column) == (other.table, other.column)


def _sets_the_same(change: Change, other: Alteration) -> bool:
    """Whether a change sets just the cells that another sets."""
    return (
        isinstance(change, Alteration)
        and (change.how, change.from_period) == ("set", other.from_period)
        and dict(change.rows) == dict(other.rows)
    )


def _is_of_others(change: Change, old: str) -> bool:
    """Whether a change leaves a cell alone that was set to ``old`` before: it could not set it otherwise."""
    if not isinstance(change, Alteration) or change.how != "set":
        return False
    difference = _difference(old, change.value)
    return change.value != old if difference is None else Decimal(difference) != 0


def _difference(old: str, new: str) -> str | None:
    try:
        return format((Decimal(new) - Decimal(old)).normalize(), "f")
    except InvalidOperation:
        return None


def told_change(change: Change) -> str:
    """A change in one line.

    >>> told_change(Alteration("market", "weekly_cost", "multiply", "1.06", (("provision", ("ifa",)),), "2027/28"))
    'market, weekly_cost (provision: ifa): times 1.06 from 2027/28'
    """
    if isinstance(change, NewRow):
        return f"{change.table}: a new row ({', '.join(f'{name} {value}' for name, value in change.cells)})"
    which = "; ".join(
        f"{column}: {', '.join(value or 'blank' for value in values)}" for column, values in change.rows
    )
    if isinstance(change, Removal):
        return f"{change.table}: without the rows of {which}"
    how = {"set": "becomes", "add": "plus", "multiply": "times"}[change.how]
    since = f" from {change.from_period}" if change.from_period else ""
    rows = f" ({which})" if which else ", every row"
    return f"{change.table}, {change.column}{rows}: {how} {change.value or 'blank'}{since}"
