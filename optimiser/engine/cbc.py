"""CBC, the solver of the second opinion: a PuLP problem goes in, what CBC established comes back.

PuLP is used to write the problem and for the CBC that comes with it. CBC is run here and not by PuLP, which
calls a problem optimal when only the time was up, keeps no bound, and leaves the solver running on Ctrl-C.
Each run has a temporary folder of its own, which is gone when it ends.
"""

from __future__ import annotations

import contextlib
import math
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pulp

from models.audit import Variable
from optimiser.engine.outcome import Status
from optimiser.errors import OptimiserError

_MODEL, _SOLUTION, _LOG = "problem.mps", "solution.txt", "log.txt"
_TIME_LIMIT, _CANCELLED = "time limit", "cancelled"
_OUR_DOING = (_TIME_LIMIT, _CANCELLED)
_CAME_DOWN = "CBC came down"
_LAST_ORDINARY_CODE = 255
"""A program that comes down itself ends with a code below 0, or on Windows one above this; its log is lost."""
_BROKEN = "what CBC calls a solution breaks rows of the problem"
_TOLERANCES = ("primalTolerance", "dualTolerance", "integerTolerance")
_TOLERANCE = 1e-8
_ABSOLUTE_GAP = 1e-9
"""A solution so close to the bound is the best; and a better one must be better by so much."""
_SATISFIED = 1e-5
"""A row that is broken by less than this holds."""
_POLL_SECONDS = 0.02
_GRACE_SECONDS = 10.0
"""CBC looks at its clock only now and then; at twice its time and so much more it is stopped for good."""
_NUMBER = r"([-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)"
_BOUNDS = (
    rf"^Lower bound:\s+{_NUMBER}",
    rf"best possible {_NUMBER}",
    rf"^Continuous objective value is {_NUMBER}",
)
_NO_BOUND = 1e30
"""What CBC prints for a bound that it does not have is larger than this."""


class CbcError(OptimiserError):
    """CBC cannot be run here, or ended without an answer; its text says what to do."""


@dataclass(frozen=True, slots=True)
class CbcOutcome:
    """What CBC established; money in the units of the problem's objective.

    ``status``: ``optimal`` proven to the gap asked for, ``feasible`` a solution but not proven,
    ``infeasible``, ``unbounded``, or ``stopped`` before anything was found. ``objective`` is that of
    ``values`` (one for each variable that is not nought), ``bound`` what no solution can be less than, as far
    as CBC got; either is ``None`` where there is none. ``version`` of CBC.
    """

    status: Status
    reason: str
    seconds: float
    version: str
    objective: float | None = None
    bound: float | None = None
    values: Mapping[Variable, float] = field(default_factory=dict)

    @property
    def gap(self) -> float | None:
        """How far the solution could be from the best, as a share of its objective."""
        if self.objective is None or self.bound is None:
            return None
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-9)


def solve(
    problem: Any,
    *,
    time_limit: float | None = None,
    gap: float = 0.0,
    relaxed: bool = False,
    cancel: Callable[[], bool] | None = None,
) -> CbcOutcome:
    """Minimise a PuLP problem with CBC.

    ``time_limit`` in seconds, which CBC may overrun before it branches. ``gap``: relative gap to prove.
    ``relaxed``: nothing need be whole. ``cancel`` is asked some times a second whether to stop; what was
    found by then is lost, what bound was reached is not. Ctrl-C ends CBC and is raised again. Nothing is
    printed and no file is left.

    Raises :class:`CbcError` where CBC cannot be run, and ``ValueError`` for a problem to be maximised.
    """
    if problem.sense != pulp.LpMinimize:
        raise ValueError("only a problem to be minimised has the bound that is read here")
    with tempfile.TemporaryDirectory(prefix="second_opinion_") as folder:
        is_mip = not relaxed and any(variable.cat == pulp.LpInteger for variable in problem.variables())
        names = frozenset(variable.name for variable in problem.variables())
        run = _Run(Path(folder), gap, is_mip, names, cancel)
        problem.writeMPS(str(run.folder / _MODEL), mip=1 if is_mip else 0)
        return _with_objective(problem, _solve(problem, run, time_limit))


def _solve(problem: Any, run: _Run, time_limit: float | None) -> CbcOutcome:
    """Run CBC, and again without its preprocessing where that spoilt the solution or brought CBC down."""
    found = run.outcome(time_limit)
    spoilt = found.status.has_plan and not _is_solution(problem, run, found)
    if spoilt or (found.status is Status.STOPPED and found.reason not in _OUR_DOING):
        again = run.outcome(time_limit, preprocess=False)
        found = replace(again, seconds=found.seconds + again.seconds)
    if found.status in (Status.INFEASIBLE, Status.UNBOUNDED):
        return _tell_apart(problem, run, found, time_limit)
    if found.status.has_plan and not _is_solution(problem, run, found):
        return CbcOutcome(Status.STOPPED, _BROKEN, found.seconds, found.version, bound=found.bound)
    return found


def _is_solution(problem: Any, run: _Run, found: CbcOutcome) -> bool:
    return violation(problem, found.values, whole=run.is_mip) <= _SATISFIED


