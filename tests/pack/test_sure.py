"""How sure it is: a stress test, a simulation and plans for many futures, told as their tables have them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from optimiser.cli import main
from optimiser.disclosure.audit import audit
from optimiser.disclosure.sensitive import Rule
from optimiser.disclosure.symbols import Symbol
from optimiser.errors import OptimiserError, RunFolderError
from optimiser.pack.building import pack_of
from optimiser.pack.display import heading_of, said, text_of
from optimiser.pack.document import Figure, Pack, Paragraph
from optimiser.pack.facts import Facts
from optimiser.pack.publish import linked, protected
from optimiser.pack.sections.sure_stress import chance
from optimiser.pack.studies import Studies, Study, read_studies
from tests.pack.finding import the

ASKED = {
    "stress": ("--futures", "40", "--threads", "1"),
    "simulate": ("--replications", "4"),
    "robust": ("--futures", "5", "--check-futures", "6", "--threads", "1", "--gap", "0.01", "--waiting", "2"),
}


@pytest.fixture(scope="module")
def folders(flowing_run: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A study of each kind, of the run or of its inputs."""
    place = tmp_path_factory.mktemp("studies")
    for kind, options in ASKED.items():
        of = flowing_run / "inputs" if kind == "robust" else flowing_run
        found = CliRunner().invoke(main, [kind, str(of), *options, "--out", str(place / kind), "--quiet"])
        assert found.exit_code == 0, found.output
    return {kind: place / kind for kind in ASKED}


@pytest.fixture(scope="module")
def studies(flowing: Facts, folders: dict[str, Path]) -> Studies:
    return read_studies(folders.values(), flowing.run)


@pytest.fixture(scope="module")
def pack(flowing: Facts, studies: Studies) -> Pack:
    return pack_of(replace(flowing, studies=studies), ["sure"])


def told(pack: Pack) -> str:
    (section,) = pack.sections
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
    return " ".join(said(one) or "" for block in paragraphs for one in block.sentences)


def figures(pack: Pack, key: str) -> dict[str, list[float]]:
    """The figures of each row of a table, by the row's name."""
    return {str(row[0]): [cell.value for cell in row if isinstance(cell, Figure)] for row in the(pack, key).rows}


def only(flowing: Facts, study: Study, publish: bool = False) -> Pack:
    """The section with one study alone."""
    return pack_of(replace(flowing, studies=Studies({study.kind: study}), publish=publish), ["sure"])


def test_the_stress_test_is_told_as_it_is(pack: Pack, studies: Studies) -> None:
    whole = studies.by_kind["stress"].record["whole"]
    kept, low, high = (
        whole["chance_every_promise_kept"], *(f"£{whole[name] / 1e6:.1f}m" for name in ("cost_p10", "cost_p90")),
    )  # fmt: skip
    assert 0 < kept < 1, "or the case shows nothing"
    heading = f"is kept in {100 * kept:.0f}% of the futures; in eight of ten the plan costs {low} to {high}"
    assert heading_of(pack.sections[0]) == f"Every promise {heading}"
    assert "put to the test in 40 futures, drawn (seed 0)" in told(pack)
    assert f"{low} to {high} in eight futures of ten and £{whole['expected_cost'] / 1e6:.1f}m on average" in told(
        pack
    )
    assert f"the dearest tenth of futures cost £{whole['cvar_90'] / 1e6:.1f}m on average" in told(pack)
    assert "Everybody has a home in every future." in told(pack)


def test_what_was_measured_by_period(pack: Pack, folders: dict[str, Path]) -> None:
    measured = pd.read_csv(folders["stress"] / "by_period.csv")
    for measure in ("revenue", "spot_market"):
        rows = measured[(measured["measure"] == measure) & measured["period"].notna()]
        found = list(figures(pack, f"{measure}_in_futures").values())
        assert found == [pytest.approx(rows[name].tolist()) for name in ("p10", "p50", "p90", "planned")]


