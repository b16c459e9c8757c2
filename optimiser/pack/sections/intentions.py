"""Commissioning intentions: what the authority will need of its market, by kind, area and date."""

from __future__ import annotations

from optimiser.pack.display import plural, rounded
from optimiser.pack.document import Cell, Column, Figure, Paragraph, Section, Sentence, Table, Unit, say
from optimiser.pack.facts import PLAN, Facts, end_of
from optimiser.pack.groups import is_bought
from optimiser.pack.homes import WITHHELD, is_small_home
from optimiser.pack.sections.homes_now import START, start_by_provision

KEY, TITLE = "intentions", "Commissioning intentions"
_ACTIVE = 0.5
"""Children fewer than this are not worth an intention."""


def section(facts: Facts) -> Section:
    """What will be needed of each kind of home by the end of the plan, and of the external market."""
    needed, market = _needed(facts), _market(facts)
    intentions = tuple(_intention(row) for row in needed.rows)
    opening = say("These intentions tell providers, carers and partners what the plan needs of them.")
    message = say("What we need by {}", end_of(facts.last))
    blocks: list[Paragraph | Table] = [Paragraph((opening,))]
    if needed.rows:
        blocks += [*(Paragraph((one,)) for one in intentions), needed]
    blocks.append(market)
    return Section(KEY, TITLE, message, tuple(blocks))


def _intention(row: tuple[Cell, ...]) -> Sentence:
    label, area, ages, by, units, places = row
    assert isinstance(units, Figure)
    assert isinstance(places, Figure)
    return say(
        "{}, {}: {} more by {}, with {} {}{}.",
        str(label),
        str(area),
        units,
        str(by),
        places,
        plural(places, "place", "places"),
        f", above all for: {ages}" if ages else "",
    )


def _needed(facts: Facts) -> Table:
    """New units by provision and area, by the end of the last period in which any opens."""
    found = facts.table("plan")
    found = found[found["action"] == "decide"]
    small = [
        facts.publish and is_small_home(facts, str(row["option"]), str(row["provision"]))
        for row in found.to_dict("records")
    ]
    places = [WITHHELD if hide else facts.area(area) for hide, area in zip(small, found["area"], strict=True)]
    rows = []
    for (provision, area), one in found.assign(where=places).groupby(["provision", "where"], sort=True):
        opens = [t for t in one["opens"] if t in facts.periods]
        by = end_of(max(opens, key=facts.periods.index)) if opens else f"after {end_of(facts.last)}"
        rows.append(
            (
                facts.provision(str(provision)),
                str(area),
                _ages(facts, str(provision)),
                by,
                Figure(float(one["units"].sum()), Unit.UNITS),
                Figure(float(one["places"].sum()), Unit.PLACES),
            )
        )
    return Table(
        "intentions",
        "What the plan adds, by provision and area",
        (
            Column("Provision"),
            Column("Area"),
            Column("Above all for"),
            Column("By"),
            Column("Units", Unit.UNITS),
            Column("Places", Unit.PLACES),
        ),
        tuple(rows),
        ("A unit is a foster household, a home, a flat or a service.",),
    )


def _ages(facts: Facts, provision: str) -> str:
    """The two need groups that most of a provision's children belong to in the last period."""
    living = facts.expected(
        "placements",
        PLAN,
        ("need",),
        lambda rows: (rows["provision"] == provision) & (rows["period"] == facts.last),
    )
    most = sorted(living, key=lambda key: -living[key])[:2]
    return "; ".join(facts.need(key) for (key,) in most if living[key,] > _ACTIVE)


def _market(facts: Facts) -> Table:
    """Children in bought homes at the start and in the last period."""
    start = start_by_provision(facts)
    plan = facts.living(PLAN)
    keys = [
        key
        for key in facts.run.inputs.case.provisions
        if key in facts.looked_after and is_bought(facts, key) and (start.get(key) or plan.get((key, facts.last)))
    ]
    rows = []
    for key in keys:
        before = Figure(start.get(key, 0.0), Unit.CHILDREN, f"children/start/{key}/{START}")
        after = Figure(plan.get((key, facts.last), 0.0), Unit.CHILDREN, f"children/plan/{key}/{facts.last}")
        fewer = (
            "fewer"
            if rounded(after) < rounded(before)
            else "more"
            if rounded(after) > rounded(before)
            else "as many"
        )
        rows.append((facts.provision(key), before, after, fewer))
    return Table(
        "market",
        f"Children in homes provided by others, at the start and in {facts.last}",
        (
            Column("Provision"),
            Column("At the start", Unit.CHILDREN),
            Column(f"{facts.last} [f]", Unit.CHILDREN),
            Column("We expect to buy"),
        ),
        tuple(rows),
    )
