"""The second formulation's promises as they are written: who is in each, who counts, and what may be missed."""

from __future__ import annotations

import pytest

from tests.models.test_audit_written import assert_rows, bounds, written

NEAR = {
    ("in", "in"): ("inside", None),
    ("in", "near"): ("within_20_miles", None),
    ("in", "far"): ("beyond_20_miles", None),
    ("in", "twenty"): ("beyond_20_miles", 20.0),
    ("in", "over"): ("within_20_miles", 20.5),
    ("in", "unknown"): ("unknown", None),
}
AREAS = {
    name: {"name": name, "inside_boundary": name == "in", "home_area": name == "in"}
    for name in ("in", "near", "far", "twenty", "over", "unknown")
}


def promise(write, **target):
    """A promise about half of the children bought in six areas, and who counts towards it."""
    market = [{"pool": ("spot", area)} for area in AREAS]
    given = {"years": (1.0,), "demand": 8, "areas": AREAS, "proximity": NEAR, "market": market}
    ((at, (weights, sense, limit)),) = [
        (about, row)
        for family, about, row in written(write(**given, targets=[{"value": 0.5, **target}]))
        if family == "promise"
    ]
    assert at == "promise 0,0,0"
    return {name.split(",")[3]: weight for name, weight in weights.items()}, sense, limit


@pytest.mark.parametrize(
    ("measure", "counted"),
    [
        ("inside_boundary", {"in"}),
        ("within_20_miles", {"in", "near", "twenty"}),
        ("beyond_20_miles", {"far", "over"}),
        ("in_house", set()),
    ],
)
def test_who_counts_towards_a_promise_of_half(write, measure, counted):
    # by miles where they are known, by the band where not; who is in neither counts for neither
    shares = {area: 0.5 if area in counted else -0.5 for area in AREAS}
    assert promise(write, measure=measure) == (shares, ">=", 0)
    least = {area: -weight for area, weight in shares.items()}
    assert promise(write, measure=measure, sense="at_most") == (least, ">=", 0)


def test_a_promise_of_a_number(write):
    assert promise(write, value=3.0, unit="number") == ({"in": 1}, ">=", 3)
    assert promise(write, value=3.0, unit="number", sense="at_most") == ({"in": -1}, ">=", -3)


@pytest.mark.parametrize(
    ("family", "counts"),
    [
        ("fostering", True),
        ("kinship", True),
        ("parents", True),
        ("adoption", True),
        ("childrens_home", False),
        ("supported_accommodation", False),
    ],
)
def test_which_homes_are_a_family(write, family, counts):
    problem = write(years=(1.0,), demand=8, provisions={"spot": {"family": family}}, targets=[
        {"measure": "family", "value": 2.0, "unit": "number"},
    ])  # fmt: skip
    known = {"census[child,in,spot,out,0,0]": 1} if counts else {"fixed[0]": 1}
    assert_rows(problem, "promise", {"promise 0,0,0": (known, ">=", 2)})


@pytest.mark.parametrize("measure", ["inside_boundary", "within_20_miles", "beyond_20_miles"])
def test_the_exempt_are_in_no_promise_about_where(write, measure):
    needs = {"child": {"locality_exempt": True}, "teen": {"locality_exempt": False}}
    problem = write(years=(1.0,), demand={"child": 4, "teen": 4}, needs=needs, targets=[
        {"measure": measure, "value": 0.5}, {"measure": "family", "value": 0.5},
    ])  # fmt: skip
    about = {row[1]: {name.split(",")[0] for name in row[2][0]} for row in written(problem) if row[0] == "promise"}
    assert about == {"promise 0,0,0": {"census[teen"}, "promise 1,0,0": {"census[child", "census[teen"}}


def test_a_measure_that_is_not_known_is_named(write):
    with pytest.raises(ValueError, match="knows no measure 'happiness'"):
        write(years=(1.0,), demand=1, targets=[{"measure": "happiness", "value": 0.5}])


def test_a_priced_promise_may_be_missed_by_so_many_children(write):
    target = {"value": 3.0, "unit": "number", "price_if_missed": 1.0, "periods": (1,)}
    problem = write(demand=4, targets=[target], supply=[{"pool": ("home", "in"), "places": 2}])
    assert_rows(
        problem, "promise", {"promise 0,1,0": ({"census[child,in,home,in,1,0]": 1, "missed[0,1,0]": 1}, ">=", 3)}
    )
    assert bounds(problem, "missed") == {"0,1,0": (0, None, "Continuous")}
