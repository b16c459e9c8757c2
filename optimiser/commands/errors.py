"""What the product raises on purpose, as sentences on the terminal and exit code 2."""

from __future__ import annotations

import click

from optimiser.errors import InputError, OptimiserError

INPUTS_WRONG = 2
"""Exit code where the inputs, or what was asked, are wrong."""


class InputErrors:
    """Turns what the product raises on purpose into sentences and exit code 2."""

    def __enter__(self) -> None:
        """Begin to listen."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Say what was raised and exit; everything else goes on as it is."""
        if isinstance(error, InputError):
            for problem in error.problems:
                click.echo(f"Error: {problem}", err=True)
            noun = "problem" if len(error.problems) == 1 else "problems"
            click.echo(f"{len(error.problems)} {noun} in the inputs; nothing was written.", err=True)
            raise SystemExit(INPUTS_WRONG) from None
        if isinstance(error, OptimiserError):
            click.echo(f"Error: {error}", err=True)
            raise SystemExit(INPUTS_WRONG) from None
