"""Properties of the code itself: which package may know which, how long a file may be, what is documented."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.cases.casebook import ROOT

MODELS = sorted((ROOT / "models").rglob("*.py"))
OPTIMISER = sorted((ROOT / "optimiser").rglob("*.py"))
ELSEWHERE = sorted(path for folder in ("tests", "benchmarks", "inputs") for path in (ROOT / folder).rglob("*.py"))
MOST_LINES = 400
MAY_BE_LONGER: dict[str, str] = {}
"""Files over the limit, each with its reason; aim at none."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    return name_of(path).removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), name_of(path))


def imports(path: Path, whenever: bool = True) -> Iterator[str]:
    """Modules that a module imports: anywhere, or only when it is itself imported."""
    for node in ast.walk(tree(path)) if whenever else _when_imported(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _when_imported(module: ast.Module) -> Iterator[ast.stmt]:
    """Statements outside functions, and outside what is for type checkers only."""
    left = list(module.body)
    while left:
        node = left.pop()
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            left += [*node.body, *node.orelse]
        elif isinstance(node, ast.Try):
            left += node.body


@pytest.mark.parametrize("path", MODELS, ids=name_of)
def test_the_mathematics_knows_no_engine_and_no_file(path: Path) -> None:
    forbidden = {
        "optimiser",
        "highspy",
        "pandas",
        "csv",
        "json",
        "pathlib",
        "os",
        "io",
        "shutil",
        "sqlite3",
        "urllib",
    }
    assert not {name.split(".")[0] for name in imports(path)} & forbidden
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            assert called not in ("open", "read_text", "write_text", "loadtxt", "genfromtxt", "print"), node.lineno


def test_no_module_imports_itself_by_a_detour() -> None:
    known = {module_of(path): path for path in (*MODELS, *OPTIMISER)}
    graph = {
        module: {name for name in imports(path, whenever=False) if name in known and name != module}
        for module, path in known.items()
    }
    assert len(list(TopologicalSorter(graph).static_order())) == len(known), "raises CycleError where there is one"


def test_no_package_imports_itself_by_a_detour() -> None:
    """Packages only look down: ``tables`` knows no ``engine``, ``engine`` no ``results``."""
    allowed = {
        "models": set(),
        "optimiser.tables": {"models"},
        "optimiser.engine": {"models"},
        "optimiser.results": {"models", "optimiser.engine", "optimiser.tables"},
        "optimiser.assurance.arithmetic": {"optimiser.spreadsheet"},
        "optimiser.assurance": {"models.audit", "models.case", "optimiser.engine.cbc", "optimiser.engine.outcome",
                                "optimiser.run_folder", "optimiser.run_reading", "optimiser.whole_file"},
        "optimiser.scenario": {"optimiser.tables", "optimiser.page"},
        "optimiser.levers": {"models.promised_pools", "optimiser.scenario", "optimiser.tables", "optimiser.page"},
        "optimiser.web.store": set(),
        "optimiser.web.charts": {"optimiser.pack", "optimiser.disclosure", "optimiser.report.style",
                                 "optimiser.studies.waterfall"},
        "optimiser.web.intake": {"optimiser.tables", "optimiser.kept_tables", "optimiser.spreadsheet",
                                 "optimiser.whole_file"},
        "optimiser.web.pages": {"models.promised_pools", "optimiser.levers", "optimiser.scenario",
                                "optimiser.tables", "optimiser.pack",
                                "optimiser.example_cases", "optimiser.kept_tables", "optimiser.whole_file",
                                "optimiser.web"},
        "optimiser.studies": {"models", "optimiser.engine", "optimiser.tables", "optimiser.results",
                              "optimiser.scenario", "optimiser.run_reading", "optimiser.page",
                              "optimiser.what_if_session", "optimiser.agreed_loads"},
        "optimiser.disclosure": set(),
        "optimiser.pack": {"models.case", "models.promised_pools", "optimiser.assurance.statement",
                           "optimiser.disclosure", "optimiser.futures", "optimiser.report.style",
                           "optimiser.run_folder", "optimiser.run_reading", "optimiser.spreadsheet",
                           "optimiser.whole_file"},
        "optimiser.report": {"optimiser.studies", "optimiser.engine.words", "optimiser.tables",
                             "optimiser.run_folder", "optimiser.page", "optimiser.whole_file"},
    }  # fmt: skip
    above = ("optimiser.errors", "optimiser.baseline", "optimiser.year_by_year")
    for path in (*MODELS, *OPTIMISER):
        package = next((name for name in sorted(allowed, reverse=True) if module_of(path).startswith(name)), None)
        if package is None:
            continue
        for name in imports(path, whenever=False):
            if name.startswith(("models", "optimiser.")):
                own = name.startswith((*above, f"{package}.", package))
                assert own or any(name.startswith(other) for other in allowed[package]), (name_of(path), name)


def test_the_second_opinion_shares_nothing_with_the_planner() -> None:
    """``models.audit`` knows the case alone; the arithmetic knows neither models nor engine."""
    second = [path for path in MODELS if path.name.startswith("audit")]
    assert len(second) > 1
    for path in second:
        ours = {name for name in imports(path) if name.startswith(("models", "optimiser"))}
        assert all(name.startswith(("models.case", "models.audit")) for name in ours), (name_of(path), ours)


@pytest.mark.parametrize("path", [*MODELS, *OPTIMISER, *ELSEWHERE], ids=name_of)
def test_no_file_is_too_long(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if name_of(path) in MAY_BE_LONGER:
        assert lines > MOST_LINES, f"{name_of(path)} is short again: take it off the list"
    else:
        assert lines <= MOST_LINES, f"{name_of(path)} has {lines} lines"


def public(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for child in node.body:
        if isinstance(child, ast.FunctionDef | ast.ClassDef) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public(child)


@pytest.mark.parametrize("path", [*MODELS, *OPTIMISER], ids=name_of)
def test_everything_public_says_what_it_is(path: Path) -> None:
    module = tree(path)
    assert ast.get_docstring(module), "every module says what it is for"
    without = [node.name for node in public(module) if not ast.get_docstring(node)]
    assert not without
