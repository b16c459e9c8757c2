"""Who answers for a plan, and how far it is assured.

The roles are those of HM Treasury's Aqua Book: a commissioner asks, an analyst works, an assurer who is not
the analyst checks, an approver answers for the use. They say nothing about children, homes or money, so they
are no part of the case that is planned nor of the inputs' hash: approving a plan leaves it the same plan.
"""

from __future__ import annotations

from dataclasses import dataclass

from optimiser.tables.checked import Tables
from optimiser.tables.specification import SETTINGS


@dataclass(frozen=True, slots=True)
class Responsibility:
    """People by name or role, empty where nobody is named, and the assurance state.

    ``assurance_state`` is one of :data:`~optimiser.tables.specification.ASSURANCE_STATES`.
    """

    commissioner: str = ""
    analyst: str = ""
    assurer: str = ""
    approver: str = ""
    assurance_state: str = "none"


SETTINGS_ABOUT_PEOPLE = frozenset(setting.name for setting in SETTINGS if setting.about_people)
"""Names of the settings that make up a :class:`Responsibility`."""


def responsibility(tables: Tables) -> Responsibility:
    """Return who answers for the plan that the checked tables describe."""
    return Responsibility(**{name: str(tables.setting(name) or "") for name in SETTINGS_ABOUT_PEOPLE})
