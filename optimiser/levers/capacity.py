"""Levers of what new capacity brings, costs and waits for: foster recruitment, homes, supported accommodation."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.levers.figures import Figures, Rows
from optimiser.levers.lever import Lever
from optimiser.levers.making import About, later, times
from optimiser.levers.words import counted, exact, pounds, spread

_RECRUITMENT, _LEAD_TIMES = "Recruitment", "Lead times"
_FOSTERING = frozenset({"fostering", "kinship"})
_HOMES = frozenset({"childrens_home"})
_SUPPORTED = frozenset({"supported_accommodation"})


def recruitment(figures: Figures) -> Iterator[Lever]:
    """Levers of how many places recruiting and supporting the council's own carers brings, and what it costs."""
    rows = _recruiting(figures)
    if rows.some("places_per_unit"):
        base = f"{spread(rows.figures('places_per_unit'), exact)} places for each household, worker or scheme"
        about = About(
            _RECRUITMENT, ("recruitment", "yield"), "Places that foster recruitment brings",
            "The places that each decision to recruit or support the council's own foster and kinship carers "
            "brings, as a per cent of the tables' figures.",
            base, first=True,
        )  # fmt: skip
        yield times(figures, about, rows.cells("places_per_unit"), rows)
    if rows.some("setup_cost"):
        base = f"{spread(rows.figures('setup_cost'), pounds)} for each household, worker or scheme"
        about = About(
            _RECRUITMENT, ("recruitment", "cost"), "Cost of foster recruitment",
            "The one-off cost of recruiting or supporting the council's own foster and kinship carers, as a per "
            "cent of the tables' figures.",
            base, first=True,
        )  # fmt: skip
        yield times(figures, about, rows.cells("setup_cost"), rows)


def lead_times(figures: Figures) -> Iterator[Lever]:
    """Levers of how much later than planned new capacity is there."""
    yield from _later(figures, "homes", "New children's homes open later by", _new(figures, _HOMES), first=True)
    yield from _later(figures, "recruitment", "Foster recruitment takes longer by", _recruiting(figures))
    supported = _new(figures, _SUPPORTED)
    yield from _later(figures, "supported", "New supported accommodation opens later by", supported)


def _later(figures: Figures, key: str, label: str, rows: Rows, first: bool = False) -> Iterator[Lever]:
    if rows.rows:
        base = f"{counted(spread(rows.figures('lead_time'), exact), 'year')} from the decision to the first place"
        told = "Years on top of those in the tables, from the decision to the first place, for every one of them."
        yield later(
            figures, About(_LEAD_TIMES, ("lead_time", key), label, told, base, first=first), rows, "lead_time"
        )


def _recruiting(figures: Figures) -> Rows:
    return _new(figures, _FOSTERING, {"in_house"})


def _new(figures: Figures, families: frozenset[str], sectors: set[str] | None = None) -> Rows:
    """The options that add places of some families of care."""
    provisions = {
        row.cells["provision"]
        for row in figures.table("provisions")
        if row.cells["family"] in families and (sectors is None or row.cells["sector"] in sectors)
    }
    return figures.where("options", "provision", provisions)
