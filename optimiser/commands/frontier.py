"""The command ``optimiser frontier``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import (
    changed_case,
    folder_options,
    quiet_option,
    solve_options,
    threads_option,
    what_if_options,
)
from optimiser.commands.studying import Study

_SECONDS = 30.0
"""Most seconds of each solve unless another limit is asked for."""


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option(
    "--target",
    required=True,
    help="A promise of the case by its name, or a measure: inside_boundary, within_20_miles, beyond_20_miles, "
    "in_house_fostering, in_house, family, spot_market, capital.",
)
@click.option("--points", type=click.IntRange(2, 101), default=11, show_default=True, help="How many points.")
@click.option("--period", help="The period it is taken in (the last, if not given); own: all those of a promise.")
@click.option("--number", is_flag=True, help="Count children instead of taking their share.")
@folder_options("a frontier")
@what_if_options
@solve_options
@threads_option
@quiet_option
def frontier(
    case: Path,
    target: str,
    points: int,
    period: str | None,
    number: bool,
    out: Path | None,
    overwrite: bool,
    what_ifs: Sequence[Path],
    sets: Sequence[str],
    gap: float,
    time_limit: float | None,
    seed: int,
    threads: int | None,
    quiet: bool,
) -> None:
    """Trace the least cost of CASE against a promise, and say where the promise becomes impossible and why.

    --time-limit is of each solve, 30 seconds if not given. Ctrl-C keeps the points that are finished.
    """
    with InputErrors():
        from optimiser.report.studied import traced
        from optimiser.studies.frontier import frontier as trace

        study = Study("frontier", out, overwrite, quiet)
        study.check()
        inputs = changed_case(case, what_ifs, sets)
        code = study.run(lambda progress, cancel: traced(trace(
            inputs, target, points, period=period, number=number, gap=gap, time_limit=time_limit or _SECONDS,
            seed=seed, threads=threads, progress=progress, cancel=cancel,
        ), inputs))  # fmt: skip
    raise SystemExit(code)
