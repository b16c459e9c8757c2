"""Published two-stage programmes and random small ones, as matrices."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import scipy.sparse

from optimiser.engine.matrix import Matrix, RowKey
from optimiser.engine.two_stage.stages import TwoStage, two_stage

INF = math.inf


def programme(
    cost: Sequence[float],
    rows: Sequence[Sequence[float]],
    lower: Sequence[float],
    upper: Sequence[float],
    *,
    whole: Sequence[int] = (),
    most: Sequence[float] | float = INF,
    offset: float = 0.0,
) -> Matrix:
    """``min cost·x + offset`` with ``lower ≤ rows x ≤ upper`` and ``0 ≤ x ≤ most``; columns ``whole`` whole."""
    columns = len(cost)
    kinds = np.zeros(columns, dtype=bool)
    kinds[list(whole)] = True
    return Matrix(
        cost=np.array(cost, dtype=float),
        offset=offset,
        rows=scipy.sparse.csc_array(np.array(rows, dtype=float).reshape(len(lower), columns)),
        row_lower=np.array(lower, dtype=float),
        row_upper=np.array(upper, dtype=float),
        column_lower=np.zeros(columns),
        column_upper=np.full(columns, INF)
        if isinstance(most, float) and most == INF
        else np.array(most) * np.ones(columns),
        whole=kinds,
        row_keys=tuple(RowKey("row", (number,)) for number in range(len(lower))),
        positions=np.arange(columns, dtype=np.intp),
        variables=columns,
    )


def lands() -> TwoStage:
    """Louveaux and Smeers (1988): four technologies for three demands, the first of them 3, 5 or 7.

    Columns: capacity of each technology, then what each makes for each demand. Rows: at least 12 of capacity in
    all, a budget of 120, each technology makes no more than its capacity, each demand is met.
    """
    build, operate = [10.0, 7, 16, 6], [[40, 24, 4], [45, 27, 4.5], [32, 19.2, 3.2], [55, 33, 5.5]]
    cost = [*build, *(price for row in operate for price in row)]
    none = np.zeros((4, 3))
    rows = [np.r_[np.ones(4), none.ravel()], np.r_[build, none.ravel()]]
    for technology in range(4):
        used = none.copy()
        used[technology] = -1
        rows.append(np.r_[np.eye(4)[technology], used.ravel()])
    for demand in range(3):
        made = none.copy()
        made[:, demand] = 1
        rows.append(np.r_[np.zeros(4), made.ravel()])
    blocks = [
        programme(cost, rows, [12, -INF, 0, 0, 0, 0, first, 3, 2], [INF, 120, *[INF] * 7])
        for first in (3.0, 5.0, 7.0)
    ]
    return two_stage(blocks, range(4), [0.3, 0.4, 0.3])


def farmer() -> TwoStage:
    """Birge and Louveaux: 500 acres of wheat, maize and beets; yields a fifth above, at or below the usual.

    Columns: acres of each; then wheat and maize bought, wheat and maize sold, beets sold dear (at most 6,000 t)
    and cheap. Rows: the land; 200 t of wheat and 240 t of maize for the cattle; beets sold no more than grown.
    """
    cost = [150.0, 230, 260, 238, 210, -170, -150, -36, -10]
    most = [INF, INF, INF, INF, INF, INF, INF, 6000.0, INF]

    def year(factor: float) -> Matrix:
        rows = [
            [1, 1, 1, 0, 0, 0, 0, 0, 0],
            [2.5 * factor, 0, 0, 1, 0, -1, 0, 0, 0],
            [0, 3 * factor, 0, 0, 1, 0, -1, 0, 0],
            [0, 0, 20 * factor, 0, 0, 0, 0, -1, -1],
        ]
        return programme(cost, rows, [-INF, 200, 240, 0], [500, INF, INF, INF], most=most)

    return two_stage([year(factor) for factor in (1.2, 1.0, 0.8)], range(3), [1 / 3] * 3)


def homes(demands: Sequence[float], probabilities: Sequence[float]) -> TwoStage:
    """Homes of one place at £3 each, decided now; a place bought later costs £10. Demand is all that differs."""
    blocks = [programme([3.0, 10.0], [[1, 1]], [demand], [INF], whole=[0]) for demand in demands]
    return two_stage(blocks, [0], probabilities)


def random_programme(seed: int, *, priced: bool = True, later_whole: bool = False) -> TwoStage:
    """Up to three decisions of 0 to 4, three needs, up to five futures; unmet need has a price, or is limited."""
    draw = np.random.default_rng(seed)
    decisions, needs, futures = int(draw.integers(1, 4)), 3, int(draw.integers(1, 6))
    build = draw.integers(2, 12, decisions).astype(float)
    places = draw.integers(0, 4, (needs, decisions)).astype(float)
    limit = float(draw.integers(decisions, 4 * decisions + 1))
    blocks = []
    for _ in range(futures):
        serve = draw.integers(0, 5, needs).astype(float)
        places_now = places * (1 + 0.25 * draw.integers(-1, 2, places.shape))
        need = draw.integers(0, 7, needs).astype(float)
        width = decisions + 2 * needs
        rows = [np.r_[np.ones(decisions), np.zeros(2 * needs)]]
        for one in range(needs):
            unit = np.eye(needs)[one]
            rows.append(np.r_[places_now[one], -unit, np.zeros(needs)])
            rows.append(np.r_[np.zeros(decisions), unit, unit])
        cost = [*build, *serve, *np.full(needs, 9.0)]
        lower = [-INF, *[bound for one in range(needs) for bound in (0.0, need[one])]]
        upper = [limit, *[INF] * 2 * needs]
        most = np.r_[np.full(decisions, 4.0), np.full(needs, 20.0), np.full(needs, 20.0 if priced else 1.0)]
        whole = [*range(decisions), *(range(decisions, width) if later_whole else ())]
        blocks.append(
            programme(cost, rows, lower, upper, whole=whole, most=most.tolist(), offset=float(draw.integers(5)))
        )
    shares = draw.integers(1, 5, futures).astype(float)
    return two_stage(blocks, range(decisions), shares / shares.sum())
