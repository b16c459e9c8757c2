"""The readable summary of a run: at most about sixty lines of a hundred columns, for a terminal or a file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from optimiser import page
from optimiser.engine.outcome import Status
from optimiser.page import Line
from optimiser.result import Result
from optimiser.results.children import START
from optimiser.scenario.told import what_ifs_told
from optimiser.sharing import sharing_in_words

_MOST_LINES = 58
"""Leaves two lines of a page of sixty for where the run was written to."""
_MOST_COLUMNS = 6
_LABEL_WIDTH = 36
_AREAS_WIDTH = 22
_MOST_SENTENCES = 5
_MOST_MISSED = 3
_SENTENCES_FROM = (
    ("promise", "suitable_home"),
    ("revenue_budget", "capital_budget"),
    ("enough_places", "carried_children", "market_full"),
    ("yearly_limit", "total_limit", "group_yearly_limit", "group_total_limit"),
    ("suitable_share",),
)
"""Kinds of limit that the summary speaks of: the dearest of each kind, in this order."""
_EMPTY = "–"
_BAD, _WARN, _GOOD = "bold red", "yellow", "green"


def summary_text(result: Result, width: int = 100) -> str:
    """The summary as plain text."""
    return "\n".join(text for text, _ in summary_lines(result, width))


def print_summary(result: Result, console: Console) -> None:
    """Print the summary; colour only where it helps (no plan, unmet need, a promise missed)."""
    for text, style in summary_lines(result, console.width):
        console.print(Text(text, style=style), soft_wrap=True)


def summary_lines(result: Result, width: int = 100) -> list[Line]:
    """The summary, line by line."""
    lines = [(f"{result.record.authority}: sufficiency plan", page.TITLE), _status(result)]
    lines += [(said, "") for said in [what_ifs_told(result.inputs)] if said]
    if not result.status.has_plan:
        return page.wrapped([*lines, *[(sentence, "") for sentence in result.explanation]], width)
    lines = page.wrapped([*lines, _unmet(result), *_money_sentences(result)], width)
    shown = _Shown(result, width)
    ending = page.wrapped(_promises(result, shown.columns), width)
    binding = [page.wrapped([(sentence, "")], width, "  ") for sentence in _binding(result)]
    locality, money = _locality(shown), _money(shown)
    fixed = [lines, locality, money, ending, *binding[:2]]
    titles = 2 * (1 + shown.columns.header_lines)
    room = _MOST_LINES - sum(map(len, fixed)) - titles - 6  # gaps between sections, heading of what binds
    decided, provisions = result.plan["label"].nunique(), result.placements["provision"].nunique()
    for_decisions = max(room // 2, room - provisions - 2)
    decisions = _decisions(shown, max(3, for_decisions))
    children = _children(shown, max(3, room - min(decided, for_decisions)))
    for section in (decisions, children, locality, money, ending):
        lines += [("", ""), *section]
    for number, sentence in enumerate(binding):
        heading = [("What binds, with whole-number decisions held fixed:", "")] if number == 0 else []
        if len(lines) + len(heading) + len(sentence) <= _MOST_LINES:
            lines += [*heading, *sentence]
    return lines


def _status(result: Result) -> Line:
    record = result.record
    if result.status is Status.OPTIMAL:
        if (record.gap or 0.0) < 5e-6:
            return "Optimal: proven that no plan is cheaper.", _GOOD
        proven = f"Optimal: proven that no plan is more than {percent(record.gap, 3)} cheaper"
        return f"{proven} (asked for: {percent(record.gap_asked, 3)}).", _GOOD
    if result.status is Status.FEASIBLE:
        less = f"another could be up to {percent(record.gap, 2)} cheaper"
        return f"A plan, but not proven the cheapest ({record.reason}): {less}.", _WARN
    if result.status is Status.INFEASIBLE:
        return "No plan can meet everything asked.", _BAD
    return f"Stopped before any plan was found ({record.reason}).", _BAD


def _unmet(result: Result) -> Line:
    found = result.record.headlines
    without, nothing = found["unmet_child_years"], found["unmet_child_years_do_nothing"]
    undone = (
        ""
        if nothing is None
        else f"{_most_at_once(result, 'do_nothing')} if nothing is done ({nothing:,.1f} child-years)"
    )
    if without > 1e-6:
        said = (
            f"UNMET NEED: {_most_at_once(result, 'children')} without a suitable home ({without:,.1f} child-years)"
        )
        if nothing is None:
            return f"{said}.", _BAD
        return f"{said}; {undone if nothing > 1e-6 else 'nobody if nothing is done'}.", _BAD
    if nothing is None:
        return "Every child has a home in the plan.", ""
    if nothing > 1e-6:
        return f"Every child has a home in the plan; {undone.replace(' if', ' without one if', 1)}.", ""
    return "Every child has a home, in the plan and if nothing is done.", ""


def _most_at_once(result: Result, column: str) -> str:
    most = float(result.unmet.groupby(["period", "scenario"])[column].sum().max())
    return f"up to {most:,.1f} {'child' if f'{most:.1f}' == '1.0' else 'children'} at a time"


def _money_sentences(result: Result) -> list[Line]:
    found = result.record.headlines
    present, nothing = found["present_value"], found["present_value_do_nothing"]
    first = f"Present value of all costs {pounds(present)}"
    if nothing is None:
        why = found["do_nothing"]
        none = "is not possible" if why == "not possible" else f"was not worked out ({why})"
        return [(f"{first}; doing nothing {none}, so there is no saving to state.", "")]
    saved = nothing - present
    verdict = f"saves {pounds(saved)}" if saved >= 0 else f"costs {pounds(-saved)} more"
    if abs(saved) < 0.5:
        verdict = "costs the same"
    said = [f"{first}; doing nothing {pounds(nothing)}: the plan {verdict}.", *_planning_ahead(found)]
    if shared := sharing_in_words(result.record.sharing, result.record.labels["provisions"]):
        said.append(shared)
    if len(result.record.scenarios) > 1:
        said.append(f"Figures are expected over {len(result.record.scenarios)} futures.")
    if not result.plan.empty:
        capital = f"capital {pounds(found['capital_net'])}" if found["capital_net"] else "no capital"
        if found["capital_grant"]:
            capital += f" after {pounds(found['capital_grant'])} grant"
        said.append(f"Cash over the plan: {_saving(found)}; {capital}; {_payback(found)}.")
    return [(sentence, "") for sentence in said]


def _planning_ahead(found: dict[str, Any]) -> list[str]:
    """What planning ahead is worth, where planning year by year was worked out too."""
    cost, worth = found["present_value_year_by_year"], found["value_of_planning_ahead"]
    if cost is None:
        return []
    said = f"Planned one year at a time, with no sight of the next: {pounds(cost)}"
    if not found["year_by_year_keeps_everything"]:
        verb = "saves" if worth >= 0 else "costs"
        return [f"{said}, and what is asked is missed in some years; planning ahead {verb} {pounds(abs(worth))}."]
    if abs(worth) < 0.5:
        return [f"{said}; planning ahead makes no difference."]
    return [f"{said}; planning ahead saves {pounds(worth)}."]


def _saving(found: dict[str, float]) -> str:
    saving = found["revenue_saving"]
    if saving < 0:
        return f"revenue {pounds(-saving)} more than doing nothing"
    parts = f"cashable {pounds(found['cashable_saving'])}, cost avoided {pounds(found['cost_avoided'])}"
    return f"revenue saving {pounds(saving)} ({parts})"


def _payback(found: dict[str, object]) -> str:
    period = found["payback_period"]
    return "not paid back within the plan" if period is None else f"paid back by {period}"


class _Columns:
    """The plan's periods in at most six groups of consecutive ones, so that a table fits the page."""

    def __init__(self, result: Result, width: int) -> None:
        labels = list(dict.fromkeys(label for label in result.locality["period"] if label != START))
        self._century = all(label.startswith("20") and "/" in label for label in labels)
        for most in range(_MOST_COLUMNS, 0, -1):
            size = max(1, math.ceil(len(labels) / most))
            self.groups = [labels[i : i + size] for i in range(0, len(labels), size)]
            ends = [(self.short(group[0]), self.short(group[-1])) for group in self.groups]
            self.names = [first if first == last else f"{first} to\n{last}" for first, last in ends]
            widest = max(cell_len(part) for name in self.names for part in name.split("\n"))
            if (max(widest, 6) + 1) * len(self.names) <= width - _LABEL_WIDTH - 18:
                break

    @property
    def header_lines(self) -> int:
        """Lines of a table's header."""
        return 2 if any("\n" in name for name in self.names) else 1

    def short(self, label: str) -> str:
        """A period's label without its century, where every period is of this one: 2026/27 is 26/27."""
        return label.removeprefix("20") if self._century else label

    def sums(self, values: pd.Series) -> list[float]:
        """Total of a series by period over each group."""
        return [float(values.reindex(group, fill_value=0.0).sum()) for group in self.groups]

    def lasts(self, values: pd.Series) -> list[float]:
        """A series by period in the last period of each group."""
        return [float(values.get(group[-1], 0.0)) for group in self.groups]