def test_how_often_each_promise_is_kept(pack: Pack, folders: dict[str, Path]) -> None:
    whole = json.loads((folders["stress"] / "stress.json").read_text(encoding="utf-8"))["whole"]
    promises = pd.read_csv(folders["stress"] / "stress_promises.csv")
    assert [(row[0], row[2]) for row in the(pack, "promises_in_futures").rows] == [
        ("At most 15 fostered", "2027/28"), ("Near home", "2027/28"),
    ]  # fmt: skip
    found = figures(pack, "promises_in_futures")
    weakest = promises.set_index("label")["chance_kept"]
    assert found["At most 15 fostered"] == pytest.approx(
        [whole["chance_every_promise_kept"], weakest["At most 15 fostered"]]
    )
    assert found["Near home"] == [1.0, 1.0]
    assert "promises_in_futures" in [chart.key for chart in pack.charts()]


def changed(study: Study, name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Study:
    return replace(study, tables={**study.tables, name: change(study.tables[name])})


def with_whole(study: Study, **figures: Any) -> Study:
    return replace(study, record={**study.record, "whole": {**study.record["whole"], **figures}})


def test_children_without_a_home_are_told_first_and_not_before_publication(
    flowing: Facts, studies: Studies
) -> None:
    some = with_whole(studies.by_kind["stress"], chance_somebody_unmet=0.53, expected_unmet_child_years=2.46)
    sentences = told(only(flowing, some))
    assert "Nobody is without a home at any time in 47% of the futures. 2.5 child-years" in sentences
    published = told(only(flowing, some, publish=True))
    assert "in 47% of the futures" in published
    assert "child-years" not in published, "they could be those of one child"


def test_a_promise_that_is_always_kept_and_budgets(flowing: Facts, studies: Studies) -> None:
    stress = studies.by_kind["stress"]
    kept = changed(stress, "breaking", lambda table: table.iloc[:0])
    kept = changed(kept, "stress_promises", lambda table: table.assign(chance_kept=1.0))
    kept = changed(kept, "stress_budgets", lambda table: table.assign(chance_kept=1.0))
    kept = with_whole(kept, chance_every_promise_kept=1.0)
    pack = only(flowing, kept)
    assert heading_of(pack.sections[0]).startswith("Every promise is kept in every future; in eight of ten")
    assert "Every promise is kept in every future." in told(pack)
    assert "promises_in_futures" not in [chart.key for chart in pack.charts()], "a chart of nothing but 100%"
    assert "Every budget holds in every future." in told(pack)
    over = changed(
        stress, "stress_budgets", lambda table: table.assign(chance_kept=[1.0, *[0.25] * (len(table) - 1)])
    )
    rows = the(only(flowing, over), "budgets_in_futures").rows
    assert len(rows) == len(stress.tables["stress_budgets"]) - 1
    assert {text_of(row[-1]) for row in rows} == {"25%"}


@pytest.mark.parametrize(
    ("unit", "threshold", "where"),
    [("children", 12.4, "at least 12"), ("times as planned", 1.1, "at least 1.10 times")],
)
def test_which_futures_break_it(flowing: Facts, studies: Studies, unit: str, threshold: float, where: str) -> None:
    row = {
        "what": "unmet", "label": "somebody has no home", "futures": 20.0, "chance": 0.53,
        "driver": "children in all", "period": "2026/27", "unit": unit, "side": "at_least",
        "threshold": threshold, "caught": 0.9, "others": 0.26,
    }  # fmt: skip
    sentence = told(only(flowing, changed(studies.by_kind["stress"], "breaking", lambda _: pd.DataFrame([row]))))
    assert "Somebody has no home in 53% of the futures." in sentence
    assert f"“children in all” in 2026/27 is {where}" in sentence
    assert "in 90% of these and in 26% of the others" in sentence


def test_own_futures_a_test_that_was_stopped_and_one_with_nothing(flowing: Facts, studies: Studies) -> None:
    stress = studies.by_kind["stress"]
    early = replace(stress, record={**stress.record, "origin": "given", "asked": 90, "impossible": 3})
    assert "40 futures that the authority gave itself. It was stopped early: 90 were asked for. In 3 more" in told(
        only(flowing, early)
    )
    assert "none was finished" in told(only(flowing, with_whole(stress, futures=0)))


@pytest.mark.parametrize(
    ("value", "words"), [(0.0, "none"), (0.004, "less than 1%"), (0.9951, "more than 99%"), (1.0, "all")]
)
def test_a_chance_is_never_rounded_to_certainty(value: float, words: str) -> None:
    assert chance(value) == words
    assert isinstance(chance(0.42), Figure)


def test_the_simulation_stands_beside_the_plan(pack: Pack, folders: dict[str, Path]) -> None:
    table = pd.read_csv(folders["simulate"] / "simulated_figures.csv").fillna({"period": ""})
    names = ["predicted", "simulated", "low", "high"]

    def row(figure: str, period: str) -> list[float]:
        found = table[(table["figure"] == figure) & (table["period"] == period)].iloc[0]
        return [max(0.0, found[name]) for name in names]

    found = figures(pack, "simulated_cost")
    assert found["Whole plan, present value"][:4] == pytest.approx(row("present_value", ""))
    assert found["2026/27 [f]"][:4] == pytest.approx(row("cost", "2026/27"))
    low, middle = found["2026/27 [f]"][0], found["2026/27 [f]"][1]
    assert found["2026/27 [f]"][4] == pytest.approx(low / middle - 1)
    assert figures(pack, "simulated_children")["In bought homes"] == pytest.approx(row("bought", ""))
    assert "lived through 4 times, child by child (seed 0)" in told(pack)


def test_a_plan_that_says_too_little_is_told_by_how_much(flowing: Facts, studies: Studies) -> None:
    """£257.1m against £283.6m, of which it is 91 %: 9 % less. Within the interval there is no difference."""

    def cost(low: float) -> Pack:
        def change(table: pd.DataFrame) -> pd.DataFrame:
            whole = table["figure"] == "present_value"
            table = table.copy()
            table.loc[whole, ["predicted", "simulated", "low", "high", "error"]] = [
                257.1e6,
                283.6e6,
                low,
                290e6,
                -9.34,
            ]
            return table

        return only(flowing, changed(studies.by_kind["simulate"], "simulated_figures", change))

    assert heading_of(cost(278e6).sections[0]) == (
        "Lived through child by child it costs £283.6m; the plan says £257.1m, 9% less"
    )
    assert "then costs £283.6m; no difference from the plan's £257.1m can be told." in told(cost(250e6))


def test_plans_for_many_futures_stand_side_by_side(pack: Pack, folders: dict[str, Path]) -> None:
    candidates = pd.read_csv(folders["robust"] / "robust_candidates.csv").set_index("label")
    found = figures(pack, "plans_for_futures")
    assert list(found) == candidates.index.tolist()
    for label, row in found.items():
        told_of = candidates.loc[label]
        assert row[:2] == pytest.approx([told_of["cost"], told_of["cvar"]])
        assert row[-2:] == pytest.approx([told_of["promises_kept"], told_of["unmet"]])
    assert next(iter(candidates.index)) == "Demand as expected"
    assert the(pack, "plans_for_futures").rows[0][3] is Symbol.NOT_APPLICABLE, "beside itself there is nothing"
    (chart,) = [chart for chart in pack.charts() if chart.key == "plans_for_futures"]
    ends = [end(candidates[name]) / 1e6 for name in ("cost", "cvar") for end in (min, max)]
    assert said(chart.message) == (
        "The plans cost £{:.1f}m to £{:.1f}m on average, and £{:.1f}m to £{:.1f}m in the dearest futures."
    ).format(*ends)
    waits = pd.read_csv(folders["robust"] / "delay.csv")
    rows = the(pack, "what_can_wait").rows
    assert [(row[0], row[5]) for row in rows] == list(zip(waits["label"], waits["verdict"], strict=True))
    assert [row[3].value for row in rows if isinstance(row[3], Figure)] == pytest.approx(waits["least"].tolist())


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        (-0.5e6, 0.1e6, "costs £0.5m less on average than “Demand as expected”, give or take £0.2m."),
        (0.5e6, 0.1e6, "costs £0.5m more on average than"),
        (0.5e6, 0.3e6, "cannot be told apart from that of “Demand as expected”."),
    ],
)
def test_a_difference_within_its_error_is_none(
    flowing: Facts, studies: Studies, more: float, error: float, words: str
) -> None:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        other = table["candidate"] == "two-stage"
        return table.assign(
            cost_beside_mean=table["cost_beside_mean"].mask(other, more),
            cost_error=table["cost_error"].mask(other, error),
        )

    robust = changed(studies.by_kind["robust"], "robust_candidates", change)
    worth = {"value_of_planning": [0.0, 2e6], "value_of_knowing": [3e6, 4e6]}
    sentences = told(only(flowing, replace(robust, record={**robust.record, **worth})))
    assert words in sentences
    assert "as expected would be worth at most £2.0m" in sentences
    assert "before deciding would be worth between £3.0m and £4.0m" in sentences


