"""Small worlds that theory solves: one stream of children, pools, and elsewhere for those who find no place."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimiser.simulation.pools import run
from optimiser.simulation.world import Ask, InTurn, Record, Site, Stream, World

WARM, MEASURED, RUNS = 10.0, 100.0, 24
"""Mean stays before measuring and measured, and replications."""
SURE = 3.5
"""Standard errors that a right figure lies within, all but once in two thousand times."""


def world(load: float, *pools: Site, sizes: dict[int, float] | None = None, years: float = MEASURED) -> World:
    """Children of one kind who offer a load in mean stays; the last site takes everyone."""
    sizes = sizes or {1: 1.0}
    families = load / sum(size * share for size, share in sizes.items())
    sites = (*pools, Site(((math.inf, math.inf),)))
    nobody = np.zeros((1, len(sites)))
    return World(
        period_years=(WARM, years),
        sites=sites,
        streams=(Stream(0, 0.0, WARM + years, families),),
        leaving=np.ones(1),
        ageing=np.zeros((1, 1)),
        breaking=nobody,
        permitted=nobody == 0,
        living=nobody,
        family_sizes=sizes,
    )


def pool(places: float, suits: float = 1.0) -> Site:
    return Site(((places, places),), suits)


def in_turn(made: World) -> list[Record]:
    """Replications of children who ask every site in turn."""
    asking = InTurn(tuple(Ask(site) for site in range(len(made.sites))))
    seeds = np.random.SeedSequence(8).spawn(RUNS)
    return [run(made, asking, np.random.default_rng(seed)) for seed in seeds]


@dataclass(frozen=True)
class Found:
    """A figure over replications."""

    mean: float
    error: float

    def agrees(self, theory: float) -> bool:
        return abs(self.mean - theory) <= SURE * self.error

    def rejects(self, wrong: float) -> bool:
        return abs(self.mean - wrong) > SURE * self.error


def over(records: list[Record], figure: Callable[[Record], float]) -> Found:
    found = np.array([figure(record) for record in records])
    return Found(float(found.mean()), float(found.std(ddof=1) / math.sqrt(len(found))))


def turned_away(site: int) -> Callable[[Record], float]:
    return lambda record: float(record.turned_away[site, 1] / record.asked[site, 1])


def chose(site: int) -> Callable[[Record], float]:
    return lambda record: float(record.chose[site, 1] / record.asked[site, 1])


def occupied(site: int) -> Callable[[Record], float]:
    return lambda record: float(record.lived[:, site, 1].sum() / MEASURED)
