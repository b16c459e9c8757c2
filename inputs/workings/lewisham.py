"""Workings of the Lewisham case: from published figures to the input tables, with no step by hand.

Run ``python inputs/workings/lewisham.py`` to write ``inputs/lewisham`` again. Published figures are read from
``published/``; everything that is judged rather than published is a constant below, with its reason beside
it, and is marked *judgement* in the tables that it reaches. The same inputs always give the same files.

What is published for Lewisham is one-dimensional: children by age, by placement, by provider, by distance.
How age, need and placement go together is not. The cross-tables below are whole numbers of children chosen
so that every published margin is met exactly.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
PUBLISHED = HERE / "published"
CASE = HERE.parent / "lewisham"

Row = dict[str, object]

DFE_CLA = "DfE, Children looked after in England including adoptions, 2025"
DFE_CLA_2024 = "DfE, Children looked after in England including adoptions, 2024"
OFSTED_PLACES = "Ofsted, Fostering in England, as published in DfE's Local Authority Interactive Tool"
RO3 = "MHCLG, RO3 2024-25, published 4 December 2025"
S251 = "DfE, Section 251 outturn 2024-25, as published in DfE's Local Authority Interactive Tool"
CYP08 = "Lewisham CYP08 savings proposal 2024 (Placement Sufficiency Strategy)"
STRATEGY_2018 = "Lewisham Commissioning & Sufficiency Strategy report, September 2018"
JUDGEMENT = "Judgement"

# --- Time and place ------------------------------------------------------------------------------------

PERIODS = tuple(f"{year}/{year - 1999}" for year in range(2025, 2031))
STOCK_YEAR = 2025  # 31 March 2025
FLOW_YEARS = (2023, 2024, 2025)  # years to 31 March; 2022 held an unusual number of unaccompanied children

AREAS = {
    "north": ("North Lewisham: Deptford, New Cross, Evelyn, Telegraph Hill, Brockley", True, True),
    "central": (
        "Central Lewisham: Lewisham, Ladywell, Blackheath, Hither Green, Catford, Forest Hill",
        True,
        True,
    ),
    "south": ("South Lewisham: Bellingham, Downham, Grove Park, Sydenham, Perry Vale", True, True),
    "bordering": (
        "Bordering boroughs: Greenwich, Bromley, Southwark, and Tower Hamlets over the river",
        False,
        False,
    ),
    "within_20": ("Elsewhere within 20 miles", False, False),
    "beyond_20": ("Beyond 20 miles", False, False),
    "no_local_home": ("No home address in or near the borough", False, True),
}
INSIDE = ("north", "central", "south")
AWAY = "no_local_home"
DESTINATIONS = tuple(area for area in AREAS if area != AWAY)

HOME_SHARES = {"north": 0.32, "central": 0.30, "south": 0.38}
"""Where children come from. Judgement: no count by ward is published; about a third of the borough's
children live in each part, and the south (Bellingham, Downham) has the most children in poverty."""

MILES = {
    ("north", "north"): 1, ("north", "central"): 2.5, ("north", "south"): 4.5,
    ("central", "north"): 2.5, ("central", "central"): 1, ("central", "south"): 2.5,
    ("south", "north"): 4.5, ("south", "central"): 2.5, ("south", "south"): 1.5,
    ("north", "bordering"): 3.5, ("central", "bordering"): 4, ("south", "bordering"): 4.5,
    ("north", "within_20"): 11, ("central", "within_20"): 11, ("south", "within_20"): 11,
    ("north", "beyond_20"): 60, ("central", "beyond_20"): 60, ("south", "beyond_20"): 60,
}  # fmt: skip
"""Typical miles from home to placement. Judgement, from the map: the borough is about six miles long."""

TRAVEL = 2 * 52 * 0.45
"""£ per child, mile and year: one return journey a week at 45p a mile (HMRC). Judgement."""

AWAY_BANDS = dict.fromkeys(INSIDE, "inside")
"""Bands of the borough's areas for children with no home address here; elsewhere the band is unknown."""

# --- Need groups ---------------------------------------------------------------------------------------

NEEDS = {
    "under_5": ("Under 5", 0, 4, False),
    "5_9": ("5 to 9", 5, 9, False),
    "10_15_mainstream": ("10 to 15, mainstream", 10, 15, False),
    "10_15_complex": ("10 to 15, complex", 10, 15, False),
    "16_17_mainstream": ("16 and 17, mainstream", 16, 17, False),
    "16_17_complex": ("16 and 17, complex", 16, 17, False),
    "uasc_16_17": ("Unaccompanied children, 16 and 17", 16, 17, False),
    "intensive": ("Intensive support, often alone, 10 to 17", 10, 17, False),
    "disability": ("Disabled children, 5 to 17", 5, 17, False),
    "other_setting": ("In a family centre, hospital or custody", 0, 17, False),
    "away_for_safety": ("Secure or placed away for their safety, 10 to 17", 10, 17, True),
}


AGE_BANDS = ("Under 1 year", "1 to 4 years", "5 to 9 years", "10 to 15 years", "16 years and over")

NEED_BY_AGE = {
    "Under 1 year": {"under_5": 29, "other_setting": 2},
    "1 to 4 years": {"under_5": 45},
    "5 to 9 years": {"5_9": 66, "disability": 3},
    "10 to 15 years": {
        "10_15_mainstream": 108, "10_15_complex": 32, "intensive": 6, "disability": 5, "other_setting": 5,
        "away_for_safety": 2,
    },
    "16 years and over": {
        "16_17_mainstream": 57, "16_17_complex": 18, "uasc_16_17": 42, "intensive": 7, "disability": 2,
        "other_setting": 8, "away_for_safety": 2,
    },
}  # fmt: skip
"""Children of each need group by published age band on 31 March 2025. Judgement within published margins:
ten children with disability as the category of need (published); all 42 unaccompanied children taken as 16
or 17; 13 in need of intensive support, as Lewisham reported 13 placements of £10,000 a week or more."""

# --- Where children live on 31 March 2025 --------------------------------------------------------------

HOMES_OF_NEED = {
    "under_5": {
        "in_house_fostering": 24, "kinship": 14, "ifa": 29, "with_parents": 5, "placed_for_adoption": 2,
    },
    "5_9": {"in_house_fostering": 18, "kinship": 11, "ifa": 32, "with_parents": 3, "external_residential": 2},
    "10_15_mainstream": {
        "in_house_fostering": 25, "kinship": 11, "ifa": 68, "with_parents": 2, "external_residential": 2,
    },
    "10_15_complex": {
        "in_house_fostering": 2, "ifa": 14, "own_home": 3, "external_residential": 9, "external_complex": 4,
    },
    "16_17_mainstream": {
        "in_house_fostering": 11, "kinship": 4, "ifa": 17, "external_supported": 11, "other_placement": 12,
        "with_parents": 2,
    },
    "16_17_complex": {
        "ifa": 2, "own_home": 1, "external_residential": 5, "external_complex": 1, "external_supported": 5,
        "other_placement": 4,
    },
    "intensive": {"external_complex": 13},
    "disability": {
        "in_house_fostering": 1, "ifa": 1, "external_residential": 5, "external_complex": 2,
        "residential_school": 1,
    },
    "other_setting": {"other_residential": 15},
    "away_for_safety": {"external_complex": 2, "secure": 2},
}  # fmt: skip
"""Need group by provision, unaccompanied children apart. Judgement: all margins meet published totals."""

