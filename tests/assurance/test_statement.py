"""The statement: verdict, what it says of itself, and the page."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from optimiser.assurance.statement import ASSURANCE_STATES, Check, Judgement, Statement, Verdict
from optimiser.assurance.statement_text import as_markdown

_RUN = {
    "authority": "Testshire", "inputs": "case", "inputs_sha256": "a" * 64, "result_sha256": "b" * 64,
    "status": "optimal", "reason": "proven", "objective": 2_000_000.0, "bound": 1_999_000.0, "gap": 0.0005,
}  # fmt: skip
_PEOPLE = {
    "commissioner": "Ms Adeyemi", "analyst": "Mr Baker", "assurer": "Dr Chowdhury", "approver": "",
    "assurance_state": "peer_reviewed",
}  # fmt: skip


def statement(*judgements: Judgement, sentences: Sequence[str] = ("It is so.",), **run: object) -> Statement:
    checks = tuple(
        Check(f"Check {number}", "hand", judgement, tuple(sentences), 1.25, {"a": 1}, ({"b": 2.0},))
        for number, judgement in enumerate(judgements, start=1)
    )
    return Statement({**_RUN, **run}, checks, _PEOPLE, {"pulp": "3.3.2"})


HOLDS, FAILS, OPEN = Judgement.HOLDS, Judgement.FAILS, Judgement.OPEN


@pytest.mark.parametrize(
    ("judgements", "verdict", "said"),
    [
        ((HOLDS, HOLDS, HOLDS), Verdict.AGREES, "The second opinion agrees with this run in every check."),
        (
            (HOLDS, OPEN, HOLDS),
            Verdict.AGREES_AS_FAR_AS_PROVEN,
            "The second opinion agrees as far as was established; still open: check 2.",
        ),
        (
            (FAILS, OPEN, FAILS),
            Verdict.DISAGREES,
            "The second opinion DISAGREES with this run (check 1; check 3): do not use it as it is.",
        ),
    ],
)
def test_the_verdict(judgements: tuple[Judgement, ...], verdict: Verdict, said: str) -> None:
    found = statement(*judgements)
    assert found.verdict is verdict
    assert found.sentence == said
    assert as_markdown(found).splitlines()[2] == f"**{said}**"


def test_a_run_that_fails_is_not_assured_whatever_is_claimed() -> None:
    assert statement(HOLDS, OPEN).assurance_state == "peer_reviewed"
    assert "Assurance state: peer reviewed." in as_markdown(statement(HOLDS))
    failed = statement(HOLDS, FAILS)
    assert failed.assurance_state == "none"
    page = as_markdown(failed)
    assert "Assurance state: not assured." in page
    assert 'The inputs claim "peer reviewed", which a run that fails a check cannot be.' in page


def test_the_page_says_who_what_and_how() -> None:
    page = as_markdown(statement(HOLDS, OPEN, HOLDS))
    assert "# Second opinion on the plan of Testshire" in page
    assert "The run says: optimal; present value £2,000,000, and no plan below £1,999,000 (gap 0.050 %)." in page
    assert "## 2. Check 2: not established" in page
    assert "Checked by hand, in 1.2 s." in page
    assert "commissioner: Ms Adeyemi; analyst: Mr Baker; assurer: Dr Chowdhury; approver: nobody named." in page
    assert page.splitlines()[-1] == "Inputs aaaaaaaaaaaa, result bbbbbbbbbbbb. pulp 3.3.2"


def test_a_page_stays_a_page() -> None:
    page = as_markdown(statement(FAILS, HOLDS, HOLDS, sentences=[f"Difference {i}." for i in range(100)]))
    assert "… and 92 more in audit.json." in page
    assert len(page.splitlines()) <= 60
    assert len(statement(FAILS, sentences=["x"] * 100).as_dict()["checks"][0]["sentences"]) == 100


def test_a_run_without_a_plan_claims_no_cost() -> None:
    page = as_markdown(
        statement(HOLDS, status="infeasible", reason="no plan", objective=None, bound=None, gap=None)
    )
    assert "The run says: infeasible (no plan)." in page


def test_it_is_plain_data() -> None:
    found = json.loads(json.dumps(statement(HOLDS, OPEN).as_dict(), allow_nan=False))
    assert found["verdict"] == "agrees as far as was established"
    assert [check["judgement"] for check in found["checks"]] == ["holds", "not established"]
    assert found["checks"][0]["rows"] == [{"b": 2.0}]
    assert found["responsibility"] == _PEOPLE


def test_every_state_has_words() -> None:
    from optimiser.tables.specification import ASSURANCE_STATES as KNOWN

    assert set(ASSURANCE_STATES) == set(KNOWN)
