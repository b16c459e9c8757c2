"""Rows of tables and how their cells are written."""

from __future__ import annotations

Row = dict[str, object]

BLANK = ""


def entry(source: str, confidence: str, note: str = BLANK, **cells: object) -> Row:
    """One row of an input table with its provenance last."""
    return {**cells, "source": source, "confidence": confidence, "note": note}


def yes_no(value: bool) -> str:
    """Write yes or no."""
    return "yes" if value else "no"


def cell(value: object) -> str:
    """Write a number without needless decimals, anything else as it is."""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)
