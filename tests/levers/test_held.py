"""Which changes levers stand for: the inverse of what they ask for, and nothing that would change its meaning."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimiser.errors import InputError
from optimiser.levers import Held, Lever, asked, held, levers_of
from optimiser.scenario import Alteration, Change, NewRow, Removal, changed, what_if_from, what_if_in
from optimiser.scenario.writing import what_if_text
from optimiser.tables.inputs import CaseInputs
from tests.levers.conftest import by_label, state, what_if

DEMAND = "Number of children, all need groups together"
TOWN = "Promise: At least 75 % live in the town in 2028/29"
REVENUE = "Revenue budget"


def typed(*texts: str) -> tuple[Change, ...]:
    return tuple(change for text in texts for change in what_if_from(text).changes)


def values(inputs: CaseInputs, *texts: str) -> tuple[dict[str, str], tuple[Change, ...]]:
    """What the levers are set to by changes as typed, by label, and the others."""
    found = held(levers_of(inputs), typed(*texts))
    labels = {lever.id: lever.label for lever in levers_of(inputs)}
    return {labels[name]: one.value for name, one in found.values.items()}, found.others


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["demand.children*=1.060"], {DEMAND: "106"}),
        (["demand[need=home].children*=0.5"], {"Number of children: Children for a children's home": "50"}),
        (["demand.children*=1.1", "demand[need=home].children*=1.2"],
         {DEMAND: "110", "Number of children: Children for a children's home": "120"}),
        (["provisions[provision=bought_home|agency_fostering].weekly_cost*=1.06"],
         {"Weekly fees of all bought homes together": "106"}),
        (["provisions[provision=bought_home].weekly_cost*=1.06"], {"Weekly fee: Children's home, bought": "106"}),
        (["options[provision=own_home].lead_time+=1.5"], {"New children's homes open later by": "1.5"}),
        (["provisions[provision=own_home].occupancy=0.655"], {"Occupancy: Own children's home": "65.5"}),
        (["targets[target=in_town].value=0.6"], {TOWN: "60"}),
        (['targets[target=in_town].label="At least 60 % live in the town in 2028/29"',
          "targets[target=in_town].value=0.6"], {TOWN: "60"}),
        (["budgets[budget=capital_total].limit=1e6"], {"Capital in all": "1000000"}),
        (["options[option=recruit].max_total=0"], {"May be decided: Recruit a foster household": "no"}),
        (["budgets[budget=capital_total].note=later", "budgets[budget=revenue].limit*=1.1"], {REVENUE: "110"}),
        (["budgets[budget=revenue].limit*=1.1", "budgets.limit*=2"], {REVENUE: "110"}),
        (["budgets.limit*=2", "budgets[budget=revenue].limit*=1.1"], {REVENUE: "110"}),
    ],
)  # fmt: skip
def test_changes_that_levers_stand_for(tiny: CaseInputs, texts: list[str], expected: dict[str, str]) -> None:
    assert values(tiny, *texts)[0] == expected


@pytest.mark.parametrize(
    "texts",
    [
        ["demand.children+=1"],
        ["demand.children*=1"],
        ["demand.children*=11"],
        ["demand.children*=-1"],
        ["demand.children*=1.06 from 2027/28"],
        ["demand[period=2027/28].children*=1.06"],
        ["provisions[provision=own_fostering].weekly_cost*=1.06"],
        ["options[provision=own_home].lead_time+=-1"],
        ["options[option=recruit].max_total=1"],
        ['options[option=recruit].max_total=""'],
        ["provisions[provision=own_home].occupancy=0.75"],
        ["targets[target=in_town].value=0.75"],
        ["targets[target=in_town].value=0.6", "targets[target=in_town].label=Most of them in the town"],
        ["targets[target=in_town].label=Most of them in the town"],
        ["budgets.limit+=1000", "budgets[budget=revenue].limit*=1.1"],
        ["options[option=new_home].provision=own_fostering", "options[provision=own_home].lead_time+=1"],
        ["budgets[budget=revenue].limit=1000000", "budgets[budget=revenue].limit*=1.1"],
    ],
)
def test_changes_that_no_lever_stands_for(tiny: CaseInputs, texts: list[str]) -> None:
    assert values(tiny, *texts) == ({}, typed(*texts))


def test_a_lever_stands_for_one_of_two_like_changes(tiny: CaseInputs) -> None:
    found, others = values(tiny, "demand.children*=1.1", "demand.children*=1.2")
    assert found == {DEMAND: "110"}
    assert others == typed("demand.children*=1.2")


def test_all_the_changes_of_a_lever_must_be_there_alike(lewisham: CaseInputs) -> None:
    lever = by_label(lewisham)["Weekly fee: Independent fostering agency"]
    changes, _ = asked((lever,), {lever.id: "106"}, {lever.id: "They ask for more."})
    assert held((lever,), changes).values == {lever.id: Held("106", "They ask for more.")}
    assert held((lever,), changes[::-1]).values == {lever.id: Held("106", "They ask for more.")}
    for different in (replace(changes[1], value="1.07"), replace(changes[1], reason="Another one.")):
        mixed = (changes[0], different, changes[2])
        assert held((lever,), mixed) == ({}, mixed)
    assert held((lever,), changes[:2]) == ({}, changes[:2])


def test_rows_that_come_or_go_before_keep_a_change_where_it_is(tiny: CaseInputs) -> None:
    levers, (change,) = levers_of(tiny), typed("options[provision=own_home].lead_time+=1")
    for before in (NewRow("options", (("option", "more"),)), Removal("options", (("option", ("recruit",)),))):
        assert held(levers, (before, change)) == ({}, (before, change))
        assert len(held(levers, (change, before)).values) == 1
    elsewhere = NewRow("limits", (("limit_group", "more"),))
    assert len(held(levers, (elsewhere, change)).values) == 1


def test_a_change_that_waits_for_one_that_waits_stays_too(lewisham: CaseInputs) -> None:
    texts = ["options[option=recruit_first_10].setup_cost+=1",
             "options[provision=in_house_fostering|specialist_fostering|kinship].setup_cost*=2",
             "options[provision=in_house_fostering|specialist_fostering|kinship].lead_time+=1"]  # fmt: skip
    found, others = values(lewisham, *texts)
    assert found == {"Foster recruitment takes longer by": "1"}
    assert others == typed(*texts[:2])


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999999", "", "many"])
def test_values_that_are_no_numbers_are_left_to_others(tiny: CaseInputs, value: str) -> None:
    for how in ("multiply", "set"):
        change = Alteration("demand", "children", how, value)  # type: ignore[arg-type]
        target = Alteration("targets", "value", how, value, (("target", ("in_town",)),))  # type: ignore[arg-type]
        assert held(levers_of(tiny), (change, target)) == ({}, (change, target))


def settings_of(lever: Lever) -> st.SearchStrategy[str]:
    """Texts that a lever takes, as it writes them itself."""
    if lever.choices:
        return st.sampled_from([word for word, _ in lever.choices])
    top = lever.slider_maximum if lever.maximum is None else min(lever.maximum, lever.slider_maximum * 3)
    least = lever.minimum + (Decimal("0.01") if lever.above else 0)
    numbers = st.decimals(least, top, places=2).map(lambda number: format(number, "f"))
    return numbers.map(lambda text: text.rstrip("0").rstrip(".") if "." in text else text)


reasons = st.just("") | st.text(max_size=20).map(lambda text: " ".join(text.split()))


@pytest.mark.parametrize("name", ["tiny", "lewisham"])
def test_levers_come_back_from_what_they_ask_for(name: str, request: pytest.FixtureRequest) -> None:
    levers = levers_of(request.getfixturevalue(name))

    @given(st.data())
    @settings(
        max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
    )
    def come_back(data: st.DataObject) -> None:
        chosen = data.draw(st.lists(st.sampled_from(levers), unique=True, max_size=12))
        texts = {lever.id: data.draw(settings_of(lever)) for lever in chosen}
        why = {lever.id: data.draw(reasons) for lever in chosen}
        set_to = {lever.id: Held(texts[lever.id], why[lever.id]) for lever in chosen
                  if texts[lever.id] != lever.default}  # fmt: skip
        changes, problems = asked(levers, texts, why)
        assert not problems
        assert held(levers, changes) == (set_to, ())
        assert held(levers, data.draw(st.permutations(changes))) == (set_to, ())
        if changes:
            again = what_if_in(what_if_text(what_if(changes)), "again.toml").changes
            assert held(levers, again) == (set_to, ())

    come_back()


MIXED = (
    *typed(
        "demand.children*=1.1", "demand[need=home].children*=0.9", "demand[period=2027/28].children+=1",
        "demand.children*=1.05 from 2027/28", "options[provision=own_home].lead_time+=1", "options.lead_time*=2",
        "options[option=new_home].provision=own_fostering", "options[provision=own_fostering].setup_cost*=0.5",
        "provisions[provision=own_home].occupancy=0.5", "provisions.occupancy*=0.5", "targets.value*=0.5",
        'targets[target=in_town].label="At least 60 % live in the town in 2028/29"', "market.children_max*=2",
        "targets[target=in_town].value=0.6", "provisions.weekly_cost+=10",
        "provisions[provision=agency_fostering|bought_home].weekly_cost*=1.06",
        "provisions[provision=bought_home].weekly_cost*=1.2",
    ),
    NewRow("options", (("option", "more"), ("provision", "own_home"), ("area", "town"), ("places_per_unit", "2"),
                       ("lead_time", "0.5"), ("setup_cost", "100"))),
    Removal("options", (("option", ("recruit",)),)),
)  # fmt: skip


def test_the_levers_first_and_then_the_others_is_the_same_what_if(tiny: CaseInputs) -> None:
    levers = levers_of(tiny)
    both = [0, 0]

    @given(st.permutations(MIXED), st.integers(1, 6))
    @settings(max_examples=40, deadline=None, derandomize=True)
    def same(order: list[Change], most: int) -> None:
        before = tuple(order[:most])
        found = held(levers, before)
        asked_for = asked(levers, {name: one.value for name, one in found.values.items()}).changes
        both[0] += bool(found.values and found.others)
        first = _outcome(tiny, before)
        if first is not None:
            second = _outcome(tiny, (*asked_for, *found.others))
            assert second is not None
            both[1] += bool(found.values)
            told = {place: text for place, text in first.items() if place[2] != "label"}
            assert {place: second[place] for place in told} == told

    same()
    assert min(both) > 5, "the draws were too plain to show anything"


def _outcome(inputs: CaseInputs, changes: tuple[Change, ...]) -> dict[tuple[str, int, str], str] | None:
    """Every cell after the changes, numbers to nine digits; ``None`` where they are refused."""
    try:
        cells = state(changed(inputs, [what_if(changes)]))
    except InputError:
        return None
    return {place: _short(text) for place, text in cells.items()}


def _short(text: str) -> str:
    try:
        return f"{float(text):.9g}"
    except ValueError:
        return text