def violation(problem: Any, values: Mapping[Variable, float], *, whole: bool = True) -> float:
    """The most by which values break a row or a bound of a problem, or are not whole where they should be.

    Of a row with large figures, as a share of its limit.
    """
    worst = 0.0
    for row in problem.constraints():
        left = math.fsum(weight * values.get(variable.name, 0.0) for variable, weight in row.items())
        over = left + row.constant
        wrong = abs(over) if row.sense == 0 else max(0.0, -over * row.sense)
        worst = max(worst, wrong / max(1.0, abs(row.constant)))
    for variable in problem.variables():
        value, low, high = values.get(variable.name, 0.0), variable.lowBound, variable.upBound
        below = 0.0 if low is None else (low - value) / max(1.0, abs(low))
        above = 0.0 if high is None else (value - high) / max(1.0, abs(high))
        fraction = abs(value - round(value)) if whole and variable.cat == pulp.LpInteger else 0.0
        worst = max(worst, below, above, fraction)
    return worst


def _with_objective(problem: Any, found: CbcOutcome) -> CbcOutcome:
    """The objective of the values to all its digits, with what is fixed in it, which CBC is not told."""
    constant = problem.objective.constant
    bound = None if found.bound is None else found.bound + constant
    if not found.status.has_plan:
        return replace(found, bound=bound)
    terms = problem.objective.items()
    exact = constant + math.fsum(weight * found.values.get(variable.name, 0.0) for variable, weight in terms)
    is_all = found.bound == found.objective
    return replace(found, objective=exact, bound=exact if is_all or bound is None else min(bound, exact))


def _tell_apart(problem: Any, run: _Run, found: CbcOutcome, time_limit: float | None) -> CbcOutcome:
    """Whether there is no solution or no best one: is there a solution when the objective does not matter?

    CBC calls some problems without a bound infeasible, and the other way round. It is asked without its
    preprocessing, which is another way to the answer, and with it where it comes down without.
    """
    run.forget_the_objective()
    seconds = found.seconds
    for preprocess in (False, True):
        any_solution = run.outcome(time_limit, preprocess=preprocess)
        seconds += any_solution.seconds
        if any_solution.status is Status.INFEASIBLE:
            return replace(found, status=Status.INFEASIBLE, reason="no solution", seconds=seconds)
        if any_solution.status.has_plan and _is_solution(problem, run, any_solution):
            return replace(found, status=Status.UNBOUNDED, reason="no lower bound", seconds=seconds)
        if any_solution.reason in _OUR_DOING:
            break
    reason = f"either no solution or no lower bound: {any_solution.reason}"
    return replace(found, status=Status.STOPPED, reason=reason, seconds=seconds)


