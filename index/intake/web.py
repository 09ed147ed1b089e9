"""HTTP for the sources that speak it: one client with its limits, and its errors in Vietnamese."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.intake.received import (
    AS_IT_IS,
    FILE_SECONDS,
    LIST_SECONDS,
    LIST_TOO_LARGE,
    MOST_LIST_BYTES,
    SLOW,
    received,
    refuse_packed,
    too_large,
)
from index.intake.source import IntakeSource, SourceError

if TYPE_CHECKING:
    import httpx

#: Seconds to wait for each part of a reply.
TIMEOUT = 60.0


class WebClient:
    """Requests to one server, for one round. What is sent there, a password above all, follows no redirection."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        #: Past this moment the list of files is given up: a server may have one that never ends.
        self._lists_until = time.monotonic() + LIST_SECONDS

    def read(self, method: str, address: str, body: bytes = b"", **headers: str) -> bytes:
        """The body of a reply, which must be a list of files.

        :raises SourceError: if the server is away, refuses, or sends too much.
        """
        import httpx

        left = self._lists_until - time.monotonic()
        if left <= 0:
            raise SourceError(SLOW)
        try:
            with self._client.stream(method, address, content=body, headers=_header_names(headers)) as reply:
                _check(reply)
                body_sent = received(reply.iter_raw(), MOST_LIST_BYTES, left, LIST_TOO_LARGE)
                return b"".join(body_sent)
        except httpx.HTTPError as error:
            raise SourceError(f"Không nối được {self._client.base_url.host}: {_reason(error)}.") from None

    def save(self, address: str, path: Path, most: int) -> None:
        """Write the body of a reply to a file, of ``most`` bytes.

        :raises SourceError: if it cannot be had whole.
        """
        import httpx

        try:
            with self._client.stream("GET", address) as reply, path.open("wb") as file:
                _check(reply)
                file.writelines(received(reply.iter_raw(), most, FILE_SECONDS, too_large(most)))
        except httpx.HTTPError as error:
            raise SourceError(f"Không lấy được tệp: {_reason(error)}.") from None


@contextmanager
def open_web(source: IntakeSource, *, bearer: bool) -> Iterator[WebClient]:
    """A client for a source's server, with its key (``bearer``) or its name and password.

    :raises SourceError: if httpx is not installed, or the credentials cannot be read.
    """
    try:
        import httpx
    except ImportError:
        raise SourceError(f"Nguồn loại {source.kind} cần phần cài thêm: pip install 'hoivanban[intake]'.") from None
    secret = source.credentials.secret()
    headers = AS_IT_IS | ({"Authorization": f"Bearer {secret}"} if bearer and secret else {})
    account = httpx.BasicAuth(source.credentials.user, secret) if not bearer and source.credentials.user else None
    context = ssl.create_default_context(cafile=source.options.get("ca_file"))
    with httpx.Client(
        base_url=source.address, auth=account, headers=headers, timeout=TIMEOUT, verify=context, trust_env=False
    ) as client:
        yield WebClient(client)


def _header_names(given: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in given.items()}


def _check(reply: httpx.Response) -> None:
    if reply.status_code in (401, 403):
        raise SourceError("Máy chủ từ chối tài khoản hoặc khóa của nguồn này; hãy xem lại user, password_file.")
    if not reply.is_success:
        raise SourceError(f"Máy chủ trả lời mã {reply.status_code}; hãy xem lại địa chỉ của nguồn này.")
    refuse_packed(reply.headers)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
