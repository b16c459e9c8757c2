"""The job behind a download: plan once more from nothing, then write the run folder and the strategy pack.

What leaves these pages is never taken from a warm session: another start proves the plan again, and what that
comes to is told beside the answer that the pages show.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from optimiser.engine.outcome import Status
from optimiser.engine.settings import Progress
from optimiser.errors import InputError, OptimiserError
from optimiser.pack.folder import write_pack
from optimiser.pack.making import strategy_pack
from optimiser.planning import plan
from optimiser.run_folder import write_run
from optimiser.scenario import changed, what_if_in
from optimiser.web.jobs import PACK, PACK_FILE, RUN, RUN_FILE
from optimiser.web.jobs.desk import Desk
from optimiser.web.jobs.messages import (
    CANCELLED,
    CANNOT,
    EARLY,
    FINISHED,
    REFUSED,
    Better,
    Deliver,
    Ended,
    Event,
    Stage,
)

_DAY = (1980, 1, 1, 0, 0, 0)
"""The date within a ZIP file, so that the same files make the same bytes."""


def deliver(order: Deliver, desk: Desk, say: Callable[[Event], None], cancel: Callable[[], bool]) -> None:
    """Plan, write and pack; nothing is left but whole files."""
    about = order.about
    base = desk.inputs(about.case, about.tables)
    try:
        inputs = changed(base, [what_if_in(about.text, about.name)]) if about.text else base
    except InputError as error:
        say(Ended(about.job, REFUSED, {"sentences": [str(problem) for problem in error.problems]}))
        return
    say(Stage(about.job, "solving"))

    def tell(progress: Progress) -> None:
        say(Better(about.job, progress.objective, progress.bound, progress.gap, progress.seconds))

    result = plan(inputs, gap=about.gap, time_limit=about.time_limit, progress=tell, cancel=cancel)
    if not result.status.has_plan:
        state = CANNOT if result.status is Status.INFEASIBLE else CANCELLED
        say(Ended(about.job, state, {"reason": result.record.reason, "sentences": list(result.explanation)}))
        return
    say(Stage(about.job, "packing"))
    run = write_run(result, about.into / RUN)
    try:
        pack = strategy_pack(run, studies=order.studies, publish=order.publish)
    except OptimiserError as error:
        say(Ended(about.job, REFUSED, {"reason": str(error)}))
        return
    write_pack(pack, about.into / PACK)
    for folder, name in ((RUN, RUN_FILE), (PACK, PACK_FILE)):
        zipped(about.into / folder, about.into / name)
    told = {"objective": result.record.objective, "bound": result.record.bound, "gap": result.record.gap,
            "answer": order.answer, "files": [PACK_FILE, RUN_FILE]}  # fmt: skip
    say(Ended(about.job, FINISHED if result.status is Status.OPTIMAL else EARLY, told))


def zipped(folder: Path, file: Path) -> None:
    """A folder as a ZIP file, the same to the byte from the same files."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo((Path(file.stem) / one.relative_to(folder)).as_posix(), _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, one.read_bytes())
