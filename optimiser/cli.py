"""The command line: its group, ``optimiser check`` and ``optimiser plan``; the others are registered here.

Exit codes: 0 a plan was found; 2 the inputs are wrong; 3 no plan can meet everything asked; 4 stopped
before any plan; 5 the second opinion disagrees; 1 a fault of ours.
"""

from __future__ import annotations

import math
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

from optimiser.cli_assurance import audit, changes
from optimiser.cli_errors import InputErrors
from optimiser.engine.outcome import Status
from optimiser.engine.settings import DEFAULT_GAP, Progress

EXIT_CODES = {
    Status.OPTIMAL: 0,
    Status.FEASIBLE: 0,
    Status.INFEASIBLE: 3,
    Status.STOPPED: 4,
}
"""Exit code of each status."""

_PATIENCE = 2
_WIDTH, _LEAST_WIDTH, _MOST_WIDTH = 100, 80, 140
"""Columns of a page that nobody sees yet, and at least and at most on a terminal."""


def _a_number(_: click.Context, option: click.Parameter, value: float | None) -> float | None:
    """Refuse nan, which is in every range."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number.", param=option)
    return value


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sufficiency-optimiser")
def main() -> None:
    """Find the cheapest plan that gives every child in care a suitable home, near home, within budget."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


main.add_command(audit)
main.add_command(changes)


@main.command()
@click.argument("case", type=click.Path(path_type=Path))
def check(case: Path) -> None:
    """Check the input tables of CASE (a folder of CSV files or an .xlsx workbook) and say what was understood."""
    from optimiser.understood import understood

    with InputErrors():
        from optimiser.tables.inputs import read_case

        inputs = read_case(case)
    for warning in inputs.warnings:
        click.echo(f"Warning: {warning}", err=True)
    click.echo(understood(inputs))


@main.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write the run (result.json and CSV tables) to this folder.",
)
@click.option("--overwrite", is_flag=True, help="Replace the run folder if it exists.")
@click.option(
    "--gap",
    type=click.FloatRange(0, 1),
    default=DEFAULT_GAP,
    show_default=True,
    callback=_a_number,
    help="Relative gap to prove.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    callback=_a_number,
    help="Most seconds for the solver.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    show_default=True,
    help="Random seed of the solver.",
)
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
def plan(
    case: Path,
    out: Path | None,
    overwrite: bool,
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
        from optimiser.tables.inputs import read_case

        inputs = read_case(case)
        for warning in inputs.warnings:
            click.echo(f"Warning: {warning}", err=True)
        progress = None if quiet or not sys.stderr.isatty() else _show_progress()
        with _Interrupts() as interrupts:
            result = find_plan(
                inputs, gap=gap, time_limit=time_limit, seed=seed, progress=progress, cancel=interrupts.asked
            )
            if progress is not None:
                click.echo("\r" + " " * _WIDTH + "\r", nl=False, err=True)
            for sentence in result.record.warnings[len(inputs.warnings) :]:
                click.echo(f"Warning: {sentence}", err=True)
            if out is not None:
                write_run(result, out, overwrite)
    if not quiet:
        console = Console(width=None if sys.stdout.isatty() else _WIDTH)
        console.width = min(max(console.width, _LEAST_WIDTH), _MOST_WIDTH)
        print_summary(result, console)
        if out is not None:
            click.echo(f"\nWritten to {out}: result.json and {len(result.tables)} tables.")
    raise SystemExit(EXIT_CODES[result.status])


class _Interrupts:
    """Listens for Ctrl-C: the first ends the search, and what is left (seconds) is finished and written.

    Ctrl-C again is not heard until then, except a third time, which stops everything at once.
    """

    def __init__(self) -> None:
        self.times = 0

    def asked(self) -> bool:
        """Whether the search should end."""
        return self.times > 0

    def __enter__(self) -> _Interrupts:
        self._before = signal.signal(signal.SIGINT, self._heard)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _heard(self, *_: object) -> None:
        self.times += 1
        if self.times == 1:
            click.echo("\nStopping: the best plan so far is kept and finished …", err=True)
        if self.times > _PATIENCE:
            raise KeyboardInterrupt


def _show_progress() -> Callable[[Progress], None]:
    """A line on the terminal that is written over while solving."""
    last = [0.0]

    def show(progress: Progress) -> None:
        if time.monotonic() - last[0] < 0.2:
            return
        last[0] = time.monotonic()
        line = (
            f"{progress.seconds:6.1f} s   best plan £{progress.objective / 1e6:,.2f}m   "
            f"no plan below £{progress.bound / 1e6:,.2f}m   gap {100 * progress.gap:.2f} %"
        )
        click.echo(f"\r{line:<{_WIDTH - 1}}", nl=False, err=True)

    return show
