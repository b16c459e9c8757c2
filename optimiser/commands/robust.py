"""The command ``optimiser robust``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
from optimiser.commands.plan import EXIT_CODES
from optimiser.commands.progress import Interrupts
from optimiser.commands.studying import Study, steps


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--futures", type=click.IntRange(min=1), default=30, show_default=True, help="Futures to plan for.")
@click.option("--own-futures", is_flag=True, help="Plan for the case's own scenarios in place of drawing futures.")
@click.option(
    "--cvar",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Weight of the dearest futures in the plan that minds them.",
)
@click.option(
    "--level",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.9,
    show_default=True,
    help="Where the dearest futures begin: 0.9 is the dearest tenth.",
)
@click.option(
    "--percentile",
    type=click.FloatRange(0, 100),
    default=75.0,
    show_default=True,
    help="Percentile of total demand that one plan is made for.",
)
@click.option(
    "--check-futures",
    type=click.IntRange(min=1),
    default=300,
    show_default=True,
    help="Fresh futures, drawn with the next seed, in which all plans are counted.",
)
@click.option(
    "--waiting",
    type=click.IntRange(min=0),
    default=12,
    show_default=True,
    help="Of how many decisions of the first period to find out whether they can wait.",
)
@click.option(
    "--only",
    type=click.Choice(["percentile", "two-stage", "cvar"]),
    help="Make this plan alone; --out is then an ordinary run folder.",
)
@folder_options("plans for many futures")
@what_if_options
@solve_options
@threads_option
@quiet_option
def robust(
    case: Path,
    futures: int,
    own_futures: bool,
    cvar: float,
    level: float,
    percentile: float,
    check_futures: int,
    waiting: int,
    only: str | None,
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
    """Plan CASE for a future nobody knows: plans side by side, what must be decided now, what can wait.

    --seed is that of the futures; --time-limit is of each solve, none if not given. Ctrl-C keeps what is finished.
    """
    asked: dict[str, Any] = {
        "seed": seed, "cvar_weight": cvar, "level": level, "percentile": percentile, "gap": gap,
        "time_limit": time_limit, "threads": threads,
    }  # fmt: skip
    number = None if own_futures else futures
    with InputErrors():
        if only is not None:
            code = _one(case, only, number, asked, out, overwrite, what_ifs, sets, quiet)
        else:
            study = Study("robust", out, overwrite, quiet)
            study.check()
            from optimiser.robust.leaving import left
            from optimiser.robust.study import robust_plans

            inputs = changed_case(case, what_ifs, sets)
            code = study.run(lambda progress, cancel: left(robust_plans(
                inputs, number, check_futures=check_futures, waiting_for=waiting,
                processes=threads or os.cpu_count() or 1, progress=progress, cancel=cancel, **asked,
            ), inputs))  # fmt: skip
    raise SystemExit(code)


def _one(
    case: Path,
    only: str,
    futures: int | None,
    asked: dict[str, Any],
    out: Path | None,
    overwrite: bool,
    what_ifs: Sequence[Path],
    sets: Sequence[str],
    quiet: bool,
) -> int:
    """Make one candidate and write it as a run; the exit code."""
    from optimiser.run_folder import check_can_write, write_run

    if out is not None:
        check_can_write(out, overwrite)
    from optimiser.robust.only import plan_for

    inputs = changed_case(case, what_ifs, sets)
    with Interrupts() as interrupts:
        result = plan_for(inputs, only, futures, progress=steps(quiet), cancel=interrupts.asked, **asked)
        if out is not None:
            write_run(result, out, overwrite)
    if not quiet:
        click.echo(result.summary())
        for sentence in result.record.warnings[len(inputs.warnings) :]:
            click.echo(f"Warning: {sentence}", err=True)
        if out is not None:
            click.echo(f"\nWritten to {out}: result.json and {len(result.tables)} tables.")
    return EXIT_CODES[result.status]
