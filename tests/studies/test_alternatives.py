"""Plans nearly as cheap as the cheapest, against every plan that there can be, counted one by one.

Ten children for one year. A home of 4 costs £300,000 (at most two), a flat of 2 £170,000 (at most three), any
other child £100,000.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from models.plan import build
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.outcome import Status
from optimiser.engine.settings import SolveSettings
from optimiser.studies.alternatives import Alternatives, alternatives
from optimiser.studies.alternatives_columns import ALTERNATIVES_COLUMNS
from optimiser.studies.alternatives_distance import most_different
from optimiser.studies.alternatives_quantities import amounts, distance, places_decided
from optimiser.studies.alternatives_ranges import Ranges
from optimiser.studies.alternatives_search import Search
from optimiser.studies.alternatives_text import alternatives_markdown
from optimiser.studies.effects import Step
from optimiser.studies.programmes import at_cost
from optimiser.tables.inputs import CaseInputs, read_case
from tests.cases.casebook import LEWISHAM, TINY, Tables, demand, periods, rows, write
from tests.studies.hand_case import hand_case

LEAST = 770_000
"""Two homes and a flat: 600,000 + 170,000."""


def flats_case(**tables: Any) -> Tables:
    options = rows(
        "option label provision area places_per_unit running_cost max_total",
        ("home", "A home of 4", "own", "home", 4, 300_000, 2),
        ("flat", "A flat of 2", "own", "home", 2, 170_000, 3),
    )
    return hand_case(**{"options": options, **tables})


def every_plan() -> dict[tuple[int, int], int]:
    """Cost of each number of homes and flats."""
    return {
        (homes, flats): 300_000 * homes + 170_000 * flats + 100_000 * max(0, 10 - 4 * homes - 2 * flats)
        for homes, flats in itertools.product(range(3), range(4))
    }


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> CaseInputs:
    return read_case(write(flats_case(), tmp_path_factory.mktemp("case")))


def of(found: Alternatives, key: str) -> dict[str, Any]:
    (row,) = found.ranges[found.ranges["key"] == key].to_dict("records")
    return {str(name): value for name, value in row.items()}


@pytest.mark.parametrize("within", [0.02, 0.05, 0.1, 0.2, 0.3, 1.0])
def test_ranges_and_what_all_contain_are_those_of_every_plan(within: float, inputs: CaseInputs) -> None:
    possible = [plan for plan, cost in every_plan().items() if cost <= LEAST * (1 + within) + 0.01]
    found = alternatives(inputs, within, gap=0.0)
    for number, key in enumerate(("home", "flat")):
        units = [plan[number] for plan in possible]
        row = of(found, key)
        assert (row["least"], row["most"]) == (min(units), max(units)), key
        assert (row["least_proven"], row["most_proven"], row["proven"]) == (min(units), max(units), "yes"), key
        assert (key in set(found.no_regret["key"])) == (min(units) > 0)
    places = [4 * homes + 2 * flats for homes, flats in possible]
    assert (of(found, "own")["least"], of(found, "own")["most"]) == (min(places), max(places))
    assert found.least == pytest.approx(LEAST)
    assert found.cap == pytest.approx(LEAST * (1 + within))


def test_each_plan_costs_what_its_decisions_cost_and_no_more_than_the_cap(inputs: CaseInputs) -> None:
    found = alternatives(inputs, 0.2, gap=0.0, apart=2.0)
    units = found.decisions.pivot(index="plan", columns="option", values="units").fillna(0)
    cost = found.table.set_index("plan")["cost"]
    for plan, row in units.iterrows():
        decided = (round(row.get("home", 0)), round(row.get("flat", 0)))
        assert cost[plan] == pytest.approx(every_plan()[decided]), plan
    assert (found.table["cost"] <= found.cap + 1).all()
    assert found.table["share_more"].max() <= 0.2 + 1e-6


def test_the_named_directions_go_as_far_as_any_plan(inputs: CaseInputs) -> None:
    """Within 20 % (£924,000) no home needs to be opened where three flats are (£910,000)."""
    found = alternatives(inputs, 0.2, gap=0.0).table.set_index("plan")
    assert found.loc["least_cost", ["homes", "beds"]].tolist() == [3, 10]
    cheap = [plan for plan, cost in every_plan().items() if cost <= 1.2 * LEAST]
    assert found.loc["fewest_new_homes", "homes"] == min(map(sum, cheap))
    assert "most_fostering" not in found.index, "nobody is fostered in this case"


def searched(inputs: CaseInputs, within: float) -> Search:
    plan = build(inputs.case)
    matrix = compile_matrix(plan)
    return Search(plan, matrix, at_cost(matrix, LEAST * (1 + within)), SolveSettings(0.0), lambda: False)


def test_the_most_different_plan_is_the_one_that_is(inputs: CaseInputs) -> None:
    """Within 10 %: (1, 2), (1, 3), (2, 0) and (2, 1) homes and flats, in places (4, 4), (4, 6), (8, 0), (8, 2)."""
    search, places = searched(inputs, 0.1), places_decided(build(inputs.case))
    most = {"home": 8.0, "flat": 6.0}
    known = [{"home": 8.0, "flat": 2.0}]
    for expected, apart in (((4.0, 6.0), 8.0), (None, 2.0)):
        found = solve(most_different(search.capped, places, most, known), SolveSettings(0.0))
        assert found.solution is not None
        now = amounts(places, search.matrix.values(found.solution[: len(search.matrix.cost)]))
        assert found.objective == pytest.approx(-apart)
        assert min(distance(now, other) for other in known) == pytest.approx(apart)
        if expected is not None:
            assert (now["home"], now["flat"]) == pytest.approx(expected)
        known.append(now)


def test_an_upper_bound_that_is_too_high_does_no_harm(inputs: CaseInputs) -> None:
    search, places = searched(inputs, 0.1), places_decided(build(inputs.case))
    found = solve(
        most_different(search.capped, places, {"home": 20.0, "flat": 20.0}, [{"home": 8.0, "flat": 2.0}]),
        SolveSettings(0.0),
    )
    assert found.objective == pytest.approx(-8)


def test_plans_that_differ_are_apart_and_listed_once(inputs: CaseInputs) -> None:
    found = alternatives(inputs, 0.1, different=5, apart=4.0, gap=0.0)
    different = found.table[found.table["plan"].str.startswith("different")]
    assert (different["nearest"] >= 4).all()
    assert found.table["another"].tolist()[0] == "yes"
    assert (found.table.loc[found.table["another"] == "no", "nearest"] < 4).all()
    assert alternatives(inputs, 0.1, different=0, gap=0.0).table["plan"].str.startswith("different").sum() == 0


def test_by_when_every_plan_has_decided_it(tmp_path: Path) -> None:
    """Two years, one home a year: 900 + 800 = £1,700,000. One at once 1,800, one late 1,900, none 2,000."""
    years = ["2025/26", "2026/27"]
    tables = flats_case(
        periods=periods(*years),
        demand=demand({"child": 10}, years),
        options=rows(
            "option label provision area places_per_unit running_cost max_total max_per_period",
            ("home", "A home of 4", "own", "home", 4, 300_000, 2, 1),
        ),
    )
    tables["settings"].append({"setting": "settled_children", "value": "free"})
    inputs = read_case(write(tables, tmp_path))
    found = alternatives(inputs, 0.05, gap=0.0)
    row = of(found, "home")
    assert (row["least"], row["most"]) == (2, 2)
    assert (row["earliest"], row["some_by"], row["least_by"]) == ("2025/26", "2025/26", "2026/27")
    later = of(alternatives(inputs, 0.12, gap=0.0), "home")  # at most £1,904,000
    assert (later["least"], later["some_by"], later["least_by"]) == (1, "2026/27", "2026/27")
    assert found.no_regret["sentence"].tolist()[0] == (
        "Every plan within 5 % has at least 2 of 'A home of 4', some of it decided by 2025/26."
    )


def test_what_is_not_proven_is_not_called_no_regret(inputs: CaseInputs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without bounds from the solver, two homes in every plan found prove nothing."""
    monkeypatch.setattr(Search, "least_relaxed", lambda *_: -1e9)

    def no_bound(self: Search, terms: object) -> object:
        found = solve(self.capped, self.settings)
        return type(found)(Status.STOPPED, "time limit", 0.0)

    monkeypatch.setattr(Search, "least", no_bound)
    found = alternatives(inputs, 0.05, different=0, gap=0.0)
    assert set(found.no_regret["proven"]) == {"no"}
    assert found.no_regret["sentence"].str.contains("not proven").all()
    assert set(found.ranges["proven"]) == {"no"}


