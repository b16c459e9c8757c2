"""Levers: the assumptions that a commissioner changes first, for any case, as changes of its tables.

>>> from optimiser import read_case
>>> from optimiser.levers import asked, held, levers_of
>>> levers = levers_of(read_case("inputs/lewisham"))                   # doctest: +SKIP
>>> levers[0].label, levers[0].default, levers[0].unit                 # doctest: +SKIP
('Number of children, all need groups together', '100', '%')
>>> changes, problems = asked(levers, {levers[0].id: "106"})           # doctest: +SKIP
>>> changes[0].column, changes[0].how, changes[0].value                # doctest: +SKIP
('children', 'multiply', '1.06')
>>> held(levers, changes).values[levers[0].id].value                   # doctest: +SKIP
'106'

Every other cell is found and changed with :func:`search` and :func:`cell_change`. Nothing here needs a solver.
"""

from optimiser.levers.asked import Asked, LeverProblem, asked
from optimiser.levers.cell_change import cell_change
from optimiser.levers.cells import CellRow, CellShown, Found, row_shown, search
from optimiser.levers.held import Held, HeldLevers, held
from optimiser.levers.lever import GROUPS, Cells, Lever, Plausible
from optimiser.levers.of_case import levers_of
from optimiser.levers.typed import what_to_write

__all__ = [
    "GROUPS",
    "Asked",
    "CellRow",
    "CellShown",
    "Cells",
    "Found",
    "Held",
    "HeldLevers",
    "Lever",
    "LeverProblem",
    "Plausible",
    "asked",
    "cell_change",
    "held",
    "levers_of",
    "row_shown",
    "search",
    "what_to_write",
]
