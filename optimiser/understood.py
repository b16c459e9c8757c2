"""What was understood of a case: its size, starting position and reconciliation to published spending."""

from __future__ import annotations

import io

import pandas as pd
from rich.console import Console
from rich.table import Table

from optimiser.results.spending import reconciliation_table, starting_costs
from optimiser.tables.inputs import CaseInputs


def understood(inputs: CaseInputs, width: int = 100) -> str:
    """A page that says what the tables hold, for a person to compare with what they meant."""
    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False)
    case = inputs.case
    console.print(f"{case.settings.authority}: the inputs are in order ({len(inputs.warnings)} warnings).")
    console.print(
        f"{len(case.periods)} periods from {case.periods[0].period} to {case.periods[-1].period}; "
        f"{len(case.needs)} need groups, {len(case.home_areas)} home areas, {len(case.areas)} areas, "
        f"{len(case.provisions)} provisions, {len({k.option for k in case.options})} options, "
        f"{len(case.targets)} promises, {len(case.budgets)} budget limits; "
        f"{len(case.flows)} permitted ways for a child to live."
    )
    console.print()
    console.print(_demand(inputs))
    console.print()
    console.print(_start(inputs))
    outturn = inputs.tables["outturn"]
    if len(outturn):
        console.print()
        _reconcile(console, reconciliation_table(case, outturn))
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def _table(title: str, *names: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for i, name in enumerate(names):
        table.add_column(name, justify="right" if i else "left", no_wrap=i > 0)
    return table


def _demand(inputs: CaseInputs) -> Table:
    case = inputs.case
    shown = (
        [0, *range(max(1, len(case.periods) - 5), len(case.periods))]
        if len(case.periods) > 6
        else range(len(case.periods))
    )
    table = _table("Children needing a home", "need group", *[case.periods[t].period for t in shown])
    probability = [scenario.probability for scenario in case.scenarios]
    expected = case.demand.sum(axis=1) @ probability
    for need, row in zip(case.needs.values(), expected, strict=True):
        table.add_row(need.label, *[f"{row[t]:,.1f}" for t in shown])
    table.add_row("total", *[f"{expected[:, t].sum():,.1f}" for t in shown])
    return table


def _start(inputs: CaseInputs) -> Table:
    case = inputs.case
    costs = starting_costs(case)
    table = _table(
        f"Where children live at the start, and what it costs a year ({case.settings.price_base} prices)",
        "provision", "children", "£m a year",
    )  # fmt: skip
    for key, provision in case.provisions.items():
        children = sum(count for flow, count in case.placements.items() if flow.provision == key)
        if children or costs[key]:
            table.add_row(provision.label, f"{children:,.0f}", f"{costs[key] / 1e6:,.2f}")
    total = sum(case.placements.values())
    table.add_row("total", f"{total:,.0f}", f"{sum(costs.values()) / 1e6:,.2f}")
    return table


def _reconcile(console: Console, table: pd.DataFrame) -> None:
    shown = _table(
        "Reconciliation to published spending (£m a year)",
        "line", "published", "starting position", "known to be left out", "unexplained",
    )  # fmt: skip
    columns = ["published", "starting_cost", "known_difference", "unexplained"]
    for row in table.to_dict("records"):
        shown.add_row(str(row["label"]), *[f"{row[column] / 1e6:,.2f}" for column in columns])
    shown.add_row("total", *[f"{table[column].sum() / 1e6:,.2f}" for column in columns])
    console.print(shown)
    for row in table.to_dict("records"):
        if row["explanation"]:
            console.print(f"  {row['label']}: {row['explanation']}")
