"""Headline figures of an answer, as plain data that is kept and compared with other answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from optimiser.pack.document import Figure, Unit
from optimiser.result import Result
from optimiser.results.solution import Solution
from optimiser.studies.compare_figures import COST, headline_figures

_UNITS = {"£": Unit.MILLIONS, "share": Unit.SHARE, "children": Unit.CHILDREN, "places": Unit.PLACES}
UNMET, SAVING = "unmet", "saving"
"""Figures beside those of a comparison: what the plan saves against doing nothing."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure of a plan; ``unit`` is £, share, children or places."""

    name: str
    label: str
    unit: str
    value: float

    @property
    def figure(self) -> Figure:
        """The figure as pages show it."""
        return Figure(self.value, _unit(self))

    def more_than(self, other: Headline) -> Figure:
        """The difference from the same figure of another plan."""
        return Figure(self.value - other.value, _unit(self), signed=True)


def _unit(headline: Headline) -> Unit:
    # Child-years and price-weighted figures are sums over time, so tenths of them mean something.
    return Unit.YEARS if headline.name == UNMET else _UNITS[headline.unit]


def headlines_of(result: Result, solution: Solution) -> list[Headline]:
    """Every headline figure: those of a comparison, and the saving against doing nothing where there is one."""
    found = [Headline(**asdict(figure)) for figure in headline_figures(solution)]
    nothing = result.record.headlines["present_value_do_nothing"]
    if nothing is not None:
        plan = float(result.record.headlines["present_value"])
        label = "Saving against doing nothing (£ present value)"
        found.insert(1, Headline(SAVING, label, "£", float(nothing) - plan))
    return found


def as_data(headlines: list[Headline]) -> list[dict[str, Any]]:
    """Headlines as they are kept."""
    return [asdict(headline) for headline in headlines]


def read_headlines(told: Mapping[str, Any]) -> dict[str, Headline]:
    """The headlines of an answer by name; empty where there is no plan."""
    return {found["name"]: Headline(**found) for found in told.get("headlines", ())}


__all__ = ["COST", "SAVING", "UNMET", "Headline", "as_data", "headlines_of", "read_headlines"]
