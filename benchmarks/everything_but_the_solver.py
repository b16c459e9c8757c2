"""Ratio (a): everything but the solver against the bare HiGHS solve of the same matrix, in one process.

Run from the repository root::

    python benchmarks/everything_but_the_solver.py [CASE] [--seeds 5] [--gap 0.001]

Both are measured in the same process on the same matrix, the bare solve with HiGHS's own settings but for
the gap, one thread and the random seed. Medians over seeds are printed, because a solve's time varies
several times over with the seed; ratios can be compared between machines, seconds cannot.
"""

from __future__ import annotations

import argparse
import statistics
import time

import highspy

from models.plan import build
from optimiser.baseline import do_nothing
from optimiser.engine.highs import load, solve
from optimiser.engine.marginals import marginal_values
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.settings import SolveSettings
from optimiser.results.all_tables import all_tables
from optimiser.results.solution import Solution
from optimiser.tables.inputs import read_case
from optimiser.year_by_year import year_by_year


def bare_solve(matrix: Matrix, gap: float, seed: int) -> float:
    """Seconds that HiGHS takes for the matrix."""
    highs = highspy.Highs()
    for option, value in (
        ("output_flag", False), ("threads", 1), ("mip_rel_gap", gap), ("random_seed", seed),
    ):  # fmt: skip
        highs.setOptionValue(option, value)
    began = time.perf_counter()
    highs.passModel(load(matrix))
    highs.run()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", nargs="?", default="inputs/lewisham")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--gap", type=float, default=0.001)
    arguments = parser.parse_args()

    steps: dict[str, list[float]] = {}
    bare = []
    for seed in range(arguments.seeds):
        laps = _Laps(steps)
        inputs = read_case(arguments.case)
        laps.lap("read and check the tables")
        plan = build(inputs.case)
        laps.lap("build the plan")
        matrix = compile_matrix(plan)
        laps.lap("compile the matrix")
        bare.append(bare_solve(matrix, arguments.gap, seed))
        settings = SolveSettings(gap=arguments.gap, seed=seed)
        outcome = solve(matrix, settings)
        assert outcome.solution is not None
        baseline = do_nothing(inputs.case, settings)
        ahead = year_by_year(inputs.case)
        marginals = marginal_values(plan, matrix, outcome.solution)
        laps.skip()
        solution = Solution(plan, matrix.values(outcome.solution))
        all_tables(inputs, settings, solution, baseline.solution, ahead, marginals)
        laps.lap("make the result tables")

    print(f"{matrix.rows.shape[0]} rows, {matrix.rows.shape[1]} columns, {matrix.rows.nnz} nonzeros")
    typical = statistics.median(bare)
    print(f"{'bare HiGHS solve':<32}{typical:8.2f} s   (of {', '.join(f'{b:.2f}' for b in bare)})")
    total = 0.0
    for name, times in steps.items():
        median = statistics.median(times)
        total += median
        print(f"{name:<32}{median:8.2f} s   {median / typical:6.3f} of the bare solve")
    print(f"{'everything but the solver':<32}{total:8.2f} s   {total / typical:6.3f} of the bare solve")


class _Laps:
    def __init__(self, steps: dict[str, list[float]]) -> None:
        self.steps, self.began = steps, time.perf_counter()

    def lap(self, name: str) -> None:
        self.steps.setdefault(name, []).append(time.perf_counter() - self.began)
        self.skip()

    def skip(self) -> None:
        self.began = time.perf_counter()


if __name__ == "__main__":
    main()
