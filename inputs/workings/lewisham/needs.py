"""Need groups: age bands by level of need, within the published numbers of each age."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.workings.lewisham.judgements import judged, provenance
from inputs.workings.lewisham.rows import Row

AGE_BANDS = ("Under 1 year", "1 to 4 years", "5 to 9 years", "10 to 15 years", "16 years and over")
UNACCOMPANIED = "uasc_16_17"


def needs() -> tuple[str, ...]:
    """Every need group."""
    return tuple(row["need"] for row in judged("needs"))


def youngest(need: str) -> int:
    """Youngest age of a need group."""
    return next(int(row["age_from"]) for row in judged("needs") if row["need"] == need)


def needs_of_age(band: str) -> dict[str, int]:
    """Children of each need group in an age band on 31 March 2025."""
    return {row["need"]: int(row[band]) for row in judged("needs") if int(row[band])}


def needs_table() -> Iterable[Row]:
    """Need groups with their ages."""
    for row in judged("needs"):
        same = ("need", "label", "age_from", "age_to", "locality_exempt")
        yield {name: row[name] for name in same} | provenance(row)
