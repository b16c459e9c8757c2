"""Who is asking: a cookie with a secret that only its hash is kept of, and a mark in every form made from it.

The mark (against requests forged elsewhere) can be made only by who has the cookie. Where a token is asked for, or
a proxy says who is signed in, no visitor is known before that.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from optimiser.web.settings import Settings
from optimiser.web.store import Store, Visitor

_SEEN_EVERY = 60.0
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Asking:
    """Someone who is asking, with the secret of the cookie; ``is_new`` where the cookie is still to be set."""

    visitor: Visitor
    secret: str
    is_new: bool

    @property
    def mark(self) -> str:
        """What every form carries and every change must bring back."""
        return hmac.new(self.secret.encode(), b"form", hashlib.sha256).hexdigest()


class NoOneError(Exception):
    """Nobody is known to be asking: a token must be given first, or the proxy said nobody's name."""


def asking(request: Request, store: Store, settings: Settings) -> Asking:
    """Who is asking; someone new where the cookie is not known.

    Raises :class:`NoOneError` where a token is asked for and not given yet, or a proxy should say who it is.
    """
    user = _user(request, settings)
    secret = request.cookies.get(cookie_name(settings), "")
    found = store.visitor(secret) if secret else None
    if found is not None and found.user == user:
        now = time.time()
        if now - found.seen > _SEEN_EVERY:
            store.seen(found, now)
        return Asking(found, secret, False)
    if settings.token is not None:
        raise NoOneError
    return _newcomer(store, user)


def newcomer(request: Request, store: Store, settings: Settings) -> Asking:
    """Someone new who gave the token; raises :class:`NoOneError` where a proxy should say who it is."""
    return _newcomer(store, _user(request, settings))


def _newcomer(store: Store, user: str) -> Asking:
    visitor, secret = store.new_visitor(user)
    return Asking(visitor, secret, True)


def _user(request: Request, settings: Settings) -> str:
    if settings.user_header is None:
        return ""
    user = request.headers.get(settings.user_header, "").strip()
    if not user:
        raise NoOneError
    return user


def is_token(given: str, settings: Settings) -> bool:
    """Whether the token given is the one asked for; takes as long whichever it is."""
    return settings.token is not None and secrets.compare_digest(given.encode(), settings.token.encode())


def is_marked(given: str, asked: Asking) -> bool:
    """Whether a form brings back the mark of who is asking."""
    return secrets.compare_digest(given.encode(), asked.mark.encode())


def scheme(request: Request) -> str:
    """The scheme by which the visitor asks, which a proxy in front says."""
    return "https" if request.headers.get("x-forwarded-proto", request.url.scheme) == "https" else "http"


def cookie_name(settings: Settings) -> str:
    """The cookie's name, with the port in it: browsers send cookies to every port of a machine alike."""
    return f"what_if_{settings.port}"


def remember(response: Response, asked: Asking, request: Request, settings: Settings) -> None:
    """Set the cookie of someone new, out of reach of scripts and of other sites' forms."""
    if asked.is_new:
        response.set_cookie(
            cookie_name(settings),
            asked.secret,
            max_age=_YEAR,
            httponly=True,
            samesite="lax",
            secure=scheme(request) == "https",
        )
