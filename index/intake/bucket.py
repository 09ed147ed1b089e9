"""A bucket of an S3-compatible store: each object is one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from index.intake.source import IntakeSource, RemoteFile, SourceError

if TYPE_CHECKING:
    from minio import Minio

#: Seconds to wait for the store.
TIMEOUT = 60.0


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

    def fetch(self, item: RemoteFile, path: Path) -> None:
        from minio.error import MinioException
        from urllib3.exceptions import HTTPError

        try:
            self._client.fget_object(self._name, item.key, str(path))
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
        from urllib3 import PoolManager, Retry, Timeout
        from urllib3.exceptions import HTTPError
    except ImportError:
        raise SourceError("Nguồn loại s3 cần phần cài thêm: pip install 'hoivanban[intake]'.") from None
    parts = urlsplit(source.address)
    name, _, folder = unquote(parts.path.strip("/")).partition("/")
    pool = PoolManager(
        timeout=Timeout(TIMEOUT), retries=Retry(2, backoff_factor=0.5), ca_certs=source.options.get("ca_file")
    )
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
