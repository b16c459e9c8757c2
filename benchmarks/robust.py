"""Plans for many futures drawn from a case's own tables: size, time, gap and memory; and how they hold.

Run from the repository root::

    python benchmarks/robust.py [CASE] [--futures 10 30 100] [--gap 0.001] [--check 0] [--time-limit 600]

For each number of futures, in a process of its own so that its most memory is its own: columns of the extensive
form (shared once, everything else in each future), seconds by the clock and of the processor to put the futures
together and to plan for them with the L-shaped method, its rounds and gap, and the most memory held. ``--check``:
the plans of the smallest number side by side in so many fresh futures.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time

from optimiser import read_case
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.l_shaped import solve_l_shaped
from optimiser.futures import generate, uncertainty_of
from optimiser.robust import robust_plans
from optimiser.robust.training import training


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", nargs="?", default="inputs/lewisham")
    parser.add_argument("--futures", type=int, nargs="+", default=[10, 30, 100])
    parser.add_argument("--gap", type=float, default=0.001)
    parser.add_argument("--time-limit", type=float, default=600.0)
    parser.add_argument("--check", type=int, default=0)
    arguments = parser.parse_args()
    print("futures    columns  put together  planned  processor  rounds      gap      MB  status")
    for number in sorted(arguments.futures):
        asked = (arguments.case, number, arguments.gap, arguments.time_limit)
        with multiprocessing.get_context("spawn").Pool(1) as apart:
            print(apart.apply(_row, asked), flush=True)
    if arguments.check:
        print(_side_by_side(arguments.case, min(arguments.futures), arguments.check, arguments.gap))


def _row(case: str, number: int, gap: float, limit: float) -> str:
    inputs = read_case(case)
    began, used = time.perf_counter(), time.process_time()
    found = training(inputs.case, generate(inputs.case, uncertainty_of(inputs), number, 0))
    assert found is not None, "nobody cancels"
    together = time.perf_counter() - began
    plan = solve_l_shaped(found.two, SolveSettings(gap=gap, time_limit=limit))
    columns = len(found.two.first) + len(found.two.second) * number
    told = float("nan") if plan.gap is None else plan.gap
    return (
        f"{number:>7}{columns:>11,}{together:>14.1f}{plan.seconds:>9.1f}{time.process_time() - used:>11.1f}"
        f"{plan.rounds:>8}{told:>9.4%}{_peak_memory():>8.0f}  {plan.status}"
    )


def _peak_memory() -> float:
    """The most memory held so far (MB): Linux gives kilobytes, macOS bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _side_by_side(case: str, number: int, check: int, gap: float) -> str:
    found = robust_plans(read_case(case), number, check_futures=check, waiting_for=0, gap=gap, processes=2)
    columns = ["label", "unmet", "promises_kept", "cost", "cvar", "cost_beside_mean", "cost_error", "places"]
    return "\n".join([found.candidates[columns].to_string(index=False), "", *found.sentences])


if __name__ == "__main__":
    main()
