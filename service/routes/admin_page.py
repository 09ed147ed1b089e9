"""The management page at /admin: the files of ``service/admin``. What it shows comes from the public interface."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from service.http.problems import ProblemError
from service.middleware.request_guard import PAGE_POLICY
from service.routes.chat_page import public_file
from service.state import StateDep

router = APIRouter(prefix="/admin", include_in_schema=False)

FOLDER = Path(__file__).parents[1] / "admin"
#: The page may be shown in no frame, even where sites may embed the question box.
_HEADERS = {"Content-Security-Policy": PAGE_POLICY.format(ancestors="'none'"), "X-Frame-Options": "DENY"}


@router.get("", response_model=None)
async def page(request: Request, state: StateDep) -> Response:
    try:
        await state.authenticator.principal(request)
    except ProblemError as problem:
        if problem.status != 401:
            raise
        return RedirectResponse("/login?next=/admin", 303, {"Cache-Control": "no-store"})
    return public_file(FOLDER, "index.html", _HEADERS)


@router.get("/{name}")
async def admin_file(name: str) -> FileResponse:
    return public_file(FOLDER, name, _HEADERS)
