"""Checks of the tables about chance: that flows are whole, and lead somewhere else."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, at, check
from optimiser.tables.problems import listed, quoted


@check("missing_entries")
def missing_entries(tables: Tables) -> Iterator[Finding]:
    """The table entries, where there is one, has a row for every need group."""
    needs = tables.labels("needs")
    given = tables.labels("entries")
    if not needs or not given:
        return
    missing = sorted(needs - given)
    if missing:
        message = f"there is no row for {listed(map(quoted, missing))}"
        expected = "add one for each, with 0 in entries_per_year where nobody enters"
        yield Finding("entries", message, expected, column="need", value=missing[0])


@check("ageing_into_itself")
def ageing_into_itself(tables: Tables) -> Iterator[Finding]:
    """Children who come to be of another need group change it."""
    for row in tables.rows("ageing", "need", "to_need"):
        if row["need"] == row["to_need"]:
            message = f"{quoted(row['need'])} leads to itself"
            yield at("ageing", row, "to_need", message, "name another need group, or delete the row")


@check("flows_without_entries", "warning")
def flows_without_entries(tables: Tables) -> Iterator[Finding]:
    """The tables ageing and price_uncertainty go with the table entries."""
    if tables.has("entries"):
        return
    for name in ("ageing", "price_uncertainty"):
        if tables.rows(name):
            message = "it has no effect without the table entries, from which futures are drawn"
            yield Finding(name, message, "add entries, or leave it out")
