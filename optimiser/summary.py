"""The readable summary of a run on the terminal: at most about sixty lines of a hundred columns."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Sequence

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimiser.engine.outcome import Status
from optimiser.result import Result
from optimiser.results.children import START

_MOST_COLUMNS = 6
_MOST_DECISIONS = 16
_MOST_PROVISIONS = 13
_MOST_SENTENCES = 5
_LABEL_WIDTH = 36
_SENTENCES_FROM = (
    ("promise",),
    ("revenue_budget", "capital_budget"),
    ("enough_places", "market_full"),
    ("yearly_limit", "total_limit", "group_yearly_limit", "group_total_limit"),
    ("suitable_share",),
)
"""Kinds of limit that the summary speaks of: the dearest of each kind, in this order."""


def summary_text(result: Result, width: int = 100) -> str:
    """The summary as plain text."""
    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False)
    print_summary(result, console)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def print_summary(result: Result, console: Console) -> None:
    """Print the summary; colour only where it helps (no plan, unmet need, a promise missed)."""
    console.print(Text(f"{result.record.authority}: sufficiency plan", style="bold"))
    console.print(_status(result))
    if not result.status.has_plan:
        for sentence in result.explanation:
            console.print(sentence)
        return
    console.print(_unmet(result))
    for sentence in _money_sentences(result):
        console.print(sentence)
    columns = _Columns(result)
    for section in (_decisions, _children, _locality, _money):
        console.print()
        console.print(section(result, columns))
    console.print()
    console.print(_promises(result))
    for sentence in _binding(result):
        console.print(sentence)


def _status(result: Result) -> Text:
    record = result.record
    if result.status is Status.OPTIMAL:
        proven = f"Optimal: proven that no plan is more than {percent(record.gap, 3)} cheaper"
        return Text(f"{proven} (asked for: {percent(record.gap_asked, 3)}).", style="green")
    if result.status is Status.FEASIBLE:
        return Text(
            f"A plan, but not proven the cheapest ({record.reason}): another could be up to "
            f"{percent(record.gap, 2)} cheaper.",
            style="yellow",
        )
    if result.status is Status.INFEASIBLE:
        return Text("No plan can meet everything asked.", style="bold red")
    return Text(f"Stopped before any plan was found ({record.reason}).", style="bold red")


def _unmet(result: Result) -> Text:
    found = result.record.headlines
    without = found["unmet_child_years"]
    nothing = found["unmet_child_years_do_nothing"]
    if without > 1e-6:
        worst = result.unmet.groupby("period")["children"].sum()
        return Text(
            f"UNMET NEED: up to {worst.max():,.1f} children at a time without a suitable home "
            f"({without:,.1f} child-years in all; {nothing or 0:,.1f} if nothing is done).",
            style="bold red",
        )
    if nothing is not None and nothing > 1e-6:
        return Text(f"Every child has a home; if nothing is done {nothing:,.1f} child-years are without one.")
    return Text("Every child has a home, in the plan and if nothing is done.")


def _money_sentences(result: Result) -> list[str]:
    found = result.record.headlines
    said = [f"Present value of all costs {pounds(found['present_value'])}"]
    if found["present_value_do_nothing"] is not None:
        difference = found["present_value_do_nothing"] - found["present_value"]
        verb = "saves" if difference >= 0 else "costs more by"
        said[0] += (
            f"; doing nothing {pounds(found['present_value_do_nothing'])}: the plan {verb} {pounds(abs(difference))}."
        )
        said.append(
            f"Cash over the plan: revenue saving {pounds(found['revenue_saving'])} (cashable "
            f"{pounds(found['cashable_saving'])}, cost avoided {pounds(found['cost_avoided'])}); capital "
            f"{pounds(found['capital_net'])} after {pounds(found['capital_grant'])} grant; {_payback(found)}."
        )
    else:
        said[0] += "; doing nothing is not possible, so there is no saving to state."
    return said


def _payback(found: dict[str, object]) -> str:
    period = found["payback_period"]
    return "not paid back within the plan" if period is None else f"paid back by {period}"


class _Columns:
    """The plan's periods in at most six groups of consecutive ones, so that a table fits the page."""

    def __init__(self, result: Result) -> None:
        labels = list(dict.fromkeys(label for label in result.locality["period"] if label != START))
        size = max(1, math.ceil(len(labels) / _MOST_COLUMNS))
        self.groups = [labels[i : i + size] for i in range(0, len(labels), size)]
        self._century = all(label.startswith("20") and "/" in label for label in labels)
        ends = [(self.short(group[0]), self.short(group[-1])) for group in self.groups]
        self.names = [first if first == last else f"{first} to {last}" for first, last in ends]

    def short(self, label: str) -> str:
        """A period's label without its century, where every period is of this one: 2026/27 is 26/27."""
        return label.removeprefix("20") if self._century else label

    def sums(self, values: pd.Series) -> list[float]:
        """Total of a series by period over each group."""
        return [float(values.reindex(group, fill_value=0.0).sum()) for group in self.groups]

    def lasts(self, values: pd.Series) -> list[float]:
        """A series by period in the last period of each group."""
        return [float(values.get(group[-1], 0.0)) for group in self.groups]


def _table(title: str, first: str, names: Iterable[str], *, more: Sequence[str] = ()) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 1, 0, 0)
    )
    table.add_column(first, no_wrap=True, overflow="ellipsis", max_width=_LABEL_WIDTH)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    for name in more:
        table.add_column(name, no_wrap=True, overflow="ellipsis")
    return table


