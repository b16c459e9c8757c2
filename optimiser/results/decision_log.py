"""The decisions log: the choices of method that the settings make, and what the case's own log says."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from optimiser.engine.settings import SolveSettings
from optimiser.results.columns import frame
from optimiser.tables.checks.registry import as_text
from optimiser.tables.inputs import CaseInputs, cell_text
from optimiser.tables.specification import SETTINGS, Setting

_NOT_A_METHOD = frozenset({"authority"})
_NO_LIMIT = "no limit"

_Row = tuple[str, ...]


def decisions_table(inputs: CaseInputs, solving: SolveSettings) -> pd.DataFrame:
    """Every choice of method with its default beside it, then the rows of the table ``decision_log``.

    The choices are the settings of the case but for who is responsible, whether or not they are given, and
    those of the solver.
    """
    return frame("decisions", [*_of_settings(inputs), *_of_the_solver(solving), *_logged(inputs)])


def _of_settings(inputs: CaseInputs) -> Iterator[_Row]:
    given = {row["setting"]: row for row in inputs.tables["settings"].to_dict("records")}
    for setting in SETTINGS:
        if setting.about_people or setting.name in _NOT_A_METHOD:
            continue
        row = given.get(setting.name)
        default = setting.column.default or ""
        value = _value(inputs, setting)
        source, note = (cell_text(row[name]) for name in ("source", "note")) if row else ("", "")
        yield "setting", setting.name, value, default, _differs(value, default), "", "", "", source, note


def _value(inputs: CaseInputs, setting: Setting) -> str:
    if setting.name != "unmet_need":
        return as_text(getattr(inputs.case.settings, setting.name))
    price = inputs.case.settings.unmet_need_price
    return str(setting.column.default) if price is None else as_text(price)


def _of_the_solver(solving: SolveSettings) -> Iterator[_Row]:
    defaults = SolveSettings().on_record
    for name, chosen in solving.on_record.items():
        value, default = (_NO_LIMIT if one is None else as_text(one) for one in (chosen, defaults[name]))
        yield "solving", name, value, default, _differs(value, default), "", "", "", "", ""


def _logged(inputs: CaseInputs) -> Iterator[_Row]:
    for row in inputs.tables["decision_log"].to_dict("records"):
        cells = {name: cell_text(value) for name, value in row.items()}
        said = (cells[name] for name in ("date", "made_by", "reason", "source", "note"))
        yield "logged", cells["decision"], "", "", "", *said


def _differs(value: str, default: str) -> str:
    """Whether a choice is another than the default; empty where there is no default."""
    return "" if not default else "no" if value == default else "yes"
