"""Random sequences of changes to a case, each of any table, as somebody who asks one what-if after another."""

from __future__ import annotations

import random
from collections.abc import Iterator

from models.case import Case
from optimiser.errors import InputError
from optimiser.studies.assumed import assumptions, changed
from optimiser.tables.inputs import CaseInputs
from tests.properties import changes

RELATIONS: tuple[changes.Change, ...] = (
    changes.dearer_provisions, changes.dearer_moves, changes.dearer_supplements, changes.dearer_market,
    changes.dearer_places, changes.dearer_set_up, changes.dearer_capital, changes.dearer_running,
    changes.dearer_misses, changes.stricter_promises, changes.wider_budgets, changes.wider_delivery,
    changes.more_children, changes.later_by_a_year,
)  # fmt: skip


def sequence(inputs: CaseInputs, seed: int, length: int) -> Iterator[Case]:
    """A case changed again and again: mostly one more thing each time, now and then from the beginning."""
    draw, case = random.Random(seed), inputs.case
    for _ in range(length):
        again = draw.random() < 0.3
        case = _one_figure(inputs, draw) if again else draw.choice(RELATIONS)(case) or case
        yield case


def _one_figure(inputs: CaseInputs, draw: random.Random) -> Case:
    """The case with one assumption a tenth lower or higher, or as it is where a check does not allow that."""
    try:
        return changed(inputs, draw.choice(assumptions(inputs)), draw.choice([0.9, 1.1])).case
    except InputError:
        return inputs.case
