"""The what-if files beside the Lewisham case: each passes the checks and changes what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import optimiser
from inputs.workings.lewisham import demand as workings
from inputs.workings.lewisham.needs import AGE_BANDS
from inputs.workings.lewisham.published import FLOW_YEARS, flow
from models.case import Case
from optimiser.scenario import WhatIf, changed, read_what_if
from optimiser.tables.inputs import CaseInputs
from tests.cases.casebook import LEWISHAM

FOLDER = LEWISHAM / "what-if"
FILES = sorted(FOLDER.glob("*.toml"))


@pytest.fixture(scope="module")
def lewisham() -> CaseInputs:
    return optimiser.read_case(LEWISHAM)


@pytest.fixture(scope="module")
def after(lewisham: CaseInputs) -> Callable[[str], CaseInputs]:
    known: dict[str, CaseInputs] = {}

    def with_file(name: str) -> CaseInputs:
        if name not in known:
            known[name] = changed(lewisham, [read_what_if(FOLDER / f"{name}.toml")])
        return known[name]

    return with_file


def figures(case: Case, table: str, figure: str) -> dict[str, float]:
    """A figure of each row of a table of the case, by the row's name."""
    if table == "market":
        return {f"{row.pool.provision} {row.pool.area} {row.tier}": getattr(row, figure) for row in case.market}
    return {str(key): getattr(row, figure) for key, row in getattr(case, table).items()}


def ratios(before: Case, after: Case, table: str, figure: str) -> dict[str, float]:
    """How many times what it was a figure of each row is, where it was something."""
    now = figures(after, table, figure)
    return {key: now[key] / was for key, was in figures(before, table, figure).items() if was}


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_each_passes_the_checks(file: Path, lewisham: CaseInputs, after: Callable[[str], CaseInputs]) -> None:
    what_if, found = read_what_if(file), after(file.stem)
    assert found.changes
    assert found.sha256 != lewisham.sha256
    assert {change.line for change in what_if.changes} == lines_of(what_if)
    new = {str(warning) for warning in found.warnings} - {str(warning) for warning in lewisham.warnings}
    assert not [warning for warning in new if ".toml" in warning]
    assert len(what_if.name) <= 60, "fits the summary"


def lines_of(what_if: WhatIf) -> set[int]:
    """The lines of a file that begin with [[ ."""
    lines = Path(what_if.file).read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, start=1) if line.startswith("[[")}


def test_there_are_enough_and_the_readme_tells_of_each() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"`([\w-]+\.toml)`", readme)
    assert sorted({*told}) == [path.name for path in FILES]
    assert len(FILES) >= 12


def test_agency_fees(lewisham: CaseInputs, after: Callable[[str], CaseInputs]) -> None:
    found = after("agency-fees").case
    for key, ratio in ratios(lewisham.case, found, "market", "weekly_cost").items():
        dearer = key.startswith(("ifa", "external_residential", "external_complex"))
        assert ratio == pytest.approx(1.06 if dearer else 1)


def test_recruitment_at_half_yield(lewisham: CaseInputs, after: Callable[[str], CaseInputs]) -> None:
    """The same money a year, half the households, each with as many places as before."""
    before, found = lewisham.case, after("recruitment-half-yield").case
    options = [key for key in before.options if key.option.startswith(("recruit", "specialist"))]
    assert len(options) == 14
    for key in options:
        was, now = before.options[key], found.options[key]
        assert now.setup_cost * now.max_per_year == was.setup_cost * was.max_per_year
        assert now.max_per_year * now.places_per_unit == was.max_per_year * was.places_per_unit / 2
        assert (now.places_per_unit, now.running_cost) == (was.places_per_unit, was.running_cost)
    group = found.limit_groups["foster_recruitment"]
    assert (group.max_per_year, group.max_total) == (12.5, 40)


def test_homes_late_and_dearer(lewisham: CaseInputs, after: Callable[[str], CaseInputs]) -> None:
    found = after("homes-late-and-dearer").case
    for key, option in lewisham.case.options.items():
        is_home = "home" in option.provision
        assert found.options[key].lead_time == option.lead_time + is_home
        assert found.options[key].capital_cost == pytest.approx(option.capital_cost * (1.2 if is_home else 1))


def test_occupancy(lewisham: CaseInputs, after: Callable[[str], CaseInputs]) -> None:
    found = ratios(lewisham.case, after("occupancy-65").case, "provisions", "occupancy")
    assert {key for key, ratio in found.items() if ratio != 1} == {"own_home", "own_small_home", "partner_home"}
    assert after("occupancy-65").case.provisions["own_home"].occupancy == 0.65


