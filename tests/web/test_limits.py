"""How much one person may have, and how many uploads are read at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from optimiser.web.pages import home
from tests.web.serving_fixtures import Served, resting, serving
from tests.web.test_form_abuse import CHANGE, HEAD

__all__ = ["resting"]


def test_there_is_an_end_to_scenarios_and_cases_however_they_are_made(tmp_path: Path) -> None:
    with serving(tmp_path, workers=0, most_scenarios_each=3, most_cases_each=2) as small:
        someone = small.visitor()
        case = someone.opened()
        base = someone.scenarios(case)[0]
        first = someone.began(case)
        link = someone.page(f"/scenarios/{first}").split("/link/")[1].split('"')[0]
        someone.began(case)
        before = someone.scenarios(case)
        ways: tuple[tuple[str, dict[str, Any]], ...] = (
            (f"/cases/{case}/scenarios", {"name": "more"}),
            (f"/scenarios/{first}/duplicate", {}),
            (f"/scenarios/{base}/levers", {"do": "save"}),
            (f"/link/{link}", {}),
            (f"/scenarios/{base}/cells/budgets/2", {"column": "limit", "value": "1900000"}),
        )
        for path, fields in ways:
            answer = someone.post(path, fields)
            assert answer.status_code == 409, path
            assert "This case has 3 scenarios, as many as one case may have. Delete one first." in answer.text
        text = f"{HEAD}{CHANGE}set = 15\n"
        assert someone.uploaded(case, text).status_code == 409
        assert someone.scenarios(case) == before
        someone.opened()
        for answer in (someone.post("/cases/example"), someone.post("/cases", files={"file": ("a.zip", b"PK")})):
            assert answer.status_code == 409
            assert "You have 2 cases open" in answer.text


def test_uploads_take_their_turns(resting: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each may take a gigabyte: who finds both places taken waits, and is told where that lasts too long."""
    monkeypatch.setattr(home, "_TURN", 0.2)
    someone = resting.visitor()
    file = {"file": ("a.zip", b"PK\x05\x06" + b"\0" * 18, "application/zip")}
    for _ in range(2):
        asyncio.run_coroutine_threadsafe(resting.site.arrivals.acquire(), resting.loop).result(5)
    assert resting.within(lambda site: site.arrivals.locked()), "two are read at once, and no more"
    answer = someone.post("/cases", files=file)
    assert answer.status_code == 429
    assert "Upload yours again in a minute." in answer.text
    resting.within(lambda site: site.arrivals.release())
    assert someone.post("/cases", files=file).status_code == 422, "with a place free it is read, and refused"
    assert not resting.within(lambda site: site.arrivals.locked()), "which gives the place back"
    resting.within(lambda site: site.arrivals.release())
    assert not list((resting.site.store.folder / "arriving").iterdir())
