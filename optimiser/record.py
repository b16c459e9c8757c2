"""The record of a run: what was run, on what, with what result."""

from __future__ import annotations

import importlib.metadata
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from optimiser.engine.coefficient_range import CoefficientRange
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome
from optimiser.engine.settings import SolveSettings
from optimiser.tables.inputs import CaseInputs

if TYPE_CHECKING:
    from optimiser.choice_rounds import Round
    from optimiser.sharing import Tried

_PACKAGES = (
    "sufficiency-optimiser",
    "pyomo",
    "highspy",
    "numpy",
    "scipy",
    "pandas",
    "pydantic",
    "python-calamine",
    "pulp",
)


@dataclass(frozen=True, slots=True)
class Record:
    """Everything ``result.json`` holds; money in £, times in seconds."""

    authority: str
    scenarios: dict[str, float]
    """Probability of each future."""
    status: str
    reason: str
    objective: float | None
    bound: float | None
    gap: float | None
    gap_asked: float
    currency: str
    price_base: str
    money_of: str
    rows: int
    columns: int
    nonzeros: int
    integers: int
    coefficients: dict[str, Any]
    """How far apart the figures lie: see ``optimiser.engine.coefficient_range``."""
    seconds: dict[str, float]
    versions: dict[str, str]
    inputs: str
    inputs_sha256: str
    settings: dict[str, Any]
    responsibility: dict[str, str]
    """Who answers for the run, and the assurance state that the inputs claim."""
    solve_settings: dict[str, Any]
    headlines: dict[str, Any]
    warnings: list[str]
    explanation: list[str]
    labels: dict[str, dict[str, str]]
    changes: list[dict[str, Any]] = field(default_factory=list)
    """What-ifs that the inputs were changed by: name, reason, file as typed, and how many cells it altered."""

    choice_rounds: list[dict[str, Any]] = field(default_factory=list)
    """In capacity mode choice, each round of planning: see :mod:`optimiser.choice_rounds`."""

    sharing: list[dict[str, Any]] = field(default_factory=list)
    """Where areas could share their places, each way that was tried, in order: see :mod:`optimiser.sharing`."""

    def as_dict(self) -> dict[str, Any]:
        """The record as plain data."""
        return asdict(self)


def make_record(
    inputs: CaseInputs,
    matrix: Matrix,
    outcome: Outcome,
    solve_settings: SolveSettings,
    seconds: dict[str, float],
    headlines: dict[str, Any],
    explanation: tuple[str, ...],
    scaling: CoefficientRange,
    rounds: Sequence[Round] = (),
    sharing: Sequence[Tried] = (),
) -> Record:
    """Put a run on record. The path of the inputs is kept by its last part only."""
    settings = inputs.case.settings
    return Record(
        authority=settings.authority,
        scenarios={scenario.scenario: scenario.probability for scenario in inputs.case.scenarios},
        status=str(outcome.status),
        reason=outcome.reason,
        objective=outcome.objective,
        bound=outcome.bound,
        gap=outcome.gap,
        gap_asked=solve_settings.gap,
        currency="GBP",
        price_base=settings.price_base,
        money_of="objective and bound: present value; tables: cash prices of each period",
        rows=len(matrix.row_lower),
        columns=len(matrix.cost),
        nonzeros=int(matrix.rows.nnz),
        integers=int(matrix.whole.sum()),
        coefficients=scaling.as_dict(),
        seconds=seconds,
        versions=versions(),
        inputs=inputs.path.resolve().name,
        inputs_sha256=inputs.sha256,
        settings=asdict(settings),
        responsibility=asdict(inputs.responsibility),
        solve_settings=solve_settings.on_record,
        headlines=headlines,
        warnings=[*(str(warning) for warning in inputs.warnings), *scaling.warnings],
        explanation=list(explanation),
        labels={
            "provisions": {key: provision.label for key, provision in inputs.case.provisions.items()},
            "areas": {key: area.name for key, area in inputs.case.areas.items()},
            "needs": {key: need.label for key, need in inputs.case.needs.items()},
        },
        changes=what_ifs(inputs),
        choice_rounds=[one.as_dict() for one in rounds],
        sharing=[one.as_dict() for one in sharing],
    )


def what_ifs(inputs: CaseInputs) -> list[dict[str, Any]]:
    """What the inputs were changed by, in order, each with the number of cells under its name in the log."""
    cells = Counter(change.what_if for change in inputs.changes)
    return [asdict(what_if) | {"cells": cells[what_if.name]} for what_if in inputs.what_ifs]


def versions() -> dict[str, str]:
    """Versions of the product, of Python and of every library that touches a figure."""
    return dict(_versions())


@cache
def _versions() -> Mapping[str, str]:
    found = {"python": platform.python_version(), "platform": platform.system()}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found
