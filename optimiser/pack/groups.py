"""The kinds of home that a strategy speaks of: provisions of one family, in-house and external apart."""

from __future__ import annotations

from optimiser.pack.facts import Facts

_FAMILIES = {
    "fostering": "Foster homes",
    "kinship": "Kinship care",
    "childrens_home": "Children's homes",
    "supported_accommodation": "Supported accommodation",
}
OTHER = "Other settings"
AT_HOME = "Supported at home (not looked after)"
_SECTORS = {"in_house": "in-house", "external": "external"}


def kind_of(facts: Facts, provision: str) -> str:
    """The kind of home that a provision is; in-house and external apart where there are both."""
    found = facts.run.inputs.case.provisions[provision]
    if not found.looked_after:
        return AT_HOME
    family = _FAMILIES.get(found.family)
    if family is None:
        return OTHER
    sectors = {
        other.sector
        for other in facts.run.inputs.case.provisions.values()
        if other.family == found.family and other.looked_after
    }
    return family if len(sectors) == 1 else f"{family}, {_SECTORS[found.sector]}"


def kinds(facts: Facts) -> dict[str, tuple[str, ...]]:
    """The kinds of home in the order in which they are told, each with its provisions."""
    found: dict[str, list[str]] = {}
    for key in facts.run.inputs.case.provisions:
        found.setdefault(kind_of(facts, key), []).append(key)
    order = [f"{family}{end}" for family in _FAMILIES.values() for end in ("", ", in-house", ", external")] + [
        OTHER,
        AT_HOME,
    ]
    return {kind: tuple(found[kind]) for kind in order if kind in found}


def is_bought(facts: Facts, provision: str) -> bool:
    """Whether homes of a provision are bought from others."""
    return facts.run.inputs.case.provisions[provision].sector == "external"