@dataclass(frozen=True)
class _Shown:
    """What the tables of a summary share: the result, the page's width and its columns."""

    result: Result
    width: int

    @cached_property
    def columns(self) -> _Columns:
        """The columns of periods."""
        return _Columns(self.result, self.width)

    @property
    def baseline(self) -> list[str]:
        """The column that says what doing nothing brings, where that is known."""
        return [] if self.result.savings.empty else ["do nothing"]

    def expected(self, table: pd.DataFrame, value: str) -> pd.Series:
        """Expected figure by period; what is the same in every future counts once."""
        weights = table["scenario"].map(self.result.record.scenarios).fillna(1.0)
        return (table[value] * weights).groupby(table["period"]).sum()

    def figures(self, table: pd.DataFrame) -> list[float]:
        """Expected children at the end of each group of periods and, last, if nothing is done."""
        columns = self.columns
        nothing = columns.lasts(self.expected(table, "do_nothing"))[-1:] if self.baseline else []
        return [*columns.lasts(self.expected(table, "children")), *nothing]

    def table(self, title: str, names: Sequence[str], rows: Iterable[Sequence[str]], words: int = 0) -> list[Line]:
        """A table as wide as the page."""
        return page.table(title, names, rows, self.width, words)


def _decisions(shown: _Shown, most: int) -> list[Line]:
    title, plan, columns = "What to decide (units)", shown.result.plan, shown.columns
    if plan.empty:
        return [(title, page.TITLE), ("Nothing: the homes there are and the market are the cheapest.", "")]
    groups = [(str(label), rows) for label, rows in plan.groupby("label", sort=False)]
    listed = groups if len(groups) <= most else groups[: most - 1]
    table = []
    for label, rows in listed:
        units = columns.sums(rows.groupby("period")["units"].sum())
        opens = next((columns.short(opening) for opening in rows["opens"] if opening), "later")
        table.append([label, *[count(u) for u in units], opens, _areas(rows["area"])])
    if len(listed) < len(groups):
        table.append([f"… and {len(groups) - len(listed)} more in plan.csv"])
    return shown.table(title, [*columns.names, "opens", "where"], table, words=2)


