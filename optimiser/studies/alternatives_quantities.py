"""What the plans of a case are told apart by: units of each option, of each limit group, places of each provision.

An option counts over all its areas and periods. Closures of existing units are no option and are left alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.case import Floats, Option
from models.plan import Plan
from models.terms import Terms


@dataclass(frozen=True)
class Quantity:
    """Units (or places) of something decided, by period. ``whole``: whether only whole units are possible."""

    kind: str
    key: str
    label: str
    unit: str
    whole: bool
    decided: tuple[Terms, ...]

    def until(self, last: int) -> Terms:
        """What is decided up to and including a period."""
        return Terms.total(self.decided[: last + 1])

    @property
    def total(self) -> Terms:
        """What is decided in the whole plan."""
        return Terms.total(self.decided)

    @property
    def first_possible(self) -> int:
        """The first period in which any of it can be decided; the number of periods where it never can."""
        return next((t for t, terms in enumerate(self.decided) if len(terms.positions)), len(self.decided))


def quantities(plan: Plan) -> tuple[Quantity, ...]:
    """Every option; every limit group and every provision that has more than one option."""
    return (*_options(plan), *_groups(plan), *_provisions(plan))


def _options(plan: Plan) -> Iterator[Quantity]:
    for name, options in _grouped(plan, lambda option: (option.key.option,)).items():
        yield _quantity(plan, "option", name, options[0].label or name, options, _one)


def _groups(plan: Plan) -> Iterator[Quantity]:
    for name, options in _grouped(plan, lambda option: option.limit_groups).items():
        if _several(options):
            label = plan.formulation.case.limit_groups[name].label or name
            yield _quantity(plan, "limit_group", name, label, options, _one)


def _provisions(plan: Plan) -> Iterator[Quantity]:
    for name, options in _grouped(plan, lambda option: (option.provision,)).items():
        if _several(options):
            label = plan.formulation.case.provisions[name].label or name
            yield _quantity(plan, "provision", name, label, options, _places)


def places_decided(plan: Plan, chosen: Callable[[Option], bool] = lambda _: True) -> dict[str, Terms]:
    """Places that the units decided of each option bring when all are usable, over areas and periods."""
    found = _grouped(plan, lambda option: (option.key.option,) if chosen(option) else ())
    return {name: Terms.total(_by_period(plan, options, _places)) for name, options in found.items()}


def units_decided(plan: Plan, chosen: Callable[[Option], bool]) -> Terms:
    """Units decided of some options, over areas and periods."""
    options = [option for option in plan.formulation.case.options.values() if chosen(option)]
    return Terms.total(_by_period(plan, options, _one))


def _one(_: Option) -> float:
    return 1.0


def _places(option: Option) -> float:
    return option.places_per_unit


def _several(options: list[Option]) -> bool:
    return len({option.key.option for option in options}) > 1


def _grouped(plan: Plan, keys: Callable[[Option], tuple[str, ...]]) -> dict[str, list[Option]]:
    """Options that can be decided at all, by the keys of each."""
    decidable = {key for key, _ in plan.formulation.decisions.decide}
    found: dict[str, list[Option]] = {}
    for option in plan.formulation.case.options.values():
        for key in keys(option) if option.key in decidable else ():
            found.setdefault(key, []).append(option)
    return found


def _by_period(plan: Plan, options: list[Option], weight: Callable[[Option], float]) -> tuple[Terms, ...]:
    decide, periods = plan.formulation.decisions.decide, plan.formulation.case.periods
    held = [
        [(decide[option.key, t], weight(option)) for option in options if (option.key, t) in decide]
        for t in range(len(periods))
    ]
    return tuple(Terms.weighted([p for p, _ in pairs], [w for _, w in pairs]) for pairs in held)


def _quantity(
    plan: Plan, kind: str, key: str, label: str, options: list[Option], weight: Callable[[Option], float]
) -> Quantity:
    whole = all(option.whole_units and math.isclose(weight(option), round(weight(option))) for option in options)
    unit = "units" if weight is _one else "places"
    return Quantity(kind, key, label, unit, whole, _by_period(plan, options, weight))


def amounts(places: dict[str, Terms], values: Floats) -> dict[str, float]:
    """Places of each option that a plan decides."""
    return {name: terms.value(values) for name, terms in places.items()}


def distance(one: dict[str, float], other: dict[str, float]) -> float:
    """How far two plans differ, in places: over the options, the difference in places decided, added up.

    Where or when they are decided does not count, so that the same homes a year later are no other plan.

    >>> distance({"home": 4.0, "carer": 10.0}, {"home": 0.0, "carer": 12.0})
    6.0
    """
    return math.fsum(abs(places - other[name]) for name, places in one.items())
