"""Reading of the judged tables in ``inputs/workings/judgements``, each row with its provenance."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from inputs.workings.lewisham.rows import Row

JUDGEMENTS = Path(__file__).resolve().parents[1] / "judgements"
PROVENANCE = ("source", "confidence", "note")


@cache
def judged(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one judged table, every cell as text."""
    with (JUDGEMENTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def provenance(row: dict[str, str]) -> dict[str, str]:
    """The three provenance cells of a judged row."""
    return {name: row[name] for name in PROVENANCE}


def as_they_are(name: str) -> list[Row]:
    """Rows of a judged table that is already an input table."""
    return [dict(row) for row in judged(name)]