def _areas(areas: pd.Series) -> str:
    named = sorted(set(areas))
    said = ", ".join(named)
    return said if len(named) == 1 or len(said) <= _AREAS_WIDTH else f"{len(named)} areas"


def _children(shown: _Shown, most: int) -> list[Line]:
    result, columns = shown.result, shown.columns
    places, labels = result.placements, result.record.labels["provisions"]
    groups = [(str(name), rows) for name, rows in places.groupby("provision", sort=True)]
    groups.sort(key=lambda pair: -pair[1]["children"].sum())
    unmet = [] if result.unmet.empty else [("Without a suitable home", result.unmet)]
    most -= 1 + len(unmet)
    listed = groups if len(groups) <= most else groups[: most - 1]
    named = [(labels[name], rows) for name, rows in listed]
    if len(listed) < len(groups):
        others = pd.concat([rows for _, rows in groups[len(listed) :]])
        named.append((f"{len(groups) - len(listed)} others, in placements.csv", others))
    everyone = pd.concat([places, result.unmet]) if unmet else places
    rows = [
        [label, *[number(figure, 0) for figure in shown.figures(data)]]
        for label, data in (*named, *unmet, ("all children", everyone))
    ]
    notes = ["in the last period of each column"] if columns.header_lines > 1 else []
    notes += ["do nothing: in the last period"] if shown.baseline else []
    title = "Children by where they live" + (f" ({'; '.join(notes)})" if notes else "")
    return shown.table(title, [*columns.names, *shown.baseline], rows)


def _locality(shown: _Shown) -> list[Line]:
    data = shown.result.locality
    cells = (
        ("inside the boundary", data[data["boundary"] == "inside"]),
        ("20 miles or less", data[data["distance"] == "within_20_miles"]),
        ("beyond 20 miles", data[data["distance"] == "beyond_20_miles"]),
        ("distance not known", data[data["distance"] == "unknown"]),
    )
    everyone = _with_start(shown, data)
    rows = []
    for name, table in cells:
        parts = zip(_with_start(shown, table), everyone, strict=True)
        shares = [part / whole if whole else 0.0 for part, whole in parts]
        if name != "distance not known" or any(share > 0.0005 for share in shares):
            rows.append([name, *[percent(share, 0) for share in shares]])
    names = ["start", *shown.columns.names, *shown.baseline]
    return shown.table("Where they live (% of children looked after)", names, rows)


