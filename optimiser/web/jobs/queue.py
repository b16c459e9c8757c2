"""The jobs that wait and those that are worked on: a few worker processes, fair to every visitor.

All of it runs in the server's own thread; lines to the workers are listened to by a thread each, which hands over
what it hears.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from optimiser.errors import OptimiserError
from optimiser.web.jobs.messages import (
    EARLY,
    FAILED,
    FINISHED,
    Cancel,
    Ended,
    Event,
    InHand,
    Order,
    Shown,
    Solve,
    Stop,
)
from optimiser.web.jobs.standing import QUEUED, WORKING, Standing
from optimiser.web.jobs.worker import started
from optimiser.web.settings import Settings
from optimiser.web.store import JobRecord, Store

DIED = "The part of the program that solves stopped, perhaps for want of memory. Your scenario is kept; try again."
_KEPT = 500
"""Jobs that are over and still told of from memory."""


class QueueFullError(OptimiserError):
    """There is no room for another job."""


_PARTING = 1.0
"""Seconds that workers have to end by themselves."""


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    line: Connection
    listener: threading.Thread | None = None
    order: Order | None = None
    cases: list[str] = field(default_factory=list)


class Queue:
    """Jobs asked for by the pages; see the module."""

    def __init__(self, store: Store, settings: Settings) -> None:
        """Nothing is started yet."""
        self._store, self._settings = store, settings
        self._workers: list[_Worker] = []
        self._waiting: list[Order] = []
        self._standing: dict[str, Standing] = {}
        self._holding: dict[str, Any] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self._heard = asyncio.Condition()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._texts: dict[str, str] = {}
        self._turns: dict[str, int] = {}
        self._given = 0
        self.is_leaving = False
        """Whether the program is about to end: nobody waits for news any more."""

    async def start(self) -> None:
        """Start the workers; jobs that were under way when the program last stopped are noted as interrupted."""
        self._loop = asyncio.get_running_loop()
        self._store.interrupt_jobs()
        for _ in range(self._settings.workers):
            self._employ()

    async def stop(self) -> None:
        """End the workers; what they are at is noted as interrupted when the program starts again."""
        workers, self._workers = self._workers, []
        for worker in workers:
            with suppress(OSError):
                worker.line.send(Stop())
        await asyncio.to_thread(_end, workers)

    def let_go(self) -> None:
        """Let every page that waits for news be sent as it is; may be called by whoever hears a signal."""
        self.is_leaving = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._tell_soon)

    def forget(self, case: str) -> None:
        """Forget the plan of a case that was deleted."""
        self._holding.pop(case, None)

    def submit(self, record: JobRecord, order: Order) -> Standing:
        """Put a job in the queue; :meth:`check_room` comes first."""
        found = Standing(record.id, record.visitor, record.kind, record.subject)
        self._standing[record.id] = found
        self._waiting.append(order)
        self._forget_old()
        self._hand_out()
        return self._standing[record.id]

    def standing(self, job: str) -> Standing | None:
        """Where a job stands; ``None`` of one that only the store knows."""
        return self._standing.get(job)

    def under_way(self, subject: str, kind: str) -> Standing | None:
        """The job of a kind about something that is not over yet."""
        return next((one for one in self.all_under_way(subject) if one.kind == kind), None)

    def all_under_way(self, subject: str) -> list[Standing]:
        """Every job about something that is not over yet, the latest first."""
        found = [one for one in self._standing.values() if one.subject == subject and not one.is_over]
        return found[::-1]

    async def heard(self, job: str, version: int, seconds: float) -> Standing | None:
        """Where a job stands as soon as that is news after a version, or after so many seconds."""

        def is_news() -> bool:
            found = self._standing.get(job)
            return self.is_leaving or found is None or found.version > version or found.is_over

        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._heard:
                await self._heard.wait_for(is_news)
        return self._standing.get(job)

    def cancel(self, job: str) -> None:
        """End a job early: one that waits is taken away, one that is worked on keeps what it has found."""
        waiting = next((order for order in self._waiting if order.about.job == job), None)
        if waiting is not None:
            self._waiting.remove(waiting)
            self._take(Ended(job, "cancelled", {"reason": "stopped before it began"}))
            return
        for worker in self._workers:
            if worker.order is not None and worker.order.about.job == job:
                with suppress(OSError):
                    worker.line.send(Cancel(job))
                found = self._standing[job]
                self._note(replace(found, cancelling=True, version=found.version + 1))

    def check_room(self, visitor: str) -> None:
        """Raise :class:`QueueFullError` where there is no room, or the visitor has as many jobs as may be."""
        under_way = [one for one in self._standing.values() if not one.is_over and not one.cancelling]
        mine = [one for one in under_way if one.visitor == visitor]
        if len(mine) >= self._settings.most_jobs_each:
            raise QueueFullError(
                f"You have {len(mine)} pieces of work under way, as many as one person may have. "
                "Wait until one has finished, or stop one."
            )
        if len(under_way) >= self._settings.most_jobs:
            raise QueueFullError(
                "Too many people are using the program at this moment. Try again in some minutes."
            )

    def _employ(self) -> None:
        process, line = started()
        worker = _Worker(process, line)
        worker.listener = threading.Thread(target=self._listen, args=(worker,), daemon=True)
        self._workers.append(worker)
        worker.listener.start()

    def _listen(self, worker: _Worker) -> None:
        """Hand over what a worker says, until it says nothing more."""
        assert self._loop is not None, "started"
        while True:
            try:
                event = worker.line.recv()
            except (EOFError, OSError):
                break
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._said, worker, event)
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._died, worker)

    def _said(self, worker: _Worker, event: Event) -> None:
        if worker not in self._workers:  # it is being ended: its job counts as interrupted
            return
        if isinstance(event, InHand):
            if self._store.case(event.case) is not None:
                self._holding[event.case] = event.holding
            self._hand_out()
            return
        self._take(event)
        if isinstance(event, Ended):
            worker.order = None
            self._hand_out()

    def _died(self, worker: _Worker) -> None:
        """Employ another in the place of a worker that died, and end its job."""
        if worker not in self._workers:
            return
        self._workers.remove(worker)
        worker.line.close()
        if worker.order is not None:
            self._take(Ended(worker.order.about.job, FAILED, {"reason": DIED}))
        self._employ()
        self._hand_out()

    def _take(self, event: Event) -> None:
        """Take in what is heard of a job: keep what must be kept, and tell who waits for it."""
        assert not isinstance(event, InHand), "not about a job"
        found = self._standing.get(event.job)
        if found is None:
            return
        now = found.after(event)
        if isinstance(event, Ended | Shown):
            self._keep(now, event)
        self._note(now)

    def _keep(self, now: Standing, event: Ended | Shown) -> None:
        """Keep what came of a job. Of one that was deleted meanwhile nothing stays."""
        if self._store.job(now.job) is None:
            if now.is_over:
                self._store.delete_job_files(now.job)
            return
        self._store.set_job(now.job, now.state, event.told)
        if now.kind == "solve" and (isinstance(event, Shown) or now.state in (FINISHED, EARLY)):
            self._keep_answer(now)

    def _keep_answer(self, now: Standing) -> None:
        """Put an answer in the place of earlier ones, unless another was asked for since."""
        latest = self._store.latest_job(now.subject, "solve")
        if latest is not None and latest.id == now.job:
            self._store.answer_scenario(now.subject, now.job, self._texts.get(now.job, ""))
            self._store.delete_jobs(now.subject, "solve", now.job)

    def _note(self, standing: Standing) -> None:
        self._standing[standing.job] = standing
        self._tell_soon()

    def _tell_soon(self) -> None:
        assert self._loop is not None, "started"
        telling = self._loop.create_task(self._tell())
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tell(self) -> None:
        async with self._heard:
            self._heard.notify_all()

    def _hand_out(self) -> None:
        """Give waiting jobs to idle workers, and say to the others how many come before them."""
        for worker in [one for one in self._workers if one.order is None]:
            order = self._next_for(worker)
            if order is None:
                break
            self._waiting.remove(order)
            self._give(worker, order)
        for ahead, order in enumerate(self._in_turn()):
            found = self._standing[order.about.job]
            if found.ahead != ahead + 1:
                self._note(replace(found, ahead=ahead + 1, version=found.version + 1))

    def _next_for(self, worker: _Worker) -> Order | None:
        """The job that is next, or one of as patient a visitor's whose case this worker has at hand."""
        turn = [order for order in self._in_turn() if not self._is_soon_easier(order)]
        if not turn:
            return None
        busy = self._busy()
        least = busy.get(self._visitor(turn[0]), 0)
        equal = (order for order in turn if busy.get(self._visitor(order), 0) == least)
        return next((order for order in equal if order.about.case in worker.cases), turn[0])

    def _is_soon_easier(self, order: Order) -> bool:
        """Whether another worker is finding the plan of the case as it is, which this order then begins from."""
        case = order.about.case
        if case in self._holding:
            return False
        at_it = (one.order for one in self._workers)
        return any(isinstance(one, Solve) and one.about.case == case for one in at_it)

    def _in_turn(self) -> list[Order]:
        """Waiting jobs: of visitors with the fewest under way first, then of who has waited longest for a turn."""
        busy = self._busy()

        def turn(order: Order) -> tuple[int, int]:
            visitor = self._visitor(order)
            return busy.get(visitor, 0), self._turns.get(visitor, 0)

        return sorted(self._waiting, key=turn)

    def _busy(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for worker in self._workers:
            if worker.order is not None:
                visitor = self._visitor(worker.order)
                counts[visitor] = counts.get(visitor, 0) + 1
        return counts

    def _visitor(self, order: Order) -> str:
        return self._standing[order.about.job].visitor

    def _give(self, worker: _Worker, order: Order) -> None:
        case = order.about.case
        if isinstance(order, Solve) and order.holding is None:
            order = replace(order, holding=self._holding.get(case))
        self._given += 1
        self._turns[self._visitor(order)] = self._given
        worker.order = order
        worker.cases = [case, *(one for one in worker.cases if one != case)][:4]
        self._texts[order.about.job] = order.about.text
        found = self._standing[order.about.job]
        self._note(replace(found, state=WORKING, ahead=0, version=found.version + 1))
        self._store.set_job(order.about.job, WORKING)
        with suppress(OSError):  # a worker that died is noticed by who listens to it
            worker.line.send(order)

    def _forget_old(self) -> None:
        over = [job for job, one in self._standing.items() if one.is_over]
        for job in over[: max(0, len(over) - _KEPT)]:
            del self._standing[job]
            self._texts.pop(job, None)
        known = {one.visitor for one in self._standing.values()}
        self._turns = {visitor: turn for visitor, turn in self._turns.items() if visitor in known}


def _end(workers: Iterable[_Worker]) -> None:
    """Wait a moment for workers to end by themselves, then end them."""
    until = time.monotonic() + _PARTING
    for worker in workers:
        worker.process.join(max(0.0, until - time.monotonic()))
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        if worker.listener is not None:  # hears that its worker is gone
            worker.listener.join(_PARTING)
        worker.line.close()


__all__ = ["DIED", "QUEUED", "Queue", "QueueFullError"]
