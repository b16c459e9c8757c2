"""Small cases, each about a few rules, that between them touch every rule that a plan must keep."""

from __future__ import annotations

from tests.cases.casebook import Tables, case, demand, periods, rows

YEARS = ["2026/27", "2027/28", "2028/29"]
HALVES = ["2026/27 H1", "2026/27 H2", "2027/28 H1", "2027/28 H2"]


def council() -> Tables:
    """Half-years and two futures; ramps, groups, all three grants, planned moves, priced and hard promises."""
    few = [{**row, "scenario": "few"} for row in demand({"child": [10, 9, 9, 8], "teen": 4}, HALVES)]
    many = [
        {**row, "scenario": "many"} for row in demand({"child": [11, 12, 12, 13], "teen": [4, 4, 5, 5]}, HALVES)
    ]
    return case(
        {
            "general_inflation": 0.02,
            "discount_rate": 0.035,
            "borrowing_rate": 0.05,
            "years_from_price_base": 1,
            "travel_cost_per_mile": 40,
        },
        periods=periods(*HALVES, years=0.5),
        scenarios=rows("scenario probability", ("few", 0.4), ("many", 0.6)),
        needs=rows("need age_from age_to locality_exempt", ("child", 0, 15, "no"), ("teen", 16, 17, "yes")),
        demand=few + many,
        provisions=rows(
            "provision family sector weekly_cost price_growth occupancy mean_stay planned_moves_max "
            "planned_move_cost looked_after",
            ("foster", "fostering", "in_house", 600, 0.01, 0.8, 2, "", "", "yes"),
            ("agency", "fostering", "external", 1100, 0.02, "", 2, 0.2, 500, "yes"),
            ("home", "childrens_home", "in_house", 300, "", 0.9, 1.5, "", "", "yes"),
            ("bought", "childrens_home", "external", 5200, 0.03, "", 1.2, 0.5, 2000, "yes"),
            ("flat", "supported_accommodation", "in_house", 700, "", "", 1, "", "", "yes"),
            ("edge", "support_at_home", "external", 50, "", "", 1, "", "", "no"),
        ),
        suitability=rows(
            "need provision rating share_max weekly_supplement mean_stay",
            ("child", "foster", "preferred", "", "", ""),
            ("child", "agency", "suitable", "", 25, ""),
            ("child", "home", "suitable", 0.3, 100, 2),
            ("child", "bought", "suitable", 0.4, "", ""),
            ("child", "edge", "suitable", 0.1, "", ""),
            ("child", "flat", "unsuitable", "", "", ""),
            ("teen", "foster", "suitable", "", "", ""),
            ("teen", "agency", "suitable", "", "", ""),
            ("teen", "bought", "suitable", "", "", ""),
            ("teen", "flat", "preferred", "", "", ""),
        ),
        supply=rows(
            "provision area period places attrition running_cost grant closable units closing_cost",
            ("foster", "home", "", 6, 0.1, "", 500, "no", 1, 0),
            ("home", "home", "", 4, "", 90000, "", "yes", 2, 15000),
        ),
        placements=rows(
            "need home_area provision area children",
            ("child", "home", "foster", "home", 4),
            ("child", "home", "agency", "away", 4),
            ("child", "home", "bought", "away", 2),
            ("teen", "home", "agency", "away", 2),
            ("teen", "home", "bought", "away", 1.5),
        ),
        market=rows(
            "provision area period tier children_max weekly_cost",
            ("agency", "away", "", 1, 5, ""),
            ("agency", "away", "", 2, "", 1300),
            ("bought", "away", "", 1, 6, 5000),
            ("foster", "home", "", 1, 1, 900),
            ("foster", "home", "2027/28 H1", 1, 2, 950),
        ),
        options=rows(
            "option provision area places_per_unit setup_cost capital_cost grant_share running_cost "
            "lead_time ramp attrition life asset_life first_period last_period max_per_period max_total "
            "min_total whole_units limit_group",
            (
                "recruit",
                "foster",
                "home",
                1.8,
                9000,
                "",
                "",
                "",
                0.75,
                "0.5;0.8",
                0.1,
                *[""] * 4,
                2,
                3,
                "",
                "",
                "all",
            ),
            (
                "new_home",
                "home",
                "home",
                2,
                20000,
                300000,
                0.5,
                150000,
                0.5,
                *[""] * 4,
                *[""] * 2,
                1,
                1,
                1,
                "",
                "all",
            ),
            (
                "flats",
                "flat",
                "home",
                1,
                3000,
                10000,
                "",
                8000,
                0,
                "",
                "",
                1.2,
                5,
                "",
                HALVES[2],
                2,
                3,
                "",
                "no",
                "",
            ),
            ("edge_team", "edge", "home", 2, 1000, "", "", 9000, 0.25, *[""] * 6, 1, "", "", "", ""),
        ),
        limits=rows("limit_group max_per_period max_total min_total", ("all", 3, 5, 2)),
        targets=rows(
            "target measure unit needs provisions areas periods sense value price_if_missed",
            ("near", "inside_boundary", "share", "*", "*", "*", ";".join(HALVES[2:]), "at_least", 0.95, 20000),
            ("far", "beyond_20_miles", "number", "*", "*", "*", "*", "at_most", 11, ""),
            ("ours", "in_house", "share", "*", "foster;agency", "*", HALVES[3], "at_least", 0.3, ""),
            ("family", "family", "share", "child", "*", "*", "*", "at_least", 0.5, 5000),
            ("best", "preferred", "share", "*", "*", "home", "*", "at_least", 0.1, 100),
            ("homes", "selected", "number", "*", "home;bought", "*", "*", "at_most", 3, 9000),
            ("close", "within_20_miles", "share", "*", "*", "*", "*", "at_least", 0.2, 100),
        ),
        budgets=rows(
            "budget period limit price_if_missed",
            ("revenue", "", 420000, 0.5),
            ("capital", HALVES[0], 400000, ""),
            ("capital_total", "", 100000, 0.05),
        ),
        grants=rows(
            "grant basis amount needs provisions options periods",
            ("nights", "per_child_per_night", 20, "teen", "agency;flat", "*", ";".join(HALVES[1:])),
            ("start", "per_unit", 800, "*", "*", "recruit", "*"),
            ("core", "per_period", 5000, "*", "*", "*", HALVES[0]),
        ),
        outturn=rows("line amount provisions known_difference", ("fostering", 900000, "foster;agency", 5000)),
    )


