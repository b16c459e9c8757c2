"""The two plans of a run, the plan itself and doing nothing, by the figures that nothing else follows from."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.assurance.arithmetic.figures import Figures, Tier
from optimiser.assurance.arithmetic.inputs import Flow, Inputs, Pool
from optimiser.assurance.arithmetic.tables import Key, Run
from optimiser.assurance.arithmetic.traced import NOTHING, Cell, Traced, larger, total, weighted

Origin = tuple[str, str]
"""A need group and the home area its children come from."""


class Side:
    """A plan, or doing nothing: children living, placed, moving, bought and without a home, and what is decided.

    Periods ``t`` are positions, scenarios labels. New placements of doing nothing stand in no table: they are
    what the children who stayed and those who moved leave to explain.
    """

    def __init__(self, run: Run, figures: Figures, is_plan: bool) -> None:
        """Choose the columns of the plan or those of doing nothing."""
        self.run, self.figures, self.inputs, self.is_plan = run, figures, figures.inputs, is_plan
        self.column = "children" if is_plan else "do_nothing"
        self._planned = "planned" if is_plan else "planned_do_nothing"
        self._displaced = "disrupted" if is_plan else "do_nothing"
        self.flows = _flows(run, self.inputs)
        self.of_pool: dict[Pool, list[Flow]] = {pool: [] for pool in self.inputs.pools}
        self.of_origin: dict[Origin, list[Flow]] = {}
        for flow in self.flows:
            self.of_pool.setdefault(Pool(flow.provision, flow.area), []).append(flow)
            self.of_origin.setdefault((flow.need, flow.home_area), []).append(flow)
        self._options: dict[Pool, list[tuple[str, str]]] = {}
        for option, row in self.inputs.options.items():
            self._options.setdefault(self.inputs.pool(row), []).append(option)
        self._sums: dict[tuple[object, ...], Traced] = {}

    def times(self) -> Iterator[tuple[int, str]]:
        """Every period and scenario."""
        for t in range(len(self.inputs.periods)):
            for scenario in self.inputs.scenarios:
                yield t, scenario

    def _key(self, t: int, scenario: str, *rest: str) -> Key:
        return (scenario, self.inputs.periods[t], *rest)

    def children(self, flow: Flow, t: int, scenario: str) -> Traced:
        """Children living in a flow."""
        return self.run["placements"].figure(self._key(t, scenario, *flow), self.column)

    def planned(self, flow: Flow, t: int, scenario: str) -> Traced:
        """Planned moves out of a flow."""
        return self.run["moves"].figure(self._key(t, scenario, *flow), self._planned)

    def displaced(self, flow: Flow, t: int, scenario: str) -> Traced:
        """Children who move out of a flow because a place is lost."""
        return self.run["moves"].figure(self._key(t, scenario, *flow), self._displaced)

    def settled(self, flow: Flow, t: int, scenario: str) -> Traced:
        """Children who stayed from the period before, before any move."""
        key = ("settled", flow, t, scenario)
        if key not in self._sums:
            share = self.figures.stays(flow, t, scenario)
            before = self.children(flow, t - 1, scenario) if t else Traced(self.inputs.starting.get(flow, 0.0))
            self._sums[key] = before * share
        return self._sums[key]

    def accounted(self, flow: Flow, t: int, scenario: str) -> Traced:
        """Children living in a flow whom those who stayed and moved do not explain: the newly placed."""
        key = ("accounted", flow, t, scenario)
        if key not in self._sums:
            parts = [(self.children(flow, t, scenario), 1.0), (self.settled(flow, t, scenario), -1.0)]
            moves = [self.planned(flow, t, scenario), self.displaced(flow, t, scenario)]
            self._sums[key] = weighted([*parts, *((move, 1.0) for move in moves)])
        return self._sums[key]

    def new(self, flow: Flow, t: int, scenario: str) -> Traced:
        """Children newly placed in a flow."""
        if self.is_plan:
            return self.run["placements"].figure(self._key(t, scenario, *flow), "new_placements")
        return self.accounted(flow, t, scenario)

    def unmet(self, need: str, home_area: str, t: int, scenario: str) -> Traced:
        """Children without a suitable home."""
        return self.run["unmet"].figure(self._key(t, scenario, need, home_area), self.column)

    def bought_at(self, pool: Pool, tier: Tier, t: int, scenario: str) -> Traced:
        """Children whose homes are bought at a price tier of a pool."""
        return self.run["bought"].figure(self._key(t, scenario, *pool, tier.tier), self.column)

    def bought(self, pool: Pool, t: int, scenario: str) -> Traced:
        """Children whose homes are bought in a pool, at all tiers."""
        key = ("bought", pool, t, scenario)
        if key not in self._sums:
            tiers = self.figures.tiers(pool, t)
            self._sums[key] = total(self.bought_at(pool, tier, t, scenario) for tier in tiers)
        return self._sums[key]

    def living(self, pool: Pool, t: int, scenario: str) -> Traced:
        """Children living in a pool."""
        key = ("living", pool, t, scenario)
        if key not in self._sums:
            self._sums[key] = total(self.children(flow, t, scenario) for flow in self.of_pool.get(pool, ()))
        return self._sums[key]

    def decided(self, option: tuple[str, str], t: int) -> Traced:
        """Units of an option decided in a period."""
        row = self.inputs.options[option]
        key = ("decide", option[0], row.text("provision"), option[1], self.inputs.periods[t])
        return self.run["plan"].figure(key, "units") if self.is_plan else NOTHING

    def closed(self, pool: Pool, t: int) -> Traced:
        """Units of a pool closed in a period."""
        key = ("close", "", *pool, self.inputs.periods[t])
        return self.run["plan"].figure(key, "units") if self.is_plan else NOTHING

    def closed_by(self, pool: Pool, t: int) -> Traced:
        """Units of a pool closed up to and including a period (none before the first)."""
        return total(self.closed(pool, when) for when in range(t + 1))

    def has_own(self, pool: Pool) -> bool:
        """Whether a pool has, or by an option could have, places of its own."""
        return self.figures.has_supply(pool) or (self.is_plan and bool(self.options_of(pool)))

    def options_of(self, pool: Pool) -> list[tuple[str, str]]:
        """Options that bring places to a pool."""
        return self._options.get(pool, [])

    def places(self, pool: Pool, t: int) -> Traced:
        """Places of a pool's own: what exists and is still open, and what options have brought."""
        key = ("places", pool, t)
        if key not in self._sums:
            self._sums[key] = self._existing(pool, t) + self._brought(pool, t)
        return self._sums[key]

    def open_share(self, pool: Pool, t: int, units: float) -> Traced:
        """Share of a pool's existing units that are still open."""
        return Traced(1.0) - self.closed_by(pool, t) * (1 / units)

    def _existing(self, pool: Pool, t: int) -> Traced:
        exists = self.figures.existing(pool, t)
        return NOTHING if exists is None else self.open_share(pool, t, exists.units) * exists.places

    def _brought(self, pool: Pool, t: int) -> Traced:
        if not self.is_plan:
            return NOTHING
        return weighted(
            (self.decided(option, when), self.figures.places_of_unit(option, when, t))
            for option in self.options_of(pool)
            for when in range(t + 1)
        )

    def usable(self, pool: Pool, t: int) -> Traced:
        """Places of a pool that can be planned to be filled."""
        return self.places(pool, t) * self.inputs.usable_share(pool.provision)

    def lost(self, pool: Pool, t: int) -> Traced:
        """Places of a pool lost at the start of a period: by attrition, by closing, by options' ends."""
        return total([*self._existing_lost(pool, t), *self._brought_lost(pool, t)])

    def _existing_lost(self, pool: Pool, t: int) -> Iterator[Traced]:
        now, before = self.figures.existing(pool, t), self.figures.existing(pool, max(0, t - 1))
        if now is None or before is None or before.places <= 0:
            return
        units = now.units if now.places > 0 else before.units
        still_open = self.open_share(pool, t - 1, units)
        yield still_open * max(0.0, before.places - now.places)
        yield self.closed(pool, t) * (min(before.places, now.places) / units)

    def _brought_lost(self, pool: Pool, t: int) -> Iterator[Traced]:
        for option in self.options_of(pool) if t > 0 and self.is_plan else ():
            for when in range(t):
                had = self.figures.places_of_unit(option, when, t - 1)
                yield self.decided(option, when) * max(0.0, had - self.figures.places_of_unit(option, when, t))

    def filled(self, pool: Pool, t: int, scenario: str) -> Traced:
        """Children in a pool's own places: all but those whose homes are bought there."""
        return self.living(pool, t, scenario) - self.bought(pool, t, scenario)

    def sides_cell(self, pool: Pool, t: int, scenario: str) -> Cell:
        """The cell at which a rule about a pool is reported: its row in the table of places."""
        return self.run["places"].cell(self._key(t, scenario, *pool), self.column)


def excess(number: Traced) -> Traced:
    """Return what of a number is above nought."""
    return larger(number, 0.0)


def _flows(run: Run, inputs: Inputs) -> list[Flow]:
    """Every flow that any table has children, moves or a start in."""
    found = set(inputs.starting)
    for name in ("placements", "moves"):
        found |= {Flow(*key[2:]) for key in run[name].keys}
    return sorted(flow for flow in found if _known(flow, inputs))


def _known(flow: Flow, inputs: Inputs) -> bool:
    return (
        flow.need in inputs.needs
        and flow.home_area in inputs.home_areas
        and flow.provision in inputs.provisions
        and flow.area in inputs.areas
    )
