"""Entries that the demand table implies: the steadiest rates with which its means come true.

Each period is cut into :data:`PIECES` of constant rate. Of all rates that make the mean stock, averaged over
each period, equal to the demand table, those are taken that change least from piece to piece. One rate a
period would have no choice, and swing up and down for ever after one jump of demand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.case import Floats
from models.turnover.kernel import Kernel

PIECES = 4
"""Pieces of each period."""

_EXACT = 1e4
"""Weight of the demand table against steadiness where rates below nought have to be avoided."""
_NOTICED = 0.01
"""Share of the demand by which a mean may miss it before anybody is told."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A period whose demand no entries of at least nought can bring about (positions in the case)."""

    need: int
    period: int
    demand: float
    nearest: float
    """Mean children with the entries that come nearest to the whole demand table."""


def entering_as_implied(
    grid: Kernel, of_period: Sequence[int], starting: Floats, given: Floats, demand: Floats
) -> tuple[Floats, tuple[Misfit, ...]]:
    """Expected entries a year of every need group in every piece, and where they cannot follow the demand.

    ``given`` holds entries a year, not a number where the demand (need, period) is to tell them.
    """
    periods = demand.shape[1]
    years = np.bincount(of_period, weights=grid.years, minlength=periods)
    averaging = np.zeros((len(of_period), periods))
    averaging[np.arange(len(of_period)), of_period] = 1 / years[list(of_period)]
    response = np.einsum("sjgh,jp->gshp", grid.years_of_entrants(), averaging, optimize=True)
    of_starters = np.einsum("g,jgk,jkh,jp->hp", starting, grid.starts[:-1], grid.stays, averaging, optimize=True)
    open_ = np.flatnonzero(np.isnan(given))
    settled = np.nan_to_num(given)
    wanted = (demand - of_starters - np.einsum("g,gshp->hp", settled, response, optimize=True))[open_]
    matrix = response[np.ix_(open_, np.arange(len(of_period)), open_)].transpose(2, 3, 0, 1)
    rows, columns = wanted.size, len(open_) * len(of_period)
    scale = np.maximum(demand[open_].mean(axis=1), 1.0)
    found = _steadiest(matrix.reshape(rows, columns), wanted.ravel(), scale, len(of_period))
    entering = np.repeat(settled[:, None], len(of_period), axis=1)
    entering[open_] = found.reshape(len(open_), len(of_period))
    left = np.einsum("gs,gshp->hp", entering[open_], response[open_])[open_] - wanted
    return entering, tuple(_misfits(open_.tolist(), demand[open_], left))


def _misfits(needs: list[int], demand: Floats, left: Floats) -> Iterator[Misfit]:
    """Where the mean misses the demand of the open need groups, ``left`` being how far it is above."""
    noticed = np.abs(left) > _NOTICED * np.maximum(demand, 1.0)
    for row, period in np.argwhere(noticed).tolist():
        asked = float(demand[row, period])
        yield Misfit(needs[row], period, asked, asked + float(left[row, period]))


def _steadiest(matrix: Floats, wanted: Floats, scale: Floats, pieces: int) -> Floats:
    """The rates of least change, each group's in proportion to its ``scale``, with ``matrix @ rates = wanted``."""
    changes = np.asarray(np.kron(np.diag(1 / scale), np.diff(np.eye(pieces), axis=0)), dtype=float)
    rows = len(wanted)
    saddle = np.block([[changes.T @ changes, matrix.T], [matrix, np.zeros((rows, rows))]])
    found = np.linalg.solve(saddle, np.concatenate([np.zeros(matrix.shape[1]), wanted]))
    rates = np.asarray(found[: matrix.shape[1]], dtype=float)
    return np.maximum(rates, 0.0) if rates.min() > -1e-9 else _not_below_nought(matrix, wanted, changes)


def _not_below_nought(matrix: Floats, wanted: Floats, changes: Floats) -> Floats:
    from scipy.optimize import nnls  # heavy, and seldom needed

    system = np.vstack([_EXACT * matrix, changes])
    aim = np.concatenate([_EXACT * wanted, np.zeros(len(changes))])
    return np.asarray(nnls(system, aim, maxiter=100 * system.shape[1])[0], dtype=float)
