"""Why there is no plan: which of the things asked cannot hold together, and by how much.

Each family of promises and limits gives way by itself, at the least total shortfall in its own unit; where
none is enough alone all give way together, one unit after the other. Shortfalls in different units are never
added. What can give way, and what never does, is said in :mod:`optimiser.engine.elastic`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse

from models.case import Floats
from models.plan import Plan
from models.targets import counted_children, target_scope
from optimiser.engine.elastic import FAMILIES, Elastic, Slack, elastic, with_row_limits
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix, RowKey
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import SolveSettings
from optimiser.engine.words import Words

_BUDGETS = ("revenue_budget", "capital_budget")
STAGES = (("homes",), ("promises",), _BUDGETS, ("suitable_share",), ("delivery",), ("market",))
"""The order in which shortfalls are made least where several families have to give way together."""

_IN_WORDS = {
    "homes": "children without a home",
    "promises": "looser promises",
    "revenue_budget": "a larger revenue budget",
    "capital_budget": "a larger capital budget",
    "suitable_share": "more children for whom a provision is suitable",
    "delivery": "looser delivery limits",
    "market": "more places to buy",
}
_NO_PLAN = "No plan can meet everything asked"
_TIME_LIMIT, _GAP = 20.0, 1e-4
_SMALLEST = {"£": 0.01, "children": 1e-5, "units": 1e-5}
_ROWS_NAMED = 3


@dataclass(frozen=True, slots=True)
class RowShortfall:
    """By how much one row gives way, in its family's unit, and the words for it."""

    key: RowKey
    amount: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How a family gives way: its total, and the rows that carry it (one way to share it out).

    The total is the least possible where ``proven``. It adds rows: a child counts in each period and
    scenario, a unit or a pound in each limit that it exceeds.
    """

    family: str
    unit: str
    total: float
    rows: tuple[RowShortfall, ...]
    proven: bool = True


@dataclass(frozen=True, slots=True)
class Explanation:
    """``alone``: families whose giving way is enough; ``impossible_alone``: those for which it is not.

    ``unsettled``: those for which time ran out. ``together``: what gives way where no family is enough.
    """

    alone: tuple[Shortfall, ...]
    impossible_alone: tuple[str, ...]
    together: tuple[Shortfall, ...]
    sentences: tuple[str, ...]
    unsettled: tuple[str, ...] = ()


def explain_no_plan(plan: Plan, matrix: Matrix, settings: SolveSettings | None = None) -> Explanation:
    """Say what would have to give way for there to be a plan.

    Each solve may take ``settings.time_limit`` seconds, or twenty where it has none.
    """
    settings = settings or SolveSettings()
    limit = _TIME_LIMIT if settings.time_limit is None else settings.time_limit
    settings = replace(settings, gap=_GAP, time_limit=limit)
    alone: list[Shortfall] = []
    impossible: list[str] = []
    unsettled: list[str] = []
    for family, loose, outcome in _each_alone(plan, matrix, settings):
        if outcome is not None and outcome.solution is not None:
            alone.extend(_shortfalls(plan, loose, outcome, [family], keep_empty=True))
        elif outcome is None or outcome.status is Status.INFEASIBLE:
            impossible.append(family)
        else:
            unsettled.append(family)
    together = () if alone else _together(plan, matrix, settings)
    sentences = tuple(_sentences(alone, impossible, unsettled, together))
    return Explanation(tuple(alone), tuple(impossible), together, sentences, tuple(unsettled))


def _each_alone(
    plan: Plan, matrix: Matrix, settings: SolveSettings
) -> Iterator[tuple[str, Elastic, Outcome | None]]:
    """Let each family give way by itself, two solves at a time; no outcome where it has nothing to give."""
    loose = {family: elastic(plan, matrix, [family]) for family in FAMILIES}
    with ThreadPoolExecutor(max_workers=2) as pool:
        running = {
            family: pool.submit(solve, held.least([family]), settings)
            for family, held in loose.items()
            if held.slacks
        }
        for family, held in loose.items():
            yield family, held, running[family].result() if family in running else None


def _together(plan: Plan, matrix: Matrix, settings: SolveSettings) -> tuple[Shortfall, ...]:
    """Make the shortfall of each stage least in turn, holding the stages before at theirs."""
    loose = elastic(plan, matrix, FAMILIES)
    last: Outcome | None = None
    proven = True
    for families in STAGES:
        columns = loose.columns(families)
        if not columns:
            continue
        outcome = solve(loose.least(families), settings, start=None if last is None else last.solution)
        proven = proven and outcome.status is Status.OPTIMAL
        if outcome.solution is None:
            break
        last = outcome
        total = float(outcome.solution[columns].sum())
        loose = replace(loose, matrix=_with_total(loose.matrix, columns, total))
    if last is None:
        return ()
    return tuple(replace(held, proven=proven) for held in _shortfalls(plan, loose, last, FAMILIES))


def _with_total(matrix: Matrix, columns: Sequence[int], total: float) -> Matrix:
    """The matrix with a row that keeps the sum of some columns at a total already reached."""
    row = np.zeros((1, len(matrix.cost)))
    row[0, list(columns)] = 1.0
    upper = np.array([total + 1e-6 * max(1.0, total)])
    return with_row_limits(matrix, [RowKey("stage", tuple(columns))], scipy.sparse.csc_array(row), upper)


def _shortfalls(
    plan: Plan, loose: Elastic, outcome: Outcome, families: Iterable[str], keep_empty: bool = False
) -> Iterator[Shortfall]:
    """What each family carries in a solution, the largest row first."""
    assert outcome.solution is not None, "only a solution has shortfalls"
    values, words = loose.matrix.values(outcome.solution), Words(plan)
    for family in families:
        unit = FAMILIES[family]
        rows = []
        for slack in loose.slacks:
            amount = float(outcome.solution[slack.column])
            if slack.family == family and amount > _SMALLEST[unit]:
                rows.append(RowShortfall(slack.key, amount, _say(words, slack, amount, values)))
        rows.sort(key=lambda row: -row.amount)
        if rows or keep_empty:
            total, proven = math.fsum(row.amount for row in rows), outcome.status is Status.OPTIMAL
            yield Shortfall(family, unit, total, tuple(rows), proven)


def _sentences(
    alone: Sequence[Shortfall],
    impossible: Sequence[str],
    unsettled: Sequence[str],
    together: Sequence[Shortfall],
) -> Iterator[str]:
    if any(not held.rows for held in alone):
        yield "Everything asked can be met, within rounding: nothing has to give way."
        return
    if alone:
        choice = "any one of: " if len(alone) > 1 else ""
        yield f"{_NO_PLAN}. It would take {choice}{'; or '.join(map(_phrase, alone))}."
    elif together:
        takes = "; and ".join(map(_phrase, together))
        yield f"{_NO_PLAN}, and no one kind of change is enough. It would take all of: {takes}."
    else:
        check = "check the children, places and moves at the start of the plan against each other"
        yield f"{_NO_PLAN}, and nothing was found that could give way: {check}."
    if impossible and alone:
        yield f"Not enough alone, however much: {'; '.join(_IN_WORDS[family] for family in impossible)}."
    if unsettled:
        yield f"Not settled in the time allowed: {'; '.join(_IN_WORDS[family] for family in unsettled)}."
    if any(not held.proven for held in (*alone, *together)):
        yield "The time allowed ran out, so less than this might be enough."


def _phrase(held: Shortfall) -> str:
    named = [row.sentence for row in held.rows[:_ROWS_NAMED]]
    more = len(held.rows) - len(named)
    if more:
        each = "period and scenario" if held.unit == "children" else "limit"
        total = f"in all {_amount(held.total, held.unit)}, counted in each {each}"
        named.append(f"{more} more like these ({total})")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _amount(amount: float, unit: str) -> str:
    if unit == "£":
        return f"£{math.ceil(amount - 0.01):,}"
    return f"{_number(amount)} {unit}"


def _number(amount: float) -> str:
    """An amount to one decimal, to two figures where it is small.

    >>> _number(3.6000001), _number(1200.0), _number(0.0123)
    ('3.6', '1,200', '0.012')
    """
    return f"{amount:.2g}" if amount < 0.095 else f"{amount:,.1f}".removesuffix(".0")


def _say(words: Words, slack: Slack, amount: float, values: Floats) -> str:
    """A row's shortfall as part of a sentence."""
    index, number = slack.key.index, _number(amount)
    if slack.family in ("revenue_budget", "capital_budget"):
        return f"{_amount(amount, '£')} more {words.budget(*index)}"
    if slack.family == "promises":
        return _say_promise(words, slack, amount, values)
    if slack.family == "delivery":
        _, what, when = words.limited(slack.key)
        if slack.side > 0:
            return f"{_many(amount, 'unit', 'fewer ')} of {what} {when} than the least asked for"
        return f"{_many(amount, 'unit', 'more ')} of {what} {when} than can be delivered"
    when = words.when(*index[-2:])
    if slack.family == "homes":
        return f"{_many(amount, 'child')} of {words.origin(*index[:2])} without a home {when}"
    if slack.family == "suitable_share":
        where = f"{words.need(index[0])} in {words.provision(index[1])}"
        return f"{_many(amount, 'child', 'more ')} of {where} {when} than it is suitable for"
    where = f"to buy in {words.area(index[1])} {when} than the market has"
    return f"{number} more {words.provision(index[0])} {'place' if number == '1' else 'places'} {where}"


