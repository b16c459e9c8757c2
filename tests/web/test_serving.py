"""The command ``optimiser serve``: what it refuses, what it says, how it ends, and what it never writes down."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest
from click.testing import CliRunner

from optimiser.cli import main
from optimiser.web.guard import POLICY
from optimiser.web.serving import ServingError, _place, address, exposure
from optimiser.web.settings import Settings
from optimiser.web.store import Store
from tests.cases.casebook import ROOT, TINY
from tests.web.serving_fixtures import PATIENCE, Command, Visitor, commanded, free_port, run_command, until

SECRET = "Xanthippe-4711"
"""What somebody types, uploads or is called: a word that nothing of ours holds."""
FAULTY = 'name = "{0}"\nreason = "{0}"\n[[change]]\ntable = "{0}"\ncolumn = "{0}"\nset = "{0}"\n'


def refused(*arguments: str | Path, folder: Path, case: Path = TINY) -> str:
    """What is said where nothing is served."""
    done = run_command(case, "--folder", folder, *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == "", "no address is told that nothing answers at"
    return done.stderr


def refused_at_once(*arguments: str | Path, folder: Path) -> str:
    """The same without a process of its own, of what is looked at before anything is opened."""
    done = CliRunner().invoke(main, ["serve", str(TINY), "--folder", str(folder), *map(str, arguments)])
    assert done.exit_code == 2
    assert isinstance(done.exception, SystemExit)
    assert done.stdout == "", "no address is told that nothing answers at"
    return done.stderr


def test_what_is_refused_is_refused_by_the_process(tmp_path: Path) -> None:
    asked = ("--host", "0.0.0.0")
    said = refused(*asked, folder=tmp_path / "kept")
    assert said == refused_at_once(*asked, folder=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_other_computers_are_not_let_in_without_knowing_who_visits(tmp_path: Path, host: str) -> None:
    said = refused_at_once("--host", host, folder=tmp_path / "kept")
    assert said.startswith(
        f"Error: --host {host} lets other computers open these pages and the figures of every case."
    )
    assert "--token" in said
    assert "--user-header" in said
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--host", "0.0.0.0", "--token", ""), "--token is too easily guessed"),
        (("--host", "0.0.0.0", "--token", "1234567"), "at least 8 letters"),
        (("--host", "0.0.0.0", "--user-header", " "), "does not say which header"),
    ],
)
def test_who_visits_must_be_known_in_earnest(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    assert words in refused_at_once(*arguments, folder=tmp_path / "kept")


def test_a_port_in_use_is_said_in_a_sentence(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        said = refused("--port", str(port), folder=tmp_path / "kept")
    assert said.startswith(f"Error: The pages cannot be served at 127.0.0.1, port {port}: Address already in use.")
    assert "give another --port" in said
    assert not (tmp_path / "kept").exists()


def test_a_host_that_is_not_this_machines_is_said_in_a_sentence(tmp_path: Path) -> None:
    asked = ("--token", "long enough", "--port", str(free_port()))
    host = "192.0.2.1"
    said = refused("--host", host, *asked, folder=tmp_path / "kept")
    assert said.startswith(f"Error: The pages cannot be served at {host}")
    with pytest.raises(ServingError, match=r"^The pages cannot be served at no-such-host\.invalid"):
        _place(Settings(tmp_path / "kept", host="no-such-host.invalid", port=free_port()))


def test_a_folder_in_use_and_a_case_that_is_not_there_are_said_in_a_sentence(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "kept")):
        said = refused("--port", str(free_port()), folder=tmp_path / "kept")
    assert "is in use by another optimiser serve" in said
    assert "does not exist" in refused(folder=tmp_path / "other", case=tmp_path / "nothing")


def test_what_is_exposed_is_said() -> None:
    folder = Path("kept")
    assert exposure(Settings(folder)) == "Only this computer can open them."
    with_token = exposure(Settings(folder, host="0.0.0.0", token="correct horse", names=("plans.example",)))
    assert "Other computers that reach 0.0.0.0 can open them: whoever knows the token" in with_token
    assert "not encrypted" in with_token
    assert "plans.example" in with_token
    assert "correct horse" not in with_token
    behind = exposure(Settings(folder, host="0.0.0.0", user_header="X-User"))
    assert "whoever the proxy lets in (X-User)" in behind
    assert address(Settings(folder, host="0.0.0.0", port=81)) == "http://127.0.0.1:81"


def test_pages_are_sent_without_delay() -> None:
    with closing(_place(Settings(Path("kept"), port=free_port()))) as place:
        assert place.proto == socket.IPPROTO_TCP, "or asyncio leaves Nagle's delay on"


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is another thing there")
@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_asked_to_end_it_ends_soon_and_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    """With a page that waits for news and a solve under way that hears nothing."""
    with commanded(tmp_path / "kept") as command, Visitor(command.address) as someone:
        assert command.said[0] == f"The what-if pages: {command.address}   (Ctrl-C stops them)\n"
        assert command.said[1] == (
            f"Only this computer can open them. What is done there is kept in {tmp_path / 'kept'}.\n"
        )
        case = someone.opened()
        base = someone.scenarios(case)[0]
        (worker,) = workers_of(command)
        worker.suspend()
        waiting = threading.Thread(target=lambda: someone.get(f"/scenarios/{base}?after=999999"), daemon=True)
        waiting.start()
        time.sleep(0.3)
        family = command.family()
        began = time.monotonic()
        code = command.signal(number)
        assert time.monotonic() - began < 5
        assert code == (0 if number == signal.SIGINT else -number)
        waiting.join(PATIENCE)
        assert not waiting.is_alive()
        gone, alive = psutil.wait_procs(family, timeout=5)
        assert not alive
        assert len(gone) >= 1
        until(lambda: len(command.said) >= 2, "what was said")
        assert len(command.said) == 2, command.said
    if os.name == "posix":
        kept = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
        assert kept
        assert all(path.stat().st_mode & 0o077 == 0 for path in kept), "what is kept is its owner's alone"


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is another thing there")
def test_control_c_right_at_the_start_says_nothing_of_its_inside(tmp_path: Path) -> None:
    """A terminal sends it to every process at once, also to workers that have hardly begun."""
    with commanded(tmp_path / "kept") as command:
        os.killpg(command.process.pid, signal.SIGINT)
        assert command.process.wait(10) == 0
        time.sleep(0.2)
        assert "Traceback" not in "".join(command.said)


KILLED = """
from pathlib import Path
from optimiser.web.jobs.messages import About, Deliver
from optimiser.web.jobs.worker import started
worker, line = started()
line.send(Deliver(About("a job", "a case", Path("nowhere"), "", "", Path("nowhere"))))
assert line.poll(60), "it answers, so everything is loaded"
worker.kill()
worker.join(60)
"""


def test_a_worker_that_is_killed_leaves_no_lock_behind() -> None:
    """Or those who asked for the end would be told of one that has leaked."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED], capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE, check=True
    )
    assert done.stderr == ""


