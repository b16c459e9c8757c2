"""Baseline and what-ifs side by side: the very figures of planning each, and a difference that adds up."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import optimiser
from optimiser.cli import main
from optimiser.engine.outcome import Status
from optimiser.errors import InputError
from optimiser.report.waterfall_figure import waterfall_figure
from optimiser.scenario import changed, what_if_from
from optimiser.studies.compare import BASELINE, TOGETHER, Comparison, compare
from optimiser.studies.compare_columns import COMPARE_COLUMNS
from optimiser.studies.compare_figures import COST
from optimiser.studies.compare_text import compare_markdown, said_of, shown
from optimiser.studies.waterfall import CAUSE, TOGETHER_ONLY
from optimiser.tables.inputs import CaseInputs
from tests.cases.casebook import ROOT

TINY = ROOT / "inputs" / "tiny"
CHEAPER = "provisions[provision=agency_fostering].weekly_cost*=0.8"
FEWER = "demand[*].children*=0.9"
MORE = "demand[*].children*=1.5"


@pytest.fixture(scope="module")
def inputs() -> CaseInputs:
    return optimiser.read_case(TINY)


@pytest.fixture(scope="module")
def found(inputs: CaseInputs) -> Comparison:
    return compare(inputs, [what_if_from(CHEAPER), what_if_from(FEWER)], gap=0.0)


def figure(found: Comparison, name: str, what_if: str) -> pd.Series:
    rows = found.figures[(found.figures["figure"] == name) & (found.figures["what_if"] == what_if)]
    return rows.iloc[0]


def test_every_plan_is_the_one_that_planning_gives(inputs: CaseInputs, found: Comparison) -> None:
    asked = {BASELINE: [], CHEAPER: [CHEAPER], FEWER: [FEWER], TOGETHER: [CHEAPER, FEWER]}
    assert list(found.plans["what_if"]) == list(asked)
    for name, texts in asked.items():
        result = optimiser.plan(changed(inputs, [what_if_from(text) for text in texts]), gap=0.0)
        row = found.plans.set_index("what_if").loc[name]
        assert row["objective"] == pytest.approx(result.record.objective, abs=1e-6)
        assert row["inputs_sha256"] == result.record.inputs_sha256
        headlines = result.record.headlines
        assert figure(found, "capital", name)["value"] == pytest.approx(headlines["capital_net"])
        assert figure(found, "unmet", name)["value"] == pytest.approx(headlines["unmet_child_years"])
        assert figure(found, COST, name)["value"] == pytest.approx(headlines["present_value"])
        beds = result.plan[result.plan["provision"] == "own_home"]["places"].sum()
        assert figure(found, "home_beds", name)["value"] == pytest.approx(beds)
        last = result.locality[result.locality["period"] == inputs.case.periods[-1].period]
        share = last[last["boundary"] == "inside"]["children"].sum() / last["children"].sum()
        assert figure(found, "inside_boundary", name)["value"] == pytest.approx(share)


def test_the_steps_of_every_figure_add_up(found: Comparison) -> None:
    for name, steps in found.waterfall.groupby("figure"):
        small = 100 if steps["unit"].iloc[0] == "£" else 1e9
        units = [round(amount * small) for amount in steps["amount"]]
        assert sum(units[1:-1]) == units[-1] - units[0], name
        assert list(steps["kind"])[1:-1] == [CAUSE, CAUSE, TOGETHER_ONLY]
    cost = found.waterfall[found.waterfall["figure"] == COST].set_index("what_if")
    assert cost.loc[CHEAPER, "amount"] == pytest.approx(figure(found, COST, CHEAPER)["difference"], abs=0.01)


def test_decisions_and_children_are_told_beside_the_baseline(inputs: CaseInputs, found: Comparison) -> None:
    base = optimiser.plan(inputs, gap=0.0)
    before = base.placements.groupby(["period", "provision"])["children"].sum()
    for row in found.children.to_dict("records"):
        assert row["old"] == pytest.approx(before.get((row["period"], row["provision"]), 0.0))
        assert row["difference"] == pytest.approx(row["new"] - row["old"])
    fewer = found.children[found.children["what_if"] == FEWER]
    assert fewer.groupby("period")["difference"].sum().to_numpy() == pytest.approx(-0.1 * 20)
    for row in found.decisions.to_dict("records"):
        assert row["difference"] == pytest.approx(row["new"] - row["old"])
    assert set(found.changes["change"]) == {CHEAPER, FEWER}


def test_columns_are_documented(found: Comparison) -> None:
    for name, columns in COMPARE_COLUMNS.items():
        assert list(getattr(found, name).columns) == [column.name for column in columns]


def test_what_cannot_be_met_says_why_and_leaves_the_rest(inputs: CaseInputs) -> None:
    found = compare(inputs, [what_if_from(MORE), what_if_from(CHEAPER)])
    assert dict(zip(found.plans["what_if"], found.plans["status"], strict=True))[MORE] == "infeasible"
    assert found.waterfall.empty
    assert {name for name, _ in found.why} >= {MORE}
    page = compare_markdown(found)
    assert "No plan can meet everything asked" in page
    assert "Costs" in page
    with pytest.raises(ValueError, match="no steps in pounds"):
        waterfall_figure(found)


def test_a_difference_that_is_not_proven_is_not_told(inputs: CaseInputs) -> None:
    found = compare(inputs, [what_if_from("demand[*].children*=0.999")], gap=0.2)
    assert figure(found, COST, "demand[*].children*=0.999")["proven"] == "no"
    assert "not proven" in next(said_of(found, "demand[*].children*=0.999"))
    sure = compare(inputs, [what_if_from(FEWER)], gap=0.0)
    assert figure(sure, COST, FEWER)["proven"] == "yes"
    assert "less at present value" in next(said_of(sure, FEWER))


def test_apart_or_alone_nothing_is_planned_together(inputs: CaseInputs) -> None:
    asked = [what_if_from(CHEAPER), what_if_from(FEWER)]
    assert TOGETHER not in set(compare(inputs, asked, together=False).plans["what_if"])
    alone = compare(inputs, asked[:1])
    assert list(alone.plans["what_if"]) == [BASELINE, CHEAPER]
    assert list(alone.waterfall[alone.waterfall["figure"] == COST]["kind"]) == ["baseline", "cause", "result"]
    assert "With the change" in compare_markdown(alone)


def test_what_ifs_of_one_name_and_those_that_contradict_are_refused(inputs: CaseInputs) -> None:
    with pytest.raises(ValueError, match="different names"):
        compare(inputs, [what_if_from(FEWER), what_if_from(FEWER)])
    first, second = (what_if_from(f"demand[*].children={children}") for children in (5, 6))
    with pytest.raises(InputError, match="demand"):
        compare(inputs, [first, second])


def test_cancelling_keeps_what_is_finished(inputs: CaseInputs) -> None:
    done: list[int] = []
    found = compare(
        inputs,
        [what_if_from(f"demand[*].children*={factor}") for factor in (0.9, 0.8, 0.7, 0.6, 0.5)],
        progress=lambda step: done.append(step.done),
        cancel=lambda: len(done) >= 1,
    )
    assert not found.complete
    assert 1 <= len(found.plans) < 7
    assert "Stopped early" in compare_markdown(found)
    assert compare(inputs, [], cancel=lambda: True).status is Status.STOPPED


def test_the_command_leaves_everything(tmp_path: Path) -> None:
    out = tmp_path / "compared"
    arguments = ["compare", str(TINY), "--set", CHEAPER, "--set", FEWER, "--out", str(out)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "adds up to" in result.output
    names = {f"compare{end}" for end in (".json", ".md", ".png", ".svg")}
    names |= {f"compare_{name}.csv" for name in ("plans", "figures", "waterfall", "decisions", "children")}
    assert {path.name for path in out.iterdir()} == names | {"changes.csv"}
    steps = pd.read_csv(out / "compare_waterfall.csv")
    pence = [round(amount * 100) for amount in steps[steps["figure"] == COST]["amount"]]
    assert sum(pence[1:-1]) == pence[-1] - pence[0]
    assert json.loads((out / "compare.json").read_text("utf-8"))["complete"] is True
    again = CliRunner().invoke(main, arguments)
    assert again.exit_code == 2
    assert "exists already" in again.output
    assert CliRunner().invoke(main, ["compare", str(TINY)]).exit_code == 2


def test_the_picture_is_the_same_every_time(found: Comparison) -> None:
    assert waterfall_figure(found) == waterfall_figure(found)


def test_figures_are_shown_with_their_units() -> None:
    assert shown(99_999.0, "£") == "£99,999"
    assert shown(-0.4, "£") == "£0"
    assert shown(-2_000_000.0, "£") == "−£2.00m"
    assert shown(-3.04, "children", signed=True) == "−3.0"
    assert shown(-0.04, "children", signed=True) == ""
    assert shown(-0.0004, "share", signed=True) == ""
