"""The rows that the pages keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone's browser. The secret in its cookie is kept as a hash only; ``user`` is who a proxy says it is."""

    id: str
    user: str = ""
    seen: float = 0.0


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case that was opened: its tables lie in the folder ``cases/<id>``, as every check has let them pass.

    ``facts``: what was found when it was taken in: warnings, counts, where it came from.
    """

    id: str
    visitor: str
    authority: str
    sha256: str
    facts: Mapping[str, Any]
    created: float = 0.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A what-if of a case: its name, reason and changes as a what-if file, and the answer last found.

    ``text`` is the file, empty where nothing is changed. ``answer`` is the job that found it, ``answered`` the
    text that it is the answer to. ``link`` is a key that
    nobody can guess, for a link that shows the scenario to whoever has it. ``base`` marks the case as its tables
    say, which has no changes and stays so.
    """

    id: str
    visitor: str
    case: str
    name: str
    reason: str
    text: str
    link: str
    base: bool = False
    answer: str = ""
    answered: str = ""
    created: float = 0.0
    changed: float = 0.0

    @property
    def is_answered(self) -> bool:
        """Whether the answer is to the scenario as it is now."""
        return bool(self.answer) and self.answered == self.text


@dataclass(frozen=True, slots=True)
class JobRecord:
    """Something worked on: ``kind`` and ``subject`` say what, ``state`` how far it is, ``told`` what came."""

    id: str
    visitor: str
    case: str
    kind: str
    subject: str
    state: str
    asked: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    created: float = 0.0
    ended: float = 0.0


def as_json(value: Mapping[str, Any]) -> str:
    """Plain data as it is kept. A number without end, such as a gap of which nothing is known, stays one."""
    return json.dumps(value, ensure_ascii=False)
