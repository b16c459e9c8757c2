"""Where children live at the start of the plan, and the places that the authority has."""

from __future__ import annotations

from collections.abc import Mapping

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.document import Chart, Column, Figure, Kind, Known, Paragraph, Section, Sum, Table, Unit, say
from optimiser.pack.facts import Facts
from optimiser.pack.groups import AT_HOME, is_bought, kinds
from optimiser.pack.tables import ROUNDING, Layout, Line, figure, lines_table, total_of

KEY, TITLE = "homes", "Homes now"
START = "start"
LAYOUT = Layout("children/start", Unit.CHILDREN, [(START, "Children")])


def section(facts: Facts) -> Section:
    """Children by kind of home at the start; places and children of each provision."""
    lines = start_lines(facts)
    total = total_of(lines, "All children looked after")
    table = lines_table(
        "homes_now",
        "Children looked after by kind of home, at the start of the plan",
        "Kind of home",
        LAYOUT,
        lines,
        total,
        ["Source: the placements given in the input tables."],
    )
    everyone = figure(LAYOUT, total, START)
    most = max(lines, key=lambda line: line.figures[START])
    chart = Chart(
        "homes_now",
        Kind.BARS,
        table,
        "Where children live at the start",
        "Children",
        say(
            "Of {} children {} live in the most common kind of home, “{}”.",
            everyone,
            figure(LAYOUT, most, START),
            most.label,
        ),
    )
    sentences = (
        say("At the start {} children are looked after.", everyone),
        say("The most common kind of home is “{}”, with {}.", most.label, figure(LAYOUT, most, START)),
    )
    message = say("{} children are in our care at the start", everyone)
    blocks = (Paragraph(sentences), chart, table, _places(facts))
    return Section(
        KEY, TITLE, message, blocks, Known(kind_sums(facts, LAYOUT.what, START, start_by_provision(facts)))
    )


def kind_sums(facts: Facts, what: str, column: str, living: Mapping[str, float]) -> tuple[Sum, ...]:
    """Each kind of home is the sum of its provisions; those where nobody lives are left out."""
    return tuple(
        Sum(
            f"{what}/{kind}/{column}", tuple((f"{what}/{key}/{column}", 1.0) for key in members if living.get(key))
        )
        for kind, members in kinds(facts).items()
        if kind != AT_HOME
    )


def start_by_provision(facts: Facts) -> dict[str, float]:
    """Children of each provision at the start."""
    found: dict[str, float] = {}
    for flow, children in facts.run.inputs.case.placements.items():
        found[flow.provision] = found.get(flow.provision, 0.0) + children
    return found


def start_lines(facts: Facts) -> list[Line]:
    """Children looked after at the start, by kind of home."""
    living = start_by_provision(facts)
    return [
        Line(kind, kind, {START: sum(living.get(key, 0.0) for key in provisions)})
        for kind, provisions in kinds(facts).items()
        if kind != AT_HOME
    ]


def _places(facts: Facts) -> Table:
    """Places that stand at the start, beside the children who live there."""
    case, living = facts.run.inputs.case, start_by_provision(facts)
    places: dict[str, float] = {}
    for row in case.supply:
        if row.from_period == 0:
            places[row.pool.provision] = places.get(row.pool.provision, 0.0) + row.places
    rows = tuple(
        (
            provision.label,
            "External" if is_bought(facts, key) else "In-house",
            Figure(places[key], Unit.PLACES) if key in places else Symbol.NOT_APPLICABLE,
            Figure(living.get(key, 0.0), Unit.CHILDREN, f"children/start/{key}/{START}"),
        )
        for key, provision in case.provisions.items()
        if key in places or living.get(key)
    )
    return Table(
        "places_now",
        "Places that the authority has or has contracted, and children living there, at the start of the plan",
        (
            Column("Provision"),
            Column("Who provides it"),
            Column("Places", Unit.PLACES),
            Column("Children", Unit.CHILDREN),
        ),
        rows,
        (
            f"{Symbol.NOT_APPLICABLE.value} where homes are bought one by one and there is no number of places.",
            ROUNDING,
        ),
    )
