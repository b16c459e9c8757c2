"""The command ``optimiser check``."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import changed_case, what_if_options


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@what_if_options
def check(case: Path, what_ifs: tuple[Path, ...], sets: tuple[str, ...]) -> None:
    """Check the input tables of CASE (a folder of CSV files or an .xlsx workbook) and say what was understood.

    With --what-if or --set, check the case as changed by them, and say what was changed.
    """
    from optimiser.understood import understood

    with InputErrors():
        from optimiser.scenario import changes_told

        inputs = changed_case(case, what_ifs, sets)
    if inputs.what_ifs:
        click.echo(f"{changes_told(inputs)}\n")
    click.echo(understood(inputs))
