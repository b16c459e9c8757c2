"""The formulation page, ``models/FORMULATION.md``, written from the docstrings of the mathematics.

``python -m optimiser.formulation`` writes it; a test fails when it no longer says what the code says.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import models
from models import capacity, decisions, delivery_profile, figures, finance, money, plan, plan_model

PAGE = Path(models.__file__).with_name("FORMULATION.md")
"""Where the page belongs: beside the code that it describes."""

_SYMBOLS = (
    ("t, τ", "period", "consecutive periods, each with a length in years; τ is when something was decided"),
    ("g", "need", "need groups: age band by level of need"),
    ("o", "home area", "areas where children come from"),
    ("a", "area", "areas where homes are"),
    ("p", "provision", "ways of caring"),
    ("(p, a)", "pool", "the places of one provision in one area"),
    (
        "j = (g, o, p, a)",
        "flow",
        "a permitted way of living; others do not exist",
    ),
    ("k", "option", "ways to add capacity to one pool"),
    ("i", "tier", "price tiers of a market, I the dearest"),
    ("s", "scenario", "futures of demand and their probability π_s"),
    ("r", "promise", "targets about where and how children live, and about the chance of a suitable home"),
)
_VARIABLES = (
    ("n", "decide", "k, t"),
    ("z", "close", "p, a, t"),
    ("y", "place", "g, o, p, a, t, s"),
    ("m", "move", "g, o, p, a, t, s"),
    ("d", "displace", "g, o, p, a, t, s"),
    ("w", "buy", "p, a, i, t, s"),
    ("f", "full", "p, a, t, s"),
    ("c", "carry", "p, a, t, s"),
    ("u", "unmet", "g, o, t, s"),
    ("v", "miss", "r, t, s"),
    ("b", "beyond", "r, p, a, t, s"),
    ("e", "overspend", "t, s"),
)
_DATA = (
    ("D", "children needing a home, on average over the period"),
    ("X⁰", "children living in a flow at the start"),
    ("x", "children living in a flow: an expression, not a variable"),
    ("ρ, R", "share of settled children who stay for one period, and for several"),
    ("E, U", "existing places, and the units they are in"),
    ("K", "places of a pool"),
    ("π_k(τ, t), σ_k(τ, t)", "places, and standing units, in t for one unit decided in τ"),
    ("occ", "planning occupancy of a provision; α where its places follow the choice curve"),
    ("α", "share of a provision's places that can be offered, where they follow the choice curve"),
    ("A", "offered load of a provision: children who would live there if there were always room"),
    ("N", "newcomers: children of a need group who newly look for a home in a period"),
    ("C(j)", "children carried on average by j places at a pool's offered load: the choice curve"),
    ("C¹(j)", "the same where children come one by one, and no brothers and sisters together"),
    ("δ", "discount factor"),
    ("M", "the most that could ever stand on the left, so that the row lets go"),
)
_INTRODUCTION = """\
# The formulation

This page is written from the docstrings of the code by `python -m optimiser.formulation`: change those.

The plan finds every child a suitable home, as near home as is right, at least cost over several years. Every
way of caring is a *provision*; every way of adding capacity to one is an *option*. Each rule below is one
function, with its sentence, its formula, its unit and what its shadow price means. [`plan.py`](plan.py) lists
the rules in the same order.
"""
_MATH = re.compile(r"^\.\. math:: *(.*(?:\n(?!\n).+)*)", re.MULTILINE)
_INLINE_MATH = re.compile(r":math:`([^`]+)`")
_ROLE = re.compile(r":(?:func|meth|class|attr|mod):`~?(?:[\w.]*\.)?(\w+)`")
_LITERAL = re.compile(r"``([^`]+)``")
_UNIT = re.compile(r"^Unit: (?P<unit>.+?)\. Shadow price: (?P<price>.+)$", re.DOTALL)
_FORMULA = re.compile(r"^Formula: (.+)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a docstring says of one piece of the formulation; ``None`` where it says nothing of the sort."""

    name: str
    sentence: str
    formulas: tuple[str, ...]
    remarks: tuple[str, ...]
    unit: str | None
    shadow_price: str | None
    code: str | None
    """The formula as an expression that a test evaluates."""
    where: str

    @property
    def heading(self) -> str:
        """The name in words."""
        return self.name.replace("_", " ").capitalize()


