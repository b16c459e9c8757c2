"""Why there is no plan: what cannot hold together, and which figures of the tables would have to give way.

In this order: a small set of promises and limits that cannot hold together (:mod:`.conflict`); for each of its
members *alone* the least amount by which that one figure would have to give way (:mod:`.alone`), since whatever is
not in the set can never be enough by itself; and combinations. Every amount is in the unit of the cell that a
commissioner would change, rounded up so that it is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pandas as pd

from models.plan import Plan
from optimiser.engine.allowance import Allowance
from optimiser.engine.alone import Alone, Answer, alone
from optimiser.engine.combination import least_of_each_kind, least_together
from optimiser.engine.conflict import Conflict, Plans, Relaxation, first_conflict, irreducible
from optimiser.engine.elastic import Elastic, elastic
from optimiser.engine.explanation_text import sentences_of
from optimiser.engine.loosening import FAMILIES
from optimiser.engine.loosening_words import asked
from optimiser.engine.loosenings import loosening
from optimiser.engine.reasons import Asked, Combination, Explanation
from optimiser.engine.settings import SolveSettings
from optimiser.engine.words import Words

_IN_ALL, _EACH = 120.0, 1 / 3
_GAP = 5e-3

Told = Callable[[str, int, int], None]
"""Hears of progress: what is being worked out, how many are done, of how many."""


def explain_no_plan(
    plan: Plan,
    settings: SolveSettings | None = None,
    *,
    every_period: frozenset[str] = frozenset(),
    progress: Told | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Explanation:
    """Say what would have to give way for there to be a plan.

    ``plan`` is one of which it is known that it has none; it is written again, so that it can give way.
    ``settings.time_limit``: seconds in all, 120 where not given; no solve takes more than a third of it.
    ``every_period``: kinds of budget that the tables give once for every period, which can only be changed in
    every period at once. ``cancel`` ends it early: what is settled by then is kept, the rest said to be unsettled.
    """
    settings = settings or SolveSettings()
    seconds = settings.time_limit or _IN_ALL
    allowance = Allowance(_EACH * seconds, seconds, _GAP, settings.seed, cancel)
    tell = progress or _nobody
    loose = elastic(plan.formulation.case, every_period)
    plans, relaxation = Plans(loose, allowance), Relaxation(loose)
    everything = range(len(loose.cells))
    if not relaxation.impossible(everything) and plans.hold(everything):
        plain = Explanation(has_plan=True)
        return replace(plain, sentences=sentences_of(plain))
    tell("what cannot hold together", 0, 1)
    found = first_conflict(loose, plans, relaxation)
    tell("what cannot hold together", 1, 1)
    answers = _each_alone(loose, found, plans, relaxation, allowance, tell)
    enough = [number for number, one in answers.items() if one.answer is Answer.ENOUGH]
    conflict = irreducible(found, enough, plans)
    tell("combinations", 0, 1)
    kinds, whole, short = _combinations(loose, enough, found, relaxation, allowance)
    tell("combinations", 1, 1)
    return _explanation(loose, answers, conflict, kinds, whole, short)


def for_every_period(budgets: pd.DataFrame) -> frozenset[str]:
    """The kinds of budget that the table of budgets gives once for every period."""
    rows = zip(budgets["budget"], budgets["period"], strict=True)
    return frozenset(str(kind) for kind, period in rows if kind != "capital_total" and pd.isna(period))


def _nobody(*_: object) -> None:
    """Hear of progress and do nothing."""


def _each_alone(
    loose: Elastic,
    found: Sequence[int],
    plans: Plans,
    relaxation: Relaxation,
    allowance: Allowance,
    tell: Told,
) -> dict[int, Alone]:
    """What each member of a conflict comes to alone, two solves at a time; the impossible left out first."""
    everything = set(range(len(loose.cells)))
    order = sorted(found, key=lambda number: (list(FAMILIES).index(loose.cells[number].family), number))
    asked_of = [number for number in order if not relaxation.impossible(everything - {number})]
    answers = {number: Alone(Answer.NOT_ENOUGH) for number in order if number not in asked_of}
    with ThreadPoolExecutor(max_workers=2) as pool:
        for number, answer in zip(asked_of, pool.map(lambda n: alone(loose, n, allowance), asked_of), strict=True):
            answers[number] = answer
            if answer.solution is not None:
                plans.learn(answer.solution)
            tell("each figure alone", len(answers), len(found))
    return {number: answers[number] for number in order}


def _combinations(
    loose: Elastic, enough: Sequence[int], found: Sequence[int], relaxation: Relaxation, allowance: Allowance
) -> tuple[tuple[Combination, ...], Combination | None, bool]:
    """The least combination of each kind of which nothing is enough alone, or of all kinds where none is.

    The third says whether some of that was not settled in time.
    """
    settled, concerned = ({loose.cells[number].family for number in numbers} for numbers in (enough, found))
    possible = [
        family
        for family in FAMILIES
        if family in concerned - settled
        and not relaxation.impossible([n for n, cell in enumerate(loose.cells) if cell.family != family])
    ]
    kinds, short = least_of_each_kind(loose, possible, allowance)
    if enough or kinds:
        return kinds, None, short
    whole = least_together(loose, allowance)
    return kinds, whole, short or (whole is None and allowance.is_spent)


def _explanation(
    loose: Elastic,
    answers: dict[int, Alone],
    conflict: Conflict,
    kinds: tuple[Combination, ...],
    whole: Combination | None,
    short: bool,
) -> Explanation:
    def named(answer: Answer) -> tuple[Asked, ...]:
        chosen = [number for number, one in answers.items() if one.answer is answer]
        return tuple(_asked(loose, number) for number in chosen if number in conflict.members)

    enough = [
        loosening(loose, number, one.amount, one.solution, one.proven)
        for number, one in answers.items()
        if one.answer is Answer.ENOUGH
    ]
    found = Explanation(
        alone=tuple(one for one in enough if one.proven),
        enough=tuple(one for one in enough if not one.proven),
        kinds=kinds,
        together=whole,
        conflict=tuple(_asked(loose, number) for number in conflict.members),
        irreducible=conflict.irreducible and bool(conflict.members),
        not_enough=named(Answer.NOT_ENOUGH),
        unsettled=named(Answer.UNSETTLED),
        cut_short=short,
    )
    return replace(found, sentences=sentences_of(found))


def _asked(loose: Elastic, number: int) -> Asked:
    cell = loose.cells[number]
    words = asked(Words(loose.plan), cell)
    return Asked(cell.family, cell.table, cell.rows, cell.column, cell.old, cell.unit, words)
