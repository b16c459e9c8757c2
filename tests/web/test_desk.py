"""What a worker keeps from one job to the next makes its answers sooner, not others."""

from __future__ import annotations

import pytest

from optimiser import read_case
from optimiser.baseline import Baseline, do_nothing
from optimiser.engine.settings import SolveSettings
from optimiser.scenario import changed, what_if_from
from optimiser.web.jobs.desk import Desk
from tests.cases.casebook import ROOT

TINY = ROOT / "inputs/tiny"
SETTINGS = SolveSettings()
DEARER, BUSIER = "provisions.weekly_cost*=1.2", "demand.children*=0.9"
FEWER = "options.max_total=1"


def after(desk: Desk, *texts: str) -> tuple[Baseline, float]:
    """What doing nothing comes to after some changes, kept and worked out anew."""
    what_ifs = [what_if_from(text) for text in texts]
    inputs, plainly = desk.changed("tiny", TINY, what_ifs), changed(read_case(TINY), what_ifs)
    assert (inputs.sha256, inputs.warnings, inputs.changes) == (plainly.sha256, plainly.warnings, plainly.changes)
    anew = do_nothing(plainly.case, SETTINGS).solution
    assert anew is not None
    return desk.do_nothing("tiny", TINY, inputs.case, SETTINGS), anew.present_value_of_money


def test_doing_nothing_is_worked_out_again_only_where_something_that_it_reads_differs() -> None:
    desk = Desk()
    found = [after(desk, *texts) for texts in ((), (FEWER,), (DEARER,), (DEARER, FEWER), (DEARER, BUSIER), ())]
    for baseline, anew in found:
        assert baseline.solution is not None
        assert baseline.solution.present_value_of_money == pytest.approx(anew, rel=1e-9)
    as_it_is, fewer, dearer, dearer_and_fewer, busier, again = (baseline for baseline, _ in found)
    assert fewer is as_it_is
    assert dearer is not as_it_is
    assert dearer_and_fewer is dearer
    assert busier is not dearer
    assert again is not busier


def test_doing_nothing_is_worked_out_again_with_another_seed() -> None:
    desk, case = Desk(), read_case(TINY).case
    first = desk.do_nothing("tiny", TINY, case, SETTINGS)
    assert desk.do_nothing("tiny", TINY, case, SETTINGS) is first
    assert desk.do_nothing("tiny", TINY, case, SolveSettings(seed=1)) is not first
