"""Runs that several tests look at, each planned once, and hand-sized cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import optimiser
from tests.cases.casebook import TINY, Tables, case, demand, read, rows, weekly
from tests.tables.small_case import TablesOfText, small_case, write_csv

PROBABILITY = {"few": 0.25, "many": 0.75}


def with_two_futures(tables: TablesOfText) -> TablesOfText:
    """A tenth fewer children with probability ¼, a tenth more with ¾."""
    header, *given = tables["demand"]
    children, scenario = header.index("children"), header.index("scenario")
    tables["demand"] = [header]
    for label, factor in (("few", 0.9), ("many", 1.1)):
        for row in given:
            changed = list(row)
            changed[children], changed[scenario] = row[children] * factor, label
            tables["demand"].append(changed)
    tables["scenarios"] = [["scenario", "probability"], *[[label, share] for label, share in PROBABILITY.items()]]
    return tables


@pytest.fixture(scope="session")
def tiny() -> optimiser.Result:
    return optimiser.plan(optimiser.read_case(TINY), gap=0.0)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> optimiser.Result:
    """Every table filled in; inflation, growth, discounting, tiers, grants, closures."""
    folder = write_csv(small_case(), tmp_path_factory.mktemp("small"))
    return optimiser.plan(optimiser.read_case(folder), gap=0.0)


@pytest.fixture(scope="session")
def futures(tmp_path_factory: pytest.TempPathFactory) -> optimiser.Result:
    """The same with two futures."""
    folder = write_csv(with_two_futures(small_case()), tmp_path_factory.mktemp("futures"))
    return optimiser.plan(optimiser.read_case(folder), gap=0.0)


@pytest.fixture(params=["tiny", "small", "futures"])
def result(request: pytest.FixtureRequest) -> optimiser.Result:
    """A run with a plan and a baseline."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, optimiser.Result)
    return found


@pytest.fixture(params=["tiny", "small", "futures"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A run beside the inputs that it came of."""
    if request.param == "tiny":
        folder = TINY
    else:
        tables = small_case() if request.param == "small" else with_two_futures(small_case())
        folder = write_csv(tables, tmp_path_factory.mktemp("inputs"))
    return optimiser.read_case(folder), request.getfixturevalue(request.param)


YEARS = ["2025/26", "2026/27"]


def foster(
    children: float | list[float] = 10, places: float = 4, bought: float | None = None, **more: Any
) -> Tables:
    """Children for fostering: own places at £10,000 a year in the home area, an agency's at £50,000 away."""
    labels = YEARS[: len(children)] if isinstance(children, list) else YEARS[:1]
    market = rows("provision area children_max", ("agency", "away", "" if bought is None else bought))
    return case(
        **{
            "periods": rows("period years", *[(label, 1) for label in labels]),
            "needs": rows("need label age_from age_to", ("child", "Children", 0, 17)),
            "demand": demand({"child": children}, labels),
            "provisions": rows(
                "provision label family sector weekly_cost mean_stay",
                ("own", "In-house fostering", "fostering", "in_house", weekly(10_000), 0.01),
                ("agency", "Agency fostering", "fostering", "external", weekly(50_000), 0.01),
            ),
            "suitability": rows(
                "need provision rating", ("child", "own", "preferred"), ("child", "agency", "suitable")
            ),
            "supply": rows("provision area places", ("own", "home", places)),
            "market": market,
            **more,
        }
    )


def promised(share: float, price: float | str = "", sense: str = "at_least", **more: Any) -> Tables:
    """Ten children, four places in the home area and a promise about the share who live there."""
    promise = rows(
        "target label measure sense value price_if_missed",
        ("near", "Near home", "inside_boundary", sense, share, price),
    )
    return foster(targets=promise, **more)


def tiny_tables() -> Tables:
    return read(TINY)


@contextmanager
def nothing_left(folder: Any) -> Iterator[None]:
    """That what happens within leaves no file in a folder, hidden ones included."""
    before = sorted(folder.iterdir())
    yield
    assert sorted(folder.iterdir()) == before
