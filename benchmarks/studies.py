"""Wall time of the long studies on Lewisham, as multiples of one cold solve of the same case.

    python benchmarks/studies.py [frontier] [alternatives] [drivers]

Each study works two solves at a time, so the multiples are those of a machine with two free cores. The cold solve
is timed before and after each study, because a shared machine does not keep its speed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from models.plan import build
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.settings import SolveSettings
from optimiser.studies.alternatives import alternatives
from optimiser.studies.drivers import drivers
from optimiser.studies.effects import Step
from optimiser.studies.frontier import frontier
from optimiser.tables.inputs import CaseInputs, read_case

LEWISHAM = Path(__file__).parents[1] / "inputs" / "lewisham"
WITHIN, PROMISE, POINTS = 0.02, "inside_45", 11


def one_cold_solve(inputs: CaseInputs, times: int = 3) -> float:
    """Median seconds of a cold solve with different seeds: a single one says little."""
    matrix, taken = compile_matrix(build(inputs.case)), []
    for seed in range(times):
        began = time.perf_counter()
        solve(matrix, SolveSettings(seed=seed))
        taken.append(time.perf_counter() - began)
    return sorted(taken)[times // 2]


def timed(study: Callable[[Callable[[Step], None]], object]) -> tuple[float, dict[str, float]]:
    """Seconds of a study, in all and of each of its stages."""
    began = last = time.perf_counter()
    stages: dict[str, float] = {}

    def told(step: Step) -> None:
        nonlocal last
        now = time.perf_counter()
        stages[step.stage] = stages.get(step.stage, 0.0) + now - last
        last = now

    study(told)
    return time.perf_counter() - began, stages


def main(chosen: list[str]) -> None:
    inputs = read_case(LEWISHAM)
    before = one_cold_solve(inputs)
    print(f"one cold solve: {before:.1f} s (median of 3 seeds)", flush=True)
    studies: dict[str, Callable[[Callable[[Step], None]], object]] = {
        "frontier": lambda told: frontier(inputs, PROMISE, POINTS, progress=told),
        "alternatives": lambda told: alternatives(inputs, WITHIN, progress=told),
        "drivers": lambda told: drivers(inputs, progress=told),
    }
    for name in chosen or list(studies):
        seconds, stages = timed(studies[name])
        after = one_cold_solve(inputs)
        of_each = ", ".join(f"{stage} {taken:.1f} s" for stage, taken in stages.items())
        single = (before + after) / 2
        print(
            f"{name}: {seconds:.1f} s, {seconds / single:.1f} × one cold solve of {single:.1f} s ({of_each})",
            flush=True,
        )
        before = after


if __name__ == "__main__":
    main(sys.argv[1:])
