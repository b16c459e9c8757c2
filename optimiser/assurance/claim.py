"""What a run claims: its decisions, its cost and how far that is proven, as the other checks take it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.audit import Decided
from models.case import Case, OptionKey, Pool
from optimiser.engine.outcome import Status
from optimiser.run_reading import Run

RELATIVE = 1e-6
"""Two costs agree where they differ by no more than this share of the larger."""
POUND = 1.0
"""Two costs agree where they differ by no more than this (£): smaller differences are the solvers' rounding."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim of a run; money in £ at present value, ``None`` where the run has no such figure."""

    case: Case
    status: Status
    objective: float | None
    bound: float | None
    gap_asked: float
    decided: Decided
    do_nothing: float | None
    do_nothing_houses_everyone: bool


def claim_of(run: Run) -> Claim:
    """Take the claim of a run from its record and its table of decisions."""
    record: Any = run.record
    headlines = record.get("headlines", {})
    return Claim(
        case=run.inputs.case,
        status=Status(record["status"]),
        objective=record["objective"],
        bound=record["bound"],
        gap_asked=float(record["gap_asked"]),
        decided=decisions_of(run),
        do_nothing=headlines.get("present_value_do_nothing"),
        do_nothing_houses_everyone=bool(headlines.get("do_nothing_houses_everyone")),
    )


def decisions_of(run: Run) -> Decided:
    """The decisions in a run's table ``plan``; whole ones are rounded to the whole number that they are."""
    case = run.inputs.case
    at = {period.period: t for t, period in enumerate(case.periods)}
    decide: dict[tuple[OptionKey, int], float] = {}
    close: dict[tuple[Pool, int], float] = {}
    for row in run.tables["plan"].to_dict("records"):
        t, units = at[row["period"]], float(row["units"])
        if row["action"] == "close":
            close[Pool(row["provision"], row["area"]), t] = round(units)
        else:
            key = OptionKey(row["option"], row["area"])
            decide[key, t] = round(units) if case.options[key].whole_units else units
    return Decided(decide, close)


def same(one: float, other: float) -> bool:
    """Whether two costs agree."""
    return abs(one - other) <= max(POUND, RELATIVE * max(abs(one), abs(other)))


def less(one: float, other: float) -> bool:
    """Whether a cost is surely less than another."""
    return one < other and not same(one, other)
