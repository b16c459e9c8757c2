"""The difference between plans by cause, drawn and as a table, from the folder that a comparison left."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from optimiser.pack.document import Cell, Column, Figure, Table, Unit
from optimiser.spreadsheet import as_written
from optimiser.studies.compare_text import step_name
from optimiser.studies.waterfall import CAUSE, TOGETHER_ONLY, Step
from optimiser.web.charts.waterfall import waterfall_svg

_SHOWN = ("cost", "revenue", "capital", "inside_boundary", "spot_market")
_UNITS = {"£": Unit.MILLIONS, "share": Unit.SHARE, "children": Unit.CHILDREN, "places": Unit.PLACES}


def waterfalls(folder: Path) -> list[tuple[str, Markup, Table]]:
    """For each figure that matters most: what it is, its drawing and its table; none where plans are missing."""
    found = pd.read_csv(folder / "compare_waterfall.csv", keep_default_na=False, na_values=[""])
    return [_fall(str(name), rows) for name, rows in found.groupby("figure", sort=False) if name in _SHOWN]


def _fall(name: str, rows: pd.DataFrame) -> tuple[str, Markup, Table]:
    label, unit = str(rows["label"].iloc[0]), _UNITS[str(rows["unit"].iloc[0])]
    steps = [_step(row) for row in rows.sort_values("step").to_dict("records")]
    title = f"{label}: the difference by cause"
    description = "From the plan as the tables say, each cause by itself, to the plan with all of it."
    return title, waterfall_svg(steps, title, description, unit, f"fall-{name}"), _table(name, title, steps, unit)


def _step(row: Mapping[Hashable, Any]) -> Step:
    what_if = as_written("" if pd.isna(row["what_if"]) else str(row["what_if"]))
    kind = str(row["kind"])
    amount, begins, ends, unproven = (float(row[key]) for key in ("amount", "begins", "ends", "unproven"))
    return Step(kind, what_if, amount, begins, ends, unproven)


def _table(name: str, title: str, steps: list[Step], unit: Unit) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            step_name({"kind": step.kind, "what_if": step.name}, len(steps)),
            Figure(step.amount, unit, signed=step.kind in (CAUSE, TOGETHER_ONLY)),
        )
        for step in steps
    ]
    return Table(f"waterfall_{name}", title, (Column("Step"), Column(f"Amount ({unit.value})", unit)), tuple(rows))
