"""Children arrive, are matched, stay and leave: the discrete-event core, one SimPy process for each child.

The rules, in one place:

- A child who needs a home asks sites in the order that :data:`~optimiser.simulation.world.Asking` gives. Each of
  the v vacancies suits it with the site's chance q, so it is taken with chance 1 − (1 − q)^v.
- Whom nobody takes waits: every place that comes free is offered to those who wait, the longest first, and after
  a set time they ask everywhere again.
- A child stays until it leaves care, its placement breaks down or ends as planned (it then asks again like one
  who has just come), or it comes to be of an origin that may not live there. Nobody is moved for any other reason,
  but where places are lost and the site has no room left for all: then as many children as the places lost, at
  random, have to move.
- Fractions of places become whole at random once for each site and replication, with one number for all levels
  and periods: floor(places + number). On average that is the fraction, and a place never flickers.

All times are exponential, so rates may be drawn afresh whenever something changes.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy

from models.case import Floats
from optimiser.simulation.world import Ask, Asking, Record, World

Steps = Generator[simpy.Event, Any, Any]

_ROUNDING = 1e-9
"""Places that miss a whole number by less than this are whole."""


def run(world: World, asking: Asking, random: np.random.Generator) -> Record:
    """Simulate the world once, from its start to the end of its last period."""
    return _Replication(world, asking, random).run()


_LEAVES, _BREAKS, _MOVES, _OLDER = range(4)
"""What may happen to a child: it leaves care, its placement breaks down or ends as planned, or it comes to be of
another origin (of origin i: ``_OLDER + i``)."""


@dataclass(eq=False, slots=True)
class _Child:
    """What a child is of, and its coins once they are thrown."""

    origin: int
    coins: Sequence[bool] | None = None

    def become(self, origin: int) -> None:
        """Come to be of another origin, with coins to be thrown anew."""
        self.origin, self.coins = origin, None


@dataclass(eq=False, slots=True)
class _Waiting:
    """A child without a home and the sites that it would go to."""

    origin: int
    asks: Sequence[Ask]
    offer: simpy.Event


class _Tally:
    """Child-years and years with so many children, added up whenever a number changes."""

    def __init__(self, world: World, env: simpy.Environment) -> None:
        sites = len(world.sites)
        self.env = env
        self.period = 0
        self.children = [0] * (sites + 1)
        """Children at each site; the last is nowhere, where children wait."""
        self._site_since = [0.0] * (sites + 1)
        self._years_with: list[dict[tuple[int, int], float]] = [{} for _ in range(sites + 1)]
        self._here = [[0] * (sites + 1) for _ in range(world.origins)]
        self._since = [[0.0] * (sites + 1) for _ in range(world.origins)]
        self.lived = np.zeros((world.origins, sites + 1, len(world.period_years)))

    def change(self, origin: int, site: int, by: int) -> None:
        """One child more or less."""
        self._close(site)
        self._close_origin(origin, site)
        self.children[site] += by
        self._here[origin][site] += by

    def close_period(self) -> None:
        """Add up to now what is not yet added up, and go on to the next period."""
        for site in range(len(self.children)):
            self._close(site)
        for origin in range(len(self._here)):
            for site in range(len(self.children)):
                self._close_origin(origin, site)
        self.period += 1

    def _close(self, site: int) -> None:
        now = self.env.now
        if now > self._site_since[site]:
            key, held = (self.period, self.children[site]), self._years_with[site]
            held[key] = held.get(key, 0.0) + now - self._site_since[site]
            self._site_since[site] = now

    def _close_origin(self, origin: int, site: int) -> None:
        now, here = self.env.now, self._here[origin][site]
        if here:
            self.lived[origin, site, self.period] += here * (now - self._since[origin][site])
        self._since[origin][site] = now

    @property
    def years_with(self) -> tuple[dict[tuple[int, int], float], ...]:
        """Years with so many children at each site, by (period, children)."""
        return tuple(self._years_with[:-1])


class _Replication:
    """The state of one replication."""

    def __init__(self, world: World, asking: Asking, random: np.random.Generator) -> None:
        self.world, self.asking, self.random = world, asking, random
        self.env = simpy.Environment()
        self.tally = _Tally(world, self.env)
        self.nowhere = len(world.sites)
        self.ends: list[float] = world.ends.tolist()
        self.places = [_whole(site.levels, random) for site in world.sites]
        self.open = [places[:, 0].tolist() for places in self.places]
        self.residents: list[dict[simpy.Process, None]] = [{} for _ in world.sites]
        self.waiting: dict[_Waiting, None] = {}
        shape = (len(world.sites), len(world.period_years))
        self.asked, self.turned_away, self.chose, self.displaced = (np.zeros(shape) for _ in range(4))
        self.moved = np.zeros((world.origins, *shape))
        self.entered = np.zeros((world.origins, shape[1]))
        self._rates: dict[tuple[int, int, int], Floats] = {}

    def run(self) -> Record:
        """Run to the end and hand over what happened."""
        for origin, site in np.ndindex(self.world.living.shape):
            for _ in range(_at_random(float(self.world.living[origin, site]), self.random)):
                self.tally.change(origin, site, +1)
                self.env.process(self._child(origin, site))
        self.env.process(self._arrivals())
        self.env.process(self._calendar())
        self.env.run(until=self.ends[-1])
        self.tally.close_period()
        lived = self.tally.lived
        return Record(
            lived=lived[:, :-1],
            waited=lived[:, -1],
            asked=self.asked,
            turned_away=self.turned_away,
            chose=self.chose,
            displaced=self.displaced,
            moved=self.moved,
            entered=self.entered,
            places=tuple(self.places),
            years_with=self.tally.years_with,
        )

    @property
    def period(self) -> int:
        """The period that it is."""
        return self.tally.period

    def _arrivals(self) -> Steps:
        """Children come into care, brothers and sisters together."""
        sizes = np.array(list(self.world.family_sizes))
        shares = np.array(list(self.world.family_sizes.values()), dtype=float)
        for time, origin in _arriving(self.world, self.random):
            yield self.env.timeout(max(0.0, time - self.env.now))
            together = int(sizes[0] if len(sizes) == 1 else self.random.choice(sizes, p=shares / shares.sum()))
            self.entered[origin, self.period] += together
            for _ in range(together):
                self.env.process(self._child(origin, None))

    def _calendar(self) -> Steps:
        """Periods end; places come and are lost."""
        for end in self.ends[:-1]:
            yield self.env.timeout(end - self.env.now)
            self.tally.close_period()
            for site in range(self.nowhere):
                before, now = self.open[site][-1], float(self.places[site][-1, self.period])
                self.open[site] = self.places[site][:, self.period].tolist()
                if now < before and not self.world.sites[site].keeps:
                    self._lose(site, int(min(before - now, self.tally.children[site] - now)))
                for _ in range(min(len(self.waiting), int(max(0.0, min(now - before, 1e9))))):
                    self._offer(site)

    def _lose(self, site: int, children: int) -> None:
        """So many children of a site, at random, have to move."""
        if children > 0:
            there = list(self.residents[site])
            self.displaced[site, self.period] += children
            for chosen in self.random.choice(len(there), children, replace=False):
                there[chosen].interrupt()

    def _child(self, origin: int, site: int | None) -> Steps:
        """A child from the day it needs a home to the day it leaves care."""
        child = _Child(origin)
        while True:
            if site is None:
                site = yield from self._find(child)
                if site is None:
                    return
            stays = yield from self._live(child, site)
            if not stays:
                return
            site = None

    def _live(self, child: _Child, site: int) -> Steps:
        """Live at a site; whether the child needs another home then, or leaves care."""
        me = self.env.active_process
        assert me is not None
        self.residents[site][me] = None
        event: int | None = None
        try:
            while event is None:
                event = yield from self._next_event(child.origin, site)
                if event is not None and event >= _OLDER and self._stays_on(child, site, event - _OLDER):
                    event = None
        except simpy.Interrupt:
            pass
        if event == _MOVES:
            self.moved[child.origin, site, self.period] += 1
        del self.residents[site][me]
        self.tally.change(child.origin, site, -1)
        if event is not None and event >= _OLDER:
            child.become(event - _OLDER)
        self._offer(site)
        return event != _LEAVES

    def _stays_on(self, child: _Child, site: int, older: int) -> bool:
        """Whether a child who comes to be of another origin may stay; if so, it is of that origin from now on."""
        if self.world.permitted[older, site]:
            self.tally.change(child.origin, site, -1)
            self.tally.change(older, site, +1)
            child.become(older)
            return True
        return False

    def _next_event(self, origin: int, site: int) -> Steps:
        """Wait for what happens next to a child at a site; ``None`` where only the rates change."""
        upto = self._rates_of(origin, site)
        total = upto[-1]
        stays = self.random.exponential(1 / total) if total > 0 else math.inf
        if self.world.moving is not None:
            left = max(0.0, self.ends[self.period] - self.env.now)
            if stays >= left:
                yield self.env.timeout(left)
                return None
        if stays == math.inf:
            yield self.env.event()
        yield self.env.timeout(stays)
        return int(np.searchsorted(upto, self.random.random() * total, side="right"))

    def _rates_of(self, origin: int, site: int) -> Floats:
        """Running sum of the rates of leaving care, breakdown, a planned move and each origin to come to be of."""
        key = (origin, site, self.period if self.world.moving is not None else 0)
        if key not in self._rates:
            world = self.world
            breaking = 0.0 if site == self.nowhere else world.breaking[origin, site]
            moving = 0.0 if world.moving is None or site == self.nowhere else world.moving[key]
            self._rates[key] = np.cumsum([world.leaving[origin], breaking, moving, *world.ageing[origin]])
        return self._rates[key]

    def _find(self, child: _Child) -> Steps:
        """Ask, and wait where nobody takes the child: the site that does, or ``None`` if it leaves care before."""
        while True:
            if child.coins is None or self.asking.afresh:
                child.coins = self.asking.throw(child.origin, self.random)
            asks = self.asking.order(child.origin, self.period, child.coins, self.random)
            site = self._ask(asks, counted=True)
            if site is not None:
                self.tally.change(child.origin, site, +1)
                return site
            self.tally.change(child.origin, self.nowhere, +1)
            event, site = yield from self._wait(child.origin, asks)
            self.tally.change(child.origin, self.nowhere, -1)
            if site is not None or event == _LEAVES:
                return site
            child.become(event - _OLDER)

    def _wait(self, origin: int, asks: Sequence[Ask]) -> Steps:
        """Wait for a place; what happened to the child, and the site that took it, if one did."""
        upto = self._rates_of(origin, self.nowhere)
        while True:
            waiting = _Waiting(origin, asks, self.env.event())
            self.waiting[waiting] = None
            stays = self.random.exponential(1 / upto[-1]) if upto[-1] > 0 else math.inf
            yield waiting.offer | self.env.timeout(min(stays, self.world.ask_again))
            if waiting.offer.triggered:
                return None, waiting.offer.value
            del self.waiting[waiting]
            if stays <= self.world.ask_again:
                return int(np.searchsorted(upto, self.random.random() * upto[-1], side="right")), None
            site = self._ask(asks, counted=False)
            if site is not None:
                self.tally.change(origin, site, +1)
                return None, site

    def _ask(self, asks: Sequence[Ask], counted: bool) -> int | None:
        """The first site with a vacancy that suits, or ``None``; one without any places is not asked."""
        seen: dict[int, None] = {}
        taken = None
        for site, level in asks:
            if not self.open[site][level]:
                continue
            suitable = self._suitable(site, level)
            if counted and site not in seen:
                self.asked[site, self.period] += 1
                self.chose[site, self.period] += suitable >= 2
            seen[site] = None
            if suitable > 0:
                taken = site
                break
        if counted:
            for site in seen:
                self.turned_away[site, self.period] += site != taken
        return taken

    def _suitable(self, site: int, level: int) -> float:
        """How many vacancies of a site up to a level suit a child, each by chance."""
        vacant = self.open[site][level] - self.tally.children[site]
        suits = self.world.sites[site].suits
        if vacant <= 0 or suits == 1 or vacant == math.inf:
            return max(0.0, float(vacant))
        return float(self.random.binomial(int(vacant), suits))

    def _offer(self, site: int) -> None:
        """Offer a place that has come free to those who wait, the longest first."""
        for waiting in self.waiting:
            for asked, level in waiting.asks:
                vacant = asked == site and self.tally.children[site] < self.open[site][level]
                if vacant and self.random.random() < self.world.sites[site].suits:
                    del self.waiting[waiting]
                    self.tally.change(waiting.origin, site, +1)
                    waiting.offer.succeed(site)
                    return


def _arriving(world: World, random: np.random.Generator) -> list[tuple[float, int]]:
    """When families come, and of which origin, in order of time."""
    times, origins = [np.zeros(0)], [np.zeros(0, dtype=np.intp)]
    for stream in world.streams:
        number = random.poisson(stream.families * (stream.end - stream.start))
        times.append(random.uniform(stream.start, stream.end, number))
        origins.append(np.full(number, stream.origin, dtype=np.intp))
    time, origin = np.concatenate(times), np.concatenate(origins)
    order = np.argsort(time, kind="stable")
    return list(zip(time[order].tolist(), origin[order].tolist(), strict=True))


def _whole(levels: Sequence[Sequence[float]], random: np.random.Generator) -> Floats:
    """Whole places of a site: shape (level, period)."""
    return np.asarray(np.floor(np.array(levels, dtype=float) + random.random() + _ROUNDING))


def _at_random(number: float, random: np.random.Generator) -> int:
    """A whole number that is the given one on average."""
    return math.floor(number + random.random())
