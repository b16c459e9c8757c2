"""Every table of the case, written as UTF-8 CSV."""

from __future__ import annotations

import csv
from pathlib import Path

from inputs.workings.lewisham.areas import areas_table, proximity_table
from inputs.workings.lewisham.demand import demand_table
from inputs.workings.lewisham.flows import ageing_table, entries_table
from inputs.workings.lewisham.fostering_options import fostering_options
from inputs.workings.lewisham.half_years import in_half_years
from inputs.workings.lewisham.home_options import home_options
from inputs.workings.lewisham.judgements import as_they_are
from inputs.workings.lewisham.market import market_table
from inputs.workings.lewisham.needs import needs_table
from inputs.workings.lewisham.placements import placements_table
from inputs.workings.lewisham.price_uncertainty import price_uncertainty_table
from inputs.workings.lewisham.promises import budgets_table, grants_table, limits_table, targets_table
from inputs.workings.lewisham.provisions import provisions_table, suitability_table
from inputs.workings.lewisham.reconciliation import outturn_table
from inputs.workings.lewisham.rows import Row, cell
from inputs.workings.lewisham.settings import periods_table, settings_table
from inputs.workings.lewisham.supply import supply_table
from inputs.workings.lewisham.young_people_options import young_people_options

CASE = Path(__file__).resolve().parents[2] / "lewisham"
"""The folder of the case."""


def tables() -> dict[str, list[Row]]:
    """Rows of every table by name."""
    return {
        "settings": list(settings_table()),
        "periods": list(periods_table()),
        "areas": list(areas_table()),
        "proximity": list(proximity_table()),
        "needs": list(needs_table()),
        "demand": list(demand_table()),
        "provisions": list(provisions_table()),
        "suitability": list(suitability_table()),
        "supply": list(supply_table()),
        "placements": list(placements_table()),
        "options": [*fostering_options(), *home_options(), *young_people_options()],
        "limits": list(limits_table()),
        "market": list(market_table()),
        "targets": list(targets_table()),
        "budgets": list(budgets_table()),
        "grants": list(grants_table()),
        "outturn": list(outturn_table()),
        "ranges": as_they_are("ranges"),
        "matching": as_they_are("matching"),
        "entries": list(entries_table()),
        "ageing": list(ageing_table()),
        "price_uncertainty": list(price_uncertainty_table()),
    }


def write(folder: Path = CASE, half_yearly: bool = False) -> None:
    """Write every table of the case into a folder, by years or by half-years."""
    written = in_half_years(tables()) if half_yearly else tables()
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in written.items():
        write_table(folder / f"{name}.csv", rows)


def write_table(path: Path, rows: list[Row]) -> None:
    """Write one table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([cell(value) for value in row.values()] for row in rows)
