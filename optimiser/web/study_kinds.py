"""The studies that can be asked for of a scenario, and what each is called."""

from __future__ import annotations

from optimiser.studies.measure_names import NAMED

KINDS = {
    "frontier": "Least cost against a promise",
    "drivers": "What the answer depends on",
    "alternatives": "Other plans nearly as cheap",
}
"""Studies of one scenario, with what they are called."""
MEASURES = {name: label.capitalize() for name, label in NAMED.items()}
"""What every case can trade against cost beside its own promises, with what it is called."""
