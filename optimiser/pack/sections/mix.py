"""Where children live under the plan, year by year and beside doing nothing; and how much of it is in-house."""

from __future__ import annotations

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.document import (
    Cell,
    Chart,
    Column,
    Figure,
    Kind,
    Known,
    Paragraph,
    Part,
    Section,
    Sentence,
    Sum,
    Table,
    Unit,
    say,
)
from optimiser.pack.facts import NOTHING, PLAN, Facts
from optimiser.pack.groups import AT_HOME, is_bought, kinds
from optimiser.pack.sections import living
from optimiser.pack.sections.homes_now import START, kind_sums, start_by_provision
from optimiser.pack.tables import FORECAST, ROUNDING, Line, figure, lines_table, total_of

KEY, TITLE = "mix", "Where children live under the plan"
_EVERYONE = "All children looked after"


def section(facts: Facts) -> Section:
    """Children by kind of home and year; each provision before and after; the in-house share."""
    layout, lines = living.layout(facts, PLAN), living.by_kind(facts, PLAN)
    total = total_of(lines, _EVERYONE)
    table = lines_table(
        "mix_by_year",
        "Children looked after by kind of home under the plan, average over each period",
        "Kind of home",
        layout,
        lines,
        total,
    )
    ratio = _in_house(facts)
    grows = max(lines, key=lambda line: line.figures[facts.last] - line.figures[facts.first])
    falls = min(lines, key=lambda line: line.figures[facts.last] - line.figures[facts.first])
    changes = tuple(
        say(
            "“{}” {} from {} to {} children.",
            line.label,
            word,
            figure(layout, line, facts.first),
            figure(layout, line, facts.last),
        )
        for line, word in ((grows, "rises"), (falls, "falls"))
        if (line.figures[facts.last] > line.figures[facts.first]) == (word == "rises")
    )
    chart = Chart(
        "mix_by_year",
        Kind.STACKED,
        table,
        "Children looked after by kind of home under the plan",
        "Children, average over each period",
        changes[0] if changes else say("The mix of homes stays as it is."),
    )
    opening = say("Between {} and {}, under the plan:", facts.first, facts.last)
    blocks = (Paragraph((opening, *changes)), chart, table, _before_and_after(facts), _ratio_chart(ratio), ratio)
    return Section(KEY, TITLE, _message(facts, grows, falls), blocks, _known(facts))


def _known(facts: Facts) -> Known:
    """Kinds are sums of provisions in the last period; what is in-house is the in-house kinds and a rest."""
    at_end = {
        key: children
        for (key, t), children in facts.expected("placements", PLAN, ("provision", "period")).items()
        if t == facts.last
    }
    sums = list(kind_sums(facts, "children/plan", facts.last, at_end))
    parts: list[Part] = []
    unseen: list[Figure] = []
    for who, name in living.WHO.items():
        found = facts.expected("placements", who, ("provision", "period"))
        for t in facts.periods:
            here = {key: value for (key, when), value in found.items() if when == t and key in facts.looked_after}
            own = {key for key in here if not is_bought(facts, key)}
            whole, of = sum(here.values()), f"children/{name}/in house/{t}"
            if not whole:
                continue
            parts.append(Part(f"share/{name}/in house/{t}", of, whole))
            unseen.append(Figure(sum(here[key] for key in own), Unit.CHILDREN, of))
            if who == PLAN:
                rest, pure = f"children/{name}/in house, other/{t}", _own_kinds(facts)
                told = {key for members in pure.values() for key in members}
                unseen.append(Figure(sum(here[key] for key in own - told), Unit.CHILDREN, rest))
                sums.append(Sum(of, (*((f"children/plan/{kind}/{t}", 1.0) for kind in pure), (rest, 1.0))))
    return Known(tuple(sums), tuple(parts), tuple(unseen))


def _own_kinds(facts: Facts) -> dict[str, tuple[str, ...]]:
    """Kinds of home that the authority alone provides."""
    return {
        kind: members
        for kind, members in kinds(facts).items()
        if kind != AT_HOME and not any(is_bought(facts, key) for key in members)
    }


def _message(facts: Facts, grows: Line, falls: Line) -> Sentence:
    layout = living.layout(facts, PLAN)
    first, last = (figure(layout, grows, t) for t in (facts.first, facts.last))
    less, least = (figure(layout, falls, t) for t in (facts.first, facts.last))
    return say(
        "By {}, {}: {} to {}; {}: {} to {}",
        facts.last,
        _lower(grows.label),
        first,
        last,
        _lower(falls.label),
        less,
        least,
    )


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]


