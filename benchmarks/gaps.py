"""How much longer a closer proof takes: the default gap against ten times closer, over random seeds.

Run from the repository root::

    python benchmarks/gaps.py [CASE] [--seeds 5] [--gaps 0.001 0.0001]
"""

from __future__ import annotations

import argparse
import statistics

from models.plan import build
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.settings import SolveSettings
from optimiser.tables.inputs import read_case


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", nargs="?", default="inputs/lewisham")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--gaps", type=float, nargs="+", default=[0.001, 0.0001])
    arguments = parser.parse_args()
    matrix = compile_matrix(build(read_case(arguments.case).case))
    first = None
    for gap in arguments.gaps:
        outcomes = [solve(matrix, SolveSettings(gap, seed=seed)) for seed in range(arguments.seeds)]
        median = statistics.median(outcome.seconds for outcome in outcomes)
        first = first or median
        costs = sorted(outcome.objective / 1e6 for outcome in outcomes if outcome.objective is not None)
        print(
            f"gap {gap:g}: median {median:.1f} s of {', '.join(f'{o.seconds:.1f}' for o in outcomes)}; "
            f"{median / first:.1f} times the first; plans cost £{costs[0]:.2f}m to £{costs[-1]:.2f}m; "
            f"{', '.join(sorted({str(o.status) for o in outcomes}))}"
        )


if __name__ == "__main__":
    main()
