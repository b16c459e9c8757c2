"""Taking in a case that a person uploads: parsed in a process of its own, under limits, whole or not at all.

:func:`~optimiser.web.intake.taking.take_in` is the one way in. It never parses anything itself: it starts
:mod:`optimiser.web.intake.child`, which reads the upload under limits of memory and time and answers in JSON.
:func:`optimiser.kept_tables.read_kept` reads back what was taken in.
"""

from optimiser.web.intake.limits import Limits
from optimiser.web.intake.records import Fault, Refused, Taken
from optimiser.web.intake.taking import take_in

__all__ = ["Fault", "Limits", "Refused", "Taken", "take_in"]
