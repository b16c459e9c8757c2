"""How many children need a home, now and as forecast, by need group."""

from __future__ import annotations

from optimiser.pack.document import Chart, Figure, Kind, Known, Paragraph, Section, Sum, Unit, say
from optimiser.pack.facts import PLAN, Facts
from optimiser.pack.sections.homes_now import START, start_by_provision
from optimiser.pack.sections.need_range import range_blocks
from optimiser.pack.tables import FORECAST, Layout, Line, figure, lines_table, total_of

KEY, TITLE = "need", "Children who need a home"


def section(facts: Facts) -> Section:
    """Children needing a home by need group and period, those supported at home among them, and their range."""
    columns = [(START, "At the start"), *((period, f"{period} {FORECAST}") for period in facts.periods)]
    layout = Layout("children/need", Unit.CHILDREN, columns)
    lines = _lines(facts)
    total = total_of(lines, "All children")
    first, last = figure(layout, total, facts.first), figure(layout, total, facts.last)
    table = lines_table(
        "need_by_group",
        "Children who need a home or support, by need group: at the start, and average over each period",
        "Need group",
        layout,
        lines,
        total,
        ["Source: the placements and the demand given in the input tables; demand is expected over its futures."],
    )
    most = max(lines, key=lambda line: line.figures[facts.last])
    sentences = (
        say(
            "In {} {} children need a home, or support instead of one; in {} it is {}.",
            facts.first,
            first,
            facts.last,
            last,
        ),
        say("The largest group in {} is “{}”, with {}.", facts.last, most.label, figure(layout, most, facts.last)),
    )
    chart = Chart(
        "need_by_group",
        Kind.STACKED,
        table,
        "Children who need a home, by need group",
        "Children at the start, and average over each period",
        say(
            "The number of children who need a home goes from {} in {} to {} in {}.",
            first,
            facts.first,
            last,
            facts.last,
        ),
    )
    message = say("{} children need a home in {}, {} in {}", first, facts.first, last, facts.last)
    blocks = (Paragraph(sentences), chart, table, *range_blocks(facts, layout, lines, total))
    return Section(KEY, TITLE, message, blocks, _known(facts))


def _known(facts: Facts) -> Known:
    """Children who need a home are looked after, supported at home, or without a suitable one."""
    living = facts.living(PLAN)
    missing = facts.expected("unmet", PLAN, ("period",))
    sums, unseen = [], []
    for t in facts.periods:
        at_home = sum(
            value for (key, when), value in living.items() if when == t and key not in facts.looked_after
        )
        rest, none = f"children/plan/at home/{t}", f"children/plan/no home/{t}"
        unseen += [Figure(at_home, Unit.CHILDREN, rest), Figure(missing.get((t,), 0.0), Unit.CHILDREN, none)]
        sums.append(Sum(f"children/need/all/{t}", ((f"children/plan/all/{t}", 1.0), (rest, 1.0), (none, 1.0))))
    at_home = sum(children for key, children in start_by_provision(facts).items() if key not in facts.looked_after)
    rest = f"children/start/at home/{START}"
    unseen.append(Figure(at_home, Unit.CHILDREN, rest))
    sums.append(Sum(f"children/need/all/{START}", ((f"children/start/all/{START}", 1.0), (rest, 1.0))))
    return Known(tuple(sums), unseen=tuple(unseen))


def _lines(facts: Facts) -> list[Line]:
    """Children of each need group at the start, and demand from every home area, expected over the futures."""
    case = facts.run.inputs.case
    chances = [scenario.probability for scenario in case.scenarios]
    by_need = (case.demand.sum(axis=1) * chances).sum(axis=-1)
    start = dict.fromkeys(case.needs, 0.0)
    for flow, children in case.placements.items():
        start[flow.need] += children
    return [
        Line(need.label, key, {START: start[key], **dict(zip(facts.periods, map(float, row), strict=True))})
        for (key, need), row in zip(case.needs.items(), by_need, strict=True)
    ]
