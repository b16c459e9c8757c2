"""The public interface: a handful of names, five lines in a notebook, no solver loaded to ask for help."""

from __future__ import annotations

import subprocess
import sys

import pytest

import optimiser
from tests.cases.casebook import ROOT


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_notebook_of_five_lines() -> None:
    said = python(
        "from optimiser import plan, read_case\n"
        "inputs = read_case('inputs/tiny')\n"
        "result = plan(inputs)\n"
        "print(result.summary())\n"
        "print(result.placements.groupby(['period', 'provision'])['children'].sum())\n"
    )
    assert "Tinyshire: sufficiency plan" in said
    assert "own_fostering" in said


def test_every_name_is_there() -> None:
    assert sorted(optimiser.__all__) == optimiser.__all__
    for name in optimiser.__all__:
        assert getattr(optimiser, name) is not None, name
    with pytest.raises(AttributeError, match="no attribute 'paln'"):
        _ = optimiser.paln


def test_every_name_is_documented() -> None:
    for name in optimiser.__all__:
        assert (getattr(optimiser, name).__doc__ or "").strip(), name


def test_a_star_import_brings_all_names() -> None:
    names: dict[str, object] = {}
    exec("from optimiser import *", names)
    assert set(optimiser.__all__) <= set(names)


def test_importing_loads_no_solver() -> None:
    code = "import sys, optimiser, optimiser.cli\nfrom optimiser import InputError\n"
    heavy = "{'pyomo', 'highspy', 'pandas', 'scipy', 'pydantic'}"
    assert python(f"{code}print(sorted({heavy} & set(sys.modules)))") == "[]\n"


def test_the_default_gap_is_the_same_everywhere() -> None:
    from optimiser import cli
    from optimiser.engine.settings import DEFAULT_GAP, SolveSettings

    (gap,) = (option for option in cli.plan.params if option.name == "gap")
    assert gap.default == DEFAULT_GAP == SolveSettings().gap


def test_asking_for_help_loads_no_solver() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom optimiser.cli import main\n"
        "assert CliRunner().invoke(main, ['plan', '--help']).exit_code == 0\n"
        "print('pyomo' in sys.modules, 'highspy' in sys.modules)"
    )
    assert python(code) == "False False\n"
