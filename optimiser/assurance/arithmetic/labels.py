"""Rows that are about something the input tables do not know: they would count for nothing, so they are named."""

from __future__ import annotations

from collections.abc import Collection

from optimiser.assurance.arithmetic.inputs import Inputs
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.promises import BOUNDARIES, DISTANCES, START
from optimiser.assurance.arithmetic.tables import Run

_CHECKED = ("plan", "placements", "places", "bought", "savings", "locality", "targets", "unmet", "moves")
"""Tables whose keys are labels; those of costs are compared with every line as recomputed."""


def check_labels(ledger: Ledger, run: Run, inputs: Inputs) -> None:
    """Report every row whose key names no scenario, period, need, area, provision, option or promise there is."""
    known: dict[str, Collection[str]] = {
        "scenario": inputs.scenarios,
        "period": inputs.periods,
        "need": inputs.needs,
        "home_area": inputs.home_areas,
        "provision": inputs.provisions,
        "area": inputs.areas,
        "target": inputs.by("targets", "target"),
        "option": ["", *(option for option, _ in inputs.options)],
        "action": ("decide", "close"),
        "boundary": BOUNDARIES,
        "distance": DISTANCES,
    }
    for name in _CHECKED:
        table = run[name]
        for key in table.keys:
            ledger.count("row")
            at_start = name == "locality" and key[:2] == (START, START)
            for column, label in list(zip(table.shape.key, key, strict=True))[2 * at_start :]:
                if label not in known.get(column, (label,)):
                    message = f"'{label}' is not in the input tables"
                    ledger.report("row", table.cell(key, column), message, label)
    _pools(ledger, run, inputs)


def _pools(ledger: Ledger, run: Run, inputs: Inputs) -> None:
    """Report children, homes bought and decisions where there is no such pool, tier or option."""
    pools = {tuple(pool) for pool in inputs.pools}
    tiers = {
        (*inputs.pool(row), str(int(row.number("tier")))) for row in inputs.rows("market") if row.text("tier")
    }
    for key in run["placements"].keys:
        if tuple(key[4:6]) not in pools:
            ledger.report("row", run["placements"].cell(key, "provision"), "there are no such homes in the area")
    for key in run["bought"].keys:
        if tuple(key[2:5]) not in tiers:
            ledger.report("row", run["bought"].cell(key, "tier"), "there is no such price tier")
    for key in run["plan"].keys:
        if key[0] == "decide" and (key[1], key[3]) not in inputs.options:
            ledger.report("row", run["plan"].cell(key, "option"), "there is no such option in the area")