def overfull() -> Tables:
    """Places go faster than children: some must move, full pools take nobody new, a market shrinks and closes."""
    return case(
        {"unmet_need": 300000},
        periods=periods(*YEARS),
        needs=rows("need age_from age_to", ("child", 0, 15)),
        demand=demand({"child": [24, 24, 24]}, YEARS),
        provisions=rows(
            "provision family sector weekly_cost occupancy mean_stay",
            ("foster", "fostering", "in_house", 500, 0.8, 8),
            ("agency", "fostering", "external", 900, "", 9),
            ("bought", "childrens_home", "external", 5000, "", 2),
            ("odd", "other", "external", 1500, "", 1),
            ("lodge", "fostering", "in_house", 450, 0.9, 8),
        ),
        suitability=rows(
            "need provision rating share_max",
            ("child", "odd", "unsuitable", ""),
            ("child", "lodge", "suitable", ""),
            ("child", "foster", "preferred", ""),
            ("child", "agency", "suitable", 0.35),
            ("child", "bought", "suitable", ""),
        ),
        supply=rows(
            "provision area period places attrition closable units closing_cost",
            ("foster", "home", "", 10, 0.35, "yes", 2, 100),
            ("lodge", "home", "", 4, 0.5, "", 1, ""),
        ),
        placements=rows(
            "need home_area provision area children",
            ("child", "home", "foster", "home", 10),
            ("child", "home", "agency", "away", 8),
            ("child", "home", "bought", "away", 1),
            ("child", "home", "odd", "away", 0.5),
            ("child", "home", "lodge", "home", 4),
        ),
        market=rows(
            "provision area period tier children_max weekly_cost",
            ("foster", "home", "", 1, 1, 700),
            ("foster", "home", "", 2, 0.5, 800),
            ("agency", "away", "", 1, 6, 900),
            ("agency", "away", "", 2, 2, 950),
            ("agency", "away", YEARS[1], 2, 0, 950),
            ("bought", "away", "", 1, 4, 5000),
            ("bought", "away", YEARS[2], 1, 6, 5100),
            ("odd", "away", "", 1, 1, ""),
        ),
    )


def cash() -> Tables:
    """Capital counted as cash, everyone placed afresh each year, unmet need priced, a tight capital budget."""
    return case(
        {
            "capital_treatment": "cash",
            "settled_children": "free",
            "unmet_need": 60000,
            "discount_rate": 0.05,
        },
        periods=periods(*YEARS),
        needs=rows("need age_from age_to", ("child", 0, 15)),
        demand=demand({"child": [6, 7, 8]}, YEARS),
        provisions=rows(
            "provision family sector weekly_cost",
            ("home", "childrens_home", "in_house", 200),
            ("bought", "childrens_home", "external", 2500),
        ),
        suitability=rows("need provision rating", ("child", "home", "preferred"), ("child", "bought", "suitable")),
        placements=rows("need home_area provision area children", ("child", "home", "bought", "away", 3)),
        market=rows("provision area children_max", ("bought", "away", 3)),
        options=rows(
            "option provision area places_per_unit capital_cost grant_share running_cost max_total",
            ("open", "home", "home", 2, 100000, 0.25, 30000, 3),
        ),
        budgets=rows(
            "budget period limit price_if_missed",
            ("capital", YEARS[0], 80000, ""),
            ("capital", YEARS[1], 10000, 0.1),
            ("revenue", YEARS[2], 2000000, ""),
        ),
    )


