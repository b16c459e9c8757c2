"""Serving the pages: on this machine alone unless more is asked for, and then never without knowing who visits."""

from __future__ import annotations

import uvicorn

from optimiser.errors import OptimiserError
from optimiser.web.app import make_app
from optimiser.web.settings import Settings


class ServingError(OptimiserError):
    """The pages cannot be served as asked."""


def check_exposure(settings: Settings) -> None:
    """Raise :class:`ServingError` where others could reach the pages without anything telling who they are."""
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
    who = "whoever knows the token" if settings.token else f"whoever the proxy lets in ({settings.user_header})"
    return (
        f"Other computers that reach {settings.host} can open them: {who}. Put a proxy with HTTPS in front, since "
        "what is sent is not encrypted, and let nothing else reach this port."
    )


def serve(settings: Settings) -> None:
    """Serve the pages until stopped.

    Raises :class:`ServingError` or :class:`~optimiser.web.store.StoreError` where they cannot be served so.
    """
    check_exposure(settings)
    app = make_app(settings)
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_level="warning", access_log=False, server_header=False,
        timeout_graceful_shutdown=3, proxy_headers=False,
    )  # fmt: skip
    uvicorn.Server(config).run()
