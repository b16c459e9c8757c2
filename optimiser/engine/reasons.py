"""What an explanation holds: what was asked, what cannot hold together, and what would have to give way."""

from __future__ import annotations

from dataclasses import dataclass

from optimiser.engine.loosening import Loosening


@dataclass(frozen=True)
class Asked:
    """Something asked that could give way: its cell in the tables, its value there, and the words for it."""

    family: str
    table: str
    rows: tuple[tuple[str, str], ...]
    column: str
    value: float
    unit: str
    sentence: str


@dataclass(frozen=True)
class Combination:
    """Figures that are enough when all of them give way.

    ``family``: the kind that all are of, empty where they are of several. Cheapest means: of one kind the least
    ``total``, in the kind's ``unit`` (£; children, a child counting in each period of a promise's worst or for
    each of a market's places; units); of several kinds first the fewest years of care without a home, then the
    least of promises, then of budgets, of whom a provision suits, of delivery and of what is bought. Different
    units are never added. ``proven``: less is known not to be enough, in that order, and no limit of it also
    decides whether a pool counts as full, where only that it is enough has been tried.
    """

    family: str
    loosenings: tuple[Loosening, ...]
    total: float
    unit: str
    proven: bool


@dataclass(frozen=True)
class Explanation:
    """Why there is no plan.

    ``alone``: figures any one of which is enough by itself, one per cent less of which is not. ``enough``: others
    that are enough by themselves, of which less may do: time ran out before the least was known.
    ``kinds``: the cheapest combination of several figures of one kind, of the kinds of which none is enough by
    itself. ``together``: the cheapest combination of several kinds, where nothing less is enough. ``conflict``
    cannot hold together; ``irreducible``: and without any one of it there is proven to be a plan.
    ``not_enough``: members of it that are not enough alone, however far they give way; ``unsettled``: those for
    which time ran out. ``has_plan``: there is a plan after all, within rounding. ``cut_short``: time ran out, so
    that a combination may be missing.
    """

    sentences: tuple[str, ...] = ()
    alone: tuple[Loosening, ...] = ()
    enough: tuple[Loosening, ...] = ()
    kinds: tuple[Combination, ...] = ()
    together: Combination | None = None
    conflict: tuple[Asked, ...] = ()
    irreducible: bool = False
    not_enough: tuple[Asked, ...] = ()
    unsettled: tuple[Asked, ...] = ()
    has_plan: bool = False
    cut_short: bool = False
