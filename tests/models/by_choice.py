"""Small cases whose places fill by the choice curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from models.case import Case, Pool
from models.figures import retention
from models.matching import ChoiceCurve
from models.newcomers import first_newcomers

HOME = Pool("home", "in")


def curve(
    available: float = 1.0, suits: float = 1.0, peakedness: float = 1.0, together: bool = False
) -> ChoiceCurve:
    """How places fill: by Erlang's formula alone unless said otherwise."""
    return ChoiceCurve(available, suits, peakedness, together)


def by_choice(case: Case, loads: Mapping[Pool, Any] | None = None, **provisions: ChoiceCurve) -> Case:
    """The case in capacity mode ``choice``; own homes fill by Erlang's formula where no provision is named.

    ``loads``: a number for every period, or one for each.
    """
    shape = (len(case.periods), len(case.scenarios))
    given = {
        pool: np.broadcast_to(np.reshape(load, (-1, 1)), shape).astype(float)
        for pool, load in (loads or {}).items()
    }
    settings = replace(case.settings, capacity_mode="choice")
    found = replace(case, settings=settings, choice=provisions or {"home": curve()}, loads=given)
    return replace(found, newcomers=first_newcomers(found, retention(found))) if given else found
