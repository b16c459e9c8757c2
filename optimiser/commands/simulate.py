"""The command ``optimiser simulate``."""

from __future__ import annotations

from pathlib import Path

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import folder_options, quiet_option
from optimiser.commands.studying import Study


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--replications",
    type=click.IntRange(2, 100_000),
    default=30,
    show_default=True,
    help="How often the plan is lived through.",
)
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Random seed of the first."
)
@click.option(
    "--policy",
    type=click.Choice(["as_planned", "as_counted", "own_first"]),
    default="as_planned",
    show_default=True,
    help="Whom a child asks first: the home the plan would give it; the same, and anew when its need group "
    "changes; or the cheapest that suits, own places first.",
)
@folder_options("a simulation", "Write simulate.md, simulate.json and tables to this folder.")
@quiet_option
def simulate(
    run: Path, replications: int, seed: int, policy: str, out: Path | None, overwrite: bool, quiet: bool
) -> None:
    """Live through the plan of RUN, a run folder, child by child, and set what happens beside what it predicts.

    Children come at random, are matched with a vacancy that suits, stay, and are never moved to suit the numbers.
    Needs the table entries; the table matching says how hard it is to find a vacancy that suits.
    """
    with InputErrors():
        from optimiser.futures import flows_of, uncertainty_of
        from optimiser.run_reading import read_run
        from optimiser.simulation import AS_COUNTED, AS_PLANNED, OWN_FIRST
        from optimiser.simulation import simulate as live_through
        from optimiser.simulation.leaving import judged
        from optimiser.simulation.of_run import solution_of
        from optimiser.studies.effects import Step

        study = Study("simulate", out, overwrite, quiet)
        study.check()
        held = read_run(run)
        flows = flows_of(held.inputs.case, uncertainty_of(held.inputs))
        asked = {one.name: one for one in (AS_PLANNED, AS_COUNTED, OWN_FIRST)}[policy]
        code = study.run(lambda progress, cancel: judged(live_through(
            solution_of(held), flows, replications=replications, seed=seed, policy=asked, cancel=cancel,
            tell=lambda done: progress(Step("simulating", done, replications)) if progress else None,
        ), held))  # fmt: skip
    raise SystemExit(code)
