"""Whether areas share their places, decided by planning each way there is.

Every way is planned with offered loads of its own. First the linear relaxation of each, in seconds; then whole
plans in the order of what the relaxations cost, until the next one's is no less than the best plan found. A
relaxation is made at the loads that agree with it, so that what it costs bounds its way's plans as nearly as loads
agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from models.case import Case
from models.sharing import to_decide, ways_to_share, with_sharing
from optimiser.agreed_loads import agreed
from optimiser.engine.outcome import Outcome, Status

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Way:
    """A way to share: the provisions that do, the case decided so, and what its relaxation costs.

    ``bound`` £ present value; ``None`` where the relaxation has no plan.
    """

    together: tuple[str, ...]
    case: Case
    bound: float | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a way: ``cost`` £ present value of its plan, ``None`` without one, and why.

    ``came_of_it``: decided, dearer, no plan, not cheaper (by its relaxation, so not planned) or out of time.
    """

    together: tuple[str, ...]
    relaxation: float | None
    cost: float | None
    came_of_it: str

    def as_dict(self) -> dict[str, Any]:
        """It as plain data."""
        return asdict(self) | {"together": list(self.together)}


def ways(case: Case) -> list[Way]:
    """Every way to share, the cheapest relaxation first; just the case where there is nothing to decide."""
    if not to_decide(case):
        return [Way((), with_sharing(case, ()), None)]
    found = []
    for together in ways_to_share(case):
        decided, bound = agreed(with_sharing(case, together))
        found.append(Way(together, decided, bound))
    return sorted(found, key=lambda way: math.inf if way.bound is None else way.bound)


def cheapest_way(
    asked: Sequence[Way],
    plan: Callable[[Case], tuple[Found, Outcome]],
    out_of_time: Callable[[], bool],
) -> tuple[Found, Outcome, tuple[Tried, ...]]:
    """Plan the ways in their order until no other can be cheaper; the best plan, and what came of each way."""
    best, tried = None, list[Tried]()
    for way in asked:
        least = math.inf if best is None or best[1].objective is None else best[1].objective
        if best is not None and (way.bound is None or way.bound >= least):
            tried.append(Tried(way.together, way.bound, None, "no plan" if way.bound is None else "not cheaper"))
        elif best is not None and out_of_time():
            tried.append(Tried(way.together, way.bound, None, "out of time"))
        else:
            found = plan(way.case)
            cost = found[1].objective
            tried.append(Tried(way.together, way.bound, cost, "no plan" if cost is None else "dearer"))
            if found[1].status is Status.UNBOUNDED:
                return *found, tuple(tried)
            if best is None or (cost is not None and cost < least):
                best, decided = found, len(tried) - 1
    assert best is not None, "there is one way at least"
    if best[1].objective is not None:
        one = tried[decided]
        tried[decided] = Tried(one.together, one.relaxation, one.cost, "decided")
    return *best, tuple(tried)


def sharing_in_words(tried: Sequence[dict[str, Any]], labels: Mapping[str, str]) -> str:
    """What was decided and what else was tried, as a sentence; empty where there was nothing to decide.

    The costs are objectives: present values, with what is missed at its price. ``labels`` name provisions.
    """
    decided = next((one for one in tried if one["came_of_it"] == "decided"), None)
    if decided is None:
        return ""
    said = (
        f"Areas share the places of {_named(decided, labels)}"
        if decided["together"]
        else "No areas share their places"
    )
    others = [_other(one, labels) for one in tried if one is not decided]
    costs = f"{_millions(decided['cost'])} with what is missed at its price"
    return f"{said}: {costs}; {', '.join(others)}."


def _other(one: dict[str, Any], labels: Mapping[str, str]) -> str:
    way = f"sharing {_named(one, labels)}" if one["together"] else "sharing none"
    if one["cost"] is not None:
        return f"{way} {_millions(one['cost'])}"
    if one["came_of_it"] == "not cheaper":
        return f"{way} {_millions(one['relaxation'])} or more"
    return f"{way} {one['came_of_it']}"


def _named(one: dict[str, Any], labels: Mapping[str, str]) -> str:
    return " and ".join(labels.get(provision, provision) for provision in one["together"])


def _millions(amount: float) -> str:
    return f"£{amount / 1e6:,.2f}m" if abs(amount) >= 1e6 else f"£{amount:,.0f}"
