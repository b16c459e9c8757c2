"""What was understood of a case, as tables for a person to compare with what they meant."""

from __future__ import annotations

from collections.abc import Iterator

from models.case import Case
from optimiser.pack.document import Table, Unit
from optimiser.pack.tables import Layout, Line, lines_table, money_table, total_of
from optimiser.tables.inputs import CaseInputs


def case_tables(inputs: CaseInputs) -> tuple[Table, ...]:
    """Children by need group; where they live at the start and what it costs; reconciliation to spending."""
    return tuple(_tables(inputs))


def _tables(inputs: CaseInputs) -> Iterator[Table]:
    yield _demand(inputs.case)
    if inputs.case.placements:
        yield _start(inputs.case)
    if not inputs.tables["outturn"].empty:
        yield _reconciliation(inputs)


def _demand(case: Case) -> Table:
    """Expected children over the futures, by need group and period."""
    expected = case.demand.sum(axis=1) @ [scenario.probability for scenario in case.scenarios]
    periods = [period.period for period in case.periods]
    lines = [
        Line(need.label, key, dict(zip(periods, map(float, row), strict=True)))
        for (key, need), row in zip(case.needs.items(), expected, strict=True)
    ]
    layout = Layout("demand", Unit.CHILDREN, [(period, period) for period in periods])
    caption = "Children who need a home, by need group, average over each period"
    return lines_table("demand", caption, "Need group", layout, lines, total_of(lines, "All children"))


def _start(case: Case) -> Table:
    from models.starting_position import starting_costs

    costs = starting_costs(case)
    living = dict.fromkeys(case.provisions, 0.0)
    for flow, children in case.placements.items():
        living[flow.provision] += children
    rows = [
        (provision.label, (living[key], costs[key]))
        for key, provision in case.provisions.items()
        if living[key] or costs[key]
    ]
    total = ("All", (sum(living.values()), sum(costs.values())))
    caption = f"Where children live at the start and what that costs a year, prices of {case.settings.price_base}"
    columns = [("Children", Unit.CHILDREN), ("Cost a year (£000)", Unit.THOUSANDS)]
    return money_table("start", caption, "Provision", columns, [*rows, total], total=True)


def _reconciliation(inputs: CaseInputs) -> Table:
    from optimiser.results.spending import reconciliation_table  # loads the modelling language

    found = reconciliation_table(inputs.case, inputs.tables["outturn"])
    names = ["published", "starting_cost", "known_difference", "unexplained"]
    rows = [(str(row["label"]), [float(row[name]) for name in names]) for row in found.to_dict("records")]
    total = ("All", [float(found[name].sum()) for name in names])
    heads = ["Published (£000)", "Starting position (£000)", "Known to be left out (£000)", "Unexplained (£000)"]
    notes = [f"{row['label']}: {row['explanation']}" for row in found.to_dict("records") if row["explanation"]]
    return money_table(
        "reconciliation",
        "Reconciliation of the starting position to published spending, a year",
        "Line",
        [(head, Unit.THOUSANDS) for head in heads],
        [*rows, total],
        notes,
        total=True,
    )