@dataclass(frozen=True, slots=True)
class _Run:
    """CBC in a folder of its own."""

    folder: Path
    gap: float
    is_mip: bool
    names: frozenset[str]
    cancel: Callable[[], bool] | None

    def forget_the_objective(self) -> None:
        """Make every coefficient of the objective nought in the problem's file."""
        path = self.folder / _MODEL
        text = path.read_text(encoding="utf-8")
        name = re.escape(re.findall(r"^ N\s+(\S+)", text, re.MULTILINE)[0])
        nought = rf"\g<1> {0:.12e}"
        path.write_text(re.sub(rf"^(\s+\S+\s+{name}\s+)\S+$", nought, text, flags=re.MULTILINE), encoding="utf-8")

    def outcome(self, time_limit: float | None, *, preprocess: bool = True) -> CbcOutcome:
        """Run CBC and read what it says; its preprocessing sometimes spoils a solution."""
        (self.folder / _SOLUTION).unlink(missing_ok=True)
        began = time.perf_counter()
        stopped = self._run(time_limit, () if preprocess else ("-preprocess", "off"))
        seconds = time.perf_counter() - began
        log = (self.folder / _LOG).read_text(encoding="utf-8", errors="replace")
        version = _last(r"^Version: (\S+)", log)
        if version is None and not stopped.startswith((*_OUR_DOING, _CAME_DOWN)):
            raise CbcError(f"{_CANNOT} {stopped}")
        bound = bound_in(log) if self.is_mip else None
        if stopped:
            return CbcOutcome(Status.STOPPED, stopped, seconds, version or "unknown", bound=bound)
        return self._read(log, seconds, version or "unknown", bound)

    def _run(self, time_limit: float | None, switches: tuple[str, ...]) -> str:
        """Run CBC; return why it was stopped, or nothing where it ended by itself."""
        limit = () if time_limit is None else ("-sec", f"{time_limit:g}")
        tolerances = [part for name in _TOLERANCES for part in (f"-{name}", f"{_TOLERANCE:g}")]
        command = [
            executable(), _MODEL, "-timeMode", "elapsed", *limit, "-ratio", f"{self.gap:g}",
            "-allow", f"{_ABSOLUTE_GAP:g}", "-increment", f"{_ABSOLUTE_GAP:g}", *tolerances, *switches,
            "-solve", "-printingOptions", "all", "-solution", _SOLUTION,
        ]  # fmt: skip
        last = math.inf if time_limit is None else time.monotonic() + 2 * time_limit + _GRACE_SECONDS
        with (self.folder / _LOG).open("w", encoding="utf-8") as log, _child(command, self.folder, log) as cbc:
            while True:
                if self.cancel is not None and self.cancel():
                    return _CANCELLED
                if cbc.poll() is not None:
                    break
                if time.monotonic() > last:
                    return _TIME_LIMIT
                with contextlib.suppress(subprocess.TimeoutExpired):
                    cbc.wait(_POLL_SECONDS)
        if cbc.returncode == 0:
            return ""
        how = _CAME_DOWN if cbc.returncode < 0 or cbc.returncode > _LAST_ORDINARY_CODE else "CBC ended"
        return f"{how} with code {cbc.returncode}"

    def _read(self, log: str, seconds: float, version: str, bound: float | None) -> CbcOutcome:
        """Read the solution file: its first line says how CBC ended, the others hold the values."""
        path = self.folder / _SOLUTION
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if not lines:
            return CbcOutcome(Status.STOPPED, "CBC wrote no solution", seconds, version)
        said, _, rest = lines[0].partition(" - objective value")
        if said.startswith(("Infeasible", "Integer infeasible")):
            return CbcOutcome(Status.INFEASIBLE, "no solution", seconds, version)
        if said.startswith("Unbounded"):
            return CbcOutcome(Status.UNBOUNDED, "no lower bound", seconds, version)
        if said.startswith("Optimal") and "Result - Stopped" not in log:
            objective, values = float(rest), self._values(lines[1:])
            proven = self._proven(objective, bound if "within gap" in log else None)
            return CbcOutcome(Status.OPTIMAL, "proven", seconds, version, objective, proven, values)
        reason = _TIME_LIMIT if " on time" in said + log else said.lower()
        if "no integer solution" in said or not self.is_mip:
            return CbcOutcome(Status.STOPPED, reason, seconds, version, bound=bound)
        objective, values = float(rest), self._values(lines[1:])
        return CbcOutcome(Status.FEASIBLE, reason, seconds, version, objective, bound, values)

    def _values(self, lines: list[str]) -> dict[Variable, float]:
        """What each variable is, where not nought; a line is ``[**] position name value dual``, rows too."""
        found = (line.replace("**", " ").split() for line in lines)
        given = {Variable(parts[1]): float(parts[2]) for parts in found if len(parts) == 4}
        return {name: value for name, value in given.items() if value and name in self.names}

    def _proven(self, objective: float, bound: float | None) -> float:
        """The bound of a proven optimum: all of it, or what is left of the gap, as far as it can be read."""
        if bound is None:
            return objective
        allowed = max(_ABSOLUTE_GAP, self.gap * max(abs(objective), abs(bound)))
        return min(objective, max(bound, objective - allowed))


_CANNOT = (
    "The second opinion needs the CBC solver that comes with PuLP, and it did not run here: install PuLP again "
    "(pip install --force-reinstall 'pulp<4'), or put a program called cbc on the path."
)


def executable() -> str:
    """Where CBC is: the one that comes with PuLP, or else one on the path."""
    bundled = getattr(getattr(pulp, "PULP_CBC_CMD", None), "pulp_cbc_path", None)
    if bundled is not None and Path(bundled).is_file():
        return str(bundled)
    found = shutil.which("cbc")
    if found is None:
        raise CbcError(_CANNOT)
    return found


@contextlib.contextmanager
def _child(command: list[str], folder: Path, log: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A child process that never outlives its block, however that ends."""
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        cbc = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            creationflags=no_window,
        )
    except OSError as fault:
        raise CbcError(f"{_CANNOT} ({fault})") from fault
    try:
        yield cbc
    finally:
        if cbc.poll() is None:
            cbc.kill()
        cbc.wait()


def bound_in(log: str) -> float | None:
    """The lower bound that a log of CBC ends with, if any.

    The one it sums up with, or else the last it gave on the way (heuristics solve smaller problems and may
    give bounds of those before), or else the relaxation's. CBC rounds what it prints; half a unit of the
    last digit is taken off, so that the bound stays true.

    >>> bound_in("Continuous objective value is 256703 - 0.42 seconds")
    256702.5
    >>> bound_in("Continuous objective value is 7 - 0 seconds\\nLower bound:                    8.500")
    8.4995
    >>> bound_in("Lower bound:   -1e+50") is None
    True
    """
    for pattern in _BOUNDS:
        printed = [text for text in re.findall(pattern, log, re.MULTILINE) if abs(float(text)) < _NO_BOUND]
        if printed:
            return _rounded_down(printed[-1])
    return None


def _rounded_down(text: str) -> float:
    exponent = Decimal(text).as_tuple().exponent
    return float(text) - 0.5 * 10.0 ** int(exponent)


def _last(pattern: str, text: str) -> str | None:
    found = re.findall(pattern, text, re.MULTILINE)
    return found[-1] if found else None