def _decisions(result: Result, columns: _Columns) -> Table:
    table = _table("What to decide (units)", "", columns.names, more=["opens", "where"])
    plan = result.plan
    if plan.empty:
        table.add_row("Nothing: the homes there are and the market are the cheapest")
        return table
    groups = [(str(label), rows) for label, rows in plan.groupby("label", sort=False)]
    for label, rows in groups[:_MOST_DECISIONS]:
        units = columns.sums(rows.groupby("period")["units"].sum())
        opens = next((columns.short(o) for o in rows["opens"] if o), "later")
        table.add_row(label, *[count(u) for u in units], opens, ", ".join(sorted(set(rows["area"]))))
    if len(groups) > _MOST_DECISIONS:
        table.add_row(f"… and {len(groups) - _MOST_DECISIONS} more in plan.csv")
    return table


def _expected(table: pd.DataFrame, value: str) -> pd.Series:
    """Mean over scenarios of a figure by period (scenarios weigh the same on the terminal)."""
    by_both = table.groupby(["period", "scenario"])[value].sum()
    return by_both.groupby(level="period").mean()


def _children(result: Result, columns: _Columns) -> Table:
    table = _table(
        "Children by where they live (last column: the same period, doing nothing)",
        "",
        [*columns.names, "nothing"],
    )
    places = result.placements
    last = columns.groups[-1][-1]
    groups = [(str(name), rows) for name, rows in places.groupby("provision", sort=True)]
    ordered = sorted(groups, key=lambda pair: -pair[1]["children"].sum())
    labels = result.record.labels["provisions"]
    for name, rows in ordered[:_MOST_PROVISIONS]:
        nothing = _expected(rows, "do_nothing").get(last, 0.0)
        shown = [number(c, 0) for c in columns.lasts(_expected(rows, "children"))]
        table.add_row(labels[name], *shown, number(float(nothing), 0))
    if len(ordered) > _MOST_PROVISIONS:
        table.add_row(f"… and {len(ordered) - _MOST_PROVISIONS} more in placements.csv")
    return table


def _locality(result: Result, columns: _Columns) -> Table:
    table = _table("Where they live (% of children looked after)", "", ["start", *columns.names, "nothing"])
    data = result.locality
    last = columns.groups[-1][-1]
    tests: tuple[tuple[str, Callable[[pd.DataFrame], pd.Series]], ...] = (
        ("inside the boundary", lambda d: d["boundary"] == "inside"),
        ("20 miles or less", lambda d: d["distance"] == "within_20_miles"),
        ("beyond 20 miles", lambda d: d["distance"] == "beyond_20_miles"),
    )
    for name, test in tests:
        rows = data[test(data)]
        share = _expected(rows, "share")
        nothing = _share(data, rows, "do_nothing", last)
        shown = [percent(s, 0) for s in (share.get(START, 0.0), *columns.lasts(share))]
        table.add_row(name, *shown, percent(nothing, 0))
    return table


def _share(data: pd.DataFrame, rows: pd.DataFrame, value: str, period: str) -> float:
    everyone = float(data.loc[data["period"] == period, value].sum())
    return float(rows.loc[rows["period"] == period, value].sum()) / everyone if everyone else 0.0


def _money(result: Result, columns: _Columns) -> Table:
    table = _table("Money (£m, cash prices of each period)", "", [*columns.names, "total"])
    savings = result.savings.set_index("period")
    rows = (
        ("revenue, plan", "revenue_plan"),
        ("revenue, doing nothing", "revenue_do_nothing"),
        ("revenue saving", "revenue_saving"),
        ("  of which cashable", "cashable"),
        ("  of which cost avoided", "avoided"),
        ("capital, net of grant", "capital_net"),
    )
    if savings.empty:
        costs = result.costs[result.costs["kind"] == "revenue"].groupby("period")["amount"].sum()
        table.add_row("revenue, plan", *[millions(v) for v in columns.sums(costs)], millions(float(costs.sum())))
        return table
    for name, column in rows:
        values = columns.sums(savings[column])
        table.add_row(name, *[millions(v) for v in values], millions(sum(values)))
    return table


def _promises(result: Result) -> Text:
    missed = result.targets[result.targets["kept"] == "no"]
    if result.targets.empty:
        return Text("No promises were asked for.")
    if missed.empty:
        return Text("Every promise is kept.")
    worst = [f"{label} ({', '.join(rows['period'])})" for label, rows in missed.groupby("label", sort=False)]
    return Text(f"Promises missed: {'; '.join(worst)}.", style="red")


def _binding(result: Result) -> list[str]:
    if result.marginals.empty:
        return []
    kinds = [result.marginals[result.marginals["family"].isin(families)] for families in _SENTENCES_FROM]
    said = [str(rows["sentence"].iloc[0]) for rows in kinds if not rows.empty]
    return ["What binds, with whole-number decisions held fixed:", *[f"  {s}" for s in said[:_MOST_SENTENCES]]]


def pounds(value: float) -> str:
    """Money in words: £1.2m, £340k, £12."""
    size = abs(value)
    sign = "−" if value < 0 else ""
    if size >= 999_500:
        return f"{sign}£{size / 1e6:,.1f}m"
    return f"{sign}£{size / 1e3:,.0f}k" if size >= 1_000 else f"{sign}£{size:,.0f}"


def millions(value: float) -> str:
    """Millions to two places."""
    return f"{value / 1e6:,.2f}" if abs(value) >= 5_000 else "–"


def number(value: float, places: int) -> str:
    """A number to some places; nought as a dash."""
    return f"{value:,.{places}f}" if abs(value) >= 0.5 * 10**-places else "–"


def count(value: float) -> str:
    """A number of units: whole where it is whole; nought as a dot."""
    if abs(value) < 1e-6:
        return "·"
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-6 else f"{value:,.1f}"


def percent(value: float | None, places: int) -> str:
    """A share as a percentage."""
    return "unknown" if value is None else f"{100 * value:.{places}f} %"
