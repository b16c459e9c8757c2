"""The job behind a study asked for on a page: the same study as the command makes, written to the job's folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from optimiser.engine.outcome import Status
from optimiser.errors import InputError, OptimiserError
from optimiser.pack.building import sections_of
from optimiser.pack.facts import Facts
from optimiser.pack.studies import read_studies
from optimiser.report.studied import Studied, compared, driven, nearly_as_cheap, traced
from optimiser.report.study_folder import write_study
from optimiser.run_reading import read_run
from optimiser.scenario import WhatIf, changed, what_if_in
from optimiser.studies.alternatives import alternatives
from optimiser.studies.compare import compare
from optimiser.studies.drivers import drivers
from optimiser.studies.effects import Step
from optimiser.studies.frontier import frontier
from optimiser.tables.inputs import CaseInputs
from optimiser.web.answer.problems import problems_told
from optimiser.web.answer.sections import STUDIED, write_sections
from optimiser.web.jobs import STUDY
from optimiser.web.jobs.desk import Desk
from optimiser.web.jobs.messages import (
    CANCELLED,
    CANNOT,
    EARLY,
    FINISHED,
    REFUSED,
    Ended,
    Event,
    Stage,
    Study,
)

_STATES = {
    Status.OPTIMAL: FINISHED,
    Status.FEASIBLE: EARLY,
    Status.INFEASIBLE: CANNOT,
    Status.STOPPED: CANCELLED,
}
_SECONDS = 30.0
"""Most seconds of each solve of a study, as for the commands."""

Tell = Callable[[Step], None]
Cancel = Callable[[], bool]


def make_study(order: Study, desk: Desk, say: Callable[[Event], None], cancel: Cancel) -> None:
    """Make a study and write what it leaves; what is stopped early keeps what is finished."""
    about = order.about
    base = desk.inputs(about.case, about.tables)
    say(Stage(about.job, "studying"))

    def tell(step: Step) -> None:
        say(Stage(about.job, f"studying: {step.stage}", step.done, step.total))

    try:
        inputs = changed(base, [what_if_in(about.text, about.name)]) if about.text else base
        found = _MAKE[order.kind](inputs, order, tell, cancel)
    except InputError as error:
        say(Ended(about.job, REFUSED, problems_told(error)))
        return
    except OptimiserError as error:
        say(Ended(about.job, REFUSED, {"reason": str(error)}))
        return
    write_study(found.files(order.kind), about.into / STUDY)
    told: dict[str, Any] = {"status": str(found.status), "tables": sorted(found.tables)}
    state = _STATES[found.status] if not cancel() else EARLY
    say(Ended(about.job, state, told | {"sections": _sections(order)}))


def _sections(order: Study) -> list[tuple[str, str]]:
    """The section of a strategy pack that tells of the study, beside the run that it is about."""
    if order.run is None or not order.run.is_dir():  # another answer has taken its place meanwhile
        return []
    into = order.about.into
    run = read_run(order.run)
    told = sections_of(Facts(run, read_studies([into / STUDY], run)), [STUDIED[order.kind]])
    return write_sections(told, into, order.about.job)


def _compare(inputs: CaseInputs, order: Study, tell: Tell, cancel: Cancel) -> Studied:
    """Each what-if by itself, and all together where they do not contradict one another."""
    asked = [_named(what_if_in(text, name), name) for name, text in order.others]
    together = _go_together(inputs, asked)
    limit = order.about.time_limit
    found = compare(
        inputs, asked, together=together, gap=order.about.gap, time_limit=limit, threads=1, progress=tell,
        cancel=cancel,
    )  # fmt: skip
    return compared(found, inputs)


def _named(what_if: WhatIf, name: str) -> WhatIf:
    return WhatIf(name, what_if.reason, what_if.changes, name)


def _go_together(inputs: CaseInputs, asked: list[WhatIf]) -> bool:
    try:
        changed(inputs, asked)
    except InputError:
        return False
    return True


def _frontier(inputs: CaseInputs, order: Study, tell: Tell, cancel: Cancel) -> Studied:
    target, points = str(order.options["target"]), int(order.options["points"])
    found = frontier(
        inputs, target, points, gap=order.about.gap, time_limit=_SECONDS, threads=1, progress=tell, cancel=cancel
    )
    return traced(found, inputs)


def _drivers(inputs: CaseInputs, order: Study, tell: Tell, cancel: Cancel) -> Studied:
    top = int(order.options["top"])
    found = drivers(inputs, top, gap=order.about.gap, time_limit=_SECONDS, progress=tell, cancel=cancel)
    return driven(found, inputs)


def _alternatives(inputs: CaseInputs, order: Study, tell: Tell, cancel: Cancel) -> Studied:
    within = float(order.options["within"])
    found = alternatives(
        inputs, within, gap=order.about.gap, time_limit=_SECONDS, threads=1, progress=tell, cancel=cancel
    )
    return nearly_as_cheap(found, inputs)


_MAKE: Mapping[str, Callable[[CaseInputs, Study, Tell, Cancel], Studied]] = {
    "compare": _compare,
    "frontier": _frontier,
    "drivers": _drivers,
    "alternatives": _alternatives,
}
"""Who makes each kind of study."""
