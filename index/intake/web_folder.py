"""A folder on a WebDAV server, with the folders below it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from index.intake.source import IntakeSource, RemoteFile, SourceError
from index.intake.web import WebClient, open_web

_DAV = "{DAV:}"
#: What is asked of each file; folders are asked one by one, because servers refuse to list all at once.
_ASKED = (
    b'<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>'
    b"<resourcetype/><getetag/><getlastmodified/><getcontentlength/></prop></propfind>"
)
_TOLD = ("getetag", "getlastmodified", "getcontentlength")
#: Most folders that are gone through: a link that leads back to itself must not hold up the round for ever.
MOST_FOLDERS = 20_000


class WebFolder:
    """The files below one address."""

    def __init__(self, client: WebClient, address: str) -> None:
        self._client = client
        parts = urlsplit(address)
        self._server = f"{parts.scheme}://{parts.netloc}"
        self._root = parts.path.rstrip("/") + "/"

    def items(self) -> Iterator[RemoteFile]:
        waiting, seen = [self._root], {self._root}
        while waiting:
            folder = waiting.pop()
            for path, is_folder, item in self._list(folder):
                if not is_folder:
                    yield item
                elif path not in seen:
                    seen.add(path)
                    waiting.append(path)
            if len(seen) > MOST_FOLDERS:
                raise SourceError(f"Nguồn có quá {MOST_FOLDERS} thư mục; hãy chọn một thư mục hẹp hơn.")

    def fetch(self, item: RemoteFile, path: Path, most: int) -> None:
        self._client.save(self._server + item.key, path, most)

    def _list(self, folder: str) -> Iterator[tuple[str, bool, RemoteFile]]:
        """Each thing in a folder: its path, whether it is a folder, and what is known of it as a file."""
        reply = self._client.read("PROPFIND", self._server + folder, _ASKED, Depth="1", Content_Type="application/xml")
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            tree = etree.fromstring(reply, parser)
        except etree.XMLSyntaxError:
            raise SourceError("Máy chủ không trả lời theo giao thức WebDAV; hãy xem lại địa chỉ.") from None
        for response in tree.iter(_DAV + "response"):
            path = urlsplit(response.findtext(_DAV + "href", "")).path
            # A server could name any path of its own; only what lies below the address belongs to the source.
            if not path.startswith(self._root) or path.rstrip("/") == folder.rstrip("/"):
                continue
            is_folder = response.find(f".//{_DAV}collection") is not None
            told = [response.findtext(f".//{_DAV}{name}", "") for name in _TOLD]
            name = unquote(path.removeprefix(self._root))
            size = int(told[2]) if told[2].isdecimal() else None
            # A tag names the content; without one its time and size must do.
            yield path, is_folder, RemoteFile(name, told[0] or f"{told[1]}:{told[2]}", size, path)


@contextmanager
def open_web_folder(source: IntakeSource) -> Iterator[WebFolder]:
    """The folder that the address names.

    :raises SourceError: if the server cannot be reached or refuses.
    """
    with open_web(source, bearer=False) as client:
        yield WebFolder(client, source.address)
