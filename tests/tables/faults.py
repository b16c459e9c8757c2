"""Planted faults: each spoils the small case in one way, and says what must be found."""

from __future__ import annotations

from tests.tables.chance_faults import CHANCES, FILLING
from tests.tables.faults_of_cells import CELLS
from tests.tables.planting import (
    Fault,
    add,
    add_column,
    change,
    delete_row,
    drop_column,
    only_header,
    people,
    remove,
    rename,
    scenarios,
    set_cell,
    several,
    starts,
)
from tests.tables.small_case import cell

_PRICED = add("settings", setting="unmet_need", value=500000)

FAULTS: tuple[Fault, ...] = (
    *CELLS,
    Fault("missing_setting", "settings", None, "setting", "authority", "add it", delete_row("settings", 2)),
    Fault(
        *("not_a_number", "settings", 6, "value", "forbiden", "forbidden"),
        add("settings", setting="unmet_need", value="forbiden"),
    ),
    # the header and the rows
    Fault("unknown_table", "", None, None, "optoins", "options", lambda t: t.update(optoins=t.pop("options"))),
    Fault(
        *("unknown_column", "options", 1, "lead_tme", "lead_tme", "lead_time"),
        lambda t: cell(t, "options", 1, "lead_time", "lead_tme"),
    ),
    Fault("missing_column", "demand", 1, "children", None, "Average", drop_column("demand", "children")),
    Fault("duplicate_column", "limits", 1, "label", "label", "2 times", add_column("limits", "label", ["x"])),
    Fault(
        *("blank_column", "limits", 1, None, "", "name the column"),
        lambda t: cell(t, "limits", 1, "label", ""),
    ),
    Fault("long_row", "limits", 2, None, "more", "beyond", lambda t: t["limits"][1].append("more")),
    Fault("missing_table", "needs", None, None, "needs", "a need group", remove("needs")),
    Fault("no_rows", "suitability", None, None, None, "add one", only_header("suitability")),
    # keys
    Fault(
        *("duplicate_key", "provisions", 7, "provision", "flat", "row 6"),
        add("provisions", provision="flat", family="supported_accommodation", sector="external", weekly_cost=9),
    ),
    Fault(
        *("duplicate_key", "supply", 5, "provision", "own_foster", "row 2"),
        add("supply", provision="own_foster", area="north", period="2025/26", places=3),
    ),
    Fault(
        *("duplicate_key", "budgets", 4, "budget", "capital_total", "row 3"),
        add("budgets", budget="capital_total", limit=5),
    ),
    change("unknown_reference", ("demand", 2, "need"), "chld", "child"),
    change("unknown_reference", ("demand", 2, "home_area"), "nroth", "north"),
    change("unknown_reference", ("demand", 2, "period"), "2024/25", "did you mean"),
    change("unknown_reference", ("market", 2, "provision"), "agncy_foster", "agency_foster"),
    change("unknown_reference", ("options", 2, "limit_group"), "carrers", "carers"),
    change("unknown_reference", ("options", 2, "first_period"), "2026/72", "2026/27"),
    change("unknown_reference", ("grants", 2, "options"), "new_hom", "new_home"),
    change("unknown_reference", ("demand", 2, "scenario"), "high", "add a table scenarios"),
    change("not_a_home_area", ("placements", 2, "home_area"), "beyond", "home_area"),
    Fault(
        *("no_home_area", "areas", None, "home_area", None, "home_area"),
        several(set_cell("areas", 2, "home_area", "no"), set_cell("areas", 3, "home_area", "no")),
    ),
    Fault(
        *("similar_labels", "areas", 5, "area", "North", "one spelling"),
        several(
            add("areas", area="North", inside_boundary="no"),
            add("proximity", home_area="north", area="North", band="unknown"),
            add("proximity", home_area="south", area="North", band="unknown"),
        ),
        "warning",
    ),
    Fault(
        *("unused_limit_group", "limits", 3, "limit_group", "homes", "limit_group"),
        add("limits", limit_group="homes"),
        "warning",
    ),
    # time
    Fault(
        *("start_on_some_rows", "periods", 2, "start", None, "first day"),
        set_cell("periods", 3, "start", "2026-04-01"),
    ),
    Fault("unclear_order", "periods", 2, "period", "one", "start", rename("periods", 2, "period", "one")),
    Fault(
        *("order_contradicts_start", "periods", 2, "start", "2026-04-01", "after"),
        starts("2026-04-01", "2025-04-01", "2027-04-01"),
    ),
    Fault(
        *("period_gap", "periods", 4, "start", "2027-06-01", "2027-04-02"),
        starts("2025-04-01", "2026-04-02", "2027-06-01"),
    ),
    Fault(
        *("period_gap", "periods", 3, "start", "2025-10-01", "overlaps"),
        starts("2025-04-01", "2025-10-01", "2026-10-01"),
    ),
    Fault("label_gap", "periods", 4, "period", "2028/29", "between", rename("periods", 4, "period", "2028/29")),
    Fault(
        *("first_after_last", "options", 3, "first_period", "2027/28", "swap"),
        set_cell("options", 3, "first_period", "2027/28"),
    ),
    change("opens_after_plan", ("options", 4, "lead_time"), 4, "over", severity="warning"),
    # people
    change("ages", ("needs", 3, "age_to"), 15, "youngest 16"),
    Fault("missing_proximity", "proximity", None, "area", "south, beyond", "beyond", delete_row("proximity", 7)),
    change("band_contradicts_boundary", ("proximity", 2, "band"), "beyond_20_miles", "inside"),
    change("band_contradicts_miles", ("proximity", 4, "band"), "within_20_miles", "beyond_20_miles"),
    Fault(
        *("band_contradicts_miles", "proximity", 7, "band", "within_20_miles", "30 miles"),
        set_cell("proximity", 7, "miles", 30),
    ),
    Fault("missing_demand", "demand", None, "children", "teen, south, 2027/28", "0", delete_row("demand", 13)),
    Fault(
        *("missing_demand", "demand", None, "children", "child, north, 2025/26", "low"),
        several(scenarios(("high", 0.5), ("low", 0.5)), set_cell("demand", 2, "scenario", "high")),
    ),
    Fault(
        *("demand_twice", "demand", 14, "scenario", "high", "row 2"),
        several(
            scenarios(("high", 1.0)),
            add("demand", need="child", home_area="north", period="2025/26", children=13, scenario="high"),
        ),
    ),
    Fault(
        *("probabilities", "scenarios", None, "probability", "0.9", "sum to 0.9"),
        scenarios(("high", 0.5), ("low", 0.4)),
    ),
    Fault(
        *("no_suitable_provision", "needs", 3, "need", "teen", "suitability"),
        several(*[set_cell("suitability", row, "rating", "unsuitable") for row in (6, 7, 8, 9)]),
    ),
    Fault(
        *(
            "too_young_for_supported_accommodation",
            "suitability",
            10,
            "rating",
            "suitable",
            "Regulations 2023",
        ),
        set_cell("suitability", 10, "rating", "suitable"),
    ),
    Fault(
        *("too_young_for_supported_accommodation", "placements", 7, "children", "1", "16- and 17"),
        add("placements", need="child", home_area="south", provision="flat", area="north", children=1),
    ),
    Fault(
        *("settled_in_unsuitable", "placements", 6, "children", "3", "unsuitable"),
        set_cell("suitability", 9, "rating", "unsuitable"),
        "warning",
    ),
    Fault(
        *("settled_in_unlisted", "placements", 6, "provision", "flat", "not listed"),
        delete_row("suitability", 9),
        "warning",
    ),
    change("nobody_leaves", ("provisions", 2, "mean_stay"), "", "nobody leaves", None, severity="warning"),
    # places
    change("placements_without_places", ("placements", 3, "area"), "beyond", "no supply and no market"),
    change("placements_beyond_places", ("placements", 2, "children"), 13, "room for 12"),
    Fault(
        *("unused_provision", "provisions", 7, "provision", "secure", "delete"),
        add("provisions", provision="secure", family="secure", sector="external", weekly_cost=12500),
        "warning",
    ),
    change("occupancy_high", ("provisions", 2, "occupancy"), 0.97, "97%", severity="warning"),
    Fault(
        *("closing_cost_without_effect", "supply", 2, "closing_cost", "500", "closable"),
        add_column("supply", "closing_cost", [500, "", ""]),
        "warning",
    ),
    change("min_above_max", ("options", 4, "min_total"), 3, "max_total 2"),
    Fault(
        *("min_above_max", "limits", 2, "min_total", "16", "max_total 15"),
        add_column("limits", "min_total", [16]),
    ),
    Fault(
        *("min_out_of_reach", "options", 3, "min_total", "9", "at most 8"),
        set_cell("options", 3, "min_total", 9),
    ),
    Fault(
        *("min_out_of_reach", "limits", 2, "max_total", "2", "below 6"),
        several(
            set_cell("limits", 2, "max_total", 2),
            set_cell("options", 2, "min_total", 3),
            set_cell("options", 3, "min_total", 3),
        ),
    ),
    change("min_not_whole", ("options", 2, "min_total"), 1.5, "not whole"),
    change("max_not_whole", ("options", 2, "max_total"), 9.5, "means 9", severity="warning"),
    change("no_whole_unit", ("options", 4, "max_per_period"), 0.5, "one whole unit", severity="warning"),
    change("ramp_falls", ("options", 2, "ramp"), "0.8;0.5", "grow towards 1", severity="warning"),
    change("market_price_falls", ("market", 4, "weekly_cost"), 6000, "£7000", severity="warning"),
    Fault(
        *("demand_beyond_places", "demand", None, "children", "500", "500 children"),
        several(
            set_cell("demand", 10, "children", 494),
            set_cell("market", 2, "children_max", 5),
            set_cell("market", 4, "children_max", 5),
        ),
    ),
    Fault(
        *("demand_beyond_places_priced", "demand", None, "children", "500", "500 children"),
        several(
            set_cell("demand", 10, "children", 494),
            set_cell("market", 2, "children_max", 10),
            set_cell("market", 4, "children_max", 5),
            _PRICED,
        ),
        "warning",
    ),
    # money
    change("capital_total_with_period", ("budgets", 3, "period"), "2026/27", "whole plan"),
    Fault(
        *("budget_twice", "budgets", 4, "period", "2026/27", "row 2"),
        add("budgets", budget="revenue", period="2026/27", limit=5000000),
    ),
    change("budget_below_committed", ("budgets", 2, "limit"), 300000, "£300,000 is below £"),
    change("grant_share_of_nothing", ("options", 2, "grant_share"), 0.5, "no capital cost", severity="warning"),
    change("home_too_cheap", ("options", 4, "running_cost"), 90000, "£225,000", severity="warning"),
    Fault(
        *("unmet_need_too_cheap", "settings", 6, "value", "50000", "rather leave a child"),
        add("settings", setting="unmet_need", value=50000),
        "warning",
    ),
    change("share_above_one", ("targets", 2, "value"), 40, "did you mean 0.4?"),
    Fault(
        *("target_scope_empty", "targets", 2, "needs", "teen", "exempt"),
        several(set_cell("needs", 3, "locality_exempt", "yes"), set_cell("targets", 2, "needs", "teen")),
    ),
    Fault(
        *("target_scope_empty", "targets", 2, "provisions", "flat", "looked after"),
        several(set_cell("provisions", 6, "looked_after", "no"), set_cell("targets", 2, "provisions", "flat")),
    ),
    Fault(
        *("target_scope_empty", "targets", 2, "provisions", "own_home", "suits"),
        several(set_cell("targets", 2, "needs", "teen"), set_cell("targets", 2, "provisions", "own_home")),
    ),
    Fault(
        *("targets_contradict", "targets", 3, "value", "0.6", "row 4"),
        several(
            add(
                *("targets",),
                **{"target": "low", "measure": "in_house", "needs": "*", "provisions": "*", "areas": "*"},
                **{"periods": "*", "sense": "at_least", "value": 0.6},
            ),
            add(
                *("targets",),
                **{"target": "high", "measure": "in_house", "needs": "*", "provisions": "*", "areas": "*"},
                **{"periods": "2026/27", "sense": "at_most", "value": 0.5},
            ),
        ),
    ),
    change("grant_scope_without_effect", ("grants", 2, "options"), "new_home", "does not look at options"),
    Fault(
        *("grant_without_options", "grants", 3, "basis", "per_unit", "no option to pay"),
        several(remove("options"), remove("limits"), add("grants", grant="unit", basis="per_unit", amount=5)),
    ),
    # the chance of a suitable home
    *CHANCES,
    # ranges
    change("range_of_no_figure", ("ranges", 2, "table"), "provision", 'did you mean "provisions"?'),
    Fault(
        *("range_of_no_figure", "ranges", 2, "column", "weekly_cost", "it has no figures to vary"),
        set_cell("ranges", 2, "table", "decision_log"),
    ),
    change("range_of_no_figure", ("ranges", 2, "column"), "weekly_costs", 'did you mean "weekly_cost"?'),
    change("range_of_no_figure", ("ranges", 2, "column"), "label", "its figures are weekly_cost"),
    change("range_of_no_row", ("ranges", 2, "rows"), "own_foster", "is no condition"),
    change("range_of_no_row", ("ranges", 2, "rows"), "colour=red", "is no condition", "colour"),
    change("range_of_no_row", ("ranges", 2, "rows"), "provision=owl*", "no row of provisions"),
    change("range_of_no_row", ("ranges", 3, "rows"), "setting=authority", "holds a figure"),
    Fault(
        *("range_of_one_figure_twice", "ranges", 4, "rows", "provision=own_*", "a range in row 2 already"),
        lambda tables: tables["ranges"].append(
            ["provisions", "provision=own_*", "weekly_cost", 0.9, 1.1, "Test", "judgement", ""]
        ),
    ),
    Fault(
        *("range_without_width", "ranges", 2, "high", "1", "the same"),
        several(set_cell("ranges", 2, "low", 1), set_cell("ranges", 2, "high", 1)),
    ),
    change("out_of_range", ("ranges", 2, "low"), "1.2", "from 0 to 1"),
    change("out_of_range", ("ranges", 2, "high"), "0.9", "1 to 100"),
    # how places fill
    Fault(
        *("choice_without_matching", "settings", None, "value", "choice", "add the table matching"),
        several(remove("matching"), add("settings", setting="capacity_mode", value="choice")),
    ),
    *FILLING,
    change("unknown_reference", ("matching", 3, "provision"), "own_hom", 'did you mean "own_home"?'),
    change("duplicate_key", ("matching", 3, "provision"), "own_foster", "row 2"),
    change("out_of_range", ("matching", 2, "available"), "0", "above 0"),
    change("out_of_range", ("matching", 2, "suits"), "60", "did you mean 0.6?"),
    change("not_a_choice", ("matching", 2, "areas"), "shared", "apart"),
    # chance
    Fault(
        *("missing_entries", "entries", None, "need", "child", 'no row for "child"'),
        delete_row("entries", 2),
    ),
    change("ageing_into_itself", ("ageing", 2, "to_need"), "child", "another need group"),
    Fault(
        *("flows_without_entries", "ageing", None, None, None, "without the table entries"),
        remove("entries"),
        severity="warning",
    ),
    Fault(
        *("flows_without_entries", "price_uncertainty", None, None, None, "add entries, or leave it out"),
        remove("entries"),
        severity="warning",
    ),
    change("unknown_reference", ("entries", 2, "need"), "chld", 'did you mean "child"?'),
    change("unknown_reference", ("ageing", 2, "to_need"), "ten", 'did you mean "teen"?'),
    change("out_of_range", ("entries", 2, "mean_time_in_care"), "0", "from 0.01 to 100"),
    change("out_of_range", ("entries", 2, "entries_uncertainty"), "30", "from 0 to 2"),
    change("out_of_range", ("ageing", 2, "per_year"), "-0.1", "from 0 to 100"),
    change("out_of_range", ("price_uncertainty", 2, "growth_sd"), "4", "from 0 to 0.5"),
    change("not_a_choice", ("price_uncertainty", 2, "family"), "homes", "childrens_home"),
    # who is responsible
    Fault(
        *("state_without_person", "settings", 6, "value", "analyst_tested", "add the setting analyst"),
        people(assurance_state="analyst_tested"),
    ),
    Fault(
        *("state_without_person", "settings", 6, "value", "peer_reviewed", "no assurer is named"),
        people(assurance_state="peer_reviewed", analyst="A. Brown"),
    ),
    Fault(
        *("state_without_person", "settings", 6, "value", "approved", "no assurer is named"),
        people(assurance_state="approved", analyst="A. Brown", approver="Director"),
    ),
    Fault(
        *("state_without_person", "settings", 6, "value", "approved", "no approver is named"),
        people(assurance_state="approved", analyst="A. Brown", assurer="C. Day"),
    ),
    Fault(
        *("assurer_is_analyst", "settings", 7, "value", "a.  brown", "had no part in it"),
        people(analyst="A. Brown", assurer="a.  brown", assurance_state="peer_reviewed"),
    ),
    Fault(
        *("not_a_choice", "settings", 6, "value", "aproved", 'did you mean "approved"?'),
        people(assurance_state="aproved"),
    ),
    change("not_a_date", ("decision_log", 2, "date"), "3 May", "year-month-day"),
    Fault("no_source", "needs", None, "source", "3", "in row 3", set_cell("needs", 3, "source", ""), "warning"),
    Fault(
        *("no_confidence", "needs", None, "confidence", "1", "1 of 2"),
        set_cell("needs", 3, "confidence", ""),
        "warning",
    ),
)
