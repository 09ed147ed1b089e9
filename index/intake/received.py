"""Bodies as a server sends them, within a size and a time: a server may be broken, or lie.

Nothing is unpacked on the way. A few kilobytes of a packed body can become gigabytes in one step, before anybody has
counted them; so servers are asked for bodies as they are, and what comes packed all the same is refused.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping

from index.intake.source import SourceError

#: Seconds for one file, and for the whole list of files.
FILE_SECONDS, LIST_SECONDS = 1800.0, 3600.0
#: Most bytes of one part of a list.
MOST_LIST_BYTES = 64 << 20
#: Files of one list.
MOST_LISTED = 1_000_000
#: What a request says so that a body comes as it is.
AS_IT_IS = {"Accept-Encoding": "identity"}
LIST_TOO_LARGE = "Danh sách tệp của nguồn này quá lớn."
SLOW = "Máy chủ gửi quá chậm nên thôi đợi; lần lấy sau sẽ thử lại."


def too_large(most: int) -> str:
    """Why a file is not taken."""
    return f"Tệp lớn hơn giới hạn {most >> 20} MB."


def received(chunks: Iterable[bytes], most: int, seconds: float, reason: str) -> Iterator[bytes]:
    """The chunks of a body.

    :raises SourceError: with ``reason`` past ``most`` bytes; past the seconds too.
    """
    ends_at, size = time.monotonic() + seconds, 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise SourceError(reason)
        if time.monotonic() > ends_at:
            raise SourceError(SLOW)
        yield chunk


def is_packed(headers: Mapping[str, str]) -> bool:
    """True for a body that does not come as it is."""
    return headers.get("content-encoding", "identity").strip().lower() not in ("", "identity")


def refuse_packed(headers: Mapping[str, str]) -> None:
    """Refuse a body that is packed although nobody asked for that.

    :raises SourceError: if it is.
    """
    if is_packed(headers):
        raise SourceError("Máy chủ gửi nội dung nén dù không được yêu cầu; không nhận.")
