"""Killed in the midst of a solve and started again: nothing is lost but the solve."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest

from tests.web.serving_fixtures import Visitor, commanded, free_port
from tests.web.test_queue import fees
from tests.web.test_serving import workers_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="a kill that nothing hears")]


def test_killed_in_the_midst_of_a_solve_nothing_is_lost_but_the_solve(tmp_path: Path) -> None:
    port = free_port()
    with commanded(tmp_path / "kept", port=port) as command, Visitor(command.address) as someone:
        case = someone.opened()
        base = someone.scenarios(case)[0]
        someone.settled(f"/scenarios/{base}")
        answered, asked = fees(someone, case, 0.95), fees(someone, case, 0.9)
        before = {"base": someone.page(f"/scenarios/{base}"), "answered": someone.solved(answered)}
        what_if = someone.page(f"/scenarios/{asked}/what-if.toml")
        (worker,) = workers_of(command)
        worker.suspend()
        someone.sent(f"/scenarios/{asked}/solve")
        someone.sent(f"/scenarios/{base}/solve")
        assert "?after=" in someone.page(f"/scenarios/{asked}")
        cookies = dict(someone.browser.cookies)
        mark = someone.mark
        assert command.signal(signal.SIGKILL) == -signal.SIGKILL
        worker.resume()
        gone, _ = psutil.wait_procs([worker], timeout=30)
        assert gone, "a worker whose server is gone does not stay"

    with commanded(tmp_path / "kept", port=port) as command, Visitor(command.address) as someone:
        someone.browser.cookies.update(cookies)
        assert someone.mark == mark, "forms that were open can still be sent"
        assert someone.scenarios(case) == [base, answered, asked]
        assert someone.page(f"/scenarios/{answered}") == before["answered"]
        assert someone.page(f"/scenarios/{asked}/what-if.toml") == what_if
        page = someone.page(f"/scenarios/{base}")
        assert "The program stopped while it was solving" in page
        assert "£" in page, "with its earlier answer"
        page = someone.page(f"/scenarios/{asked}")
        assert "The program stopped while it was solving" in page
        assert "Nothing else was lost. Solve again." in page
        assert "Finished" in someone.solved(asked)
        assert "Finished" in someone.solved(base)
        assert "The program stopped" not in someone.page(f"/scenarios/{asked}")
        assert command.signal(signal.SIGINT) == 0
        assert "Traceback" not in "".join(command.said)
