"""A difference split by cause adds up exactly, whatever the figures."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from optimiser.studies.waterfall import BILLIONTHS, CAUSE, PENCE, RESULT, TOGETHER_ONLY, Reached, waterfall

POUNDS = st.floats(-1e10, 1e10, allow_nan=False)


def by_hand(small: int) -> list[float]:
    """£100.00; by itself the first adds £10.10 and the second takes £5.05 away; together £104.00.

    Together they differ from 100 + 10.10 − 5.05 = 105.05 by −1.05.
    """
    causes = [("first", Reached(110.10)), ("second", Reached(94.95))]
    return [step.amount for step in waterfall(Reached(100.0), causes, Reached(104.0), small)]


def test_by_hand() -> None:
    assert by_hand(PENCE) == [100.0, 10.1, -5.05, -1.05, 104.0]


@given(POUNDS, st.lists(POUNDS, min_size=2, max_size=6), POUNDS)
def test_the_steps_add_up_to_the_penny(start: float, alone: list[float], together: float) -> None:
    causes = [(str(number), Reached(value)) for number, value in enumerate(alone)]
    first, *between, last = waterfall(Reached(start), causes, Reached(together))
    pence = sum(round(step.amount * 100) for step in between)
    assert pence == round(last.amount * 100) - round(first.amount * 100)
    assert [step.kind for step in between] == [CAUSE] * len(alone) + [TOGETHER_ONLY]
    assert last.kind == RESULT
    for before, after in zip([first, *between], between, strict=False):
        assert before.ends == after.begins


def test_one_cause_does_nothing_only_together() -> None:
    steps = waterfall(Reached(0.25), [("only", Reached(0.5))], Reached(0.5), BILLIONTHS)
    assert [(step.kind, step.amount) for step in steps[1:]] == [(CAUSE, 0.25), (RESULT, 0.5)]


def test_what_is_not_proven_adds_up_too() -> None:
    """£1 of the baseline, £2 and £3 of the causes and £4 together: 3, 4 and, for the interaction, 10."""
    causes = [("first", Reached(1.0, 2.0)), ("second", Reached(1.0, 3.0))]
    steps = waterfall(Reached(0.0, 1.0), causes, Reached(0.0, 4.0))
    assert [step.unproven for step in steps] == [1.0, 3.0, 4.0, 10.0, 4.0]
    assert math.isclose(steps[-2].amount, -2.0)