AREAS_OF_HOME = {
    #                       north central south bordering within_20 beyond_20
    "in_house_fostering":   (12, 18, 22, 17, 10, 2),
    "kinship":              (6, 7, 7, 8, 7, 5),
    "ifa":                  (8, 13, 17, 47, 49, 29),
    "own_home":             (2, 0, 2, 0, 0, 0),
    "external_residential": (0, 1, 2, 4, 7, 9),
    "external_complex":     (0, 0, 1, 2, 7, 12),
    "secure":               (0, 0, 0, 0, 0, 2),
    "external_supported":   (2, 2, 1, 5, 5, 1),
    "other_residential":    (0, 0, 0, 2, 5, 8),
    "residential_school":   (0, 0, 0, 0, 0, 1),
    "placed_for_adoption":  (0, 0, 0, 0, 1, 1),
    "with_parents":         (3, 3, 3, 2, 1, 0),
    "other_placement":      (1, 2, 1, 4, 5, 3),
}  # fmt: skip
"""Provision by area, unaccompanied children apart. Judgement: columns meet the published localities."""

UASC_HOMES = {
    "in_house_fostering": (1, 1, 1, 1, 0, 0),
    "ifa":                (1, 1, 1, 4, 5, 0),
    "external_supported": (2, 2, 2, 8, 9, 0),
    "other_placement":    (0, 1, 0, 1, 1, 0),
}  # fmt: skip
"""Unaccompanied children by provision and area. They have no home address here, so that distance is not
known: 42 of them, and 42 children whose distance is not recorded, of whom 29 live outside the borough."""

AWAY_INSIDE = {("10_15_mainstream", "ifa"): 2, ("16_17_mainstream", "ifa"): 1}
"""Children who live in the borough more than 20 miles from home (76 so far away less 73 of them outside)."""

# --- Provision -----------------------------------------------------------------------------------------

BLANK = ""

PROVISIONS = {
    # label, family, sector, codes, weekly parameter(s), growth, occupancy, mean stay, moves, move cost
    "in_house_fostering": ("In-house fostering", "fostering", "in_house", "U4–U6, PR1",
                           ("in_house_fee_and_allowance", "in_house_overhead"), "in_house",
                           "foster_occupancy", 2.5),
    "specialist_fostering": ("Specialist (step-down) fostering", "fostering", "in_house", "U4–U6, PR1",
                             ("specialist_weekly",), "in_house", 0.8, 2.0),
    "kinship": ("Kinship care (connected persons)", "kinship", "in_house", "U1–U3, PR1",
                ("kinship_weekly",), "in_house", 1.0, 2.5),
    "ifa": ("Independent fostering agency", "fostering", "external", "U4–U6, PR4 and PR5",
            ("ifa_weekly",), "ifa", 1.0, 2.2),
    "own_home": ("Own children's home, 3 or 4 beds", "childrens_home", "in_house", "K2, PR1",
                 0, "residential", "home_occupancy", 1.6),
    "own_small_home": ("Own children's home, 1 or 2 beds", "childrens_home", "in_house", "K2, PR1",
                       0, "residential", "home_occupancy", 1.5),
    "partner_home": ("Partner-run home in a council building", "childrens_home", "external", "K2, PR4 or PR5",
                     0, "residential", "home_occupancy", 1.6),
    "block_residential": ("Block-contract residential beds", "childrens_home", "external", "K2, PR4 and PR5",
                          0, "residential", 0.9, 1.4),
    "external_residential": ("External children's home, standard", "childrens_home", "external",
                             "K2, PR4 and PR5", ("residential_standard_weekly",), "residential", 1.0, 1.4),
    "external_complex": ("External children's home, complex", "childrens_home", "external", "K2, PR4 and PR5",
                         ("residential_complex_weekly",), "residential", 1.0, 1.2),
    "secure": ("Secure children's home", "secure", "external", "K1", ("secure_weekly",), "residential",
               1.0, 0.5),
    "own_semi_independent": ("Own semi-independent units", "supported_accommodation", "in_house", "K3, PR1",
                             0, "supported", 0.9, 0.9),
    "supported_lodgings": ("Supported lodgings", "supported_accommodation", "in_house", "K3, PR1",
                           450, "in_house", 0.8, 0.9),
    "external_supported": ("External supported accommodation", "supported_accommodation", "external",
                           "K3, PR4 and PR5", ("supported_weekly",), "supported", 1.0, 0.9),
    "other_residential": ("Family centre, health or custody", "other_residential", "external",
                          "R1, R2, R3, R5", 7000, "residential", 1.0, 0.5),
    "residential_school": ("Residential school", "residential_school", "external", "S1", 5000, "residential",
                           1.0, 2.0),
    "with_parents": ("Placed with parents", "parents", "external", "P1", ("parents_weekly",), "in_house",
                     1.0, 0.9),
    "placed_for_adoption": ("Placed for adoption", "adoption", "in_house", "A3–A6", 0, "in_house",
                            1.0, 0.75),
    "other_placement": ("Other placement, provider not reported", "other", "external", "Z11–Z14", 1250,
                        "supported", 1.0, 0.4),
    "edge_of_care": ("Supported at home by the edge-of-care service", "support_at_home", "external", BLANK,
                     0, "in_house", 1.0, 0.75),
}  # fmt: skip

PLANNED_MOVES = {
    "external_residential": (0.1, 10_000),
    "external_complex": (0.1, 15_000),
    "other_placement": (0.5, 1_000),
}
"""Step-down: the largest share of settled children who may make a planned move in a year, and its cost."""

PROVISION_NOTES = {
    "in_house_fostering": "Fee and allowance £480, overhead £200 a week. 75 % of approved places usable.",
    "specialist_fostering": "None at the start: a step-down service that the plan may build.",
    "kinship": "About 40 of Lewisham's 131 children in its own provision: 131 less 85 filled "
    "mainstream places, "
    "4 in its own homes and 2 placed for adoption.",
    "ifa": "300 fostered less 85 in-house and 40 with kin; 42:58, against 40:60 in the council's "
    "2018 report.",
    "own_home": "Northover and Amersham opened in autumn 2024. Costs are running costs of the "
    "places, filled or not.",
    "own_small_home": "None at the start. One or two beds, staffed for children with complex needs.",
    "partner_home": "External: only the council's own provision is SSDA903 provider PR1.",
    "block_residential": "None at the start: beds paid for whether or not they are filled.",
    "other_residential": "Priced like a standard children's home: the RO3 residential line needs it to.",
    "residential_school": "1 child: published together with placed for adoption (3) as suppressed counts.",
    "placed_for_adoption": "2 children: published together with residential schools (3) as "
    "suppressed counts. "
    "The costs of the adoption service are not in the plan.",
    "other_placement": "19 children whose placement and provider are not reported. No child may "
    "newly come here: "
    "those who are there move on. Priced like supported accommodation.",
    "edge_of_care": "Not looked after: cost avoided, never a cashable saving. Demand counts the "
    "children who would "
    "need care without the service.",
    "external_complex": "Price of intensive packages; Lewisham reported 13 placements of £10,000 a "
    "week or more.",
}

STAY_SOURCE = f"Mean stay judged above the mean duration of ended placements in {DFE_CLA_2024}"
STAY_16_17 = 1.2  # years: a child of 16 or 17 leaves care on average about a year later, at 18

SUITABILITY_REASON = (
    "The largest shares sit close to today's, so that doing nothing carries on as now and only new capacity "
    "changes the mix; in-house fostering up to what matching allows."
)

FAMILY_LIKE = ("in_house_fostering", "ifa", "kinship")

