"""Every row of the second formulation says what it is, and every cost what it is for."""

from __future__ import annotations

import pytest

from models import audit
from models.audit_draft import Decided, Past
from models.case import Case
from models.money import CAPITAL_LINE, PRICED_LINES, REVENUE_LINES
from models.plan import build
from optimiser.errors import InputError
from optimiser.tables.inputs import check_case
from tests.assurance.rich_cases import cash, council, ending, no_plan, overfull
from tests.properties.random_cases import as_cells, as_written, generate

FAMILIES = {
    "everyone has a home", "settled children stay", "only settled children move", "planned moves",
    "suitable share", "suitable share: nobody new", "children of a pool", "stock of places", "usable places",
    "a place for every child", "market", "closures", "yearly limit", "total limit", "least total",
    "full: at the limit", "full: market used first", "full: nobody new", "full: only then moves",
    "full: moves for lost places", "promise", "budget",
}  # fmt: skip
KIND_OF_LINE = (
    dict.fromkeys(REVENUE_LINES, "revenue") | dict.fromkeys(PRICED_LINES, "priced") | {CAPITAL_LINE: "capital"}
)


def cases() -> list[Case]:
    """The rich cases, and the first random ones that the checks accept."""
    tables = [as_cells(rich()) for rich in (cash, council, ending, no_plan, overfull)]
    tables += [generate(seed) for seed in range(60)]
    found = []
    for one in tables:
        try:
            found.append(check_case(as_written(one)).case)
        except InputError:
            continue
    return found


@pytest.fixture(scope="module")
def problems() -> list[audit.Problem]:
    return [audit.write(case) for case in cases()]


def test_every_row_has_a_family_and_is_about_something_of_its_own(problems: list[audit.Problem]) -> None:
    found = set()
    for problem in problems:
        keys = list(problem.rows.values())
        assert all(isinstance(key.about, tuple) and None not in key.about[:1] for key in keys)
        whole = [key for key in keys if key.family not in ("total limit", "least total")]
        assert len(whole) == len(set(whole)), "two rows of one name"
        found |= {key.family for key in keys}
    assert found - {"assumed limit"} == FAMILIES


def test_every_cost_has_the_kind_and_line_of_the_planner(problems: list[audit.Problem]) -> None:
    found = set()
    for problem in problems:
        mine = {(key.line, key.period, key.scenario) for key in problem.costs}
        planners = {
            (line.line, line.period, line.scenario)
            for line in build(problem.case).cost_lines
            if len(line.terms.positions) and line.terms.coefficients.any()
        }
        assert planners <= mine
        assert all(KIND_OF_LINE[key.line] == key.kind for key in problem.costs)
        found |= {key.line for key in problem.costs}
    assert found == set(KIND_OF_LINE)


def test_what_is_known_of_the_past_is_not_decided_again(problems: list[audit.Problem]) -> None:
    """Planning one period with a past: where children live is unknown in that period alone."""
    tried = 0
    for problem in problems:
        case = problem.case
        if len(case.periods) < 2:
            continue
        living = {(flow, s): 1.0 for flow in case.flows for s in range(len(case.scenarios))}
        alone = audit.write(case, past=Past(1, living, Decided()))
        assert {at.period for at in alone.unknowns.census} <= {1}
        assert {at.period for at in alone.unknowns.new} <= {1}
        tried += 1
    assert tried >= 10
