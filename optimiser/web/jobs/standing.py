"""Where a job stands, as pages tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from optimiser.web.jobs.messages import Better, Bracketed, Ended, Event, Shown, Stage
from optimiser.web.store.store import UNDER_WAY

QUEUED, WORKING = UNDER_WAY


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a job stands. ``version`` grows with everything that is heard of it.

    ``awaited``: the version at which the last thing came that somebody waits for: the first limits of the cost, a
    plan to read, the end.
    ``ahead``: jobs that come before it while it waits. ``told``: what there is to read, also before the end
    where a plan can be read already (``readable``).
    """

    job: str
    visitor: str
    kind: str
    subject: str
    state: str = QUEUED
    stage: str = ""
    done: int = 0
    total: int = 0
    ahead: int = 0
    bracket: Bracketed | None = None
    best: Better | None = None
    readable: bool = False
    told: Mapping[str, Any] = field(default_factory=dict)
    cancelling: bool = False
    version: int = 0
    awaited: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state not in UNDER_WAY

    def after(self, event: Event) -> Standing:
        """Where it stands once something more is heard."""
        heard = replace(self, version=self.version + 1, ahead=0)
        match event:
            case Stage(stage=stage, done=done, total=total):
                return replace(heard, state=WORKING, stage=stage, done=done, total=total)
            case Bracketed():
                return replace(heard, bracket=event, awaited=heard.version)
            case Better():
                return replace(heard, best=event)
            case Shown(told=told):
                return replace(heard, readable=True, told=told, stage="binding", awaited=heard.version)
            case Ended(state=state, told=told):
                return replace(heard, state=state, told=told, readable=False, stage="", awaited=heard.version)
        return self
