"""The jobs behind the pages, carried out in this process: what they say, in which order, and what they leave."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from optimiser import plan, read_case, read_run
from optimiser.levers import asked as levers_asked
from optimiser.levers import held, levers_of
from optimiser.run_folder import write_run
from optimiser.scenario import Alteration, changed, what_if_from, what_if_in
from optimiser.web.answer.headline import MONEY, SAVING, UNMET, read_headlines
from optimiser.web.answer.waterfalls import waterfalls
from optimiser.web.jobs import PACK_FILE, RUN, RUN_FILE, STUDY
from optimiser.web.jobs.delivering import deliver
from optimiser.web.jobs.desk import Desk
from optimiser.web.jobs.messages import (
    CANNOT,
    FINISHED,
    REFUSED,
    About,
    Better,
    Bracketed,
    Deliver,
    Ended,
    Event,
    InHand,
    Shown,
    Solve,
    Stage,
    Study,
)
from optimiser.web.jobs.solving import solve_scenario
from optimiser.web.jobs.studying import make_study
from optimiser.web.pages.loosening import loosened_by_levers
from optimiser.web.what_ifs import loosened, text_of
from tests.cases.casebook import ROOT

TINY = ROOT / "inputs/tiny"


class Heard:
    """Everything that a job says."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        json.dumps(getattr(event, "told", {}), allow_nan=False)  # whatever is told can be kept
        self.events.append(event)

    @property
    def ended(self) -> Ended:
        *_, last = self.events
        assert isinstance(last, Ended)
        return last

    def names(self) -> list[str]:
        return [type(event).__name__ for event in self.events if not isinstance(event, Better)]


def asked(*sets: str) -> str:
    """What-ifs as typed after ``--set``, as the text of a scenario."""
    return text_of("asked", "", [change for one in sets for change in what_if_from(one).changes])


def solved(folder: Path, text: str, desk: Desk | None = None, cancel: Callable[[], bool] = lambda: False) -> Heard:
    heard = Heard()
    about = About("job", "tiny", TINY, text, "asked", folder, gap=0.0)
    solve_scenario(Solve(about), desk or Desk(), heard, cancel)
    return heard


def test_the_case_as_it_is_costs_what_the_sheet_of_paper_says(tmp_path: Path) -> None:
    heard = solved(tmp_path, "")
    assert heard.ended.state == FINISHED
    found = read_headlines(heard.ended.told)
    assert found[MONEY].value == pytest.approx(4_907_000)
    assert found[SAVING].value == pytest.approx(85_000)
    assert found[UNMET].value == 0
    assert found["inside_boundary"].value == pytest.approx(0.85)


def test_news_comes_in_the_order_in_which_a_reader_wants_it(tmp_path: Path) -> None:
    heard = solved(tmp_path, asked("provisions[provision=agency_fostering].weekly_cost*=1.1"))
    assert heard.names() == [
        *("Stage", "Stage", "InHand", "Bracketed", "Stage", "Shown", "Shown", "Ended"),
    ]
    stages = [event.stage for event in heard.events if isinstance(event, Stage)]
    assert stages == ["checking", "base", "solving"]
    first, second = (event.told for event in heard.events if isinstance(event, Shown))
    assert first["headlines"] == second["headlines"]
    assert second["sections"]
    assert heard.ended.told["worth"], "what binds comes last"


def test_the_bracket_holds_the_answer(tmp_path: Path) -> None:
    heard = solved(tmp_path, asked("provisions[provision=agency_fostering].weekly_cost*=0.95"))
    (bracket,) = (event for event in heard.events if isinstance(event, Bracketed))
    assert bracket.bound is not None
    assert bracket.keeping is not None
    assert bracket.bound - 1e-6 <= heard.ended.told["objective"] <= bracket.keeping + 1e-6


def test_a_second_worker_begins_from_the_plan_of_the_first(tmp_path: Path) -> None:
    first = solved(tmp_path / "first", "")
    (sent,) = (event for event in first.events if isinstance(event, InHand))
    heard, text = Heard(), asked("provisions[provision=agency_fostering].weekly_cost*=1.1")
    about = About("job", "tiny", TINY, text, "asked", tmp_path / "second", gap=0.0)
    solve_scenario(Solve(about, sent.holding), Desk(), heard, lambda: False)
    assert "InHand" not in heard.names(), "the case as it is was not planned again"
    assert heard.ended.told["objective"] == pytest.approx(solved(tmp_path, text).ended.told["objective"])


def test_sections_tables_and_run_are_those_of_the_plan(tmp_path: Path) -> None:
    text = asked("demand[*].children*=0.9")
    heard = solved(tmp_path, text)
    keys = [key for key, _ in heard.ended.told["sections"]]
    assert {"summary", "plan", "mix", "money", "locality", "promises", "assumptions"} <= set(keys)
    for key in keys:
        assert (tmp_path / "sections" / f"{key}.html").read_text(encoding="utf-8").startswith("<section")
    expected = plan(changed(read_case(TINY), [what_if_in(text, "asked")]), gap=0.0)
    run = read_run(tmp_path / RUN)
    assert run.record["objective"] == pytest.approx(expected.record.objective)
    assert run.tables["plan"]["units"].sum() == expected.plan["units"].sum()
    assert list((tmp_path / "tables").glob("*.csv"))


def test_wrong_inputs_are_refused_with_every_fault(tmp_path: Path) -> None:
    heard = solved(tmp_path, asked("provisions[provision=own_home].occupancy*=3"))
    assert heard.ended.state == REFUSED
    (problem,) = heard.ended.told["problems"]
    assert problem["table"] == "provisions"
    assert "occupancy" in problem["sentence"]
    assert not (tmp_path / "sections").exists()


