"""Calls of the service to addresses that the operator set: a web hook, a language model on the premises."""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping
from email.message import Message
from http.client import HTTPException
from typing import IO


def post_json(address: str, body: bytes, headers: Mapping[str, str], seconds: float, most: int) -> bytes:
    """Send JSON; returns the first ``most`` bytes of the reply. Redirections are not followed.

    :raises OSError: if the other side is away, takes longer than ``seconds`` or does not answer with success.
    """
    sent = {"Content-Type": "application/json", **headers}
    # The settings allow http and https only.
    request = urllib.request.Request(address, body, sent, method="POST")  # noqa: S310
    try:
        with _OPENER.open(request, timeout=seconds) as reply:
            received: bytes = reply.read(most)
    except HTTPException as error:
        raise OSError(f"the reply broke off: {error!r}") from error
    return received


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follow none: what is sent goes to the address that the operator set."""


_OPENER = urllib.request.build_opener(_NoRedirection())
