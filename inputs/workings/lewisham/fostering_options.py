"""Options of fostering and kinship: recruiting, keeping and supporting carers."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.workings.lewisham.judgements import judged
from inputs.workings.lewisham.option_rows import lead, option_row
from inputs.workings.lewisham.published import parameter_sources, parameters
from inputs.workings.lewisham.rows import Row
from inputs.workings.lewisham.sources import DFE_KINSHIP, OFSTED_LEAVING

RECRUITMENT = {
    "recruit_first_10": "Foster carers, first 10 a year",
    "recruit_next_10": "Foster carers, 11 to 20 a year",
    "recruit_above_20": "Foster carers, above 20 a year",
}
CONSTELLATION_HOUSEHOLDS = 8  # six to ten in the model of care
CONSTELLATION_EFFECT = 0.3  # relative fall in carers leaving: the low value; 0.82 has selection bias
CONSTELLATION_YEARS = 5  # years over which kept places add up
CONSTELLATION_SETUP = 20_000  # of the £89k; the rest is spread over three years of running


def fostering_options() -> Iterable[Row]:
    """Recruiting, keeping and supporting carers, and finding kin."""
    yield from _recruitment()
    yield from _constellations()
    yield from _specialist_carers()
    yield from _kinship_support()


def _recruitment() -> Iterable[Row]:
    figures, sources = parameters(), parameter_sources()
    why = "eight months from application to approval (DfE guidance, 2013) and one before it"
    note = f"Price of its source's year, not uprated: see its range. Carers leave at 11 % a year. {lead(9, why)}"
    for row in judged("recruitment"):
        option = row["option"]
        yield option_row(
            (option, RECRUITMENT[option]),
            "in_house_fostering",
            row["area"],
            figures["foster_places_per_household"],
            (sources[option], "derived", note),
            setup_cost=figures[option],
            lead_time=figures["recruit_lead_years"],
            ramp="0.7",
            attrition=figures["foster_attrition"],
            whole_units="no",
            first_period=row["first_period"],
            max_per_period=row["max_per_period"],
            limit_group="foster_recruitment",
        )


def _constellations() -> Iterable[Row]:
    figures, sources = parameters(), parameter_sources()
    kept = CONSTELLATION_HOUSEHOLDS * figures["foster_places_per_household"] * figures["foster_attrition"]
    kept *= CONSTELLATION_EFFECT * CONSTELLATION_YEARS
    note = (
        f"{CONSTELLATION_HOUSEHOLDS} households; leaving falls by {CONSTELLATION_EFFECT:.0%}, not the "
        "claimed 82 %. Kept places add up over five years. "
        + lead(6, "judged, to appoint and train the hub carer")
    )
    for area in ("central", "south"):
        yield option_row(
            ("constellation", "Peer support that keeps foster carers"),
            "in_house_fostering",
            area,
            round(kept, 2),
            (sources["constellation_effect"], "judgement", note),
            setup_cost=CONSTELLATION_SETUP,
            running_cost=round((figures["constellation_cost"] - CONSTELLATION_SETUP) / 3),
            lead_time=0.5,
            ramp="0.2;0.4;0.6;0.8",
            max_per_period=1,
            max_total=2,
            limit_group="constellations",
        )


def _specialist_carers() -> Iterable[Row]:
    source = f"Judgement; carers leave as in {OFSTED_LEAVING}"
    why = "judged as for recruitment, or less where carers are approved already"
    note = f"One child a household; recruitment, training and a yearly retainer. {lead(9, why)}"
    for area in ("south", "bordering"):
        yield option_row(
            ("specialist_carers", "Specialist step-down carers"),
            "specialist_fostering",
            area,
            1,
            (source, "judgement", note),
            setup_cost=30_000,
            running_cost=10_000,
            lead_time=0.75,
            attrition=parameters()["foster_attrition"],
            max_per_period=2,
            max_total=4,
        )


def _kinship_support() -> Iterable[Row]:
    why = "judged, to recruit the worker"
    note = (
        "One worker finds and supports five more kin placements; half of kin carers live outside the "
        "borough. Gains judged, no trial is published. " + lead(3, why)
    )
    for area in ("south", "bordering"):
        yield option_row(
            ("kinship_support", "Kinship support worker"),
            "kinship",
            area,
            5,
            (f"Judgement; direction of policy: {DFE_KINSHIP}", "judgement", note),
            setup_cost=5_000,
            running_cost=65_000,
            lead_time=0.25,
            ramp="0.4;0.8",
            max_per_period=1,
            max_total=1,
        )
