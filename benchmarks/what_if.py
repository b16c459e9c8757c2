"""Ratio (b): a what-if answered by the warm session against the bare warm HiGHS re-solve of the same change.

Run from the repository root::

    python benchmarks/what_if.py [CASE] [--changes 20] [--gap 0.001]

For each kind of change (prices, demand, a budget, a promise) so many sizes are tried. The session is given the
changed case and gives the bracket, then the answer. The bare solver keeps its model, is told the new matrix
(which is not counted), begins from the whole numbers of the plan in hand and proves the same gap. Both run in
one process, in turn; so does the bare relaxation, which no bracket can be quicker than. Medians are printed,
because a search's time varies several times over.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import highspy
import numpy as np

from models.case import Case, Floats
from optimiser.engine.direct import write_directly
from optimiser.engine.highs import load, options
from optimiser.engine.matrix import Matrix
from optimiser.engine.settings import SolveSettings
from optimiser.tables.inputs import read_case
from optimiser.what_if_session import WhatIfSession


def dearer(case: Case, factor: float) -> Case:
    """Every external price, in the market and at the provision."""
    external = {key for key, row in case.provisions.items() if row.sector == "external"}
    provisions = {
        key: replace(row, weekly_cost=row.weekly_cost * (factor if key in external else 1))
        for key, row in case.provisions.items()
    }
    market = tuple(
        replace(row, weekly_cost=row.weekly_cost * (factor if row.pool.provision in external else 1))
        for row in case.market
    )
    return replace(case, provisions=provisions, market=market)


def busier(case: Case, factor: float) -> Case:
    """Demand of every need group in the second half of the plan."""
    demand = case.demand.copy()
    demand[:, :, len(case.periods) // 2 :] *= factor
    return replace(case, demand=demand)


def poorer(case: Case, factor: float) -> Case:
    """One year's revenue budget, a fifth of it taken away where the factor is 1."""
    third = [number for number, row in enumerate(case.budgets) if row.budget == "revenue"][2]
    budgets = tuple(
        replace(row, limit=row.limit * 0.8 * factor) if number == third else row
        for number, row in enumerate(case.budgets)
    )
    return replace(case, budgets=budgets)


def stricter(case: Case, factor: float) -> Case:
    """The share of children who live inside the boundary, raised by a quarter where the factor is 1."""
    targets = tuple(
        replace(row, value=min(1.0, row.value * 1.25 * factor)) if row.measure == "inside_boundary" else row
        for row in case.targets
    )
    return replace(case, targets=targets)


KINDS: dict[str, Callable[[Case, float], Case]] = {
    "prices": dearer, "demand": busier, "a budget": poorer, "a promise": stricter,
}  # fmt: skip


class Bare:
    """HiGHS by itself, which keeps its model and begins from the plan in hand."""

    def __init__(self, matrix: Matrix, start: Floats, settings: SolveSettings) -> None:
        self.highs = highspy.Highs()
        for name, value in options(settings).items():
            self.highs.setOptionValue(name, value)
        self.highs.setOptionValue("output_flag", False)
        self.highs.passModel(load(matrix))
        self.start = np.where(matrix.whole, np.round(start), np.inf)

    def seconds(self, matrix: Matrix) -> tuple[float, float]:
        """Time to solve a changed matrix, and what was found."""
        self.highs.passModel(load(matrix))
        began = time.perf_counter()
        solution = highspy.HighsSolution()
        solution.col_value = self.start.tolist()
        self.highs.setSolution(solution)
        self.highs.run()
        return time.perf_counter() - began, float(self.highs.getInfo().objective_function_value)


class BareLp:
    """HiGHS by itself on a linear programme: it begins each one from the optimal basis of the first."""

    def __init__(self, matrix: Matrix) -> None:
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("threads", 1)
        self.highs.passModel(load(matrix.relaxed()))
        self.highs.run()
        self.basis = self.highs.getBasis()

    def seconds(self, matrix: Matrix) -> float:
        """Time to solve another of the same size."""
        self.highs.passModel(load(matrix.relaxed()))
        self.highs.setBasis(self.basis)
        began = time.perf_counter()
        self.highs.run()
        return time.perf_counter() - began


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of one change: the bare search, the bare relaxation, the bracket and the whole answer."""

    kind: str
    bare: float
    relaxation: float
    bracket: float
    answer: float


def measured(case: Case, changes: int, gap: float) -> Iterator[Timed]:
    """The seconds of each change."""
    session = WhatIfSession(case, gap=gap)
    base = write_directly(case)
    assert session.base.solution is not None
    relaxation = BareLp(base.matrix)
    bare = Bare(base.matrix, session.base.solution.values, SolveSettings(gap))
    for factor in np.linspace(0.96, 1.04, changes):
        for kind, change in KINDS.items():
            changed = change(case, float(factor))
            began = time.perf_counter()
            bracket = session.change(changed)
            answer = session.solve()
            whole = time.perf_counter() - began
            matrix = write_directly(changed).matrix
            alone, found = bare.seconds(matrix)
            if answer.outcome.objective is not None:
                assert abs(answer.outcome.objective - found) <= 2 * gap * abs(found), "they do not agree"
            yield Timed(kind, alone, relaxation.seconds(matrix), bracket.seconds, whole)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", nargs="?", default="inputs/lewisham")
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--gap", type=float, default=0.001)
    arguments = parser.parse_args()
    found = list(measured(read_case(arguments.case).case, arguments.changes, arguments.gap))
    print(
        f"{'median of':<12}{'bare LP':>10}{'bracket':>10}{'answer':>10}{'bare':>10}{'ratio':>8}{'worst ratio':>13}"
    )
    for kind in KINDS:
        rows = [row for row in found if row.kind == kind]
        relaxation, bracket, answer, bare = (
            statistics.median(getattr(row, name) for row in rows)
            for name in ("relaxation", "bracket", "answer", "bare")
        )
        worst = max(row.answer / row.bare for row in rows)
        seconds = "".join(f"{value:>8.2f} s" for value in (relaxation, bracket, answer, bare))
        print(f"{kind:<12}{seconds}{answer / bare:>8.2f}{worst:>13.2f}")


if __name__ == "__main__":
    main()
