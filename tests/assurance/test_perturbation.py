"""Plans that differ by one decision, each valued on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import optimiser
from models.audit import Decided, write
from models.case import OptionKey
from optimiser.assurance.claim import Claim, claim_of
from optimiser.assurance.perturbation import compare, perturbation
from optimiser.assurance.revalued import Revalued
from optimiser.assurance.statement import Judgement
from optimiser.run_reading import read_run
from tests.cases.casebook import TINY, case, demand, rows
from tests.cases.casebook import write as write_case

HOLDS, FAILS, OPEN = Judgement.HOLDS, Judgement.FAILS, Judgement.OPEN


def claimed(folder: Path, run: Path) -> Claim:
    result = optimiser.plan(optimiser.read_case(folder), gap=0.0, planning_ahead=False)
    return claim_of(read_run(optimiser.write_run(result, run)))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Claim:
    return claimed(TINY, tmp_path_factory.mktemp("tiny") / "run")


@pytest.fixture(scope="module")
def two_places(tmp_path_factory: pytest.TempPathFactory) -> Claim:
    """Five children, one year, no discounting. A flat of one place costs £30,000 a year near and £36,000 away,

    at most three of each; a bought home £52,000. Best: 3 near and 2 away, £162,000.
    """
    tables = case(
        needs=rows("need age_from age_to", ("teen", 16, 17)),
        demand=demand({"teen": 5}, ["2025/26"]),
        provisions=rows(
            "provision label family sector weekly_cost occupancy",
            ("flat", "Flat", "supported_accommodation", "in_house", 0, 1),
            ("bought", "Bought", "childrens_home", "external", 1_000, 1),
        ),
        suitability=rows("need provision rating", ("teen", "flat", "suitable"), ("teen", "bought", "suitable")),
        options=rows(
            "option label provision area places_per_unit running_cost max_total",
            ("near", "Near flat", "flat", "home", 1, 30_000, 3),
            ("far", "Far flat", "flat", "away", 1, 36_000, 3),
        ),
        market=rows("provision area", ("bought", "away")),
    )
    folder = tmp_path_factory.mktemp("flats")
    return claimed(write_case(tables, folder / "case"), folder / "run")


def test_each_neighbour_costs_what_it_costs_on_paper(two_places: Claim) -> None:
    """One more far flat stands empty: £36,000. One near flat fewer buys a home: 52,000 − 30,000. One far flat

    fewer: 52,000 − 36,000 = £16,000, the nearest. One more near flat is a fourth and not possible.
    """
    compared = compare(two_places, 30.0)
    assert compared.own == pytest.approx(162_000)
    assert [(one.neighbour.kind, one.neighbour.what, round(one.extra)) for one in compared.competitors] == [
        ("one fewer", "Far flat in away in 2025/26", 16_000),
        ("one fewer", "Near flat in home in 2025/26", 22_000),
        ("one more", "Far flat in away in 2025/26", 36_000),
    ]
    assert (compared.impossible, compared.not_valued) == (1, 0)


def test_the_statement_names_the_nearest(two_places: Claim) -> None:
    check = perturbation(two_places, 30.0)
    assert check.judgement is HOLDS
    assert check.sentences == (
        "4 plans differ from this one by one decision: 3 valued, 1 not possible.",
        "The nearest competitor is one fewer: Far flat in away in 2025/26: costs £16,000 more.",
        "Nearest otherwise, one more: Far flat in away in 2025/26: costs £36,000 more.",
    )
    assert check.rows[0] == {"kind": "one fewer", "change": "Far flat in away in 2025/26", "extra_cost": 16_000.0}
    assert check.figures == {"own_cost": 162_000.0, "valued": 3, "impossible": 1, "not_valued": 0}


def test_a_cheaper_neighbour_fails_a_plan_that_claims_to_be_best(two_places: Claim) -> None:
    """Without the second far flat the plan costs £178,000, and one more of it saves £16,000."""
    worse = Decided({(OptionKey("near", "home"), 0): 3.0, (OptionKey("far", "away"), 0): 1.0})
    claim = replace(two_places, decided=worse, objective=178_000.0, bound=178_000.0)
    check = perturbation(claim, 30.0)
    assert check.judgement is FAILS
    assert check.sentences[0] == "A plan was found that is cheaper than the run says any plan can be."
    assert "one more: Far flat in away in 2025/26: costs £16,000 less." in check.sentences[2]


def test_a_cheaper_neighbour_within_the_gap_is_said(two_places: Claim) -> None:
    worse = Decided({(OptionKey("near", "home"), 0): 3.0, (OptionKey("far", "away"), 0): 1.0})
    check = perturbation(replace(two_places, decided=worse, objective=178_000.0, bound=160_000.0), 30.0)
    assert check.judgement is HOLDS
    assert check.sentences[1].endswith(
        "costs £16,000 less. That is within what the run left unproven; ask for a smaller gap to find it."
    )


def test_decisions_that_are_not_possible_fail(two_places: Claim) -> None:
    for decide in ({(OptionKey("near", "home"), 0): 4.0}, {(OptionKey("near", "moon"), 0): 1.0}):
        check = perturbation(replace(two_places, decided=Decided(decide)), 30.0)
        assert check.judgement is FAILS
        assert check.sentences == ("The plan's own decisions are not possible by the second formulation.",)


def test_without_time_it_is_open(two_places: Claim) -> None:
    asked: list[bool] = []

    def stop_at_once() -> bool:
        asked.append(True)
        return True

    check = perturbation(two_places, 30.0, stop_at_once)
    assert asked
    assert check.judgement is OPEN
    assert check.sentences == (
        "4 plans differ from this one by one decision: 0 valued, 0 not possible, 4 not reached in the time given.",
    )


def test_a_run_without_a_plan_is_open(two_places: Claim) -> None:
    check = perturbation(replace(two_places, objective=None, bound=None), 30.0)
    assert check.judgement is OPEN
    assert check.sentences == ("The run has no plan to compare.",)


def test_tiny_is_better_than_all_its_neighbours(tiny: Claim) -> None:
    """One household more costs its £10,000 and saves nothing: the market is no dearer in its last year."""
    compared = compare(tiny, 30.0)
    assert min(one.extra for one in compared.competitors) == pytest.approx(10_000)
    assert perturbation(tiny, 30.0).judgement is HOLDS


def test_a_problem_is_valued_again_and_again(two_places: Claim) -> None:
    """The same answer whatever was asked before, and nothing for what the bounds forbid."""
    problem = write(two_places.case)
    names = {key: str(name) for key, name in problem.unknowns.decide.items()}
    again = Revalued(problem.lp, list(names.values()))
    near, far = names[OptionKey("near", "home"), 0], names[OptionKey("far", "away"), 0]
    for _ in range(2):
        assert again.cost({near: 3.0, far: 2.0}, 10.0) == pytest.approx(162.0)
        assert again.cost({}, 10.0) == pytest.approx(260.0)
        assert again.cost({near: -1.0}, 10.0) is None
        assert again.cost({near: 4.0}, 10.0) is None
        assert not again.out_of_time
