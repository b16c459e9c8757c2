"""How the places of a provision fill: what the table ``matching`` says of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChoiceCurve:
    """How the places of a provision fill where capacity follows the choice curve (:mod:`models.choice`).

    ``available``: share of the places that can be offered at all; ``suits``: chance that a vacancy suits a child
    who comes; ``peakedness``: of arrivals, above 1 where brothers and sisters come together; ``together``: whether
    the areas share their places, which costs ``sharing_cost`` (£ a year at the price base); ``undecided``: whether
    that is still to be decided, and until then they do not.
    """

    available: float
    suits: float
    peakedness: float
    together: bool
    undecided: bool = False
    sharing_cost: float = 0.0
