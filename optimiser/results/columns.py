"""Columns, units and dtypes of every result table: the single source for results and their documentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column of a result table."""

    name: str
    dtype: str
    meaning: str


def columns_of(text: str, dtype: str = "str") -> tuple[ResultColumn, ...]:
    """Columns of one dtype, from lines of ``name: meaning``."""
    parts = (line.split(":", 1) for line in text.strip().splitlines())
    return tuple(ResultColumn(name.strip(), dtype, meaning.strip()) for name, meaning in parts)


_BESIDE = columns_of(
    """
    do_nothing: the same figure if nothing is decided (empty where there is no baseline)
    difference: the plan's figure less doing nothing
    """,
    "float64",
)

DECISION = columns_of(
    """
    action: decide (an option) or close (an existing unit)
    option: the option's key, empty for a closure
    label: its name
    provision: provision whose places it changes
    area: where
    period: period of the decision
    """
)
"""A decision: what, where and when."""

COLUMNS: dict[str, tuple[ResultColumn, ...]] = {
    "plan": DECISION
    + columns_of("units: units decided or closed\nplaces: places that they bring when all are usable", "float64")
    + columns_of("opens: period in which the first place can be used, empty if after the plan")
    + columns_of(
        """
        setup_cost: one-off revenue cost, £ cash
        capital_gross: capital before grant, £ cash
        capital_grant: part met by grant, £ cash
        capital_net: capital the authority pays, £ cash
        """,
        "float64",
    ),
    "placements": columns_of(
        """
        scenario: future
        period: period
        need: need group
        home_area: where the children come from
        provision: provision they live in
        area: area they live in
        """
    )
    + columns_of(
        "children: average children living there\nnew_placements: of whom newly placed in the period",
        "float64",
    )
    + _BESIDE,
    "places": columns_of("scenario: future\nperiod: period\nprovision: provision\narea: area")
    + columns_of(
        """
        places: places that stand, on average over the period
        usable: places that can be planned to be filled (places × occupancy, or × the share that can be offered)
        children: children living there
        bought: of whom in homes bought at a market price beside places of its own
        empty: places without a child
        occupancy: children in the places ÷ places (empty where there are none)
        """,
        "float64",
    )
    + _BESIDE,
    "pools": columns_of(
        """
        scenario: future
        period: period
        provision: provision whose places follow the choice curve
        area: area, or * where the areas share their places
        """
    )
    + columns_of(
        """
        places: places that stand, on average over the period
        available: of which places that can be offered
        offered_load: children who would live there on average if there were always room; the plan was made with it
        carried: children whom the places carry on average, by the choice curve
        children: children living in the places, without those in homes bought at a market price
        occupancy: children in the places ÷ places (empty where there are none)
        turned_away: share of the offered load that the places do not carry (empty where nobody comes)
        no_suitable: chance that a child who comes by itself finds no vacant place that suits
        choice_of_two: chance that two vacant places or more suit a child who comes by itself
        places_10: places needed to turn away at most 10 % of the offered load
        places_5: places needed to turn away at most 5 %
        places_2: places needed to turn away at most 2 %
        """,
        "float64",
    ),
    "newcomers": columns_of("scenario: future\nperiod: period\nneed: need group")
    + columns_of(
        """
        newcomers: children who newly look for a home, with which the plan was made
        placed: children newly placed in the plan
        """,
        "float64",
    ),
    "bought": columns_of("scenario: future\nperiod: period\nprovision: provision\narea: area\ntier: price tier")
    + columns_of(
        """
        weekly_cost: price of the tier, £ per child per week at the price base
        children: children whose homes are bought at that price
        """,
        "float64",
    )
    + _BESIDE,
    "costs": columns_of(
        """
        scenario: future, or all where the same in every one
        period: period
        kind: revenue, capital, or priced (a price put on what the plan fails to do, which nobody pays)
        line: cost line
        provision: provision
        area: area
        item: option, grant or promise that causes it
        """
    )
    + columns_of("amount: £ of the period, cash prices; income is negative", "float64")
    + _BESIDE,
    "savings": columns_of("period: period")
    + columns_of(
        """
        revenue_plan: revenue of the plan, £ cash
        revenue_do_nothing: revenue of doing nothing, £ cash
        revenue_saving: difference, £ cash (negative: the plan costs more)
        cashable: part of the saving by which spending falls below today's at general inflation, £
        avoided: the rest of the saving, cost avoided, £
        cumulative_saving: revenue saving so far, £
        capital_gross: capital before grant, £
        capital_grant: capital met by grant, £
        capital_net: capital the authority pays, £
        net_benefit: revenue saving before financing charges, less net capital, £
        cumulative_net_benefit: net benefit so far, £
        """,
        "float64",
    ),
    "planning_ahead": columns_of("period: period")
    + columns_of(
        """
        revenue_plan: revenue of the plan, £ cash
        revenue_year_by_year: revenue of planning each year with no sight of the next, £ cash
        revenue_saving: difference, £ cash
        capital_plan: net capital of the plan, £ cash
        capital_year_by_year: net capital of planning year by year, £ cash
        """,
        "float64",
    )
    + columns_of("missed: promises and budgets that planning year by year does not keep"),
    "locality": columns_of(
        """
        scenario: future (start: where children live now)
        period: period, or start
        boundary: inside or outside the authority's boundary
        distance: within_20_miles, beyond_20_miles or unknown
        """
    )
    + columns_of("children: children looked after\nshare: share of all children looked after", "float64")
    + _BESIDE,
    "targets": columns_of(
        """
        scenario: future
        period: period
        target: promise
        label: its wording
        measure: what is measured
        unit: share or number
        sense: at_least or at_most
        """
    )
    + columns_of(
        """
        asked: share or number promised
        reached: share or number in the plan (of no_suitable_home the chance in the pool where it is greatest)
        children: children counted (of no_suitable_home those who come and find none)
        in_scope: children in scope (of no_suitable_home those who would live there if there were always room)
        shortfall: children short of the promise
        """,
        "float64",
    )
    + columns_of("kept: yes or no")
    + _BESIDE,
    "unmet": columns_of("scenario: future\nperiod: period\nneed: need group\nhome_area: where they come from")
    + columns_of("children: children without a suitable home", "float64")
    + _BESIDE,
    "moves": columns_of(
        """
        scenario: future
        period: period
        need: need group
        home_area: where the children come from
        provision: provision they leave
        area: area they leave
        """
    )
    + columns_of("planned: planned moves (step-down)\ndisrupted: moves because a place is lost", "float64")
    + _BESIDE
    + columns_of("planned_do_nothing: planned moves if nothing is decided", "float64"),
    "break_even": columns_of("option: option\nlabel: its name\narea: area\nperiod: period of the decision")
    + columns_of(
        """
        fixed_cost_per_place: running cost and financing of one place for a year, £ at the price base
        full_cost_per_place_week: cost of a filled place for a week at full occupancy, £ at the price base
        alternative_weekly_cost: what doing nothing pays outside providers for the same family of care, £ a week
        break_even_occupancy: share of places that must be filled to cost no more (empty: no such alternative)
        planning_occupancy: planning maximum
        """,
        "float64",
    ),
    "marginals": columns_of(
        "family: constraint family\nperiod: period\nscenario: future\nsentence: what it is worth"
    )
    + columns_of("value: £ (present value) of loosening the row by one unit", "float64")
    + columns_of("unit: what one unit is"),
    "reconciliation": columns_of("line: published line\nlabel: its name\nprovisions: provisions it covers")
    + columns_of(
        """
        published: published spending, £ a year
        starting_cost: cost of where children live at the start, £ a year at the price base
        known_difference: part of the line known to be left out, £ a year
        unexplained: what remains, £ a year
        """,
        "float64",
    )
    + columns_of("explanation: why they differ\nsource: source"),
    "assumptions": columns_of(
        """
        table: input table
        row: key of the row
        column: column
        value: value used
        unit: unit
        source: where it comes from
        confidence: published, derived or judgement
        note: note
        changed_by: what-ifs that changed the value, in their order, separated by semicolons; empty where none did
        was: value before any what-if, where one changed it; source, confidence and note are about this one
        """
    ),
    "decisions": columns_of(
        """
        kind: setting (a choice that the settings make), solving (of the solver) or logged (of the case's own log)
        decision: name of the setting, or what was decided
        value: value chosen, empty where logged
        default: the product's own choice, empty where there is none
        differs: yes where the value is another than the default, no where it is the default
        date: day it was decided, where logged
        made_by: who decided it, where logged
        reason: why, where logged
        source: where the choice comes from
        note: note
        """
    ),
    "changes": columns_of(
        """
        change: name of the what-if
        table: input table
        row: key of the row
        column: column
        old: value before, empty where the cell was blank or the row is new
        new: value after, which is used unless a later row changes it again; empty where blank or the row is gone
        reason: reason given
        """
    ),
}


