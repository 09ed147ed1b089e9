"""Writes that are safe to send again: under one ``Idempotency-Key`` each is done once and answered alike.

A router of writes is made with ``route_class=IdempotentRoute``. What was done is kept in the library's database, so it
holds over a restart and between several processes. Only what succeeded is kept: a write that was refused may be sent
again, mended, under the same key.
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
#: Says that the response is that of the first time.
REPLAYED = "Idempotent-Replayed"
LONGEST_KEY = 200
#: Reading a resource needs no key.
_WRITES = frozenset(("POST", "PUT", "PATCH", "DELETE"))
#: Where a request's state holds what is kept in the place of its answer.
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
    """Only describes the header: the route reads it, because it must see the response too."""


_DESCRIBED = Depends(_described)


class IdempotentRoute(APIRoute):
    """A route whose writes are done once under one key, for each caller and address. Reads are as everywhere."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if not _WRITES.isdisjoint(options.get("methods") or ()):
            given = list(options.get("dependencies") or ())
            # A router that is included in another makes its routes anew.
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
    """Let ``answer`` be what a repeated request gets: what is shown only once must not lie in the library."""
    setattr(request.state, _KEPT, answer.model_dump_json().encode())


async def _handle_once(
    request: Request, key: str, handle: Callable[[Request], Coroutine[Any, Any, Response]]
) -> Response:
    state = service_state(request)
    writes = state.assistant.library.idempotency
    # Who asks is part of the key: nobody is shown what another was answered. An unknown caller is refused here.
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
        # Also when the caller goes away: what was not done may be asked for again.
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
    """A digest of what is sent. Files are told by their key alone: their boundaries differ each time."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        return _digest("files")
    return hashlib.sha256(await request.body()).hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
