"""A small valid case as a dictionary of tables, and helpers that write it as CSV files or a workbook."""

from __future__ import annotations

import copy
import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = list[list[Any]]
TablesOfText = dict[str, Rows]

_PROVENANCE = ["source", "confidence"]


def _table(header: str, *rows: Sequence[Any]) -> Rows:
    """Return rows with a source and a confidence each."""
    return [[*header.split(), *_PROVENANCE], *[[*row, "Council paper 2025", "judgement"] for row in rows]]


_SMALL: TablesOfText = {
    "settings": _table(
        "setting value",
        ["authority", "Müllershire"],
        ["price_base", "2024/25"],
        ["years_from_price_base", 1],
        ["general_inflation", 0.02],
    ),
    "periods": _table("period years start", ["2025/26", 1, ""], ["2026/27", 1, ""], ["2027/28", 1, ""]),
    "areas": _table(
        "area name inside_boundary home_area",
        ["north", "The North", "yes", ""],
        ["south", "", "yes", ""],
        ["beyond", "Over the hills", "no", ""],
    ),
    "proximity": _table(
        "home_area area band miles",
        ["north", "north", "inside", 2],
        ["north", "south", "inside", 6.5],
        ["north", "beyond", "beyond_20_miles", 60],
        ["south", "north", "inside", 6.5],
        ["south", "south", "inside", 2],
        ["south", "beyond", "within_20_miles", ""],
    ),
    "needs": _table(
        "need label age_from age_to locality_exempt",
        ["child", "Children", 0, 15, "no"],
        ["teen", "16 and 17", 16, 17, ""],
    ),
    "demand": _table(
        "need home_area period children scenario",
        *[
            [need, home, period, children, ""]
            for need, children in (("child", 12), ("teen", 6))
            for home in ("north", "south")
            for period in ("2025/26", "2026/27", "2027/28")
        ],
    ),
    "provisions": _table(
        "provision label family sector weekly_cost occupancy mean_stay price_growth looked_after",
        ["own_foster", "In-house fostering", "fostering", "in_house", 680, 0.9, 3, "", "yes"],
        ["agency_foster", "", "fostering", "external", 1100, "", 3, 0.01, ""],
        ["own_home", "Own home", "childrens_home", "in_house", 500, 0.85, 2, "", ""],
        ["bought_home", "", "childrens_home", "external", 7000, "", 1.5, 0.03, ""],
        ["flat", "", "supported_accommodation", "external", 1250, "", 1, "", ""],
    ),
    "suitability": _table(
        "need provision rating share_max weekly_supplement mean_stay",
        ["child", "own_foster", "preferred", "", "", ""],
        ["child", "agency_foster", "suitable", "", "", ""],
        ["child", "own_home", "suitable", 0.3, "", 2.5],
        ["child", "bought_home", "suitable", 0.3, 100, ""],
        ["teen", "own_foster", "preferred", "", "", ""],
        ["teen", "agency_foster", "suitable", "", "", ""],
        ["teen", "bought_home", "suitable", "", "", ""],
        ["teen", "flat", "suitable", 0.5, "", ""],
        ["child", "flat", "unsuitable", "", "", ""],
    ),
    "supply": _table(
        "provision area period places attrition running_cost closable units",
        ["own_foster", "north", "", 12, 0.1, "", "", ""],
        ["own_home", "south", "", 4, "", 290000, "yes", 1],
        ["own_home", "south", "2027/28", 8, "", 290000, "yes", 2],
    ),
    "placements": _table(
        "need home_area provision area children",
        ["child", "north", "own_foster", "north", 8],
        ["child", "south", "agency_foster", "south", 10],
        ["child", "north", "bought_home", "beyond", 3],
        ["child", "south", "own_home", "south", 2],
        ["teen", "north", "flat", "north", 3],
    ),
    "options": _table(
        "option label provision area places_per_unit setup_cost capital_cost grant_share running_cost "
        "lead_time ramp attrition life max_per_period max_total min_total whole_units limit_group "
        "first_period last_period",
        [
            *["recruit", "Recruit carers", "own_foster", "north", 1.8, 9600, "", "", "", 0.75],
            *["0.5;0.8", 0.12, "", 4, 10, "", "yes", "carers", "", ""],
        ],
        [
            *["recruit", "Recruit carers", "own_foster", "south", 1.8, 9600, "", "", "", 0.75],
            *["0.5;0.8", 0.12, "", 4, 10, "", "yes", "carers", "", "2026/27"],
        ],
        [
            *["new_home", "", "own_home", "north", 4, 250000, 1500000, 0.5, 1100000, 1.5, "", ""],
            *[30, 1, 2, 0, "yes", "", "2025/26", ""],
        ],
    ),
    "limits": _table("limit_group label max_per_period max_total", ["carers", "All carers", 6, 15]),
    "market": _table(
        "provision area period tier children_max weekly_cost",
        ["agency_foster", "south", "", "", "", ""],
        ["bought_home", "beyond", "", 1, 6, 7000],
        ["bought_home", "beyond", "", 2, "", 9000],
        ["flat", "north", "", 1, 10, ""],
    ),
    "targets": _table(
        "target label measure unit needs provisions areas periods sense value price_if_missed",
        ["near", "Near home", "inside_boundary", "share", "*", "*", "*", "2027/28", "at_least", 0.4, 20000],
    ),
    "budgets": _table(
        "budget period limit price_if_missed",
        ["revenue", "", 9000000, ""],
        ["capital_total", "", 3000000, ""],
    ),
    "grants": _table(
        "grant label basis amount needs provisions options periods",
        ["night", "Night grant", "per_child_per_night", 50, "teen", "flat", "*", "*"],
    ),
    "outturn": _table(
        "line label amount provisions known_difference explanation",
        ["fostering", "Fostering", 1000000, "own_foster; agency_foster", "", "The outturn pays for staff too"],
        ["overheads", "Overheads", 90000, "", "", "Not in the plan"],
    ),
    "decision_log": _table(
        "decision date made_by reason",
        ["Overheads stay out; the plan cannot change them", "2025-05-03", "Finance board", "As in 2024"],
    ),
    "ranges": _table(
        "table rows column low high",
        ["provisions", "family=foster*;sector=in_house", "weekly_cost", 0.8, 1.25],
        ["settings", "setting=years_from_price_base", "value", 0.5, 1.5],
    ),
    "matching": _table(
        "provision available suits pairs threes areas",
        ["own_foster", 0.9, 0.6, 0.2, 0.05, "together"],
        ["own_home", "", 0.5, "", "", ""],
    ),
    "entries": _table(
        "need entries_per_year mean_time_in_care entries_uncertainty shared_uncertainty lasting_uncertainty",
        ["child", "", 2, 0.1, 0.05, 0.1],
        ["teen", "", 1.5, "", "", ""],
    ),
    "ageing": _table("need to_need per_year", ["child", "teen", 0.1]),
    "price_uncertainty": _table("family growth_sd correlation", ["childrens_home", 0.04, 0.5], ["all", 0.02, ""]),
}


def small_case() -> TablesOfText:
    """Return a fresh copy of the valid case, header first in every table."""
    return copy.deepcopy(_SMALL)


def write_csv(tables: TablesOfText, folder: Path) -> Path:
    """Write every table to a CSV file and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def write_workbook(tables: TablesOfText, path: Path) -> Path:
    """Write every table to a sheet and return the workbook's path; numbers stay numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in tables.items():
            sheet = workbook.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, bool):
                        sheet.write_boolean(place, column, value)
                    elif isinstance(value, int | float):
                        sheet.write_number(place, column, value)
                    else:
                        sheet.write_string(place, column, value)
    return path


def cell(tables: TablesOfText, table: str, row: int, column: str, value: Any) -> None:
    """Set a cell; ``row`` is the number a person sees (the header is row 1)."""
    tables[table][row - 1][tables[table][0].index(column)] = value
