"""The command ``optimiser check``."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.errors import InputErrors


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
def check(case: Path) -> None:
    """Check the input tables of CASE (a folder of CSV files or an .xlsx workbook) and say what was understood."""
    from optimiser.understood import understood

    with InputErrors():
        from optimiser.tables.inputs import read_case

        inputs = read_case(case)
    for warning in inputs.warnings:
        click.echo(f"Warning: {warning}", err=True)
    click.echo(understood(inputs))
