"""Levers of what may be built: the most units of each group of options, and whether an option may be decided."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimiser.levers.figures import Figures, Row, Rows
from optimiser.levers.lever import Lever
from optimiser.levers.making import About, Scale, one_of, set_to
from optimiser.levers.words import counted, exact, number, spread
from optimiser.tables.inputs import cell_text
from optimiser.tables.problems import listed
from optimiser.tables.values import EVERY

_GROUP = "What may be built"
_LEAST_SLIDER = Decimal(10)
YES, NO = "yes", "no"
_CHOICES = ((YES, ""), (NO, "0"))


def building(figures: Figures) -> Iterator[Lever]:
    """The limit of each group of options, then each option."""
    yield from _limits(figures)
    yield from _options(figures)


def _limits(figures: Figures) -> Iterator[Lever]:
    first = _of_new_homes(figures)
    for row in figures.table("limits"):
        name = row.cells["limit_group"]
        rows, members = figures.where("limits", "limit_group", {name}), _members(figures, name)
        if not rows.rows or not members:
            continue
        label = f"Most in all: {figures.label('limits', name)}"
        options = dict.fromkeys(figures.label("options", member.cells["option"]) for member in members)
        text = f"The most units together, in all areas and the whole plan, of: {listed(options)}."
        about = About(_GROUP, ("limit", name), label, text, _told(rows), first=name == first)
        yield set_to(figures, about, rows, "max_total", _scale(rows, members))


def _members(figures: Figures, group: str) -> list[Row]:
    """The options that share a limit."""
    named = ((row, row.cells["limit_group"] or ()) for row in figures.table("options"))
    return [row for row, groups in named if groups == EVERY or group in groups]


def _of_new_homes(figures: Figures) -> str | None:
    """The group with the most options of children's homes."""
    families = {row.cells["provision"]: row.cells["family"] for row in figures.table("provisions")}
    homes = {
        row.cells["limit_group"]: sum(
            families[member.cells["provision"]] == "childrens_home"
            for member in _members(figures, row.cells["limit_group"])
        )
        for row in figures.table("limits")
    }
    return max(homes, key=lambda name: homes[name]) if any(homes.values()) else None


def _scale(rows: Rows, members: list[Row]) -> Scale:
    """From the fewest units that there must be to twice the limit."""
    fewest = sum((Decimal(cell_text(member.cells["min_total"])) for member in members), Decimal(0))
    least = max(fewest, *rows.figures("min_total"))
    most = max((_LEAST_SLIDER, *(limit * 2 for limit in rows.figures("max_total"))))
    return Scale("units", (least, max(least, most)), minimum=least)


def _told(rows: Rows) -> str:
    total, yearly = rows.figures("max_total"), rows.figures("max_per_period")
    told = [f"at most {counted(number(total[0]), 'unit')} in all" if total else "no limit in all"]
    return ", ".join([*told, *(f"{number(most)} in a year" for most in yearly)])


def _options(figures: Figures) -> Iterator[Lever]:
    for name in dict.fromkeys(row.cells["option"] for row in figures.table("options")):
        rows = figures.where("options", "option", {name})
        if not rows.rows or rows.some("min_total") or not _may_be_decided(rows):
            continue
        areas = listed(_area_name(figures, row) for row in rows.rows)
        brings = f"{counted(spread(rows.figures('places_per_unit'), exact), 'place')} a unit"
        about = About(
            _GROUP, ("option", name), f"May be decided: {figures.label('options', name)}",
            "Choose no to leave it out of every plan: it sets the most units in all to nought, in every area.",
            f"yes, in {areas}, {brings}", part="Option by option",
        )  # fmt: skip
        yield one_of(about, rows, rows.cells("max_total"), YES, _CHOICES)


def _may_be_decided(rows: Rows) -> bool:
    """Whether the tables leave room for any unit of an option."""
    return any(cell_text(row.cells["max_total"]) != "0" for row in rows.rows)


def _area_name(figures: Figures, row: Row) -> str:
    named = {one.cells["area"]: cell_text(one.cells["name"]) for one in figures.table("areas")}
    return named[row.cells["area"]] or str(row.cells["area"])
