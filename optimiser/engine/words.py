"""Names of a case's things in the words of its input tables, for sentences about limits and shortfalls."""

from __future__ import annotations

import math
from collections.abc import Mapping

from models.case import EVERY_AREA, OptionKey, Target
from models.plan import Plan
from optimiser.engine.matrix import RowKey


class Words:
    """Names of a case's things in the words of its input tables."""

    def __init__(self, plan: Plan) -> None:
        """Keep the plan whose things are to be named."""
        self.plan, self.case = plan, plan.formulation.case

    def need(self, need: str) -> str:
        """A need group's label, in quotation marks."""
        return f"'{self.case.needs[need].label or need}'"

    def origin(self, need: str, home_area: str) -> str:
        """A need group and the area its children come from."""
        return f"{self.need(need)} from {self.area(home_area)}"

    def pool(self, provision: str, area: str) -> str:
        """A provision in an area."""
        return f"{self.provision(provision)} in {self.area(area)}"

    def places(self, provision: str, area: str) -> str:
        """A pool of places: a provision in an area or, where its areas share them, the provision."""
        return self.provision(provision) if area == EVERY_AREA else self.pool(provision, area)

    def provision(self, provision: str) -> str:
        """A provision's label, as it stands inside a sentence."""
        return inside_sentence(self.case.provisions[provision].label or provision)

    def area(self, area: str) -> str:
        """An area's name."""
        return self.case.areas[area].name or area

    def when(self, t: int, s: int | None = None) -> str:
        """A period and, where there are several, a scenario."""
        several = s is not None and len(self.case.scenarios) > 1
        future = f" in scenario '{self.case.scenarios[s or 0].scenario}'" if several else ""
        return f"in {self.case.periods[t].period}{future}"

    def year(self, year: int) -> str:
        """The periods of a year of the plan (0 is the first)."""
        held = [period.period for period in self.case.periods if math.floor(period.start + 1e-9) == year]
        return held[0] if len(held) == 1 else f"{held[0]} to {held[-1]}"

    def limited(self, key: RowKey) -> tuple[str, str, str]:
        """What a delivery limit is about: what is done, to units of what, and when."""
        if key.family.startswith("group"):
            label, *years = key.index
            verb, what = "take on", f"'{self.case.limit_groups[label].label or label}'"
        else:
            option, area, *years = key.index
            held = self.case.options[OptionKey(option, area)]
            family = self.case.provisions[held.provision].family
            verb = {"fostering": "recruit", "childrens_home": "open"}.get(family, "take on")
            what = f"'{held.label or option}' in {self.area(area)}"
        return verb, what, f"in {self.year(years[0])}" if years else "in all"

    def living(self, target: Target) -> str:
        """How the children counted by a promise live, after 'child living' or 'children living'."""
        if target.measure != "selected":
            return LIVING[target.measure]
        names = sorted(self.provision(provision) for provision in target.provisions)
        return f"in {' or '.join(names)}" if len(names) <= 3 else "in the provisions that the promise names"

    def budget(self, number: int, s: int | None = None) -> str:
        """A budget: which money, and when."""
        budget = self.case.budgets[number]
        kind = "revenue" if budget.budget == "revenue" else "capital"
        when = "over the whole plan" if budget.period is None else self.when(budget.period, s)
        return f"{kind} budget {when}"

    def yearly(self, value: float, t: int, s: int) -> float:
        """£ a year in the prices of a period, in one scenario, of a present value over all scenarios."""
        share = self.case.periods[t].years * self.case.scenarios[s].probability
        share *= float(self.plan.formulation.figures.discount[t])
        return value / share if share else value


LIVING: Mapping[str, str] = {
    "inside_boundary": "inside the boundary",
    "within_20_miles": "within 20 miles of home",
    "beyond_20_miles": "more than 20 miles from home",
    "in_house": "in in-house provision",
    "family": "in a family",
    "preferred": "in a preferred way of caring",
}
"""How the children live whom a promise's measure counts."""


def inside_sentence(label: str) -> str:
    """A label without its first capital, unless that belongs to a name or an abbreviation.

    >>> inside_sentence("In-house fostering"), inside_sentence("IFA"), inside_sentence("Oak House")
    ('in-house fostering', 'IFA', 'Oak House')
    """
    return label[:1].lower() + label[1:] if label[1:] == label[1:].lower() else label


def pounds(value: float) -> str:
    """Money to three figures; pence only below £10.

    >>> pounds(19_432), pounds(812.4), pounds(1.5), pounds(0.001)
    ('£19,400', '£812', '£1.50', 'less than a penny')
    """
    amount = abs(value)
    if amount < 0.005:
        return "less than a penny"
    if amount < 10:
        return f"£{amount:.2f}"
    return f"£{round(amount, min(0, 2 - math.floor(math.log10(amount)))):,.0f}"
