"""Studies go into the pack where they are of the run's own inputs, and say what their tables hold."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from optimiser.cli import main
from optimiser.disclosure.symbols import Symbol
from optimiser.errors import RunFolderError
from optimiser.pack.building import pack_of
from optimiser.pack.display import text_of
from optimiser.pack.document import Figure, Pack
from optimiser.pack.facts import Facts
from optimiser.pack.studies import Studies, read_studies
from tests.cases.casebook import TINY
from tests.pack.finding import the

CHEAPER = "provisions[provision=agency_fostering].weekly_cost*=0.8"
MORE = "demand[*].children*=1.5"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A study of each kind of the tiny case."""
    place = tmp_path_factory.mktemp("studies")
    asked = {
        "compare": ["--set", CHEAPER, "--set", MORE, "--apart"],
        "frontier": ["--target", "inside_boundary", "--points", "3"],
        "alternatives": ["--within", "5%"],
        "drivers": [],
    }
    for kind, options in asked.items():
        found = CliRunner().invoke(main, [kind, str(TINY), *options, "--out", str(place / kind), "--quiet"])
        assert found.exit_code == 0, found.output
    return {kind: place / kind for kind in asked}


@pytest.fixture(scope="module")
def pack(tiny: Facts, folders: dict[str, Path]) -> Pack:
    return pack_of(replace(tiny, studies=read_studies(folders.values(), tiny.run)))


def test_what_ifs_stand_beside_the_plan(pack: Pack, tiny: Facts, folders: dict[str, Path]) -> None:
    rows = {text_of(row[0]): row for row in the(pack, "options").rows}
    plans = read_studies([folders["compare"]], tiny.run).table("compare", "compare_plans")
    assert plans is not None
    cheaper = plans.set_index("what_if").loc[CHEAPER, "objective"]
    cost = rows[f"What if: {CHEAPER}"][1]
    assert isinstance(cost, Figure)
    assert cost.value == cheaper
    more = rows[f"What if: {CHEAPER}"][2]
    assert isinstance(more, Figure)
    assert more.value == pytest.approx(cheaper - plans.set_index("what_if").loc["Baseline", "objective"])
    assert rows[f"What if: {MORE}"][1:] == (Symbol.NOT_APPLICABLE, Symbol.NOT_APPLICABLE, "No plan is possible")


def test_a_difference_that_is_not_proven_is_said_to_be_none(tiny: Facts, folders: dict[str, Path]) -> None:
    studies = read_studies([folders["compare"]], tiny.run)
    compare = studies.by_kind["compare"]
    figures = compare.tables["compare_figures"].assign(proven="no")
    unproven = replace(compare, tables={**compare.tables, "compare_figures": figures})
    rows = the(pack_of(replace(tiny, studies=Studies({"compare": unproven})), ["options"]), "options").rows
    assert {row[0]: row[3] for row in rows}[f"What if: {CHEAPER}"] == "Not proven to differ from the plan"


def test_what_the_plan_depends_on_is_the_tornado(pack: Pack, tiny: Facts, folders: dict[str, Path]) -> None:
    tornado = read_studies([folders["drivers"]], tiny.run).table("drivers", "tornado")
    assert tornado is not None
    both = tornado[tornado["effect_low"].notna() & tornado["effect_high"].notna()]
    first = [cell.value for cell in the(pack, "drivers").rows[0] if isinstance(cell, Figure)]
    assert first == [both.iloc[0]["effect_low"], both.iloc[0]["effect_high"]]
    assert [text_of(row[0]) for row in the(pack, "switching").rows] == ["Recruit a foster household"]


def test_alternatives_and_the_frontier_are_told(pack: Pack) -> None:
    assert text_of(the(pack, "alternatives").rows[0][0]) == "Least cost"
    assert len(the(pack, "no_regret").rows) == 2
    assert the(pack, "frontier").rows


def test_numbers_of_children_among_assumptions_are_hidden_before_publication(
    tiny: Facts, folders: dict[str, Path]
) -> None:
    facts = replace(tiny, studies=read_studies([folders["drivers"]], tiny.run), publish=True)
    rows = the(pack_of(facts, ["depends"]), "drivers").rows
    assert {row[1] for row in rows if text_of(row[0]).startswith("Children:")} <= {Symbol.CONFIDENTIAL}
    assert any(row[1] != Symbol.CONFIDENTIAL for row in rows)


def test_a_folder_without_a_study_is_refused(tiny: Facts, tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="holds no study"):
        read_studies([tmp_path], tiny.run)


def test_two_studies_of_a_kind_are_refused(tiny: Facts, folders: dict[str, Path]) -> None:
    with pytest.raises(RunFolderError, match="one of each kind"):
        read_studies([folders["frontier"], folders["frontier"]], tiny.run)


def test_a_study_of_other_inputs_is_refused(tiny: Facts, folders: dict[str, Path], tmp_path: Path) -> None:
    other = shutil.copytree(folders["frontier"], tmp_path / "other")
    record = json.loads((other / "frontier.json").read_text(encoding="utf-8"))
    (other / "frontier.json").write_text(json.dumps(record | {"inputs_sha256": "0"}), encoding="utf-8")
    with pytest.raises(RunFolderError, match="of other inputs"):
        read_studies([other], tiny.run)


def test_a_spoiled_study_is_refused(tiny: Facts, folders: dict[str, Path], tmp_path: Path) -> None:
    other = shutil.copytree(folders["frontier"], tmp_path / "other")
    (other / "frontier.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunFolderError, match="cannot be read"):
        read_studies([other], tiny.run)


def test_no_study_has_no_tables() -> None:
    assert Studies().table("drivers", "tornado") is None
