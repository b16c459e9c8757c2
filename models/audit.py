r"""The planning problem written a second time, in PuLP, from the mathematics alone.

It shares the case (:mod:`models.case`) with the planner and nothing else, and is built another way, so that a
mistake in one is unlikely to be in the other:

* the census of children is unknown itself and the rule for settled children is rows, where the planner
  decides new placements and the rule holds by construction;
* places are a stock rolled forward from each period to the next, where the planner uses delivery profiles;
* children in a pool's own places and children bought at each tier are unknowns of their own in every pool.

:func:`write` writes the problem; a solver outside this package solves it; :func:`read` turns what the solver
gave each variable into an answer. The same problem can take decisions as given, or be written for one period
by itself, as a planner who sees no further would have it.

The objective is in £1,000 and includes what is fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from models.audit_children import (
    write_census,
    write_homes_for_everyone,
    write_pools,
    write_settled,
    write_suitable_shares,
)
from models.audit_choice import write_carried
from models.audit_draft import (
    ChildrenAt,
    CostKey,
    Decided,
    Draft,
    Linear,
    Past,
    PoolAt,
    RowKey,
    Unknowns,
    Values,
    Variable,
)
from models.audit_facts import find_facts
from models.audit_money import counts_in_objective, present_value, write_money
from models.audit_places import write_closures, write_decisions, write_delivery, write_stock
from models.audit_promises import write_promises
from models.case import Case, OptionKey, Pool

__all__ = ["Answer", "Decided", "Past", "Problem", "Variable", "read", "write"]

Key = TypeVar("Key")

SMALL = 1e-7
"""Children, units and places below this are the solver's rounding, not anybody."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem ready for a solver.

    ``lp``: the PuLP problem (its objective in £1,000). ``unknowns``: the variable of each key. ``rows``:
    what each row is, by its name. ``costs``: each line of cost in £ cash. ``weights``: what a pound of each
    line counts in the objective, in £. ``assumed``: limits given to options that have none.
    """

    case: Case
    lp: Any
    unknowns: Unknowns
    variables: Mapping[Variable, Any]
    rows: Mapping[str, RowKey]
    costs: Mapping[CostKey, Linear]
    weights: Mapping[CostKey, float]
    assumed: Mapping[OptionKey, float]

    @property
    def size(self) -> dict[str, int]:
        """Rows, columns, and columns that must be whole."""
        whole = sum(variable.cat == "Integer" for variable in self.variables.values())
        return {"rows": len(self.rows), "columns": len(self.variables), "whole": whole}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver found, by key; only what is more than rounding is held, but every line of cost is.

    ``objective`` in £ at present value; ``lines`` in £ cash; children, units and places otherwise.
    ``at_assumed_limit``: options that came up against a limit which they do not have, so that a cheaper plan
    beyond it was not ruled out.
    """

    objective: float
    lines: Mapping[CostKey, float]
    decide: Mapping[tuple[OptionKey, int], float]
    close: Mapping[tuple[Pool, int], float]
    census: Mapping[ChildrenAt, float]
    new: Mapping[ChildrenAt, float]
    planned: Mapping[ChildrenAt, float]
    displaced: Mapping[ChildrenAt, float]
    places: Mapping[tuple[Pool, int], float]
    own: Mapping[PoolAt, float]
    bought: Mapping[tuple[PoolAt, int], float]
    full: Mapping[PoolAt, float]
    unmet: Mapping[tuple[str, str, int, int], float]
    missed: Mapping[tuple[int, int, int], float]
    overspend: Mapping[tuple[int, int], float]
    at_assumed_limit: tuple[OptionKey, ...]


def write(
    case: Case, *, given: Decided | None = None, past: Past | None = None, switch_everywhere: bool = False
) -> Problem:
    """Write the problem of a case.

    ``given``: decisions to take as they are, so that only where children live is left to find. ``past``:
    write only the period that it names, with what happened before it as given; its decisions are then
    ``past.decided`` and those of the period itself. ``switch_everywhere``: give every pool with a limit the
    switch of a full pool, not only those where settled children could be more than it.

    Raises ``ValueError`` where ``given`` holds a decision that the case does not allow, or where places follow the
    choice curve and the case does not give their offered loads and the newcomers.
    """
    periods = range(len(case.periods)) if past is None else range(past.period, past.period + 1)
    draft = Draft(case, find_facts(case), periods, switch_everywhere, given, past)
    for part in (
        write_decisions, write_delivery, write_closures, write_stock,
        write_census, write_homes_for_everyone, write_suitable_shares, write_pools, write_carried,
        write_settled,
        write_promises, write_money,
    ):  # fmt: skip
        part(draft)
    weights = {key: counts_in_objective(draft, key) * present_value(draft, key.period) for key in draft.costs}
    return Problem(
        case=case,
        lp=draft.problem,
        unknowns=draft.unknowns,
        variables=MappingProxyType(draft.variables),
        rows=MappingProxyType(draft.rows),
        costs=MappingProxyType(draft.costs),
        weights=MappingProxyType(weights),
        assumed=MappingProxyType(draft.assumed),
    )


def read(problem: Problem, values: Values) -> Answer:
    """Read an answer out of the values that a solver gave the variables."""
    lines = {key: cost.value(values) for key, cost in problem.costs.items()}
    decide = _held(problem.unknowns.decide, values)
    in_all = {key: sum(n for (other, _), n in decide.items() if other == key) for key in problem.assumed}
    return Answer(
        objective=sum(problem.weights[key] * amount for key, amount in lines.items()),
        lines=lines,
        decide=decide,
        close=_held(problem.unknowns.close, values),
        census=_held(problem.unknowns.census, values),
        new=_held(problem.unknowns.new, values),
        planned=_held(problem.unknowns.planned, values),
        displaced=_held(problem.unknowns.displaced, values),
        places=_held(problem.unknowns.places, values),
        own=_held(problem.unknowns.own, values),
        bought=_held(problem.unknowns.bought, values),
        full=_held(problem.unknowns.full, values),
        unmet=_held(problem.unknowns.unmet, values),
        missed=_held(problem.unknowns.missed, values),
        overspend=_held(problem.unknowns.overspend, values),
        at_assumed_limit=tuple(k for k, n in in_all.items() if n > problem.assumed[k] * (1 - SMALL)),
    )


def _held(variables: Mapping[Key, Variable], values: Values) -> dict[Key, float]:
    found = {key: values.get(name, 0.0) for key, name in variables.items()}
    return {key: value for key, value in found.items() if abs(value) > SMALL}
