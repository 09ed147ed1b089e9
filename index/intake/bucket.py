"""A bucket of an S3-compatible store: each object is one file.

The store may be broken, or lie: no redirection of it is followed, which could lead to any machine that this one
reaches, and no reply is larger or slower than it may be.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

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
from index.intake.source import IntakeSource, RemoteFile, SourceError

if TYPE_CHECKING:
    from minio import Minio
    from urllib3 import PoolManager

#: Seconds to wait for each part of a reply, and bytes of one part.
TIMEOUT, CHUNK = 60.0, 1 << 16


class Bucket:
    """The objects of a bucket, or of a folder in it."""

    def __init__(self, client: Minio, name: str, folder: str) -> None:
        self._client = client
        self._name = name
        self._folder = folder

    def items(self) -> Iterator[RemoteFile]:
        for found in self._client.list_objects(self._name, prefix=self._folder, recursive=True):
            key = found.object_name or ""
            if not found.is_dir and not key.endswith("/"):
                yield RemoteFile(key.removeprefix(self._folder), f"{found.etag}:{found.size}", found.size, key)

    def fetch(self, item: RemoteFile, path: Path, most: int) -> None:
        from minio.error import MinioException
        from urllib3.exceptions import HTTPError

        try:
            reply = self._client.get_object(self._name, item.key, request_headers=dict(AS_IT_IS))
            try:
                refuse_packed(reply.headers)
                chunks = reply.stream(CHUNK, decode_content=False)
                with path.open("wb") as file:
                    file.writelines(received(chunks, most, FILE_SECONDS, too_large(most)))
            finally:
                reply.close()
        except (MinioException, HTTPError, OSError) as error:
            raise SourceError(f"Không lấy được tệp từ kho đối tượng: {error}.") from None


@contextmanager
def open_bucket(source: IntakeSource) -> Iterator[Bucket]:
    """A client for the bucket that the address names (``https://host/bucket/folder``).

    :raises SourceError: if the client is not installed, the store is away or refuses.
    """
    try:
        from minio import Minio
        from minio.error import MinioException
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError
    except ImportError:
        raise SourceError("Nguồn loại s3 cần phần cài thêm: pip install 'hoivanban[intake]'.") from None
    parts = urlsplit(source.address)
    name, _, folder = unquote(parts.path.strip("/")).partition("/")
    pool = _bounded_pool(timeout=Timeout(TIMEOUT), ca_certs=source.options.get("ca_file"))
    client = Minio(
        parts.netloc,
        source.credentials.user or None,
        source.credentials.secret() or None,
        secure=parts.scheme == "https",
        region=source.options.get("region"),
        http_client=pool,
    )
    try:
        yield Bucket(client, name, folder + "/" if folder else "")
    except (MinioException, HTTPError, OSError, ValueError) as error:
        raise SourceError(f"Không dùng được kho đối tượng {parts.netloc}: {error}.") from None
    finally:
        pool.clear()


def _bounded_pool(**options: Any) -> PoolManager:
    """Connections that follow no redirection, and read lists within a size and a time."""
    from urllib3 import HTTPResponse, PoolManager, Retry

    class BoundedPool(PoolManager):
        lists_until = time.monotonic() + LIST_SECONDS

        def urlopen(self, method: str, url: str, redirect: bool = True, **given: Any) -> Any:  # type: ignore[override]
            whole = given.pop("preload_content", True)
            reply = super().urlopen(method, url, redirect=False, **given, preload_content=False)
            if not whole:
                return reply
            left = self.lists_until - time.monotonic()
            if left <= 0:
                reply.close()
                raise SourceError(SLOW)
            refuse_packed(reply.headers)
            chunks = reply.stream(CHUNK, decode_content=False)
            body = b"".join(received(chunks, MOST_LIST_BYTES, left, LIST_TOO_LARGE))
            reply.release_conn()
            return HTTPResponse(
                body, reply.headers, reply.status, reason=reply.reason, preload_content=False, request_method=method
            )

    return BoundedPool(retries=Retry(2, redirect=False, backoff_factor=0.5), **options)
