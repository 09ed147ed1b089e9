"""The management page at /admin: the files of ``service/admin``. What it shows comes from the public interface."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.middleware.request_guard import PAGE_POLICY
from service.routes.page_files import PageFiles
from service.state import StateDep

router = APIRouter(prefix="/admin", include_in_schema=False)

#: The page may be shown in no frame, even where sites may embed the question box.
_FILES = PageFiles(
    Path(__file__).parents[1] / "admin",
    {"Content-Security-Policy": PAGE_POLICY.format(ancestors="'none'"), "X-Frame-Options": "DENY"},
)


@router.get("", response_model=None)
async def page(request: Request, state: StateDep) -> Response:
    return await _FILES.index(request, state.authenticator, "/admin")


@router.get("/{name}", response_model=None)
async def admin_file(request: Request, name: str) -> Response:
    return await _FILES.file(request, name)
