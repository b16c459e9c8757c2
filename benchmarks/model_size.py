"""How the time to build and compile a plan grows with its size.

Run from the repository root::

    python benchmarks/model_size.py [CASE] [--copies 1 2 4 8 16]

Each size is the case with every need group split into some number of equal copies, so that the permitted
combinations grow in proportion. Reported for each: columns, nonzeros, seconds, microseconds a column (which
stay level where growth is linear) and peak memory.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from dataclasses import replace

import numpy as np

from models.case import Case, Flow
from models.plan import build
from optimiser.engine.matrix import compile_matrix
from optimiser.tables.inputs import read_case


def in_copies(case: Case, copies: int) -> Case:
    """The case with every need group split into equal copies."""
    names = {need: [f"{need} {i}" for i in range(copies)] for need in case.needs}
    return replace(
        case,
        needs={name: replace(need, need=name) for need in case.needs.values() for name in names[need.need]},
        suitability={
            (name, provision): rating
            for (need, provision), rating in case.suitability.items()
            for name in names[need]
        },
        demand=np.repeat(case.demand / copies, copies, axis=0),
        placements={
            Flow(name, *flow[1:]): children / copies
            for flow, children in case.placements.items()
            for name in names[flow.need]
        },
        targets=tuple(
            replace(target, needs=frozenset(name for need in target.needs for name in names[need]))
            for target in case.targets
        ),
        grants=tuple(
            replace(grant, needs=frozenset(name for need in grant.needs for name in names[need]))
            for grant in case.grants
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", nargs="?", default="inputs/lewisham")
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    arguments = parser.parse_args()
    case = read_case(arguments.case).case
    print(
        f"{'copies':>6} {'columns':>9} {'nonzeros':>10} {'build s':>8} {'compile s':>9} {'µs/column':>9} {'MB':>6}"
    )
    for copies in arguments.copies:
        sized = in_copies(case, copies)
        began = time.perf_counter()
        plan = build(sized)
        built = time.perf_counter()
        matrix = compile_matrix(plan)
        done = time.perf_counter()
        columns = matrix.rows.shape[1]
        tracemalloc.start()
        compile_matrix(build(sized))
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        print(
            f"{copies:>6} {columns:>9,} {matrix.rows.nnz:>10,} {built - began:>8.2f} {done - built:>9.2f} "
            f"{(done - began) / columns * 1e6:>9.1f} {peak:>6.0f}"
        )


if __name__ == "__main__":
    main()
