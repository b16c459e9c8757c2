"""How long a future of a stress test takes beside the bare linear programme, in one process.

The bare programme: the same futures with the same decisions held, already written, each solved by the simplex
method from the last basis of the one before, as a what-if session does it. The stress test writes each future,
solves it and measures it. Seconds of the processor, so that what else goes on matters less.

    python benchmarks/stress.py [FUTURES] [CASE]
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import numpy as np

from optimiser.engine.direct import write_directly
from optimiser.engine.held import holding
from optimiser.engine.warm import WarmLp
from optimiser.futures import generate, uncertainty_of
from optimiser.results.solution import Solution
from optimiser.stress.in_future import CENTRAL, case_in
from optimiser.stress.solved import trial
from optimiser.tables.inputs import read_case
from optimiser.what_if_session import WhatIfSession, in_hand

LIMIT = 1.5
"""Times the bare programme that a future may take."""
LEWISHAM = Path(__file__).parents[1] / "inputs" / "lewisham"


def main(number: int, case: Path) -> None:
    """Plan a case, put the plan to the test in some futures, and compare."""
    inputs = read_case(case)
    plan = in_hand(WhatIfSession(inputs.case, gap=0.005).base)
    assert plan is not None, "the case has a plan"
    asked = trial(inputs.case, [plan], generate(inputs.case, uncertainty_of(inputs), number, seed=0))
    asked.measured(CENTRAL)
    warm, bare, whole, apart = WarmLp(), [], [], []
    for future in (CENTRAL, *range(number)):
        written = write_directly(case_in(asked.ready, asked.futures, future))
        matrix = holding(written.matrix, written.plan, plan)
        assert matrix is not None, "the decisions are those of the case"
        began = time.process_time()
        found = warm.solve(matrix)
        between = time.process_time()
        measured = asked.measured(future)[0]
        ended = time.process_time()
        assert found.solution is not None, "somebody may always go without a home"
        if future == CENTRAL:
            continue
        bare.append(between - began)
        whole.append(ended - between)
        money = Solution(written.plan, written.matrix.values(found.solution)).present_value_of_money
        apart.append(abs(money - measured.cost))
    ratio = statistics.fmean(whole) / statistics.fmean(bare)
    print(f"{number} futures of {inputs.case.settings.authority}")
    print(f"bare programme, from the last basis: {1000 * statistics.fmean(bare):6.0f} ms a future")
    print(f"stress test, written and measured:   {1000 * statistics.fmean(whole):6.0f} ms a future")
    print(f"ratio {ratio:.2f} (at most {LIMIT}); costs apart by at most £{np.max(apart):,.0f}")
    if ratio > LIMIT:
        raise SystemExit(f"slower than {LIMIT} times the bare programme")


if __name__ == "__main__":
    words = sys.argv[1:]
    main(int(words[0]) if words else 50, Path(words[1]) if len(words) > 1 else LEWISHAM)
