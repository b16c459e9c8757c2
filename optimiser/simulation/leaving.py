"""What a simulation leaves: its page, its record and tables."""

from __future__ import annotations

from importlib.metadata import version

from optimiser.engine.outcome import Status
from optimiser.futures import chance_hash
from optimiser.report.studied import Studied
from optimiser.run_reading import Run
from optimiser.simulation.judgement import Judgement
from optimiser.simulation.judgement_text import judgement_markdown


def judged(found: Judgement, run: Run) -> Studied:
    """What a judgement of a run leaves: figures and places of the plan beside those of the simulation."""
    settings = run.inputs.case.settings
    record = {
        "authority": found.authority,
        "price_base": settings.price_base,
        "capacity_mode": settings.capacity_mode,
        "inputs_sha256": run.inputs.sha256,
        "uncertainty_sha256": chance_hash(run.inputs),
        "result_sha256": run.result_sha256,
        "replications": found.replications,
        "seed": found.seed,
        "policy": found.policy.name,
        "software": version("sufficiency-optimiser"),
    }
    tables = {"simulated_figures": found.table, "simulated_places": found.pool_table}
    return Studied(Status.OPTIMAL, judgement_markdown(found), record, tables)
