"""Plans one decision away: a unit more, fewer, earlier, later, elsewhere, or of another tier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from models.case import Case, OptionKey, Pool


class Action(NamedTuple):
    """Something that can be done in a period (a position): ``decide`` an option, or ``close`` units of a pool.

    ``label`` is the option or the provision. The word keeps an option and a provision of one name apart.
    """

    verb: str
    label: str
    area: str
    period: int


Units = Mapping[Action, float]
"""Units decided or closed."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One decision changed: ``changes`` to the units, what ``kind`` of change, and ``what`` in words."""

    kind: str
    what: str
    changes: Units

    @property
    def sentence(self) -> str:
        """The change as a sentence has it."""
        return f"{self.kind}: {self.what}"


def neighbours(case: Case, units: Units) -> Iterator[Neighbour]:
    """Every plan that differs by one decision, whether or not it is possible.

    ``units`` are the plan's own, at least nought; what is not there is nought. A step is one unit, or what is
    left where less than one unit was decided of an option that need not be whole.
    """
    yield from _more(case, units)
    for action, held in units.items():
        if held > 0:
            step = min(1.0, held)
            yield _neighbour(case, "one fewer", {action: -step})
            yield from _moved(case, action, step)


def _more(case: Case, units: Units) -> Iterator[Neighbour]:
    for key, option in case.options.items():
        for t in range(option.first_period, option.last_period + 1):
            yield _neighbour(case, "one more", {Action("decide", *key, t): 1.0})
    for pool, t in closable(case):
        yield _neighbour(case, "one more", {Action("close", *pool, t): 1.0})


def closable(case: Case) -> Iterator[tuple[Pool, int]]:
    """Every pool and period in which existing units may be closed."""
    for pool in sorted({row.pool for row in case.supply}):
        rows = sorted((row for row in case.supply if row.pool == pool), key=lambda row: row.from_period)
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            until = len(case.periods) if following is None else following.from_period
            if row.closable and row.places > 0:
                yield from ((pool, t) for t in range(row.from_period, until))


def _moved(case: Case, action: Action, step: float) -> Iterator[Neighbour]:
    """One unit at another time, in another area, or of an option that shares a limit with it."""
    for kind, when in (("earlier", action.period - 1), ("later", action.period + 1)):
        then = action._replace(period=when)
        if _allowed(case, then):
            yield _neighbour(case, kind, {action: -step, then: step})
    if action.verb == "close":
        return
    mine = case.options[OptionKey(action.label, action.area)]
    for key, option in case.options.items():
        other = Action("decide", *key, action.period)
        if other == action or not _allowed(case, other):
            continue
        if other.label == action.label:
            yield _neighbour(case, "elsewhere", {action: -step, other: step})
        elif option.pool == mine.pool and set(option.limit_groups) & set(mine.limit_groups):
            yield _neighbour(case, "another tier", {action: -step, other: step})


def _allowed(case: Case, action: Action) -> bool:
    if action.verb == "close":
        return (Pool(action.label, action.area), action.period) in set(closable(case))
    option = case.options[OptionKey(action.label, action.area)]
    return option.first_period <= action.period <= option.last_period


def _neighbour(case: Case, kind: str, changes: Mapping[Action, float]) -> Neighbour:
    more = [_told(case, action) for action, step in changes.items() if step > 0]
    fewer = [_told(case, action) for action, step in changes.items() if step < 0]
    if more and fewer:
        return Neighbour(kind, f"{more[0]} instead of {fewer[0]}", changes)
    return Neighbour(kind, (more or fewer)[0], changes)


def _told(case: Case, action: Action) -> str:
    """An action in words."""
    where, when = case.areas[action.area].name, case.periods[action.period].period
    if action.verb == "close":
        return f"closing {case.provisions[action.label].label} in {where} in {when}"
    return f"{case.options[OptionKey(action.label, action.area)].label} in {where} in {when}"
