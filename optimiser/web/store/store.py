"""The file in which the pages keep what must survive a restart, and the folders beside it.

One process at a time has it: a second one is refused. Every change is a transaction of its own, so that a program
killed at any moment leaves the last complete one. The server's own thread alone uses it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from optimiser.errors import OptimiserError
from optimiser.web.store.records import CaseRecord, JobRecord, Scenario, Visitor, as_json

_VERSION = 1
_ARRIVALS = "arriving"
_SCHEMA = """
create table visitors (id text primary key, secret text not null unique, user text not null, seen real not null);
create table cases (
  id text primary key, visitor text not null references visitors on delete cascade, authority text not null,
  sha256 text not null, facts text not null, created real not null);
create table scenarios (
  id text primary key, visitor text not null references visitors on delete cascade,
  "case" text not null references cases on delete cascade, name text not null, reason text not null,
  text text not null, link text not null unique, base integer not null,
  answer text not null, answered text not null, created real not null, changed real not null);
create table jobs (
  id text primary key, visitor text not null references visitors on delete cascade,
  "case" text not null references cases on delete cascade, kind text not null, subject text not null,
  state text not null, asked text not null, told text not null, created real not null, ended real not null);
create index cases_of on cases (visitor);
create index scenarios_of on scenarios ("case");
create index jobs_of on jobs (visitor, ended);
create index jobs_about on jobs (subject, kind);
"""
UNDER_WAY = ("queued", "working")
"""States of a job that is not over."""
INTERRUPTED = "interrupted"
"""The state of a job that was under way when the program stopped."""


class StoreError(OptimiserError):
    """The folder cannot be used: it is another program's, or cannot be written."""