@pytest.mark.parametrize(
    "sets",
    [
        pytest.param(("targets[target=in_town].value=0.99",), id="a promise too far"),
        pytest.param(("budgets[budget=revenue].limit*=0.9",), id="too little money"),
        pytest.param(("demand[*].children*=3",), id="more children than places"),
    ],
)
def test_each_way_out_gives_a_plan(tmp_path: Path, sets: tuple[str, ...]) -> None:
    text, desk = asked(*sets), Desk()
    heard = solved(tmp_path, text, desk)
    assert heard.ended.state == CANNOT
    assert heard.ended.told["sentences"]
    ways = heard.ended.told["loosenings"]
    assert ways
    for number, way in enumerate(ways):
        changes = loosened(what_if_in(text, "asked").changes, way["changes"])
        again = solved(tmp_path / str(number), text_of("asked", "", changes), desk)
        assert again.ended.state == FINISHED, way["sentences"]


def studied(folder: Path, kind: str, options: dict[str, Any], others: tuple[tuple[str, str], ...] = ()) -> Heard:
    solved(folder / "answer", "")
    heard, about = Heard(), About("job", "tiny", TINY, "", "asked", folder / kind, gap=0.0)
    make_study(Study(about, kind, options, others, folder / "answer" / RUN), Desk(), heard, lambda: False)
    return heard


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("frontier", {"target": "in_town", "points": 5}),
        ("drivers", {"top": 3}),
        pytest.param("alternatives", {"within": 0.05}, marks=pytest.mark.slow),
    ],
)
def test_a_study_leaves_what_the_command_leaves_and_a_section(
    tmp_path: Path, kind: str, options: dict[str, Any]
) -> None:
    heard = studied(tmp_path, kind, options)
    assert heard.ended.state == FINISHED
    left = tmp_path / kind / STUDY
    assert (left / f"{kind}.md").is_file()
    for table in heard.ended.told["tables"]:
        assert (left / f"{table}.csv").is_file()
    assert heard.ended.told["sections"]


def test_a_study_of_what_there_is_not_is_refused_in_a_sentence(tmp_path: Path) -> None:
    heard = studied(tmp_path, "frontier", {"target": "moon", "points": 5})
    assert heard.ended.state == REFUSED
    assert "moon" in heard.ended.told["reason"]


def test_the_difference_by_cause_adds_up(tmp_path: Path) -> None:
    fees, fewer = (
        asked("provisions[provision=agency_fostering].weekly_cost*=1.1"),
        asked("demand[*].children*=0.9"),
    )
    studied(tmp_path, "compare", {}, (("fees", fees), ("fewer", fewer)))
    falls = {title: table for title, _, table in waterfalls(tmp_path / "compare" / STUDY)}
    cost = next(table for title, table in falls.items() if title.startswith("Cost"))
    names = [row[0] for row in cost.rows]
    assert names == ["Baseline", "fees", "fewer", "What they do only together", "All together"]
    first, *steps, last = (figure.value for figure in cost.figures())
    assert first + sum(steps) == pytest.approx(last, abs=0.005)


def test_what_ifs_that_contradict_are_compared_one_by_one(tmp_path: Path) -> None:
    one, other = asked("budgets[budget=revenue].limit=1800000"), asked("budgets[budget=revenue].limit=1900000")
    heard = studied(tmp_path, "compare", {}, (("one", one), ("other", other)))
    assert heard.ended.state == FINISHED
    assert waterfalls(tmp_path / "compare" / STUDY) == []


@pytest.mark.parametrize("publish", [False, True])
def test_a_delivery_is_planned_from_nothing_and_can_be_opened(tmp_path: Path, publish: bool) -> None:
    heard, about = Heard(), About("job", "tiny", TINY, "", "asked", tmp_path, gap=0.0)
    deliver(Deliver(about, publish, answer=4_907_000.0), Desk(), heard, lambda: False)
    assert heard.ended.state == FINISHED
    assert heard.ended.told["objective"] == pytest.approx(4_907_000)
    with zipfile.ZipFile(tmp_path / PACK_FILE) as pack:
        document = docx.Document(io.BytesIO(pack.read("strategy-pack/strategy-pack.docx")))
        record = json.loads(pack.read("strategy-pack/pack.json"))
    assert any("Tinyshire" in paragraph.text for paragraph in document.paragraphs)
    assert record["for_publication"] is publish
    with zipfile.ZipFile(tmp_path / RUN_FILE) as run:
        run.extractall(tmp_path / "taken")
    again = write_run(plan(read_case(TINY), gap=0.0), tmp_path / "expected")
    assert read_run(tmp_path / "taken" / "run").record["objective"] == read_run(again).record["objective"]


def test_a_delivery_without_a_plan_says_why(tmp_path: Path) -> None:
    heard, text = Heard(), asked("targets[target=in_town].value=0.99")
    about = About("job", "tiny", TINY, text, "asked", tmp_path, gap=0.0)
    deliver(Deliver(about), Desk(), heard, lambda: False)
    assert heard.ended.state == CANNOT
    assert heard.ended.told["sentences"]
    assert not list(tmp_path.glob("*.zip"))


def test_a_promise_that_gives_way_is_told_as_it_then_is() -> None:
    levers = levers_of(read_case(TINY))
    lever = next(one for one in levers if one.changes[0].table == "targets")
    before = levers_asked(levers, {lever.id: "99"}).changes
    way = {
        "table": "targets", "rows": [["target", "in_town"]], "column": "value", "old": "0.99", "new": "0.85",
        "is_new": False,
    }  # fmt: skip
    after = loosened_by_levers(levers, before, [way])
    assert held(levers, after).values[lever.id].value == "85"
    (label,) = (one.value for one in after if isinstance(one, Alteration) and one.column == "label")
    assert label.startswith("At least 85 %")
