"""What the commands that study a case share: progress, exit codes, and what they leave."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from optimiser.commands.plan import EXIT_CODES
from optimiser.engine.outcome import Status

if TYPE_CHECKING:
    from optimiser.studies.effects import Step
    from optimiser.tables.inputs import CaseInputs


def steps(quiet: bool) -> Callable[[Step], None] | None:
    """A line on the terminal that is written over while a study goes on; nothing where nobody looks."""
    return None if quiet or not sys.stderr.isatty() else _show


def _show(step: Step) -> None:
    click.echo(f"\r{step.stage}: {step.done} of {step.total} {' ' * 20}", nl=step.done == step.total, err=True)


def exit_code(status: Status) -> int:
    """0 there is something to show; 3 no plan is possible; 4 stopped before any plan."""
    return EXIT_CODES[status]


def with_changes(page: str, inputs: CaseInputs) -> str:
    """A page of Markdown with what the assumptions were changed by, if they were, under its title."""
    from optimiser.scenario import what_ifs_told

    told = what_ifs_told(inputs)
    title, _, rest = page.partition("\n")
    return f"{title}\n\n{told}\n{rest}" if told else page
