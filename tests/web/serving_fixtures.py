"""The pages served for tests: in a thread of this process, or as the command does; and visitors that use them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil
import pytest
from starlette.applications import Starlette

from optimiser.web.app import make_app
from optimiser.web.serving import PageServer
from optimiser.web.settings import Settings
from optimiser.web.site import Site
from tests.cases.casebook import ROOT, TINY

Found = TypeVar("Found")
PATIENCE = 60.0
"""Seconds that anything may take on a machine that is busy with other things."""
_MARK = re.compile(r'name="mark" value="([0-9a-f]{64})"')


def until(is_so: Callable[[], Found], what: str, seconds: float = PATIENCE) -> Found:
    """What a question is answered with once that is something; fails where it never is."""
    end = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < end, f"{what} did not come about within {seconds:g} seconds"
        time.sleep(0.02)
    return found


class Visitor:
    """Someone's browser, without what it shows: it keeps cookies and brings back the mark of forms."""

    def __init__(self, address: str, **headers: str) -> None:
        self.address = address
        self.browser = httpx.Client(
            base_url=address, headers=headers, timeout=PATIENCE, trust_env=False,
            event_hooks={"response": [_is_no_fault]},
        )  # fmt: skip

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.browser.close()

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.browser.get(path, **more)

    def page(self, path: str) -> str:
        """A page that there is."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer.text

    @cached_property
    def mark(self) -> str:
        """What every form of this visitor carries."""
        found = _MARK.search(self.page("/"))
        assert found is not None, "the first page has a form"
        return found[1]

    def post(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Send a form as the browser would, with its mark."""
        return self.browser.post(path, data={"mark": self.mark} | (fields or {}), **more)

    def sent(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> str:
        """Send a form that is taken; where it leads to."""
        answer = self.post(path, fields, **more)
        assert answer.status_code == 303, (path, answer.status_code, answer.text)
        return answer.headers["location"]

    def opened(self) -> str:
        """The key of a case that is opened: the one that is served."""
        return self.sent("/cases/example").removeprefix("/cases/")

    def scenarios(self, case: str) -> list[str]:
        """The scenarios of a case; the first is the case as its tables say."""
        return list(dict.fromkeys(re.findall(r'href="/scenarios/([\w-]+)"', self.page(f"/cases/{case}"))))

    def began(self, case: str, name: str = "Trial", reason: str = "") -> str:
        """The key of a new scenario."""
        sent = self.sent(f"/cases/{case}/scenarios", {"name": name, "reason": reason})
        return sent.removeprefix("/scenarios/")

    def uploaded(self, case: str, text: str, name: str = "what-if.toml") -> httpx.Response:
        """The answer to a what-if file."""
        return self.post(f"/cases/{case}/what-if", files={"file": (name, text.encode(), "application/toml")})

    def took(self, case: str, text: str) -> str:
        """The key of the scenario that a what-if file becomes."""
        answer = self.uploaded(case, text)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].removeprefix("/scenarios/")

    def settled(self, path: str, seconds: float = PATIENCE) -> str:
        """A page once nothing is under way on it."""
        return until(lambda: "" if "?after=" in (page := self.page(path)) else page, path, seconds)

    def solved(self, scenario: str) -> str:
        """The page of a scenario once it has been solved."""
        self.sent(f"/scenarios/{scenario}/solve")
        return self.settled(f"/scenarios/{scenario}")


def _is_no_fault(answer: httpx.Response) -> None:
    """Nothing that anybody sends may come to a fault of the program."""
    assert answer.status_code < 500, (answer.request.method, answer.request.url, answer.status_code)


@dataclass
class Served:
    """The pages as they are served by a thread of this process, with real workers."""

    address: str
    app: Starlette
    loop: asyncio.AbstractEventLoop
    visitors: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @property
    def site(self) -> Site:
        found: Site = self.app.state.site
        return found

    def visitor(self, **headers: str) -> Visitor:
        return self.visitors.enter_context(Visitor(self.address, **headers))

    def within(self, ask: Callable[[Site], Found]) -> Found:
        """What is found in the server's own thread, which alone may look into the store."""

        async def asked() -> Found:
            return ask(self.site)

        return asyncio.run_coroutine_threadsafe(asked(), self.loop).result(PATIENCE)

    def rows(self) -> list[str]:
        """Everything that is kept, but for when visitors were last here."""

        def dumped(site: Site) -> list[str]:
            return [line for line in site.store._db.iterdump() if '"visitors"' not in line]

        return self.within(dumped)


