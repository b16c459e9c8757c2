"""How places fill by the choice curve, as the pack tells it: figures of the table of pools, never in public."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import optimiser
from optimiser.disclosure.symbols import Symbol
from optimiser.errors import OptimiserError
from optimiser.pack.building import SECTIONS, pack_of
from optimiser.pack.display import said
from optimiser.pack.document import Figure
from optimiser.pack.facts import Facts
from optimiser.run_reading import read_run
from tests.cases.by_hand import service
from tests.cases.casebook import rows
from tests.cases.casebook import solve as planned
from tests.pack.finding import the


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Nine children; four own places in two areas apart, and two with kin."""
    folder = tmp_path_factory.mktemp("filled")
    tables = service(
        9,
        2,
        settings={"capacity_mode": "choice"},
        supply=rows("provision area places", ("own", "home", 2), ("own", "away", 2), ("kin", "home", 2)),
        matching=[{"provision": "own", "suits": 0.5}, {"provision": "kin", "areas": "together"}],
    )
    return Facts(read_run(optimiser.write_run(planned(tables, folder), folder / "run")))


def test_every_figure_is_that_of_the_table_of_pools_in_the_last_period(filled: Facts) -> None:
    pools = filled.table("pools")
    last = pools[(pools["period"] == filled.last) & (pools["places"] > 0)]
    names = {
        ("own", "home"): f"{filled.provision('own')}, {filled.area('home')}",
        ("own", "away"): f"{filled.provision('own')}, {filled.area('away')}",
        ("kin", "*"): filled.provision("kin"),
    }
    table = the(pack_of(filled, ["filling"]), "filling")
    found = {row[0]: [cell.value for cell in row[1:] if isinstance(cell, Figure)] for row in table.rows}
    columns = (
        "places", "offered_load", "children", "turned_away", "no_suitable", "choice_of_two",
        "places_10", "places_5", "places_2",
    )  # fmt: skip
    assert len(last) == len(found) == 3
    for row in last.to_dict("records"):
        name = names[str(row["provision"]), str(row["area"])]
        assert found[name] == pytest.approx([row[column] for column in columns])
    shares = [row[3] for row in found.values()]
    assert shares == sorted(shares, reverse=True)
    assert all(share > 0.1 for share in shares)


def test_it_is_said_who_turns_away_most(filled: Facts) -> None:
    (section,) = pack_of(filled, ["filling"]).sections
    share = round(100 * max(filled.table("pools").query(f"period == '{filled.last}'")["turned_away"]))
    assert f"turns away {share}%" in (said(section.message) or "")


def test_it_is_not_for_publication_and_not_without_the_choice_curve(filled: Facts, tiny: Facts) -> None:
    for facts in (replace(filled, publish=True), tiny):
        assert "filling" not in [section.key for section in pack_of(facts).sections]
        with pytest.raises(OptimiserError, match="choice curve"):
            pack_of(facts, ["filling"])
    assert "filling" in SECTIONS


def test_a_chance_that_does_not_exist_is_a_mark(tmp_path: Path) -> None:
    """Nobody needs a home in the second year: nothing is turned away, and there is no chance to tell."""
    tables = service(
        [2, 0],
        2,
        settings={"capacity_mode": "choice"},
        supply=rows("provision area places", ("own", "home", 2)),
        matching=[{"provision": "own"}],
    )
    facts = Facts(read_run(optimiser.write_run(planned(tables, tmp_path), tmp_path / "run")))
    ((_, *cells),) = the(pack_of(facts, ["filling"]), "filling").rows
    assert cells.count(Symbol.NOT_APPLICABLE) == 2
