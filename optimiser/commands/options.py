"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import click

from optimiser.engine.settings import DEFAULT_GAP


def _a_number(_: click.Context, option: click.Parameter, value: float | None) -> float | None:
    """Refuse nan, which is in every range."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number.", param=option)
    return value


_GAP = click.option(
    "--gap",
    type=click.FloatRange(0, 1),
    default=DEFAULT_GAP,
    show_default=True,
    callback=_a_number,
    help="Relative gap to prove.",
)
_TIME_LIMIT = click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    callback=_a_number,
    help="Most seconds for the solver.",
)
_SEED = click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    show_default=True,
    help="Random seed of the solver.",
)


def solve_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How to solve: ``--gap``, ``--time-limit`` and ``--seed``."""
    return _GAP(_TIME_LIMIT(_SEED(command)))
