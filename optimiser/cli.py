"""The command line: its commands, each in a file of :mod:`optimiser.commands`.

Exit codes: 0 a plan was found; 2 the inputs are wrong; 3 no plan can meet everything asked; 4 stopped
before any plan; 5 the second opinion disagrees; 1 a fault of ours.
"""

from __future__ import annotations

import sys

import click

from optimiser.commands.alternatives import alternatives
from optimiser.commands.assurance import audit, changes
from optimiser.commands.check import check
from optimiser.commands.compare import compare
from optimiser.commands.drivers import drivers
from optimiser.commands.explain import explain
from optimiser.commands.frontier import frontier
from optimiser.commands.new import new
from optimiser.commands.plan import plan
from optimiser.commands.report import report
from optimiser.commands.robust import robust
from optimiser.commands.serve import serve
from optimiser.commands.simulate import simulate
from optimiser.commands.stress import stress


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sufficiency-optimiser")
def main() -> None:
    """Find the cheapest plan that gives every child in care a suitable home, near home, within budget."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


_COMMANDS = (
    new, check, plan, serve, compare, explain, frontier, drivers, alternatives, stress, simulate, robust, audit,
    changes, report,
)  # fmt: skip
for command in _COMMANDS:
    main.add_command(command)