def test_bounds_of_the_relaxation_spare_solves(inputs: CaseInputs) -> None:
    search = searched(inputs, 0.05)
    ranges = Ranges(search, [])
    places = places_decided(search.plan)
    assert ranges.most_relaxed(list(places.values()))[0] >= 2 - 1e-6


def test_without_a_plan_it_says_why(tmp_path: Path) -> None:
    targets = rows("target measure provisions sense value", ("few", "selected", "own;bought", "at_most", 0.5))
    found = alternatives(read_case(write(flats_case(targets=targets), tmp_path)))
    assert found.status is Status.INFEASIBLE
    assert found.table.empty
    assert "No plan can meet everything asked" in found.sentences[0]
    assert found.sentences[0] in alternatives_markdown(found)


def test_what_is_finished_is_kept_when_it_is_stopped(inputs: CaseInputs) -> None:
    told: list[Step] = []
    found = alternatives(inputs, 0.2, progress=told.append, cancel=lambda: len(told) >= 2)
    assert not found.complete
    assert found.status is Status.FEASIBLE
    assert found.table["plan"].tolist()[0] == "least_cost"
    assert found.sentences[-1].startswith("Stopped early")
    assert found.ranges["least_proven"].isna().any()


@pytest.mark.parametrize("within", [0.0, -0.1, 1.5])
def test_within_is_a_share(within: float, inputs: CaseInputs) -> None:
    with pytest.raises(ValueError, match="within"):
        alternatives(inputs, within)


