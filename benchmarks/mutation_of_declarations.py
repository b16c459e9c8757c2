"""Mutants of ``models/`` that mutmut does not make: decorated functions, class bodies and module constants.

The alterations are mutmut's own. Each is imported in place of the real module by a child process, which runs
the tests that ``[tool.mutmut]`` of ``pyproject.toml`` selects, or for ``audit*`` its own tests; nothing is
written to the tree. Run from the repository root, where mutmut is installed::

    python benchmarks/mutation_of_declarations.py [module ...]
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import highspy  # noqa: F401  (what every child would import again)
import libcst as cst
import pandas as pd  # noqa: F401
import pulp  # noqa: F401
import pyomo.environ
import pyomo.repn.plugins.standard_form  # noqa: F401
import pytest
import scipy.sparse  # noqa: F401
import xlsxwriter  # noqa: F401
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).parents[1]
MODELS = sorted((ROOT / "models").glob("*.py"))
MUTMUT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
TESTS = MUTMUT["pytest_add_cli_args_test_selection"]
TESTS_OF_AUDIT = [*map(str, sorted((ROOT / "tests" / "models").glob("test_audit*.py"))), "-k", "not lewisham"]
MADE_BY_MUTMUT = ("classmethod", "staticmethod")


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Every alteration of a module that mutmut leaves out: what is altered, and the altered source."""
    module = cst.parse_module(source)
    for node in _left_out(module):
        for kind, operator in mutation_operators:
            for altered in operator(node) if isinstance(node, kind) else ():
                before, after = module.code_for_node(node).strip(), module.code_for_node(altered).strip()
                yield f"{before}  →  {after}", module.deep_replace(node, altered).code


def _left_out(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom) or _mutated_by_mutmut(node):
        return
    yield node
    for child in node.children:
        yield from _left_out(child)


def _mutated_by_mutmut(node: cst.CSTNode) -> bool:
    if not isinstance(node, cst.FunctionDef):
        return False
    names = [held.decorator.value for held in node.decorators if isinstance(held.decorator, cst.Name)]
    return len(names) == len(node.decorators) and set(names) <= set(MADE_BY_MUTMUT)


class Altered(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from an altered source."""

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source = name, source

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, self.name, "exec"), module.__dict__)


def survives(name: str, source: str) -> bool:
    """Whether the tests pass with a module's source altered."""
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        sys.meta_path.insert(0, Altered(name, source))
        tests = TESTS_OF_AUDIT if name.startswith("models.audit") else TESTS
        arguments = ["-x", *MUTMUT["pytest_add_cli_args"], *tests]
        code = 1
        try:
            code = int(pytest.main(arguments))
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def main(modules: Sequence[str]) -> None:
    """Print every survivor and, for each module, how many of its mutants were killed."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    for path in MODELS:
        if modules and path.stem not in modules:
            continue
        real = path.read_text("utf-8")
        found = list(mutants(real))
        if found and not survives(f"models.{path.stem}", real):
            raise SystemExit("the tests fail before anything is altered")
        survivors = [what for what, source in found if survives(f"models.{path.stem}", source)]
        for what in survivors:
            print("   ", what)
        print(f"{path.stem}: {len(found) - len(survivors)} of {len(found)} killed", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
