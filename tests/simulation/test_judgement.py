"""Figures over replications: means, errors, shares and control variates, and the page they make."""

from __future__ import annotations

import math

import numpy as np
import pytest

from optimiser.simulation.judgement import Estimate, Judged, Judgement, PoolJudged, estimated, estimated_share
from optimiser.simulation.judgement_text import judgement_markdown
from optimiser.simulation.policy import AS_PLANNED


def test_a_mean_with_students_interval() -> None:
    found = estimated(np.array([1.0, 2.0, 3.0, 4.0]))
    assert (found.mean, found.standard_error) == (2.5, pytest.approx(math.sqrt(5 / 3) / 2))
    reach = 3.182446305284263 * found.standard_error
    assert (found.low, found.high) == (pytest.approx(2.5 - reach), pytest.approx(2.5 + reach))
    assert found.holds(0.5)
    assert not found.holds(0.4)


def test_a_share_is_sum_over_sum_with_the_error_of_a_ratio() -> None:
    found = estimated_share(np.array([1.0, 0.0, 3.0]), np.array([2.0, 2.0, 4.0]))
    assert found.mean == 0.5
    assert found.standard_error == pytest.approx(math.sqrt((0 + 1 + 1) / 6) * 3 / 8)
    assert math.isnan(estimated_share(np.zeros(3), np.zeros(3)).mean)


def test_one_replication_has_no_interval() -> None:
    for attempt in (lambda: estimated(np.ones(1)), lambda: estimated_share(np.ones(1), np.ones(1))):
        with pytest.raises(ValueError, match="two replications"):
            attempt()


def test_a_control_takes_out_the_chance_that_is_known() -> None:
    random = np.random.default_rng(2)
    known = random.normal(0.0, 3.0, 40)
    values = 10 + 2 * known + random.normal(0.0, 0.1, 40)
    plain, steadied = estimated(values), estimated(values, known)
    assert steadied.standard_error < plain.standard_error / 20
    assert steadied.holds(10.0)
    reach = 2.0243941639119702 * steadied.standard_error
    assert steadied.high - steadied.mean == pytest.approx(reach), (
        "two figures of a line leave 38 degrees of freedom"
    )
    exact = estimated(10 + 2 * known, known)
    assert (exact.mean, exact.standard_error) == (pytest.approx(10.0), pytest.approx(0.0, abs=1e-9))


def test_intervals_with_a_control_hold_the_truth_as_often_as_they_say() -> None:
    random, held = np.random.default_rng(3), 0
    for _ in range(2_000):
        known = random.normal(0.0, 1.0, 10)
        held += estimated(known + random.normal(0.0, 1.0, 10), known).holds(0.0)
    assert held / 2_000 == pytest.approx(0.95, abs=0.02)


def test_few_replications_or_a_control_that_never_differs_are_taken_as_they_are() -> None:
    values = np.arange(7.0)
    assert estimated(values, values**2) == estimated(values)
    many = np.arange(20.0)
    assert estimated(many, np.zeros(20)) == estimated(many)


def _judgement() -> Judgement:
    cost = Estimate(2_000_000.0, 10_000.0, 1_980_000.0, 2_020_000.0)
    children = Estimate(0.3, 0.1, 0.1, 0.5)
    pools = (
        PoolJudged("own|home", "*centre*", "", 4.0, 3.4, children, 2.0, Estimate(0.25, 0.02, -0.01, 0.3)),
        PoolJudged("never", "asked", "", 1.0, 0.0, children, 0.0, Estimate(math.nan, *[math.nan] * 3)),
        PoolJudged("not", "built", "", 0.0, 0.0, children, 0.0, Estimate(math.nan, *[math.nan] * 3)),
    )
    figures = (
        Judged("present_value", "", 1_900_000.0, cost),
        Judged("cost", "", 1_900_000.0, cost),
        Judged("cost", "2025/26", 1_900_000.0, cost),
        Judged("unmet", "", 0.0, children),
    )
    return Judgement("Test | shire", AS_PLANNED, 30, 1, figures, pools)


def test_the_error_is_that_of_the_plan() -> None:
    assert _judgement().figure("cost", "2025/26").error == pytest.approx(-5.0)
    with pytest.raises(KeyError):
        _judgement().figure("cost", "2031/32")
    assert math.isnan(Judged("unmet", "", 1.0, Estimate(0.0, 0.0, 0.0, 0.0)).error)


def test_the_page_says_it_and_stays_a_table() -> None:
    page = judgement_markdown(_judgement())
    assert "| Cost | £1.90m | £2.00m | £1.98m to £2.02m | −5.0 % |" in page
    assert "| Children without a home | 0.0 | 0.3 | 0.1 to 0.5 | – |" in page
    assert "| 4.0 | 3.4 | 0.3 | 2.0 | 25 % | 0 to 30 % |" in page
    assert "| 1.0 | 0.0 | 0.3 | 0.0 | – | – |" in page
    assert "built" not in page, "a pool without places has nothing to say"
    assert "\\*centre\\*" in page
    table = [line for line in page.splitlines() if line.startswith("| own")]
    assert [line.replace("\\|", "").count("|") for line in table] == [8]


def test_the_tables_have_a_row_for_each_figure() -> None:
    judgement = _judgement()
    assert judgement.table["error"].iloc[:3].tolist() == [pytest.approx(-5.0)] * 3
    assert judgement.pool_table["turned_away"].iloc[0] == 0.25
