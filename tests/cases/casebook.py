"""Small cases from compact tables, through the ordinary path: CSV files, ``read_case``, ``plan``."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import xlsxwriter

import optimiser

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]

ROOT = Path(__file__).parents[2]
TINY, LEWISHAM = ROOT / "inputs" / "tiny", ROOT / "inputs" / "lewisham"


def rows(header: str, *cells: tuple[Any, ...]) -> Rows:
    """Rows from a header of column names and a tuple of cells for each row."""
    return [dict(zip(header.split(), row, strict=True)) for row in cells]


def periods(*labels: str, years: float = 1) -> Rows:
    return rows("period years", *[(label, years) for label in labels])


def demand(children: dict[str, float | list[float]], labels: list[str], home_area: str = "home") -> Rows:
    """Demand of each need group: one number for every period, or one for each."""
    found: Rows = []
    for need, given in children.items():
        numbers = given if isinstance(given, list) else [given] * len(labels)
        found += [
            {"need": need, "home_area": home_area, "period": label, "children": number}
            for label, number in zip(labels, numbers, strict=True)
        ]
    return found


def case(settings: dict[str, Any] | None = None, **tables: Rows) -> Tables:
    """Tables with one home area and one area 30 miles away, one year and no discounting unless given."""
    found: Tables = {
        "settings": [
            {"setting": name, "value": value}
            for name, value in {
                "authority": "Testshire",
                "price_base": "2025/26",
                "discount_rate": 0,
                "borrowing_rate": 0,
                **(settings or {}),
            }.items()
        ],
        "periods": periods("2025/26"),
        "areas": rows("area inside_boundary", ("home", "yes"), ("away", "no")),
        "proximity": rows(
            "home_area area band miles", ("home", "home", "inside", 1), ("home", "away", "beyond_20_miles", 30)
        ),
    }
    return found | tables


def weekly(a_year: float) -> float:
    """Weekly price of a child who costs so much in a year of 52 weeks."""
    return a_year / 52


def write(tables: Tables, folder: Path) -> Path:
    """Write each table to a CSV file, with a source and a confidence where a row has none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, found in tables.items():
        given = [{"source": "Test", "confidence": "judgement"} | row for row in found]
        columns = list(dict.fromkeys(column for row in given for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(given)
    return folder


def write_workbook(tables: Tables, path: Path) -> Path:
    """Write each table of text to a sheet, numbers as numbers."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, found in tables.items():
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, list(found[0]))
            for place, row in enumerate(found, start=1):
                for column, text in enumerate(row.values()):
                    is_number = re.fullmatch(r"-?\d+(\.\d+)?", text)
                    sheet.write(place, column, float(text) if is_number else text)
    return path


def read(folder: Path) -> Tables:
    """The cells of a folder of CSV files, as written."""
    found: Tables = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def solve(tables: Tables, folder: Path, **options: Any) -> optimiser.Result:
    """Write a case, read it and plan it as a user would."""
    inputs = optimiser.read_case(write(tables, folder / "case"))
    return optimiser.plan(inputs, **{"gap": 0.0, "planning_ahead": False, **options})


def children(result: optimiser.Result, period: str | None = None, **where: str) -> float:
    """Children living somewhere in a period (the only one, if not given)."""
    table = result.placements
    if period is not None:
        table = table[table["period"] == period]
    for column, value in where.items():
        table = table[table[column] == value]
    return float(table["children"].sum())


def cost(result: optimiser.Result, column: str = "amount", **where: str) -> float:
    """Sum of some cost lines (£)."""
    table = result.costs
    for name, value in where.items():
        table = table[table[name] == value]
    return float(table[column].sum())
