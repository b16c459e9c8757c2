"""A difference split by cause: what each cause does by itself, in order, and what they do only together.

The steps are worked out in whole numbers of a small unit (pence for money), so that they add up to the
difference exactly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

BASELINE, CAUSE, TOGETHER_ONLY, RESULT = "baseline", "cause", "interaction", "result"
"""Kinds of step: where it begins; each cause; what the causes do only together; where it ends."""


class Reached(NamedTuple):
    """A value and how far below it the truth may lie (0 where it is proven): units of the figure."""

    value: float
    unproven: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """A step: ``amount`` is a level for the first and last and a difference for the others.

    ``begins`` and ``ends`` are the levels between which it is drawn; ``unproven`` what a difference must exceed
    to be more than what the searches left unproven.
    """

    kind: str
    name: str
    amount: float
    begins: float
    ends: float
    unproven: float


PENCE, BILLIONTHS = 100, 1_000_000_000
"""How many of the small unit make one: for money, and for everything else."""


def waterfall(
    baseline: Reached, causes: Sequence[tuple[str, Reached]], together: Reached, small: int = PENCE
) -> tuple[Step, ...]:
    """Split ``together`` less ``baseline`` by cause; each cause comes with what it reaches by itself.

    ``small``: how many of the unit in which the steps add up make one.

    >>> causes = [("fees", Reached(106.0)), ("yield", Reached(103.0))]
    >>> for step in waterfall(Reached(100.0), causes, Reached(110.0)):
    ...     print(step.kind, step.name, step.amount)
    baseline  100.0
    cause fees 6.0
    cause yield 3.0
    interaction  1.0
    result  110.0
    """
    start, end = round(baseline.value * small), round(together.value * small)
    steps = [Step(BASELINE, "", start / small, 0.0, start / small, baseline.unproven)]
    level = start
    for name, reached in causes:
        amount = round(reached.value * small) - start
        unproven = baseline.unproven + reached.unproven
        steps.append(Step(CAUSE, name, amount / small, level / small, (level + amount) / small, unproven))
        level += amount
    if len(causes) > 1:
        unproven = math.fsum([*(reached.unproven for _, reached in causes), baseline.unproven, together.unproven])
        steps.append(Step(TOGETHER_ONLY, "", (end - level) / small, level / small, end / small, unproven))
    return (*steps, Step(RESULT, "", end / small, 0.0, end / small, together.unproven))
