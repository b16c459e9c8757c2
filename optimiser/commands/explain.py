"""The command ``optimiser explain``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import changed_case, folder_options, quiet_option, solve_options, what_if_options
from optimiser.commands.studying import Study, Tell

if TYPE_CHECKING:
    from optimiser.report.studied import Studied
    from optimiser.studies.explain import Explained
    from optimiser.studies.listening import Cancel
    from optimiser.tables.inputs import CaseInputs


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@folder_options("an explanation", "Write explain.md, explain.json and tables here.")
@what_if_options
@solve_options
@quiet_option
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
        from optimiser.run_folder import INPUTS, RESULT

        study = Study("explain", out, overwrite, quiet)
        study.check()
        place = case / INPUTS if (case / RESULT).is_file() else case
        code = study.run(
            lambda progress, cancel: _studied(
                *_explained(place, what_ifs, sets, gap, time_limit, seed, progress, cancel)
            )
        )
    raise SystemExit(code)


def _explained(
    place: Path,
    what_ifs: Sequence[Path],
    sets: Sequence[str],
    gap: float,
    time_limit: float | None,
    seed: int,
    progress: Tell | None,
    cancel: Cancel,
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
    found = explain_case(inputs, gap=gap, time_limit=time_limit, seed=seed, progress=progress, cancel=cancel)
    return found, inputs


def _studied(found: Explained, inputs: CaseInputs | None) -> Studied:
    from optimiser.report.studied import Studied, with_changes
    from optimiser.results.all_tables import changes_table
    from optimiser.studies.explain_text import explain_markdown

    page = explain_markdown(found) if inputs is None else with_changes(explain_markdown(found), inputs)
    record = {
        "status": str(found.status),
        "sentences": found.sentences,
        "objective": found.objective,
        "irreducible": found.explanation.irreducible,
        "inputs_sha256": None if inputs is None else inputs.sha256,
    }
    tables = {"loosenings": found.loosenings, "conflict": found.conflict, "binding": found.binding}
    tables["changes"] = changes_table(() if inputs is None else inputs.changes)
    return Studied(found.status, page, record, tables)
