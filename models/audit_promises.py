"""Second formulation, promises about where and how children live."""

from __future__ import annotations

from models.audit_chances import write_chances
from models.audit_draft import ChildrenAt, Draft, Part, total
from models.case import Case, Flow, Target

IN_A_FAMILY = frozenset({"fostering", "kinship", "parents", "adoption"})
"""Families of provision that are a family to live in."""

NEAR_MILES = 20.0


def write_promises(draft: Draft) -> None:
    r"""Each promise is kept in each of its periods, or the shortfall is priced.

    .. math:: \sum_{\mathrm{counted}} x \ge \theta \sum_{\mathrm{scope}} x - v
       \qquad \text{or} \qquad \sum_{\mathrm{counted}} x \le \theta \sum_{\mathrm{scope}} x + v

    A number of children stands in for :math:`\theta \sum x` where the promise is a number; :math:`v` exists
    only where a missed promise has a price.
    """
    for number, target in enumerate(draft.case.targets):
        if target.measure == "no_suitable_home":
            write_chances(draft, number, target)
            continue
        scope = [flow for flow in draft.facts.flows if _in_scope(draft.case, target, flow)]
        counted = [flow for flow in scope if flow.area in target.areas and counts(draft.case, target, flow)]
        for t, s in draft.times():
            if t not in target.periods:
                continue
            sign = 1.0 if target.sense == "at_least" else -1.0
            parts = [(sign, draft.unknowns.census[ChildrenAt(flow, t, s)]) for flow in counted]
            goal = total((1.0, draft.unknowns.census[ChildrenAt(flow, t, s)]) for flow in scope)
            wanted: Part = (target.value, 1.0 if target.unit == "number" else goal)
            short: list[Part] = []
            if target.price_if_missed is not None:
                draft.unknowns.missed[number, t, s] = draft.variable()
                short.append((1.0, draft.unknowns.missed[number, t, s]))
            about = (target.target, t, s)
            draft.row("promise", about, [*parts, (-sign * wanted[0], wanted[1]), *short], ">=", 0.0)


def _in_scope(case: Case, target: Target, flow: Flow) -> bool:
    """Whether a promise is about a flow: children looked after, not exempt, in the provisions it names."""
    about_where = target.measure in ("inside_boundary", "within_20_miles", "beyond_20_miles")
    if flow.need not in target.needs or (about_where and case.needs[flow.need].locality_exempt):
        return False
    named = target.measure == "selected" or flow.provision in target.provisions
    return named and case.provisions[flow.provision].looked_after


def counts(case: Case, target: Target, flow: Flow) -> bool:
    """Whether a child of a flow that is in scope counts towards a promise's measure."""
    provision = case.provisions[flow.provision]
    if target.measure == "inside_boundary":
        return case.areas[flow.area].inside_boundary
    if target.measure == "within_20_miles":
        return _near(case, flow) is True
    if target.measure == "beyond_20_miles":
        return _near(case, flow) is False
    if target.measure == "in_house":
        return provision.sector == "in_house"
    if target.measure == "family":
        return provision.family in IN_A_FAMILY
    if target.measure == "preferred":
        row = case.suitability.get((flow.need, flow.provision))
        return row is not None and row.rating == "preferred"
    if target.measure == "selected":
        return flow.provision in target.provisions
    raise ValueError(f"the second formulation knows no measure {target.measure!r}")


def _near(case: Case, flow: Flow) -> bool | None:
    """Whether a home is 20 miles or less from the child's own: by miles where known, otherwise by its band."""
    row = case.proximity[flow.home_area, flow.area]
    if row.miles is not None:
        return row.miles <= NEAR_MILES
    return {"inside": True, "within_20_miles": True, "beyond_20_miles": False}.get(row.band)
