"""Options of children's homes: own homes in council property or bought, a partner-run home, block beds."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.workings.lewisham.option_rows import lead, option_row
from inputs.workings.lewisham.prices import home_running_cost
from inputs.workings.lewisham.published import parameter_sources, parameters
from inputs.workings.lewisham.rows import Row
from inputs.workings.lewisham.sources import CMA

HOME_BEDS = {"4_beds": 4, "3_beds": 3, "2_beds": 2, "1_bed": 1}
OWNED_AREAS = {"4_beds": ("central", "south"), "3_beds": ("central", "south"), "2_beds": ("south",),
               "1_bed": ("south",)}  # fmt: skip
BOUGHT_AREAS = {"4_beds": ("central", "south"), "3_beds": ("south",), "2_beds": ("south",),
                "1_bed": ("south",)}  # fmt: skip
BOUGHT_CAPITAL = {"4_beds": 1_500_000, "3_beds": 1_300_000, "2_beds": 1_050_000, "1_bed": 750_000}
"""Bought and converted. Four beds published; smaller ones judged: land and works fall less than beds."""
HOME_SETUP = {"4_beds": 200_000, "3_beds": 180_000, "2_beds": 140_000, "1_bed": 110_000}
"""Manager and first staff before registration: about two months of running cost. Judgement."""
PARTNER_YEAR = 1_060_000  # £ a year for a four-bed home: some 5 % under the council's own. Judgement

HOME_LEAD = lead(15, "property, works, manager and staff, and registration (Ofsted: 16 weeks aimed at, 6 to 18 "
                     "months reported)")  # fmt: skip


def home_options() -> Iterable[Row]:
    """Homes to open, and beds to contract."""
    yield from _owned_homes()
    yield from _bought_homes()
    yield from _partner_homes()
    yield from _block_beds()


def _home(beds: str, tenure: tuple[str, str], area: str, provenance: tuple[str, str, str], **more: object) -> Row:
    key, wording = tenure
    size = HOME_BEDS[beds]
    return option_row(
        (f"home_{beds}_{key}", f"Own home of {beds.replace('_', ' ')}, {wording}"),
        "own_home" if size > 2 else "own_small_home",
        area,
        size,
        provenance,
        setup_cost=HOME_SETUP[beds],
        running_cost=home_running_cost(beds),
        lead_time=parameters()["home_lead_years"],
        ramp="0.5",
        max_per_period=1,
        max_total=2,
        **more,
    )


def _owned_homes() -> Iterable[Row]:
    note = (
        "Running cost without debt, which is financed apart. The proposal's three further homes would be of "
        f"this kind. {HOME_LEAD}"
    )
    provenance = (parameter_sources()["capital_owned_property"], "derived", note)
    capital = parameters()["capital_owned_property"]
    groups = "new_homes;council_properties"
    for beds, areas in OWNED_AREAS.items():
        for area in areas:
            tenure = ("owned", "council property")
            yield _home(beds, tenure, area, provenance, capital_cost=capital, limit_group=groups)


def _bought_homes() -> Iterable[Row]:
    note = f"Running cost without debt, which is financed apart. {HOME_LEAD}"
    grant = parameters()["capital_grant_share"]
    for beds, areas in BOUGHT_AREAS.items():
        confidence = "derived" if beds == "4_beds" else "judgement"
        provenance = (parameter_sources()["capital_bought_4_beds"], confidence, note)
        money = {"capital_cost": BOUGHT_CAPITAL[beds], "grant_share": grant}
        for area in areas:
            yield _home(beds, ("bought", "bought"), area, provenance, limit_group="new_homes", **money)


def _partner_homes() -> Iterable[Row]:
    note = f"An outside operator in a council building; paid whether or not filled. {HOME_LEAD}"
    source = f"Judgement; capital: {parameter_sources()['capital_owned_property']}; costs of operators: {CMA}"
    for area in ("central", "south"):
        yield option_row(
            ("partner_home", "Partner-run home of four beds in a council building"),
            "partner_home",
            area,
            4,
            (source, "judgement", note),
            setup_cost=60_000,
            capital_cost=parameters()["capital_owned_property"],
            running_cost=PARTNER_YEAR,
            lead_time=parameters()["home_lead_years"],
            ramp="0.5",
            max_per_period=1,
            max_total=1,
            limit_group="new_homes;council_properties",
        )


def _block_beds() -> Iterable[Row]:
    note = (
        "About 10 % under the spot price, paid whether or not filled; a contract of four years and two. "
        + lead(3, "judged, to let a contract under an existing framework")
    )
    for area in ("bordering", "within_20"):
        yield option_row(
            ("block_beds", "Two block-contract residential beds"),
            "block_residential",
            area,
            2,
            (f"Judgement; block contracts: {CMA}", "judgement", note),
            setup_cost=5_000,
            running_cost=2 * 52 * 6300,
            lead_time=0.25,
            life=6,
            max_per_period=1,
            max_total=3,
        )
