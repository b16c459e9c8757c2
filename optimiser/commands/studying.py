"""What the commands that study a case share: progress, Ctrl-C, exit codes, what they say and what they leave."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimiser.commands.plan import EXIT_CODES
from optimiser.commands.printing import print_page
from optimiser.commands.progress import Interrupts

if TYPE_CHECKING:
    from optimiser.report.studied import Studied
    from optimiser.studies.effects import Step
    from optimiser.studies.listening import Cancel

Tell = Callable[["Step"], None]


@dataclass(frozen=True)
class Study:
    """A study that was asked for: its name, the folder it is written to, and whether it says anything."""

    name: str
    out: Path | None
    overwrite: bool
    quiet: bool

    def check(self) -> None:
        """Raise :class:`~optimiser.errors.RunFolderError` where it could not be written; called before solving."""
        from optimiser.report.study_folder import check_can_write_study

        if self.out is not None:
            check_can_write_study(self.out, self.name, self.overwrite)

    def run(self, find: Callable[[Tell | None, Cancel], Studied]) -> int:
        """Find, write and print; the exit code. ``find`` is given who hears of progress, and Ctrl-C."""
        with Interrupts() as interrupts:
            found = find(steps(self.quiet), interrupts.asked)
            self._write(found)
        if not self.quiet:
            print_page(found.page)
            if self.out is not None:
                click.echo(f"Written to {self.out}.")
        return EXIT_CODES[found.status]

    def _write(self, found: Studied) -> None:
        from optimiser.report.study_folder import write_study

        if self.out is not None:
            write_study(found.files(self.name), self.out, self.overwrite)


def steps(quiet: bool) -> Tell | None:
    """A line on the terminal that is written over while a study goes on; nothing where nobody looks."""
    return None if quiet or not sys.stderr.isatty() else _show


def _show(step: Step) -> None:
    click.echo(f"\r{step.stage}: {step.done} of {step.total} {' ' * 20}", nl=step.done == step.total, err=True)
