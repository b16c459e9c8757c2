"""What the pages share while they are served: settings, store, queue, and cases that were read."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from optimiser.kept_tables import read_kept
from optimiser.levers import Lever, levers_of
from optimiser.pack.document import Table
from optimiser.tables.inputs import CaseInputs
from optimiser.web.answer.case_tables import case_tables
from optimiser.web.jobs import RUN
from optimiser.web.jobs.messages import About, Deliver, Order, Solve, Study
from optimiser.web.jobs.queue import Queue, QueueFullError
from optimiser.web.jobs.standing import Standing
from optimiser.web.settings import Settings
from optimiser.web.store import CaseRecord, Scenario, Store

_MOST_CASES = 8
_MOST_ARRIVALS = 2
"""Uploads that are read at once: each may take a gigabyte of memory."""
_SWEEP_EVERY = 3600.0
_DAY = 24 * 3600.0


@dataclass(frozen=True)
class OpenCase:
    """A case as it was read, with its levers and what was understood of it; each worked out once."""

    inputs: CaseInputs

    @cached_property
    def levers(self) -> tuple[Lever, ...]:
        """Every lever that the case has."""
        return levers_of(self.inputs)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """What was understood of it; takes a while when it is asked for first."""
        return case_tables(self.inputs)


@dataclass
class Site:
    """Everything that outlives a request."""

    settings: Settings
    store: Store
    queue: Queue
    arrivals: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_MOST_ARRIVALS))
    """Held while an upload is read."""
    _cases: OrderedDict[str, OpenCase] = field(default_factory=OrderedDict)

    @cached_property
    def version(self) -> str:
        """The program's version."""
        return version("sufficiency-optimiser")

    @cached_property
    def static_version(self) -> str:
        """Changes with every file that browsers keep."""
        digest = hashlib.sha256()
        for file in sorted(files("optimiser.web").joinpath("static").iterdir(), key=lambda one: one.name):
            digest.update(file.read_bytes())
        return digest.hexdigest()[:12]

    async def case(self, case: str) -> OpenCase:
        """A case as its tables say; read once and kept for a while."""
        found = self._cases.get(case)
        if found is None:
            inputs = await asyncio.to_thread(read_kept, self.store.case_folder(case))
            found = self._cases[case] = OpenCase(inputs)
            while len(self._cases) > _MOST_CASES:
                self._cases.popitem(last=False)
        self._cases.move_to_end(case)
        return found

    def solve(self, scenario: Scenario) -> Standing:
        """Have a scenario's plan found; a search for it as it was before ends."""
        found = self.queue.under_way(scenario.id, "solve")
        if found is not None:
            self.queue.cancel(found.job)
        return self._submit(scenario, "solve", {"text": scenario.text}, Solve)

    def study(
        self, scenario: Scenario, kind: str, asked: dict[str, object], others: tuple[tuple[str, str], ...] = ()
    ) -> Standing:
        """Have a study of a scenario made."""
        run = self.store.job_folder(scenario.answer) / RUN if scenario.is_answered else None
        asked = asked | {"text": scenario.text}
        return self._submit(scenario, kind, asked, lambda about: Study(about, kind, asked, others, run))

    def deliver(
        self, scenario: Scenario, publish: bool, studies: tuple[Path, ...], answer: float | None
    ) -> Standing:
        """Have a scenario planned from nothing and its files written."""
        kind = "published" if publish else "pack"
        return self._submit(scenario, kind, {}, lambda about: Deliver(about, publish, studies, answer))

    def _submit(
        self, scenario: Scenario, kind: str, asked: dict[str, object], order: Callable[[About], Order]
    ) -> Standing:
        self.queue.check_room(scenario.visitor)
        record = self.store.add_job(scenario.visitor, scenario.case, kind, scenario.id, asked)
        about = About(
            record.id,
            scenario.case,
            self.store.case_folder(scenario.case),
            scenario.text,
            scenario.name,
            self.store.job_folder(record.id),
            self.settings.gap,
            self.settings.time_limit,
        )
        return self.queue.submit(record, order(about))

    def open_case(self, case: CaseRecord) -> CaseRecord:
        """Keep a case whose tables lie in its folder, with the scenario of the tables as they are.

        Its plan is sought at once, since every question is compared with that.
        """
        with self.store.at_once():
            self.store.add_case(case)
            base = self.store.add_scenario(case.visitor, case.id, "As the tables say", base=True)
        with suppress(QueueFullError):  # it can be asked for later
            self.solve(base)
        return case

    def delete_case(self, case: str) -> None:
        """Delete a case with all that belongs to it; what is under way about it ends, and leaves nothing."""
        for scenario in self.store.scenarios_of(case):
            self.stop_all(scenario)
        self.store.delete_case(case)
        self.queue.forget(case)
        self._cases.pop(case, None)

    def stop_all(self, scenario: Scenario) -> None:
        """End everything that is under way about a scenario."""
        for standing in self.queue.all_under_way(scenario.id):
            self.queue.cancel(standing.job)

    async def sweep(self) -> None:
        """From time to time forget who has long not been here, and what is theirs."""
        while True:
            self.forget_idle(time.time())
            await asyncio.sleep(_SWEEP_EVERY)

    def forget_idle(self, now: float) -> None:
        """Forget who has not been here for long enough, and sooner who never began anything."""
        keep = self.settings.keep_days * _DAY
        for visitor in self.store.idle_since(now - keep, now - min(keep, _DAY)):
            for case in self.store.cases_of(visitor):
                self.delete_case(case.id)
            self.store.forget_visitor(visitor)
