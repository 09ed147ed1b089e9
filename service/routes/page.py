"""The chat page at / and the widget's script: the files of ``service/widget``, each at its own name."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from service.problems import ProblemError

router = APIRouter(include_in_schema=False)

WIDGET = Path(__file__).parents[1] / "widget"
#: What may be fetched, and as what; nothing else in the folder is public.
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


@router.get("/")
async def page() -> FileResponse:
    return _file("index.html")


@router.get("/{name}")
async def widget_file(name: str) -> FileResponse:
    return _file(name)


def _file(name: str) -> FileResponse:
    path = WIDGET / name
    media_type = MEDIA_TYPES.get(path.suffix)
    if media_type is None or path.parent != WIDGET or not path.is_file():
        raise ProblemError(404, "not_found", "Không tìm thấy", "Địa chỉ này không có trên hệ thống.")
    return FileResponse(path, media_type=media_type)