class Store:
    """Visitors, cases, scenarios and jobs."""

    def __init__(self, folder: Path) -> None:
        """Open the store of a folder, made where it does not exist; nobody but its owner may look into it.

        Raises :class:`StoreError` where it cannot be used.
        """
        self.folder = folder
        with contextlib.ExitStack() as opened:
            try:
                if not folder.exists():
                    folder.mkdir(parents=True, mode=0o700)
                lock = opened.enter_context(contextlib.closing(_locked(folder / "in-use.sqlite3")))
                self._db = sqlite3.connect(folder / "pages.sqlite3", isolation_level=None)
                opened.callback(self._db.close)
                self._prepare()
                self._clear()
            except (OSError, sqlite3.Error) as error:
                message = f"{folder} cannot be used for the pages: {error}. Give another --folder."
                raise StoreError(message) from error
            self._lock = lock
            self._opened = opened.pop_all()

    def _prepare(self) -> None:
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=normal")
        self._db.execute("pragma foreign_keys=on")
        self._db.execute("pragma secure_delete=on")
        (version,) = self._db.execute("pragma user_version").fetchone()
        if version == 0:
            self._db.executescript(f"begin;{_SCHEMA};pragma user_version={_VERSION};commit;")
        elif version != _VERSION:
            raise StoreError(f"{self.folder} was made by another version of the program. Give another --folder.")

    def _clear(self) -> None:
        """Delete files that a program killed in the midst of something left: nothing here knows of them."""
        shutil.rmtree(self.folder / _ARRIVALS, ignore_errors=True)
        for table in ("cases", "jobs"):
            known = {row[0] for row in self._db.execute(f"select id from {table}")}
            there = (self.folder / table).iterdir() if (self.folder / table).is_dir() else ()
            for left in [one for one in there if one.name not in known]:
                shutil.rmtree(left, ignore_errors=True)

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """Make the changes within one transaction: all of them are kept, or none."""
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def close(self) -> None:
        """Close the file and let another program have the folder."""
        self._opened.close()

    # Where files lie

    def case_folder(self, case: str) -> Path:
        """The folder of a case's tables."""
        return self.folder / "cases" / case

    def job_folder(self, job: str) -> Path:
        """The folder of what a job leaves."""
        return self.folder / "jobs" / job

    def arrivals_folder(self) -> Path:
        """The folder of uploads while they are read."""
        found = self.folder / _ARRIVALS
        found.mkdir(exist_ok=True)
        return found

    # Visitors

    def new_visitor(self, user: str = "") -> tuple[Visitor, str]:
        """A new visitor and the secret for its cookie, which is not kept."""
        secret, found = secrets.token_urlsafe(32), Visitor(new_key(), user, time.time())
        self._db.execute("insert into visitors values (?, ?, ?, ?)", (found.id, _hashed(secret), user, found.seen))
        return found, secret

    def visitor(self, secret: str) -> Visitor | None:
        """The visitor with a secret; ``None`` where there is none, or no longer."""
        query = "select id, user, seen from visitors where secret = ?"
        row = self._db.execute(query, (_hashed(secret),)).fetchone()
        return None if row is None else Visitor(*row)

    def seen(self, visitor: Visitor, now: float) -> None:
        """Note that a visitor was here."""
        self._db.execute("update visitors set seen = ? where id = ?", (now, visitor.id))

    def idle_since(self, before: float, before_without: float) -> tuple[str, ...]:
        """Visitors not seen since a moment, and those without any case not seen since another."""
        query = "select id from visitors where seen < ? or seen < ? and id not in (select visitor from cases)"
        return tuple(row[0] for row in self._db.execute(query, (before, before_without)))

    def forget_visitor(self, visitor: str) -> None:
        """Forget a visitor and all that is theirs."""
        for case in self.cases_of(visitor):
            self.delete_case(case.id)
        self._db.execute("delete from visitors where id = ?", (visitor,))

    # Cases

    def add_case(self, case: CaseRecord) -> CaseRecord:
        """Keep a case whose tables lie in its folder."""
        row = (case.id, case.visitor, case.authority, case.sha256, as_json(case.facts), time.time())
        self._db.execute("insert into cases values (?, ?, ?, ?, ?, ?)", row)
        return case

    def case(self, case: str) -> CaseRecord | None:
        """A case by its key."""
        row = self._db.execute("select * from cases where id = ?", (case,)).fetchone()
        return None if row is None else _case(row)

    def cases_of(self, visitor: str) -> tuple[CaseRecord, ...]:
        """A visitor's cases, the latest first."""
        rows = self._db.execute("select * from cases where visitor = ? order by created desc", (visitor,))
        return tuple(_case(row) for row in rows)

    def delete_case(self, case: str) -> None:
        """Delete a case, its scenarios and jobs, and their files."""
        jobs = [row[0] for row in self._db.execute('select id from jobs where "case" = ?', (case,))]
        self._db.execute("delete from cases where id = ?", (case,))
        for folder in (self.case_folder(case), *(self.job_folder(job) for job in jobs)):
            shutil.rmtree(folder, ignore_errors=True)

    # Scenarios

    def add_scenario(
        self, visitor: str, case: str, name: str, reason: str = "", text: str = "", base: bool = False
    ) -> Scenario:
        """Keep a new scenario."""
        now, link = time.time(), secrets.token_urlsafe(16)
        found = Scenario(new_key(), visitor, case, name, reason, text, link, base, "", "", now, now)
        row = (found.id, visitor, case, name, reason, text, link, base, "", "", now, now)
        self._db.execute("insert into scenarios values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return found

    def scenario(self, scenario: str) -> Scenario | None:
        """A scenario by its key."""
        return self._scenario("id", scenario)

    def linked_scenario(self, link: str) -> Scenario | None:
        """The scenario that a link shows."""
        return self._scenario("link", link)

    def _scenario(self, column: str, value: str) -> Scenario | None:
        row = self._db.execute(f"select * from scenarios where {column} = ?", (value,)).fetchone()
        return None if row is None else _scenario(row)

    def scenarios_of(self, case: str) -> tuple[Scenario, ...]:
        """The scenarios of a case, the case as it is first, then in the order in which they were made."""
        rows = self._db.execute('select * from scenarios where "case" = ? order by base desc, created', (case,))
        return tuple(_scenario(row) for row in rows)

    def base_of(self, case: str) -> Scenario:
        """The scenario of a case as its tables say, which every case has."""
        row = self._db.execute('select * from scenarios where "case" = ? and base', (case,)).fetchone()
        return _scenario(row)

    def change_scenario(self, scenario: str, name: str, reason: str, text: str) -> None:
        """Give a scenario another name, reason or changes."""
        changed = (name, reason, text, time.time(), scenario)
        self._db.execute("update scenarios set name = ?, reason = ?, text = ?, changed = ? where id = ?", changed)

    def answer_scenario(self, scenario: str, job: str, text: str) -> None:
        """Note the job that found a scenario's answer, and the text that it is the answer to."""
        self._db.execute("update scenarios set answer = ?, answered = ? where id = ?", (job, text, scenario))

    def delete_scenario(self, scenario: str) -> None:
        """Delete a scenario, and its jobs with their files."""
        jobs = [row[0] for row in self._db.execute("select id from jobs where subject = ?", (scenario,))]
        with self.at_once():
            self._db.execute("delete from jobs where subject = ?", (scenario,))
            self._db.execute("delete from scenarios where id = ?", (scenario,))
        for job in jobs:
            self.delete_job_files(job)

    # Jobs

    def add_job(self, visitor: str, case: str, kind: str, subject: str, asked: Mapping[str, Any]) -> JobRecord:
        """Keep a new job, which waits for its turn."""
        found = JobRecord(new_key(), visitor, case, kind, subject, UNDER_WAY[0], asked, {}, time.time())
        row = (found.id, visitor, case, kind, subject, found.state, as_json(asked), "{}", found.created, 0.0)
        self._db.execute("insert into jobs values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return found

    def job(self, job: str) -> JobRecord | None:
        """A job by its key."""
        row = self._db.execute("select * from jobs where id = ?", (job,)).fetchone()
        return None if row is None else _job(row)

    def latest_job(self, subject: str, kind: str) -> JobRecord | None:
        """The job of a kind about something that was asked for last."""
        query = "select * from jobs where subject = ? and kind = ? order by created desc, rowid desc limit 1"
        row = self._db.execute(query, (subject, kind)).fetchone()
        return None if row is None else _job(row)

    def jobs_of(self, case: str) -> tuple[JobRecord, ...]:
        """The jobs of a case, the latest first."""
        rows = self._db.execute('select * from jobs where "case" = ? order by created desc', (case,))
        return tuple(_job(row) for row in rows)

    def answer_of(self, scenario: Scenario) -> JobRecord | None:
        """The job that found a scenario's answer, which may be to it as it was before; ``None`` without one."""
        return self.job(scenario.answer) if scenario.answer else None

    def told_of(self, scenario: Scenario) -> Mapping[str, Any]:
        """What is told of a scenario's answer; empty without one."""
        found = self.answer_of(scenario)
        return {} if found is None else found.told

    def set_job(self, job: str, state: str, told: Mapping[str, Any] | None = None) -> None:
        """Note a job's state and, where it is given, what came of it."""
        ended = 0.0 if state in UNDER_WAY else time.time()
        query = "update jobs set state = ?, ended = ?, told = coalesce(?, told) where id = ?"
        self._db.execute(query, (state, ended, None if told is None else as_json(told), job))

    def interrupt_jobs(self) -> None:
        """Note of every job under way that the program stopped in the midst of it."""
        self._db.execute(
            "update jobs set state = ?, ended = ? where state in (?, ?)", (INTERRUPTED, time.time(), *UNDER_WAY)
        )

    def delete_jobs(self, subject: str, kind: str, but: str) -> None:
        """Delete the jobs of a kind about something, but one, with their files."""
        query = "select id from jobs where subject = ? and kind = ? and id <> ?"
        for (job,) in self._db.execute(query, (subject, kind, but)).fetchall():
            self._db.execute("delete from jobs where id = ?", (job,))
            self.delete_job_files(job)

    def delete_job_files(self, job: str) -> None:
        """Delete what a job has left, if anything."""
        shutil.rmtree(self.job_folder(job), ignore_errors=True)


def _locked(file: Path) -> sqlite3.Connection:
    """A file that one program at a time can hold, whatever the operating system."""
    held = sqlite3.connect(file, isolation_level=None, timeout=0)
    try:
        held.execute("pragma locking_mode=exclusive")
        held.execute("begin exclusive")
    except sqlite3.Error as error:
        held.close()
        if "locked" not in str(error):
            raise
        message = f"{file.parent} is in use by another optimiser serve. Stop that one, or give another --folder."
        raise StoreError(message) from error
    return held


def new_key() -> str:
    """A key for something that is kept: short, safe in an address and not to be guessed."""
    return secrets.token_hex(8)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _case(row: tuple[Any, ...]) -> CaseRecord:
    key, visitor, authority, sha256, facts, created = row
    return CaseRecord(key, visitor, authority, sha256, json.loads(facts), created)


def _scenario(row: tuple[Any, ...]) -> Scenario:
    *words, base, answer, answered, created, changed = row
    key, visitor, case, name, reason, text, link = words
    return Scenario(key, visitor, case, name, reason, text, link, bool(base), answer, answered, created, changed)


def _job(row: tuple[Any, ...]) -> JobRecord:
    key, visitor, case, kind, subject, state, asked, told, created, ended = row
    return JobRecord(key, visitor, case, kind, subject, state, json.loads(asked), json.loads(told), created, ended)
