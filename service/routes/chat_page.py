"""The chat page at / and the widget's script: the files of ``service/widget``, each at its own name."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.routes.page_files import PageFiles
from service.state import StateDep

router = APIRouter(include_in_schema=False)

_FILES = PageFiles(Path(__file__).parents[1] / "widget")


@router.get("/", response_model=None)
async def page(request: Request, state: StateDep) -> Response:
    return await _FILES.index(request, state.authenticator, "/")


@router.get("/{name}", response_model=None)
async def widget_file(request: Request, name: str) -> Response:
    return await _FILES.file(request, name)
