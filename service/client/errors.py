"""What can go wrong with a call, as exceptions that carry the service's problem document."""

from __future__ import annotations

import json
from typing import Any

import httpx


class ApiError(Exception):
    """The service refused a call. ``code`` is the machine code, ``detail`` one Vietnamese sentence.

    ``problem`` is the whole problem document; ``errors`` its fields at fault; ``retry_after`` seconds, when told.
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
    """401: no key, or none that is good."""


class Forbidden(ApiError):
    """403: the key may not do this."""


class NotFound(ApiError):
    """404: there is no such thing, or the caller may not see it."""


class Invalid(ApiError):
    """400 or 422: something in the request cannot be used."""


class Unreachable(Exception):
    """The service could not be reached, or broke off."""


_KINDS: dict[int, type[ApiError]] = {400: Invalid, 401: Unauthorized, 403: Forbidden, 404: NotFound, 422: Invalid}


def error_of(response: httpx.Response) -> ApiError:
    """The exception of a response whose body was read."""
    try:
        body = response.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        body = None
    problem = body if isinstance(body, dict) else {"title": response.reason_phrase, "detail": response.text[:500]}
    return _KINDS.get(response.status_code, ApiError)(response.status_code, problem, retry_after(response))


def retry_after(response: httpx.Response) -> float | None:
    """The seconds of ``Retry-After``; None when it gives none."""
    told = response.headers.get("retry-after", "")
    return float(told) if told.isascii() and told.isdigit() else None
