"""The year-by-year planner: each period placed and built for with no sight of the next.

What it costs beside the plan is what planning ahead is worth: a second baseline beside doing nothing. It is
played with the second formulation (:mod:`models.audit`), written for one period at a time and rolled forward:
the children of the period before and everything decided before are given.

In each period it finds the least cost *of that period*: what children's homes cost, what runs, set-up,
grants, the charges for capital that fall in the period (capital in full where it is treated as cash). A place
that opens later earns it nothing, so it is never built for its own sake. It knows the delivery limits over the
whole plan, keeps within the whole plan's capital budget what has been spent before, and decides a least number
at the last moment that limits allow. It keeps every promise and budget of the period where it can. Where it
cannot, the period is planned again with a price on each: :data:`PRICE_OF_A_MISS` times the dearest home for
each child short of a promise and as many pounds for each pound over a budget. Where even so not every child
has a home, once more with unmet need at :data:`PRICE_OF_UNMET_NEED` times the dearest home. Those prices only
settle what gives way; they are in no figure that comes out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from models import finance
from models.audit import Answer, Decided, Past, read, write
from models.audit_draft import CostKey
from models.case import Case, OptionKey, Pool
from optimiser.engine.cbc import CbcOutcome, solve
from optimiser.engine.outcome import Status

PRICE_OF_A_MISS = 10.0
"""A child short of a promise costs so many times the dearest home, a pound over budget so many pounds."""

PRICE_OF_UNMET_NEED = 100.0
"""A child without a home costs so many times the dearest home: only where there is no home."""

TIME_LIMIT = 20.0
"""Seconds that each period may take, unless other ones are given."""

GAP = 1e-5
"""The relative gap that each period is solved to."""

_SMALL = 1e-6
_PENNY = 0.005


@dataclass(frozen=True, slots=True)
class Missed:
    """What a period could not keep: a promise, in children, or a budget, in £; expected over the scenarios.

    ``what``: ``promise`` or ``budget``. ``name``: its label, or ``revenue``, ``capital``, ``capital_total``.
    """

    period: str
    what: str
    name: str
    amount: float


@dataclass(frozen=True, slots=True)
class YearByYear:
    """What comes of planning one period at a time; money expected over the scenarios.

    ``status``: ``optimal`` where every period was solved to :data:`GAP`, ``feasible`` where the time limit
    ended some, otherwise why there is no plan, with ``reason`` in words and the figures of the periods before.
    ``present_value``: £, with the prices that the case itself puts on what is missed.
    ``present_value_of_money``: £ without them. ``revenue`` and ``capital_net``: £ cash by period.
    ``decided``, ``closed``: units. ``unmet``: child-years without a home by period, where there are any.
    ``missed``: promises and budgets that were not kept, priced by the case or not. ``gave_way``: periods that
    could not do what the case asks and were planned again with prices on it; where there are none,
    ``present_value`` is no less than that of the cheapest plan.
    """

    status: Status
    reason: str
    seconds: float
    present_value: float | None = None
    present_value_of_money: float | None = None
    revenue: Mapping[str, float] = field(default_factory=dict)
    capital_net: Mapping[str, float] = field(default_factory=dict)
    decided: Mapping[tuple[OptionKey, int], float] = field(default_factory=dict)
    closed: Mapping[tuple[Pool, int], float] = field(default_factory=dict)
    unmet: Mapping[str, float] = field(default_factory=dict)
    missed: tuple[Missed, ...] = ()
    gave_way: tuple[str, ...] = ()

    @property
    def unmet_child_years(self) -> float:
        """Child-years without a home in all."""
        return sum(self.unmet.values())

    @property
    def keeps_everything(self) -> bool:
        """Whether every child had a home and every promise and budget was kept, in every period."""
        return self.status.has_plan and not self.missed and not self.unmet


@dataclass(frozen=True, slots=True)
class _Year:
    """One period's answer, and the outcome that it came from."""

    period: int
    outcome: CbcOutcome
    answer: Answer
    weights: Mapping[CostKey, float]
    gave_way: bool


