"""The second formulation against what a run claims: every way to agree, to disagree, and to leave it open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import optimiser
from models.audit import Decided
from models.case import OptionKey
from optimiser.assurance import second_formulation as module
from optimiser.assurance.claim import Claim, claim_of, less, same
from optimiser.assurance.second_formulation import second_formulation, worst
from optimiser.assurance.statement import Check, Judgement
from optimiser.engine.cbc import CbcOutcome
from optimiser.engine.outcome import Status
from optimiser.run_reading import read_run
from tests.cases.casebook import TINY

HOLDS, FAILS, OPEN = Judgement.HOLDS, Judgement.FAILS, Judgement.OPEN
COST, NOTHING = 4_907_000.0, 4_992_000.0
"""What the plan of tiny and doing nothing there cost (£), as its own README works out by hand."""


@pytest.fixture(scope="module")
def claim(tmp_path_factory: pytest.TempPathFactory) -> Claim:
    result = optimiser.plan(optimiser.read_case(TINY), gap=0.0, planning_ahead=False)
    return claim_of(read_run(optimiser.write_run(result, tmp_path_factory.mktemp("tiny") / "run")))


def found(claim: Claim) -> Check:
    return second_formulation(claim, 30.0)


def test_it_agrees_with_the_plan_of_tiny(claim: Claim) -> None:
    check = found(claim)
    assert check.judgement is HOLDS
    assert check.sentences == (
        "The plan's own decisions cost £4,907,000 by the second formulation, as the run says "
        f"(a difference of {_told(check)}).",
        "Doing nothing costs £4,992,000 by the second formulation, as the run says.",
        "CBC proved by itself that the cheapest plan costs £4,907,000, which is the run's.",
    )
    assert check.figures["status"] == "optimal"
    assert check.figures["objective"] == pytest.approx(COST)
    assert check.figures["bound"] == pytest.approx(COST)
    assert check.by.startswith("CBC 2.")


def _told(check: Check) -> str:
    return check.sentences[0].rsplit("a difference of ", 1)[1].removesuffix(").")


@pytest.mark.parametrize(
    ("objective", "bound", "sentence"),
    [
        (
            COST - 10_000,
            COST - 10_000,
            "CBC proved that no plan costs less than £4,907,000; the run says £4,897,000.",
        ),
        (COST, COST + 10_000, "CBC found a plan for £4,907,000; the run says that no plan is below £4,917,000."),
    ],
)
def test_a_claim_that_is_not_so_fails(claim: Claim, objective: float, bound: float, sentence: str) -> None:
    check = found(replace(claim, objective=objective, bound=bound))
    assert check.judgement is FAILS
    assert sentence in check.sentences


def test_decisions_that_cost_more_than_claimed_fail(claim: Claim) -> None:
    check = found(replace(claim, objective=COST - 5_000, bound=COST - 9_000))
    assert "cost £4,907,000 by the second formulation; the run says £4,902,000." in check.sentences[0]
    assert check.judgement is FAILS


def test_a_plan_within_its_gap_holds(claim: Claim) -> None:
    """The cheapest plan without its last household: £42,000 dearer (tiny's README), claimed within 1 %."""
    key = OptionKey("recruit", "town")
    fewer = {**claim.decided.decide}
    fewer[key, 1] -= 1
    less_good = replace(claim, decided=Decided(fewer), objective=COST + 42_000, bound=COST - 7_000, gap_asked=0.01)
    check = found(less_good)
    assert check.judgement is HOLDS
    assert "cost £4,949,000 by the second formulation, as the run says" in check.sentences[0]
    assert check.sentences[2].endswith("the run's is 0.849 % dearer, within the 1 % it was asked to prove.")


def test_decisions_that_can_be_carried_out_for_less_hold_within_the_bound(claim: Claim) -> None:
    check = found(replace(claim, objective=COST + 3_000, bound=COST - 7_000))
    assert check.judgement is HOLDS
    assert "£3,000 less than the run says and within what it left unproven" in check.sentences[0]


def test_impossible_decisions_fail(claim: Claim) -> None:
    """Three homes where one is the most; and a decision in a period that has none."""
    home = OptionKey("new_home", "town")
    assert FAILS is found(replace(claim, decided=Decided({(home, 0): 3.0}))).judgement
    nobody = found(replace(claim, decided=Decided({(OptionKey("recruit", "moon"), 0): 1.0})))
    assert nobody.judgement is FAILS
    assert nobody.sentences[0].startswith("The plan's decisions are not allowed:")


def test_doing_nothing_is_compared(claim: Claim) -> None:
    check = found(replace(claim, do_nothing=NOTHING + 50_000))
    assert check.judgement is FAILS
    assert (
        check.sentences[1] == "Doing nothing costs £4,992,000 by the second formulation; the run says £5,042,000."
    )


def test_a_run_without_a_plan_has_its_infeasibility_checked(claim: Claim) -> None:
    none = replace(claim, status=Status.INFEASIBLE, objective=None, bound=None, do_nothing=None)
    wrong = found(none)
    assert wrong.judgement is FAILS
    assert wrong.sentences == ("CBC finds a plan, where the run says that there is none.",)
    impossible = replace(none, case=replace(none.case, market=(), options={}, targets=()))
    right = found(impossible)
    assert right.judgement is HOLDS
    assert right.sentences == ("CBC too finds that no plan can meet everything asked.",)


def test_a_run_that_was_stopped_claims_nothing(claim: Claim) -> None:
    stopped = found(replace(claim, status=Status.STOPPED, objective=None, bound=None, do_nothing=None))
    assert stopped.judgement is OPEN
    assert "no plan to compare" in stopped.sentences[0]


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[CbcOutcome]:
    """The outcomes that CBC is to have, in turn: a time limit cannot be had on purpose on so small a case."""
    outcomes: list[CbcOutcome] = []
    monkeypatch.setattr(module, "solve", lambda *_, **__: outcomes.pop(0))
    return outcomes


def outcome(status: Status, objective: float | None = None, bound: float | None = None) -> CbcOutcome:
    in_thousands = [None if value is None else value / 1000 for value in (objective, bound)]
    return CbcOutcome(status, "time limit", 1.0, "2.10", *in_thousands)


_UNFINISHED = (
    "CBC by itself did not finish (time limit); {}. It established that no plan costs less than £4,857,930, so "
    "the run's plan is at most 1.000 % dearer than the cheapest; that it is at most 0.000 % dearer rests on the "
    "planner's solver alone."
)


@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        (
            outcome(Status.FEASIBLE, COST + 7_000, COST - 49_070),
            _UNFINISHED.format("its own best plan costs £4,914,000"),
        ),
        (outcome(Status.STOPPED, None, COST - 49_070), _UNFINISHED.format("it found no plan of its own")),
        (outcome(Status.STOPPED), "CBC established no bound in the time given (time limit)."),
    ],
)
def test_what_was_not_established_is_said(
    claim: Claim, ended: list[CbcOutcome], search: CbcOutcome, sentence: str
) -> None:
    ended += [outcome(Status.OPTIMAL, COST, COST), search]
    check = found(replace(claim, do_nothing=None))
    assert check.judgement is OPEN
    assert check.sentences[1] == sentence
    assert not ended


