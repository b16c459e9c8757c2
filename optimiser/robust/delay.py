"""What must be decided now, and what can wait until the next period.

For each decision of the plan in the first period: the plan for all futures once more with that decision forbidden
in the first period and everything else free. What it costs more is the cost of waiting, between what the planes
that every future has shown prove and what a plan that was counted in every future costs. The planes are true
whatever is forbidden, so that one decision's are the next one's start (as in :mod:`optimiser.engine.two_stage`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from models.case import Floats
from optimiser.engine.highs import solve
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.master import Master
from optimiser.engine.two_stage.recourse import Clock, Recourse, StoppedError
from optimiser.engine.two_stage.risk import EXPECTED
from optimiser.engine.two_stage.subproblem import ImpossibleToSolveError, UnboundedFutureError
from optimiser.robust.training import DecisionKey, Training

MATERIAL = 0.5
"""Units of a divisible decision from which it is worth asking about."""
MOST_ROUNDS = 6
"""Rounds after which a cost of waiting is given as the two limits that it lies between."""
CLOSE = 0.1
"""Share of a cost of waiting to which it is worked out."""
_WHOLE = 1e-6

Verdict = Literal["now", "can wait", "not told apart"]


@dataclass(frozen=True)
class Waiting:
    """A decision of the first period and what waiting for the next costs, in expectation (£ present value).

    Beside the plan found: at least ``least`` and at most ``most`` more (infinite where no plan without it was
    found). ``later``: whether it can be decided later at all. ``rounds`` of asking every future; ``complete`` is
    false where it was stopped before the limits were close enough.
    """

    key: DecisionKey
    units: float
    least: float
    most: float
    later: bool
    verdict: Verdict
    rounds: int
    complete: bool


def first_decisions(found: Training, first: Floats, most: int) -> list[int]:
    """Which shared decisions the plan makes in the first period: whole and material ones, most places first.

    At most so many.
    """
    whole = found.two.first_stage.whole
    made = [
        place
        for place, (_, key) in enumerate(found.keys)
        if key[-1] == 0 and first[place] > (_WHOLE if whole[place] else MATERIAL)
    ]
    return sorted(made, key=lambda place: -_size(found, place, float(first[place])))[:most]


def _size(found: Training, place: int, units: float) -> float:
    kind, key = found.keys[place]
    return units * (found.case.options[key[0]].places_per_unit if kind == "decide" else 1.0)


def waiting(
    found: Training,
    plan: Floats,
    which: Sequence[int],
    settings: SolveSettings,
    *,
    others: Sequence[Floats] = (),
    cancel: Callable[[], bool] | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> list[Waiting]:
    """The cost of waiting for each of some decisions (places in ``found.keys``).

    ``plan``: the plan found. ``others``: plans that are known too and tell where to look first.
    ``settings.time_limit`` is that of each decision. Those not begun before ``cancel`` are left out. Whole numbers
    within a future are taken as divisible, on both sides of each difference.
    """
    asked = _Asked(found, settings, cancel)
    answers = []
    try:
        for values in (plan, *others):
            asked.ask(values, Clock(None, cancel))
        for number, place in enumerate(which, start=1):
            if cancel is not None and cancel():
                break
            answers.append(asked.without(place, float(plan[place])))
            told(number)
    except (StoppedError, ImpossibleToSolveError, UnboundedFutureError):
        return answers
    return answers


class _Asked:
    """What the futures have said so far."""

    def __init__(self, found: Training, settings: SolveSettings, cancel: Callable[[], bool] | None) -> None:
        self._found, self._settings, self._cancel = found, settings, cancel
        self._recourse = Recourse(found.two, settings)
        self._master = Master(found.two, EXPECTED, found.two.futures)
        self._plans: list[tuple[Floats, float]] = []

    @property
    def _cost(self) -> float:
        """The expected cost of the plan in hand, which is asked about first."""
        return self._plans[0][1]

    @property
    def _tolerance(self) -> float:
        """£ within which two plans are the same."""
        return max(self._settings.gap, 1e-9) * max(1.0, abs(self._cost))

    def ask(self, values: Floats, clock: Clock) -> None:
        """Ask every future about some decisions: their planes and, where they are a plan, its cost."""
        two = self._found.two
        cuts = self._recourse.cuts(values, clock)
        self._master.add(cuts)
        if all(cut.feasible for cut in cuts) and two.first_stage.allows(values):
            own = [block.cost[two.first] @ values for block in two.blocks]
            cost = float(two.probabilities @ (np.array(own) + [cut.value for cut in cuts]))
            self._plans.append((values, cost))

    def without(self, place: int, units: float) -> Waiting:
        """What it costs more not to decide something in the first period."""
        clock = Clock(self._settings.time_limit, self._cancel)
        least, rounds, ended = 0.0, 0, False
        while True:
            most = self._cheapest_without(place) - self._cost
            ended = self._close(least, most)
            if ended or rounds >= MOST_ROUNDS:
                break
            try:
                bound, proposed = self._proposed(place, clock)
                least = max(least, bound - self._cost)
                if proposed is None:
                    ended = math.isinf(least)
                    break
                if self._close(least, most):
                    continue
                self.ask(proposed, clock)
            except StoppedError:
                break
            rounds += 1
        later = self._later(place)
        return Waiting(
            self._found.keys[place],
            units,
            least,
            max(least, most),
            later,
            self._verdict(least, most),
            rounds,
            ended,
        )

    def _cheapest_without(self, place: int) -> float:
        return min((cost for values, cost in self._plans if values[place] <= _WHOLE), default=math.inf)

    def _close(self, least: float, most: float) -> bool:
        """Whether the limits tell all that is asked."""
        return most <= self._tolerance or most - least <= max(self._tolerance, CLOSE * least)

    def _proposed(self, place: int, clock: Clock) -> tuple[float, Floats | None]:
        """What no plan without the decision can cost less than, and decisions that may cost little more."""
        clock.check()
        matrix = self._master.matrix()
        upper = matrix.column_upper.copy()
        upper[place] = 0.0
        if matrix.column_lower[place] > 0:
            return math.inf, None
        settings = replace(self._settings, gap=0.5 * self._settings.gap, time_limit=clock.left)
        outcome = solve(matrix.with_bounds(matrix.column_lower, upper), settings, cancel=clock.cancel)
        if outcome.solution is None or outcome.bound is None:
            return (math.inf if outcome.status.value == "infeasible" else -math.inf), None
        first, near = (
            outcome.solution[: len(self._found.keys)],
            np.round(outcome.solution[: len(self._found.keys)]),
        )
        whole = self._found.two.first_stage.whole & (np.abs(first - near) <= _WHOLE)
        return outcome.bound, np.where(whole, near, first)

    def _later(self, place: int) -> bool:
        kind, key = self._found.keys[place]
        return any(other == kind and (one[0], one[-1] > 0) == (key[0], True) for other, one in self._found.keys)

    def _verdict(self, least: float, most: float) -> Verdict:
        if most <= self._tolerance:
            return "can wait"
        return "now" if least > self._tolerance else "not told apart"
