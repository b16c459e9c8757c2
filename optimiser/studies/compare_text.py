"""A comparison as a page of Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from optimiser.studies.compare import BASELINE, TOGETHER, Comparison
from optimiser.studies.compare_figures import COST
from optimiser.studies.markdown import escaped
from optimiser.studies.waterfall import BASELINE as BEGINS
from optimiser.studies.waterfall import CAUSE, TOGETHER_ONLY

_MOST_NAMED = 6
_HALF_A_CHILD = 0.5


def compare_markdown(found: Comparison) -> str:
    """The comparison: figures side by side, the cost split by cause, and what differs in each plan."""
    lines = ["# What if", ""]
    lines += [line for caution in _cautions(found) for line in (f"**{caution}**", "")]
    lines += _side_by_side(found.figures)
    lines += _by_cause(found.waterfall)
    for name in found.plans["what_if"]:
        if name != BASELINE or any(plan == BASELINE for plan, _ in found.why):
            lines += ["", f"## {escaped(str(name))}", "", *(f"- {line}" for line in said_of(found, str(name)))]
    return "\n".join(lines) + "\n"


def _cautions(found: Comparison) -> Iterator[str]:
    if not found.complete:
        yield "Stopped early: only the plans that were finished are compared."
    for row in _records(found.plans):
        if row["status"] == "feasible":
            still = f"{100 * row['gap']:.2f} % is open"
            yield f"{row['what_if']}: stopped before it was proven ({row['reason']}), {still}."


def _side_by_side(figures: pd.DataFrame) -> Iterator[str]:
    if figures.empty:
        return
    plans = list(dict.fromkeys(figures["what_if"]))
    held = {(row["figure"], row["what_if"]): row for row in _records(figures)}
    yield f"| | {' | '.join(map(escaped, plans))} |"
    yield f"|---|{'---:|' * len(plans)}"
    for name in dict.fromkeys(figures["figure"]):
        rows = [held[name, plan] for plan in plans]
        cells = [_with_difference(row, row["what_if"] == plans[0]) for row in rows]
        yield f"| {rows[0]['label']} | {' | '.join(cells)} |"


def _with_difference(row: dict[str, Any], alone: bool) -> str:
    told = shown(row["value"], row["unit"])
    change = shown(row["difference"], row["unit"], signed=True)
    unproven = " (not proven)" if row["proven"] == "no" and change else ""
    return told if alone or not change else f"{told} ({change}){unproven}"


def shown(value: float, unit: str, signed: bool = False) -> str:
    """A figure with its unit; empty for a difference too small to show.

    >>> shown(257_100_846.0, "£"), shown(0.5412, "share"), shown(8.0, "places")
    ('£257.10m', '54.1 %', '8.0')
    >>> shown(-431_460.0, "£", signed=True), shown(0.0068, "share", signed=True)
    ('−£0.43m', '+0.7 points')
    >>> shown(1e-9, "places", signed=True)
    ''
    """
    if unit == "£":
        text = f"£{abs(value) / 1e6:,.2f}m" if abs(value) >= 1e5 else f"£{abs(value):,.0f}"
        nothing = "£0"
    elif unit == "share":
        text, nothing = (f"{100 * abs(value):.1f}", "0.0")
        text, nothing = (f"{text} points", f"{nothing} points") if signed else (f"{text} %", "")
    else:
        text, nothing = f"{abs(value):,.1f}", "0.0"
    if not signed:
        return f"−{text}" if value < 0 and text != nothing else text
    return "" if text == nothing else f"{'−' if value < 0 else '+'}{text}"


def _by_cause(steps: pd.DataFrame) -> Iterator[str]:
    cost = _records(steps[steps["figure"] == COST])
    if not cost:
        return
    yield from ("", "## The cost by cause", "", "| | £ | adds up to |", "|---|---:|---:|")
    for row in cost:
        level = row["kind"] not in (CAUSE, TOGETHER_ONLY)
        amount = "" if level else shown(row["amount"], "£", signed=True) or "£0"
        small = "" if level or abs(row["amount"]) > row["unproven"] else " (within what is not proven)"
        yield f"| {escaped(step_name(row, len(cost)))} | {amount}{small} | {shown(row['ends'], '£')} |"


def step_name(row: dict[str, Any], steps: int) -> str:
    """A step of a waterfall of so many steps, in words."""
    together = TOGETHER if steps > _OF_ONE_CAUSE else "With the change"
    names = {BEGINS: BASELINE, CAUSE: row["what_if"], TOGETHER_ONLY: "What they do only together"}
    return str(names.get(row["kind"], together))


_OF_ONE_CAUSE = 3
"""Steps of a waterfall with a single cause: where it begins, the cause, where it ends."""


def said_of(found: Comparison, name: str) -> Iterator[str]:
    """What a what-if does, in sentences."""
    why = [sentence for plan, sentence in found.why if plan == name]
    if why:
        yield from why
        return
    cost = next(row for row in _records(found.figures) if (row["what_if"], row["figure"]) == (name, COST))
    yield _costs(cost)
    decisions = found.decisions[found.decisions["what_if"] == name]
    yield from _decided(decisions)
    yield from _moved(found.children[found.children["what_if"] == name])


def _costs(row: dict[str, Any]) -> str:
    if row["proven"] == "no":
        return "Whether it costs more or less is not proven: the difference is within what the searches left open."
    less = "less" if row["difference"] < 0 else "more"
    share = abs(row["difference"] / (row["value"] - row["difference"]))
    return f"Costs {shown(abs(row['difference']), '£')} {less} at present value ({100 * share:.1f} %)."


def _decided(decisions: pd.DataFrame) -> Iterator[str]:
    """Units decided in all, by option, then what moves in time or place without a change of number."""
    if decisions.empty:
        yield "The same is decided."
        return
    totals = decisions.groupby(["action", "label"], sort=False)[["old", "new"]].sum().reset_index()
    more = [row for row in _records(totals) if row["new"] > row["old"] + 1e-6]
    fewer = [row for row in _records(totals) if row["new"] < row["old"] - 1e-6]
    for opening, rows in (("More is decided", more), ("Less is decided", fewer)):
        if rows:
            told = [f"{row['label']} ({_units(row['new'] - row['old'])})" for row in rows]
            yield f"{opening}: {_listed(told)}."
    same = [row["label"] for row in _records(totals) if abs(row["new"] - row["old"]) <= 1e-6]
    if same:
        yield f"At another time or place, as many in all: {_listed(same)}."


def _units(difference: float) -> str:
    """A number of units more or fewer.

    >>> _units(1.0), _units(-25.0), _units(0.5)
    ('+1 unit', '−25 units', '+0.5 units')
    """
    number = f"{abs(difference):.10g}"
    return f"{'−' if difference < 0 else '+'}{number} unit{'' if number == '1' else 's'}"


def _moved(children: pd.DataFrame) -> Iterator[str]:
    """Where more and fewer children live in the last period."""
    last = children[children["period"] == children["period"].max()]
    rows = [row for row in _records(last) if abs(row["difference"]) >= _HALF_A_CHILD]
    if not rows:
        return
    rows.sort(key=lambda row: -abs(row["difference"]))
    told = [
        f"{abs(r['difference']):,.0f} {'more' if r['difference'] > 0 else 'fewer'} in {r['label']}" for r in rows
    ]
    yield f"In {rows[0]['period']}, children live elsewhere: {_listed(told)}."


def _listed(items: Iterable[str]) -> str:
    held: Sequence[str] = list(items)
    rest = len(held) - _MOST_NAMED
    named = [*held[:_MOST_NAMED], *([f"and {rest} other{'' if rest == 1 else 's'}"] if rest > 0 else [])]
    return escaped("; ".join(named))


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): (math.nan if value is None else value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]
