"""Planted faults in single cells: what is no number, no choice, no date or no label, or out of range."""

from __future__ import annotations

from tests.tables.planting import change

CELLS = (
    change("not_a_number", ("options", 2, "setup_cost"), "£5,200", "5200"),
    change("not_a_number", ("options", 2, "setup_cost"), "1,200", "1200"),
    change("not_a_number", ("provisions", 2, "price_growth"), "12%", "write 0.12"),
    change("not_a_number", ("demand", 2, "children"), "n/a", "plain number"),
    change("not_a_number", ("demand", 3, "children"), "nan", "plain number"),
    change("not_a_number", ("demand", 4, "children"), "inf", "plain number"),
    change("not_a_number", ("demand", 4, "children"), "−3", "-3"),
    change("not_a_number", ("market", 4, "children_max"), "tbc", "no limit"),
    change("out_of_range", ("demand", 2, "children"), "-1", "at least 0"),
    change("out_of_range", ("demand", 2, "children"), "1e400", "at most"),
    change("out_of_range", ("provisions", 2, "occupancy"), "85", "did you mean 0.85?"),
    change("out_of_range", ("provisions", 2, "occupancy"), "0", "above 0"),
    change("out_of_range", ("provisions", 2, "occupancy"), "-0.5", "0 to 1"),
    change("not_a_number", ("provisions", 2, "occupancy"), "85%", "write 0.85"),
    change("out_of_range", ("options", 2, "ramp"), "0.5;80", "did you mean 0.8?"),
    change("not_whole", ("supply", 4, "units"), "3.5", "whole number"),
    change("not_yes_or_no", ("needs", 2, "locality_exempt"), "perhaps", "yes or no"),
    change("not_yes_or_no", ("areas", 2, "inside_boundary"), "TRUE", "yes or no"),
    change("not_a_choice", ("provisions", 2, "family"), "fosterng", "fostering"),
    change("not_a_choice", ("periods", 2, "years"), "2", "1, 0.5 or 0.25"),
    change("not_a_date", ("periods", 2, "start"), "01/04/2025", "year-month-day"),
    change("out_of_range", ("periods", 2, "start"), "0205-04-01", "1990"),
    change("blank_cell", ("demand", 2, "children"), "", "average number", None),
    change("blank_cell", ("needs", 2, "need"), "", "label", None),
    change("bad_label", ("needs", 2, "need"), "child;teen", ";"),
    change("bad_label", ("needs", 2, "need"), "x" * 101, "too long"),
    change("bad_label", ("targets", 2, "needs"), "*;teen", "* alone"),
    change("bad_label", ("targets", 2, "needs"), "teen;;child", "empty label"),
    change("bad_label", ("targets", 2, "needs"), "teen;teen", "twice"),
    change("spreadsheet_error", ("supply", 2, "places"), "#REF!", "paste a value"),
    change("unknown_setting", ("settings", 4, "setting"), "years_from_base", "years_from_price_base"),
    change("not_a_number", ("settings", 4, "value"), "soon", "plain number"),
    change("out_of_range", ("settings", 4, "value"), "30", "20"),
)
