"""How the pages are served: where, to whom, and within which limits."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from optimiser.engine.settings import DEFAULT_GAP
from optimiser.web.intake import Limits

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Addresses that only this machine reaches."""

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """How the pages are served.

    ``folder`` holds what must survive a restart. ``token``: what a visitor must give first; ``user_header``: the
    header in which a proxy in front names who is signed in. Times in seconds; ``keep_days`` is how long the work
    of someone who does not come back is kept.
    """

    folder: Path
    example: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    token: str | None = None
    user_header: str | None = None
    workers: int = field(default_factory=lambda: max(1, os.cpu_count() or 1))
    most_jobs: int = 40
    most_jobs_each: int = 4
    most_cases_each: int = 20
    most_scenarios_each: int = 100
    keep_days: float = 30.0
    gap: float = DEFAULT_GAP
    time_limit: float = 300.0
    intake: Limits = field(default_factory=Limits)

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the pages."""
        return self.host in LOOPBACK

    @property
    def hosts(self) -> frozenset[str]:
        """Names by which the pages may be asked for, without a port; another is refused."""
        return frozenset(name.casefold() for name in (*LOOPBACK, self.host, *self.names))
