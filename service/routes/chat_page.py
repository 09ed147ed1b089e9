"""The chat page at /, the widget's script, and the modules behind both."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.http import problems
from service.routes.page_files import MEDIA_TYPES, PageFiles, login_redirect, text_response
from service.routes.page_modules import CACHED, module_texts, module_type, modules_version, with_version
from service.state import StateDep

router = APIRouter(include_in_schema=False)

_FOLDER = Path(__file__).parents[1] / "widget"
_FILES = PageFiles(_FOLDER)
#: The files at the root; all others are modules, which have a version in their address.
_ROOT_FILES = frozenset(("icon.svg", "login.css"))


@router.get("/", response_model=None)
async def page(request: Request, state: StateDep) -> Response:
    return await login_redirect(request, state.authenticator, "/") or text_response(
        request, _text("index.html"), MEDIA_TYPES[".html"]
    )


@router.get("/widget.js", response_model=None)
async def widget_script(request: Request) -> Response:
    return text_response(request, _text("widget.js"), MEDIA_TYPES[".js"])


@router.get("/modules/{version}/{path:path}", response_model=None)
async def module(version: str, path: str) -> Response:
    text = module_texts().get(path)
    if text is None or version != modules_version():
        raise problems.not_found("mô-đun", path[:80])
    return Response(text, media_type=module_type(path), headers={"Cache-Control": CACHED})


@router.get("/{name}", response_model=None)
async def page_file(request: Request, name: str) -> Response:
    if name not in _ROOT_FILES:
        raise problems.not_found("trang", name[:80])
    return await _FILES.file(request, name)


@cache
def _text(name: str) -> str:
    """A page or script of the root, with the version of the modules in it."""
    return with_version((_FOLDER / name).read_text(encoding="utf-8"))
