"""Children by where they live, period by period: what the gap and the mix are told from."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from optimiser.pack.document import Unit
from optimiser.pack.facts import NOTHING, PLAN, Facts
from optimiser.pack.groups import AT_HOME, kinds
from optimiser.pack.tables import FORECAST, Layout, Line

WHO = {PLAN: "plan", NOTHING: "nothing"}
"""How the ids of figures call a column of the result tables."""


def layout(facts: Facts, who: str) -> Layout:
    """Children under the plan or if nothing is decided (``PLAN`` or ``NOTHING``), by period."""
    return Layout(
        f"children/{WHO[who]}", Unit.CHILDREN, [(period, f"{period} {FORECAST}") for period in facts.periods]
    )


def by_kind(facts: Facts, who: str) -> list[Line]:
    """Children looked after, by kind of home."""
    living = facts.living(who)
    return [
        Line(kind, kind, {t: sum(living.get((key, t), 0.0) for key in members) for t in facts.periods})
        for kind, members in kinds(facts).items()
        if kind != AT_HOME
    ]


def by_label(
    facts: Facts,
    who: str,
    column: str,
    label: Callable[[str], str],
    keep: Callable[[pd.DataFrame], pd.Series],
    within: str,
) -> list[Line]:
    """Children of the placements that are kept, by one of their columns; ``within`` tells their ids apart."""
    living = facts.expected("placements", who, (column, "period"), keep)
    keys = dict.fromkeys(key for key, _ in living)
    return [
        Line(label(key), f"{within}/{key}", {t: living.get((key, t), 0.0) for t in facts.periods}) for key in keys
    ]
