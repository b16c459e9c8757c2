"""What a worker keeps from one job to the next: cases as they were read, and their warm sessions."""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyomo.common.gc_manager import PauseGC

from models.case import Case
from optimiser.baseline import Baseline, do_nothing, do_nothing_case
from optimiser.engine.held import PlanInHand
from optimiser.engine.settings import Progress, SolveSettings
from optimiser.engine.unchanged import is_same
from optimiser.kept_tables import read_kept
from optimiser.scenario import WhatIf, changed
from optimiser.tables.inputs import CaseInputs, known_tables
from optimiser.tables.known import NOTHING_KNOWN, KnownTables
from optimiser.what_if_session import WhatIfSession

_MOST_CASES = 4
"""Cases that a worker keeps; a session of Lewisham takes about 60 MB."""


def _set_aside() -> None:
    """Leave what is kept out of every search for garbage, which took a tenth of a second of some answers."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@dataclass
class _Kept:
    inputs: CaseInputs
    session: WhatIfSession | None = None
    known: KnownTables = NOTHING_KNOWN
    nothing: tuple[Case, SolveSettings, Baseline] | None = None
    """What came of doing nothing when it was last worked out, and of which case."""


@dataclass
class Desk:
    """Cases that a worker has at hand, the one used last at the end."""

    _cases: OrderedDict[str, _Kept] = field(default_factory=OrderedDict)

    def inputs(self, case: str, tables: Path) -> CaseInputs:
        """The case as its tables say; read once."""
        return self._kept(case, tables).inputs

    def changed(self, case: str, tables: Path, what_ifs: Sequence[WhatIf]) -> CaseInputs:
        """The case with what-ifs applied to its tables, as :func:`optimiser.scenario.changed` has it.

        What changes leave as it was is not checked again.
        """
        kept = self._kept(case, tables)
        if what_ifs and kept.known is NOTHING_KNOWN:
            kept.known = known_tables(kept.inputs.texts)
        with PauseGC():
            return changed(kept.inputs, what_ifs, kept.known)

    def do_nothing(self, key: str, tables: Path, case: Case, settings: SolveSettings) -> Baseline:
        """What comes of doing nothing in a case, changed or not; as it was where nothing that it reads differs."""
        kept, asked = self._kept(key, tables), do_nothing_case(case)
        if kept.nothing is not None:
            before, of, found = kept.nothing
            if settings == of and is_same(before, asked):
                return found
        found = do_nothing(case, settings)
        kept.nothing = (asked, settings, found)
        return found

    def session(self, case: str, tables: Path) -> WhatIfSession | None:
        """The warm session of a case, if there is one here."""
        return self._kept(case, tables).session

    def begin(
        self,
        case: str,
        tables: Path,
        gap: float,
        time_limit: float | None,
        holding: PlanInHand | None,
        progress: Callable[[Progress], None],
        cancel: Callable[[], bool],
    ) -> WhatIfSession:
        """Begin a session for a case: from a plan that is given, else by planning the case as it is."""
        kept = self._kept(case, tables)
        kept.session = WhatIfSession(
            kept.inputs.case, gap=gap, time_limit=time_limit, progress=progress, cancel=cancel, holding=holding
        )
        kept.known = known_tables(kept.inputs.texts)
        _set_aside()
        return kept.session

    def drop(self, case: str) -> None:
        """Keep nothing more of a case, as after a fault that may have left its session in disorder."""
        self._cases.pop(case, None)

    def _kept(self, case: str, tables: Path) -> _Kept:
        found = self._cases.get(case)
        if found is None:
            found = self._cases[case] = _Kept(read_kept(tables))
            while len(self._cases) > _MOST_CASES:
                self._cases.popitem(last=False)
        self._cases.move_to_end(case)
        return found
