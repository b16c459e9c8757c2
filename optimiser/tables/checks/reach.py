"""Checks that the demand is not more than any plan could meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from optimiser.tables.bounds import most_children
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, check
from optimiser.tables.problems import quoted
from optimiser.tables.timeline import Timeline

_NEEDED = (
    "demand",
    "supply",
    "options",
    "limits",
    "market",
    "suitability",
    "provisions",
    "placements",
    "needs",
)
_EVERYBODY = "all need groups together"


@check("demand_beyond_places")
def demand_beyond_places(tables: Tables) -> Iterator[Finding]:
    """There can be a home for every child: no need group, nor all together, outgrow every possible place."""
    if tables.setting("unmet_need") is None:
        expected = "add places, options or market, correct the demand, or give unmet_need a price in settings"
        yield from _beyond(tables, expected)


@check("demand_beyond_places_priced", "warning")
def demand_beyond_places_priced(tables: Tables) -> Iterator[Finding]:
    """Where unmet need has a price, a plan need not leave children without a home."""
    if tables.setting("unmet_need") is not None:
        yield from _beyond(tables, "children will be without a suitable home unless places are added")


def _beyond(tables: Tables, expected: str) -> Iterator[Finding]:
    """Yield for each need group, then for all, the first period in which there are too few homes."""
    times = tables.timeline
    if times is None or not tables.settings_sound or not tables.consistent(*_NEEDED):
        return
    homes = [most_children(tables, times, period) for period in range(len(times.labels))]
    demand, ways = _demand(tables, times), _ways(tables)
    serving = ways.provisions()
    short: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for period, most in enumerate(homes):
        for need in sorted(demand):
            room = ways.room(need, demand[need][period], most)
            if demand[need][period] > room + 1e-6:
                short[f"need group {quoted(need)}"].append((period, demand[need][period], room))
        everybody = sum(children[period] for children in demand.values())
        room = sum(most[provision] for provision in most if provision in serving)
        if everybody > room + 1e-6:
            short[_EVERYBODY].append((period, everybody, room))
    for who, periods in short.items():
        period, children, room = periods[0]
        later = f" (and {len(periods) - 1} later periods)" if len(periods) > 1 else ""
        message = (
            f"{children:g} children of {who} need a home in {times.labels[period]}{later}, "
            f"but there can be at most {room:g} suitable places"
        )
        yield Finding("demand", message, expected, column="children", value=f"{children:g}")


def _demand(tables: Tables, times: Timeline) -> dict[str, list[float]]:
    """Return the children of each need group in each period, in the future with most of them."""
    of_future: dict[str, dict[str | None, list[float]]] = {}
    for row in tables.rows("demand"):
        futures = of_future.setdefault(row["need"], defaultdict(lambda: [0.0] * len(times.labels)))
        futures[row["scenario"]][times.index(row["period"])] += row["children"]
    demand: dict[str, list[float]] = {}
    for need, futures in of_future.items():
        shared = futures.pop(None, [0.0] * len(times.labels))
        most = [max((children[t] for children in futures.values()), default=0.0) for t in range(len(shared))]
        demand[need] = [one + other for one, other in zip(shared, most, strict=True)]
    return demand


@dataclass(frozen=True, slots=True)
class _Ways:
    """Where each need group's children live, and the share of them that each provision suits."""

    settled: dict[str, dict[str, float]]
    suits: dict[str, dict[str, float]]

    def room(self, need: str, children: float, most: dict[str, float]) -> float:
        """Return the most children of a need group who can have a home."""
        settled, suits = self.settled.get(need, {}), self.suits.get(need, {})
        return sum(
            min(most.get(name, 0.0), max(suits.get(name, 0.0) * children, settled.get(name, 0.0)))
            for name in sorted(set(suits) | set(settled))
        )

    def provisions(self) -> set[str]:
        """Return every provision in which someone lives or may live."""
        return {name for ways in (self.settled, self.suits) for group in ways.values() for name in group}


def _ways(tables: Tables) -> _Ways:
    settled: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    suits: dict[str, dict[str, float]] = defaultdict(dict)
    for row in tables.rows("placements"):
        if row["children"] > 0:
            settled[row["need"]][row["provision"]] += row["children"]
    for row in tables.rows("suitability"):
        if row["rating"] != "unsuitable":
            suits[row["need"]][row["provision"]] = row["share_max"]
    return _Ways(settled, suits)
