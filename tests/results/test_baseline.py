"""Doing nothing: what every saving is measured against."""

from __future__ import annotations

from pathlib import Path

import pytest

import optimiser
from optimiser.baseline import do_nothing, do_nothing_case
from optimiser.engine.settings import SolveSettings
from tests.cases.casebook import TINY, case, cost, demand, periods, rows, solve, weekly, write
from tests.results.conftest import YEARS, foster, promised

RECRUIT = rows("option provision area places_per_unit setup_cost", ("recruit", "own", "home", 1, 1_000))


def test_nothing_to_decide_saves_nothing(tmp_path: Path) -> None:
    result = solve(foster(), tmp_path)
    found = result.record.headlines
    assert found["present_value"] == found["present_value_do_nothing"] == pytest.approx(4 * 10_000 + 6 * 50_000)
    assert found["revenue_saving"] == found["cashable_saving"] == found["cost_avoided"] == 0
    assert found["payback_period"] is None
    assert result.plan.empty
    assert "the plan costs the same." in result.summary()
    assert "paid back" not in result.summary(), "what costs nothing has nothing to pay back"


def test_who_would_go_without_by_hand(tmp_path: Path) -> None:
    """Ten and then eleven children, four places, five to buy: one child-year without a home, then two."""
    result = solve(foster(children=[10, 11], bought=5, options=RECRUIT), tmp_path)
    found = result.record.headlines
    assert found["do_nothing_houses_everyone"] is False
    assert found["unmet_child_years_do_nothing"] == pytest.approx(1 + 2)
    assert found["unmet_child_years"] == 0
    assert result.unmet["do_nothing"].tolist() == pytest.approx([1, 2])
    assert result.unmet["children"].tolist() == [0, 0]
    said = " ".join(result.summary().split())
    assert "up to 2.0 children at a time without one if nothing is done (3.0 child-years)" in said


def test_the_price_that_only_the_baseline_knows_is_in_no_table(tmp_path: Path) -> None:
    result = solve(foster(bought=5, options=RECRUIT), tmp_path)
    assert "unmet_need" not in set(result.costs["line"])
    assert cost(result, "do_nothing") == pytest.approx(4 * 10_000 + 5 * 50_000)
    assert result.record.headlines["present_value_do_nothing"] == pytest.approx(4 * 10_000 + 5 * 50_000)


def test_the_price_that_the_settings_give_is_in_the_baseline(tmp_path: Path) -> None:
    result = solve(foster(bought=5, options=RECRUIT, settings={"unmet_need": 99_000}), tmp_path)
    assert cost(result, "do_nothing", line="unmet_need") == pytest.approx(99_000)
    assert cost(result, line="unmet_need") == 0


def test_promises_are_reported_not_kept(tmp_path: Path) -> None:
    """Half near home takes one more place; doing nothing stays at four of ten, and is possible."""
    result = solve(promised(0.5, options=RECRUIT), tmp_path)
    row = result.targets.iloc[0]
    assert (row["kept"], row["do_nothing"]) == ("yes", pytest.approx(0.4))
    assert result.record.headlines["do_nothing_houses_everyone"] is True


def test_budgets_are_not_kept(tmp_path: Path) -> None:
    """£150,000 is enough with more places and not without."""
    budgets = rows("budget limit", ("revenue", 150_000))
    result = solve(foster(options=RECRUIT, budgets=budgets), tmp_path)
    assert result.savings["revenue_plan"].max() <= 150_000
    assert result.savings["revenue_do_nothing"].tolist() == pytest.approx([340_000])


def test_nothing_is_closed(tmp_path: Path) -> None:
    """An empty home that costs £100,000 a year is closed by the plan and kept by doing nothing."""
    tables = case(
        periods=periods(YEARS[0]),
        needs=rows("need age_from age_to", ("child", 0, 17)),
        demand=demand({"child": 1}, YEARS[:1]),
        provisions=rows(
            "provision family sector weekly_cost",
            ("own", "childrens_home", "in_house", weekly(90_000)),
            ("agency", "fostering", "external", weekly(50_000)),
        ),
        suitability=rows("need provision rating", ("child", "own", "suitable"), ("child", "agency", "suitable")),
        supply=rows("provision area places running_cost closable units", ("own", "home", 2, 50_000, "yes", 1)),
        market=rows("provision area", ("agency", "away")),
    )
    result = solve(tables, tmp_path)
    assert result.plan[["action", "units", "places"]].to_numpy().tolist() == [["close", 1, -2]]
    assert result.savings["revenue_saving"].tolist() == pytest.approx([100_000])
    standing = result.places.set_index("provision").loc["own"]
    assert (standing["places"], standing["do_nothing"], standing["difference"]) == (0, 2, -2)


def test_the_baseline_case_has_nothing_to_decide() -> None:
    nothing = do_nothing_case(optimiser.read_case(TINY).case)
    assert not nothing.options
    assert not nothing.limit_groups
    assert nothing.targets == nothing.budgets == ()
    assert not any(row.closable for row in nothing.supply)


def test_the_baseline_is_solved_to_the_end_whatever_the_plan_has() -> None:
    """A time limit or a wide gap of the plan must not make doing nothing impossible, or dearer than it is."""
    inputs = optimiser.read_case(TINY)
    found = do_nothing(inputs.case, SolveSettings(gap=1.0, time_limit=1e-9))
    assert found.solution is not None
    assert found.solution.present_value == pytest.approx(4_992_000)
    assert (found.houses_everyone, found.reason) == (True, "")


def test_no_saving_is_claimed_without_a_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the baseline is being solved: the plan stands, without a saving."""
    from optimiser import planning
    from optimiser.baseline import Baseline

    monkeypatch.setattr(planning, "do_nothing", lambda *_: Baseline(None, reason="interrupted"))
    result = optimiser.plan(optimiser.read_case(write(promised(0.5, options=RECRUIT), tmp_path / "case")))
    assert result.status is optimiser.Status.OPTIMAL
    assert result.savings.empty
    for name in ("placements", "places", "costs", "locality", "targets"):
        assert result.tables[name][["do_nothing", "difference"]].isna().all(axis=None), name
    found = result.record.headlines
    assert (found["revenue_saving"], found["payback_period"], found["unmet_child_years"]) == (None, None, 0)
    said = " ".join(result.summary().split())
    assert "doing nothing was not worked out (interrupted), so there is no saving to state." in said
    assert "Every child has a home in the plan." in said
    assert "do nothing" not in said
    assert "nan" not in said
