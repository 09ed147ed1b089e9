"""The appearance of the pages: the unit's name, emblem and colour, the notice on AI. It is public."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from service.http import problems
from service.routes.page_files import MEDIA_TYPES
from service.schemas.about import AppearanceOut
from service.state import StateDep

router = APIRouter(tags=["Tình trạng"])

#: Kinds of pictures that an emblem may be.
EMBLEM_TYPES = {".svg": MEDIA_TYPES[".svg"], ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


@router.get("/api/v1/appearance", summary="Tên đơn vị, biểu trưng, màu và lưu ý mà các trang hiển thị")
def appearance(state: StateDep, response: Response) -> AppearanceOut:
    # A page that may not ask reads this, and so can say why it may not.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    settings = state.settings
    return AppearanceOut(
        unit=settings.unit_name,
        emblem_url="/emblem" if settings.emblem else None,
        accent=settings.accent,
        ai_notice=settings.ai_notice_text if settings.ai_notice else None,
        voice=settings.voice,
        question_chars=settings.max_question_chars,
        keep_days=settings.keep_days,
    )


@router.get("/emblem", include_in_schema=False)
def emblem(request: Request, state: StateDep) -> Response:
    path = state.settings.emblem
    if path is None or not path.is_file():
        raise problems.not_found("trang", request.url.path)
    return FileResponse(path, media_type=EMBLEM_TYPES[path.suffix.lower()])
