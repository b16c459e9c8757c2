"""Names of the measures of a plan that every case has, with what they are called; nothing is loaded for them."""

from __future__ import annotations

SPOT, CAPITAL = "spot_market", "capital"
"""Measures that no promise of the tables can name."""

NAMED = {
    "inside_boundary": "children inside the boundary",
    "within_20_miles": "children within 20 miles of home",
    "beyond_20_miles": "children more than 20 miles from home",
    "in_house_fostering": "fostered children in in-house provision",
    "in_house": "children in in-house provision",
    "family": "children in a family",
    SPOT: "children on the spot market",
    CAPITAL: "capital net of grant over the whole plan",
}
"""Measures that every case has, in words."""
