"""What was understood of a case: its size, starting position and reconciliation to published spending."""

from __future__ import annotations

from models.starting_position import starting_costs
from optimiser import page
from optimiser.page import Line
from optimiser.results.spending import reconciliation_table
from optimiser.tables.inputs import CaseInputs

_MOST_PERIODS = 6


def understood(inputs: CaseInputs, width: int = 100) -> str:
    """A page that says what the tables hold, for a person to compare with what they meant."""
    case = inputs.case
    counted = (
        number_of(len(case.needs), "need group"),
        number_of(len(case.home_areas), "home area"),
        number_of(len(case.areas), "area"),
        number_of(len(case.provisions), "provision"),
        number_of(len({key.option for key in case.options}), "option"),
        number_of(len(case.targets), "promise"),
        number_of(len(case.budgets), "budget limit"),
    )
    first, last = case.periods[0].period, case.periods[-1].period
    when = f"1 period, {first}" if first == last else f"{len(case.periods)} periods from {first} to {last}"
    if len(case.scenarios) > 1:
        when += f"; {len(case.scenarios)} futures, expected figures below"
    lines = page.wrapped(
        [
            (f"{case.settings.authority}: the inputs are in order ({_warnings(inputs)}).", ""),
            (f"{when}; {', '.join(counted)}; {_ways(len(case.flows))} to live.", ""),
        ],
        width,
    )
    for section in (_demand(inputs, width), _start(inputs, width), _reconciliation(inputs, width)):
        lines += [("", ""), *section] if section else []
    return "\n".join(text for text, _ in lines)


def number_of(count: int, noun: str) -> str:
    """A number of things in words.

    >>> number_of(1, "home area"), number_of(2, "promise")
    ('1 home area', '2 promises')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _warnings(inputs: CaseInputs) -> str:
    return number_of(len(inputs.warnings), "warning") if inputs.warnings else "no warnings"


def _ways(flows: int) -> str:
    return f"{number_of(flows, 'permitted way')} for a child"


def _demand(inputs: CaseInputs, width: int) -> list[Line]:
    case = inputs.case
    periods = len(case.periods)
    shown = list(range(periods))
    if periods > _MOST_PERIODS:
        shown = [0, *range(periods - _MOST_PERIODS + 1, periods)]
    probability = [scenario.probability for scenario in case.scenarios]
    expected = case.demand.sum(axis=1) @ probability
    rows = [
        [need.label, *[f"{row[t]:,.1f}" for t in shown]]
        for need, row in zip(case.needs.values(), expected, strict=True)
    ]
    rows.append(["total", *[f"{expected[:, t].sum():,.1f}" for t in shown]])
    names = [case.periods[t].period for t in shown]
    left_out = "" if periods == len(shown) else " (the first and the last periods)"
    return page.table(f"Children needing a home{left_out}", names, rows, width)


def _start(inputs: CaseInputs, width: int) -> list[Line]:
    case = inputs.case
    costs = starting_costs(case)
    rows = []
    for key, provision in case.provisions.items():
        children = sum(count for flow, count in case.placements.items() if flow.provision == key)
        if children or costs[key]:
            rows.append([provision.label, f"{children:,.0f}", f"{costs[key] / 1e6:,.2f}"])
    rows.append(["total", f"{sum(case.placements.values()):,.0f}", f"{sum(costs.values()) / 1e6:,.2f}"])
    title = f"Where children live at the start, and what it costs a year ({case.settings.price_base} prices)"
    return page.table(title, ["children", "£m a year"], rows, width)


def _reconciliation(inputs: CaseInputs, width: int) -> list[Line]:
    if inputs.tables["outturn"].empty:
        return []
    found = reconciliation_table(inputs.case, inputs.tables["outturn"])
    columns = ["published", "starting_cost", "known_difference", "unexplained"]
    records = found.to_dict("records")
    rows = [[str(row["label"]), *[f"{row[column] / 1e6:,.2f}" for column in columns]] for row in records]
    rows.append(["total", *[f"{found[column].sum() / 1e6:,.2f}" for column in columns]])
    names = ["published", "starting\nposition", "known to be\nleft out", "unexplained"]
    lines = page.table("Reconciliation to published spending (£m a year)", names, rows, width)
    explained = [(f"{row['label']}: {row['explanation']}", "") for row in records if row["explanation"]]
    return lines + page.wrapped(explained, width, "  ")