SUITABILITY = {
    # need group: {provision: (rating, largest share, weekly supplement)}
    "under_5": {
        "in_house_fostering": ("preferred", 0.7, 0), "kinship": ("preferred", 0.25, 0),
        "ifa": ("suitable", 1, 0),
        "with_parents": ("preferred", 0.08, 0), "placed_for_adoption": ("preferred", 0.03, 0),
    },
    "5_9": {
        "in_house_fostering": ("preferred", 0.7, 0), "kinship": ("preferred", 0.25, 0),
        "ifa": ("suitable", 1, 0),
        "with_parents": ("preferred", 0.06, 0), "specialist_fostering": ("preferred", 0.03, 0),
        "external_residential": ("suitable", 0.04, 0),
    },
    "10_15_mainstream": {
        "in_house_fostering": ("preferred", 0.55, 0), "kinship": ("preferred", 0.16, 0),
        "ifa": ("suitable", 1, 0), "with_parents": ("preferred", 0.03, 0), "own_home": ("suitable", 0.03, 0),
        "external_residential": ("suitable", 0.02, 0), "edge_of_care": ("preferred", 0.06, 0),
    },
    "10_15_complex": {
        "in_house_fostering": ("suitable", 0.07, 300), "specialist_fostering": ("preferred", 0.1, 0),
        "ifa": ("suitable", 0.44, 600), "own_home": ("preferred", 0.3, 0),
        "own_small_home": ("preferred", 0.12, 0),
        "partner_home": ("suitable", 0.25, 0), "block_residential": ("suitable", 0.1, 0),
        "external_residential": ("suitable", 0.29, 0), "external_complex": ("suitable", 1, 0),
        "edge_of_care": ("preferred", 0.02, 0),
    },
    "16_17_mainstream": {
        "in_house_fostering": ("preferred", 0.3, 0), "kinship": ("preferred", 0.12, 0),
        "ifa": ("suitable", 0.35, 0), "with_parents": ("preferred", 0.04, 0),
        "own_home": ("suitable", 0.03, 0),
        "external_residential": ("suitable", 0.03, 0), "own_semi_independent": ("suitable", 0.45, 0),
        "supported_lodgings": ("preferred", 0.15, 0), "external_supported": ("suitable", 0.45, 0),
        "edge_of_care": ("preferred", 0.06, 0),
    },
    "16_17_complex": {
        "specialist_fostering": ("preferred", 0.06, 0), "ifa": ("suitable", 0.12, 600),
        "own_home": ("preferred", 0.25, 0), "own_small_home": ("preferred", 0.12, 0),
        "partner_home": ("suitable", 0.25, 0), "block_residential": ("suitable", 0.1, 0),
        "external_residential": ("suitable", 0.29, 0), "external_complex": ("suitable", 1, 0),
        "own_semi_independent": ("suitable", 0.3, 500), "external_supported": ("suitable", 0.45, 800),
        "edge_of_care": ("preferred", 0.02, 0),
    },
    "uasc_16_17": {
        "in_house_fostering": ("preferred", 0.2, 0), "ifa": ("suitable", 0.35, 0),
        "supported_lodgings": ("preferred", 0.2, 0), "own_semi_independent": ("suitable", 0.7, 0),
        "external_supported": ("suitable", 0.7, 0),
    },
    "intensive": {
        "own_small_home": ("preferred", 0.4, 2500), "external_complex": ("suitable", 1, 0),
    },
    "disability": {
        "in_house_fostering": ("preferred", 0.1, 300), "ifa": ("suitable", 0.1, 600),
        "external_residential": ("suitable", 0.5, 0), "external_complex": ("suitable", 1, 0),
        "residential_school": ("suitable", 0.1, 0),
    },
    "other_setting": {"other_residential": ("suitable", 1, 0)},
    "away_for_safety": {
        "secure": ("preferred", 0.5, 0), "external_complex": ("suitable", 1, 0),
    },
}  # fmt: skip

# --- Places and market ---------------------------------------------------------------------------------

APPROVED_BY_AREA = {"north": 20, "central": 29, "south": 35, "bordering": 30, "within_20": 18, "beyond_20": 3}
"""135 approved mainstream places (published total) by area. Judgement: as the children there."""

OWN_HOMES = {"north": ("Amersham", 3), "south": ("Northover", 3)}
"""The two homes opened in autumn 2024. Beds are not published: 3, usual for a new home (Ofsted 2025)."""
OWN_HOME_OPEN_SHARE = 0.5  # of 2024-25, open from autumn 2024

MARKET = {
    # provision: ({area: (tier 1 children, tier 2 children)}, tier 2's price against tier 1's)
    "ifa": (
        {"north": (9, 1), "central": (14, 2), "south": (18, 2), "bordering": (51, 6), "within_20": (54, 10),
         "beyond_20": (34, 30)},
        1.2,
    ),
    "external_residential": (
        {"central": (1, 0), "south": (2, 1), "bordering": (4, 2), "within_20": (7, 3), "beyond_20": (12, 10)},
        1.2,
    ),
    "external_complex": (
        {"south": (1, 0), "bordering": (2, 1), "within_20": (7, 3), "beyond_20": (14, 8)},
        1.25,
    ),
    "secure": ({"beyond_20": (3, 0)}, 1),
    "external_supported": (
        {"north": (5, 1), "central": (5, 1), "south": (4, 1), "bordering": (16, 5), "within_20": (18, 8),
         "beyond_20": (3, 6)},
        1.2,
    ),
    "other_residential": ({"bordering": (2, 0), "within_20": (5, 0), "beyond_20": (9, 0)}, 1),
    "residential_school": ({"beyond_20": (2, 0)}, 1),
    "with_parents": (
        {"north": (3, 0), "central": (3, 0), "south": (3, 0), "bordering": (2, 0), "within_20": (1, 0)},
        1,
    ),
    "placed_for_adoption": ({"within_20": (1, 0), "beyond_20": (1, 0)}, 1),
}  # fmt: skip
"""Homes that can be bought at a time. Judgement: today's use at today's price and, except for supported
accommodation, no more than that within 20 miles, then a second tier. Little headroom in the borough, where
other councils already place 249 children (DfE 2025); most of what is left lies far away."""

# --- Options -------------------------------------------------------------------------------------------

RECRUITMENT_AREAS = {
    "recruit_first_10": {"north": 3, "central": 3, "south": 4, "bordering": 4, "within_20": 2},
    "recruit_next_10": {"central": 3, "south": 4, "bordering": 4},
    "recruit_above_20": {"bordering": 5, "within_20": 5},
}
"""Most households a year by area. Judgement: three in eight of today's places are outside the borough."""
CONSTELLATION_HOUSEHOLDS = 8  # six to ten in the model of care
CONSTELLATION_EFFECT = (
    0.3  # relative fall in carers leaving: the low value; the claimed 0.82 has selection bias
)
CONSTELLATION_YEARS = 5  # years over which kept places add up
CONSTELLATION_SETUP = 20_000  # of the £89k; the rest is spread over three years of running
HOME_BEDS = {"4_beds": 4, "3_beds": 3, "2_beds": 2, "1_bed": 1}
BOUGHT_CAPITAL = {"4_beds": 1_500_000, "3_beds": 1_300_000, "2_beds": 1_050_000, "1_bed": 750_000}
"""Bought and converted. Four beds published; smaller ones judged: land and works fall less than beds."""
HOME_SETUP = {"4_beds": 200_000, "3_beds": 180_000, "2_beds": 140_000, "1_bed": 110_000}
"""Manager and first staff before registration: about two months of running cost. Judgement."""
PARTNER_YEAR = 1_060_000  # £ a year for a four-bed home: some 5 % under the council's own. Judgement
EDGE_OF_CARE_UPRATING = 1.3  # 2017/18 prices to 2024/25, about the GDP deflator (HM Treasury)

LIMITS = {
    "foster_recruitment": ("Foster households recruited", 30, 60,
                           "The 2018 report aimed at about 20 households a year and places have "
"fallen since; Coventry "
                           "grew by 117 mainstream carers in five years. 60 in six years, before "
"leavers, gives about 60:40."),
    "recruit_first_10": ("First ten households a year", 10, BLANK, "The cheapest tier of recruitment."),
    "recruit_next_10": ("Next ten households a year", 10, BLANK, "The second tier of recruitment."),
    "recruit_above_20": ("Households above twenty a year", 10, BLANK, "The dearest tier of recruitment."),
    "new_homes": ("New children's homes", 2, 8, "Managers, staff and registration limit how fast "
"homes open."),
    "council_properties": ("Council-owned properties for homes", 2, 3,
                           "Three properties were put forward in September 2024."),
    "supported_blocks": ("Semi-independent blocks", 1, 2, "Council buildings that could be converted."),
}  # fmt: skip

