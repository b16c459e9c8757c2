"""Which prices and which decisions are looked at together for switching values."""

from __future__ import annotations

import math
from collections.abc import Sequence

from optimiser.errors import OptimiserError
from optimiser.results.solution import Solution
from optimiser.scenario import Alteration, what_if_from
from optimiser.studies.assumed import assumption_of
from optimiser.studies.drivers_contest import Decision
from optimiser.studies.drivers_ranges import Varied
from optimiser.studies.drivers_rows import labels_of
from optimiser.studies.drivers_sides import units_of
from optimiser.tables.inputs import CaseInputs, cell_text
from optimiser.tables.problems import did_you_mean
from optimiser.tables.range_rows import meets

PRICES, DECISIONS, NEARLY = 3, 3, 1
"""How many prices, decisions of the plan and decisions that it nearly made are looked at unless told."""

_PRICES = frozenset(
    {
        *(("provisions", "weekly_cost"), ("market", "weekly_cost"), ("suitability", "weekly_supplement")),
        *(("options", "setup_cost"), ("options", "capital_cost"), ("options", "running_cost")),
        *(("supply", "running_cost"), ("grants", "amount")),
    }
)
_NEARLY = 0.05
"""Units in the linear relaxation from which on a decision is nearly made."""


def prices_of(ranked: Sequence[Varied]) -> list[Varied]:
    """The prices that move the least cost most."""
    return [one for one in ranked if (one.assumption.table, one.assumption.column) in _PRICES][:PRICES]


def named_figure(inputs: CaseInputs, text: str) -> Varied:
    """The figures that a text names, ``market[provision=ifa].weekly_cost``.

    Raises :class:`~optimiser.errors.InputError` where it is not so written or names what there is not, and
    :class:`~optimiser.errors.OptimiserError` where no row holds such a figure.
    """
    (asked,) = what_if_from(f"{text.strip()}*=1").changes
    assert isinstance(asked, Alteration), "a product alters"
    frame = inputs.tables[asked.table]
    records = zip(frame.index, frame.to_dict("records"), strict=True)
    numbers = [
        int(number)
        for number, row in records
        if meets({str(name): cell_text(value) for name, value in row.items()}, asked.rows)
    ]
    found = assumption_of(inputs, asked.table, asked.column, numbers)
    if found is None or found.reason_to_leave_out(0.5):
        why = "no row holds such a figure" if found is None else f"it is {found.reason_to_leave_out(0.5)}"
        raise OptimiserError(f"{text!r} cannot be followed to where a decision switches: {why}.")
    return Varied(found, 0.5, 2.0)


def decisions_of(base: Solution, relaxed: Solution | None) -> list[Decision]:
    """The largest decisions in whole units, by the places they bring, and those nearly made."""
    places = {
        key.option: option.places_per_unit for key, option in base.case.options.items() if option.whole_units
    }
    units, nearly = units_of(base), {} if relaxed is None else units_of(relaxed)
    made = [option for option in places if units.get(option, 0.0) > 0.5]
    made.sort(key=lambda option: -units[option] * places[option])
    others = [option for option in places if option not in made and nearly.get(option, 0.0) >= _NEARLY]
    others.sort(key=lambda option: -nearly[option] * places[option])
    return [decision(base, option) for option in (*made[:DECISIONS], *others[:NEARLY])]


def decision(base: Solution, option: str) -> Decision:
    """The decision on an option; raises :class:`~optimiser.errors.OptimiserError` where none can switch."""
    labels = labels_of(base.case)
    if option not in labels:
        known = f"the options are {', '.join(labels)}"
        raise OptimiserError(f"There is no option {option!r}; {did_you_mean(option, labels, known)}.")
    if not all(held.whole_units for key, held in base.case.options.items() if key.option == option):
        raise OptimiserError(
            f"{option!r} is decided in parts of a unit, so that it grows or shrinks little by little and does not "
            "switch; name an option in whole units."
        )
    return Decision(option, labels[option], math.floor(units_of(base).get(option, 0.0) + 0.5))
