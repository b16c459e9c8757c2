"""What a plan predicts against what a simulation of it finds, under each policy of placement.

Run from the repository root::

    python benchmarks/judge.py [CASE] [--replications 30] [--gap 0.001] [--mode occupancy choice] [--page]

``--mode`` plans the case in each capacity mode; without it as its settings say.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

from models.case import Case
from optimiser.futures import flows_of, uncertainty_of
from optimiser.results.solution import Solution
from optimiser.simulation import AS_COUNTED, AS_PLANNED, OWN_FIRST, judgement_markdown, simulate
from optimiser.tables.inputs import read_case
from optimiser.what_if_session import WhatIfSession

_FIGURES = ("present_value", "cost", "bought", "own", "inside", "unmet", "displaced")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", nargs="?", default="inputs/lewisham")
    parser.add_argument("--replications", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--gap", type=float, default=0.001)
    parser.add_argument("--mode", nargs="*", default=[])
    parser.add_argument("--page", action="store_true", help="print the page of each judgement")
    arguments = parser.parse_args()
    inputs = read_case(arguments.case)
    flows = flows_of(inputs.case, uncertainty_of(inputs))
    for mode in arguments.mode or [inputs.case.settings.capacity_mode]:
        solution = planned(
            replace(inputs.case, settings=replace(inputs.case.settings, capacity_mode=mode)), arguments.gap
        )
        for policy in (AS_PLANNED, AS_COUNTED, OWN_FIRST):
            began = time.perf_counter()
            judgement = simulate(
                solution, flows, replications=arguments.replications, seed=arguments.seed, policy=policy
            )
            seconds = (time.perf_counter() - began) / arguments.replications
            print(f"\ncapacity mode {mode}, policy {policy.name}: {seconds:.2f} s a replication")
            for name in _FIGURES:
                one = judgement.figure(name)
                found = one.simulated
                print(
                    f"  {name:14} planned {one.predicted:14,.1f}  simulated {found.mean:14,.1f} "
                    f"({found.low:,.1f} to {found.high:,.1f})  error {one.error:+.1f} %"
                )
            if arguments.page:
                print(judgement_markdown(judgement))


def planned(case: Case, gap: float) -> Solution:
    """The cheapest plan of a case, to a gap; in capacity mode choice, once offered loads and plan agree."""
    found = WhatIfSession(case, gap=gap).base
    if found.solution is None:
        raise SystemExit(f"There is no plan: {found.outcome.reason}.")
    return found.solution


if __name__ == "__main__":
    main()
