"""Each rule of the plan by name: the same run under a tighter input breaks exactly that rule.

The plan and its tables stay as they are; one figure of the input tables beside them is made tighter, so that what
was planned is no longer allowed. The altered input shows in the digests and the assumptions log as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from optimiser.assurance.arithmetic import ArithmeticCheck
from optimiser.assurance.arithmetic.checks import CONSTRAINTS
from tests.assurance.run_editing import checked_with, checked_with_inputs, put, read, text_of


class Tighter(NamedTuple):
    """A rule, the run that breaks it, and the input that is made tighter in it."""

    rule: str
    run: str
    table: str
    where: dict[str, str]
    cells: dict[str, str]


EVERYWHERE: dict[str, str] = {}
TIGHTER = (
    Tighter(
        "everyone_has_a_home", "council", "demand", {"need": "teen", "scenario": "few"}, {"children": "4.001"}
    ),
    Tighter("everyone_has_a_home", "cash", "settings", {"setting": "unmet_need"}, {"value": "forbidden"}),
    Tighter("suitable_share", "council", "suitability", {"provision": "agency"}, {"share_max": "0.01"}),
    Tighter("enough_places", "tiny", "provisions", {"provision": "own_fostering"}, {"occupancy": "0.7"}),
    Tighter("enough_places", "tiny", "supply", EVERYWHERE, {"places": "9.99"}),
    Tighter("carried_children", "by_chance", "matching", {"provision": "home"}, {"suits": "0.5"}),
    Tighter("carried_children", "by_chance", "matching", {"provision": "home"}, {"available": "0.9"}),
    Tighter("carried_children", "by_chance", "matching", {"provision": "foster"}, {"threes": "0.3"}),
    Tighter("carried_children", "by_chance", "supply", {"provision": "foster", "area": "away"}, {"places": "1.9"}),
    Tighter("what_places_carry", "by_chance", "matching", {"provision": "home"}, {"suits": "0.5"}),
    Tighter("turned_away_alike", "by_chance", "suitability", {"provision": "home"}, {"share_max": "0.2"}),
    Tighter("market_full", "council", "market", {"provision": "agency", "tier": "1"}, {"children_max": "4.9"}),
    Tighter("market_full", "tiny", "market", {"provision": "agency_fostering"}, {"children_max": "7.9"}),
    Tighter(
        "market_used_before_full",
        "overfull",
        "market",
        {"provision": "foster", "tier": "1"},
        {"children_max": "1.1"},
    ),
    Tighter("closures_within_what_exists", "council", "supply", {"provision": "home"}, {"units": "1"}),
    Tighter("only_what_may_close", "council", "supply", {"provision": "home"}, {"closable": "no"}),
    Tighter(
        "planned_moves_limited", "council", "provisions", {"provision": "bought"}, {"planned_moves_max": "0.01"}
    ),
    Tighter("only_settled_children_move", "council", "provisions", {"provision": "bought"}, {"mean_stay": "0.1"}),
    Tighter("settled_children_stay", "council", "provisions", {"provision": "agency"}, {"mean_stay": "50"}),
    Tighter("moves_for_lost_places", "overfull", "supply", {"provision": "lodge"}, {"attrition": "0.2"}),
    Tighter("moves_for_lost_places", "ending", "options", EVERYWHERE, {"life": "2"}),
    Tighter("moves_only_when_full", "overfull", "supply", {"provision": "lodge"}, {"places": "80"}),
    Tighter("yearly_limit", "council", "options", {"option": "recruit"}, {"max_per_period": "1"}),
    Tighter("total_limit", "council", "options", {"option": "recruit"}, {"max_total": "1"}),
    Tighter("total_limit", "council", "options", {"option": "recruit"}, {"min_total": "3"}),
    Tighter("group_yearly_limit", "council", "limits", EVERYWHERE, {"max_per_period": "1"}),
    Tighter("group_total_limit", "council", "limits", EVERYWHERE, {"max_total": "2"}),
    Tighter("group_total_limit", "council", "limits", EVERYWHERE, {"min_total": "4"}),
    Tighter("promise", "council", "targets", {"target": "far"}, {"value": "1"}),
    Tighter("promise", "council", "targets", {"target": "ours"}, {"value": "0.99"}),
    Tighter("promise", "council", "targets", {"target": "near"}, {"price_if_missed": "20100"}),
    Tighter("suitable_home", "chances", "targets", {"target": "carers"}, {"value": "0.1"}),
    Tighter("suitable_home", "chances", "targets", {"target": "bed_here"}, {"value": "0.1"}),
    Tighter("revenue_budget", "cash", "budgets", {"budget": "revenue"}, {"limit": "100000"}),
    Tighter("revenue_budget", "council", "budgets", {"budget": "revenue"}, {"limit": "419000"}),
    Tighter("capital_budget", "cash", "budgets", {"period": "2026/27"}, {"limit": "1000"}),
    Tighter("capital_budget", "council", "budgets", {"budget": "capital_total"}, {"price_if_missed": "0.06"}),
    Tighter("within_its_periods", "council", "options", {"option": "new_home"}, {"last_period": "2026/27 H1"}),
    Tighter("whole_units", "council", "options", {"option": "flats"}, {"whole_units": "yes"}),
    Tighter("only_suitable_homes", "council", "suitability", {"provision": "flat"}, {"rating": "unsuitable"}),
    Tighter("sixteen_and_over", "council", "needs", {"need": "teen"}, {"age_from": "15"}),
)


def rules_broken(check: ArithmeticCheck) -> set[str]:
    return {finding.check for finding in check.findings}


def the_run(request: pytest.FixtureRequest, name: str) -> Path:
    run = request.getfixturevalue("tiny_run") if name == "tiny" else request.getfixturevalue("rich_runs")[name]
    assert isinstance(run, Path)
    return run


@pytest.mark.parametrize("tighter", TIGHTER, ids=lambda one: f"{one.rule}-{one.table}")
def test_a_tighter_input_breaks_its_rule(request: pytest.FixtureRequest, tighter: Tighter) -> None:
    check = checked_with_inputs(the_run(request, tighter.run), tighter.table, tighter.where, **tighter.cells)
    assert tighter.rule in rules_broken(check), sorted(rules_broken(check))
    found = next(finding for finding in check.findings if finding.check == tighter.rule)
    assert found.size is not None
    assert found.size > 1e-6


OTHERWISE = {
    "bought_children_live_there",
    "nobody_new_when_full",
    "full_only_when_full",
    "a_place_for_every_child",
}
"""Rules that no single input breaks; each is broken below by altering the plan."""


def test_every_rule_is_broken_somewhere() -> None:
    assert set(CONSTRAINTS) <= {tighter.rule for tighter in TIGHTER} | OTHERWISE


def with_cells(run: Path, file: str, where: dict[str, str], **cells: float) -> ArithmeticCheck:
    """Check a run with other numbers in the only row that matches."""
    lines = read(run, file)
    at = {column: place for place, column in enumerate(lines[0])}
    (line,) = [line for line in lines[1:] if all(line[at[column]] == label for column, label in where.items())]
    for column, number in cells.items():
        line[at[column]] = repr(number)
    return checked_with(run, file, text_of(lines))


def test_more_are_bought_than_live_there(rich_runs: dict[str, Path]) -> None:
    where = {"period": "2026/27", "provision": "foster", "tier": "1"}
    check = with_cells(rich_runs["overfull"], "bought.csv", where, children=12.0)
    assert {"bought_children_live_there", "market_full"} <= rules_broken(check)


def test_more_live_there_than_there_are_places(tiny_run: Path) -> None:
    where = {"period": "2026/27", "provision": "own_fostering"}
    check = with_cells(tiny_run, "placements.csv", where, children=10.5, new_placements=6.5)
    found = {finding.check: finding for finding in check.findings}
    assert found["a_place_for_every_child"].size == pytest.approx(0.5)
    assert found["enough_places"].size == pytest.approx(2.5)


def test_somebody_new_comes_to_a_full_pool(rich_runs: dict[str, Path]) -> None:
    """Agency homes hold more settled children than the shrunken market offers."""
    where = {"period": "2027/28", "provision": "agency"}
    check = with_cells(rich_runs["overfull"], "placements.csv", where, new_placements=0.25)
    found = next(finding for finding in check.findings if finding.check == "nobody_new_when_full")
    assert (found.file, found.size) == ("places.csv", pytest.approx(0.25))


def test_more_live_in_places_than_they_carry_by_chance(rich_runs: dict[str, Path]) -> None:
    """Four places at a load of 3.43, each suiting seven in ten, carry 2.388 children: not a quarter more."""
    where = {"scenario": "few", "period": "2026/27", "provision": "home"}
    check = with_cells(rich_runs["by_chance"], "placements.csv", where, children=2.6383660, new_placements=1.61)
    found = next(finding for finding in check.findings if finding.check == "carried_children")
    assert (found.file, found.size) == ("places.csv", pytest.approx(0.25, abs=1e-5))


def test_nobody_new_comes_to_shared_places_with_more_settled_than_they_carry(rich_runs: dict[str, Path]) -> None:
    """With a load of one child the seven foster places carry fewer than the 2.4 settled there: nobody may come."""
    where = {"scenario": "few", "period": "2026/27", "provision": "foster"}
    check = with_cells(rich_runs["by_chance"], "pools.csv", where, offered_load=1.0)
    found = next(finding for finding in check.findings if finding.check == "carried_children")
    assert (found.file, found.expected) == ("pools.csv", 0)
    assert found.size == pytest.approx(of_new_placements(rich_runs["by_chance"], where))


def of_new_placements(run: Path, where: dict[str, str]) -> float:
    """Children newly placed in the rows that match."""
    header, *lines = read(run, "placements.csv")
    held = [dict(zip(header, line, strict=True)) for line in lines]
    return sum(float(row["new_placements"]) for row in held if where.items() <= row.items())


def test_more_move_than_bring_the_pool_back_within_its_limit(rich_runs: dict[str, Path]) -> None:
    """Half as many children left in the lodge, which then has room again: nobody had to move."""
    where = {"period": "2028/29", "provision": "lodge"}
    check = with_cells(rich_runs["overfull"], "placements.csv", where, children=0.7)
    assert "full_only_when_full" in rules_broken(check)


def test_nobody_new_comes_where_the_settled_are_more_than_the_share(rich_runs: dict[str, Path]) -> None:
    """Seven of 24 children are settled with agencies; with a share of a quarter nobody new may come."""
    run, where = rich_runs["overfull"], {"period": "2026/27", "provision": "agency"}
    with put(run, "inputs/suitability.csv", tighter_text(run, "suitability", "agency", "share_max", "0.25")):
        few = with_cells(run, "placements.csv", where, children=5.0, new_placements=0.5)
        nobody = with_cells(run, "placements.csv", where, new_placements=0.0)
    assert of_the_first_year(few) == [pytest.approx(0.5)]
    assert of_the_first_year(nobody) == []


def of_the_first_year(check: ArithmeticCheck) -> list[float | None]:
    """By how much the plan has more than a share in its first year."""
    found = [finding for finding in check.findings if finding.check == "suitable_share"]
    return [finding.size for finding in found if finding.column == "sum of children" and "2026/27" in finding.key]


def tighter_text(run: Path, table: str, label: str, column: str, cell: str) -> str:
    """An input table with another cell in the rows that hold a label."""
    lines = read(run, f"inputs/{table}.csv")
    place = lines[0].index(column)
    return text_of([[*line[:place], cell, *line[place + 1 :]] if label in line else line for line in lines])
