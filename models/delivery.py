"""Delivery: how fast, and how far, options can be delivered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from models.case import OptionKey
from models.plan_model import Formulation, Row
from models.terms import Terms


def yearly_limit(f: Formulation) -> None:
    r"""In one year of the plan no more units of an option are decided than can be delivered.

    .. math:: \sum_{t \in \mathrm{year}} n_{k,t} \le \bar n_k

    Periods shorter than a year share the year's limit. A yearly period needs no row: the limit is a bound.

    Unit: units. Shadow price: £ (present value) of being able to decide one more unit in the year.
    """
    f.add_rows("yearly_limit", _yearly_options(f))


def _yearly_options(f: Formulation) -> Iterator[Row]:
    for key, option in f.case.options.items():
        for year, terms in _by_year(f, [key]):
            if option.max_per_year < math.inf and len(terms.positions) > 1:
                yield (*key, year), None, terms, option.max_per_year


def total_limit(f: Formulation) -> None:
    r"""Over the whole plan an option is decided at least and at most so many times.

    .. math:: \underline N_k \le \sum_t n_{k,t} \le \bar N_k

    Unit: units. Shadow price: £ (present value) of one more unit in all.
    """
    f.add_rows("total_limit", _total_options(f))


def _total_options(f: Formulation) -> Iterator[Row]:
    for key, option in f.case.options.items():
        low = option.min_total if option.min_total > 0 else None
        high = option.max_total if option.max_total < math.inf else None
        if low is not None or high is not None:
            yield key, low, _decided(f, [key]), high


def group_yearly_limit(f: Formulation) -> None:
    r"""In one year of the plan the options of a limit group together stay within what can be delivered.

    .. math:: \sum_{k \in \mathrm{group}} \sum_{t \in \mathrm{year}} n_{k,t} \le \bar n_{\mathrm{group}}

    Unit: units. Shadow price: £ (present value) of being able to decide one more unit in the year.
    """
    f.add_rows("group_yearly_limit", _yearly_groups(f))


def _yearly_groups(f: Formulation) -> Iterator[Row]:
    for label, group in f.case.limit_groups.items():
        if group.max_per_year < math.inf:
            for year, terms in _by_year(f, _members(f, label)):
                yield (label, year), None, terms, group.max_per_year


def group_total_limit(f: Formulation) -> None:
    r"""Over the whole plan the options of a limit group are decided at least and at most so many times.

    .. math:: \underline N_{\mathrm{group}} \le \sum_{k \in \mathrm{group}} \sum_t n_{k,t}
       \le \bar N_{\mathrm{group}}

    Unit: units. Shadow price: £ (present value) of one more unit in all.
    """
    f.add_rows("group_total_limit", _total_groups(f))


def _total_groups(f: Formulation) -> Iterator[Row]:
    for label, group in f.case.limit_groups.items():
        low = group.min_total if group.min_total > 0 else None
        high = group.max_total if group.max_total < math.inf else None
        if low is not None or high is not None:
            yield (label,), low, _decided(f, _members(f, label)), high


def _members(f: Formulation, label: str) -> list[OptionKey]:
    return [key for key, option in f.case.options.items() if label in option.limit_groups]


def _decided(f: Formulation, keys: Iterable[OptionKey]) -> Terms:
    chosen = set(keys)
    positions = [position for (key, _), position in f.decisions.decide.items() if key in chosen]
    return Terms.sum_of(positions)


def _by_year(f: Formulation, keys: Iterable[OptionKey]) -> Iterator[tuple[int, Terms]]:
    """Units of some options decided in each year of the plan (0 is the first)."""
    chosen = set(keys)
    years: dict[int, list[int]] = {}
    for (key, t), position in f.decisions.decide.items():
        if key in chosen:
            years.setdefault(math.floor(f.case.periods[t].start + 1e-9), []).append(position)
    for year, positions in sorted(years.items()):
        yield year, Terms.sum_of(positions)