def ending() -> Tables:
    """A flat taken on for a year: the child who came to live there has to move when it ends."""
    return case(
        periods=periods(*YEARS[:2]),
        needs=rows("need age_from age_to", ("child", 0, 15)),
        demand=demand({"child": 1}, YEARS[:2]),
        provisions=rows(
            "provision family sector weekly_cost mean_stay",
            ("flat", "fostering", "in_house", 100, 10),
            ("bought", "childrens_home", "external", 5000, 10),
        ),
        suitability=rows("need provision rating", ("child", "flat", "preferred"), ("child", "bought", "suitable")),
        market=rows("provision area", ("bought", "away")),
        options=rows(
            "option provision area places_per_unit life last_period max_total",
            ("lease", "flat", "home", 1, 1, YEARS[0], 1),
        ),
    )


def by_chance() -> Tables:
    """Homes fill by the choice curve, in each area by itself and in both together; some are overfull at first."""
    return case(
        {"capacity_mode": "choice", "discount_rate": 0.035, "borrowing_rate": 0.05},
        periods=periods(*YEARS),
        scenarios=rows("scenario probability", ("few", 0.4), ("many", 0.6)),
        needs=rows("need age_from age_to", ("child", 0, 15)),
        demand=[
            {**row, "scenario": name}
            for name, children in (("few", [12, 11, 10]), ("many", [13, 14, 16]))
            for row in demand({"child": children}, YEARS)
        ],
        provisions=rows(
            "provision family sector weekly_cost mean_stay",
            ("foster", "fostering", "in_house", 600, 2),
            ("home", "childrens_home", "in_house", 300, 1.5),
            ("lodge", "childrens_home", "in_house", 900, 8),
            ("bought", "childrens_home", "external", 5200, 1),
        ),
        suitability=rows(
            "need provision rating share_max",
            ("child", "foster", "preferred", 0.7),
            ("child", "home", "suitable", 0.5),
            ("child", "lodge", "suitable", 0.4),
            ("child", "bought", "suitable", ""),
        ),
        supply=rows(
            "provision area places attrition closable",
            ("foster", "home", 5, 0.1, ""),
            ("foster", "away", 2, "", ""),
            ("home", "home", 4, "", ""),
            ("lodge", "home", 3, 0.3, "yes"),
        ),
        placements=rows(
            "need home_area provision area children",
            ("child", "home", "foster", "home", 4),
            ("child", "home", "home", "home", 2),
            ("child", "home", "lodge", "home", 3),
        ),
        market=rows("provision area children_max", ("bought", "away", ""), ("lodge", "home", 1)),
        options=rows(
            "option provision area places_per_unit running_cost max_per_period",
            ("recruit", "foster", "home", 1.5, 4000, 2),
            ("open", "home", "away", 3, 290000, 1),
        ),
        matching=rows(
            "provision available suits pairs threes areas",
            ("foster", 0.9, 0.6, 0.2, 0.1, "together"),
            ("home", "", 0.7, "", "", "apart"),
            ("lodge", 0.95, "", "", "", ""),
        ),
    )


def chances() -> Tables:
    """The same with promises about the chance of a suitable home, hard and priced, of shared places and apart."""
    return by_chance() | {
        "targets": rows(
            "target measure provisions areas periods sense value price_if_missed",
            ("carers", "no_suitable_home", "foster", "*", YEARS[2], "at_most", 0.45, ""),
            ("beds", "no_suitable_home", "home", "home;away", f"{YEARS[1]};{YEARS[2]}", "at_most", 0.3, 40_000),
            ("bed_here", "no_suitable_home", "home;lodge", "home", "*", "at_most", 0.2, 500),
        )
    }


def deciding() -> Tables:
    """The same where it is to be decided whether areas share their places, which costs something a year."""
    tables = by_chance()
    for row, cost in zip(tables["matching"], (5_000, 2_000, 0), strict=True):
        row |= {"areas": "decide", "sharing_cost": cost}
    return tables


def no_plan() -> Tables:
    """Half of the children are to live inside the boundary, where there is no home."""
    return case(
        needs=rows("need age_from age_to", ("child", 0, 15)),
        demand=demand({"child": 5}, ["2025/26"]),
        provisions=rows("provision family sector weekly_cost", ("bought", "childrens_home", "external", 2500)),
        suitability=rows("need provision rating", ("child", "bought", "preferred")),
        market=rows("provision area", ("bought", "away")),
        targets=rows("target measure sense value", ("near", "inside_boundary", "at_least", 0.5)),
    )


RICH = {
    "council": council(),
    "overfull": overfull(),
    "cash": cash(),
    "ending": ending(),
    "by_chance": by_chance(),
    "chances": chances(),
    "deciding": deciding(),
    "no_plan": no_plan(),
}
"""Each case by name."""