def workers_of(command: Command) -> list[psutil.Process]:
    return [one for one in command.family() if "spawn_main" in " ".join(one.cmdline())]


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is another thing there")
def test_nothing_that_is_typed_or_uploaded_is_written_anywhere_but_kept(tmp_path: Path) -> None:
    with commanded(tmp_path / "kept", "--user-header", "X-User") as command:
        with Visitor(command.address, **{"x-user": SECRET}) as someone:
            case = someone.opened()
            scenario = someone.began(case, SECRET, SECRET)
            someone.post(f"/scenarios/{scenario}/cells/market/2", {"column": SECRET, "value": SECRET})
            someone.post(f"/scenarios/{scenario}/levers", {SECRET: SECRET, "reset": SECRET, "do": SECRET})
            someone.get(f"/scenarios/{SECRET}/cells", params={"q": SECRET})
            someone.get(f"/{SECRET}", headers={"host": f"{SECRET}.example"})
            someone.uploaded(case, FAULTY.format(SECRET), f"{SECRET}.toml")
            for name in (f"{SECRET}.zip", f"{SECRET}.xlsx", f"{SECRET}.txt"):
                answer = someone.post("/cases", files={"file": (name, SECRET.encode(), "application/zip")})
                assert answer.status_code == 422
            someone.browser.post("/sign-in", data={"token": SECRET})
            someone.browser.post(
                "/cases", content=b"--x", headers={"content-type": f"multipart/form-data; {SECRET}"}
            )
            someone.settled(f"/scenarios/{someone.scenarios(case)[0]}")
            someone.solved(scenario)
            fault_of_ours(command, tmp_path / "kept", scenario, someone)
        assert command.signal(signal.SIGINT) == 0
        until(lambda: any("fault: " in line for line in command.said), "the fault")
        said = "".join(command.said)
    assert SECRET not in said
    assert "Traceback" not in said
    assert case not in said
    assert scenario not in said


def fault_of_ours(command: Command, kept: Path, scenario: str, someone: Visitor) -> None:
    """A page that comes to a fault of the program: a part of the answer that was there has been taken away."""
    for file in kept.glob("jobs/*/sections/*.html"):
        file.unlink()
    cookies = {"cookie": "; ".join(f"{name}={value}" for name, value in someone.browser.cookies.items())}
    answer = httpx.get(
        f"{command.address}/scenarios/{scenario}", headers=cookies | {"x-user": SECRET}, trust_env=False
    )
    assert answer.status_code == 500
    assert "Something went wrong in the program. What you had saved is kept." in answer.text
    assert answer.headers["content-security-policy"] == POLICY
    assert SECRET not in answer.text
