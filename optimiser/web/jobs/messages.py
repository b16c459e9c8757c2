"""What the server asks of a worker process and what it hears from it: small frozen data that can be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optimiser.engine.settings import DEFAULT_GAP


@dataclass(frozen=True, slots=True)
class About:
    """What an order is about: the job, the case with the folder of its tables, and a what-if as text.

    ``into`` is the folder for what the job leaves; ``name`` is what the what-if is called in messages.
    """

    job: str
    case: str
    tables: Path
    text: str
    name: str
    into: Path
    gap: float = DEFAULT_GAP
    time_limit: float | None = None


@dataclass(frozen=True, slots=True)
class Solve:
    """Find the cheapest plan. ``holding``: the plan of the case as it is, from a worker that has found it."""

    about: About
    holding: Any = None


@dataclass(frozen=True, slots=True)
class Study:
    """Make a study: ``frontier``, ``drivers``, ``alternatives`` or ``compare``.

    ``options`` are those of the study; ``others`` the what-ifs to compare with, each with its name and text;
    ``run`` the folder of the run that the study is told beside.
    """

    about: About
    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[tuple[str, str], ...] = ()
    run: Path | None = None


@dataclass(frozen=True, slots=True)
class Deliver:
    """Plan once more from nothing and write the run folder and the strategy pack, as files to take away.

    ``studies``: folders of studies that go into the pack; ``answer``: the answer that the pages show, £.
    """

    about: About
    publish: bool = False
    studies: tuple[Path, ...] = ()
    answer: float | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """End a job early and keep what is found."""

    job: str


@dataclass(frozen=True, slots=True)
class Stop:
    """No more orders: end the process."""


Order = Solve | Study | Deliver


@dataclass(frozen=True, slots=True)
class Stage:
    """What a job is doing now, and how far it is where that can be counted."""

    job: str
    stage: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Bracketed:
    """Between which limits the answer lies: ``None`` as in :class:`optimiser.what_if_session.Bracket`."""

    job: str
    bound: float | None
    keeping: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Better:
    """The best plan so far, and the cost below which none can go (£)."""

    job: str
    objective: float
    bound: float
    gap: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan that can be read already, while the job goes on: what is told of it."""

    job: str
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class InHand:
    """The plan of a case as it is, for other workers to begin from."""

    case: str
    holding: Any


@dataclass(frozen=True, slots=True)
class Ended:
    """A job's end: its state and what came of it."""

    job: str
    state: str
    told: Mapping[str, Any]


Event = Stage | Bracketed | Better | Shown | InHand | Ended

FINISHED, EARLY, CANNOT, REFUSED, FAILED, CANCELLED = (
    "finished",
    "early",
    "cannot",
    "refused",
    "failed",
    "cancelled",
)
"""States of a job that is over: proven; not proven; no plan can be; bad inputs; our fault; nothing found."""
