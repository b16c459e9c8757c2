"""How far each assumption could be off: as the table ``ranges`` says, else a share either way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from optimiser.studies.assumed import Assumption, assumption_of, assumptions
from optimiser.tables.inputs import CaseInputs, cell_text
from optimiser.tables.range_rows import conditions, meets


@dataclass(frozen=True, slots=True)
class Varied:
    """An assumption and what it is multiplied by at its lowest and its highest.

    ``source``: where the range comes from; empty where none is given, so that it is the same share either way.
    """

    assumption: Assumption
    low: float
    high: float
    given: bool = False
    source: str = ""

    @property
    def factors(self) -> tuple[float, float]:
        """Low, high."""
        return self.low, self.high

    @property
    def why_left_out(self) -> str:
        """Why it is not varied, empty where there is no reason."""
        return self.assumption.reason_to_leave_out(max(1 - self.low, self.high - 1))


def varied(inputs: CaseInputs, step: float = 0.1) -> tuple[Varied, ...]:
    """Every assumption of the inputs with its range.

    The figures of a row of ``ranges`` are one assumption, whatever they would be together with otherwise.
    """
    ranged = tuple(_ranged(inputs))
    taken: dict[tuple[str, str], set[int]] = {}
    for one in ranged:
        taken.setdefault((one.assumption.table, one.assumption.column), set()).update(one.assumption.numbers)
    others = (_without(one, taken.get((one.table, one.column), set())) for one in assumptions(inputs))
    return (*ranged, *(Varied(one, 1 - step, 1 + step) for one in others if one is not None))


def rows_that_meet(inputs: CaseInputs, table: str, rows: tuple[str, ...]) -> frozenset[int]:
    """Numbers of the rows of a table that meet the conditions of a cell ``rows``."""
    frame, asked = inputs.tables[table], conditions(rows)
    records = zip(frame.index, frame.to_dict("records"), strict=True)
    return frozenset(
        int(number)
        for number, record in records
        if meets({str(name): cell_text(value) for name, value in record.items()}, asked)
    )


def _ranged(inputs: CaseInputs) -> Iterator[Varied]:
    for row in inputs.tables["ranges"].to_dict("records"):
        numbers = rows_that_meet(inputs, row["table"], row["rows"])
        found = assumption_of(inputs, row["table"], row["column"], numbers)
        if found is not None:
            yield Varied(found, row["low"], row["high"], True, cell_text(row["source"]))


def _without(one: Assumption, numbers: set[int]) -> Assumption | None:
    """An assumption without the rows that have a range of their own; ``None`` where none is left."""
    left = [pair for pair in zip(one.numbers, one.values, strict=True) if pair[0] not in numbers]
    if len(left) == len(one.numbers):
        return one
    if not left:
        return None
    kept, values = zip(*left, strict=True)
    return replace(one, row=f"{one.row} (the others)", numbers=kept, values=values)