def frame(name: str, rows: Sequence[tuple[object, ...]] | pd.DataFrame) -> pd.DataFrame:
    """Rows as the result table of that name, with its documented columns and dtypes."""
    columns = COLUMNS[name]
    if isinstance(rows, pd.DataFrame):
        held = [rows[column.name].to_list() for column in columns]
    else:
        held = [list(cells) for cells in zip(*rows, strict=True)] or [[] for _ in columns]
    pairs = zip(columns, held, strict=True)
    return pd.DataFrame({column.name: pd.Series(cells, dtype=column.dtype) for column, cells in pairs})


def beside(plan: pd.DataFrame, baseline: pd.DataFrame | None, keys: list[str], value: str) -> pd.DataFrame:
    """Put the do-nothing figure of ``value`` and the difference beside the plan's.

    Rows that only one of the two has count as nought in the other; a figure that does not exist (the
    occupancy of no places) stays empty. Without a baseline both are empty.
    """
    if baseline is None:
        return plan.assign(do_nothing=float("nan"), difference=float("nan"))
    mine, theirs = _by_key(plan, keys), dict(zip(_by_key(baseline, keys), baseline[value].to_list(), strict=True))
    there = set(mine)
    others = [key for key in theirs if key not in there]
    numbers = {*plan.select_dtypes("number"), *baseline.select_dtypes("number")}  # a table without rows has none
    held: dict[str, list[Any]] = {}
    for name in plan.columns:
        if name in keys:
            held[name] = [key[keys.index(name)] for key in (*mine, *others)]
        else:
            held[name] = plan[name].to_list() + [0.0 if name in numbers else None] * len(others)
    held["do_nothing"] = [theirs.get(key, 0.0) for key in mine] + [theirs[key] for key in others]
    joined = pd.DataFrame(held)
    return joined.assign(difference=joined[value] - joined["do_nothing"])


def _by_key(table: pd.DataFrame, keys: list[str]) -> list[tuple[str, ...]]:
    """The key of every row, as text."""
    return list(zip(*([str(cell) for cell in table[name].to_list()] for name in keys), strict=True))
