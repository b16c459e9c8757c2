"""The arithmetic check: a run folder recomputed from its own files, without model or solver.

:func:`~optimiser.assurance.arithmetic.check.check_arithmetic` reads the input tables and the result tables of a
run and works out every constraint, cost line, table and headline again from the figures that nothing else follows
from: the units decided, the children living, placed, moved, bought and without a home. Nothing is imported from
the planner, so an error in the planner's mathematics or tables cannot hide itself here.
"""

from optimiser.assurance.arithmetic.check import check_arithmetic
from optimiser.assurance.arithmetic.findings import ArithmeticCheck, Finding, NotRecomputed, Suspect

__all__ = ["ArithmeticCheck", "Finding", "NotRecomputed", "Suspect", "check_arithmetic"]
