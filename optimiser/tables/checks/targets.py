"""Checks of promises and grants: that they can count someone, and say what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, as_text, at, check
from optimiser.tables.problems import quoted
from optimiser.tables.values import EVERY

_LOCALITY = frozenset({"inside_boundary", "within_20_miles", "beyond_20_miles"})
_SCOPES = ("needs", "provisions", "options")
_WITHOUT_EFFECT = {
    "per_child_per_night": ("options",),
    "per_unit": ("needs", "provisions"),
    "per_period": _SCOPES,
}
"""Scopes that a grant of each basis does not look at."""


@check("share_above_one")
def share_above_one(tables: Tables) -> Iterator[Finding]:
    """A promise in shares is at most 1."""
    for row in tables.rows("targets", "unit", "value"):
        value = row["value"]
        if row["unit"] == "share" and value > 1:
            guess = f"did you mean {value / 100:g}?" if value <= 100 else "write a share from 0 to 1"
            yield at("targets", row, "value", f"{quoted(as_text(value))} is not a share", guess)


@check("target_scope_empty")
def target_scope_empty(tables: Tables) -> Iterator[Finding]:
    """A promise has children in its scope: looked after, and for locality not exempt."""
    if not tables.consistent("needs", "provisions"):
        return
    lived_in = _lived_in(tables)
    for row in tables.rows("targets", "measure", "needs", "provisions"):
        needs, provisions = _in_scope(tables, row, "needs"), _in_scope(tables, row, "provisions")
        if provisions and not any(provision["looked_after"] for provision in provisions):
            message = "no child is in scope: children in its provisions do not count as looked after"
            yield at("targets", row, "provisions", message, "name other provisions, or write yes in looked_after")
        elif needs and row["measure"] in _LOCALITY and all(need["locality_exempt"] for need in needs):
            message = "no child is in scope: its need groups are exempt from locality promises"
            yield at("targets", row, "needs", message, "name other need groups, or write no in locality_exempt")
        elif needs and provisions and not _anyone_lives(lived_in, needs, provisions):
            message = "no child is in scope: none of its provisions suits any of its need groups"
            yield at("targets", row, "provisions", message, "correct the scope or suitability")


def _in_scope(tables: Tables, row: Row, table: str) -> list[Row]:
    """Return the rows of a scope, or none where it names something unknown (which is said elsewhere)."""
    known = tables.by_label(table)
    labels = known if row[table] == EVERY else row[table]
    return [known[label] for label in labels] if all(label in known for label in labels) else []


def _lived_in(tables: Tables) -> set[tuple[str, str]] | None:
    """Return the needs and provisions that go together, now or later; ``None`` where that is not known."""
    if not tables.consistent("suitability", "placements"):
        return None
    suited = [row for row in tables.rows("suitability") if row["rating"] != "unsuitable"]
    living = [row for row in tables.rows("placements") if row["children"] > 0]
    return {(row["need"], row["provision"]) for row in suited + living}


def _anyone_lives(lived_in: set[tuple[str, str]] | None, needs: list[Row], provisions: list[Row]) -> bool:
    pairs = ((need["need"], provision["provision"]) for need in needs for provision in provisions)
    return lived_in is None or any(pair in lived_in for pair in pairs)


@check("targets_contradict")
def targets_contradict(tables: Tables) -> Iterator[Finding]:
    """No two hard promises about the same children contradict each other."""
    same = ("measure", "unit", "needs", "provisions", "areas")
    hard = [row for row in tables.rows("targets") if row["price_if_missed"] is None]
    for one, other in combinations(hard, 2):
        if one["sense"] == other["sense"] or any(one[column] != other[column] for column in same):
            continue
        low, high = (one, other) if one["sense"] == "at_least" else (other, one)
        periods = (set(row["periods"]) for row in (low, high))
        together = EVERY in (low["periods"], high["periods"]) or set.intersection(*periods)
        if together and low["value"] > high["value"]:
            message = f"at least {low['value']:g} contradicts row {high.number}: at most {high['value']:g}"
            yield at("targets", low, "value", message, "correct one of them or give it a price_if_missed")


@check("grant_scope_without_effect")
def grant_scope_without_effect(tables: Tables) -> Iterator[Finding]:
    """A grant names only what its basis looks at."""
    for row in tables.rows("grants", "basis", *_SCOPES):
        for column in _WITHOUT_EFFECT[row["basis"]]:
            if row[column] != EVERY:
                message = f"a grant {row['basis']} does not look at {column}"
                yield at("grants", row, column, message, "write * there, or choose another basis")


@check("grant_without_options")
def grant_without_options(tables: Tables) -> Iterator[Finding]:
    """A grant per unit has options that it can be paid for."""
    for row in tables.rows("grants", "basis"):
        if row["basis"] == "per_unit" and tables.labels("options") == frozenset():
            yield at("grants", row, "basis", "there is no option to pay the grant for", "add options or delete it")
