"""What is compared: every kind of comparison with its plain sentence."""

from __future__ import annotations

CONSTRAINTS: dict[str, str] = {
    "everyone_has_a_home": "children placed and unmet need add up to the children who need a home",
    "suitable_share": "a provision that suits only some of a need group takes at most that share of it",
    "enough_places": "no more children live in a pool than its usable places and what is bought there",
    "carried_children": "no more children live in places than they carry by chance, or nobody new comes",
    "what_places_carry": "places that fill by chance carry what the choice curve says",
    "turned_away_alike": "places take in of every need group no more than the share of its newcomers they carry",
    "bought_children_live_there": "children whose homes are bought are among those who live there",
    "nobody_new_when_full": "nobody new comes to a pool that holds more children than its limit",
    "full_only_when_full": "a pool counts as full only with as many children as its limit",
    "a_place_for_every_child": "no more children live in a pool's own places than there are",
    "market_full": "a price tier takes no more children than its maximum",
    "market_used_before_full": "a pool is not full while a home could still be bought there",
    "closures_within_what_exists": "no more units are closed than there are",
    "planned_moves_limited": "planned moves are at most their share of the settled children",
    "only_settled_children_move": "children who move out were settled there",
    "moves_for_lost_places": "no more children have to move than places are lost",
    "moves_only_when_full": "nobody has to move while the pool has room",
    "yearly_limit": "no more units of an option in a year than can be delivered",
    "total_limit": "an option's units in all are within its limits",
    "group_yearly_limit": "a limit group's units in a year are within its limit",
    "group_total_limit": "a limit group's units in all are within its limits",
    "promise": "the promise is kept, or its shortfall priced in full",
    "suitable_home": "the chance of no suitable home is as promised in each pool, or the excess priced in full",
    "revenue_budget": "revenue is within its budget, or the excess priced in full",
    "capital_budget": "capital is within its budget, or the excess priced in full",
}
"""The constraint families of the plan, by name."""

OTHERS: dict[str, str] = {
    "file": "the file is there and can be read",
    "cell": "the cell holds what its column is for",
    "row": "every row is there, once",
    "file_as_written": "the file is as the run left it",
    "nothing_negative": "children and units are not below nought",
    "whole_units": "units that are whole are whole",
    "within_its_periods": "an option is decided only in its own periods",
    "only_what_may_close": "only what may be closed is closed",
    "settled_children_stay": "children living there are those who stayed, less moves, plus those newly placed",
    "only_suitable_homes": "nobody new comes where it does not suit them",
    "sixteen_and_over": "nobody under 16 is in supported accommodation",
    "decision": "what a decision brings and costs",
    "places": "places, usable places, children in them and what is empty",
    "pools": "what places that fill by chance carry, and what a child who comes finds there",
    "newcomers": "children who newly look for a home, and those newly placed",
    "bought": "homes bought and their price",
    "cost_line": "the cost line, worked out from children, homes and prices",
    "difference": "the plan's figure less doing nothing",
    "objective": "the cost lines discounted, and how near the proof comes to them",
    "savings": "the saving against doing nothing",
    "headline": "the headline figure",
    "planning_ahead": "the plan beside planning year by year",
    "locality": "children by boundary and distance",
    "target": "what is reached of a promise",
    "break_even": "what a home costs and how full it must be",
    "reconciliation": "published spending beside the starting position",
    "assumption": "the figure of the input tables",
    "change": "the value used is the one in the input tables",
    "marginal": "the sentence says what the value says",
    "record": "the record says what the tables say",
}
"""Everything else that is compared, by name."""

CHECKS: dict[str, str] = CONSTRAINTS | OTHERS
"""Every kind of comparison with its sentence."""
