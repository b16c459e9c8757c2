"""What the commands that study a case share: progress, Ctrl-C, exit codes, what they say and what they leave."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optimiser.commands.plan import EXIT_CODES
from optimiser.commands.printing import print_page
from optimiser.commands.progress import Interrupts
from optimiser.engine.outcome import Status

if TYPE_CHECKING:
    import pandas as pd

    from optimiser.studies.effects import Step
    from optimiser.studies.listening import Cancel
    from optimiser.tables.inputs import CaseInputs

Tell = Callable[["Step"], None]
Draw = Callable[[], Mapping[str, bytes]]


@dataclass(frozen=True)
class Studied:
    """What a study found: how it ended, its page, its record and tables; ``draw`` makes its pictures, if any."""

    status: Status
    page: str
    record: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    draw: Draw | None = None


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
        from optimiser.report.study_folder import StudyFiles, write_study

        if self.out is not None:
            pictures = {} if found.draw is None else found.draw()
            files = StudyFiles(self.name, found.record, found.page, found.tables, pictures)
            write_study(files, self.out, self.overwrite)


def studied(
    found: Any, inputs: CaseInputs, page: str, tables: Mapping[str, pd.DataFrame], draw: Draw | None
) -> Studied:
    """What a study found, with what its inputs were changed by: on the page, and in a table of their own."""
    from optimiser.report.study_folder import record_of
    from optimiser.results.all_tables import changes_table

    every = {**tables, "changes": changes_table(inputs.changes)}
    return Studied(found.status, with_changes(page, inputs), record_of(found, inputs), every, draw)


def steps(quiet: bool) -> Tell | None:
    """A line on the terminal that is written over while a study goes on; nothing where nobody looks."""
    return None if quiet or not sys.stderr.isatty() else _show


def _show(step: Step) -> None:
    click.echo(f"\r{step.stage}: {step.done} of {step.total} {' ' * 20}", nl=step.done == step.total, err=True)


def with_changes(page: str, inputs: CaseInputs) -> str:
    """A page of Markdown with what the assumptions were changed by, if they were, under its title."""
    from optimiser.scenario import what_ifs_told

    told = what_ifs_told(inputs)
    title, _, rest = page.partition("\n")
    return f"{title}\n\n{told}\n{rest}" if told else page
