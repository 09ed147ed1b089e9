"""Another service of this kind: the original files of the documents that its key may see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from index.intake.source import IntakeSource, RemoteFile, SourceError
from index.intake.web import WebClient, open_web

_DOCUMENTS = "/api/v1/documents"
#: Documents of one page of the list.
PAGE = 200


class Feed:
    """The documents of one service. A document has the same id for all its versions."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def items(self) -> Iterator[RemoteFile]:
        after: str | None = ""
        while after is not None:
            page = self._page(after)
            try:
                for one in page["documents"]:
                    name = f"{one['id']}/{one['file_name'].rpartition('/')[2]}"
                    yield RemoteFile(name, f"{one['version']}:{one['added_at']}", None, one["id"])
                # A page without documents is the last, whatever it says: pages might follow for ever.
                following = page["following"] if page["documents"] else None
            except (KeyError, TypeError, AttributeError):
                raise SourceError("Máy chủ này không trả lời như dịch vụ Hỏi Văn Bản; hãy xem lại địa chỉ.") from None
            after = following if following != after else None

    def fetch(self, item: RemoteFile, path: Path, most: int) -> None:
        self._client.save(f"{_DOCUMENTS}/{quote(item.key, safe='')}/file", path, most)

    def _page(self, after: str) -> Any:
        where = f"{_DOCUMENTS}?limit={PAGE}" + (f"&after={quote(after, safe='')}" if after else "")
        try:
            return json.loads(self._client.read("GET", where))
        except ValueError:
            raise SourceError("Máy chủ này không trả lời như dịch vụ Hỏi Văn Bản; hãy xem lại địa chỉ.") from None


@contextmanager
def open_feed(source: IntakeSource) -> Iterator[Feed]:
    """The service at the address, asked with the source's key.

    :raises SourceError: if it cannot be reached or refuses.
    """
    with open_web(source, bearer=True) as client:
        yield Feed(client)
