"""The command ``optimiser plan``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import changed_case, solve_options, what_if_options
from optimiser.commands.progress import LEAST_WIDTH, MOST_WIDTH, WIDTH, Interrupts, show_progress
from optimiser.engine.outcome import Status

EXIT_CODES = {
    Status.OPTIMAL: 0,
    Status.FEASIBLE: 0,
    Status.INFEASIBLE: 3,
    Status.STOPPED: 4,
}
"""Exit code of each status."""


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write the run (result.json and CSV tables) to this folder.",
)
@click.option("--overwrite", is_flag=True, help="Replace the run folder if it exists.")
@what_if_options
@solve_options
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
def plan(
    case: Path,
    out: Path | None,
    overwrite: bool,
    what_ifs: tuple[Path, ...],
    sets: tuple[str, ...],
    gap: float,
    time_limit: float | None,
    seed: int,
    quiet: bool,
) -> None:
    """Plan CASE: the cheapest plan, beside doing nothing.

    Ctrl-C keeps the best plan found so far, labelled as not proven.
    """
    with InputErrors():
        from optimiser.run_folder import check_can_write

        if out is not None:
            check_can_write(out, overwrite)
        from optimiser.planning import plan as find_plan
        from optimiser.run_folder import write_run
        from optimiser.summary import print_summary

        inputs = changed_case(case, what_ifs, sets)
        progress = None if quiet or not sys.stderr.isatty() else show_progress()
        with Interrupts() as interrupts:
            result = find_plan(
                inputs, gap=gap, time_limit=time_limit, seed=seed, progress=progress, cancel=interrupts.asked
            )
            if progress is not None:
                click.echo("\r" + " " * WIDTH + "\r", nl=False, err=True)
            for sentence in result.record.warnings[len(inputs.warnings) :]:
                click.echo(f"Warning: {sentence}", err=True)
            if out is not None:
                write_run(result, out, overwrite)
    if not quiet:
        console = Console(width=None if sys.stdout.isatty() else WIDTH)
        console.width = min(max(console.width, LEAST_WIDTH), MOST_WIDTH)
        print_summary(result, console)
        if out is not None:
            click.echo(f"\nWritten to {out}: result.json and {len(result.tables)} tables.")
    raise SystemExit(EXIT_CODES[result.status])
