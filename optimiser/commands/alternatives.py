"""The command ``optimiser alternatives``."""

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
    from optimiser.studies.alternatives import Alternatives
    from optimiser.tables.inputs import CaseInputs

_SECONDS = 30.0
"""Most seconds of each solve unless another limit is asked for."""


def _a_share(_: click.Context, option: click.Parameter, text: str) -> float:
    """A share written as per cent (2%) or as a number (0.02)."""
    written = text.strip()
    try:
        share = float(written.removesuffix("%")) / 100 if written.endswith("%") else float(written)
    except ValueError:
        raise click.BadParameter(f"{text!r} is neither per cent (2%) nor a share (0.02).", param=option) from None
    if not 0 < share <= 1:
        raise click.BadParameter(f"{text!r} is not above 0 and at most 100%.", param=option)
    return share


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option(
    "--within",
    default="2%",
    show_default=True,
    callback=_a_share,
    help="How much more than the least cost a plan may cost, as 2% or 0.02.",
)
@click.option(
    "--different", type=click.IntRange(0, 20), default=3, show_default=True, help="Most different plans."
)
@click.option(
    "--apart",
    type=click.FloatRange(min=0, min_open=True),
    default=4.0,
    show_default=True,
    help="Places by which another plan differs at least.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write tables, record, page and figure to this folder."
)
@click.option("--overwrite", is_flag=True, help="Replace the folder if it holds alternatives.")
@what_if_options
@solve_options
@click.option("--quiet", is_flag=True, help="No progress and no page.")
def alternatives(
    case: Path,
    within: float,
    different: int,
    apart: float,
    out: Path | None,
    overwrite: bool,
    what_ifs: Sequence[Path],
    sets: Sequence[str],
    gap: float,
    time_limit: float | None,
    seed: int,
    quiet: bool,
) -> None:
    """Find other plans for CASE that are nearly as cheap, and what every one of them contains.

    --time-limit is of each solve, 30 seconds if not given. Ctrl-C keeps what is finished.
    """
    with InputErrors():
        from optimiser.report.study_folder import check_can_write_study, write_study
        from optimiser.studies.alternatives import alternatives as find
        from optimiser.studies.alternatives_text import alternatives_markdown

        if out is not None:
            check_can_write_study(out, "alternatives", overwrite)
        inputs = changed_case(case, what_ifs, sets)
        with Interrupts() as interrupts:
            found = find(
                inputs, within, different=different, apart=apart, gap=gap, time_limit=time_limit or _SECONDS,
                seed=seed, progress=steps(quiet), cancel=interrupts.asked,
            )  # fmt: skip
            if out is not None:
                write_study(_files(found, inputs), out, overwrite)
        if not quiet:
            print_page(with_changes(alternatives_markdown(found), inputs))
            if out is not None:
                click.echo(f"Written to {out}.")
    raise SystemExit(exit_code(found.status))


def _files(found: Alternatives, inputs: CaseInputs) -> StudyFiles:
    from optimiser.report.ranges_figure import ranges_figure
    from optimiser.report.study_folder import StudyFiles, record_of
    from optimiser.results.all_tables import changes_table
    from optimiser.studies.alternatives_text import alternatives_markdown

    tables = {
        "alternatives": found.table,
        "alternative_decisions": found.decisions,
        "ranges": found.ranges,
        "no_regret": found.no_regret,
    }
    tables["changes"] = changes_table(inputs.changes)
    drawn = not found.ranges.empty and bool((found.ranges["most"] > 0.05).any())
    pictures = ranges_figure(found) if drawn else {}
    page = with_changes(alternatives_markdown(found), inputs)
    return StudyFiles("alternatives", record_of(found, inputs), page, tables, pictures)
