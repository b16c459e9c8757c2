"""One row of the options table, and where its lead time comes from."""

from __future__ import annotations

from inputs.workings.lewisham.rows import BLANK, Row, entry

_NOUGHT = ("setup_cost", "capital_cost", "grant_share", "running_cost", "lead_time")
_BLANK = ("life", "asset_life", "first_period", "last_period", "max_per_period", "max_total")


def option_row(
    names: tuple[str, str],
    provision: str,
    area: str,
    places: float,
    provenance: tuple[str, str, str],
    **more: object,
) -> Row:
    """One option (its key and label) in one area; what is not given is nought, blank or whole."""
    option, label = names
    cells: Row = {"option": option, "label": label, "provision": provision, "area": area}
    cells |= {"places_per_unit": places} | dict.fromkeys(_NOUGHT, 0) | {"ramp": BLANK, "attrition": 0}
    cells |= dict.fromkeys(_BLANK, BLANK) | {"min_total": 0, "whole_units": "yes", "limit_group": BLANK}
    return entry(*provenance, **(cells | more))


def lead(months: int, why: str) -> str:
    """The sentence of an option's note that says where its lead time comes from."""
    return f"Lead time {months} months: {why}."