# --- Promises and money --------------------------------------------------------------------------------

REVENUE_GROWTH = 0.03  # cash growth a year allowed by the budget. Judgement, loosely after the council's MTFS
CAPITAL_A_YEAR = 3_000_000
CAPITAL_IN_ALL = 8_000_000
STAYING_PUT_WEEKLY = 330  # £ per young adult a week, as kinship
STAYING_PUT_YEARS = 1.5  # mean stay after 18, judgement; staying put may last to 21


# --- Reading -------------------------------------------------------------------------------------------


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


def children_in_borough() -> int:
    """Children aged 0 to 17 in Lewisham, latest mid-year."""
    return int(read_published("population")["children"].iloc[-1])


@cache
def flow(kind: str, group: str, category: str, year: int) -> int:
    """Children who started or ceased to be looked after in the year to 31 March."""
    table = read_published("children_started_and_ceased")
    rows = (table["flow"] == kind) & (table["group"] == group) & (table["year"] == str(year))
    return int(table[rows & (table["category"] == category)]["children"].item())


def ro3(line: str) -> float:
    """One RO3 line in £: total expenditure unless the line says otherwise."""
    table = read_published("ro3_2024_25")
    found = table[table["line"] == f"Children's social care - {line}"]
    return float(found["thousand_pounds"].item()) * 1000


# --- Demand --------------------------------------------------------------------------------------------


def ceased(band: str, year: int) -> int:
    """Children of an age band who ceased to be looked after in a year."""
    ages = ("16 years", "17 years", "18 years and over") if band == AGE_BANDS[-1] else (band,)
    return sum(flow("ceased", "age", age, year) for age in ages)


def grew_out(year: int) -> dict[str, float]:
    """Children who passed into the next age band in a year: what the band's published flows leave over.

    closing stock = opening stock + started + grown in − ceased − grown out, from the youngest band up.
    """
    found, grown_in = {}, 0.0
    for band in AGE_BANDS[:-1]:
        change = stock("age", band, year) - stock("age", band, year - 1)
        found[band] = flow("started", "age", band, year) + grown_in - ceased(band, year) - change
        grown_in = found[band]
    return found


def average_stock(group: str, category: str, year: int) -> float:
    """Mean of the opening and closing stock of a year."""
    return (stock(group, category, year - 1) + stock(group, category, year)) / 2


def leaving_rates() -> dict[str, tuple[float, float]]:
    """Yearly rates of ceasing and of growing out of each age band, over the published years together."""
    grown = [grew_out(year) for year in FLOW_YEARS]
    rates = {}
    for band in AGE_BANDS:
        child_years = sum(average_stock("age", band, year) for year in FLOW_YEARS)
        left = sum(ceased(band, year) for year in FLOW_YEARS)
        rates[band] = (left / child_years, sum(year.get(band, 0.0) for year in grown) / child_years)
    return rates


def mean_entries(group: str, category: str) -> float:
    """Mean number who started in a year, over the latest published years."""
    return sum(flow("started", group, category, year) for year in FLOW_YEARS) / len(FLOW_YEARS)


def stepped(opening: float, entering: float, rate: float) -> float:
    """Closing stock of a year in which ``rate`` of the average stock leaves."""
    return (opening * (1 - rate / 2) + entering) / (1 + rate / 2)


def forecast_by_age() -> list[dict[str, float]]:
    """Average children of each age band in each period: entries, ageing and leaving held as they were."""
    rates = leaving_rates()
    opening = {band: float(stock("age", band)) for band in AGE_BANDS}
    periods = []
    for _ in PERIODS:
        average, grown_in = {}, 0.0
        for band in AGE_BANDS:
            ceasing, growing = rates[band]
            closing = stepped(opening[band], mean_entries("age", band) + grown_in, ceasing + growing)
            average[band] = (opening[band] + closing) / 2
            grown_in = growing * average[band]
            opening[band] = closing
        periods.append(average)
    return periods


def forecast_unaccompanied() -> list[float]:
    """Average unaccompanied children in each period, by the same balance."""
    category, entering = "UASC", "Unaccompanied asylum-seeking children"
    left = sum(flow("ceased", "unaccompanied", entering, year) for year in FLOW_YEARS)
    rate = left / sum(average_stock("unaccompanied", category, year) for year in FLOW_YEARS)
    opening, averages = float(stock("unaccompanied", category)), []
    for _ in PERIODS:
        closing = stepped(opening, mean_entries("unaccompanied", entering), rate)
        averages.append((opening + closing) / 2)
        opening = closing
    return averages


@cache
def forecast_by_need() -> list[dict[str, float]]:
    """Average children of each need group in each period: need groups keep their share of their age band."""
    forecasts = []
    for by_age, unaccompanied in zip(forecast_by_age(), forecast_unaccompanied(), strict=True):
        children = dict.fromkeys(NEEDS, 0.0)
        for band, needs in NEED_BY_AGE.items():
            others = {need: number for need, number in needs.items() if need != "uasc_16_17"}
            of_band = by_age[band] - (unaccompanied if len(others) < len(needs) else 0.0)
            for need, number in others.items():
                children[need] += of_band * number / sum(others.values())
        children["uasc_16_17"] = unaccompanied
        forecasts.append(children)
    return forecasts


# --- Placements ----------------------------------------------------------------------------------------


def dealt(shares: Mapping[str, float], number: int) -> list[str]:
    """Deal ``number`` cards so that every first part of the pack holds each label nearly in proportion."""
    total, counts, pack = sum(shares.values()), dict.fromkeys(shares, 0), []
    for card in range(1, number + 1):
        label = max(shares, key=lambda name: (shares[name] / total * card - counts[name], name))
        counts[label] += 1
        pack.append(label)
    return pack


def area_pack(children: Sequence[int]) -> list[str]:
    """The areas of a provision's children, one card a child, well mixed and exactly as many as given."""
    wanted = dict(zip(DESTINATIONS, children, strict=True))
    spread = [((card + 0.5) / number, area) for area, number in wanted.items() for card in range(number)]
    return [area for _, area in sorted(spread, key=lambda pair: (pair[0], DESTINATIONS.index(pair[1])))]


@cache
def children_by_area() -> dict[tuple[str, str, str], int]:
    """Children by need group, provision and area, unaccompanied children included."""
    found: dict[tuple[str, str, str], int] = {}
    for provision, areas in AREAS_OF_HOME.items():
        pack = area_pack(areas)
        needs = [need for need, homes in HOMES_OF_NEED.items() for _ in range(homes.get(provision, 0))]
        for need, area in zip(needs, pack, strict=True):
            found[need, provision, area] = found.get((need, provision, area), 0) + 1
    for provision, areas in UASC_HOMES.items():
        for area, number in zip(DESTINATIONS, areas, strict=True):
            if number:
                found["uasc_16_17", provision, area] = number
    return found


@cache
def starting_placements() -> dict[tuple[str, str, str, str], int]:
    """Children by need group, home area, provision and area on 31 March 2025."""
    placed: dict[tuple[str, str, str, str], int] = {}
    away = dict(AWAY_INSIDE)
    for need in NEEDS:
        local: list[tuple[str, str]] = []
        for (of_need, provision, area), number in sorted(children_by_area().items()):
            if of_need != need:
                continue
            gone = number if need == "uasc_16_17" else 0
            if area in INSIDE and away.get((need, provision), 0):
                gone = min(number, away[need, provision])
                away[need, provision] -= gone
            if gone:
                placed[need, AWAY, provision, area] = gone
            local += [(provision, area)] * (number - gone)
        for home, (provision, area) in zip(dealt(HOME_SHARES, len(local)), local, strict=True):
            placed[need, home, provision, area] = placed.get((need, home, provision, area), 0) + 1
    return placed


