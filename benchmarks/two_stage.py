"""Two-stage plans: the L-shaped method by the number of futures, and the extensive form beside it.

Run from the repository root::

    python benchmarks/two_stage.py [CASE] [--futures 10 30 100] [--gap 0.0005] [--extensive 60]

Each future is the case with demand scaled at random: one factor for all needs and one for each, both with a
standard deviation of 8 %. Children without a suitable home have a price, so that every plan can be counted in
every future. Printed are the columns of the extensive form, the seconds by the clock and of the processor, what
the solve adds to the most memory held, by future, and what a plan in hand takes to count in a future against the
bare hot linear programme of that future. ``--extensive``: seconds given to the extensive form of the smallest
number.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from dataclasses import replace

import highspy
import numpy as np

from models.case import Case, Floats
from models.terms import Positions
from optimiser.engine.direct import write_directly
from optimiser.engine.highs import load, solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.scaling import scaled, scaling_of
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.evaluation import evaluate
from optimiser.engine.two_stage.extensive import extensive_form
from optimiser.engine.two_stage.l_shaped import TwoStageOutcome, solve_l_shaped
from optimiser.engine.two_stage.recourse import orderly
from optimiser.engine.two_stage.stages import TwoStage, two_stage
from optimiser.engine.two_stage.subproblem import whole_recourse
from optimiser.tables.inputs import read_case

UNMET_NEED_PRICE = 1_000_000.0
"""£ a year for each child without a suitable home, more than the dearest home."""
SPREAD = 0.08


def futures(case: Case, number: int, seed: int = 1) -> tuple[list[Matrix], Positions]:
    """The matrices of so many futures and the columns that they share."""
    case = replace(case, settings=replace(case.settings, unmet_need_price=UNMET_NEED_PRICE))
    base = write_directly(case)
    draw = np.random.default_rng(seed)
    matrices = []
    for _ in range(number):
        by_need = draw.normal(1.0, SPREAD, (case.demand.shape[0], 1, 1, 1))
        factor = np.maximum(0.3, draw.normal(1.0, SPREAD) * by_need)
        written = write_directly(replace(case, demand=case.demand * factor), base)
        matrices.append(replace(written.matrix, row_keys=base.matrix.row_keys))
    decisions = base.plan.formulation.decisions
    return matrices, np.array([*decisions.decide.values(), *decisions.close.values()], dtype=np.intp)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", nargs="?", default="inputs/lewisham")
    parser.add_argument("--futures", type=int, nargs="+", default=[10])
    parser.add_argument("--gap", type=float, default=0.0005)
    parser.add_argument("--extensive", type=float, default=0.0)
    arguments = parser.parse_args()
    matrices, first = futures(read_case(arguments.case).case, max(arguments.futures))
    settings = SolveSettings(gap=arguments.gap)
    print("futures    columns  rounds  cuts   seconds  processor  master  futures'  gap       MB a future  status")
    for number in sorted(arguments.futures):
        two = two_stage(matrices[:number], first, np.full(number, 1.0 / number))
        print(_row(two, *_timed(two, settings)), flush=True)
    fewest = min(arguments.futures)
    two = two_stage(matrices[:fewest], first, np.full(fewest, 1.0 / fewest))
    print(_counting(two))
    if arguments.extensive > 0:
        print(_extensive(two, replace(settings, time_limit=arguments.extensive)))


def _timed(two: TwoStage, settings: SolveSettings) -> tuple[TwoStageOutcome, float, float]:
    """The solve, its processor seconds and the memory that it adds for each future (MB)."""
    before, began = _peak_memory(), time.process_time()
    found = solve_l_shaped(two, settings)
    return found, time.process_time() - began, (_peak_memory() - before) / two.futures


def _peak_memory() -> float:
    """The most memory held so far (MB): Linux gives kilobytes, macOS bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _row(two: TwoStage, found: TwoStageOutcome, processor: float, added: float) -> str:
    gap = float("nan") if found.gap is None else found.gap
    columns = len(two.first) + len(two.second) * two.futures
    return (
        f"{two.futures:>7}{columns:>11,}{found.rounds:>8}{found.cuts:>6}{found.seconds:>10.1f}{processor:>11.1f}"
        f"{found.master_seconds:>8.1f}{found.subproblem_seconds:>10.1f}{gap:>9.4%}{added:>14.1f}  {found.status}"
    )


def _counting(two: TwoStage) -> str:
    """Counting a plan in every future against the bare linear programmes, each from the last one's basis."""
    mean = solve(two.mean().relaxed(), interior=True).solution
    assert mean is not None, "the mean future has a plan"
    plan: Floats = mean[two.first]
    began = time.process_time()
    evaluate(two, plan)
    counted = (time.process_time() - began) / two.futures
    return f"counting a plan: {counted:.3f} s of processor a future, the bare solver {_bare(two, plan):.3f}"


def _bare(two: TwoStage, plan: Floats) -> float:
    """Processor seconds a future of HiGHS by itself: only its solves, each from the basis of a future like it."""
    used = 0.0
    bases: dict[int, highspy.HighsBasis] = {}
    for future, like in orderly(two):
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        recourse = whole_recourse(two, future, plan).relaxed()
        highs.passModel(load(scaled(recourse, scaling_of(recourse))))
        if like in bases:
            highs.setBasis(bases[like])
        else:
            highs.setOptionValue("solver", "ipm")
        began = time.process_time()
        highs.run()
        used += time.process_time() - began
        bases[future] = highs.getBasis()
    return used / two.futures


def _extensive(two: TwoStage, settings: SolveSettings) -> str:
    began = time.perf_counter()
    matrix = extensive_form(two)
    assembled = time.perf_counter() - began
    found = solve(matrix, settings)
    return (
        f"extensive form of {two.futures}: {matrix.rows.shape[1]:,} columns, assembled in {assembled:.2f} s, "
        f"{found.status} after {found.seconds:.1f} s, cost {found.objective}, bound {found.bound}, gap {found.gap}"
    )


if __name__ == "__main__":
    main()
