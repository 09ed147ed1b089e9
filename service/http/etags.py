"""Conditional requests: ``ETag`` and ``If-None-Match``, so that a response the caller has already is not sent again.

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

#: The browser revalidates its copy each time; shared caches store nothing.
REVALIDATED = "private, no-cache"
#: For the ``responses`` of routes that may answer 304.
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Bên gọi đang giữ đúng bản này (If-None-Match)"}}


class NotModified(Exception):
    """The caller has this response already: answered with 304."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.headers = headers


def install(app: FastAPI) -> None:
    """Answer :class:`NotModified` with 304."""
    app.add_exception_handler(NotModified, _not_modified)


class ConditionalRequest:
    """The ``If-None-Match`` of a request; a FastAPI dependency of the routes that honour it."""

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
        """Set the response's ``ETag``, made of ``parts`` that change whenever the response does.

        :raises NotModified: if the caller has this response already.
        """
        self._response.headers.update(self.etag_headers(*parts))

    def etag_headers(self, *parts: object, cache: str = REVALIDATED) -> dict[str, str]:
        """The headers of :meth:`set_etag`, for a route that makes its response itself."""
        tag = '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:24] + '"'
        headers = {"ETag": tag, "Cache-Control": cache}
        if tag in self._held or "*" in self._held:
            raise NotModified(headers)
        return headers


ConditionalDep = Annotated[ConditionalRequest, Depends()]


def library_state(library: Library) -> tuple[object, ...]:
    """The state that everything shown of a document depends on: labels, last change, last review, and the day."""
    return library.labels, library.change, library.reviews.last_id, date.today()


async def _not_modified(_: Request, error: Exception) -> Response:
    assert isinstance(error, NotModified)
    return Response(status_code=304, headers=dict(error.headers))
