"""The second opinion on a run: three checks that share nothing with the planner, and one statement."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import Any

from optimiser.assurance.arithmetic import ArithmeticCheck, check_arithmetic
from optimiser.assurance.claim import Claim, claim_of
from optimiser.assurance.perturbation import perturbation
from optimiser.assurance.second_formulation import second_formulation
from optimiser.assurance.statement import STATEMENT, Check, Judgement, Statement
from optimiser.assurance.statement_text import as_markdown
from optimiser.errors import InputError, RunFolderError
from optimiser.run_folder import RESULT
from optimiser.run_reading import read_record, read_run
from optimiser.whole_file import write_whole

DEFAULT_SECONDS = 45.0
"""Most seconds for the second formulation's own search, and for the plans that differ by one decision."""

PAGE = "audit.md"
"""The statement as a page, beside :data:`STATEMENT` in the run folder."""

_PACKAGES = ("sufficiency-optimiser", "pulp", "highspy", "pandas", "numpy")


def second_opinion(folder: str | os.PathLike[str], seconds: float = DEFAULT_SECONDS) -> Statement:
    """Check a run folder: its arithmetic, another formulation of it, and plans that differ by one decision.

    ``seconds`` is the most that the second formulation's own search may take, and likewise the plans that
    differ by one decision; both run side by side. A run whose arithmetic fails is checked by the others too, as
    far as it can be read. Raises :class:`~optimiser.errors.RunFolderError` where there is no run.
    """
    place = Path(folder)
    record = read_record(place)
    arithmetic = _arithmetic(place)
    try:
        run = read_run(place)
        others = _side_by_side(claim_of(run), seconds)
        responsibility = asdict(run.inputs.responsibility)
    except (InputError, RunFolderError, KeyError, ValueError) as fault:
        others, responsibility = (_unreadable(fault),), {}
    return Statement(_identity(place, record), (arithmetic, *others), responsibility, _versions())


def _arithmetic(folder: Path) -> Check:
    began = time.perf_counter()
    found = check_arithmetic(folder)
    figures = found.as_dict()
    rows = figures.pop("findings")
    return Check(
        name="Arithmetic",
        by="plain pandas on the run's own tables, without a model or a solver",
        judgement=Judgement.HOLDS if found.passed else Judgement.FAILS,
        sentences=tuple(_arithmetic_sentences(found)),
        seconds=time.perf_counter() - began,
        figures=figures,
        rows=tuple(rows),
    )


def _arithmetic_sentences(found: ArithmeticCheck) -> Iterator[str]:
    compared = sum(found.compared.values())
    if found.passed:
        yield f"{compared:,} figures and rules were worked out again from the tables; every one agrees."
    else:
        noun = "difference" if len(found.findings) == 1 else "differences"
        yield f"{len(found.findings)} {noun} among {compared:,} figures and rules. {found.diagnosis}"
        yield from (finding.sentence for finding in found.findings)
    if found.not_recomputed:
        yield f"Not worked out again: {'; '.join(item.what for item in found.not_recomputed)}."


def _side_by_side(claim: Claim, seconds: float) -> tuple[Check, ...]:
    """Both checks at once: CBC is a process of its own, and HiGHS lets go of Python while it solves."""
    stop = Event()
    with ThreadPoolExecutor(max_workers=2) as pool:
        waiting = [pool.submit(check, claim, seconds, stop.is_set) for check in (second_formulation, perturbation)]
        try:
            return tuple(one.result() for one in waiting)
        except BaseException:
            stop.set()
            raise


def _unreadable(fault: Exception) -> Check:
    sentences = [str(problem) for problem in fault.problems] if isinstance(fault, InputError) else [str(fault)]
    said = ("The run cannot be read, so its problem was not solved again.", *sentences)
    return Check("Another formulation", "the product's own reader", Judgement.FAILS, said, 0.0)


def _identity(folder: Path, record: dict[str, Any]) -> dict[str, Any]:
    names = ("authority", "inputs", "inputs_sha256", "status", "reason", "objective", "bound", "gap")
    digest = hashlib.sha256((folder / RESULT).read_bytes()).hexdigest()
    return {name: record.get(name) for name in names} | {"result_sha256": digest}


def _versions() -> dict[str, str]:
    return {package: importlib.metadata.version(package) for package in _PACKAGES}


def write_statement(statement: Statement, folder: str | os.PathLike[str]) -> tuple[Path, Path]:
    """Write ``audit.json`` and ``audit.md`` to the run folder, in place of those of an earlier audit."""
    text = json.dumps(statement.as_dict(), indent=2, ensure_ascii=False, allow_nan=False)
    place = Path(folder)
    return write_whole(place / STATEMENT, text + "\n"), write_whole(place / PAGE, as_markdown(statement))