class _Thread(threading.Thread):
    """Serves until told to stop."""

    def __init__(self, settings: Settings, place: socket.socket) -> None:
        super().__init__(daemon=True)  # one that does not stop fails its test and holds nothing else up
        self._settings, self._place = settings, place
        self.app: Starlette | None = None
        self.server: PageServer | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            self.app = make_app(self._settings)
            self.server = PageServer(self.app, log_config=None)
            with asyncio.Runner() as runner:
                self.loop = runner.get_loop()
                runner.run(self.server.serve([self._place]))
        except BaseException as fault:
            self.fault = fault

    def is_up(self) -> bool:
        assert self.fault is None, self.fault
        return self.server is not None and self.server.started

    def stop(self) -> None:
        assert self.server is not None, "started"
        self.server.handle_exit(signal.SIGTERM, None)
        self.join(PATIENCE)
        assert self.fault is None, self.fault
        assert not self.is_alive()


@contextlib.contextmanager
def serving(folder: Path, example: Path | None = TINY, **settings: Any) -> Iterator[Served]:
    """The pages served on a free port, until left."""
    before = set(psutil.Process().children())
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)) as place:
        place.bind(("127.0.0.1", 0))
        place.listen()
        port = place.getsockname()[1]
        thread = _Thread(replace(Settings(folder, example, port=port, workers=1), **settings), place)
        thread.start()
        try:
            until(thread.is_up, "the pages")
            assert thread.app is not None
            assert thread.loop is not None
            served = Served(f"http://127.0.0.1:{port}", thread.app, thread.loop)
            with served.visitors:
                yield served
        finally:
            if thread.server is not None:
                thread.stop()
    workers = set(psutil.Process().children()) - before
    assert not [one for one in workers if "spawn_main" in " ".join(one.cmdline())], "no worker is left"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tiny case, served for the tests of a module."""
    with serving(tmp_path_factory.mktemp("served") / "kept") as found:
        yield found


@pytest.fixture(scope="module")
def resting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tiny case, served for tests in which nothing is solved: no worker is begun."""
    with serving(tmp_path_factory.mktemp("resting") / "kept", workers=0) as found:
        yield found


# As the command does it


@dataclass
class Command:
    """``optimiser serve`` as a process of its own."""

    process: subprocess.Popen[str]
    address: str
    said: list[str] = field(default_factory=list)

    def signal(self, number: signal.Signals) -> int:
        """Its exit code after a signal."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def family(self) -> list[psutil.Process]:
        """The processes that it has begun."""
        return psutil.Process(self.process.pid).children(recursive=True)


def run_command(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """``optimiser serve`` with arguments that it does not serve with."""
    return subprocess.run(
        [sys.executable, "-m", "optimiser", "serve", *map(str, arguments)],
        capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE, check=False, **more,
    )  # fmt: skip


def free_port() -> int:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as place:
        return place.getsockname()[1]


@contextlib.contextmanager
def commanded(folder: Path, *arguments: str | Path, case: Path = TINY, port: int = 0) -> Iterator[Command]:
    """``optimiser serve`` as a process, once it answers; all that it began is ended in the end."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "optimiser", "serve", str(case), "--port", str(port), "--folder", str(folder),
         "--workers", "1", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, start_new_session=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    found = Command(process, f"http://127.0.0.1:{port}")
    assert process.stdout is not None
    listening = threading.Thread(target=lambda: found.said.extend(process.stdout or ()), daemon=True)
    listening.start()
    family: list[psutil.Process] = []
    try:
        until(lambda: _answers(found), "an answer")
        family = found.family()
        yield found
    finally:
        process.kill()
        process.wait(PATIENCE)
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        listening.join(PATIENCE)
        process.stdout.close()


def _answers(command: Command) -> bool:
    assert command.process.poll() is None, command.said
    try:
        return httpx.get(f"{command.address}/about", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False