@pytest.mark.parametrize(
    ("search", "judgement"),
    [
        (outcome(Status.FEASIBLE, COST - 9_000, COST - 12_000), FAILS),
        (outcome(Status.FEASIBLE, COST + 90_000, COST + 12_000), FAILS),
        (outcome(Status.INFEASIBLE), FAILS),
        (outcome(Status.UNBOUNDED), FAILS),
        (outcome(Status.FEASIBLE, COST, COST - 1), OPEN),
    ],
)
def test_a_search_that_contradicts_the_run_fails_though_unfinished(
    claim: Claim, ended: list[CbcOutcome], search: CbcOutcome, judgement: Judgement
) -> None:
    ended += [outcome(Status.OPTIMAL, COST, COST), search]
    assert found(replace(claim, do_nothing=None)).judgement is judgement


def test_what_was_not_valued_in_time_is_open(claim: Claim, ended: list[CbcOutcome]) -> None:
    ended += [outcome(Status.STOPPED), outcome(Status.STOPPED), outcome(Status.OPTIMAL, COST, COST)]
    check = found(claim)
    assert check.judgement is OPEN
    assert "was not found in time" in check.sentences[0]
    assert "was not established: stopped" in check.sentences[1]


def test_an_unclear_search_for_any_plan_is_open(claim: Claim, ended: list[CbcOutcome]) -> None:
    ended.append(outcome(Status.STOPPED))
    none = replace(claim, status=Status.INFEASIBLE, objective=None, bound=None, do_nothing=None)
    assert found(none).judgement is OPEN


def test_the_worst_counts() -> None:
    assert worst([HOLDS, OPEN, FAILS]) is FAILS
    assert worst([HOLDS, OPEN]) is OPEN
    assert worst([HOLDS]) is HOLDS


def test_costs_agree_to_a_millionth_or_a_pound() -> None:
    assert same(1e8, 1e8 + 99)
    assert not same(1e8, 1e8 + 101)
    assert same(10.0, 10.9)
    assert less(1e8 - 101, 1e8)
    assert not less(1e8 - 99, 1e8)
    assert not less(1e8 + 101, 1e8)


def test_the_run_folder_holds_whole_decisions(tmp_path: Path) -> None:
    """A whole number that the solver left at 1.9999999 is 2."""
    result = optimiser.plan(optimiser.read_case(TINY), gap=0.0, planning_ahead=False)
    nearly = replace(result, plan=result.plan.assign(units=result.plan["units"] - 1e-8))
    decided = claim_of(read_run(optimiser.write_run(nearly, tmp_path / "run"))).decided
    assert set(decided.decide.values()) == {1, 2}
