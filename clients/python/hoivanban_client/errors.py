"""Exceptions of the client, with the service's problem document in them."""

from __future__ import annotations

import json
from typing import Any

import httpx


class ApiError(Exception):
    """The service refused a call. ``code`` is the machine code, ``detail`` one Vietnamese sentence.

    ``problem`` is the whole problem document; ``errors`` its invalid fields; ``retry_after`` seconds, if given.
    """

    def __init__(self, status: int, problem: dict[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code", "http_error"))
        self.title = str(problem.get("title", ""))
        self.detail = str(problem.get("detail", ""))
        self.errors: list[dict[str, str]] = list(problem.get("errors") or ())
        self.retry_after = retry_after
        super().__init__(f"{status} {self.code}: {self.detail}")


class Unauthorized(ApiError):
    """401: no valid key."""


class Forbidden(ApiError):
    """403: the key may not do this."""


class NotFound(ApiError):
    """404: it does not exist, or the caller may not see it."""


class Invalid(ApiError):
    """400 or 422: the request is invalid."""


class Unreachable(Exception):
    """The service could not be reached, or the connection broke off."""


class Unreadable(Exception):
    """The response is no answer of this service: another program answers at the address, or a much older release."""


_KINDS: dict[int, type[ApiError]] = {400: Invalid, 401: Unauthorized, 403: Forbidden, 404: NotFound, 422: Invalid}


def error_of(response: httpx.Response) -> ApiError:
    """The exception for an error response, whose body must have been read."""
    try:
        body = response.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        body = None
    problem = body if isinstance(body, dict) else {"title": response.reason_phrase, "detail": response.text[:500]}
    return _KINDS.get(response.status_code, ApiError)(response.status_code, problem, retry_after(response))


def retry_after(response: httpx.Response) -> float | None:
    """The seconds of ``Retry-After``; None without them."""
    seconds = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() else None
