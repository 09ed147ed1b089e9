"""Answers that the caller holds already are not sent again: ``ETag`` and ``If-None-Match``.

Tags are made from numbers that are cheap to look up (the library's change, a version's id), before any work is done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request
from fastapi.responses import Response

from index.library.library import Library

#: Whoever holds an answer asks each time whether it still stands; others on the way keep nothing.
REVALIDATED = "private, no-cache"
#: For the ``responses`` of routes that answer so.
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Bên gọi đang giữ đúng bản này (If-None-Match)"}}


class NotModified(Exception):
    """The caller holds what would be sent."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.headers = headers


def install(app: FastAPI) -> None:
    """Answer :class:`NotModified` with 304."""
    app.add_exception_handler(NotModified, _not_modified)


class ConditionalRequest:
    """What a request says of the answer that its sender holds; a dependency of the routes that heed it."""

    def __init__(
        self,
        response: Response,
        if_none_match: Annotated[
            str | None,
            Header(
                max_length=2000,
                description="`ETag` của bản đang giữ; còn đúng thì trả về 304 không nội dung",
                examples=['"5f1c0e9a77b3d2c4e6a8f0b1"'],
            ),
        ] = None,
    ) -> None:
        self._response = response
        self._held = [part.strip().removeprefix("W/") for part in (if_none_match or "").split(",")]

    def set_etag(self, *parts: object) -> None:
        """Say what tells this answer from every other at its address.

        :raises NotModified: if the caller holds that one.
        """
        self._response.headers.update(self.etag_headers(*parts))

    def etag_headers(self, *parts: object, cache: str = REVALIDATED) -> dict[str, str]:
        """The same for a route that makes its response itself."""
        tag = '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:24] + '"'
        headers = {"ETag": tag, "Cache-Control": cache}
        if tag in self._held or "*" in self._held:
            raise NotModified(headers)
        return headers


ConditionalDep = Annotated[ConditionalRequest, Depends()]


def library_state(library: Library) -> tuple[object, ...]:
    """What everything told of a document depends on: what is seen, its state, clerks' decisions, and the day."""
    return library.labels, library.change, library.reviews.last_id, date.today()


async def _not_modified(_: Request, error: Exception) -> Response:
    assert isinstance(error, NotModified)
    return Response(status_code=304, headers=dict(error.headers))
