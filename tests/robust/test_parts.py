"""The parts: futures of different shape, a selection of futures, fresh futures, time limits and seeds."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimiser import plan
from optimiser.engine.direct import write_directly
from optimiser.engine.highs import solve
from optimiser.engine.outcome import Status
from optimiser.engine.settings import SolveSettings
from optimiser.futures import futures_of, generate, uncertainty_of
from optimiser.robust import Robust, robust_plans
from optimiser.robust.aligned import aligned
from optimiser.robust.checked import difference
from optimiser.robust.selection import select
from optimiser.robust.text import robust_markdown
from optimiser.robust.training import OVER_A_HARD_BUDGET, training
from optimiser.stress.in_future import case_in, prepared
from tests.cases.casebook import LEWISHAM, rows
from tests.robust.newsvendor import futures, one_future, read, two_futures


def test_futures_with_other_switches_come_to_have_the_same_rows_and_columns(tmp_path: Path) -> None:
    """Half of the places are lost in a year: those who stay may be too many, unless nearly all leave care."""
    tables = two_futures(4, 4, years=2)
    tables["supply"] = rows("provision area places attrition", ("own", "home", 4, 0.5))
    tables["placements"] = rows("need home_area provision area children", ("child", "home", "own", "home", 4))
    tables["provisions"][0]["mean_stay"] = 5
    case = read(tables, tmp_path).case
    one = replace(case, scenarios=case.scenarios[:1], demand=case.demand[..., :1])
    second = [one.demand * np.array([1.0, share])[None, None, :, None] for share in (1.0, 0.1)]
    written = [write_directly(replace(one, demand=demand)) for demand in second]
    shapes = {each.matrix.rows.shape for each in written}
    assert len(shapes) == 2, "the two futures differ, or this shows nothing"
    columns, matrices = aligned(written)
    assert {each.rows.shape for each in matrices} == {(len(matrices[0].row_keys), len(columns))}
    assert all(np.array_equal(each.whole, matrices[0].whole) for each in matrices)
    for before, after in zip(written, matrices, strict=True):
        settings = SolveSettings(gap=0.0)
        assert solve(after, settings).objective == pytest.approx(solve(before.matrix, settings).objective)


def test_a_selection_says_how_far_it_is(tmp_path: Path) -> None:
    inputs = read(one_future(4), tmp_path)
    drawn = generate(inputs.case, uncertainty_of(inputs), 60, 1)
    few, more = select(inputs.case, drawn, 5), select(inputs.case, drawn, 30)
    assert (few.drawn, few.futures.number, more.futures.number) == (60, 5, 30)
    assert 0 < more.distance < few.distance < 1
    assert few.futures.probabilities.sum() == pytest.approx(1.0)
    assert few.mean_drawn == pytest.approx(float(drawn.totals.mean()))
    alike = select(
        inputs.case, replace(drawn, demand=np.broadcast_to(drawn.demand[..., :1], drawn.demand.shape)), 1
    )
    assert alike.distance == 0.0, "futures that are all the same are stood for by one"


def test_more_than_the_most_are_selected_and_the_page_says_so(tmp_path: Path) -> None:
    inputs = read(one_future(4), tmp_path)
    found = robust_plans(inputs, 40, most_futures=12, gap=0.001, check_futures=3, threads=1)
    assert (found.drawn, found.planned_for) == (40, 12)
    assert any("12 of the 40 futures stand for all" in said for said in found.sentences)
    assert found.selection.set_index("measure").loc["futures", "kept"] == 12


def test_the_same_seed_gives_the_same_and_another_something_else(tmp_path: Path) -> None:
    inputs = read(one_future(4, years=2), tmp_path)

    def studied(seed: int) -> Robust:
        return robust_plans(inputs, 6, seed=seed, gap=0.0, check_futures=4, threads=1)

    one, again, other = studied(1), studied(1), studied(2)
    for name in ("decisions", "delay", "fresh_futures", "regret"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(again, name), rtol=1e-9)
    assert not one.regret.equals(other.regret)
    assert (one.seed, one.fresh_seed) == (1, 2)


def test_what_cannot_be_avoided_is_in_no_cost(tmp_path: Path) -> None:
    """Bought homes for three children at most and one place: of six children two go without in any case."""
    tables = one_future(3, max_total=1)
    tables["market"] = rows("provision area children_max", ("bought", "home", 3))
    inputs = read(tables, tmp_path)
    found = training(inputs.case, futures(inputs, 2, 6), threads=1)
    assert found is not None
    assert found.unavoidable[0] == pytest.approx(0.0, abs=1e-6)
    assert found.unavoidable[1] > 2 * 100 * 50_000
    alone = [solve(block, SolveSettings(gap=0.0)).objective for block in found.two.blocks]
    assert alone == pytest.approx([80_000, 180_000]), "one place at £30,000, the others in bought homes"


def test_a_hard_budget_of_revenue_is_priced_and_one_of_capital_kept(tmp_path: Path) -> None:
    tables = two_futures(capital_cost=10_000)
    tables["budgets"] = rows("budget period limit", ("revenue", "2025/26", 150_000), ("capital_total", "", 30_000))
    case = read(tables, tmp_path).case
    found = training(case, futures_of(case), threads=1)
    assert found is not None
    revenue = [c for c in found.two.blocks[1].cost if math.isclose(c, OVER_A_HARD_BUDGET)]
    assert len(revenue) == 1
    assert found.two.first_stage.allows(np.array([3.0]))
    assert not found.two.first_stage.allows(np.array([4.0])), "£40,000 of capital"


def test_a_time_limit_is_honest(tmp_path: Path) -> None:
    inputs = read(one_future(4), tmp_path)
    found = robust_plans(inputs, 10, gap=0.0, time_limit=1e-6, check_futures=3, threads=1)
    told = found.candidates.set_index("candidate")
    assert found.status in (Status.FEASIBLE, Status.STOPPED)
    assert set(told["status"]) <= {"feasible", "stopped", "optimal"}
    assert told.loc["two-stage", "status"] != "optimal"
    assert any("stopped early" in said or "no such plan" in said for said in found.sentences)
    if told.loc["two-stage", "status"] == "stopped":
        assert math.isnan(found.value_of_planning[1])
        assert not any("is worth" in said for said in found.sentences), "nothing is known of a plan there is not"


def test_a_difference_within_its_standard_error_is_none() -> None:
    """1, 3: mean 2, standard deviation of the sample √2, standard error 1: not told apart by two errors."""
    shares = np.array([0.5, 0.5])
    found = difference(np.array([1.0, 3.0]), np.zeros(2), shares)
    assert (found.mean, found.error) == pytest.approx((2.0, 1.0))
    assert not found.told
    assert difference(np.array([1.0, 1.1]), np.zeros(2), shares).told


def test_the_page_is_short_and_unmet_need_comes_first(tmp_path: Path) -> None:
    found = robust_plans(read(one_future(4), tmp_path), 10, gap=0.0, check_futures=5, threads=1)
    page = robust_markdown(found).splitlines()
    assert len(page) <= 60
    assert next(line for line in page if line.startswith("- ")).startswith("- Unmet need")
    assert "drawn with seed 0; counted in 5 fresh ones drawn with seed 1" in "\n".join(page)


def test_labels_cannot_break_the_page(tmp_path: Path) -> None:
    tables = two_futures(4, 4, label="=cmd|' /C calc'!A0 <script>", whole_units="yes")
    page = robust_markdown(robust_plans(read(tables, tmp_path), None, gap=0.0, threads=1))
    assert "<script>" not in page.replace("\\<script>", "")
    assert "=cmd|" not in page


def test_loads_of_the_plan_are_held_in_every_future(tmp_path: Path) -> None:
    """In capacity mode choice every future's pools carry what the plan as expected was made with."""
    tables = one_future(4, whole_units="yes")
    tables["settings"] = [*tables["settings"], {"setting": "capacity_mode", "value": "choice"}]
    tables["matching"] = [{"provision": "own"}]
    inputs = read(tables, tmp_path)
    planned = plan(inputs, gap=0.0, planning_ahead=False).inputs.case
    drawn = generate(inputs.case, uncertainty_of(inputs), 6, 0)
    for future in range(6):
        met = write_directly(case_in(prepared(planned, drawn), drawn, future))
        (pool,) = planned.curved_pools
        figures, children = met.plan.formulation.figures, met.case.demand[0, 0, :, 0]
        assert figures.curves[pool].load == pytest.approx(planned.loads[pool])
        times = children / planned.demand[0, 0, :, 0]
        assert figures.newcomers["child"][:, 0] == pytest.approx(planned.newcomers["child"][:, 0] * times)
    found = robust_plans(inputs, 6, gap=0.0, check_futures=3, threads=1)
    assert (found.status, found.fresh) == (Status.OPTIMAL, 3)
    assert found.candidates["places"].min() > 0


@pytest.mark.slow
def test_lewisham_for_few_futures() -> None:
    from optimiser import read_case

    found = robust_plans(read_case(LEWISHAM), 3, gap=0.01, check_futures=2, waiting_for=0)
    assert found.candidates["gap"].max() <= 0.01
    assert found.candidates["unmet"].notna().all()
