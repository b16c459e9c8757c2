"""The command ``optimiser explain``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    from optimiser.studies.effects import Step
    from optimiser.studies.explain import Explained
    from optimiser.tables.inputs import CaseInputs


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write explain.md, explain.json and tables here.")
@click.option("--overwrite", is_flag=True, help="Replace the folder if it holds an explanation.")
@what_if_options
@solve_options
@click.option("--quiet", is_flag=True, help="No progress and no page.")
def explain(
    case: Path,
    out: Path | None,
    overwrite: bool,
    what_ifs: Sequence[Path],
    sets: Sequence[str],
    gap: float,
    time_limit: float | None,
    seed: int,
    quiet: bool,
) -> None:
    """Say what binds in the plan of CASE (a case or a run folder) and what it costs or, where there is no plan,
    why, and which figures of the tables would have to give way.

    --time-limit is for finding the plan, and again for the explanation. Ctrl-C keeps what is settled.
    """
    with InputErrors():
        from optimiser.report.study_folder import check_can_write_study, write_study
        from optimiser.run_folder import INPUTS, RESULT
        from optimiser.studies.explain_text import explain_markdown

        if out is not None:
            check_can_write_study(out, "explain", overwrite)
        place = case / INPUTS if (case / RESULT).is_file() else case
        with Interrupts() as interrupts:
            found, inputs = _explained(
                place, what_ifs, sets, gap, time_limit, seed, steps(quiet), interrupts.asked
            )
            page = explain_markdown(found) if inputs is None else with_changes(explain_markdown(found), inputs)
            if out is not None:
                write_study(_files(found, inputs, page), out, overwrite)
        if not quiet:
            print_page(page)
            if out is not None:
                click.echo(f"Written to {out}.")
    raise SystemExit(exit_code(found.status))


def _explained(
    place: Path,
    what_ifs: Sequence[Path],
    sets: Sequence[str],
    gap: float,
    time_limit: float | None,
    seed: int,
    progress: Callable[[Step], None] | None,
    cancel: Callable[[], bool],
) -> tuple[Explained, CaseInputs | None]:
    """The explanation and the inputs; no inputs where the checks refuse their arithmetic."""
    from optimiser.errors import InputError
    from optimiser.studies.explain import explain as explain_case
    from optimiser.studies.explain import explain_refused

    try:
        inputs = changed_case(place, what_ifs, sets)
    except InputError as error:
        unchanged = None if what_ifs or sets else place
        found = explain_refused(error, unchanged, time_limit=time_limit, progress=progress, cancel=cancel)
        return found, None
    found = explain_case(
        inputs, gap=gap, time_limit=time_limit, seed=seed, progress=progress, cancel=cancel
    )  # fmt: skip
    return found, inputs


def _files(found: Explained, inputs: CaseInputs | None, page: str) -> StudyFiles:
    from optimiser.report.study_folder import StudyFiles
    from optimiser.results.all_tables import changes_table

    record = {
        "status": str(found.status),
        "sentences": found.sentences,
        "objective": found.objective,
        "irreducible": found.explanation.irreducible,
        "inputs_sha256": None if inputs is None else inputs.sha256,
    }
    tables = {"loosenings": found.loosenings, "conflict": found.conflict, "binding": found.binding}
    tables["changes"] = changes_table(() if inputs is None else inputs.changes)
    return StudyFiles("explain", record, page, tables)
