"""How near is near enough: stated constants, each with its reason."""

from __future__ import annotations

ROW = 1e-6
"""Children or units by which a constraint may be out: the solver keeps every row to a millionth of its unit.

A constraint in pounds may be out by as much of the child or unit that matters most in it.
"""

CHILD = 5e-7
"""Children or units by which the figures behind a recomputed one may be out.

Tables leave out children below a ten-millionth, and the solver's own rounding is of that size. A figure in pounds
may be out by as much of the child that matters most in it: £14,000 a week come to 36p a year.
"""

RELATIVE = 1e-11
"""Share of a figure by which sums of thousands of floating-point numbers in another order may differ."""

ABSOLUTE = 1e-6
"""Anything smaller is rounding, whatever its unit: what is left of a difference of two sums of £50m, say."""

SMALL_LINE = 0.005
"""£ below which a cost line is left out of the tables."""

SMALL = 1e-7
"""Children, places and units below which tables show none."""

THREE_FIGURES = 0.0051
"""Share by which a sum of money told to three figures may differ from it (half of the third figure)."""
