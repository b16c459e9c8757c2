"""How near home children live: the six cells of the Department for Education's table, now and by year."""

from __future__ import annotations

from collections.abc import Callable

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
    Sum,
    Table,
    Unit,
    say,
)
from optimiser.pack.facts import PLAN, Facts
from optimiser.pack.tables import FORECAST, Layout, Line, lines_table, total_of

KEY, TITLE = "locality", "How near home children live"
_START = "start"
_CELLS = tuple(
    ((boundary, distance), f"{place}, {far}")
    for boundary, place in (("inside", "Inside the boundary"), ("outside", "Outside the boundary"))
    for distance, far in (
        ("within_20_miles", "20 miles or less from home"),
        ("beyond_20_miles", "more than 20 miles from home"),
        ("unknown", "distance not known"),
    )
)
_SHARES: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("Inside the boundary", lambda boundary, distance: boundary == "inside"),
    ("20 miles or less from home", lambda boundary, distance: distance == "within_20_miles"),
    ("More than 20 miles from home", lambda boundary, distance: distance == "beyond_20_miles"),
)
NEARNESS = dict(zip(("inside_boundary", "within_20_miles", "beyond_20_miles"), _SHARES, strict=True))
"""For each measure of a promise how this section calls the nearness, and which cells belong to it."""
_SOURCE = "The cells are those of the Department for Education's table on the locality of placements."


def section(facts: Facts) -> Section:
    """The six-cell table at the start and by year, and the shares that promises are about."""
    counts = _counts(facts, PLAN)
    layout = Layout("children/locality", Unit.CHILDREN, _columns(facts))
    lines = [
        Line(label, "/".join(cell), {t: counts.get((*cell, t), 0.0) for t, _ in layout.columns})
        for cell, label in _CELLS
    ]
    table = lines_table(
        "locality_by_year",
        "Children looked after by boundary and distance from home, at the start and under the plan",
        "Where they live",
        layout,
        lines,
        total_of(lines, "All children looked after"),
        [_SOURCE],
    )
    shares = _share_table(facts, counts)
    inside = [cell for cell in shares.rows[0] if isinstance(cell, Figure)]
    far = [cell for cell in shares.rows[2] if isinstance(cell, Figure)]
    sentences = (
        say(
            "At the start {} of children live inside the boundary; by {} it is {}.",
            inside[0],
            facts.last,
            inside[-1],
        ),
        say("More than 20 miles from home live {} at the start and {} by {}.", far[0], far[-1], facts.last),
    )
    chart = Chart(
        "locality_shares",
        Kind.LINES,
        shares,
        "How near home children live under the plan",
        "Share of children looked after, %",
        sentences[0],
    )
    message = say(
        "{} of children live inside the boundary by {}, {} at the start", inside[-1], facts.last, inside[0]
    )
    return Section(KEY, TITLE, message, (Paragraph(sentences), chart, shares, table), _known(facts, counts))


def _known(facts: Facts, counts: dict[tuple[str, ...], float]) -> Known:
    """Shares are sums of cells over everyone; everyone is whom the other sections tell of."""
    sums, parts, unseen = [], [], []
    for t, _ in _columns(facts):
        everyone = "children/start/all/start" if t == _START else f"children/plan/all/{t}"
        sums.append(Sum(f"children/locality/all/{t}", ((everyone, 1.0),)))
        whole = sum(value for key, value in counts.items() if key[2] == t)
        for label, belongs in _SHARES:
            cells = [cell for cell, _ in _CELLS if belongs(*cell)]
            of = near(label, t)
            unseen.append(Figure(sum(counts.get((*cell, t), 0.0) for cell in cells), Unit.CHILDREN, of))
            sums.append(Sum(of, tuple((f"children/locality/{'/'.join(cell)}/{t}", 1.0) for cell in cells)))
            parts.append(Part(_share(label, t), of, whole))
    return Known(tuple(sums), tuple(parts), tuple(unseen))


def near(label: str, period: str) -> str:
    """Id of the number of children who live so near, which only their share tells."""
    return f"children/locality/{label}/{period}"


def _share(label: str, period: str) -> str:
    return f"share/locality/{label}/{period}"


def _columns(facts: Facts) -> list[tuple[str, str]]:
    return [(_START, "At the start"), *((t, f"{t} {FORECAST}") for t in facts.periods)]


def _counts(facts: Facts, who: str) -> dict[tuple[str, ...], float]:
    return facts.expected("locality", who, ("boundary", "distance", "period"))


def _share_table(facts: Facts, counts: dict[tuple[str, ...], float]) -> Table:
    """Shares of all children looked after, the distance of those whose is not known counted in none of them."""
    heads = (Column("Where they live"), *(Column(f"{label}", Unit.SHARE) for _, label in _columns(facts)))
    everyone = {t: sum(value for key, value in counts.items() if key[2] == t) for t, _ in _columns(facts)}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            label,
            *(
                Figure(
                    sum(value for key, value in counts.items() if key[2] == t and belongs(key[0], key[1]))
                    / everyone[t]
                    if everyone[t]
                    else 0.0,
                    Unit.SHARE,
                    _share(label, t),
                )
                for t, _ in _columns(facts)
            ),
        )
        for label, belongs in _SHARES
    )
    caption = "Share of children looked after by nearness to home, at the start and under the plan"
    note = "Children whose distance is not known are in the whole but in neither share by distance."
    return Table("locality_shares", caption, heads, rows, (note, _SOURCE))
