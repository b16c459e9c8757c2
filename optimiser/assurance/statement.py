"""The statement of a second opinion: what was checked, by what, what came of it, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

STATEMENT = "audit.json"
"""The file that a statement leaves in the folder of its run."""


class Judgement(StrEnum):
    """What came of one check: it holds, it does not, or it could not be told in the time given."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "not established"


class Verdict(StrEnum):
    """What the checks come to together."""

    AGREES = "agrees"
    AGREES_AS_FAR_AS_PROVEN = "agrees as far as was established"
    DISAGREES = "disagrees"


ASSURANCE_STATES: Mapping[str, str] = {
    "none": "not assured",
    "analyst_tested": "tested by the analyst",
    "peer_reviewed": "peer reviewed",
    "approved": "approved",
}
"""The assurance state in words."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, the software that made it, what came of it, and why in sentences.

    ``figures`` are plain data; ``rows`` the longer list behind the sentences, such as every violation found.
    """

    name: str
    by: str
    judgement: Judgement
    sentences: tuple[str, ...]
    seconds: float
    figures: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """The second opinion on one run; ``run`` identifies it and holds its own claim."""

    run: Mapping[str, Any]
    checks: tuple[Check, ...]
    responsibility: Mapping[str, str]
    versions: Mapping[str, str]

    @property
    def verdict(self) -> Verdict:
        """One check that fails is enough to disagree."""
        found = {check.judgement for check in self.checks}
        if Judgement.FAILS in found:
            return Verdict.DISAGREES
        return Verdict.AGREES_AS_FAR_AS_PROVEN if Judgement.OPEN in found else Verdict.AGREES

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        failing = [check.name.lower() for check in self.checks if check.judgement is Judgement.FAILS]
        if failing:
            return f"The second opinion DISAGREES with this run ({'; '.join(failing)}): do not use it as it is."
        if self.verdict is Verdict.AGREES:
            return "The second opinion agrees with this run in every check."
        still = [check.name.lower() for check in self.checks if check.judgement is Judgement.OPEN]
        return f"The second opinion agrees as far as was established; still open: {'; '.join(still)}."

    @property
    def assurance_state(self) -> str:
        """The assurance state that outputs may print: what is claimed, but never for a run that fails a check."""
        claimed = self.responsibility.get("assurance_state", "none")
        return "none" if self.verdict is Verdict.DISAGREES else claimed

    def as_dict(self) -> dict[str, Any]:
        """The statement as plain data, as ``audit.json`` holds it."""
        return {
            "verdict": str(self.verdict),
            "sentence": self.sentence,
            "assurance_state": self.assurance_state,
            "run": dict(self.run),
            "responsibility": dict(self.responsibility),
            "checks": [asdict(check) | {"judgement": str(check.judgement)} for check in self.checks],
            "versions": dict(self.versions),
        }
