"""Simulate a fixed plan many times and set what happens beside what the plan predicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from models.case import Floats
from models.turnover.closed_form import mean_demand
from models.turnover.flows import Flows
from optimiser.errors import OptimiserError
from optimiser.results.solution import Solution
from optimiser.simulation.figures import COUNTED, FIGURES, Judge, predicted_bought
from optimiser.simulation.from_plan import Matching, asking_of, expected, labels, world_of
from optimiser.simulation.judgement import Judged, Judgement, PoolJudged, estimated, estimated_share
from optimiser.simulation.policy import AS_PLANNED, Policy
from optimiser.simulation.pools import run
from optimiser.simulation.pricing import pricing
from optimiser.simulation.world import Record, World

REPLICATIONS = 30
MOST_REPLICATIONS = 100_000


@dataclass
class _Found:
    """Figures of the replications so far."""

    figures: list[dict[str, Floats]] = field(default_factory=list)
    controls: list[dict[str, Floats]] = field(default_factory=list)
    lived: list[Floats] = field(default_factory=list)
    places: list[Floats] = field(default_factory=list)
    asked: list[Floats] = field(default_factory=list)
    turned_away: list[Floats] = field(default_factory=list)

    def add(self, judge: Judge, record: Record) -> None:
        self.figures.append(judge.of_record(record))
        self.controls.append(judge.controls(record))
        self.lived.append(record.lived.sum(axis=0))
        self.places.append(np.array([tops[-1] for tops in record.places]))
        self.asked.append(record.asked)
        self.turned_away.append(record.turned_away)


def simulate(
    solution: Solution,
    flows: Flows,
    *,
    replications: int = REPLICATIONS,
    seed: int = 0,
    policy: Policy = AS_PLANNED,
    matching: Matching | None = None,
    tell: Callable[[int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Judgement:
    """Judge a fixed plan: children arrive, are matched, stay, and are never moved to suit the numbers.

    ``flows``: how children come and go (:func:`optimiser.futures.flows_of`). Replication i draws from
    ``SeedSequence(seed, spawn_key=(i,))``, so it is the same however many are asked for. ``matching``: how hard
    it is to find a vacancy that suits; as the case says where not given. ``tell`` hears how many replications are
    done; ``cancel`` is asked after each, from the second on, whether those are enough. Raises ``OptimiserError``
    where ``replications`` or ``seed`` make no sense.
    """
    if not 2 <= replications <= MOST_REPLICATIONS:
        raise OptimiserError(f"{replications} replications make no sense: ask for 2 to {MOST_REPLICATIONS}.")
    if seed < 0:
        raise OptimiserError(f"The seed {seed} is below nought: give a whole number of at least 0.")
    case, known, priced = solution.case, labels(solution.case, solution), pricing(solution)
    world = world_of(solution, flows, policy, matching or Matching.of_case(case), known)
    asking = asking_of(solution, world, policy, known, priced)
    years = np.array([period.years for period in case.periods])
    mean = mean_demand(_as_simulated(flows, world))
    judge = Judge(solution, known, priced, years, mean.reshape(len(known.origins), len(years)))
    found = _Found()
    for number in range(replications):
        random = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
        found.add(judge, run(world, asking, random))
        if tell is not None:
            tell(number + 1)
        if cancel is not None and number > 0 and cancel():
            break
    return Judgement(
        authority=case.settings.authority,
        policy=policy,
        replications=len(found.figures),
        seed=seed,
        figures=tuple(_figures(judge, found)),
        pools=tuple(_pools(judge, found)),
    )


def _figures(judge: Judge, found: _Found) -> Iterator[Judged]:
    predicted, discount = judge.predicted(), judge.priced.discount
    costs, control = (np.array([one["cost"] for one in of]) for of in (found.figures, found.controls))
    cost = estimated(costs @ discount, control @ discount)
    yield Judged("present_value", "", judge.priced.present_value(predicted["cost"]), cost)
    for name in FIGURES:
        simulated = np.array([figures[name] for figures in found.figures])
        known = np.array([one[name] for one in found.controls]) if name in found.controls[0] else None
        for t, period in enumerate(judge.case.periods):
            steadied = estimated(simulated[:, t], None if known is None else known[:, t])
            yield Judged(name, period.period, float(predicted[name][t]), steadied)
        weights = np.ones(len(judge.years)) if name in COUNTED else judge.years / judge.years.sum()
        whole = estimated(simulated @ weights, None if known is None else known @ weights)
        yield Judged(name, "", float(predicted[name] @ weights), whole)


def _pools(judge: Judge, found: _Found) -> Iterator[PoolJudged]:
    living, years = expected(judge.solution, judge.solution.living), judge.years
    periods: list[tuple[str, list[int]]] = [(one.period, [t]) for t, one in enumerate(judge.case.periods)]
    periods.append(("", list(range(len(years)))))
    for at, site in enumerate(judge.known.sites):
        if site.bought:
            continue
        case = judge.case
        name = f"{case.provisions[site.pool.provision].label} in {case.areas[site.pool.area].name}"
        own = living[judge.case.flows_of_pool[site.pool]].sum(axis=0) - predicted_bought(judge.solution, site.pool)
        for label, chosen in periods:
            length = float(years[chosen].sum())

            def over(values: list[Floats], at: int = at, chosen: list[int] = chosen) -> Floats:
                """Sum over the chosen periods, by replication."""
                return np.array([one[at, chosen].sum() for one in values])

            yield PoolJudged(
                *site.pool,
                label,
                places=float(np.mean([one[at, chosen] @ years[chosen] for one in found.places])) / length,
                children_predicted=float(own[chosen] @ years[chosen]) / length,
                children=estimated(over(found.lived) / length),
                asked=float(over(found.asked).mean()) / length,
                turned_away=estimated_share(over(found.turned_away), over(found.asked)),
                label=name,
            )


def _as_simulated(flows: Flows, world: World) -> Flows:
    """The flows with what the world has of them: no child comes to be of a group that the plan has nobody of."""
    homes = flows.starting.shape[1]
    ageing = world.ageing[::homes, ::homes]
    kept = np.diag(-(ageing.sum(axis=1) + world.leaving[::homes])) + ageing
    return replace(flows, rates=kept)
