"""The commands about runs: ``optimiser audit`` and ``optimiser changes``."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.printing import print_page
from optimiser.commands.studying import steps

DISAGREES = 5
"""Exit code where the second opinion disagrees with a run."""


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--seconds",
    type=click.FloatRange(min=1),
    default=45.0,
    show_default=True,
    help="Most seconds for the other solver's own search.",
)
@click.option("--effects", is_flag=True, help="Also: what ±10 % of the twenty assumptions that matter most does.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def audit(run: Path, seconds: float, effects: bool, quiet: bool) -> None:
    """Give a second opinion on RUN, a folder that ``optimiser plan --out`` wrote.

    Three checks that share nothing with the planner: its arithmetic from the tables alone; the same problem
    written again and solved by another solver; and every plan that differs by one decision. The statement is
    printed and written to audit.json and audit.md in the folder.
    """
    with InputErrors():
        from optimiser.assurance.second_opinion import second_opinion, write_statement
        from optimiser.assurance.statement import Verdict
        from optimiser.assurance.statement_text import as_markdown

        statement = second_opinion(run, seconds)
        written = write_statement(statement, run)
        if not quiet:
            print_page(as_markdown(statement))
            click.echo(f"Written to {' and '.join(str(path) for path in written)}.")
        if effects:
            _effects(run, quiet)
    raise SystemExit(DISAGREES if statement.verdict is Verdict.DISAGREES else 0)


@click.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the log to this Markdown file."
)
def changes(before: Path, after: Path, out: Path | None) -> None:
    """Say what changed between two runs: inputs, settings, figures and decisions."""
    with InputErrors():
        from optimiser.run_reading import read_run
        from optimiser.studies.changes_between import changes_between
        from optimiser.studies.changes_text import changes_markdown
        from optimiser.whole_file import write_whole

        text = changes_markdown(changes_between(read_run(before), read_run(after)))
        if out is None:
            print_page(text)
        else:
            click.echo(f"Written to {write_whole(out, text)}.")


def _effects(run: Path, quiet: bool) -> None:
    from optimiser.run_folder import write_table
    from optimiser.run_reading import read_record, read_run_inputs
    from optimiser.studies.effects import assumption_effects
    from optimiser.studies.effects_text import effects_markdown

    solving = read_record(run)["solve_settings"]
    held = read_run_inputs(run)
    found = assumption_effects(held, gap=solving["gap"], seed=solving["seed"], progress=steps(quiet))
    tables = {"effects": found.table, "effects_screened": found.estimates, "effects_left_out": found.left_out}
    for name, table in tables.items():
        write_table(table, run / f"{name}.csv")
    if not quiet:
        print_page(effects_markdown(found))
        click.echo(f"Written to {run}: {', '.join(f'{name}.csv' for name in tables)}.")
