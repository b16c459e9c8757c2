"""The application: every route, the guard in front of them, and what starts and stops with it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from optimiser.web.guard import Guard, TooLargeError, too_large_words
from optimiser.web.jobs.queue import Queue
from optimiser.web.pages import (
    about,
    cases,
    cells,
    changing,
    comparing,
    home,
    linked,
    loosening,
    reading,
    scenarios,
    studies,
    taking,
)
from optimiser.web.pages.handling import plain_page
from optimiser.web.rendering import parse_templates
from optimiser.web.settings import Settings
from optimiser.web.site import Site
from optimiser.web.store import Store

_SUBJECTS = (
    about, home, cases, scenarios, changing, loosening, cells, reading, studies, taking, comparing, linked,
)  # fmt: skip
_STATIC = Path(__file__).parent / "static"
_log = logging.getLogger(__name__)


def make_app(settings: Settings) -> Starlette:
    """The pages as an ASGI application.

    Raises :class:`~optimiser.web.store.StoreError` where the folder cannot be used.
    """
    store = Store(settings.folder)
    site = Site(settings, store, Queue(store, settings))

    @contextlib.asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        try:
            await site.queue.start()
            parse_templates()  # while the workers start
            sweeping = asyncio.create_task(site.sweep())
            yield
            sweeping.cancel()
            await site.queue.stop()
        finally:
            store.close()

    app = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=_STATIC)),
            *(route for subject in _SUBJECTS for route in subject.ROUTES),
        ],
        middleware=[Middleware(Guard, settings=settings), Middleware(_Faults, site=site)],
        exception_handlers={HTTPException: _missing, TooLargeError: _too_large},
        lifespan=living,
    )
    app.state.site = site
    return app


async def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for those"
    title, said = _SAID.get(error.status_code, ("Not possible", "This cannot be done here."))
    response = plain_page(request.app.state.site, error.status_code, title, (said,))
    response.headers.update(error.headers or {})
    return response


_SAID = {
    400: ("Not understood", "What was sent could not be read as a form of these pages. Nothing has been changed."),
    404: ("Page not found", "There is nothing at this address."),
}


async def _too_large(request: Request, error: Exception) -> Response:
    assert isinstance(error, TooLargeError), "registered for those"
    return plain_page(request.app.state.site, 413, "Too large", (too_large_words(error.most),))


class _Faults:
    """Answers a fault of ours within the guard, whose headers no answer goes without.

    It is said on the page, and logged by its kind and place alone: a traceback would hold what was typed.
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except ClientDisconnect:
            return
        except Exception as error:
            if scope["type"] != "http":
                raise
            _log.error("fault: %s at %s", type(error).__name__, _where(error))
            if not begun:
                said = "Something went wrong in the program. What you had saved is kept."
                answer = plain_page(self._site, 500, "Something went wrong", (said,))
                await answer(scope, receive, send)


def _where(error: Exception) -> str:
    """The file and the line where something was raised."""
    trace = traceback.extract_tb(error.__traceback__)
    return f"{Path(trace[-1].filename).name}:{trace[-1].lineno}" if trace else "an unknown place"
