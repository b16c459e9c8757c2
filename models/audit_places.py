"""Second formulation, decisions and places: what may be decided, how fast, and the stock of places.

The stock of places of each pool is rolled forward from each period to the next: places gained, places lost.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from models.audit_draft import Draft, Linear, Part, Quantity, Variable, total
from models.case import Option, OptionKey, Pool

_YEAR = 1e-9
"""A period that starts so close below a whole year starts in the next."""

_PART_OF_A_UNIT = 1e-6
"""Decisions given that are so close to whole are whole."""

_MANY_TIMES = 10.0
"""An option without any limit may bring so many times the places that everyone would need, if one is needed."""


def write_decisions(draft: Draft) -> None:
    """Units of options decided and units closed: one unknown for each, in each period where it may be.

    An option may be decided from its first to its last period where a unit brings a place within the plan,
    or where a least number must be decided whatever it brings. A period planned by itself also has the
    decisions of later periods, which bring it nothing and cost it nothing: a least number may be left to
    them while they can still meet it.
    """
    end = len(draft.case.periods)
    for key, option in draft.case.options.items():
        for t in range(max(option.first_period, draft.periods.start), option.last_period + 1):
            brings = any(draft.facts.lives[key].places[t, q] > 0 for q in range(t, end))
            if brings or must_be_decided(draft, option):
                given = None if draft.given is None else draft.given.decide.get((key, t), 0.0)
                draft.unknowns.decide[key, t] = _unknown(draft, (key, t), given, option.whole_units, math.inf)
    for pool, by_period in draft.facts.existing.items():
        for t in draft.periods:
            places, row = by_period[t]
            if row is not None and row.closable and places > 0:
                given = None if draft.given is None else draft.given.close.get((pool, t), 0.0)
                draft.unknowns.close[pool, t] = _unknown(draft, (pool, t), given, True, row.units)
    _refuse_unknown_decisions(draft)


def must_be_decided(draft: Draft, option: Option) -> bool:
    """Whether a least number of units is asked for, of the option or of a limit group that it is in."""
    groups = (draft.case.limit_groups[label] for label in option.limit_groups)
    return option.min_total > 0 or any(group.min_total > 0 for group in groups)


def _unknown(draft: Draft, about: tuple[Any, ...], given: float | None, whole: bool, most: float) -> Variable:
    """Units still to be decided, or as given; a part of what comes only whole is a row that cannot hold."""
    if given is None:
        return draft.variable(high=most, whole=whole)
    if whole and abs(given - round(given)) > _PART_OF_A_UNIT:
        draft.row("whole units", about, [(1.0, given)], "==", float(round(given)))
    return draft.variable(low=given, high=given)


def _refuse_unknown_decisions(draft: Draft) -> None:
    if draft.given is None:
        return
    known: set[Any] = {*draft.unknowns.decide, *draft.unknowns.close}
    given: dict[Any, float] = {**draft.given.decide, **draft.given.close}
    for key, units in given.items():
        if abs(units) > _PART_OF_A_UNIT and key not in known:
            raise ValueError(f"{units:g} of {key[0]} in period {key[1]} is no decision that the case allows")


def write_delivery(draft: Draft) -> None:
    r"""No more is decided than can be delivered: in one year of the plan, and at most and at least in all.

    .. math:: \sum_{k,\, t \in \mathrm{year}} n_{k,t} \le \bar n, \qquad
       \underline N \le \sum_{k,t} n_{k,t} \le \bar N

    for each option, and for all options of each limit group together. Years are counted from the start of
    the plan: two half-years share one.
    """
    for key, option in draft.case.options.items():
        _limits(draft, key, [key], option.max_per_year, option.max_total, option.min_total)
    for label, group in draft.case.limit_groups.items():
        members = [key for key, option in draft.case.options.items() if label in option.limit_groups]
        _limits(draft, label, members, group.max_per_year, group.max_total, group.min_total)


def _limits(
    draft: Draft,
    about: OptionKey | str,
    keys: list[OptionKey],
    yearly: float,
    most: float,
    fewest: float,
) -> None:
    every = range(len(draft.case.periods))
    units: dict[int, list[Part]] = {}
    for key in keys:
        for t in every:
            quantity = draft.decided(key, t)
            if quantity is not None:
                units.setdefault(math.floor(draft.case.periods[t].start + _YEAR), []).append((1.0, quantity))
    if not math.isinf(yearly):
        for year, parts in sorted(units.items()):
            draft.row("yearly limit", (about, year), parts, "<=", yearly)
    everything = [part for parts in units.values() for part in parts]
    if not math.isinf(most):
        draft.row("total limit", (about,), everything, "<=", most)
    if fewest > 0:
        draft.row("least total", (about,), everything, ">=", fewest)


def write_closures(draft: Draft) -> None:
    r"""No more units are closed than there are: :math:`\sum_{\tau \le t} z_\tau \le U_t` while places stand.

    A period planned by itself keeps to the units of later periods too, as it does to delivery limits.
    """
    for pool in sorted({pool for pool, _ in draft.unknowns.close}):
        for t in range(draft.periods.start, len(draft.case.periods)):
            places, row = draft.facts.existing[pool][t]
            if row is not None and places > 0:
                draft.row("closures", (pool, t), [(1.0, draft.closed(pool, t))], "<=", row.units)


def write_stock(draft: Draft) -> None:
    r"""The stock of places of a pool, on average over a period, rolled forward from the period before.

    .. math:: K_t = K_{t-1} + \mathrm{gained}_t - \mathrm{lost}_t

    Before the first period it is the places that exist then. :func:`gained` and :func:`lost` say what
    changes; both are sums over the existing places and over the units decided in each period.
    """
    for pool in draft.facts.flows_in:
        if not draft.facts.has_places(pool):
            continue
        for t in draft.periods:
            now = draft.unknowns.places[pool, t] = draft.variable()
            before = _stock_before(draft, pool, t)
            parts: list[Part] = [
                (1.0, now),
                (-1.0, before),
                (-1.0, gained(draft, pool, t)),
                (1.0, lost(draft, pool, t)),
            ]
            draft.row("stock of places", (pool, t), parts, "==", 0.0)


def _stock_before(draft: Draft, pool: Pool, t: int) -> Quantity:
    if t > draft.periods.start:
        return draft.unknowns.places[pool, t - 1]
    at_start = draft.facts.existing[pool][0][0] if pool in draft.facts.existing else 0.0
    changes = [part for q in range(t) for part in ((1.0, gained(draft, pool, q)), (-1.0, lost(draft, pool, q)))]
    return total([(1.0, at_start), *changes])


def gained(draft: Draft, pool: Pool, t: int) -> Linear:
    r"""Places that a pool gains at the start of a period: openings, ramp-up, places decided before the plan.

    Existing places that grow from :math:`E_{t-1}` to :math:`E_t` come to the units that are still open,
    :math:`(E_t - E_{t-1}) (1 - Z_t / U_t)` with :math:`Z_t` units closed; and where a later row counts
    the same places in another number of units, the places closed are counted again in those units.
    """
    parts = _changes_of_options(draft, pool, t, grows=True)
    before, now, units, units_before = _existing(draft, pool, t)
    if now > before:
        parts += [(now - before, 1.0), (-(now - before) / units, draft.closed(pool, t))]
    if units != units_before:
        parts.append((before * (1 / units_before - 1 / units), draft.closed(pool, t - 1)))
    return total(parts)


def lost(draft: Draft, pool: Pool, t: int) -> Linear:
    r"""Places that a pool loses at the start of a period: attrition, lives that end, closures.

    Existing places that fall from :math:`E_{t-1}` to :math:`E_t` are lost where units still stand; a unit
    closed now takes with it what it has left:

    .. math:: \max(0, E_{t-1} - E_t) (1 - Z_{t-1} / U_t) + z_t \min(E_{t-1}, E_t) / U_t

    For options: units decided before, times what one of them has less than in the period before.
    """
    parts = _changes_of_options(draft, pool, t, grows=False)
    before, now, units, _ = _existing(draft, pool, t)
    fall = max(0.0, before - now)
    closed_before = draft.closed(pool, t - 1)
    parts += [(fall, 1.0), (-fall / units, closed_before)]
    parts += [(min(before, now) / units, draft.closed(pool, t)), (-min(before, now) / units, closed_before)]
    return total(parts)


def _existing(draft: Draft, pool: Pool, t: int) -> tuple[float, float, int, int]:
    """Existing places before and now, without closures, and the units that each are counted in.

    Where no place is left there is nothing to count, whatever units a row gives: they are as before.
    """
    by_period = draft.facts.existing.get(pool)
    if by_period is None:
        return 0.0, 0.0, 1, 1
    (before, row_before), (now, row) = by_period[max(0, t - 1)], by_period[t]
    units = row.units if row is not None else 1
    units_before = row_before.units if row_before is not None else units
    return before, now, units if now > 0 else units_before, units_before


def _changes_of_options(draft: Draft, pool: Pool, t: int, grows: bool) -> list[Part]:
    parts: list[Part] = []
    for option in draft.facts.options_in.get(pool, ()):
        places = draft.facts.lives[option.key].places
        for decided in range(t + 1):
            change = places[decided, t] - (places[decided, t - 1] if decided < t else 0.0)
            quantity = draft.decided(option.key, decided)
            if quantity is not None and (change > 0 if grows else change < 0):
                parts.append((abs(change), quantity))
    return parts


def most_places(draft: Draft, pool: Pool, t: int) -> float:
    """No more places than this can stand in a pool in a period.

    An option without any limit is given one here, so that the bound is true: :attr:`Draft.assumed` keeps it.
    """
    most = draft.facts.existing[pool][t][0] if pool in draft.facts.existing else 0.0
    for option in draft.facts.options_in.get(pool, ()):
        life = draft.facts.lives[option.key].places
        each = max((life[q, t] for q in range(option.first_period, min(option.last_period, t) + 1)), default=0.0)
        if each > 0:
            most += each * most_units(draft, option)
    return most


def most_units(draft: Draft, option: Option) -> float:
    """Units of an option that may be decided in all, by its own limits and those of its limit groups."""
    years = {math.floor(p.start + _YEAR) for p in draft.case.periods[option.first_period : option.last_period + 1]}
    groups = [draft.case.limit_groups[label] for label in option.limit_groups]
    in_all = min([option.max_total, *(group.max_total for group in groups)])
    a_year = min([option.max_per_year, *(group.max_per_year for group in groups)])
    most = min(in_all, a_year * max(1, len(years)))
    return draft.assumed.get(option.key, most)


def assume_limits(draft: Draft, pools: Iterable[Pool]) -> None:
    """Give every option without a limit one, in pools where a bound on places is needed.

    ``M`` in a row that a switch turns off must be at least what the row could otherwise forbid. A guess would
    silently make a limit of that row; so the limit is written openly, ten times what everyone who could come
    would need, and a solution that reaches it says that nothing was established beyond it.
    """
    for pool in pools:
        for option in draft.facts.options_in.get(pool, ()):
            brings = [places for places in draft.facts.lives[option.key].places.values() if places > 0]
            if brings and math.isinf(most_units(draft, option)):
                units = draft.assumed[option.key] = _many_units(draft, option, min(brings))
                parts = [(1.0, quantity) for quantity in _ever_decided(draft, option.key)]
                draft.row("assumed limit", (option.key,), parts, "<=", units)


def _many_units(draft: Draft, option: Option, each: float) -> float:
    """Many times the units that would house everyone who could come, and all that is asked for or given."""
    pool = Pool(option.provision, option.key.area)
    scenarios = range(len(draft.case.scenarios))
    everyone = max(draft.facts.children_who_could_come(pool, t, s) for t in draft.periods for s in scenarios)
    needed = everyone / (draft.case.usable_share(pool.provision) * each)
    asked = [option.min_total, *(draft.case.limit_groups[label].min_total for label in option.limit_groups)]
    given = [units for (key, _), units in draft.given.decide.items() if key == option.key] if draft.given else []
    known = [quantity for quantity in _ever_decided(draft, option.key) if isinstance(quantity, float)]
    return float(math.ceil(_MANY_TIMES * (1 + needed)) + sum((*asked, *given, *known)))


def _ever_decided(draft: Draft, key: OptionKey) -> list[Quantity]:
    found = (draft.decided(key, t) for t in range(len(draft.case.periods)))
    return [quantity for quantity in found if quantity is not None]