def provision_totals() -> dict[str, int]:
    """Children by provision on 31 March 2025."""
    totals = dict.fromkeys(PROVISIONS, 0)
    for (_, _, provision, _), number in starting_placements().items():
        totals[provision] += number
    return totals


# --- Money at the start --------------------------------------------------------------------------------


def weekly_cost(provision: str) -> float:
    """Weekly cost of a child in a provision at the price base."""
    price = PROVISIONS[provision][4]
    if isinstance(price, tuple):
        return sum(parameters()[name] for name in price)
    return float(price)


def annuity(rate: float, years: float) -> float:
    """Yearly charge on £1 borrowed over ``years``."""
    return rate / (1 - (1 + rate) ** -years)


def home_running_cost(beds: str) -> float:
    """Yearly running cost of an own home without its debt, which the plan finances apart, to £1,000.

    The published yearly cost of a four-bed home includes the charge on £1.1m over 40 years; smaller homes
    bear the same share of debt.
    """
    figures = parameters()
    debt = figures["home_debt_in_year"] * annuity(figures["borrowing_rate"], figures["asset_life"])
    yearly = figures["home_1_bed_year" if beds == "1_bed" else f"home_{beds}_year"]
    return float(round(yearly * (1 - debt / figures["home_4_beds_year"]), -3))


def starting_costs() -> dict[str, float]:
    """Yearly cost of each provision on 31 March 2025, 2024/25 prices, with own homes' running costs."""
    costs = {
        provision: weekly_cost(provision) * 52.0 * number for provision, number in provision_totals().items()
    }
    for (need, _, provision, _), number in starting_placements().items():
        costs[provision] += SUITABILITY[need].get(provision, (BLANK, 0, 0))[2] * 52.0 * number
    costs["own_home"] += len(OWN_HOMES) * home_running_cost("3_beds")
    return costs


def unaccompanied_income() -> float:
    """Home Office grant for a year for the unaccompanied children of 31 March 2025."""
    return 52 * 7 * parameters()["uasc_grant_night"] * stock("unaccompanied", "UASC")


def real_growth(nominal: float) -> float:
    """Growth on top of general inflation."""
    return (1 + nominal) / (1 + parameters()["general_inflation"]) - 1


# --- Tables --------------------------------------------------------------------------------------------


def entry(source: str, confidence: str, note: str = BLANK, **cells: object) -> Row:
    """One row of an input table with its provenance."""
    return {**cells, "source": source, "confidence": confidence, "note": note}


def settings_table() -> Iterable[Row]:
    """The case's settings."""
    figures, sources = parameters(), parameter_sources()

    def row(setting: str, value: object, source: str, confidence: str, note: str = BLANK) -> Row:
        return entry(source, confidence, note, setting=setting, value=value)

    yield row("authority", "Lewisham", "London Borough of Lewisham", "published")
    yield row("price_base", "2024/25", RO3, "published", "Prices are those of the year of the outturn.")
    yield row("years_from_price_base", 1, JUDGEMENT, "derived", "From 2024/25 to 2025/26.")
    yield row("weeks_per_year", 52, "Council practice", "judgement", "365/7 would be 0.3 % more.")
    yield row("discount_rate", figures["discount_rate"], sources["discount_rate"], "published")
    yield row("general_inflation", figures["general_inflation"], sources["general_inflation"], "judgement")
    yield row("borrowing_rate", figures["borrowing_rate"], sources["borrowing_rate"], "judgement")
    yield row("asset_life", figures["asset_life"], sources["asset_life"], "published")
    yield row(
        "capital_treatment",
        "financed",
        JUDGEMENT,
        "judgement",
        "A yearly charge, so the plan's end distorts nothing.",
    )
    yield row("capacity_mode", "occupancy", JUDGEMENT, "judgement")
    yield row("unmet_need", "forbidden", JUDGEMENT, "judgement", "Every child has a home in every plan.")
    yield row(
        "travel_cost_per_mile",
        TRAVEL,
        "HMRC, approved mileage allowance: 45p a mile",
        "judgement",
        "One return journey a week to family or school.",
    )
    yield row(
        "settled_children",
        "protected",
        JUDGEMENT,
        "judgement",
        "Settled children are not moved to meet a target.",
    )


def periods_table() -> Iterable[Row]:
    """Six years from 2025/26."""
    for period in PERIODS:
        yield entry("Financial years", "published", period=period, years=1, start=f"{period[:4]}-04-01")


def areas_table() -> Iterable[Row]:
    """Three parts of the borough, three localities outside, and children with no home address here."""
    notes = {
        AWAY: "Where 42 unaccompanied children, whose distance is not known, and 3 others who live "
        "in the borough more "
        "than 20 miles from home, come from. Nobody can be placed here.",
        "within_20": "One area: the published tables give no borough of placement.",
    }
    for area, (name, inside, home) in AREAS.items():
        yield entry(
            "DfE locality bands; three parts of the borough by judgement",
            "judgement",
            notes.get(area, BLANK),
            area=area,
            name=name,
            inside_boundary=yes_no(inside),
            home_area=yes_no(home),
        )


def proximity_table() -> Iterable[Row]:
    """How each area lies from each home area."""
    bands = dict.fromkeys(INSIDE, "inside") | {"bordering": "within_20_miles", "within_20": "within_20_miles"}
    for home in (*HOME_SHARES, AWAY):
        for area in AREAS:
            known = (home, area) in MILES
            note = BLANK if known else "No home address: the distance is not known."
            yield entry(
                "Typical distances by judgement from the map",
                "judgement",
                note,
                home_area=home,
                area=area,
                band=bands.get(area, "beyond_20_miles") if known else AWAY_BANDS.get(area, "unknown"),
                miles=MILES.get((home, area), BLANK),
            )


def needs_table() -> Iterable[Row]:
    """Age bands by level of need, unaccompanied and disabled children, and those placed away for safety."""
    notes = {
        "uasc_16_17": "42 unaccompanied children (published); all taken as 16 or 17.",
        "disability": "10 children whose category of need is disability (published).",
        "away_for_safety": "Exempt from promises about locality. 4 children by judgement.",
        "other_setting": "15 children in other residential settings (published): no plan of homes "
        "changes these.",
    }
    for need, (label, youngest, oldest, exempt) in NEEDS.items():
        yield entry(
            f"{DFE_CLA} for age; level of need by judgement",
            "judgement",
            notes.get(need, BLANK),
            need=need,
            label=label,
            age_from=youngest,
            age_to=oldest,
            locality_exempt=yes_no(exempt),
        )


def demand_table() -> Iterable[Row]:
    """Central forecast: each need group by home area in proportion to the children of 31 March 2025."""
    source = f"Derived from {DFE_CLA}: stock, started and ceased by age"
    note = "Entries, leaving and ageing as in 2023 to 2025; home areas as on 31 March 2025."
    start: dict[tuple[str, str], int] = {}
    for (need, home, _, _), number in starting_placements().items():
        start[need, home] = start.get((need, home), 0) + number
    for need in NEEDS:
        total = sum(number for (of_need, _), number in start.items() if of_need == need)
        for home in (*HOME_SHARES, AWAY):
            for period, children in zip(PERIODS, forecast_by_need(), strict=True):
                number = round(children[need] * start.get((need, home), 0) / total, 2)
                yield entry(
                    source,
                    "derived",
                    note,
                    need=need,
                    home_area=home,
                    period=period,
                    children=number,
                    scenario=BLANK,
                )


