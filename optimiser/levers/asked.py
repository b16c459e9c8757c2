"""From levers to changes: what somebody has typed, as the alterations of a what-if."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from optimiser.levers.lever import Lever, of_cell
from optimiser.levers.typed import TypedError, typed
from optimiser.scenario import Alteration

_NO_REASONS: Mapping[str, str] = MappingProxyType({})


class LeverProblem(NamedTuple):
    """What is wrong with what was typed for a lever: its id, and a sentence that says what to write."""

    lever: str
    sentence: str


class Asked(NamedTuple):
    """The changes that levers ask for, and what is wrong with those that could not be read."""

    changes: tuple[Alteration, ...]
    problems: tuple[LeverProblem, ...]


def asked(levers: Sequence[Lever], values: Mapping[str, str], reasons: Mapping[str, str] = _NO_REASONS) -> Asked:
    """Return the changes for the texts typed, by the levers' ids, in the levers' order.

    A lever without a text, or at its default, changes nothing, whatever its reason. Every text that is no
    number or out of range is among the problems; the changes are those of all other levers.
    """
    changes: list[Alteration] = []
    problems = [
        LeverProblem(name, "This lever is not one of the case any more; load the page again.")
        for name in dict.fromkeys((*values, *reasons))
        if name not in {lever.id for lever in levers}
    ]
    for lever in levers:
        try:
            changes += changes_of(lever, values.get(lever.id, ""), reasons.get(lever.id, ""))
        except TypedError as fault:
            problems.append(LeverProblem(lever.id, f"{lever.label}: {fault}."))
    return Asked(tuple(changes), tuple(problems))


def changes_of(lever: Lever, text: str, reason: str) -> Iterator[Alteration]:
    """Yield the changes of one lever; raise :class:`~optimiser.levers.typed.TypedError` where there are none."""
    value = typed(lever, text)
    if value == lever.default:
        return
    told = " ".join(reason.split())
    words = dict(lever.choices)
    cell = words[value] if words else of_cell(lever, Decimal(value))
    for cells in lever.changes:
        yield cells.altered(lever.how, cell, told)
    if lever.wording is not None:
        yield lever.wording.cells.altered("set", lever.wording.told(value), told)
