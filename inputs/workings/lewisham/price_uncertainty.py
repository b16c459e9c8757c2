"""How uncertain the growth of prices is, from how unevenly England's unit costs have grown."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from statistics import correlation, stdev

from inputs.workings.lewisham.published import read_published
from inputs.workings.lewisham.rows import Row, entry
from inputs.workings.lewisham.sources import JUDGEMENT

FOSTERING = "Fostering - S251/Outturn weekly unit costs"
RESIDENTIAL = "Residential Care - S251/Outturn weekly unit costs"
HOMES = ("childrens_home", "secure", "residential_school", "other_residential")

SOURCE = (
    "Derived from DfE, Section 251 outturn, as published in DfE's Local Authority Interactive Tool: weekly unit "
    "costs of England, 2016-17 to 2024-25"
)


def growth(measure: str) -> list[float]:
    """Growth of a weekly unit cost of England from year to year, in cash."""
    table = read_published("section_251_england")
    rows = table[table["measure"] == measure].sort_values("year")
    return [later / earlier - 1 for earlier, later in pairwise(rows["value"].astype(float))]


def with_all_families() -> float:
    """Correlation of a family's growth with the factor of all: its square is that between two families."""
    return max(0.0, correlation(growth(FOSTERING), growth(RESIDENTIAL))) ** 0.5


def price_uncertainty_table() -> Iterable[Row]:
    """Standard deviation of a year's growth by family of provisions."""
    together = round(with_all_families(), 2)
    cash = "Cash growth: changes of general inflation are in it, so it is rather too much than too little."
    rates = {"fostering": FOSTERING} | dict.fromkeys(HOMES, RESIDENTIAL)
    for family, measure in rates.items():
        cells = {"family": family, "growth_sd": round(stdev(growth(measure)), 3), "correlation": together}
        yield entry(SOURCE, "derived", cash, **cells)
    young = "London councils reported 15 to 30 % over the three years of registration: 5 to 9 % a year."
    rest = "Allowances and other costs follow pay and general inflation."
    yield entry(
        JUDGEMENT, "judgement", young, family="supported_accommodation", growth_sd=0.02, correlation=together
    )
    yield entry(JUDGEMENT, "judgement", rest, family="all", growth_sd=0.01, correlation=together)