def provisions_table() -> Iterable[Row]:
    """Ways of caring with their prices."""
    figures, sources = parameters(), parameter_sources()
    for provision, (label, family, sector, codes, price, growth, occupancy, stay) in PROVISIONS.items():
        moves, move_cost = PLANNED_MOVES.get(provision, (0, 0))
        names = price if isinstance(price, tuple) else ()
        source = ". ".join([*(sources[name].rstrip(".") for name in names), STAY_SOURCE])
        yield entry(
            source if names else f"{JUDGEMENT}. {STAY_SOURCE}",
            "judgement",
            PROVISION_NOTES.get(provision, BLANK),
            provision=provision,
            label=label,
            family=family,
            sector=sector,
            ssda903=codes,
            weekly_cost=weekly_cost(provision),
            price_growth=round(real_growth(figures[f"growth_{growth}"]), 4),
            occupancy=figures[occupancy] if isinstance(occupancy, str) else occupancy,
            mean_stay=stay,
            planned_moves_max=moves,
            planned_move_cost=move_cost,
            looked_after=yes_no(family != "support_at_home"),
        )


def suitability_table() -> Iterable[Row]:
    """Which homes suit whom."""
    for need, provisions in SUITABILITY.items():
        for provision, (rating, share, supplement) in provisions.items():
            short = NEEDS[need][1] >= 16 and provision in FAMILY_LIKE
            note = (
                "Supplement calibrated so that all fostering costs about £920 a week."
                if supplement in (300, 600)
                else BLANK
            )
            yield entry(
                f"{JUDGEMENT}. {SUITABILITY_REASON}",
                "judgement",
                note,
                need=need,
                provision=provision,
                rating=rating,
                share_max=share,
                weekly_supplement=supplement,
                mean_stay=STAY_16_17 if short else BLANK,
            )


def supply_table() -> Iterable[Row]:
    """Approved foster places, kinship places and the two own homes."""
    figures = parameters()

    def row(
        provision: str, area: str, places: float, source: str, confidence: str, note: str, **more: object
    ) -> Row:
        cells = {
            "attrition": 0,
            "running_cost": 0,
            "grant": 0,
            "closable": "no",
            "units": 1,
            "closing_cost": 0,
        } | more
        return entry(
            source,
            confidence,
            note,
            provision=provision,
            area=area,
            period=PERIODS[0],
            places=places,
            **cells,
        )

    for area, places in APPROVED_BY_AREA.items():
        yield row(
            "in_house_fostering",
            area,
            places,
            f"{OFSTED_PLACES}: 135 approved, 85 filled on 31 March 2025",
            "derived",
            "Total published, split by area judged. 175, 155, 145, 135 places in 2022 to 2025.",
            attrition=figures["foster_attrition"],
        )
    for area, places in zip(DESTINATIONS, AREAS_OF_HOME["kinship"], strict=True):
        yield row(
            "kinship",
            area,
            places,
            f"{DFE_CLA}: derived from children in own provision",
            "derived",
            "As many as live with kin now: as children leave, others come with kin of their own.",
        )
    for area, (home, beds) in OWN_HOMES.items():
        yield row(
            "own_home",
            area,
            beds,
            CYP08,
            "judgement",
            f"{home}, opened autumn 2024. Beds not published: {beds} taken. Area judged from the "
            "home's name. The "
            "three further homes of the proposal are options, not supply, as no decision is "
            "published. Newly opened, so not closable here.",
            running_cost=home_running_cost("3_beds") / beds,
        )


def placements_table() -> Iterable[Row]:
    """Where children live on 31 March 2025."""
    for (need, home, provision, area), number in sorted(starting_placements().items()):
        yield entry(
            f"{DFE_CLA}: margins published, their crossing judged",
            "judgement",
            need=need,
            home_area=home,
            provision=provision,
            area=area,
            children=number,
        )


def market_table() -> Iterable[Row]:
    """Homes that can be bought, in two price tiers."""
    for provision, (areas, dearer) in MARKET.items():
        for area, tiers in areas.items():
            for tier, children in enumerate(tiers, start=1):
                if children:
                    price = weekly_cost(provision) * (dearer if tier == 2 else 1)
                    yield entry(
                        f"{JUDGEMENT}: today's use and headroom",
                        "judgement",
                        "Dearer: the last homes to be found." if tier == 2 else BLANK,
                        provision=provision,
                        area=area,
                        period=PERIODS[0],
                        tier=tier,
                        children_max=children,
                        weekly_cost=price,
                    )
    unaccompanied = UASC_HOMES["other_placement"]
    for area, others, uasc in zip(DESTINATIONS, AREAS_OF_HOME["other_placement"], unaccompanied, strict=True):
        yield entry(
            f"{DFE_CLA}: placements not otherwise reported",
            "derived",
            "Only those who live there now.",
            provision="other_placement",
            area=area,
            period=PERIODS[0],
            tier=1,
            children_max=others + uasc,
            weekly_cost=weekly_cost("other_placement"),
        )


def option_row(
    option: str,
    label: str,
    provision: str,
    area: str,
    places: float,
    source: str,
    confidence: str,
    note: str,
    **more: object,
) -> Row:
    """One option in one area; what is not given is nought, blank or whole."""
    noughts = ("setup_cost", "capital_cost", "grant_share", "running_cost", "lead_time")
    blanks = ("life", "asset_life", "first_period", "last_period", "max_per_period", "max_total")
    cells: Row = dict.fromkeys(noughts, 0) | {"ramp": BLANK, "attrition": 0} | dict.fromkeys(blanks, BLANK)
    cells |= {"min_total": 0, "whole_units": "yes", "limit_group": BLANK}
    return entry(
        source,
        confidence,
        note,
        option=option,
        label=label,
        provision=provision,
        area=area,
        places_per_unit=places,
        **(cells | more),
    )


def fostering_options() -> Iterable[Row]:
    """Recruiting, keeping and supporting carers."""
    figures, sources = parameters(), parameter_sources()
    labels = {"recruit_first_10": "Recruit foster households, first ten a year",
              "recruit_next_10": "Recruit foster households, next ten a year",
              "recruit_above_20": "Recruit foster households, above twenty a year"}  # fmt: skip
    for option, areas in RECRUITMENT_AREAS.items():
        for area, most in areas.items():
            yield option_row(
                option,
                labels[option],
                "in_house_fostering",
                area,
                figures["foster_places_per_household"],
                sources[option],
                "derived",
                "Price of its source's year, not uprated: see its range. Carers leave at 11 % a year.",
                setup_cost=figures[option],
                lead_time=figures["recruit_lead_years"],
                ramp="0.7",
                attrition=figures["foster_attrition"],
                whole_units="no",
                max_per_period=most,
                limit_group=f"foster_recruitment;{option}",
            )
    kept = CONSTELLATION_HOUSEHOLDS * figures["foster_places_per_household"] * figures["foster_attrition"]
    kept *= CONSTELLATION_EFFECT * CONSTELLATION_YEARS
    for area in ("central", "south"):
        yield option_row(
            "constellation",
            "Peer-support constellation that keeps carers",
            "in_house_fostering",
            area,
            round(kept, 2),
            sources["constellation_effect"],
            "judgement",
            f"{CONSTELLATION_HOUSEHOLDS} households; leaving falls by {CONSTELLATION_EFFECT:.0%}, not the "
            "claimed 82 %. Kept places add up over five years.",
            setup_cost=CONSTELLATION_SETUP,
            running_cost=round((figures["constellation_cost"] - CONSTELLATION_SETUP) / 3),
            lead_time=0.5,
            ramp="0.2;0.4;0.6;0.8",
            max_per_period=1,
            max_total=2,
        )
    for area in ("south", "bordering"):
        yield option_row(
            "specialist_carers",
            "Specialist step-down carers",
            "specialist_fostering",
            area,
            1,
            JUDGEMENT,
            "judgement",
            "One child a household; recruitment, training and a yearly retainer.",
            setup_cost=30_000,
            running_cost=10_000,
            lead_time=0.75,
            attrition=figures["foster_attrition"],
            max_per_period=2,
            max_total=4,
        )
    for area in ("central", "south"):
        yield option_row(
            "kinship_support",
            "Kinship support worker",
            "kinship",
            area,
            5,
            JUDGEMENT,
            "judgement",
            "One worker finds and supports five more kin placements; gains judged, no trial is published.",
            setup_cost=5_000,
            running_cost=65_000,
            lead_time=0.25,
            ramp="0.4;0.8",
            max_per_period=1,
            max_total=1,
        )


