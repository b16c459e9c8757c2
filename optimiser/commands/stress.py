"""The command ``optimiser stress``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import folder_options, quiet_option
from optimiser.commands.studying import Study


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--futures",
    "number",
    type=click.IntRange(1, 100_000),
    default=1000,
    show_default=True,
    help="How many futures to draw from the tables entries, ageing and price_uncertainty.",
)
@click.option("--own-futures", is_flag=True, help="Take the case's own scenarios instead.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    show_default=True,
    help="Random seed of the futures.",
)
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    help="Futures at once, each in a process of its own: as many as there are processors, if not given. It makes "
    "no difference to what is found.",
)
@folder_options("a stress test", "Write stress.md, stress.json, tables and fan charts to this folder.")
@quiet_option
def stress(
    run: Path,
    number: int,
    own_futures: bool,
    seed: int,
    threads: int | None,
    out: Path | None,
    overwrite: bool,
    quiet: bool,
) -> None:
    """Put the plan of RUN, a run folder, to the test in many futures of demand and prices.

    Everything decided is held and children are placed anew in each: what the plan costs, whom it leaves without a
    home, and which promises it keeps. Ctrl-C keeps the futures that are finished.
    """
    with InputErrors():
        from optimiser.run_reading import read_run
        from optimiser.stress import stress as put_to_the_test
        from optimiser.stress.leaving import stressed

        study = Study("stress", out, overwrite, quiet)
        study.check()
        held = read_run(run)
        code = study.run(lambda progress, cancel: stressed(put_to_the_test(
            held, None if own_futures else number, seed=seed, processes=threads or os.cpu_count() or 1,
            progress=progress, cancel=cancel,
        ), held))  # fmt: skip
    raise SystemExit(code)
