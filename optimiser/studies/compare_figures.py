"""The headline figures by which plans are compared: cost, money, and how the children live at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.case import Option
from models.money import CAPITAL_LINE, REVENUE_LINES
from models.terms import Terms
from optimiser.results.solution import Solution, expected_by_period
from optimiser.studies.alternatives_quantities import places_decided
from optimiser.studies.measure_names import NAMED, SPOT
from optimiser.studies.measures import measure_named


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline figure of a plan; ``unit`` is £, share, children or places."""

    name: str
    label: str
    unit: str
    value: float


COST = "cost"
_SHARES = ("inside_boundary", "within_20_miles", "in_house_fostering", "family")


def headline_figures(solution: Solution) -> Iterator[Figure]:
    """The figures of a plan, cost first."""
    last = solution.case.periods[-1].period
    money = "£ present value, prices of what the plan fails to do included"
    yield Figure(COST, f"Cost ({money})", "£", solution.present_value)
    revenue, capital = (
        float(expected_by_period(solution, lines).sum()) for lines in (REVENUE_LINES, (CAPITAL_LINE,))
    )
    yield Figure("revenue", "Revenue over the plan (£ cash)", "£", revenue)
    yield Figure("capital", "Capital net of grant (£ cash)", "£", capital)
    yield Figure("unmet", "Children without a home, times years", "children", _unmet(solution))
    for name in _SHARES:
        value = measure_named(solution.plan, name).value(solution.values)
        yield Figure(name, f"Share of {_inside(NAMED[name])} in {last}", "share", value)
    spot = measure_named(solution.plan, SPOT).value(solution.values)
    yield Figure(SPOT, f"{NAMED[SPOT].capitalize()} in {last}", "children", spot)
    for name, label, families in _DECIDED:
        yield Figure(name, label, "places", _places(solution, _of_families(solution, families)))


_DECIDED = (
    ("fostering_places", "Foster places decided", frozenset({"fostering", "kinship"})),
    ("home_beds", "Children's home beds decided", frozenset({"childrens_home"})),
    ("semi_independent", "Semi-independent places decided", frozenset({"supported_accommodation"})),
)


def _inside(label: str) -> str:
    """What the share is of, from the words of a measure.

    >>> _inside("children inside the boundary"), _inside("fostered children in in-house provision")
    ('children who live inside the boundary', 'fostered children who live in in-house provision')
    """
    noun = "fostered children" if label.startswith("fostered") else "children"
    return f"{noun} who live {label.removeprefix(noun).strip()}"


def _unmet(solution: Solution) -> float:
    """Children without a suitable home, times the years they go without, over the futures."""
    case = solution.case
    return sum(
        float(solution.values[position]) * case.periods[t].years * case.scenarios[s].probability
        for (_, _, t, s), position in solution.plan.formulation.decisions.unmet.items()
    )


def _of_families(solution: Solution, families: frozenset[str]) -> Callable[[Option], bool]:
    return lambda option: solution.case.provisions[option.provision].family in families


def _places(solution: Solution, chosen: Callable[[Option], bool]) -> float:
    return Terms.total(places_decided(solution.plan, chosen).values()).value(solution.values)
