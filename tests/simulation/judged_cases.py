"""Cases small enough to judge by hand, planned as a user's would be."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from models.case import Case
from models.plan import build
from models.turnover.flows import Flows, flows_of
from models.uncertainty import Ageing, Entries, Uncertainty
from optimiser import read_case
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.settings import SolveSettings
from optimiser.results.solution import Solution
from tests.cases.casebook import Tables, write


def planned(tables: Tables, folder: Path, gap: float = 0.0) -> Solution:
    """The cheapest plan of a case."""
    return solution_of(read_case(write(tables, folder / "case")).case, gap)


def solution_of(case: Case, gap: float) -> Solution:
    plan = build(case)
    matrix = compile_matrix(plan)
    outcome = solve(matrix, SolveSettings(gap))
    assert outcome.solution is not None, outcome.reason
    return Solution(plan, matrix.values(outcome.solution))


def flows(
    case: Case, years_in_care: float, per_year: float | None = None, ageing: tuple[Ageing, ...] = ()
) -> Flows:
    """Children of every need group who stay in care so long on average; entries as the demand implies."""
    entries = {need: Entries(need, per_year, years_in_care) for need in case.needs}
    return flows_of(case, Uncertainty(MappingProxyType(entries), ageing))
