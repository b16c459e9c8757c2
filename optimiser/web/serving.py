"""Serving the pages: on this machine alone unless more is asked for, and then never without knowing who visits."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.config import LOGGING_CONFIG

from optimiser.errors import OptimiserError
from optimiser.web.app import make_app
from optimiser.web.jobs.queue import Queue
from optimiser.web.settings import Settings

_LEAST_TOKEN = 8
_PATIENCE = 3
"""Seconds that pages under way have to be sent, once the program is asked to end."""


class ServingError(OptimiserError):
    """The pages cannot be served as asked."""


def check_exposure(settings: Settings) -> None:
    """Raise :class:`ServingError` where others could reach the pages without anything telling who they are."""
    if settings.token is not None and len(settings.token) < _LEAST_TOKEN:
        raise ServingError(f"--token is too easily guessed: give one of at least {_LEAST_TOKEN} letters.")
    if settings.user_header is not None and not settings.user_header.strip():
        raise ServingError("--user-header does not say which header a proxy in front names its users in.")
    if not settings.is_local and settings.token is None and settings.user_header is None:
        raise ServingError(
            f"--host {settings.host} lets other computers open these pages and the figures of every case. Give a "
            "--token that visitors must know, or with --user-header the header in which a proxy in front says who "
            "is signed in."
        )


def exposure(settings: Settings) -> str:
    """What serving exposes, in a sentence."""
    if settings.is_local:
        return "Only this computer can open them."
    names = ", ".join(sorted(settings.hosts - {"0.0.0.0", "::"}))
    who = "whoever knows the token" if settings.token else f"whoever the proxy lets in ({settings.user_header})"
    return (
        f"Other computers that reach {settings.host} can open them: {who}. Put a proxy with HTTPS in front, since "
        "what is sent is not encrypted, and let nothing else reach this port. They answer to no other names than "
        f"{names}; --name adds one."
    )


def address(settings: Settings) -> str:
    """The address at which this machine opens the pages.

    >>> from pathlib import Path
    >>> address(Settings(Path("kept"), host="::1", port=8123))
    'http://[::1]:8123'
    """
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def serve(settings: Settings, opened: Callable[[], None]) -> None:
    """Serve the pages until stopped; ``opened`` is called once they can be asked for.

    What is written from then on is for its owner alone. Raises :class:`ServingError` or
    :class:`~optimiser.web.store.StoreError` where they cannot be served so.
    """
    check_exposure(settings)
    os.umask(0o077)
    with contextlib.closing(_place(settings)) as place:
        server = PageServer(make_app(settings))
        opened()
        with contextlib.suppress(KeyboardInterrupt):  # passed on once everything has ended
            server.run(sockets=[place])


class PageServer(uvicorn.Server):
    """Uvicorn as it serves these pages: it does not wait for those that wait for news."""

    def __init__(self, app: Starlette, log_config: dict[str, Any] | None = LOGGING_CONFIG) -> None:
        """Serve an application; ``log_config`` is that of uvicorn, ``None`` to leave logs as they are."""
        super().__init__(
            uvicorn.Config(
                app, log_config=log_config, log_level="warning", access_log=False, server_header=False,
                proxy_headers=False, http="h11", ws="none", timeout_graceful_shutdown=_PATIENCE,
            )
        )  # fmt: skip
        self._queue: Queue = app.state.site.queue

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End, as a signal asks."""
        self._queue.let_go()
        super().handle_exit(sig, frame)


def _place(settings: Settings) -> socket.socket:
    """The port, taken before anything else is begun.

    The protocol is named as well: without it asyncio leaves Nagle's delay on, of 40 ms for every page.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        place = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ServingError(_cannot(settings, error)) from error
    try:
        if os.name == "posix":  # elsewhere this would share the port with whoever has it
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(where)
        place.listen()
    except OSError as error:
        place.close()
        raise ServingError(_cannot(settings, error)) from error
    return place


def _cannot(settings: Settings, error: OSError) -> str:
    said = f"The pages cannot be served at {settings.host}, port {settings.port}: {error.strerror or error}."
    return f"{said} Another program may have that port: give another --port, or stop it."