def year_by_year(
    case: Case, *, time_limit: float = TIME_LIMIT, cancel: Callable[[], bool] | None = None
) -> YearByYear:
    """Plan a case one period at a time.

    ``time_limit``: seconds for each solve of a period. ``cancel``: asked some times a second whether to stop.
    Raises :class:`~optimiser.engine.cbc.CbcError` where the solver CBC cannot be run.
    """
    began = time.perf_counter()
    years: list[_Year] = []
    past = Past(0, {}, Decided())
    for t, period in enumerate(case.periods):
        year = _solve_period(case, replace(past, period=t), time_limit, cancel)
        if isinstance(year, CbcOutcome):
            reason = f"{period.period}: {_IN_WORDS.get(year.status, year.reason)}"
            return _summary(case, years, past, year.status, reason, time.perf_counter() - began)
        years.append(year)
        past = _rolled_forward(case, past, year)
    proven = all(year.outcome.status is Status.OPTIMAL for year in years)
    status, reason = (Status.OPTIMAL, "proven") if proven else (Status.FEASIBLE, "time limit")
    return _summary(case, years, past, status, reason, time.perf_counter() - began)


_IN_WORDS = {
    Status.INFEASIBLE: "the places, suitability and delivery limits cannot be met whatever else gives way",
    Status.UNBOUNDED: "something earns more than it costs, without limit",
}


def _solve_period(
    case: Case, past: Past, time_limit: float, cancel: Callable[[], bool] | None
) -> _Year | CbcOutcome:
    """The cheapest way through one period, or how the last try to find one ended."""
    for tries, allowed in enumerate(_giving_way(case)):
        problem = write(allowed, past=past)
        outcome = solve(problem.lp, time_limit=time_limit, gap=GAP, cancel=cancel)
        if outcome.status.has_plan:
            answer = read(problem, outcome.values)
            return _Year(past.period, outcome, answer, problem.weights, gave_way=tries > 0)
        if outcome.status is not Status.INFEASIBLE:
            return outcome
    return outcome


def _giving_way(case: Case) -> Iterator[Case]:
    """The case; then with every promise and budget priced; then with unmet need allowed as well."""
    yield case
    dearest = max(1.0, dearest_child_year(case))
    per_child, per_pound = PRICE_OF_A_MISS * dearest, PRICE_OF_A_MISS
    targets = tuple(replace(t, price_if_missed=_or(t.price_if_missed, per_child)) for t in case.targets)
    budgets = tuple(replace(b, price_if_missed=_or(b.price_if_missed, per_pound)) for b in case.budgets)
    priced = replace(case, targets=targets, budgets=budgets)
    if priced != case:
        yield priced
    if case.settings.unmet_need_price is None:
        yield replace(priced, settings=replace(case.settings, unmet_need_price=PRICE_OF_UNMET_NEED * dearest))


def _or(price: float | None, otherwise: float) -> float:
    return otherwise if price is None else price


def dearest_child_year(case: Case) -> float:
    """No home costs more than this for a child and a year, with supplements, before general inflation (£)."""
    prices = [provision.weekly_cost for provision in case.provisions.values()]
    prices += [row.weekly_cost for row in case.market]
    extra = max((row.weekly_supplement for row in case.suitability.values()), default=0.0)
    years = case.settings.years_from_price_base + case.periods[-1].start
    growth = max((provision.price_growth for provision in case.provisions.values()), default=0.0)
    grown = max(1.0, finance.price_index(growth, years))
    return (max(prices, default=0.0) + extra) * grown * case.settings.weeks_per_year


def _rolled_forward(case: Case, past: Past, year: _Year) -> Past:
    """What the next period is given: who lives where, and everything decided so far."""
    answer = year.answer
    now = {key: units for key, units in answer.decide.items() if key[1] == year.period}
    whole = {key: float(round(n)) if case.options[key[0]].whole_units else n for key, n in now.items()}
    closed = {key: float(round(units)) for key, units in answer.close.items()}
    return Past(
        period=year.period + 1,
        living={(at.flow, at.scenario): max(0.0, children) for at, children in answer.census.items()},
        decided=Decided({**past.decided.decide, **whole}, {**past.decided.close, **closed}),
    )


