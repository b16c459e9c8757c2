"""The application: every route, the guard in front of them, and what starts and stops with it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from optimiser.web.guard import Guard, TooLargeError
from optimiser.web.jobs.queue import Queue
from optimiser.web.pages import (
    about,
    cases,
    cells,
    changing,
    comparing,
    home,
    linked,
    reading,
    scenarios,
    studies,
    taking,
)
from optimiser.web.pages.handling import plain_page
from optimiser.web.settings import Settings
from optimiser.web.site import Site
from optimiser.web.store import Store

_SUBJECTS = (
    about, home, cases, scenarios, changing, cells, reading, studies, taking, comparing, linked,
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
        await site.queue.start()
        sweeping = asyncio.create_task(site.sweep())
        yield
        sweeping.cancel()
        await site.queue.stop()
        store.close()

    app = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=_STATIC)),
            *(route for subject in _SUBJECTS for route in subject.ROUTES),
        ],
        middleware=[Middleware(Guard, settings=settings)],
        exception_handlers={HTTPException: _missing, TooLargeError: _too_large, Exception: _fault},
        lifespan=living,
    )
    app.state.site = site
    return app


async def _missing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    said = "There is nothing at this address." if status == 404 else "This cannot be done here."
    title = "Page not found" if status == 404 else "Not possible"
    return plain_page(request.app.state.site, status, title, (said,))


async def _too_large(request: Request, _: Exception) -> Response:
    most = request.app.state.site.settings.intake.upload >> 20
    return plain_page(request.app.state.site, 413, "Too large", (f"At most {most} MB are read.",))


async def _fault(request: Request, error: Exception) -> Response:
    """A fault of ours: said on the page, and logged by its kind and place alone, without what was typed."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
    _log.error("fault: %s at %s", type(error).__name__, where)
    said = "Something went wrong in the program. What you had saved is kept."
    return plain_page(request.app.state.site, 500, "Something went wrong", (said,))