def home_options() -> Iterable[Row]:
    """Own homes in council property or bought, a partner-run home, and block beds."""
    figures, sources = parameters(), parameter_sources()
    both, one = ("central", "south"), ("south",)
    places = {
        "owned": {"4_beds": both, "3_beds": both, "2_beds": one, "1_bed": one},
        "bought": {"4_beds": both, "3_beds": one, "2_beds": one, "1_bed": one},
    }
    for tenure, homes in places.items():
        owned = tenure == "owned"
        for beds, areas in homes.items():
            for area in areas:
                size = HOME_BEDS[beds]
                yield option_row(
                    f"home_{beds}_{tenure}",
                    f"Own home of {beds.replace('_', ' ')}, " + ("council property" if owned else "bought"),
                    "own_home" if size > 2 else "own_small_home",
                    area,
                    size,
                    sources["capital_owned_property" if owned else "capital_bought_4_beds"],
                    "derived" if owned or size == 4 else "judgement",
                    "Running cost without debt, which is financed apart."
                    + (" The proposal's three further homes would be of this kind." if owned else ""),
                    setup_cost=HOME_SETUP[beds],
                    capital_cost=figures["capital_owned_property"] if owned else BOUGHT_CAPITAL[beds],
                    grant_share=0 if owned else figures["capital_grant_share"],
                    running_cost=home_running_cost(beds),
                    lead_time=figures["home_lead_years"],
                    ramp="0.5",
                    max_per_period=1,
                    max_total=2,
                    limit_group="new_homes;council_properties" if owned else "new_homes",
                )
    for area in ("central", "south"):
        yield option_row(
            "partner_home",
            "Partner-run home of four beds in a council building",
            "partner_home",
            area,
            4,
            JUDGEMENT,
            "judgement",
            "An outside operator in a council building; paid whether or not filled.",
            setup_cost=60_000,
            capital_cost=figures["capital_owned_property"],
            running_cost=PARTNER_YEAR,
            lead_time=figures["home_lead_years"],
            ramp="0.5",
            max_per_period=1,
            max_total=1,
            limit_group="new_homes;council_properties",
        )
    for area in ("bordering", "within_20"):
        yield option_row(
            "block_beds",
            "Two block-contract residential beds",
            "block_residential",
            area,
            2,
            JUDGEMENT,
            "judgement",
            "About 10 % under the spot price, paid whether or not filled; three-year contract.",
            setup_cost=5_000,
            running_cost=2 * 52 * 6300,
            lead_time=0.25,
            life=3,
            max_per_period=1,
            max_total=3,
        )


def older_children_options() -> Iterable[Row]:
    """Semi-independent units, supported lodgings and the edge-of-care service."""
    figures, sources = parameters(), parameter_sources()
    for area in ("north", "central"):
        yield option_row(
            "semi_block",
            "Semi-independent block of 8 units",
            "own_semi_independent",
            area,
            8,
            sources["semi_block_year"],
            "judgement",
            "Council building; 16 and 17 only; registered with Ofsted.",
            setup_cost=60_000,
            capital_cost=8 * figures["semi_capital_per_place"],
            running_cost=figures["semi_block_year"],
            lead_time=1.0,
            ramp="0.5",
            max_per_period=1,
            max_total=1,
            limit_group="supported_blocks",
        )
    for area in ("central", "south"):
        yield option_row(
            "semi_flat",
            "Shared semi-independent flat of 2 units",
            "own_semi_independent",
            area,
            2,
            JUDGEMENT,
            "judgement",
            "Leased flat with visiting staff and sleeping night cover.",
            setup_cost=15_000,
            running_cost=118_000,
            lead_time=0.5,
            max_per_period=2,
            max_total=4,
        )
        yield option_row(
            "lodgings_hosts",
            "Supported lodgings hosts",
            "supported_lodgings",
            area,
            1,
            JUDGEMENT,
            "judgement",
            "One young person a host.",
            setup_cost=6_000,
            running_cost=3_000,
            lead_time=0.5,
            attrition=0.15,
            whole_units="no",
            max_per_period=3,
            max_total=10,
        )
    avoided = figures["edge_of_care_cases"] * figures["edge_of_care_diversion"]
    yield option_row(
        "edge_of_care",
        "Edge-of-care service (cost avoidance)",
        "edge_of_care",
        "central",
        round(avoided, 2),
        sources["edge_of_care_year"],
        "derived",
        "54 young people worked with (two quarters of 2017), of whom 20 % would truly have come "
        "into care: 10.8 at "
        "home at a time. £300k a year at 2017/18 prices, uprated 30 %. Avoidance, not a cashable saving.",
        setup_cost=30_000,
        running_cost=figures["edge_of_care_year"] * EDGE_OF_CARE_UPRATING,
        lead_time=0.5,
        ramp="0.5",
        max_per_period=1,
        max_total=1,
    )


def options_table() -> Iterable[Row]:
    """Every way to add capacity."""
    yield from fostering_options()
    yield from home_options()
    yield from older_children_options()


def limits_table() -> Iterable[Row]:
    """Limits that options share."""
    for group, (label, a_year, in_all, reason) in LIMITS.items():
        yield entry(
            JUDGEMENT,
            "judgement",
            reason,
            limit_group=group,
            label=label,
            max_per_period=a_year,
            max_total=in_all,
            min_total=0,
        )


def targets_table() -> Iterable[Row]:
    """Promises: settled children stay where they are, so that they grow over the plan."""
    fostering = "in_house_fostering;specialist_fostering;kinship;ifa"
    homes = "own_home;own_small_home;partner_home;block_residential;external_residential;external_complex"
    semi = "own_semi_independent;supported_lodgings;external_supported"

    def row(
        target: str,
        label: str,
        measure: str,
        sense: str,
        value: float,
        price: object,
        periods: Sequence[str],
        source: str = JUDGEMENT,
        note: str = BLANK,
        **more: object,
    ) -> Row:
        cells = {"unit": "share", "needs": "*", "provisions": "*", "areas": "*"} | more
        return entry(
            source,
            "judgement",
            note,
            target=target,
            label=label,
            measure=measure,
            **cells,
            periods=";".join(periods) if len(periods) < len(PERIODS) else "*",
            sense=sense,
            value=value,
            price_if_missed=price,
        )

    yield row(
        "inside_40",
        "At least 40 % live inside the borough in 2028/29",
        "inside_boundary",
        "at_least",
        0.40,
        20_000,
        PERIODS[3:4],
        note="34 % on 31 March 2025.",
    )
    yield row(
        "inside_45",
        "At least 45 % live inside the borough by 2029/30",
        "inside_boundary",
        "at_least",
        0.45,
        20_000,
        PERIODS[4:],
        note="s22G asks for enough homes in the area so far as is reasonably practicable.",
    )
    yield row(
        "beyond_15",
        "At most 15 % live beyond 20 miles in 2027/28 and 2028/29",
        "beyond_20_miles",
        "at_most",
        0.15,
        20_000,
        PERIODS[2:4],
        note="17 % on 31 March 2025.",
    )
    yield row(
        "beyond_12",
        "At most 12 % live beyond 20 miles by 2029/30",
        "beyond_20_miles",
        "at_most",
        0.12,
        20_000,
        PERIODS[4:],
    )
    yield row(
        "beyond_limit",
        "Never more than 25 % beyond 20 miles",
        "beyond_20_miles",
        "at_most",
        0.25,
        BLANK,
        PERIODS,
        note="A hard limit that do-nothing can keep.",
    )
    yield row(
        "in_house_half",
        "At least half of fostered children in-house by 2029/30",
        "in_house",
        "at_least",
        0.5,
        10_000,
        PERIODS[4:],
        STRATEGY_2018,
        "42 % on 31 March 2025; the 2018 report aimed at 60 %.",
        provisions=fostering,
    )
    yield row(
        "family_70",
        "At least 70 % live in a family",
        "family",
        "at_least",
        0.7,
        15_000,
        PERIODS,
        note="71.5 % on 31 March 2025: fostered, with parents or placed for adoption.",
    )
    yield row(
        "homes_at_most",
        "At most 55 children in children's homes by 2029/30",
        "selected",
        "at_most",
        55,
        25_000,
        PERIODS[4:],
        unit="number",
        provisions=homes,
    )
    yield row(
        "young_in_homes",
        "At most 4 children under 10 in children's homes",
        "selected",
        "at_most",
        4,
        50_000,
        PERIODS,
        unit="number",
        needs="under_5;5_9",
        provisions=homes,
    )
    yield row(
        "semi_limit",
        "At most half of 16 and 17 year-olds in supported accommodation",
        "selected",
        "at_most",
        0.5,
        BLANK,
        PERIODS,
        needs="16_17_mainstream;16_17_complex;uasc_16_17",
        provisions=semi,
        note="Never chosen because it is cheaper than the care a child needs.",
    )


