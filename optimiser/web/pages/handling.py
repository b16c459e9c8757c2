"""What every page does alike: who asks, whether a change is theirs to make, and the page that answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from optimiser.errors import OptimiserError
from optimiser.scenario import Change
from optimiser.web.jobs.queue import QueueFullError
from optimiser.web.pages.names import named
from optimiser.web.rendering import filled
from optimiser.web.site import OpenCase, Site
from optimiser.web.store import CaseRecord, JobRecord, Scenario
from optimiser.web.visitors import Asking, NoOneError, asking, is_marked, remember, scheme
from optimiser.web.what_ifs import MOST_OF_REASON, one_line, text_of

_SEE_OTHER = 303
_MOST_FIELDS = 2_000
_MOST_DIGITS = 9


class NotFoundError(Exception):
    """There is no such thing, or it is somebody else's."""


class FullError(OptimiserError):
    """A visitor has as many of something as one person may have."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A sentence about something that was typed, and the field that it is about, if it is about one."""

    sentence: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: who asks, for what, with which form."""

    site: Site
    request: Request
    asked: Asking
    form: FormData = field(default_factory=FormData)

    @property
    def visitor(self) -> str:
        """The key of who asks."""
        return self.asked.visitor.id

    def key(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def text(self, name: str) -> str:
        """A field of the form, without spaces around it; empty where it is not there."""
        found = self.form.get(name, "")
        return found.strip() if isinstance(found, str) else ""

    def reason(self, name: str = "reason") -> str:
        """A reason in a field of the form, on one line and not longer than one may be."""
        return one_line(self.text(name), MOST_OF_REASON)

    def address(self, path: str) -> str:
        """A whole address of these pages, to be given to others."""
        return str(self.request.url.replace(scheme=scheme(self.request), path=path, query=""))

    def case(self, name: str = "case") -> CaseRecord:
        """The case in the address; raises :class:`NotFoundError` where it is not the visitor's."""
        found = self.site.store.case(self.key(name))
        if found is None or found.visitor != self.visitor:
            raise NotFoundError
        return found

    def scenario(self, name: str = "scenario") -> Scenario:
        """The scenario in the address; raises :class:`NotFoundError` where it is not the visitor's."""
        return self.own_scenario(self.key(name))

    def own_scenario(self, key: str) -> Scenario:
        """A scenario by its key; raises :class:`NotFoundError` where it is not the visitor's."""
        found = self.site.store.scenario(key)
        if found is None or found.visitor != self.visitor:
            raise NotFoundError
        return found

    def job(self, name: str = "job") -> JobRecord:
        """The job in the address; raises :class:`NotFoundError` where it is not the visitor's."""
        found = self.site.store.job(self.key(name))
        if found is None or found.visitor != self.visitor:
            raise NotFoundError
        return found

    def begin_scenario(self, case: str, wanted: str, reason: str = "", changes: Sequence[Change] = ()) -> Scenario:
        """A new scenario of a case of the visitor's; raises :class:`FullError` where it has as many as may be."""
        store, most = self.site.store, self.site.settings.most_scenarios_each
        taken = [one.name for one in store.scenarios_of(case)]
        if len(taken) >= most:
            raise FullError(f"This case has {most} scenarios, as many as one case may have. Delete one first.")
        name = named(wanted, taken)
        return store.add_scenario(self.visitor, case, name, reason, text_of(name, reason, changes))

    def check_cases(self) -> None:
        """Raise :class:`FullError` where the visitor has as many cases as one person may have."""
        most = self.site.settings.most_cases_each
        if len(self.site.store.cases_of(self.visitor)) >= most:
            raise FullError(f"You have {most} cases open, as many as one person may have. Delete one first.")

    async def open(self, scenario: Scenario) -> OpenCase:
        """The case of a scenario, as it was read."""
        return await self.site.case(scenario.case)

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page that answers."""
        given = {"problems_shown": False} | values
        return HTMLResponse(
            filled(
                template, mark=self.asked.mark, version=self.site.version, site_version=self.site.static_version,
                user=self.asked.visitor.user, **given,
            ),
            status,
        )  # fmt: skip


Handler = Callable[[Ask], Awaitable[Response]]


def handled(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A handler as an endpoint: who asks is known, and a change without the mark of its form is refused."""

    @wraps(handler)
    async def endpoint(request: Request) -> Response:
        site: Site = request.app.state.site
        try:
            asked = asking(request, site.store, site.settings)
        except NoOneError:
            return refused_unknown(site)
        is_change, form = request.method == "POST", FormData()
        if is_change:
            form = await request.form(max_files=1, max_fields=_MOST_FIELDS)
        try:
            if is_change and not is_marked(str(form.get("mark", "")), asked):
                return plain_page(site, 403, "This page was open too long", _STALE)
            response = await handler(Ask(site, request, asked, form))
        except NotFoundError:
            response = plain_page(site, 404, "Page not found", _MISSING)
        except (FullError, QueueFullError) as error:
            response = plain_page(site, 409 if isinstance(error, FullError) else 429, "Not now", (str(error),))
        finally:
            await form.close()
        remember(response, asked, request, site.settings)
        return response

    return endpoint


_STALE = ("Go back, load the page again and send your change once more. Nothing has been changed.",)
_MISSING = (
    "There is nothing at this address, or it belongs to another visitor.",
    "Scenarios that nobody has looked at for a long time are deleted.",
)


def refused_unknown(site: Site) -> Response:
    """The answer to who is not known: the page that asks for the token, or what the proxy should have said."""
    if site.settings.token is not None:
        return RedirectResponse("/sign-in", _SEE_OTHER)
    return refused_unnamed(site)


def refused_unnamed(site: Site) -> Response:
    """The answer where the proxy in front does not say who is asking."""
    said = f"The proxy in front of these pages did not say who you are (header {site.settings.user_header})."
    return plain_page(site, 403, "You are not signed in", (said,))


def plain_page(site: Site, status: int, title: str, sentences: tuple[str, ...]) -> HTMLResponse:
    """A page of a few sentences, which needs to know nobody."""
    values = {"version": site.version, "site_version": site.static_version, "problems_shown": False}
    return HTMLResponse(filled("plain.html", title=title, sentences=sentences, **values), status)


def place_in(text: str) -> int | None:
    """A place or number in an address or a form; ``None`` where it is none.

    >>> place_in("12"), place_in("-1"), place_in("²"), place_in("9" * 5000)
    (12, None, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def attachment(file: str) -> dict[str, str]:
    """The headers by which a browser saves an answer as a file, whatever letters its name has."""
    plain = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in file
    )
    return {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file, safe='')}"}


def see(address: str) -> RedirectResponse:
    """Send the browser to a page after a change."""
    return RedirectResponse(address, _SEE_OTHER)
