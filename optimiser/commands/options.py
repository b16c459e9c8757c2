"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optimiser.engine.settings import DEFAULT_GAP

if TYPE_CHECKING:
    from optimiser.tables.inputs import CaseInputs


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

threads_option = click.option(
    "--threads",
    type=click.IntRange(min=1),
    help="Solves at once: as many as there are processors, if not given. What is found depends on it only where a "
    "time limit ends a solve.",
)
"""How many solves a study may have under way at once: ``--threads``."""


def solve_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How to solve: ``--gap``, ``--time-limit`` and ``--seed``."""
    return _GAP(_TIME_LIMIT(_SEED(command)))


def folder_options(
    held: str, leaves: str = "Write tables, record, page and figure to this folder."
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Where to write: ``--out`` and ``--overwrite``; ``held`` is what only such a folder holds, in words."""
    out = click.option("--out", type=click.Path(path_type=Path), help=leaves)
    overwrite = click.option("--overwrite", is_flag=True, help=f"Replace the folder if it holds {held}.")
    return lambda command: out(overwrite(command))


quiet_option = click.option("--quiet", is_flag=True, help="No progress and no page.")
"""Whether to say nothing: ``--quiet``."""

_WHAT_IF = click.option(
    "--what-if",
    "what_ifs",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Change the case as this what-if file says; several are applied in order.",
)
_SET = click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="TEXT",
    help='Change it after that, for instance "market[provision=ifa].weekly_cost*=1.06".',
)


def what_if_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What to change in the case: ``--what-if`` and ``--set``, passed as ``what_ifs`` and ``sets``."""
    return _WHAT_IF(_SET(command))


def changed_case(case: Path, what_ifs: Sequence[Path] = (), sets: Sequence[str] = ()) -> CaseInputs:
    """Read a case, change it as :func:`what_if_options` ask, and print its warnings.

    Raises :class:`~optimiser.errors.InputError` with everything that is wrong with the what-ifs, else with the
    case, else with the two together.
    """
    from optimiser.scenario import changed, read_what_ifs
    from optimiser.tables.inputs import read_case

    asked = read_what_ifs(what_ifs, sets)
    return warned(changed(read_case(case), asked))


def warned(inputs: CaseInputs) -> CaseInputs:
    """The inputs, their warnings printed."""
    for warning in inputs.warnings:
        click.echo(f"Warning: {warning}", err=True)
    return inputs