def test_before_publication_nothing_small_is_left_and_nothing_can_be_worked_out(
    flowing: Facts, studies: Studies
) -> None:
    facts = replace(flowing, studies=studies, publish=True)
    pack = protected(pack_of(facts, ["need", "mix", "sure"]))
    keys = [table.key for table in pack.tables()]
    assert "simulated_children" not in keys
    assert [row[0] for row in the(pack, "spot_market_in_futures").rows][-1] == "High (90th percentile)"
    headings = [column.heading for column in the(pack, "plans_for_futures").columns]
    assert not any("Child-years" in heading for heading in headings)
    audit(linked(pack), pack.hidden, Rule(5))


def test_a_test_of_another_plan_of_the_same_inputs_is_refused(
    flowing: Facts, folders: dict[str, Path], tmp_path: Path
) -> None:
    for kind in ("stress", "simulate"):
        other = shutil.copytree(folders[kind], tmp_path / kind)
        record = json.loads((other / f"{kind}.json").read_text(encoding="utf-8"))
        (other / f"{kind}.json").write_text(json.dumps(record | {"result_sha256": "0"}), encoding="utf-8")
        with pytest.raises(RunFolderError, match=f"this {kind} is of another plan than the run"):
            read_studies([other], flowing.run)


def test_a_study_of_other_flows_is_refused(flowing: Facts, folders: dict[str, Path], tmp_path: Path) -> None:
    """The hash of the inputs leaves out how children come and stay, which a plan does not use."""
    other = shutil.copytree(folders["robust"], tmp_path / "robust")
    record = json.loads((other / "robust.json").read_text(encoding="utf-8"))
    (other / "robust.json").write_text(json.dumps(record | {"uncertainty_sha256": "0"}), encoding="utf-8")
    with pytest.raises(RunFolderError, match="of other tables about chance"):
        read_studies([other], flowing.run)


