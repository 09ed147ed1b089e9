"""Visitors: people without an account of their own, told apart by a random value that their browser keeps.

On the service's own pages it is a cookie that no script can read; in a page of another site, where browsers send no
such cookie, the widget sends what it keeps in that page's storage. Only a digest of it is stored, with what was asked.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from starlette.requests import HTTPConnection
from starlette.responses import Response

COOKIE = "hvb_visitor"
HEADER = "X-Hoivanban-Visitor"
#: Browsers keep a cookie no longer.
_KEPT_SECONDS = 400 * 86400
_VALUE = re.compile(r"[A-Za-z0-9_-]{22,64}")


def visitor_digest(request: HTTPConnection) -> str:
    """The visitor behind a request; empty where the request names none."""
    given = request.headers.get(HEADER) or request.cookies.get(COOKIE, "")
    return hashlib.sha256(given.encode()).hexdigest()[:24] if _VALUE.fullmatch(given) else ""


def keep_visitor(request: HTTPConnection, response: Response, *, secure: bool) -> None:
    """Give a browser its value, or keep the one it has for longer; ``secure``: people reach the service by TLS only."""
    given = request.cookies.get(COOKIE, "")
    value = given if _VALUE.fullmatch(given) else secrets.token_urlsafe(24)
    # Lax, because a link from elsewhere must find the same visitor; another site's forms do not send it.
    response.set_cookie(COOKIE, value, _KEPT_SECONDS, path="/", httponly=True, samesite="lax", secure=secure)