def entry(function: Callable[..., Any]) -> Entry:
    """Take a docstring apart: sentence, formulas, remarks, unit and shadow price."""
    documentation = inspect.getdoc(function) or ""
    sentence, *paragraphs = re.split(r"\n\s*\n", documentation)
    formulas, remarks = [], []
    unit = price = code = None
    for text in paragraphs:
        if found := _MATH.match(text):
            formulas.append(_unindented(found[1]))
        elif found := _UNIT.match(text):
            unit, price = found["unit"], _capital(_joined(found["price"]))
        elif found := _FORMULA.match(text):
            code = _joined(found[1])
        elif not text.startswith(">>>"):
            remarks.append(text)
    return Entry(
        name=function.__name__,
        sentence=_joined(sentence),
        formulas=tuple(formulas),
        remarks=tuple(remarks),
        unit=unit,
        shadow_price=price,
        code=code,
        where=_where(function),
    )


def text() -> str:
    """The whole page."""
    described: tuple[Callable[..., Any], ...] = (
        figures.existing_places,
        figures.retention,
        figures.carried,
        delivery_profile.standing_units,
        delivery_profile.usable_places,
        plan_model.Formulation.living,
        capacity.places_of,
    )
    objective: tuple[Callable[..., Any], ...] = (money.least_cost, money.discounted_cost)
    in_order = sorted(_functions_of(finance), key=lambda function: inspect.getsourcelines(function)[1])
    parts = [
        _INTRODUCTION,
        "## Sets\n",
        _table(("symbol", "name", "what"), _SYMBOLS),
        "## Decisions\n",
        _table(("symbol", "name", "indices", "what"), _decision_rows()),
        "## Figures and expressions\n",
        _table(("symbol", "what"), _DATA),
        *map(_written, described),
        *_constraint_sections(),
        "## Objective\n",
        *map(_written, objective),
        "## Finance\n",
        *map(_written, in_order),
    ]
    return "\n".join(parts)


def _constraint_sections() -> list[str]:
    """The rules, by the module that they are in, each with the module's own first line."""
    parts, module_before = [], None
    for function in (*plan.CONSTRAINTS, *plan.MONEY_CONSTRAINTS):
        module = inspect.getmodule(function)
        if module is not module_before and module is not None:
            title, _, rest = (inspect.getdoc(module) or "").splitlines()[0].partition(": ")
            parts += [f"## {title}\n", f"{_capital(rest)}\n"]
            module_before = module
        parts.append(_written(function))
    return parts


def _decision_rows() -> Iterable[tuple[str, str, str, str]]:
    """Symbol, name, indices and meaning; the meaning is what the docstring says after the name."""
    documentation = _joined(inspect.getdoc(decisions.declare) or "")
    _, *pieces = _LITERAL.split(documentation)
    meanings = dict(zip(pieces[::2], pieces[1::2], strict=True))
    for symbol, name, indices in _VARIABLES:
        said = re.sub(rf"^\s*{symbol}(?:\[[^]]*])?\s", "", meanings[name])
        yield symbol, f"`{name}`", indices, said.strip(" ;,.")


def _written(function: Callable[..., Any]) -> str:
    """One piece of the formulation as Markdown."""
    said = entry(function)
    lines = [f"### {said.heading}", "", _inline(said.sentence), ""]
    for formula in said.formulas:
        lines += ["```math", formula, "```", ""]
    lines += [line for remark in said.remarks for line in (_inline(_joined(remark)), "")]
    if said.code is not None:
        lines += [f"As code: {_inline(said.code)}", ""]
    if said.unit is not None:
        lines += [f"- Unit: {_inline(said.unit)}", f"- Shadow price: {_inline(said.shadow_price or '')}"]
    lines += [f"- Code: {said.where}", ""]
    return "\n".join(lines)


def _where(function: Callable[..., Any]) -> str:
    file = Path(inspect.getfile(function)).name
    return f"[`models/{file}`]({file}), `{function.__qualname__}`"


def _functions_of(module: ModuleType) -> list[Callable[..., Any]]:
    """Public functions written in a module, not imported into it."""
    return [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _joined(text: str) -> str:
    return " ".join(text.split())


def _unindented(formula: str) -> str:
    return "\n".join(line.strip() for line in formula.splitlines())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _inline(text: str) -> str:
    """Reading text of a docstring as Markdown."""
    text = _INLINE_MATH.sub(r"$`\1`$", text)
    text = _ROLE.sub(r"`\1`", text)
    return _LITERAL.sub(r"`\1`", text)


def main() -> None:
    """Write the page."""
    PAGE.write_text(text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