def budgets_table() -> Iterable[Row]:
    """Revenue a year, capital a year and in all."""
    start = sum(starting_costs().values()) - unaccompanied_income()
    for ahead, period in enumerate(PERIODS, start=1):
        yield entry(
            "Judgement: cost on 31 March 2025 net of grant, growing 3 % a year in cash",
            "judgement",
            "Loosely after the council's medium-term financial strategy; spending above it is "
            "reported, not refused.",
            budget="revenue",
            period=period,
            limit=round(start * (1 + REVENUE_GROWTH) ** ahead, -5),
            price_if_missed=1,
        )
    for budget, limit in (("capital", CAPITAL_A_YEAR), ("capital_total", CAPITAL_IN_ALL)):
        yield entry(
            JUDGEMENT,
            "judgement",
            "Net of grant.",
            budget=budget,
            period=BLANK,
            limit=limit,
            price_if_missed=BLANK,
        )


def grants_table() -> Iterable[Row]:
    """The Home Office's grant for unaccompanied children."""
    population = children_in_borough()
    share = stock("unaccompanied", "UASC") / population
    yield entry(
        parameter_sources()["uasc_grant_night"],
        "published",
        f"The higher rate, paid above a share of the child population: Lewisham's is {share:.3%} of "
        "62,052; the lower "
        "rate is £114.",
        grant="unaccompanied_children",
        label="Home Office grant for unaccompanied children",
        basis="per_child_per_night",
        amount=parameters()["uasc_grant_night"],
        needs="uasc_16_17",
        provisions="*",
        options="*",
        periods="*",
    )


def staying_put_cost() -> float:
    """Yearly cost of young adults who stay with their carers: not looked after, but in the fostering line."""
    stayed = "Aged 18 (or over) and remained with current carers"
    a_year = sum(flow("ceased", "reason", stayed, year) for year in FLOW_YEARS) / len(FLOW_YEARS)
    return round(a_year * STAYING_PUT_YEARS * STAYING_PUT_WEEKLY * 52, -3)


def outturn_table() -> Iterable[Row]:
    """RO3 2024-25 lines for children looked after, and what the start position leaves out of each."""
    part = "Children Looked After of which {} - Total Expenditure (C3 = C1 + C2)"
    lines = {
        "residential": ("Residential care", "residential care",
                        "own_home;own_small_home;partner_home;block_residential;"
                        "external_residential;external_complex;secure;other_residential;residential_school",
                        -round((1 - OWN_HOME_OPEN_SHARE) * len(OWN_HOMES) * home_running_cost("3_beds"), -3),
                        "The two own homes were open for about half of 2024-25 and are here for a "
"whole year, which the known "
                        "difference takes back. The start counts the children of 31 March 2025 (51 "
"in homes and secure, 37 a "
                        "year before) at typical prices; the outturn pays for the year's own "
"placements, more of them "
                        "intensive. Section 251 states £16,815 a child a week for Lewisham against "
"London's £8,085."),
        "fostering": ("Fostering services", "fostering services",
                      "in_house_fostering;specialist_fostering;kinship;ifa",
                      staying_put_cost(),
                      "Known difference: young adults who stay put with their carers (38 a year at "
"18, 1.5 years each, £330 a "
                      "week, judged). The rest is unexplained: prices here are calibrated to "
"London's £920 a week, while "
                      "Lewisham's own Section 251 figure was £935 in 2023-24 and £1,530 in "
"2024-25, a jump without a published "
                      "reason (allowances to special guardians or recoding are possible)."),
        "asylum": ("Asylum-seeking children who are looked after", "asylum seeking children who "
"are looked after", BLANK, 0,
                   "Nought in Lewisham's return: unaccompanied children are in the other lines and "
"in Asylum seekers."),
        "other": ("Other", "other",
                  "own_semi_independent;supported_lodgings;external_supported;other_placement;with_parents;"
                  "placed_for_adoption", ro3("Children Looked After of which other - Employees (C1)"),
                  "Known difference: the line's own employees (RO3), staff whom the plan does not "
"change. The rest is chiefly "
                  "support for care leavers (£9.8m gross in Section 251, some of it those "
"employees), special guardianship "
                  "and adoption allowances, none of them looked after children."),
    }  # fmt: skip
    for line, (label, name, provisions, known, why) in lines.items():
        yield entry(
            RO3,
            "published",
            "Section 251 gives £87.8m for all children looked after against RO3's £75.9m; RO3 is used."
            if line == "other"
            else BLANK,
            line=line,
            label=label,
            amount=ro3(part.format(name)),
            provisions=provisions,
            known_difference=known,
            explanation=why,
        )
    yield entry(
        RO3,
        "published",
        "Outside the £75.9m for children looked after.",
        line="asylum_seekers",
        label="Asylum seekers (a separate line)",
        amount=ro3("Asylum Seekers - Total Expenditure (C3 = C1 + C2)"),
        provisions=BLANK,
        known_difference=0,
        explanation="May pay for homes of unaccompanied children, who are counted at their full "
        "price under fostering "
        "and other here; not added, so that nothing is counted twice.",
    )


TABLES = {
    "settings": settings_table,
    "periods": periods_table,
    "areas": areas_table,
    "proximity": proximity_table,
    "needs": needs_table,
    "demand": demand_table,
    "provisions": provisions_table,
    "suitability": suitability_table,
    "supply": supply_table,
    "placements": placements_table,
    "options": options_table,
    "limits": limits_table,
    "market": market_table,
    "targets": targets_table,
    "budgets": budgets_table,
    "grants": grants_table,
    "outturn": outturn_table,
}
"""Every table of the case with the function that makes its rows."""


# --- Writing -------------------------------------------------------------------------------------------


def yes_no(value: bool) -> str:
    """Write yes or no."""
    return "yes" if value else "no"


def cell(value: object) -> str:
    """Write a number without needless decimals, anything else as it is."""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)


def write_table(path: Path, rows: Iterable[Row]) -> None:
    """Write one table as UTF-8 CSV."""
    written = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(written[0])
        writer.writerows([cell(value) for value in row.values()] for row in written)


def write_case(folder: Path = CASE) -> None:
    """Write every table of the case into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in TABLES.items():
        write_table(folder / f"{name}.csv", rows())


if __name__ == "__main__":
    write_case(Path(sys.argv[1]) if len(sys.argv) > 1 else CASE)
