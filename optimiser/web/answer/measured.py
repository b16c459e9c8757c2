"""Headline figures worked out from a plan that was found."""

from __future__ import annotations

from dataclasses import asdict

from optimiser.results.solution import Solution
from optimiser.studies.compare_figures import headline_figures
from optimiser.web.answer.headline import MONEY, SAVING, Headline


def headlines_of(solution: Solution, nothing: Solution | None) -> list[Headline]:
    """Every headline figure: money, the saving against doing nothing if that is known, those of a comparison."""
    plan = solution.present_value_of_money
    found = [Headline(MONEY, "Money (£ present value)", "£", plan)]
    if nothing is not None:
        label = "Saving against doing nothing (£ present value)"
        found.append(Headline(SAVING, label, "£", nothing.present_value_of_money - plan))
    return [*found, *(Headline(**asdict(figure)) for figure in headline_figures(solution))]
