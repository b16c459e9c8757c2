"""The plan itself: what is decided, when it opens and where."""

from __future__ import annotations

import math

import pandas as pd

from optimiser.pack.display import plural
from optimiser.pack.document import (
    AFTER_THE_PLAN,
    Cell,
    Chart,
    Column,
    Figure,
    Kind,
    Paragraph,
    Section,
    Sentence,
    Table,
    Unit,
    say,
)
from optimiser.pack.facts import Facts
from optimiser.pack.homes import WITHHELD, is_small_home

KEY, TITLE = "plan", "What is decided, and when it opens"


def section(facts: Facts) -> Section:
    """Every decision with its first and last period, its places and when they can be used; and where."""
    found = facts.table("plan")
    if found.empty:
        nothing = say("The cheapest plan decides nothing new")
        return Section(KEY, TITLE, nothing, (Paragraph((say("No option is decided and nothing is closed."),)),))
    table = _schedule(facts, found)
    decided, closed = found[found["action"] == "decide"], found[found["action"] == "close"]
    capital = Figure(float(found["capital_net"].sum()), Unit.MILLIONS)
    places = Figure(float(decided["places"].sum()), Unit.PLACES)
    sentences = [
        *_counted("From {} to {} the plan decides {} {}, which bring {} {}.", facts, decided),
        *_counted("From {} to {} it closes {} {}, with {} {}.", facts, closed),
        say("A unit is a foster household, a home, a flat or a service."),
        say("Capital net of grant is {} in all.", capital),
    ]
    chart = Chart(
        "schedule",
        Kind.TIMELINE,
        table,
        "From the first decision to when the last takes effect",
        "Financial years" if "/" in facts.first else "Periods",
        say("{} kinds of decision are made between {} and {}.", str(len(table.rows)), facts.first, facts.last),
        columns=(1, 2),
        periods=facts.periods,
    )
    message = say("{} new places are decided between {} and {}", places, facts.first, facts.last)
    return Section(KEY, TITLE, message, (Paragraph(tuple(sentences)), chart, table, _by_area(facts, found)))


def _counted(template: str, facts: Facts, found: pd.DataFrame) -> list[Sentence]:
    """Units and places of some decisions in a sentence; none where there are none."""
    if found.empty:
        return []
    units = Figure(float(found["units"].sum()), Unit.UNITS)
    places = Figure(float(found["places"].abs().sum()), Unit.PLACES)
    words = plural(units, "unit", "units"), plural(places, "place", "places")
    return [say(template, facts.first, facts.last, units, words[0], places, words[1])]


def _schedule(facts: Facts, found: pd.DataFrame) -> Table:
    rows = []
    for label, one in _in_order(facts, found):
        opens = [facts.periods.index(t) if t in facts.periods else math.inf for t in one["opens"]]
        last = max(opens)
        rows.append(
            (
                label,
                min(one["period"], key=facts.periods.index),
                facts.periods[int(last)] if last < math.inf else AFTER_THE_PLAN,
                Figure(float(one["units"].sum()), Unit.UNITS),
                Figure(float(one["places"].sum()), Unit.PLACES),
                Figure(float(one["capital_net"].sum()), Unit.THOUSANDS),
            )
        )
    return Table(
        "schedule",
        "What is decided: first decision, when the last takes effect, units, places, capital net of grant, cash",
        (
            Column("Decision"),
            Column("First decided"),
            Column("Last takes effect"),
            Column("Units", Unit.UNITS),
            Column("Places", Unit.PLACES),
            Column("Capital (£000)", Unit.THOUSANDS),
        ),
        tuple(rows),
        ("Places are those of all units once they are fully open; carers who leave later are not taken off.",),
    )


def _in_order(facts: Facts, found: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The rows of each decision, those decided first before others."""
    groups = [(str(label), one) for label, one in found.groupby("label", sort=True)]
    return sorted(groups, key=lambda group: min(facts.periods.index(t) for t in group[1]["period"]))


def _by_area(facts: Facts, found: pd.DataFrame) -> Table:
    """Units of each decision by area and period; homes of one or two beds without their area where published."""
    rows: list[tuple[Cell, ...]] = []
    for label, one in _in_order(facts, found):
        withheld = facts.publish and is_small_home(
            facts, str(one["option"].iloc[0]), str(one["provision"].iloc[0])
        )
        areas = one["area"].map(lambda area: WITHHELD if withheld else facts.area(area))  # noqa: B023
        for area, here in one.groupby(areas, sort=True):
            by_period = here.groupby("period")["units"].sum()
            cells = (Figure(float(by_period.get(t, 0.0)), Unit.UNITS) for t in facts.periods)
            rows.append((label, str(area), *cells))
    return Table(
        "schedule_by_area",
        "Units decided, by area and period of the decision",
        (Column("Decision"), Column("Area"), *(Column(t, Unit.UNITS) for t in facts.periods)),
        tuple(rows),
    )
