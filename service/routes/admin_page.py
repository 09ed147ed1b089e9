"""The management page at /admin: the files of ``service/admin``. What it shows comes from the public interface."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.middleware.request_guard import PAGE_POLICY
from service.routes.page_files import MEDIA_TYPES, PageFiles, text_response
from service.routes.page_modules import preloads, with_version
from service.state import StateDep

router = APIRouter(prefix="/admin", include_in_schema=False)

_FOLDER = Path(__file__).parents[1] / "admin"
#: The page may be shown in no frame, even where sites may embed the question box.
_HEADERS = {"Content-Security-Policy": PAGE_POLICY.format(ancestors="'none'"), "X-Frame-Options": "DENY"}
_FILES = PageFiles(_FOLDER, _HEADERS)


@router.get("", response_model=None)
async def page(request: Request, state: StateDep) -> Response:
    found = await _FILES.index(request, state.authenticator, "/admin")
    if found.status_code not in (200, 304):
        return found
    response = text_response(request, _page(), MEDIA_TYPES[".html"])
    response.headers.update(_HEADERS)
    return response


@cache
def _page() -> str:
    """The page with the version of its modules; those of the sections that are seen first are fetched with it."""
    text = with_version((_FOLDER / "index.html").read_text(encoding="utf-8"))
    modules = [f"admin/{name}.js" for name in ("early", "main", "documents")]
    return text.replace("PRELOADED", preloads(*modules))


@router.get("/{name}", response_model=None)
async def admin_file(request: Request, name: str) -> Response:
    return await _FILES.file(request, name)
