"""Two to four scenarios side by side, and the difference from the tables split by cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route

from optimiser.pack.document import Figure, Table
from optimiser.web.answer.headline import Headline, difference_words, read_headlines
from optimiser.web.answer.waterfalls import waterfalls
from optimiser.web.jobs import STUDY
from optimiser.web.jobs.queue import QueueFullError
from optimiser.web.pages.answers import TILES
from optimiser.web.pages.handling import Ask, NotFoundError, Trouble, handled, see
from optimiser.web.pages.waiting import Followed, followed

_LEAST, _MOST = 2, 4


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One headline figure: its value in each scenario, and the difference from the first."""

    label: str
    figures: tuple[Figure | None, ...]
    differences: tuple[str, ...]


async def show(ask: Ask, problems: tuple[Trouble, ...] = (), status: int = 200) -> Response:
    """Scenarios beside one another, from their answers."""
    case = ask.case()
    keys = list(dict.fromkeys(ask.request.query_params.getlist("with") or map(str, ask.form.getlist("with"))))
    chosen = [one for one in map(ask.own_scenario, keys) if one.case == case.id]
    if not _LEAST <= len(chosen) <= _MOST:
        said = "Choose two to four what-ifs that have an answer. Go back and tick them."
        return ask.page(
            "compare.html",
            422,
            case=case,
            chosen=[],
            rows=[],
            old=[],
            problems=(Trouble(said),),
            problems_shown=True,
        )
    found = [read_headlines(ask.site.store.told_of(one)) for one in chosen]
    return ask.page(
        "compare.html", status, case=case, chosen=chosen, rows=list(_rows(found)),
        old=[one.name for one in chosen if not one.is_answered], problems=problems, problems_shown=bool(problems),
    )  # fmt: skip


def _rows(found: Sequence[dict[str, Headline]]) -> Iterator[ComparedRow]:
    names = dict.fromkeys([*TILES, *(name for one in found for name in one)])
    for name in names:
        held = [one.get(name) for one in found]
        first = held[0]
        label = TILES.get(name) or next((one.label for one in held if one is not None), "")
        if any(held):
            yield ComparedRow(
                label,
                tuple(None if one is None else one.figure for one in held),
                tuple(
                    "" if one is None or first is None else difference_words(one.more_than(first)) for one in held
                ),
            )


async def split(ask: Ask) -> Response:
    """Have the difference split by cause: every scenario is planned from nothing, and all of them together."""
    case = ask.case()
    chosen = [ask.own_scenario(str(key)) for key in dict.fromkeys(ask.form.getlist("with"))]
    changed = [one for one in chosen if one.text and one.case == case.id]
    if not 1 <= len(changed) <= _MOST:
        raise NotFoundError
    base = ask.site.store.base_of(case.id)
    asked: dict[str, object] = {"scenarios": [one.id for one in chosen]}
    try:
        standing = ask.site.study(base, "compare", asked, tuple((one.name, one.text) for one in changed))
    except QueueFullError as error:
        return await show(ask, (Trouble(str(error)),), 429)
    return see(f"/comparisons/{standing.job}")


async def read(ask: Ask) -> Response:
    """How far a comparison is, then the difference by cause."""
    found = await followed(ask, ("compare",))
    return ask.page(
        "comparison.html", case=ask.site.store.case(found.job.case), followed=found,
        here=f"/comparisons/{found.job.id}", title="The difference by cause", falls=_falls(ask, found),
    )  # fmt: skip


def _falls(ask: Ask, found: Followed) -> list[tuple[str, Markup, Table]]:
    folder = ask.site.store.job_folder(found.job.id) / STUDY
    return [] if found.standing is not None or not folder.is_dir() else waterfalls(folder)


ROUTES = [
    Route("/cases/{case}/compare", handled(show), methods=["GET"]),
    Route("/cases/{case}/compare", handled(split), methods=["POST"]),
    Route("/comparisons/{job}", handled(read), methods=["GET"]),
]
