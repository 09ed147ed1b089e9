"""The chat page at / and the widget's script: the files of ``service/widget``, each at its own name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from service.http.problems import ProblemError
from service.state import StateDep

router = APIRouter(include_in_schema=False)

WIDGET = Path(__file__).parents[1] / "widget"
#: What may be fetched, and as what; nothing else in the folder is public.
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


@router.get("/", response_model=None)
async def page(request: Request, state: StateDep) -> Response:
    try:
        await state.authenticator.principal(request)
    except ProblemError as problem:
        if problem.status != 401:
            raise
        return RedirectResponse("/login?next=/", 303, {"Cache-Control": "no-store"})
    return public_file(WIDGET, "index.html")


@router.get("/{name}")
async def widget_file(name: str) -> FileResponse:
    return public_file(WIDGET, name)


def public_file(folder: Path, name: str, headers: Mapping[str, str] | None = None) -> FileResponse:
    """A file of a page, as what it is.

    :raises ProblemError: 404 when the folder has no such file to show.
    """
    path = folder / name
    media_type = MEDIA_TYPES.get(path.suffix)
    if media_type is None or path.parent != folder or not path.is_file():
        raise ProblemError(404, "not_found", "Không tìm thấy", "Địa chỉ này không có trên hệ thống.")
    return FileResponse(path, media_type=media_type, headers=dict(headers or {}))
