"""The tables beside the plan: reconciliation, assumptions, changes, marginal values, and the record's settings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from optimiser.assurance.arithmetic.figures import Figures
from optimiser.assurance.arithmetic.input_rows import InputRow
from optimiser.assurance.arithmetic.inputs import DEFAULTS, TABLES, Inputs
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.reading import RECORD, Row, number_in
from optimiser.assurance.arithmetic.starting import starting_costs
from optimiser.assurance.arithmetic.tables import Run
from optimiser.assurance.arithmetic.tolerances import THREE_FIGURES
from optimiser.assurance.arithmetic.traced import Cell, Traced

_FIGURES: dict[str, tuple[str, str]] = {
    "settings": ("setting", "value"),
    "proximity": ("home_area area", "miles"),
    "needs": ("need", "age_from age_to"),
    "demand": ("need home_area period scenario", "children"),
    "scenarios": ("scenario", "probability"),
    "provisions": (
        "provision",
        "weekly_cost price_growth occupancy mean_stay planned_moves_max planned_move_cost",
    ),
    "suitability": ("need provision", "share_max weekly_supplement mean_stay"),
    "supply": ("provision area period", "places attrition running_cost grant units closing_cost"),
    "placements": ("need home_area provision area", "children"),
    "options": (
        "option area",
        "places_per_unit setup_cost capital_cost grant_share running_cost lead_time ramp attrition life "
        "asset_life max_per_period max_total min_total",
    ),
    "limits": ("limit_group", "max_per_period max_total min_total"),
    "market": ("provision area period tier", "children_max weekly_cost"),
    "targets": ("target", "value price_if_missed"),
    "budgets": ("budget period", "limit price_if_missed"),
    "grants": ("grant", "amount"),
    "outturn": ("line", "amount known_difference"),
    "matching": ("provision", "available suits pairs threes sharing_cost"),
}
"""The key of every input table and the columns that hold figures."""

_TEN_FIGURES = 1e-9
"""Share by which a figure told to ten figures may differ from the one in its table."""

_HALF_PENNY, _PENCE_BELOW = 0.0051, 10.0
"""£: half a penny and a little rounding; sums are told in pence below £10."""

_SAID = re.compile(r"(cost|save|is worth) (£[\d,]+(?:\.\d+)?|less than a penny)( a year)?")


def check_reconciliation(ledger: Ledger, run: Run, figures: Figures) -> None:
    """Compare published spending with the cost of the starting position."""
    table, costs = run["reconciliation"], starting_costs(figures)
    lines = figures.inputs.by("outturn", "line")
    for line, row in lines.items():
        key = (line,)
        if key not in table:
            ledger.report("row", table.cell(key, "the row"), "the row is missing")
            continue
        covered = row.labels("provisions", figures.inputs.provisions)
        start = sum(costs[provision] for provision in covered)
        expected = {
            "published": row.number("amount"),
            "starting_cost": start,
            "known_difference": row.number("known_difference"),
            "unexplained": row.number("amount") - start - row.number("known_difference"),
        }
        for column, number in expected.items():
            ledger.equal("reconciliation", table.figure(key, column), number, slack=1e-6)
        texts = {
            "label": row.text("label") or line,
            "explanation": row.text("explanation"),
            "source": row.text("source"),
        }
        for column, text in texts.items():
            ledger.same("reconciliation", table.cell(key, column), table.text(key, column), text)
        told = set(table.text(key, "provisions").split(";")) - {""}
        ledger.same(
            "reconciliation", table.cell(key, "provisions"), ";".join(sorted(told)), ";".join(sorted(covered))
        )
    for told_key in table.keys:
        if told_key[0] not in lines:
            ledger.report("row", table.cell(told_key, "line"), "there is no such line in the input tables")


def check_assumptions(ledger: Ledger, run: Run, inputs: Inputs) -> None:
    """Compare the assumptions log with every figure of the input tables, both ways."""
    told: dict[tuple[str, str, str], list[Row]] = {}
    altered: dict[tuple[str, str, str], list[Row]] = {}
    for row in run["changes"].all_rows:
        altered.setdefault((row.cells["table"], row.cells["row"], row.cells["column"]), []).append(row)
    for row in run["assumptions"].all_rows:
        key = (row.cells["table"], row.cells["row"], row.cells["column"])
        told.setdefault(key, []).append(row)
    for key, used in _used(inputs):
        rows = told.get(key, [])
        if not rows:
            at = Cell("assumptions.csv", None, "value", key, missing=True)
            ledger.report("row", at, f"the row is missing for {used.file} row {used.row.number}, {key[2]}")
            continue
        row = rows.pop(0)
        _assumption(ledger, row, key, used)
        _altered(ledger, row, key, altered.get(key, []))
    for key, rows in told.items():
        for row in rows:
            at = Cell("assumptions.csv", row.number, "row", key)
            ledger.report("row", at, "the input tables hold no such figure")


def _used(inputs: Inputs) -> Iterator[tuple[tuple[str, str, str], InputRow]]:
    """Every figure of the input tables: its table, the key of its row in words and its column, and the row."""
    for name in TABLES:
        keys, columns = _FIGURES.get(name, ("", ""))
        for row in inputs.rows(name):
            where = " / ".join(row.text(key) for key in keys.split())
            for column in columns.split():
                if row.text(column):
                    yield (name, where, column), row


def _assumption(ledger: Ledger, row: Row, key: tuple[str, str, str], used: InputRow) -> None:
    at = Cell("assumptions.csv", row.number, "value", key)
    ledger.count("assumption")
    if not _same_figures(row.cells["value"], used.text(key[2])):
        message = (
            f"'{row.cells['value']}', but {used.file} row {used.row.number}, {key[2]} has '{used.text(key[2])}'"
        )
        ledger.report("assumption", at, message, row.cells["value"])
    for column in ("source", "confidence", "note"):
        place = Cell("assumptions.csv", row.number, column, key)
        ledger.same("assumption", place, row.cells[column], used.text(column))


def _altered(ledger: Ledger, row: Row, key: tuple[str, str, str], changes: Sequence[Row]) -> None:
    """Compare what an assumption says it was changed by, and from, with the log of changes."""
    names = "; ".join(dict.fromkeys(change.cells["change"] for change in changes))
    was = changes[0].cells["old"] if changes else ""
    for column, expected in (("changed_by", names), ("was", was)):
        place = Cell("assumptions.csv", row.number, column, key)
        ledger.same("assumption", place, row.cells[column], expected)


def _same_figures(told: str, used: str) -> bool:
    """Whether two cells hold the same figures, to ten figures, or else the same text."""
    if told == used:
        return True
    pairs = list(zip(told.split(";"), used.split(";"), strict=False))
    if told.count(";") != used.count(";"):
        return False
    numbers = [(number_in(one), number_in(other)) for one, other in pairs]
    return all(
        one is not None and other is not None and abs(one - other) <= _TEN_FIGURES * max(abs(one), abs(other))
        for one, other in numbers
    )


def check_changes(ledger: Ledger, run: Run, inputs: Inputs) -> None:
    """Follow each changed cell through the log: from change to change, and at last to the value that was used.

    A row that was taken away is in no input table, and one that was added is. The record names every what-if
    with the number of cells it altered.
    """
    held = {(name, key): row for name in _KEYS for key, row in _by_key(inputs, name)}
    last: dict[tuple[str, str, str], Row] = {}
    for row in run["changes"].all_rows:
        key = (row.cells["table"], row.cells["row"], row.cells["column"])
        ledger.count("change")
        before = last.get(key)
        if before is not None and before.cells["new"] != row.cells["old"]:
            at = Cell("changes.csv", row.number, "old", key)
            message = f"'{row.cells['old']}', but row {before.number} made it '{before.cells['new']}'"
            ledger.report("change", at, message, row.cells["old"])
        last[key] = row
    for (table, name, column), row in last.items():
        used = held.get((table, name))
        text = "" if used is None else used.text(column)
        if table in _KEYS and not _same_figures(row.cells["new"], text):
            at = Cell("changes.csv", row.number, "new", (table, name, column))
            told = f"'{text}' was used" if used is not None else "the input tables have no such row"
            ledger.report("change", at, f"'{row.cells['new']}', but {told}", row.cells["new"])
    _check_named(ledger, run)


_KEYS = {name: keys for name, (keys, _) in _FIGURES.items()} | {"periods": "period", "areas": "area"}
"""The key of every input table that is recomputed."""


def _by_key(inputs: Inputs, name: str) -> Iterator[tuple[str, InputRow]]:
    for row in inputs.rows(name):
        yield " / ".join(row.text(key) for key in _KEYS[name].split()), row


def _check_named(ledger: Ledger, run: Run) -> None:
    """Compare the cells that each what-if altered with the number of them in the record."""
    found = run.record.get("changes")
    given = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    recorded = {str(one.get("name")): one.get("cells") for one in given}
    logged = Counter(row.cells["change"] for row in run["changes"].all_rows)
    for name in recorded | logged:
        ledger.count("change")
        if name not in recorded or recorded[name] != logged[name]:
            at = Cell(RECORD, None, "changes", (name,))
            message = f"the record has {recorded.get(name, 'no')} altered cells, changes.csv {logged[name]}"
            ledger.report("change", at, message)


def check_marginals(ledger: Ledger, run: Run, figures: Figures) -> None:
    """Compare each marginal value with the sum of money in its sentence, told to three figures."""
    inputs = figures.inputs
    for row in run["marginals"].all_rows:
        value, said = number_in(row.cells["value"]), _SAID.search(row.cells["sentence"])
        if value is None or said is None:
            continue
        ledger.count("marginal")
        amount = abs(value)
        period, scenario = row.cells["period"], row.cells["scenario"]
        if said[3] and period in inputs.periods and scenario in inputs.scenarios:
            t = inputs.periods.index(period)
            amount /= (inputs.years[t] * inputs.scenarios[scenario] * figures.discount[t]) or 1.0
        if not _tells(said[2], amount):
            at = Cell("marginals.csv", row.number, "value", (row.cells["family"], period, scenario))
            ledger.report("marginal", at, f"the value comes to £{amount:,.2f}, the sentence says {said[2]}")


def _tells(told: str, amount: float) -> bool:
    """Whether words such as £19,400 tell an amount: to three figures, to the penny below £10 or else the pound."""
    if told == "less than a penny":
        return amount < _HALF_PENNY
    least = _HALF_PENNY if amount < _PENCE_BELOW else 100 * _HALF_PENNY
    return abs(float(told[1:].replace(",", "")) - amount) <= max(least, THREE_FIGURES * amount)


def check_record(ledger: Ledger, run: Run, inputs: Inputs) -> None:
    """Compare the settings and scenarios in the record with the input tables."""
    for name in (*DEFAULTS, "authority", "price_base"):
        path = "settings.unmet_need_price" if name == "unmet_need" else f"settings.{name}"
        used = number_in(inputs.setting(name))
        if used is not None:
            ledger.equal("record", run.recorded(path), used)
        elif name != "unmet_need":
            recorded = _text(run, path.split("."))
            ledger.same("record", Cell(RECORD, None, path), recorded, inputs.setting(name))
    for label, probability in inputs.scenarios.items():
        given = run.record.get("scenarios")
        held = given.get(label) if isinstance(given, dict) else None
        found = float(held) if isinstance(held, int | float) else float("nan")
        cell = Cell(RECORD, None, "scenarios", (label,))
        ledger.equal("record", Traced(found, cell=cell), probability)


def _text(run: Run, path: Sequence[str]) -> str:
    found: object = run.record
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    return "" if found is None else str(found)