def test_tables_have_the_documented_columns_and_come_out_the_same_twice() -> None:
    first, second = (alternatives(read_case(TINY), 0.05) for _ in range(2))
    tables = {"alternatives": "table", "alternative_decisions": "decisions", "ranges": "ranges"}
    for name, field in {**tables, "no_regret": "no_regret"}.items():
        table = getattr(first, field)
        assert list(table) == [column.name for column in ALTERNATIVES_COLUMNS[name]]
        pd.testing.assert_frame_equal(table, getattr(second, field))
    assert first.sentences == second.sentences
    assert (of(first, "recruit")["least"], of(first, "recruit")["most"]) == (2, 4)
    assert (first.table["cost"] <= first.cap + 1).all()
    assert "| Least cost | £4.91m |" in alternatives_markdown(first)


@pytest.mark.slow
def test_the_alternatives_of_lewisham() -> None:
    found = alternatives(read_case(LEWISHAM), 0.01, different=1, time_limit=20)
    assert found.complete
    assert (found.table["cost"] <= found.cap * (1 + 1e-9)).all()
    ranges = found.ranges
    assert (ranges["least"] <= ranges["planned"] + 1e-6).all()
    assert (ranges["planned"] <= ranges["most"] + 1e-6).all()
    assert (ranges["least_proven"] <= ranges["least"] + 1e-6).all()
    assert (ranges["most"] <= ranges["most_proven"] + 1e-6).all()
    assert len(found.no_regret)


def test_the_cap_counts_costs_that_nothing_can_change() -> None:
    """Settled children cost what they cost: the dearest plan within a cap costs the cap, and no more."""
    matrix = compile_matrix(build(read_case(TINY).case))
    assert matrix.offset > 100_000
    capped = at_cost(matrix, 5_000_000)
    dearest = solve(replace(capped, cost=-capped.cost, offset=-capped.offset), SolveSettings(0.0))
    assert dearest.objective == pytest.approx(-5_000_000, abs=1)
