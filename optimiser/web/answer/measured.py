"""Headline figures worked out from a plan that was found."""

from __future__ import annotations

from dataclasses import asdict

from optimiser.result import Result
from optimiser.results.solution import Solution
from optimiser.studies.compare_figures import headline_figures
from optimiser.web.answer.headline import MONEY, SAVING, Headline


def headlines_of(result: Result, solution: Solution) -> list[Headline]:
    """Every headline figure: money, the saving against doing nothing if that is known, those of a comparison."""
    plan = float(result.record.headlines["present_value"])
    found = [Headline(MONEY, "Money (£ present value)", "£", plan)]
    nothing = result.record.headlines["present_value_do_nothing"]
    if nothing is not None:
        label = "Saving against doing nothing (£ present value)"
        found.append(Headline(SAVING, label, "£", float(nothing) - plan))
    return [*found, *(Headline(**asdict(figure)) for figure in headline_figures(solution))]
