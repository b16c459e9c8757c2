"""What a simulation leaves: its page, its record and tables."""

from __future__ import annotations

from importlib.metadata import version

from optimiser.engine.outcome import Status
from optimiser.report.studied import Studied
from optimiser.simulation.judgement import Judgement
from optimiser.simulation.judgement_text import judgement_markdown
from optimiser.tables.inputs import CaseInputs


def judged(found: Judgement, inputs: CaseInputs) -> Studied:
    """What a judgement leaves: figures and places of the plan beside those of the simulation."""
    settings = inputs.case.settings
    record = {
        "authority": found.authority,
        "price_base": settings.price_base,
        "capacity_mode": settings.capacity_mode,
        "inputs_sha256": inputs.sha256,
        "replications": found.replications,
        "seed": found.seed,
        "policy": found.policy.name,
        "software": version("sufficiency-optimiser"),
    }
    tables = {"simulated_figures": found.table, "simulated_places": found.pool_table}
    return Studied(Status.OPTIMAL, judgement_markdown(found), record, tables)
