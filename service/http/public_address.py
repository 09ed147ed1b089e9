"""The address under which people reach the service: the configured one, else the one that the request was sent to."""

from __future__ import annotations

from starlette.requests import HTTPConnection


def public_address(configured: str | None, request: HTTPConnection) -> str:
    """Scheme and host without a slash at the end.

    ``Host`` is what the caller wrote: a link made from it leads where he wants. So it is asked only where nothing is
    configured.
    """
    return configured.rstrip("/") if configured is not None else str(request.base_url).rstrip("/")
