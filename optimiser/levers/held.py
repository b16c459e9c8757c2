"""From changes to levers: which of a what-if's changes levers stand for, and which they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from optimiser.levers.asked import changes_of
from optimiser.levers.lever import Lever, shown
from optimiser.levers.typed import TypedError
from optimiser.scenario import Alteration, Change
from optimiser.scenario.what_if import Condition


class Held(NamedTuple):
    """What a lever is set to, as it is typed, and why; the reason may be empty."""

    value: str
    reason: str


class HeldLevers(NamedTuple):
    """The levers that a what-if sets, by id, and its other changes in their order."""

    values: Mapping[str, Held]
    others: tuple[Change, ...]


def held(levers: Sequence[Lever], changes: Sequence[Change]) -> HeldLevers:
    """Return which levers some changes stand for: the inverse of :func:`~optimiser.levers.asked.asked`.

    A lever stands for its changes where all of them are there, with one value and one reason, and where they
    may be made before every other change without making a difference: so what the levers ask for, followed by
    the others, is the same what-if. The label of a promise may be left as it is.
    """
    kept = dict(enumerate(changes))
    found: dict[str, tuple[Held, tuple[int, ...]]] = {}
    for lever in levers:
        taken = next(_standing(lever, kept), None)
        if taken is not None:
            found[lever.id] = taken
            for place in taken[1]:
                del kept[place]
    while late := [name for name, (_, places) in found.items() if _depends(changes, places, kept)]:
        for name in late:
            kept |= {place: changes[place] for place in found.pop(name)[1]}
    values = MappingProxyType({name: one for name, (one, _) in found.items()})
    return HeldLevers(values, tuple(changes[place] for place in sorted(kept)))


def _standing(lever: Lever, kept: Mapping[int, Change]) -> Iterator[tuple[Held, tuple[int, ...]]]:
    """Yield what the lever could be set to, with the places of the changes that it would stand for."""
    for place, change in kept.items():
        if isinstance(change, Alteration) and _is_of(lever, change):
            value = _value(lever, change)
            places = None if value is None else _places(lever, value, change.reason, kept)
            if value is not None and places is not None and place in places:
                yield Held(value, change.reason), places


def _is_of(lever: Lever, change: Alteration) -> bool:
    """Whether a change may be the lever's of the first of its cells."""
    first = lever.changes[0]
    same = (first.table, first.column, lever.how) == (change.table, change.column, change.how)
    return same and _same_rows(first.rows, change.rows)


def _value(lever: Lever, change: Alteration) -> str | None:
    """What the lever shows where it makes a change; ``None`` where it cannot make it, or it is its default."""
    if lever.choices:
        return next((word for word, cell in lever.choices if cell == change.value and word != lever.default), None)
    try:
        return shown(lever, Decimal(change.value))
    except ArithmeticError:  # a blank cell
        return None


def _places(lever: Lever, value: str, reason: str, kept: Mapping[int, Change]) -> tuple[int, ...] | None:
    """Where the changes are that the lever makes at a value; ``None`` where it makes none, or one is missing."""
    try:
        wanted = list(changes_of(lever, value, reason))
    except TypedError:
        return None
    told = wanted.pop() if lever.wording is not None and wanted else None
    found: list[int] = []
    for one in wanted:
        place = next((at for at, change in kept.items() if at not in found and _same(one, change)), None)
        if place is None:
            return None
        found.append(place)
    if told is not None:
        place = next((at for at, change in kept.items() if _same(told, change)), None)
        if place is not None:
            found.append(place)
        elif any(_touches(change, told.table, {told.column}) for change in kept.values()):
            return None  # the label is changed otherwise: setting it again would contradict that
    return tuple(found) or None


def _same(one: Alteration, change: Change) -> bool:
    """Whether two changes ask for the same, however their conditions and numbers are spelt."""
    if not isinstance(change, Alteration) or change.from_period is not None or one.reason != change.reason:
        return False
    about = (one.table, one.column, one.how) == (change.table, change.column, change.how)
    return about and _same_rows(one.rows, change.rows) and _same_value(one.value, change.value)


def _same_value(one: str, other: str) -> bool:
    try:
        return one == other or Decimal(one) == Decimal(other)
    except ArithmeticError:
        return False


def _same_rows(one: Iterable[Condition], other: Iterable[Condition]) -> bool:
    first, second = (sorted((column, sorted(set(texts))) for column, texts in rows) for rows in (one, other))
    return first == second


def _depends(changes: Sequence[Change], places: Iterable[int], kept: Mapping[int, Change]) -> bool:
    """Whether any of the changes would not be the same if it came before those of the others that precede it."""
    return any(_matters(kept[before], changes[place]) for place in places for before in kept if before < place)


def _matters(before: Change, change: Change) -> bool:
    """Whether a change of some rows depends on one before it: on their being there, on a condition, on a cell."""
    if not isinstance(change, Alteration):
        return True
    if isinstance(before, Alteration) and before.how == change.how == "multiply":
        return _touches(before, change.table, {column for column, _ in change.rows})
    return _touches(before, change.table, {change.column, *(column for column, _ in change.rows)})


def _touches(change: Change, table: str, columns: set[str]) -> bool:
    """Whether a change may alter one of some columns of a table: adding and removing rows alters all."""
    return change.table == table and (not isinstance(change, Alteration) or change.column in columns)
