"""The command ``optimiser frontier``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import changed_case, solve_options, what_if_options
from optimiser.commands.printing import print_page
from optimiser.commands.progress import Interrupts
from optimiser.commands.studying import exit_code, steps, with_changes

if TYPE_CHECKING:
    from optimiser.report.study_folder import StudyFiles
    from optimiser.studies.frontier import Frontier
    from optimiser.tables.inputs import CaseInputs

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
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write tables, record, page and figure to this folder."
)
@click.option("--overwrite", is_flag=True, help="Replace the folder if it holds a frontier.")
@what_if_options
@solve_options
@click.option("--quiet", is_flag=True, help="No progress and no page.")
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
    quiet: bool,
) -> None:
    """Trace the least cost of CASE against a promise, and say where the promise becomes impossible and why.

    --time-limit is of each solve, 30 seconds if not given. Ctrl-C keeps the points that are finished.
    """
    with InputErrors():
        from optimiser.report.study_folder import check_can_write_study, write_study
        from optimiser.studies.frontier import frontier as trace
        from optimiser.studies.frontier_text import frontier_markdown

        if out is not None:
            check_can_write_study(out, "frontier", overwrite)
        inputs = changed_case(case, what_ifs, sets)
        with Interrupts() as interrupts:
            found = trace(
                inputs, target, points, period=period, number=number, gap=gap, time_limit=time_limit or _SECONDS,
                seed=seed, progress=steps(quiet), cancel=interrupts.asked,
            )  # fmt: skip
            if out is not None:
                write_study(_files(found, inputs), out, overwrite)
        if not quiet:
            print_page(with_changes(frontier_markdown(found), inputs))
            if out is not None:
                click.echo(f"Written to {out}.")
    raise SystemExit(exit_code(found.status))


def _files(found: Frontier, inputs: CaseInputs) -> StudyFiles:
    from optimiser.report.frontier_figure import frontier_figure
    from optimiser.report.study_folder import StudyFiles, record_of
    from optimiser.results.all_tables import changes_table
    from optimiser.studies.frontier_text import frontier_markdown

    tables = {"frontier": found.table, "frontier_decisions": found.decisions, "frontier_limits": found.limits}
    tables["changes"] = changes_table(inputs.changes)
    pictures = {} if found.table.empty else frontier_figure(found)
    page = with_changes(frontier_markdown(found), inputs)
    return StudyFiles("frontier", record_of(found, inputs), page, tables, pictures)
