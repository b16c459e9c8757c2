"""The levers of a scenario as a form shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimiser.levers import GROUPS, Held, Lever


@dataclass(frozen=True, slots=True)
class ShownLever:
    """A lever with what the scenario, or someone's typing, has it at."""

    lever: Lever
    value: str
    reason: str
    is_changed: bool
    problem: str = ""

    @property
    def slider_value(self) -> str:
        """Where the slider stands; at its nearer end where the number lies beyond it."""
        try:
            number = float(self.value)
        except ValueError:
            return str(self.lever.slider_minimum)
        least, most = float(self.lever.slider_minimum), float(self.lever.slider_maximum)
        return f"{min(max(number, least), most):g}"


def shown_levers(
    levers: Iterable[Lever],
    held: Mapping[str, Held],
    typed: Mapping[str, tuple[str, str]] | None = None,
    problems: Mapping[str, str] | None = None,
) -> tuple[ShownLever, ...]:
    """Levers as they are held, or as they were typed where that could not be understood."""
    found = []
    for lever in levers:
        value, reason = (held[lever.id].value, held[lever.id].reason) if lever.id in held else (lever.default, "")
        value, reason = (typed or {}).get(lever.id, (value, reason))
        found.append(ShownLever(lever, value, reason, value != lever.default, (problems or {}).get(lever.id, "")))
    return tuple(found)


def slug(group: str) -> str:
    """A group of levers in an address.

    >>> slug("What may be built")
    'what-may-be-built'
    """
    return group.lower().replace(" ", "-")


GROUP_OF = {slug(group): group for group in GROUPS}
"""Groups of levers by how they are written in an address."""
