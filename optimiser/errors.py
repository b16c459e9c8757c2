"""Everything the product raises on purpose.

::

    OptimiserError
    ├── InputError       the inputs are wrong: every problem at once          exit code 2
    ├── UnboundedError   an input makes a plan that earns without limit       exit code 2
    ├── RunFolderError   the run folder cannot be written where asked         exit code 2
    └── DisclosureError  nothing can protect a small number of children       exit code 2

That no plan can meet everything asked is not an error but a result: see ``optimiser.engine.outcome``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimiser.tables.problems import Problem


class OptimiserError(Exception):
    """Base of every error that the product raises on purpose; its text is a sentence for the user."""


class InputError(OptimiserError):
    """The inputs are wrong; ``problems`` holds every fault found, not only the first.

    ``warnings`` holds what was found beside them that would not have stopped a plan.
    """

    def __init__(self, problems: Sequence[Problem], warnings: Sequence[Problem] = ()) -> None:
        """Keep the problems, worst first, and the warnings found beside them."""
        self.problems = tuple(problems)
        self.warnings = tuple(warnings)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnboundedError(OptimiserError):
    """Some option or grant earns more than it costs without any limit, so there is no cheapest plan."""


class RunFolderError(OptimiserError):
    """The run folder exists already or cannot be written."""
