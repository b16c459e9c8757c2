"""Checks of promises about the chance of a suitable home: that there is one, and that it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from models.promised_pools import NO_SUITABLE_HOME
from models.suitable_home import LEAST_CHANCE
from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, as_text, at, check
from optimiser.tables.problems import listed, quoted
from optimiser.tables.values import EVERY


@check("chance_misread")
def chance_misread(tables: Tables) -> Iterator[Finding]:
    """A promise about the chance of a suitable home is a share at most, above nought, of children of any need."""
    for row in _promises(tables, "unit", "sense", "value", "needs"):
        if row["unit"] != "share":
            message = "the chance that no suitable home is free is a share of the children who come"
            yield at("targets", row, "unit", message, "write share")
        if row["sense"] != "at_most":
            message = "a promise of at least so many who find no suitable home would help nobody"
            yield at("targets", row, "sense", message, "write at_most")
        if row["value"] < LEAST_CHANCE:
            message = f"no number of places brings the chance that nothing suits to {as_text(row['value'])}"
            expected = f"write a share of {LEAST_CHANCE:g} or more, 0.1 for one child in ten"
            yield at("targets", row, "value", message, expected)
        if row["needs"] != EVERY:
            message = "places are not told apart by need group, so the chance is the same for all who come"
            yield at("targets", row, "needs", message, "write * there; name the provisions that suit them instead")


@check("chance_by_occupancy")
def chance_by_occupancy(tables: Tables) -> Iterator[Finding]:
    """A chance of a suitable home can be promised only where capacity follows the choice curve."""
    if not tables.settings_sound or tables.setting("capacity_mode") == "choice":
        return
    for row in _promises(tables):
        message = "by a planning occupancy nobody knows the chance that no suitable home is free"
        expected = "write choice in the setting capacity_mode, or delete the promise"
        yield at("targets", row, "measure", message, expected)


@check("chance_without_pool")
def chance_without_pool(tables: Tables) -> Iterator[Finding]:
    """A promise about the chance of a suitable home has places in its scope that follow the choice curve."""
    if not (tables.settings_sound and tables.sound("supply", "options", "matching", "provisions")):
        return
    if tables.setting("capacity_mode") != "choice" or not tables.as_read("matching"):
        return
    for row in _promises(tables, "provisions", "areas"):
        areas = set().union(*(_areas(tables, provision) for provision in _curved(tables, row)))
        if not any(_named(row, "areas", area) for area in areas):
            message = "no places in its scope fill as the table matching says, so there is no chance to promise"
            expected = "name provisions of the table matching, and areas where they have places or options"
            yield at("targets", row, "provisions", message, expected)


@check("chance_of_some_areas")
def chance_of_some_areas(tables: Tables) -> Iterator[Finding]:
    """A promise about places that areas share is about all of those areas."""
    if not tables.sound("supply", "options", "matching", "provisions"):
        return
    for row in _promises(tables, "provisions", "areas"):
        for provision in _curved(tables, row):
            areas = _areas(tables, provision)
            left = sorted(area for area in areas if not _named(row, "areas", area))
            if left and len(left) < len(areas) and _shares(tables, provision):
                message = f"the areas of {quoted(provision)} share its places, and {listed(left)} is left out"
                expected = "name all its areas or *, or write apart in matching, column areas"
                yield at("targets", row, "areas", message, expected)


def _promises(tables: Tables, *columns: str) -> Iterator[Row]:
    for row in tables.rows("targets", "measure", *columns):
        if row["measure"] == NO_SUITABLE_HOME:
            yield row


def _named(row: Row, column: str, label: str) -> bool:
    return row[column] == EVERY or label in row[column]


def _curved(tables: Tables, row: Row) -> list[str]:
    """Provisions in scope of which it is said how their places fill, and in which children are looked after."""
    known, said = tables.by_label("provisions"), [one["provision"] for one in tables.rows("matching")]
    looked_after = [name for name in said if name in known and known[name]["looked_after"]]
    return [name for name in looked_after if _named(row, "provisions", name)]


def _areas(tables: Tables, provision: str) -> set[str]:
    """Areas where a provision has places of its own, existing or to be decided."""
    rows = (row for name in ("supply", "options") for row in tables.rows(name))
    return {row["area"] for row in rows if row["provision"] == provision}


def _shares(tables: Tables, provision: str) -> bool:
    return any(row["areas"] != "apart" for row in tables.rows("matching") if row["provision"] == provision)
