"""The command ``optimiser drivers``."""

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
    from optimiser.studies.drivers import Drivers
    from optimiser.tables.inputs import CaseInputs

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
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write tables, record, page and figure to this folder."
)
@click.option("--overwrite", is_flag=True, help="Replace the folder if it holds drivers.")
@what_if_options
@solve_options
@click.option("--quiet", is_flag=True, help="No progress and no page.")
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
        from optimiser.report.study_folder import check_can_write_study, write_study
        from optimiser.studies.drivers import drivers as find
        from optimiser.studies.drivers_text import drivers_markdown

        if out is not None:
            check_can_write_study(out, "drivers", overwrite)
        inputs = changed_case(case, what_ifs, sets)
        with Interrupts() as interrupts:
            found = find(
                inputs, top, step=step, switch=switch, decisions=decisions, gap=gap,
                time_limit=time_limit or _SECONDS, seed=seed, progress=steps(quiet), cancel=interrupts.asked,
            )  # fmt: skip
            if out is not None:
                write_study(_files(found, inputs), out, overwrite)
        if not quiet:
            print_page(with_changes(drivers_markdown(found), inputs))
            if out is not None:
                click.echo(f"Written to {out}.")
    raise SystemExit(exit_code(found.status))


def _files(found: Drivers, inputs: CaseInputs) -> StudyFiles:
    from optimiser.report.study_folder import StudyFiles, record_of
    from optimiser.report.tornado_figure import tornado_figure
    from optimiser.results.all_tables import changes_table
    from optimiser.studies.drivers_text import drivers_markdown

    tables = {
        "tornado": found.tornado,
        "promise_effects": found.promises,
        "switching": found.switching,
        "steady_decisions": found.decisions,
        "left_out": found.left_out,
    }
    tables["changes"] = changes_table(inputs.changes)
    drawn = bool(found.tornado[["least_low", "least_high"]].notna().any(axis=None))
    pictures = tornado_figure(found) if drawn else {}
    page = with_changes(drivers_markdown(found), inputs)
    return StudyFiles("drivers", record_of(found, inputs), page, tables, pictures)