def test_ten_fewer_entries_follow_from_published_flows(
    lewisham: CaseInputs, after: Callable[[str], CaseInputs]
) -> None:
    """The factors are those of the balance that the file describes, from the same published figures."""
    unaccompanied = "Unaccompanied asylum-seeking children"
    left = sum(workings.ceased(band, year) for band in AGE_BANDS for year in FLOW_YEARS)
    left -= sum(flow("ceased", "unaccompanied", unaccompanied, year) for year in FLOW_YEARS)
    stock = sum(workings.average_stock("age", band, year) for band in AGE_BANDS for year in FLOW_YEARS)
    stock -= sum(workings.average_stock("unaccompanied", "UASC", year) for year in FLOW_YEARS)
    rate, missing, factors = left / stock, 0.0, []
    assert round(rate, 4) == 0.3678
    of_year = [
        sum(by_age.values()) - others
        for by_age, others in zip(workings.forecast_by_age(), workings.forecast_unaccompanied(), strict=True)
    ]
    for children in of_year:
        at_end = (missing * (1 - rate / 2) + 10) / (1 + rate / 2)
        factors.append(round(1 - (missing + at_end) / 2 / children, 4))
        missing = at_end
    before, found = lewisham.case.demand, after("ten-fewer-entries").case.demand
    needs = list(lewisham.case.needs)
    for place, need in enumerate(needs):
        was, now = before[place].sum(axis=(0, 2)), found[place].sum(axis=(0, 2))
        assert now == pytest.approx(was * (1 if need == "uasc_16_17" else factors), rel=1e-9), need
    entries = sum(workings.mean_entries("age", band) for band in AGE_BANDS)
    assert round(entries - workings.mean_entries("unaccompanied", unaccompanied)) == 139


def test_promises(after: Callable[[str], CaseInputs]) -> None:
    values = {
        name: next(one.value for one in after(name).case.targets if one.target == target)
        for name, target in (("ratio-60-40", "in_house_half"), ("in-borough-60", "inside_45"))
    }
    assert values == {"ratio-60-40": 0.6, "in-borough-60": 0.6}


def test_money(lewisham: CaseInputs, after: Callable[[str], CaseInputs]) -> None:
    limits = {(one.budget, one.period): one.limit for one in after("no-new-capital").case.budgets}
    assert {limit for (budget, _), limit in limits.items() if budget != "revenue"} == {0}
    before = {(one.budget, one.period): one.limit for one in lewisham.case.budgets}
    less = {(one.budget, one.period): one.limit for one in after("two-million-less").case.budgets}
    assert {key: before[key] - less[key] for key in before if before[key] != less[key]} == {("revenue", 2): 2e6}
    assert {option.grant_share for option in after("match-withdrawn").case.options.values()} == {0}
    dearer = after("all-prices-10").case
    for table, figure in (("market", "weekly_cost"), ("provisions", "weekly_cost"), ("options", "running_cost"),
                          ("options", "setup_cost"), ("options", "capital_cost")):  # fmt: skip
        found = ratios(lewisham.case, dearer, table, figure)
        assert found == pytest.approx(dict.fromkeys(found, 1.1))
    assert dearer.grants == lewisham.case.grants


def test_homes_run_by_a_partner(lewisham: CaseInputs, after: Callable[[str], CaseInputs]) -> None:
    """Each home costs what the case's own partner-run home of four beds costs beside the council's of four."""
    before, found = lewisham.case, after("homes-run-by-a-partner").case
    homes = {key: option for key, option in found.options.items() if "home" in option.provision}
    assert {option.provision for option in homes.values()} == {"partner_home"}
    assert all("Partner-run" in option.label for option in homes.values())
    partner = next(option for key, option in before.options.items() if key.option == "partner_home")
    four = next(option for key, option in homes.items() if key.option == "home_4_beds_owned")
    assert four.running_cost == pytest.approx(partner.running_cost, rel=1e-4)
    assert four.setup_cost == partner.setup_cost
    assert len(homes) == 11


def test_fewer_complex_beds(lewisham: CaseInputs, after: Callable[[str], CaseInputs]) -> None:
    rows = {(row.pool, row.tier, row.from_period): row for row in after("complex-beds-scarce").case.market}
    for row in lewisham.case.market:
        later = rows.get((row.pool, row.tier, 1))
        if row.pool.provision != "external_complex":
            assert later is None
            continue
        assert later is not None
        assert later.children_max == 0.75 * row.children_max
        assert later.weekly_cost == pytest.approx(row.weekly_cost * (1.2 if row.tier == 2 else 1))
        assert rows[row.pool, row.tier, 0] == row
