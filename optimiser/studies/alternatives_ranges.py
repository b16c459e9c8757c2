"""The range of every decision over all plans within the cap, and what every one of them contains.

The least and the most of a quantity are each the optimum of a mixed-integer programme. Where a plan already
found meets the bound of its linear relaxation, that is the optimum and nothing more is solved. What no plan
goes below is taken from the solver's bound, never from the plans found alone; where the two do not meet in the
time allowed the range says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from models.case import Floats
from models.terms import Terms
from optimiser.studies.alternatives_quantities import Quantity
from optimiser.studies.alternatives_search import Search

_PAIR = 2
_ROUNDING = 1e-6
_SHARE = 0.01
SOME = 0.05
"""Units that can be divided count as decided from this many on."""


@dataclass(frozen=True, slots=True)
class Least:
    """The least of something over the plans within the cap: in a plan found, and what no plan goes below."""

    found: float
    bound: float

    @property
    def settled(self) -> bool:
        """Whether the two meet: exactly for whole units, else to one per cent or a twentieth of a unit."""
        return self.found - self.bound <= max(SOME, _SHARE * abs(self.found))


@dataclass(frozen=True)
class Range:
    """The range of a quantity. ``earliest``: the first period in which a plan can begin with it.

    ``some_by`` is the period by which every plan has decided some of it, ``least_by`` that by which every plan
    has decided the whole of its least; ``None`` where there is none or it was not worked out.
    """

    quantity: Quantity
    least: Least
    most: Least
    """Of minus the quantity."""
    earliest: int | None
    some_by: int | None
    least_by: int | None
    worked_out: bool = True

    @property
    def certain(self) -> float:
        """What every plan within the cap is proven to contain."""
        return max(self.least.bound, 0.0) if self.least.bound > _ROUNDING else 0.0


@dataclass
class Ranges:
    """Works out ranges, two solves at a time; ``plans`` are the plans known so far, which grow."""

    search: Search
    plans: list[Floats]
    solved: int = 0
    """Mixed-integer programmes that had to be solved."""

    def most_relaxed(self, each: Sequence[Terms]) -> list[float]:
        """An upper bound of some terms over all plans within the cap: whole numbers let go."""
        with ThreadPoolExecutor(_PAIR) as pool:
            return [-bound for bound in pool.map(lambda terms: self.search.least_relaxed(terms.times(-1.0)), each)]

    def of(self, every: Sequence[Quantity], tell: Callable[[int, int], None]) -> list[Range]:
        """The range of each quantity; those not reached when cancelled are told from the plans found alone."""
        asked = [(terms, one.whole) for one in every for terms in (one.total, one.total.times(-1.0))]
        ends = self._least_of(asked, tell)
        every_end = list(zip(every, ends[::2], ends[1::2], strict=True))
        found: list[Range] = []
        with ThreadPoolExecutor(_PAIR) as pool:
            for at in range(0, len(every_end), _PAIR):
                pair, known = every_end[at : at + _PAIR], len(self.plans)
                plans = [list(self.plans) for _ in pair]
                found += pool.map(self._range, *zip(*pair, strict=True), plans)
                for plan in (plan for own in plans for plan in own[known:]):
                    self._know(plan)
        return found

    def _range(self, one: Quantity, least: Least, most: Least, plans: list[Floats]) -> Range:
        """The range of a quantity with its times; plans found on the way are added to those given."""
        if self.search.cancel() or not (math.isfinite(least.bound) and math.isfinite(most.bound)):
            return Range(one, least, most, None, None, None, worked_out=False)
        return Range(one, least, most, self._earliest(one, plans), *self._by(one, least, plans))

    def _least_of(self, asked: Sequence[tuple[Terms, bool]], tell: Callable[[int, int], None]) -> list[Least]:
        """The least of each of some terms, two at a time; what a pair finds helps those after it."""
        found: list[Least] = []
        with ThreadPoolExecutor(_PAIR) as pool:
            for at in range(0, len(asked), _PAIR):
                pair = asked[at : at + _PAIR]
                plans = [tuple(self.plans)] * len(pair)
                for least, plan in list(pool.map(self._least, *zip(*pair, strict=True), plans)):
                    found.append(least)
                    self._know(plan)
                tell(len(found), len(asked))
        return found

    def _one(self, terms: Terms, whole: bool, plans: list[Floats]) -> Least:
        least, plan = self._least(terms, whole, plans)
        if plan is not None:
            plans.append(plan)
        return least

    def _know(self, plan: Floats | None) -> None:
        if plan is not None:
            self.plans.append(plan)
            self.solved += 1

    def _least(self, terms: Terms, whole: bool, plans: Sequence[Floats]) -> tuple[Least, Floats | None]:
        """The least of some terms, and a plan where those known do not settle it."""
        known = min((terms.value(values) for values in plans), default=math.inf)
        if not len(terms.positions):
            return Least(terms.constant, terms.constant), None
        if self.search.cancel():
            return Least(known, -math.inf), None
        relaxed = _up(self.search.least_relaxed(terms), whole)
        if Least(known, relaxed).settled:
            return Least(known, relaxed), None
        outcome = self.search.least(terms)
        bound = relaxed if outcome.bound is None else max(relaxed, _up(outcome.bound, whole))
        if outcome.solution is None:
            return Least(known, bound), None
        plan = self.search.matrix.values(outcome.solution)
        return Least(min(known, terms.value(plan)), bound), plan

    def _earliest(self, one: Quantity, plans: list[Floats]) -> int | None:
        """The first period in which a plan within the cap can have decided some of it."""
        for t in range(one.first_possible, len(one.decided)):
            terms = one.until(t).times(-1.0)
            some = 1.0 - _ROUNDING if one.whole else SOME
            if any(terms.value(values) <= -some for values in plans):
                return t
            if -self._one(terms, one.whole, plans).found >= some:
                return t
        return None

    def _by(self, one: Quantity, least: Least, plans: list[Floats]) -> tuple[int | None, int | None]:
        """By when every plan has decided some of it, and by when the whole of its least."""
        some = 1.0 - _ROUNDING if one.whole else SOME
        if least.bound < some:
            return None, None
        some_by = least_by = last = len(one.decided) - 1
        for t in range(last - 1, one.first_possible - 1, -1):
            by_then = self._one(one.until(t), one.whole, plans).bound
            if by_then < some:
                break
            some_by = t
            if by_then >= least.bound - max(_ROUNDING, 0.0 if one.whole else SOME):
                least_by = t
        return some_by, least_by


def _up(bound: float, whole: bool) -> float:
    """A bound of whole units, rounded up to the next whole unit (beyond rounding)."""
    return float(math.ceil(bound - 1e-5)) if whole and math.isfinite(bound) else bound


def no_regret(ranges: Iterable[Range]) -> list[Range]:
    """What every plan within the cap contains, proven or at least in every plan found."""
    known = [one for one in ranges if one.worked_out and one.least.found > SOME]
    return [one for one in known if one.certain > SOME or not one.least.settled]
