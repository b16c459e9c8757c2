"""Homes so small that naming their place would point at the children who live there."""

from __future__ import annotations

from optimiser.pack.facts import Facts

WITHHELD = "Area withheld"
_FEW_BEDS = 2.0


def is_small_home(facts: Facts, option: str, provision: str) -> bool:
    """Whether a decision is about a children's home of one or two beds."""
    case = facts.run.inputs.case
    if case.provisions[provision].family != "childrens_home":
        return False
    sizes = [one.places_per_unit for key, one in case.options.items() if key.option == option]
    sizes += [
        row.places / row.units
        for row in case.supply
        if not option and row.pool.provision == provision and row.units
    ]
    return any(size <= _FEW_BEDS for size in sizes)


def names_small_home(facts: Facts, sentence: str) -> bool:
    """Whether a sentence made elsewhere speaks of such homes, by the label of a decision or of its provision."""
    case = facts.run.inputs.case
    small = [one for key, one in case.options.items() if is_small_home(facts, key.option, one.provision)]
    labels = {one.label for one in small} | {facts.provision(one.provision) for one in small}
    return any(label.lower() in sentence.lower() for label in labels)
