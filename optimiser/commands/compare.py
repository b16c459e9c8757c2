"""The command ``optimiser compare``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import solve_options, what_if_options
from optimiser.commands.printing import print_page
from optimiser.commands.progress import Interrupts
from optimiser.commands.studying import exit_code, steps

if TYPE_CHECKING:
    from optimiser.report.study_folder import StudyFiles
    from optimiser.studies.compare import Comparison
    from optimiser.tables.inputs import CaseInputs


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@what_if_options
@click.option("--apart", is_flag=True, help="Do not plan all what-ifs together as well.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write tables, record, page and figure to this folder."
)
@click.option("--overwrite", is_flag=True, help="Replace the folder if it holds a comparison.")
@solve_options
@click.option("--quiet", is_flag=True, help="No progress and no page.")
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
    quiet: bool,
) -> None:
    """Compare CASE as it is with CASE under each what-if, and split the difference by cause.

    Each --what-if and each --set is a column of its own; all of them together are the last.
    --time-limit is of each solve. Ctrl-C keeps the plans that are finished.
    """
    with InputErrors():
        from optimiser.report.study_folder import check_can_write_study, write_study
        from optimiser.scenario import read_what_ifs
        from optimiser.studies.compare import compare as compare_plans
        from optimiser.studies.compare_text import compare_markdown
        from optimiser.tables.inputs import read_case

        if out is not None:
            check_can_write_study(out, "compare", overwrite)
        asked = read_what_ifs(what_ifs, sets)
        if not asked:
            raise click.UsageError("give at least one --what-if or --set to compare with")
        inputs = read_case(case)
        for warning in inputs.warnings:
            click.echo(f"Warning: {warning}", err=True)
        with Interrupts() as interrupts:
            found = compare_plans(
                inputs, asked, together=not apart, gap=gap, time_limit=time_limit, seed=seed,
                progress=steps(quiet), cancel=interrupts.asked,
            )  # fmt: skip
            if out is not None:
                write_study(_files(found, inputs), out, overwrite)
        if not quiet:
            print_page(compare_markdown(found))
            if out is not None:
                click.echo(f"Written to {out}.")
    raise SystemExit(exit_code(found.status))


def _files(found: Comparison, inputs: CaseInputs) -> StudyFiles:
    from optimiser.report.study_folder import StudyFiles, record_of
    from optimiser.report.waterfall_figure import waterfall_figure
    from optimiser.studies.compare_text import compare_markdown

    tables = {
        "compare_plans": found.plans,
        "compare_figures": found.figures,
        "compare_waterfall": found.waterfall,
        "compare_decisions": found.decisions,
        "compare_children": found.children,
        "changes": found.changes,
    }
    pictures = {} if found.waterfall.empty else waterfall_figure(found)
    return StudyFiles("compare", record_of(found, inputs), compare_markdown(found), tables, pictures)
