"""Provisions with their prices, and whom each suits."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.workings.lewisham.judgements import judged, provenance
from inputs.workings.lewisham.needs import youngest
from inputs.workings.lewisham.prices import price_parameters, real_growth, weekly_cost
from inputs.workings.lewisham.published import parameter_sources, parameters
from inputs.workings.lewisham.rows import BLANK, Row, yes_no
from inputs.workings.lewisham.sources import DFE_CLA_2024, JUDGEMENT

STAY_SOURCE = f"Mean stay judged above the mean duration of ended placements in {DFE_CLA_2024}"
STAY_16_17 = 1.2  # years: a child of 16 or 17 leaves care on average about a year later, at 18
FAMILY_LIKE = ("in_house_fostering", "ifa", "kinship")


def provisions_table() -> Iterable[Row]:
    """Ways of caring; a price, growth or occupancy may be the name of a parameter."""
    for row in judged("provisions"):
        provision = row["provision"]
        sources = [parameter_sources()[name].rstrip(".") for name in price_parameters(provision)]
        cells: Row = {
            "weekly_cost": weekly_cost(provision),
            "price_growth": round(real_growth(parameters()[row["price_growth"]]), 4),
            "occupancy": parameters().get(row["occupancy"], row["occupancy"]),
            "looked_after": yes_no(row["family"] != "support_at_home"),
        }
        said = provenance(row) | {"source": ". ".join([*(sources or [JUDGEMENT]), STAY_SOURCE])}
        same: Row = {name: value for name, value in row.items() if name not in said}
        yield same | cells | said


def suitability_table() -> Iterable[Row]:
    """Which homes suit whom."""
    for row in judged("suitability"):
        short = youngest(row["need"]) >= 16 and row["provision"] in FAMILY_LIKE
        same = {name: value for name, value in row.items() if name not in provenance(row)}
        yield same | {"mean_stay": STAY_16_17 if short else BLANK} | provenance(row)
