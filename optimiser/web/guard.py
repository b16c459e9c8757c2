"""What every request passes first: whose name it asks for, where a change comes from, how large it is.

A page of another site that the visitor has open must be able neither to read nor to change anything here, even
where the pages are on this machine alone: a name that is not ours (DNS rebinding) and a change that comes from
elsewhere are refused before anything is looked at.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from optimiser.web.settings import MEBIBYTE, Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing from elsewhere, no script or style within a page, and no page within another."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_KEPT = (200, 304)
"""Answers that a browser may keep, of files that never change under their address."""
_OVERHEAD = MEBIBYTE
"""Bytes of a form beside the file in it; also the most of a form that has none."""
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s\[\]:/?#@\\]+)(:[0-9]{1,5})?")
_LENGTH = re.compile(r"[0-9]{1,18}")


class TooLargeError(Exception):
    """A request has more bytes than the most that it may have."""

    def __init__(self, most: int) -> None:
        """Keep the most."""
        super().__init__()
        self.most = most


def too_large_words(most: int) -> str:
    """What is said of a request of more than so many bytes."""
    return f"This is too large: at most {most // MEBIBYTE} MB are read here."


class Guard:
    """The check and the headers of every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Guard an application."""
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        secured = _with_headers(scope, send)
        headers = Headers(scope=scope)
        refused = self._refused(scope["method"], headers)
        if refused is not None:
            await refused(scope, receive, secured)
            return
        await self._app(scope, _limited(receive, self._most(headers)), secured)

    def _most(self, headers: Headers) -> int:
        """Bytes that a request may have: those of an upload only where it can hold one."""
        has_file = headers.get("content-type", "").casefold().startswith("multipart/form-data")
        return _OVERHEAD + (self._settings.intake.upload if has_file else 0)

    def _refused(self, method: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if _name(host) not in self._settings.hosts:
            said = "This name is not one of ours. Open the address that optimiser serve printed."
            return PlainTextResponse(said, 421)
        if method not in _SAFE and not _comes_from_here(headers, host):
            return PlainTextResponse("A change must come from these pages themselves.", 403)
        length = headers.get("content-length", "0")
        if not _LENGTH.fullmatch(length):
            return PlainTextResponse("The length of what was sent cannot be understood.", 400)
        if int(length) > (most := self._most(headers)):
            return PlainTextResponse(too_large_words(most), 413)
        return None


def _name(host: str) -> str:
    """The name in a Host header, without its port; empty where it is no such thing."""
    found = _HOST.fullmatch(host)
    return "" if found is None else found[1].strip("[]").casefold()


def _comes_from_here(headers: Headers, host: str) -> bool:
    """Whether a change was sent by a page of ours: browsers say so in Origin, and in Sec-Fetch-Site."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    return origin is None or origin.casefold() in (f"http://{host}".casefold(), f"https://{host}".casefold())


def _with_headers(scope: Scope, send: Send) -> Send:
    is_static = scope["path"].startswith("/static/")

    async def secured(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            keeps = is_static and message["status"] in _KEPT
            headers.setdefault("cache-control", "public, max-age=86400, immutable" if keeps else "no-store")
        await send(message)

    return secured


def _limited(receive: Receive, most: int) -> Receive:
    """The body of a request, up to its most, whatever length it claims."""
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise TooLargeError(most)
        return message

    return limited