def _many(amount: float, noun: str, more: str = "") -> str:
    """A number of children or units, the noun in the right number."""
    plural = {"child": "children", "unit": "units"}[noun]
    return f"{_number(amount)} {more}{noun if _number(amount) == '1' else plural}"


def _say_promise(words: Words, slack: Slack, amount: float, values: Floats) -> str:
    number, t, s = slack.key.index
    target, f = words.case.targets[number], words.plan.formulation
    scope = target_scope(words.case, target)
    asked = f"promise '{target.label or target.target}'"
    if target.unit == "share":
        everyone = f.living(scope.scope, t, s).value(values)
        reached = counted_children(f, scope, t, s).value(values) / everyone if everyone > 0 else 0.0
        asked += f": {_shares(target.value, reached)}"
    more, can = ("more ", "there can be") if slack.side > 0 else ("fewer ", "there must be")
    return f"{_many(amount, 'child', more)} {words.living(target)} than {can} {words.when(t, s)} ({asked})"


def _shares(asked: float, reached: float) -> str:
    """A share asked and one reached, with as many decimals as tell them apart.

    >>> _shares(0.61, 0.6), _shares(0.61, 0.608)
    ('61 % asked, 60 % possible', '61.0 % asked, 60.8 % possible')
    """
    for decimals in range(4):
        pair = [f"{100 * share:.{decimals}f} %" for share in (asked, reached)]
        if pair[0] != pair[1]:
            break
    return f"{pair[0]} asked, {pair[1]} possible"