def _summary(
    case: Case, years: list[_Year], past: Past, status: Status, reason: str, seconds: float
) -> YearByYear:
    money = _present_value_of_money(years)
    missed = tuple(missed for year in years for missed in (*_promises(case, year), *_budgets(case, years, year)))
    unmet = {_label(case, year): _child_years_unmet(case, year) for year in years}
    priced = _present_value_of_prices(case, years)
    return YearByYear(
        status=status,
        reason=reason,
        seconds=seconds,
        present_value=money + priced if status.has_plan else None,
        present_value_of_money=money if status.has_plan else None,
        revenue={_label(case, year): _cash(case, year, "revenue") for year in years},
        capital_net={_label(case, year): _cash(case, year, "capital") for year in years},
        decided=past.decided.decide,
        closed=past.decided.close,
        unmet={period: children for period, children in unmet.items() if children > _SMALL},
        missed=missed,
        gave_way=tuple(_label(case, year) for year in years if year.gave_way),
    )


def _label(case: Case, year: _Year) -> str:
    return case.periods[year.period].period


def _probability(case: Case, scenario: int | None) -> float:
    return 1.0 if scenario is None else case.scenarios[scenario].probability


def _cash(case: Case, year: _Year, kind: str) -> float:
    """Expected £ of a kind in a period, in its cash prices."""
    lines = year.answer.lines.items()
    return math.fsum(_probability(case, key.scenario) * amount for key, amount in lines if key.kind == kind)


def _present_value_of_money(years: list[_Year]) -> float:
    return math.fsum(
        year.weights[key] * amount
        for year in years
        for key, amount in year.answer.lines.items()
        if key.kind != "priced"
    )


def _child_years_unmet(case: Case, year: _Year) -> float:
    length = case.periods[year.period].years
    return math.fsum(length * _probability(case, s) * n for (_, _, _, s), n in year.answer.unmet.items())


def _short(case: Case, year: _Year) -> dict[int, float]:
    """Expected children short of each promise."""
    found: dict[int, float] = {}
    for (number, _, s), children in year.answer.missed.items():
        found[number] = found.get(number, 0.0) + _probability(case, s) * children
    return found


def _over(case: Case, year: _Year) -> dict[int, float]:
    """Expected £ over each budget; of the whole plan's, what it is over by the end of the period."""
    found: dict[int, float] = {}
    for (number, s), pounds in year.answer.overspend.items():
        share = _probability(case, s if case.budgets[number].budget == "revenue" else None)
        found[number] = found.get(number, 0.0) + share * pounds
    return found


def _promises(case: Case, year: _Year) -> list[Missed]:
    return [
        Missed(_label(case, year), "promise", case.targets[number].target, children)
        for number, children in _short(case, year).items()
        if children > _SMALL
    ]


def _budgets(case: Case, years: list[_Year], year: _Year) -> list[Missed]:
    """Budgets that a period goes over; of the whole plan's, only by what the period adds."""
    before = _over(case, years[year.period - 1]) if year.period else {}
    found = []
    for number, pounds in _over(case, year).items():
        budget = case.budgets[number]
        more = pounds - (before.get(number, 0.0) if budget.period is None else 0.0)
        if more > _PENNY:
            found.append(Missed(_label(case, year), "budget", budget.budget, more))
    return found


def _present_value_of_prices(case: Case, years: list[_Year]) -> float:
    """What the case's own prices on unmet need, promises and budgets come to; the prices put here are left out."""
    settings, total = case.settings, 0.0
    for year in years:
        period = case.periods[year.period]
        discount = finance.discount_factor(settings.discount_rate, settings.general_inflation, period.start)
        level = finance.price_index(settings.general_inflation, settings.years_from_price_base + period.start)
        unmet = (settings.unmet_need_price or 0.0) * _child_years_unmet(case, year)
        missed = sum(n * (case.targets[r].price_if_missed or 0.0) for r, n in _short(case, year).items())
        total += discount * level * (unmet + missed * period.years)
        for number, pounds in _over(case, year).items():
            price = case.budgets[number].price_if_missed or 0.0
            if case.budgets[number].period is not None:
                total += discount * price * pounds
            elif year is years[-1]:
                total += price * pounds
    return total
