"""Files of the pages, each at its own name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from service.access.authentication import Authenticator
from service.http.problems import ProblemError

#: Files that are public, by their ending, and their media types; nothing else in a folder is.
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


class PageFiles(StaticFiles):
    """The public files of one folder; a browser that has the same file already (``If-None-Match``) gets 304.

    ``headers`` are set on every response, also on a 304, whose headers replace those of the browser's copy.
    """

    def __init__(self, folder: Path, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(directory=folder)
        self._folder = folder
        self._headers = dict(headers or {})

    async def file(self, request: Request, name: str) -> Response:
        """The file of that name.

        :raises ProblemError: 404 if the folder has no public file of that name.
        """
        path = self._folder / name
        media_type = MEDIA_TYPES.get(path.suffix)
        if media_type is None or path.parent != self._folder or not path.is_file():
            raise ProblemError(404, "not_found", "Không tìm thấy", "Địa chỉ này không có trên hệ thống.")
        response = await self.get_response(name, request.scope)
        if response.status_code == 200:
            response.headers["Content-Type"] = media_type
        response.headers.update(self._headers)
        return response

    async def index(self, request: Request, authenticator: Authenticator, path: str) -> Response:
        """The page itself, which stands at ``path``; a caller who is not authenticated is sent to the login."""
        return await login_redirect(request, authenticator, path) or await self.file(request, "index.html")


async def login_redirect(request: Request, authenticator: Authenticator, path: str) -> Response | None:
    """The way to the login, and from there to ``path``; None for a caller who is authenticated."""
    try:
        await authenticator.principal(request)
    except ProblemError as problem:
        if problem.status != 401:
            raise
        return RedirectResponse(f"/login?next={quote(path, safe='/')}", 303, {"Cache-Control": "no-store"})
    return None


def text_response(request: Request, text: str, media_type: str) -> Response:
    """A page or script that the service wrote; a browser that has the same text already gets 304."""
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"ETag": etag}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(text, media_type=media_type, headers=headers)
