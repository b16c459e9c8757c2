"""What disclosure control refuses."""

from __future__ import annotations

from optimiser.errors import OptimiserError


class DisclosureError(OptimiserError):
    """Some figure that must stay unknown can be worked out from the pack; the text names it and its range."""
