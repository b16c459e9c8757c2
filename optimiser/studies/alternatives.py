"""Plans nearly as cheap as the cheapest: how different they can be, and what every one of them contains.

The cap is a share above the cost of the best plan found. Within it the study looks for the plan that goes
furthest in each named direction, then for those that differ most from all found so far, then for the least and
the most of every decision. A distance counts places: over the options, the difference in places decided, added
up; where and when they are decided does not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.case import Floats
from models.plan import build
from optimiser.agreed_loads import with_agreed_loads
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.polish import polished
from optimiser.engine.settings import DEFAULT_GAP, SolveSettings
from optimiser.studies.alternatives_columns import ALTERNATIVES_COLUMNS
from optimiser.studies.alternatives_distance import most_different
from optimiser.studies.alternatives_quantities import amounts, distance, places_decided, quantities
from optimiser.studies.alternatives_ranges import Range, Ranges
from optimiser.studies.alternatives_rows import decision_rows, no_regret_rows, plan_rows, range_rows
from optimiser.studies.alternatives_search import Found, Search, directions
from optimiser.studies.alternatives_text import sentences
from optimiser.studies.at_once import at_once
from optimiser.studies.effects import Step
from optimiser.studies.listening import Cancel, never, nobody
from optimiser.studies.no_plan import why_no_plan
from optimiser.studies.programmes import at_cost, unmet_at_most
from optimiser.studies.tabulated import tabulated
from optimiser.tables.inputs import CaseInputs

LEAST_COST = "least_cost"
"""Key of the plan that the others are compared with."""


@dataclass(frozen=True)
class Alternatives:
    """Plans within a share of the least cost; the columns of the tables are in ``ALTERNATIVES_COLUMNS``.

    ``least`` and ``bound``: cost of the best plan found and below which no plan can go, £ present value;
    ``cap``: the most that an alternative may cost. ``apart``: places by which another plan differs at least.
    ``table``: a row for each plan, that of least cost first. ``complete`` is false where the study was stopped
    early. ``solves``: mixed-integer programmes that the ranges took.
    """

    within: float
    apart: float
    least: float
    bound: float
    cap: float
    status: Status
    table: pd.DataFrame
    decisions: pd.DataFrame
    ranges: pd.DataFrame
    no_regret: pd.DataFrame
    complete: bool
    gap: float
    solves: int
    seconds: float
    sentences: tuple[str, ...]


def alternatives(
    inputs: CaseInputs,
    within: float = 0.02,
    *,
    different: int = 3,
    apart: float = 4.0,
    gap: float = DEFAULT_GAP,
    time_limit: float | None = 30.0,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[Step], None] | None = None,
    cancel: Cancel | None = None,
) -> Alternatives:
    """Find plans that cost at most ``within`` (a share) more than the cheapest, and what they have in common.

    ``different``: how many plans to look for that differ most from all before, each by at least ``apart``
    places. ``gap``, ``seed`` as for planning; ``time_limit``: seconds of each solve; ``threads``: solves of
    the named directions at once, as many as there are processors where it is not given. ``progress`` hears of
    every step; ``cancel`` ends the study early and what is finished is kept.

    Raises :class:`~optimiser.errors.UnboundedError` where cost has no lower bound, and ``ValueError`` where
    ``within`` is no share above nought.
    """
    if not 0 < within <= 1:
        raise ValueError(f"within is a share above 0 and at most 1, not {within}")
    began, tell, stopped = time.perf_counter(), progress or nobody, cancel or never
    inputs = replace(inputs, case=with_agreed_loads(inputs.case))
    plan = build(inputs.case)
    matrix, settings = compile_matrix(plan), SolveSettings(gap, time_limit, seed, threads)
    first = polished(matrix, solve(matrix, settings, cancel=stopped), settings)
    tell(Step("least cost", 1, 1))
    made = _empty(within, apart, first, settings, began)
    if first.solution is None or first.objective is None:
        return replace(made, sentences=why_no_plan(inputs, plan, first, settings, stopped))
    kept = unmet_at_most(plan, matrix, matrix.values(first.solution))
    search = Search(plan, matrix, at_cost(kept, made.cap), settings, stopped)
    return _Study(search, first, made, different, tell).finished(began)


@dataclass
class _Study:
    """A study under way."""

    search: Search
    first: Outcome
    made: Alternatives
    different: int
    tell: Callable[[Step], None]

    def finished(self, began: float) -> Alternatives:
        """Everything, or as much as there was time for."""
        plan, matrix = self.search.plan, self.search.matrix
        found = [self._least_cost(), *self._directed()]
        ranges = Ranges(self.search, [matrix.values(one.solution) for one in found])
        found += self._different(found, ranges)
        ranges.plans = [matrix.values(one.solution) for one in found]
        every = quantities(plan)
        held = ranges.of(every, lambda done, total: self.tell(Step("ranges", done, total)))
        return self._made(found, held, ranges.solved, began)

    def _least_cost(self) -> Found:
        first = self.first
        assert first.solution is not None
        assert first.objective is not None
        assert first.bound is not None
        named = (LEAST_COST, "Least cost", first.solution, first.status, first.reason)
        return Found(*named, first.objective, first.bound)

    def _directed(self) -> Iterator[Found]:
        """The plan furthest in each named direction, several at once."""
        asked = directions(self.search.plan)
        each = at_once(self.search.towards, asked, self.search.cancel, self.search.settings.threads)
        for number, one in enumerate(each, start=1):
            self.tell(Step("directions", number, len(asked)))
            if one is not None:
                yield one

    def _different(self, found: Sequence[Found], ranges: Ranges) -> list[Found]:
        """Plans that differ most from all before; no more where none differs enough."""
        if self.search.cancel() or not self.different:
            return []
        places = places_decided(self.search.plan)
        most = dict(zip(places, ranges.most_relaxed(list(places.values())), strict=True))
        if not all(np.isfinite(bound) for bound in most.values()):
            return []
        known = [amounts(places, self._values(one)) for one in found]
        made: list[Found] = []
        while len(made) < self.different and not self.search.cancel():
            programme = most_different(self.search.capped, places, most, known)
            number = len(made) + 1
            one = self.search.different(f"different_{number}", f"Most different, {number}", programme)
            if one is None:
                break
            now = amounts(places, self._values(one))
            if min(distance(now, other) for other in known) < self.made.apart - 1e-6:
                break
            made.append(one)
            known.append(now)
            self.tell(Step("different", number, self.different))
        return made

    def _values(self, one: Found) -> Floats:
        return self.search.matrix.values(one.solution)

    def _made(self, found: Sequence[Found], ranges: Sequence[Range], solves: int, began: float) -> Alternatives:
        plan, case = self.search.plan, self.search.plan.formulation.case
        values = [self._values(one) for one in found]
        directed = {one.name for one in directions(plan)} <= {one.name for one in found}
        complete = directed and not self.search.cancel() and all(one.worked_out for one in ranges)
        proven = complete and all(one.status is Status.OPTIMAL for one in found)
        made = replace(
            self.made,
            status=Status.OPTIMAL if proven else Status.FEASIBLE,
            table=_table("alternatives", plan_rows(plan, found, values, self.made.apart)),
            decisions=_table("alternative_decisions", decision_rows(plan, found, values)),
            ranges=_table("ranges", range_rows(case, ranges, values[0])),
            no_regret=_table("no_regret", no_regret_rows(case, ranges, self.made.within)),
            complete=complete,
            solves=solves,
            seconds=time.perf_counter() - began,
        )
        return replace(made, sentences=tuple(sentences(made)))


def _table(name: str, rows: Iterator[tuple[object, ...]]) -> pd.DataFrame:
    return tabulated(ALTERNATIVES_COLUMNS[name], rows)


def _empty(within: float, apart: float, first: Outcome, settings: SolveSettings, began: float) -> Alternatives:
    least = float("nan") if first.objective is None else first.objective
    return Alternatives(
        within=within,
        apart=apart,
        least=least,
        bound=float("nan") if first.bound is None else first.bound,
        cap=least + within * abs(least),
        status=first.status,
        **{
            field: tabulated(ALTERNATIVES_COLUMNS[name], [])
            for field, name in (
                ("table", "alternatives"),
                ("decisions", "alternative_decisions"),
                ("ranges", "ranges"),
                ("no_regret", "no_regret"),
            )
        },
        complete=first.status is Status.INFEASIBLE,
        gap=settings.gap,
        solves=0,
        seconds=time.perf_counter() - began,
        sentences=(),
    )