def test_periods_named_by_a_number_stay_words(flowing: Facts, folders: dict[str, Path], tmp_path: Path) -> None:
    other = shutil.copytree(folders["stress"], tmp_path / "stress")
    measured = (other / "by_period.csv").read_text(encoding="utf-8").replace("2025/26", "2025")
    (other / "by_period.csv").write_text(
        measured.replace("2026/27", "2026").replace("2027/28", "2027"), encoding="utf-8"
    )
    table = read_studies([other], flowing.run).table("stress", "by_period")
    assert table is not None
    assert set(table["period"]) == {"", "2025", "2026", "2027"}


def test_the_section_needs_a_study(flowing: Facts) -> None:
    with pytest.raises(OptimiserError, match="a stress test, a simulation or plans for many futures"):
        pack_of(flowing, ["sure"])


def test_the_command_takes_all_three(flowing_run: Path, folders: dict[str, Path], tmp_path: Path) -> None:
    asked = [word for folder in folders.values() for word in ("--study", str(folder))]
    out = tmp_path / "pack"
    found = CliRunner().invoke(main, ["report", str(flowing_run), *asked, "--out", str(out), "--section", "sure"])
    assert found.exit_code == 0, found.output
    charts = {path.stem for path in (out / "charts").glob("*.png")}
    assert charts >= {"revenue_in_futures", "spot_market_in_futures", "simulated_cost", "plans_for_futures"}
    assert {path.stem for path in (out / "tables").iterdir()} >= {"simulated_children", "what_can_wait"}
