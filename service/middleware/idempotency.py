"""Idempotency keys: a write sent again under the same ``Idempotency-Key`` is done once and answered alike.

A router of writes is made with ``route_class=IdempotentRoute``. Responses are stored in the library's database, so they
outlive a restart and are shared by several processes. Only successful writes are stored: a refused one may be corrected
and sent again under the same key.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from index.accounts.idempotency import StoredResponse
from service.http.problems import ProblemError, openapi_responses
from service.state import service_state

HEADER = "idempotency-key"
#: Header of a response that repeats the first one.
REPLAYED = "Idempotent-Replayed"
LONGEST_KEY = 200
#: Methods to which the key applies.
_WRITES = frozenset(("POST", "PUT", "PATCH", "DELETE"))
#: Attribute of a request's state with the body to store in place of the response's.
_KEPT = "kept_answer"


async def _described(
    _: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=LONGEST_KEY,
            description="Khóa do bên gọi đặt: gửi lại cùng khóa thì việc chỉ được làm một lần, kết quả được trả lại y "
            "như lần đầu; khóa được nhớ 24 giờ",
            examples=["3f1c9a52-nap-quyet-dinh-05"],
        ),
    ] = None,
) -> None:
    """Describes the header in OpenAPI; it is read by the route itself, which must also see the response."""


_DESCRIBED = Depends(_described)


class IdempotentRoute(APIRoute):
    """A route whose writes are done once for each key, caller and path. Its reads are ordinary."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if not _WRITES.isdisjoint(options.get("methods") or ()):
            given = list(options.get("dependencies") or ())
            # The routes of a router that is included in another are made a second time.
            options["dependencies"] = given if _DESCRIBED in given else [*given, _DESCRIBED]
            options["responses"] = {**openapi_responses(409, 422), **(options.get("responses") or {})}
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if _WRITES.isdisjoint(self.methods or ()):
            return handle

        async def once(request: Request) -> Response:
            key = request.headers.get(HEADER, "")
            if not 0 < len(key) <= LONGEST_KEY:
                return await handle(request)
            return await _handle_once(request, key, handle)

        return once


def store_answer_instead(request: Request, answer: BaseModel) -> None:
    """Store ``answer`` as the response to repeated requests: a secret that is shown once must not be stored."""
    setattr(request.state, _KEPT, answer.model_dump_json().encode())


async def _handle_once(
    request: Request, key: str, handle: Callable[[Request], Coroutine[Any, Any, Response]]
) -> Response:
    state = service_state(request)
    writes = state.assistant.library.idempotency
    # The caller is part of the key, so that nobody gets another's response. An unknown caller is refused here.
    caller = await state.authenticator.principal(request)
    digest = _digest(caller.id, request.method, request.url.path, key)
    claim = await asyncio.to_thread(writes.claim, digest, await _request_digest(request))
    if isinstance(claim, StoredResponse):
        headers = {REPLAYED: "true"}
        return Response(claim.body, claim.status, headers, claim.media_type or None)
    if claim == "running":
        raise ProblemError(
            409,
            "write_in_progress",
            "Yêu cầu đang được thực hiện",
            "Yêu cầu trước với cùng Idempotency-Key chưa xong; hãy gửi lại sau.",
            {"Retry-After": "1"},
        )
    if claim == "reused":
        raise ProblemError(
            422,
            "idempotency_key_reused",
            "Khóa đã dùng cho yêu cầu khác",
            "Idempotency-Key này đã đi với nội dung khác; hãy đặt khóa mới.",
        )
    try:
        answer = await handle(request)
    except BaseException:
        # Also when the caller disconnects: a write that was not done may be sent again.
        await asyncio.to_thread(writes.release, digest)
        raise
    if answer.status_code < 300:
        body = getattr(request.state, _KEPT, None) or bytes(answer.body)
        done = StoredResponse(answer.status_code, answer.headers.get("content-type", ""), body)
        await asyncio.to_thread(writes.store_response, digest, done)
    else:
        await asyncio.to_thread(writes.release, digest)
    return answer


async def _request_digest(request: Request) -> str:
    """A digest of the request's body. Of a multipart body it says nothing: its boundary differs each time."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        return _digest("files")
    return hashlib.sha256(await request.body()).hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
