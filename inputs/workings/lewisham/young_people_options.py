"""Options for young people: semi-independent units, supported lodgings, the edge-of-care service."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.workings.lewisham.option_rows import lead, option_row
from inputs.workings.lewisham.published import parameter_sources, parameters
from inputs.workings.lewisham.rows import Row
from inputs.workings.lewisham.sources import CYP08, DFE_SUPPORTED

EDGE_OF_CARE_UPRATING = 1.3  # 2017/18 prices to 2024/25, about the GDP deflator (HM Treasury)


def young_people_options() -> Iterable[Row]:
    """Homes for 16 and 17 year-olds, and support that keeps young people at home."""
    yield from _blocks()
    for area in ("central", "south"):
        yield _flat(area)
        yield _lodgings(area)
    yield _edge_of_care()


def _blocks() -> Iterable[Row]:
    figures = parameters()
    source = f"Judgement: staff day and night, and property; buildings: {CYP08}; rules: {DFE_SUPPORTED}"
    note = "Council building; 16 and 17 only; registered with Ofsted. " + lead(
        12, "judged, works and registration together"
    )
    for area in ("north", "central"):
        yield option_row(
            ("semi_block", "Semi-independent block of 8 units"),
            "own_semi_independent",
            area,
            8,
            (source, "judgement", note),
            setup_cost=60_000,
            capital_cost=8 * figures["semi_capital_per_place"],
            running_cost=figures["semi_block_year"],
            lead_time=1.0,
            ramp="0.5",
            max_per_period=1,
            max_total=1,
            limit_group="supported_blocks",
        )


def _flat(area: str) -> Row:
    note = "Leased flat with visiting staff and sleeping night cover. " + lead(
        6, "judged, a lease, staff and registration"
    )
    return option_row(
        ("semi_flat", "Semi-independent flat, 2 units"),
        "own_semi_independent",
        area,
        2,
        (f"Judgement; rules: {DFE_SUPPORTED}", "judgement", note),
        setup_cost=15_000,
        running_cost=118_000,
        lead_time=0.5,
        max_per_period=1,
        max_total=4,
    )


def _lodgings(area: str) -> Row:
    note = f"One young person a host. {lead(6, 'judged, recruitment and assessment of a host')}"
    return option_row(
        ("lodgings_hosts", "Supported lodgings hosts"),
        "supported_lodgings",
        area,
        1,
        (f"Judgement; rules: {DFE_SUPPORTED}", "judgement", note),
        setup_cost=6_000,
        running_cost=3_000,
        lead_time=0.5,
        attrition=0.15,
        whole_units="no",
        max_per_period=2,
        max_total=10,
    )


def _edge_of_care() -> Row:
    figures, sources = parameters(), parameter_sources()
    avoided = figures["edge_of_care_cases"] * figures["edge_of_care_diversion"]
    note = (
        "54 young people worked with (two quarters of 2017), of whom 20 % would truly have come into care: "
        "10.8 at home at a time. £300k a year at 2017/18 prices, uprated 30 %. Avoidance, not a cashable "
        f"saving. {lead(6, 'judged, to appoint the team')}"
    )
    return option_row(
        ("edge_of_care", "Edge-of-care service (cost avoidance)"),
        "edge_of_care",
        "central",
        round(avoided, 2),
        (sources["edge_of_care_year"], "derived", note),
        setup_cost=30_000,
        running_cost=figures["edge_of_care_year"] * EDGE_OF_CARE_UPRATING,
        lead_time=0.5,
        ramp="0.5",
        max_per_period=1,
        max_total=1,
    )
