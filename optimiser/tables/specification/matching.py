"""Column specification of the table that says how places fill where capacity follows the choice curve."""

from __future__ import annotations

from optimiser.tables.specification.columns import Column, table

MATCHING = table(
    "matching",
    "how the places of a provision fill, in capacity mode choice",
    "provision",
    Column("provision", "key", "Provision with places of its own.", refers_to="provisions"),
    Column(
        "available",
        "share",
        "Share of its places that can be offered at any time: not on hold, not kept free for another reason.",
        default="1",
        minimum=0,
        above=True,
    ),
    Column(
        "suits",
        "share",
        "Chance that a vacant place suits a child who needs one: age, needs, others there, siblings, school.",
        default="1",
        minimum=0.01,
    ),
    Column(
        "pairs",
        "share",
        "Share of those who come, one child or siblings together, who are two.",
        default="0",
    ),
    Column(
        "threes",
        "share",
        "Share of those who come, one child or siblings together, who are three.",
        default="0",
    ),
    Column(
        "areas",
        "choice",
        "apart: each area's places have children of their own to be offered to; together: all are offered to all; "
        "decide: the plan says which.",
        choices=("apart", "together", "decide"),
        default="apart",
    ),
    Column(
        "sharing_cost",
        "number",
        "What it costs while the areas share their places: placing together, transport, agreements.",
        unit="£ a year",
        minimum=0,
        default="0",
    ),
    required=False,
    notes=(
        "Used where the setting capacity_mode is choice: instead of a planning occupancy, the places of these "
        "provisions carry the children that Erlang's loss formula says, given how many would live there if there "
        "were always room. Provisions without a row keep their planning occupancy. Where areas say decide, for at "
        "most four provisions, the case is planned each way and the cheapest is kept; the studies keep the way "
        "that the linear relaxation finds cheapest. Doing nothing shares as the plan does, at the same cost.",
    ),
)