def _before_and_after(facts: Facts) -> Table:
    """Every provision at the start, and in the last period under doing nothing and under the plan."""
    start = start_by_provision(facts)
    plan = facts.expected("placements", PLAN, ("provision", "period"))
    nothing = facts.expected("placements", NOTHING, ("provision", "period"))
    keys = [
        key
        for key in facts.run.inputs.case.provisions
        if key in facts.looked_after
        and any((start.get(key), plan.get((key, facts.last)), nothing.get((key, facts.last))))
    ]
    rows: list[tuple[Cell, ...]] = []
    sums: list[Sum] = []
    for key in keys:
        after, without = plan.get((key, facts.last), 0.0), nothing.get((key, facts.last), 0.0)
        cells: list[Cell] = [
            facts.provision(key),
            Figure(start.get(key, 0.0), Unit.CHILDREN, f"children/start/{key}/{START}"),
            Figure(after, Unit.CHILDREN, f"children/plan/{key}/{facts.last}"),
        ]
        if facts.has_baseline:
            difference = f"children/difference/{key}/{facts.last}"
            cells[2:2] = [Figure(without, Unit.CHILDREN, f"children/nothing/{key}/{facts.last}")]
            cells.append(Figure(after - without, Unit.CHILDREN, difference, signed=True))
            sums.append(
                Sum(
                    difference,
                    ((f"children/plan/{key}/{facts.last}", 1.0), (f"children/nothing/{key}/{facts.last}", -1.0)),
                )
            )
        rows.append(tuple(cells))
    plan_head = Column(f"Plan, {facts.last} {FORECAST}", Unit.CHILDREN)
    heads = [Column("Provision"), Column("At the start", Unit.CHILDREN), plan_head]
    if facts.has_baseline:
        heads[2:2] = [Column(f"Doing nothing, {facts.last} {FORECAST}", Unit.CHILDREN)]
        heads.append(Column("Plan less doing nothing", Unit.CHILDREN))
    caption = f"Children looked after by provision: at the start, and in {facts.last}"
    return Table("mix_before_and_after", caption, tuple(heads), tuple(rows), (ROUNDING,), sums=tuple(sums))


def _in_house(facts: Facts) -> Table:
    """The share of children looked after who live in in-house provision."""
    rows = []
    for who, label in ((PLAN, "Plan"), (NOTHING, "Doing nothing")):
        if who == NOTHING and not facts.has_baseline:
            continue
        shares = in_house_share(facts, who)
        cells = (Symbol.NOT_APPLICABLE if share is None else share for share in shares.values())
        rows.append((label, *cells))
    heads = (Column(""), *(Column(f"{t} {FORECAST}", Unit.SHARE) for t in facts.periods))
    caption = "Share of children looked after who live in the authority's own provision, average over each period"
    return Table(
        "in_house_share",
        caption,
        (Column("Which"), *heads[1:]),
        tuple(rows),
        ("Own provision is what the authority runs itself (SSDA903 provider code PR1). The rest is external.",),
    )


def in_house_share(facts: Facts, who: str) -> dict[str, Figure | None]:
    """The share of children looked after in in-house provision, by period; ``None`` where there is nobody."""
    living_now = facts.expected("placements", who, ("provision", "period"))
    provisions = facts.run.inputs.case.provisions
    found: dict[str, Figure | None] = {}
    for t in facts.periods:
        here = {key: value for (key, when), value in living_now.items() if when == t and key in facts.looked_after}
        everyone = sum(here.values())
        own = sum(value for key, value in here.items() if provisions[key].sector == "in_house")
        share = f"share/{living.WHO[who]}/in house/{t}"
        found[t] = Figure(own / everyone, Unit.SHARE, share) if everyone > 0 else None
    return found


def _ratio_chart(table: Table) -> Chart:
    plan = [cell for cell in table.rows[0] if isinstance(cell, Figure)]
    message = (
        say("In-house provision goes from {} to {} of children under the plan.", plan[0], plan[-1])
        if plan
        else say("Nobody is looked after.")
    )
    return Chart(
        "in_house_share",
        Kind.LINES,
        table,
        "Children in the authority's own provision",
        "Share of children looked after, %",
        message,
    )
