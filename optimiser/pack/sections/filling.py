"""How places fill where they follow the choice curve: whom they turn away, and how many would be enough."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator
from typing import Any

from models.case import EVERY_AREA
from optimiser.disclosure.symbols import Symbol
from optimiser.pack.document import Cell, Chart, Column, Figure, Kind, Paragraph, Section, Table, Unit, say
from optimiser.pack.facts import Facts

KEY, TITLE = "filling", "How places fill"
Row = dict[Hashable, Any]

_COLUMNS = (
    ("Places", Unit.PLACES),
    ("Children offered them", Unit.CHILDREN),
    ("Children living there", Unit.CHILDREN),
    ("Turned away (%)", Unit.SHARE),
    ("Nothing suits (%)", Unit.SHARE),
    ("A choice of two (%)", Unit.SHARE),
    ("Places for 10 %", Unit.PLACES),
    ("Places for 5 %", Unit.PLACES),
    ("Places for 2 %", Unit.PLACES),
)
_TURNED_AWAY = 4


def section(facts: Facts) -> Section | None:
    """Places by the share of children whom they turn away; ``None`` without the choice curve, or for publication.

    A reader could work out of these figures how many children live in small homes, which other tables hide.
    """
    if facts.publish or facts.table("pools").empty:
        return None
    rows = sorted(_rows(facts), key=lambda row: -float(row["turned_away"]))
    if not rows:
        return None
    table = _table(facts, rows)
    worst = rows[0]
    most = Figure(float(worst["turned_away"]), Unit.SHARE)
    chart = Chart(
        "turned_away",
        Kind.BARS,
        table,
        f"Of the children offered places, the share turned away in {facts.last}",
        "Share of the children offered them (%)",
        say("“{}” turns away the largest share, {}.", _name(facts, worst), most),
        columns=(_TURNED_AWAY,),
    )
    sentences = (
        say(
            "Children come when they come, and a vacant place need not suit the child who comes, so places turn "
            "some away even where there are enough on average."
        ),
        say(
            "In {} “{}” turns away {} of the children whom it is offered to.",
            facts.last,
            _name(facts, worst),
            most,
        ),
        say(
            "With {} places in place of {} it would turn away one in ten.",
            Figure(float(worst["places_10"]), Unit.PLACES),
            Figure(float(worst["places"]), Unit.PLACES),
        ),
    )
    message = say("“{}” turns away {} of those who are offered it", _name(facts, worst), most)
    return Section(KEY, TITLE, message, (Paragraph(sentences), chart, table))


def _rows(facts: Facts) -> Iterator[Row]:
    """Pools with places in the last period, expected over the futures."""
    pools = facts.table("pools")
    last = pools[(pools["period"] == facts.last) & (pools["places"] > 0)]
    chance = last["scenario"].map(dict(facts.run.record["scenarios"])).astype("float64")
    for _, each in last.groupby(["provision", "area"], sort=False):
        weights = chance[each.index]
        found: Row = dict(each.iloc[0])
        offered = weights * each["offered_load"]
        for column in ("places", "offered_load", "carried", "children", "places_10", "places_5", "places_2"):
            found[column] = float((weights * each[column]).sum() / weights.sum())
        for column in ("no_suitable", "choice_of_two"):
            found[column] = (
                float((offered * each[column]).sum() / offered.sum()) if offered.sum() else float("nan")
            )
        found["turned_away"] = max(0.0, 1 - found["carried"] / found["offered_load"]) if offered.sum() else 0.0
        yield found


def _table(facts: Facts, rows: list[Row]) -> Table:
    return Table(
        "filling",
        f"Places and the children offered them in {facts.last}, by the share turned away",
        (Column("Provision"), *(Column(heading, unit) for heading, unit in _COLUMNS)),
        tuple((_name(facts, row), *_cells(row)) for row in rows),
        (
            "Children offered places: those who would live there if there were always room.",
            "Nothing suits: the chance that a child who comes by itself finds no vacant place that suits.",
            "A choice of two: the chance that two vacant places or more suit such a child.",
            "Places for 10 %: as many as would turn away at most one in ten of the children offered them.",
        ),
    )


def _cells(row: Row) -> Iterator[Cell]:
    key = f"{row['provision']}/{row['area']}"
    ids = {"offered_load": f"children/offered/{key}", "children": f"children/in_places/{key}"}
    names = (
        "places", "offered_load", "children", "turned_away", "no_suitable", "choice_of_two",
        "places_10", "places_5", "places_2",
    )  # fmt: skip
    for name, (_, unit) in zip(names, _COLUMNS, strict=True):
        value = float(row[name])
        yield Symbol.NOT_APPLICABLE if math.isnan(value) else Figure(value, unit, ids.get(name, ""))


def _name(facts: Facts, row: Row) -> str:
    provision = facts.provision(str(row["provision"]))
    return provision if row["area"] == EVERY_AREA else f"{provision}, {facts.area(str(row['area']))}"
