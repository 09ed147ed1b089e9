"""Requests that send files: written to the disk as they arrive, they may be larger and last longer than others."""

from __future__ import annotations

import re

from service.http.serialise import DOCUMENTS

_UPLOADS = re.compile(rf"{DOCUMENTS}(?:/[^/]+/replace)?|/api/v1/uploads/\d+/files")


def is_upload(method: str, path: str) -> bool:
    """True for a request whose body are files.

    >>> is_upload("POST", "/api/v1/uploads/12/files"), is_upload("POST", "/api/v1/documents/d_1/withdraw")
    (True, False)
    """
    return method == "POST" and _UPLOADS.fullmatch(path) is not None
