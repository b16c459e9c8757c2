"""Columns and units of the tables of the alternatives of a case."""

from __future__ import annotations

from optimiser.results.columns import ResultColumn
from optimiser.studies.tabulated import numbers, words

ALTERNATIVES_COLUMNS: dict[str, tuple[ResultColumn, ...]] = {
    "alternatives": words("plan: the plan's key\nlabel: what it is")
    + numbers(
        """
        cost: cost, £ present value, prices of what it fails to do included
        more: cost above the plan of least cost, £ present value
        share_more: the same as a share of the least cost
        homes: children's homes opened, units
        beds: places in them
        foster_places: places with foster carers and kin that are decided, when all are usable
        capital: capital net of grant over the whole plan, £ cash
        in_borough: share of children who live inside the boundary in the last period (in the worst scenario)
        fostered: children fostered, on average over the plan
        distance: places by which it differs from the plan of least cost
        nearest: places by which it differs from the nearest plan listed before it (empty: the first)
        """
    )
    + words(
        """
        another: yes where it differs enough from every plan before it to count as another
        status: optimal (proven to be furthest in its direction, to the gap asked for) or feasible
        """
    ),
    "alternative_decisions": words(
        "plan: the plan's key\noption: the option's key\nlabel: its name\narea: where\n"
        "first_period: when it is first decided"
    )
    + numbers("units: units decided in all\nplaces: places that they bring when all are usable"),
    "ranges": words(
        """
        kind: option (over its areas), limit_group or provision (places of its options)
        key: its key
        label: its name
        unit: units or places
        """
    )
    + numbers(
        """
        planned: in the plan of least cost
        least: least in any plan within the cap that was found
        least_proven: no plan within the cap has less (empty: not worked out)
        most: most in any plan within the cap that was found
        most_proven: no plan within the cap has more (empty: not worked out)
        """
    )
    + words(
        """
        proven: yes where least and most are what is proven, to one per cent or a twentieth of a unit
        planned_first: period in which the plan of least cost first decides it
        earliest: first period in which a plan within the cap can decide it
        some_by: period by which every plan within the cap has decided some of it
        least_by: period by which every plan within the cap has decided the whole of least_proven
        """
    ),
    "no_regret": words("kind: as in ranges\nkey: its key\nsentence: what every plan within the cap contains")
    + numbers("least: units or places that every plan contains")
    + words("proven: yes, or no where only every plan found contains it"),
}
