"""Pages that need to know nobody: what this is and how far to trust it, accessibility, and giving the token."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from optimiser.web.pages.handling import refused_unnamed, see
from optimiser.web.rendering import filled
from optimiser.web.site import Site
from optimiser.web.visitors import NoOneError, is_token, newcomer, remember

_MOST_FIELDS = 10
_PAUSE = 1.0
"""Seconds before a wrong token is answered, so that guessing is slow."""


def _page(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    site: Site = request.app.state.site
    given = {"version": site.version, "site_version": site.static_version, "problems_shown": False} | values
    return HTMLResponse(filled(template, settings=site.settings, **given), status)


async def about(request: Request) -> Response:
    """What these pages are, what they keep, and how far to trust a plan."""
    return _page(request, "about.html")


async def accessibility(request: Request) -> Response:
    """The accessibility statement."""
    return _page(request, "accessibility.html")


async def sign_in(request: Request) -> Response:
    """Ask for the token."""
    return _page(request, "sign_in.html", problems=())


async def take_token(request: Request) -> Response:
    """Let in who gives the token."""
    site: Site = request.app.state.site
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        given = form.get("token", "")
    if not isinstance(given, str) or not is_token(given, site.settings):
        await asyncio.sleep(_PAUSE)
        problems = ({"sentence": "That is not the token. Ask whoever runs these pages for it.", "field": "token"},)
        return _page(request, "sign_in.html", 403, problems=problems, problems_shown=True)
    try:
        asked = newcomer(request, site.store, site.settings)
    except NoOneError:
        return refused_unnamed(site)
    response = see("/")
    remember(response, asked, request, site.settings)
    return response


ROUTES = [
    Route("/about", about, methods=["GET"]),
    Route("/accessibility", accessibility, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["GET"]),
    Route("/sign-in", take_token, methods=["POST"]),
]
