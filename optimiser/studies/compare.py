"""Baseline and what-ifs side by side, and the difference split by cause.

Each what-if is planned by itself, and all of them together where there are several; each from nothing, as
``optimiser plan`` would, so the figures are the same. Where two plans differ in cost by less than the searches
left unproven, they are not said to differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from optimiser.engine.outcome import Status
from optimiser.engine.settings import DEFAULT_GAP, SolveSettings
from optimiser.results.all_tables import changes_table
from optimiser.results.decided import plan_table
from optimiser.scenario import WhatIf, changed
from optimiser.studies.changes_between import decisions_between
from optimiser.studies.compare_columns import COMPARE_COLUMNS
from optimiser.studies.compare_figures import COST, Figure, headline_figures
from optimiser.studies.effects import Step as Progress
from optimiser.studies.listening import never
from optimiser.studies.planned_cases import PlannedCase, planned_cases
from optimiser.studies.proven import difference
from optimiser.studies.tabulated import tabulated
from optimiser.studies.waterfall import BILLIONTHS, PENCE, Reached, waterfall
from optimiser.tables.inputs import CaseInputs

BASELINE, TOGETHER = "Baseline", "All together"


@dataclass(frozen=True)
class Comparison:
    """A comparison; the columns of its tables are in ``COMPARE_COLUMNS``.

    ``status``: that of the baseline. ``plans``: how each plan was found. ``figures``: headline figures.
    ``waterfall``: each figure's difference by cause. ``decisions``: what is decided differently from the
    baseline. ``children``: who lives where, beside the baseline. ``changes``: every cell that was altered.
    ``why``: for each what-if without a plan, sentences that say why. ``complete`` is false where it was stopped
    before everything was planned.
    """

    status: Status
    plans: pd.DataFrame
    figures: pd.DataFrame
    waterfall: pd.DataFrame
    decisions: pd.DataFrame
    children: pd.DataFrame
    changes: pd.DataFrame
    why: tuple[tuple[str, str], ...]
    complete: bool


def compare(
    inputs: CaseInputs,
    what_ifs: Sequence[WhatIf],
    *,
    together: bool = True,
    gap: float = DEFAULT_GAP,
    time_limit: float | None = None,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Comparison:
    """Plan a case as it is and under each what-if, and compare.

    ``together``: whether to plan all what-ifs together too, in the order given, so that the difference can be
    split by cause. ``gap``, ``time_limit`` (seconds of each solve) and ``seed`` are as for planning;
    ``threads``: cases planned at once, as many as there are processors where it is not given. ``progress``
    hears of every plan made; ``cancel`` ends the comparison early and keeps the plans that are finished.

    Raises :class:`~optimiser.errors.InputError` where a what-if, or all of them together, cannot be applied, and
    ``ValueError`` where two have the same name.
    """
    names = [what_if.name for what_if in what_ifs]
    if len({BASELINE, TOGETHER, *names}) < len(names) + 2:
        raise ValueError("what-ifs that are compared need different names, none of them that of another column")
    cases = [(BASELINE, inputs), *((what_if.name, changed(inputs, [what_if])) for what_if in what_ifs)]
    if together and len(what_ifs) > 1:
        cases.append((TOGETHER, changed(inputs, what_ifs)))

    def tell(done: int) -> None:
        if progress is not None:
            progress(Progress("planning", done, len(cases)))

    stopped = cancel or never
    found = list(planned_cases(cases, SolveSettings(gap, time_limit, seed, threads), tell, stopped))
    return _compared(
        [case for case in found if case is not None], names, complete=None not in found and not stopped()
    )


def _compared(found: Sequence[PlannedCase], names: Sequence[str], complete: bool) -> Comparison:
    figures = {case.name: list(headline_figures(case.solution)) for case in found if case.solution is not None}
    baseline = found[0] if found else None
    others = [case for case in found[1:] if case.solution is not None]
    return Comparison(
        status=Status.STOPPED if baseline is None else baseline.status,
        plans=tabulated(COMPARE_COLUMNS["plans"], [_told(case) for case in found]),
        figures=tabulated(COMPARE_COLUMNS["figures"], _figures(found, figures)),
        waterfall=tabulated(COMPARE_COLUMNS["waterfall"], _waterfalls(found, names, figures)),
        decisions=tabulated(COMPARE_COLUMNS["decisions"], _decisions(baseline, others)),
        children=tabulated(COMPARE_COLUMNS["children"], _children(baseline, others)),
        changes=changes_table([one for case in found if case.name != TOGETHER for one in case.inputs.changes]),
        why=tuple((case.name, sentence) for case in found for sentence in case.why),
        complete=complete,
    )


def _told(case: PlannedCase) -> tuple[object, ...]:
    outcome = case.outcome
    return (
        case.name,
        str(outcome.status),
        outcome.reason,
        outcome.objective,
        outcome.bound,
        outcome.gap,
        case.inputs.sha256,
    )


def _figures(found: Sequence[PlannedCase], figures: dict[str, list[Figure]]) -> Iterator[tuple[object, ...]]:
    for case in found:
        base = figures.get(BASELINE, figures.get(case.name, []))
        for was, now in zip(base, figures.get(case.name, []), strict=False):
            yield (
                case.name,
                now.name,
                now.label,
                now.unit,
                now.value,
                now.value - was.value,
                _known(found, case, now),
            )


def _known(found: Sequence[PlannedCase], case: PlannedCase, figure: Figure) -> str:
    """Whether the least costs are proven to differ; other figures belong to the plans that were found."""
    if figure.name != COST or case is found[0] or found[0].proven is None or case.proven is None:
        return ""
    return "yes" if difference(found[0].proven, case.proven).is_real else "no"


def _waterfalls(
    found: Sequence[PlannedCase], names: Sequence[str], figures: dict[str, list[Figure]]
) -> Iterator[tuple[object, ...]]:
    """The steps of each figure, where every plan that they need was found."""
    result = TOGETHER if len(names) > 1 else names[0] if names else ""
    if any(name not in figures for name in (BASELINE, *names, result)):
        return
    unproven = {case.name: case.proven.objective - case.proven.bound for case in found if case.proven is not None}
    for position, figure in enumerate(figures[BASELINE]):
        reached = {
            name: Reached(held[position].value, unproven[name] if figure.name == COST else 0.0)
            for name, held in figures.items()
        }
        small = PENCE if figure.unit == "£" else BILLIONTHS
        steps = waterfall(reached[BASELINE], [(name, reached[name]) for name in names], reached[result], small)
        for number, step in enumerate(steps):
            numbers = step.amount, step.begins, step.ends, step.unproven
            yield figure.name, figure.label, figure.unit, number, step.kind, step.name, *numbers


def _decisions(baseline: PlannedCase | None, others: Sequence[PlannedCase]) -> Iterator[tuple[object, ...]]:
    if baseline is None or baseline.solution is None:
        return
    before = plan_table(baseline.solution)
    for case in others:
        assert case.solution is not None, "only plans are compared"
        for row in decisions_between(before, plan_table(case.solution)):
            yield case.name, *row


def _children(baseline: PlannedCase | None, others: Sequence[PlannedCase]) -> Iterator[tuple[object, ...]]:
    """Children living in each provision in each period, where the plans differ."""
    if baseline is None or baseline.solution is None:
        return
    before = _living(baseline)
    for case in others:
        after, labels = _living(case), case.inputs.case.provisions
        for key in dict.fromkeys([*before, *after]):
            was, now = before.get(key, 0.0), after.get(key, 0.0)
            if abs(now - was) > _SMALL:
                label = labels[key[1]].label if key[1] in labels else ""
                yield case.name, *key, label, was, now, now - was


_SMALL = 1e-6


def _living(case: PlannedCase) -> dict[tuple[str, str], float]:
    """Children living in each provision, by period, on average over the futures."""
    assert case.solution is not None, "only in a plan does anybody live anywhere"
    held, found = case.inputs.case, dict[tuple[str, str], float]()
    living = case.solution.living @ [future.probability for future in held.scenarios]
    for j, flow in enumerate(held.flows):
        for t, period in enumerate(held.periods):
            key = (period.period, flow.provision)
            found[key] = found.get(key, 0.0) + float(living[j, t])
    return found
