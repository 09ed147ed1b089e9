"""The chat page at /, the pages beside it, the widget's script, and the modules behind them."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.access.visitors import keep_visitor
from service.http import problems
from service.http.public_address import public_address
from service.middleware.request_guard import HEADERS
from service.routes.page_files import MEDIA_TYPES, PageFiles, login_redirect, text_response
from service.routes.page_modules import CACHED, module_texts, module_type, modules_version, with_version
from service.settings import Settings
from service.state import ServiceState, StateDep

router = APIRouter(include_in_schema=False)

_FOLDER = Path(__file__).parents[1] / "widget"
_FILES = PageFiles(_FOLDER)
#: The files at the root; all others are modules, which have a version in their address.
_ROOT_FILES = frozenset(("icon.svg",))


@router.get("/", response_model=None)
async def page(request: Request, state: StateDep) -> Response:
    return await _page(request, state, "./")


@router.get("/a/{answer_id}", response_model=None)
async def answer_page(request: Request, state: StateDep) -> Response:
    """The page of one answer, by its permalink: the script reads the address, and asks for the answer."""
    return await _page(request, state, "../")


@router.get("/van-ban/{document_id}", response_model=None)
async def document_page(request: Request, state: StateDep) -> Response:
    """The page of one document, opened where the address says."""
    return await _page(request, state, "../")


@router.get("/thu-nhung", response_model=None)
async def trial_page(request: Request, state: StateDep) -> Response:
    """The page to try the embedded widget."""
    login = await login_redirect(request, state.authenticator, "/thu-nhung")
    return login or text_response(request, _text("trial.html"), MEDIA_TYPES[".html"])


@router.get("/docs", response_model=None)
async def reference_page(request: Request, state: StateDep) -> Response:
    """The page that describes the HTTP interface, from the service's own description; no other server is asked."""
    login = await login_redirect(request, state.authenticator, "/docs")
    return login or text_response(request, _text("docs.html"), MEDIA_TYPES[".html"])


async def _page(request: Request, state: ServiceState, root: str) -> Response:
    """The chat page; ``root`` leads from its address to that of the service, which may stand below a proxy's path."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if (login := await login_redirect(request, state.authenticator, path)) is not None:
        return login
    response = text_response(request, _index(state.settings, root), MEDIA_TYPES[".html"])
    secure = public_address(state.settings.public_url, request).startswith("https:")
    keep_visitor(request, response, secure=secure)
    if state.settings.voice:
        response.headers["Permissions-Policy"] = HEADERS["Permissions-Policy"].replace(
            "microphone=()", "microphone=(self)"
        )
    return response


def _index(settings: Settings, root: str) -> str:
    """The page with the unit's own look, so that it does not change its colour after it was shown."""
    shown = {
        "unit": settings.unit_name,
        "emblem": f"{root}emblem" if settings.emblem else "",
        "accent": settings.accent,
    }
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in shown.items() if value)
    return _text("index.html").replace("ROOT/", root).replace(' data-look=""', attributes)


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
