"""Reading of the published figures in ``inputs/workings/published``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

PUBLISHED = Path(__file__).resolve().parents[1] / "published"
STOCK_YEAR = 2025  # 31 March 2025
FLOW_YEARS = (2023, 2024, 2025)  # years to 31 March; 2022 held an unusual number of unaccompanied children


@cache
def read_published(name: str) -> pd.DataFrame:
    """Read one extract of published figures, every cell as text."""
    return pd.read_csv(PUBLISHED / f"{name}.csv", dtype=str, keep_default_na=False)


@cache
def parameters() -> dict[str, float]:
    """Prices, rates and effects by name."""
    table = read_published("parameters")
    return dict(zip(table["parameter"], table["value"].astype(float), strict=True))


@cache
def parameter_sources() -> dict[str, str]:
    """Source of each parameter by name."""
    table = read_published("parameters")
    return dict(zip(table["parameter"], table["source"], strict=True))


@cache
def stock(group: str, category: str, year: int = STOCK_YEAR) -> int:
    """Children on 31 March of a year in one category."""
    table = read_published("children_on_31_march")
    found = table[(table["group"] == group) & (table["category"] == category) & (table["year"] == str(year))]
    return int(found["children"].item())


@cache
def flow(kind: str, group: str, category: str, year: int) -> int:
    """Children who started or ceased to be looked after in the year to 31 March."""
    table = read_published("children_started_and_ceased")
    rows = (table["flow"] == kind) & (table["group"] == group) & (table["year"] == str(year))
    return int(table[rows & (table["category"] == category)]["children"].item())


def children_in_borough() -> int:
    """Children aged 0 to 17 in Lewisham, latest mid-year."""
    return int(read_published("population")["children"].iloc[-1])


def approved_places() -> dict[int, int]:
    """The council's approved mainstream foster places by year (31 March)."""
    table = read_published("foster_places")
    approved = table[table["places"] == "approved"]
    return dict(zip(approved["year"].astype(int), approved["number"].astype(int), strict=True))


def ro3(line: str) -> float:
    """One line of the revenue outturn in £."""
    table = read_published("ro3_2024_25")
    found = table[table["line"] == f"Children's social care - {line}"]
    return float(found["thousand_pounds"].item()) * 1000


def section_251(measure: str, year: str) -> float:
    """One figure of the Section 251 outturn in £."""
    table = read_published("section_251")
    found = table[(table["measure"] == measure) & (table["year"] == year)]
    return float(found["value"].item())
