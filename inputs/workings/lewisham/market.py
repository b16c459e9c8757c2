"""Market: homes that can be bought, in two price tiers.

Judged: today's use at today's price and, except for supported accommodation, no more than that within 20
miles, then a second tier. There is little headroom in the borough, where other councils already place 249
children (DfE 2025); most of what is left lies far away.
"""

from __future__ import annotations

from collections.abc import Iterable

from inputs.workings.lewisham.judgements import judged, provenance
from inputs.workings.lewisham.placements import areas_of_homes
from inputs.workings.lewisham.prices import weekly_cost
from inputs.workings.lewisham.rows import Row, entry
from inputs.workings.lewisham.settings import PERIODS
from inputs.workings.lewisham.sources import DFE_CLA


def market_table() -> Iterable[Row]:
    """Homes on the market, and the unreported ones that only their present children live in."""
    for row in judged("market"):
        price = weekly_cost(row["provision"]) * float(row["price_ratio"])
        yield _cells(row["provision"], row["area"], row["tier"], row["children_max"], price) | provenance(row)
    others, unaccompanied = (areas_of_homes(alone)["other_placement"] for alone in (False, True))
    source = f"{DFE_CLA}: placements not otherwise reported"
    for area in others:
        number = others[area] + unaccompanied[area]
        cells = _cells("other_placement", area, 1, number, weekly_cost("other_placement"))
        yield entry(source, "derived", "Only those who live there now.", **cells)


def _cells(provision: str, area: str, tier: object, children: object, price: float) -> Row:
    where: Row = {"provision": provision, "area": area, "period": PERIODS[0], "tier": tier}
    return where | {"children_max": children, "weekly_cost": price}