def _with_start(shown: _Shown, table: pd.DataFrame) -> list[float]:
    start = float(table.loc[table["period"] == START, "children"].sum())
    return [start, *shown.figures(table[table["period"] != START])]


def _money(shown: _Shown) -> list[Line]:
    result, columns = shown.result, shown.columns
    rows: list[tuple[str, pd.Series]] = []
    if result.savings.empty:
        revenue = result.costs[result.costs["kind"] == "revenue"]
        rows.append(("revenue, plan", shown.expected(revenue, "amount")))
        rows.append(("capital, net of grant", result.plan.groupby("period")["capital_net"].sum()))
    else:
        savings = result.savings.set_index("period")
        rows += [
            ("revenue, plan", savings["revenue_plan"]),
            ("revenue, doing nothing", savings["revenue_do_nothing"]),
            ("revenue saving", savings["revenue_saving"]),
            ("  of which cashable", savings["cashable"]),
            ("  of which cost avoided", savings["avoided"]),
            ("capital, net of grant", savings["capital_net"]),
        ]
    cells = [
        [name, *[millions(value) for value in (*columns.sums(values), float(values.sum()))]]
        for name, values in rows
    ]
    return shown.table("Money (£m, cash prices of each period)", [*columns.names, "total"], cells)


def _promises(result: Result, columns: _Columns) -> list[Line]:
    missed = result.targets[result.targets["kept"] == "no"]
    if result.targets.empty:
        return [("No promises were asked for.", "")]
    if missed.empty:
        return [("Every promise is kept.", "")]
    promises = [_missed(rows, columns) for _, rows in missed.groupby("target", sort=False)]
    more = len(promises) - _MOST_MISSED
    said = promises if more <= 0 else [*promises[:_MOST_MISSED], f"and {more} more in targets.csv"]
    return [(f"{'PROMISE' if len(promises) == 1 else 'PROMISES'} MISSED: {'; '.join(said)}.", _BAD)]


def _missed(rows: pd.DataFrame, columns: _Columns) -> str:
    """A promise that is missed, with what it comes to where it is furthest from what was asked."""
    worst = max(rows.to_dict("records"), key=lambda row: row["shortfall"])
    periods = [columns.short(period) for period in dict.fromkeys(rows["period"])]
    when = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}, at worst"
    in_words = percent if worst["unit"] == "share" else number
    asked, reached = (in_words(float(worst[name]), 1) for name in ("asked", "reached"))
    return f"{page.cut(worst['label'] or worst['target'], 60)} ({when}: {reached} instead of {asked})"


def _binding(result: Result) -> list[str]:
    kinds = [result.marginals[result.marginals["family"].isin(families)] for families in _SENTENCES_FROM]
    return [str(rows["sentence"].iloc[0]) for rows in kinds if not rows.empty][:_MOST_SENTENCES]


def pounds(value: float) -> str:
    """Money in words.

    >>> pounds(1_234_567), pounds(340_000), pounds(-12.3)
    ('£1.2m', '£340k', '−£12')
    """
    size = abs(value)
    sign = "−" if value <= -0.5 else ""
    if size >= 999_500:
        return f"{sign}£{size / 1e6:,.1f}m"
    return f"{sign}£{size / 1e3:,.0f}k" if size >= 999.5 else f"{sign}£{size:,.0f}"


def millions(value: float) -> str:
    """Millions to two places; nought as a dash."""
    return f"{value / 1e6:,.2f}" if abs(value) >= 5_000 else _EMPTY


def number(value: float, places: int) -> str:
    """A number to some places; nought as a dash."""
    return f"{value:,.{places}f}" if abs(value) >= 0.5 * 10**-places else _EMPTY


def count(value: float) -> str:
    """A number of units: whole where it is whole; nought as a dash."""
    if abs(value) < 1e-6:
        return _EMPTY
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-6 else f"{value:,.1f}"


def percent(value: float | None, places: int) -> str:
    """A share as a percentage."""
    return "unknown" if value is None else f"{100 * value:.{places}f} %"
