"""The command ``optimiser drivers``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import changed_case, folder_options, quiet_option, solve_options, what_if_options
from optimiser.commands.studying import Study

_SECONDS = 60.0
"""Most seconds of each solve unless another limit is asked for."""


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option(
    "--top", type=click.IntRange(0), default=20, show_default=True, help="For how many to make the plan again."
)
@click.option(
    "--step",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.1,
    show_default=True,
    help="Share by which a figure varies that has no row in the table ranges.",
)
@click.option(
    "--switch",
    "switch",
    multiple=True,
    metavar="TEXT",
    help='A figure to follow to where decisions switch, for instance "market[provision=ifa].weekly_cost" '
    "(the prices that matter most, if not given).",
)
@click.option(
    "--decision",
    "decisions",
    multiple=True,
    metavar="OPTION",
    help="An option in whole units to look at (the largest decisions and those nearly made, if not given).",
)
@folder_options("drivers")
@what_if_options
@solve_options
@quiet_option
def drivers(
    case: Path,
    top: int,
    step: float,
    switch: Sequence[str],
    decisions: Sequence[str],
    out: Path | None,
    overwrite: bool,
    what_ifs: Sequence[Path],
    sets: Sequence[str],
    gap: float,
    time_limit: float | None,
    seed: int,
    quiet: bool,
) -> None:
    """Vary every assumption of CASE from its lowest to its highest; say what moves the answer and what does not.

    Also how far a price must move before a decision switches. --time-limit is of each solve, 60 seconds if not
    given. Ctrl-C keeps what is finished.
    """
    with InputErrors():
        from optimiser.report.studied import driven
        from optimiser.studies.drivers import drivers as find

        study = Study("drivers", out, overwrite, quiet)
        study.check()
        inputs = changed_case(case, what_ifs, sets)
        code = study.run(lambda progress, cancel: driven(find(
            inputs, top, step=step, switch=switch, decisions=decisions, gap=gap,
            time_limit=time_limit or _SECONDS, seed=seed, progress=progress, cancel=cancel,
        ), inputs))  # fmt: skip
    raise SystemExit(code)
