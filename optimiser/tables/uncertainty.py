"""Checked tables into the frozen :class:`models.uncertainty.Uncertainty`, in one canonical order."""

from __future__ import annotations

from types import MappingProxyType

from models.uncertainty import Ageing, Entries, PriceUncertainty, Uncertainty
from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables


def build_uncertainty(tables: Tables) -> Uncertainty:
    """Return what the checked tables say about chance; nothing where none of them is there."""
    prices = sorted((_price(row) for row in tables.rows("price_uncertainty")), key=lambda price: price.family)
    entries = sorted((_entries(row) for row in tables.rows("entries")), key=lambda entry: entry.need)
    ageing = (Ageing(row["need"], row["to_need"], row["per_year"]) for row in tables.rows("ageing"))
    return Uncertainty(
        entries=MappingProxyType({entry.need: entry for entry in entries}),
        ageing=tuple(sorted(ageing, key=lambda flow: (flow.need, flow.to_need))),
        prices=MappingProxyType({price.family: price for price in prices}) if prices else None,
    )


def _entries(row: Row) -> Entries:
    return Entries(
        need=row["need"],
        per_year=row["entries_per_year"],
        mean_time_in_care=row["mean_time_in_care"],
        own_uncertainty=row["entries_uncertainty"],
        shared_uncertainty=row["shared_uncertainty"],
        lasting_uncertainty=row["lasting_uncertainty"],
    )


def _price(row: Row) -> PriceUncertainty:
    return PriceUncertainty(row["family"], row["growth_sd"], row["correlation"])
