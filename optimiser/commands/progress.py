"""What long commands share: a line that shows how far they are, and Ctrl-C that keeps what is finished."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import click

from optimiser.engine.settings import Progress

WIDTH, LEAST_WIDTH, MOST_WIDTH = 100, 80, 140
"""Columns of a page that nobody sees yet, and at least and at most on a terminal."""
_PATIENCE = 2


class Interrupts:
    """Listens for Ctrl-C: the first ends the search, and what is left (seconds) is finished and written.

    Ctrl-C again is not heard until then, except a third time, which stops everything at once.
    """

    def __init__(self) -> None:
        """Nothing heard yet."""
        self.times = 0

    def asked(self) -> bool:
        """Whether the search should end."""
        return self.times > 0

    def __enter__(self) -> Interrupts:
        """Begin to listen."""
        self._before = signal.signal(signal.SIGINT, self._heard)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave Ctrl-C as it was."""
        signal.signal(signal.SIGINT, self._before)

    def _heard(self, *_: object) -> None:
        self.times += 1
        if self.times == 1:
            click.echo("\nStopping: the best plan so far is kept and finished …", err=True)
        if self.times > _PATIENCE:
            raise KeyboardInterrupt


def show_progress() -> Callable[[Progress], None]:
    """A line on the terminal that is written over while solving."""
    last = [0.0]

    def show(progress: Progress) -> None:
        if time.monotonic() - last[0] < 0.2:
            return
        last[0] = time.monotonic()
        line = (
            f"{progress.seconds:6.1f} s   best plan £{progress.objective / 1e6:,.2f}m   "
            f"no plan below £{progress.bound / 1e6:,.2f}m   gap {100 * progress.gap:.2f} %"
        )
        click.echo(f"\r{line:<{WIDTH - 1}}", nl=False, err=True)

    return show
