"""The command ``optimiser compare``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import (
    folder_options,
    quiet_option,
    solve_options,
    threads_option,
    warned,
    what_if_options,
)
from optimiser.commands.studying import Study


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@what_if_options
@click.option("--apart", is_flag=True, help="Do not plan all what-ifs together as well.")
@folder_options("a comparison")
@solve_options
@threads_option
@quiet_option
def compare(
    case: Path,
    what_ifs: Sequence[Path],
    sets: Sequence[str],
    apart: bool,
    out: Path | None,
    overwrite: bool,
    gap: float,
    time_limit: float | None,
    seed: int,
    threads: int | None,
    quiet: bool,
) -> None:
    """Compare CASE as it is with CASE under each what-if, and split the difference by cause.

    Each --what-if and each --set is a column of its own; all of them together are the last.
    --time-limit is of each solve. Ctrl-C keeps the plans that are finished.
    """
    with InputErrors():
        from optimiser.report.studied import compared
        from optimiser.scenario import read_what_ifs
        from optimiser.studies.compare import compare as compare_plans
        from optimiser.tables.inputs import read_case

        study = Study("compare", out, overwrite, quiet)
        study.check()
        asked = read_what_ifs(what_ifs, sets)
        if not asked:
            raise click.UsageError("give at least one --what-if or --set to compare with")
        inputs = warned(read_case(case))
        code = study.run(lambda progress, cancel: compared(compare_plans(
            inputs, asked, together=not apart, gap=gap, time_limit=time_limit, seed=seed, threads=threads,
            progress=progress, cancel=cancel,
        ), inputs))  # fmt: skip
    raise SystemExit(code)
