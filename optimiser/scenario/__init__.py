"""What-ifs: changed assumptions in a file or on the command line, applied to the input tables and logged.

>>> from optimiser.scenario import changed, read_what_if, what_if_from
>>> fees = read_what_if("inputs/lewisham/what-if/agency-fees.toml")        # doctest: +SKIP
>>> later = what_if_from("options[provision=own_home].lead_time+=1")
>>> later.changes[0].how, later.changes[0].value
('add', '1')
>>> inputs = changed(read_case("inputs/lewisham"), [fees, later])          # doctest: +SKIP
>>> inputs.changes[0].old, inputs.changes[0].new                           # doctest: +SKIP
('1100', '1166')

How files and texts are written is told in ``inputs/lewisham/what-if/README.md`` and :mod:`.set_text`.
"""

from optimiser.scenario.applying import changed, changed_tables
from optimiser.scenario.reading import read_what_if, read_what_ifs, what_if_in
from optimiser.scenario.set_text import GRAMMAR, what_if_from
from optimiser.scenario.told import changes_told, what_ifs_told
from optimiser.scenario.what_if import Alteration, Change, NewRow, Removal, WhatIf

__all__ = [
    "GRAMMAR",
    "Alteration",
    "Change",
    "NewRow",
    "Removal",
    "WhatIf",
    "changed",
    "changed_tables",
    "changes_told",
    "read_what_if",
    "read_what_ifs",
    "what_if_from",
    "what_if_in",
    "what_ifs_told",
]
