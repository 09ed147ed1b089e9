"""Tokens of the embedded widget: short-lived, for an allowed page or for the server behind it."""

from __future__ import annotations

from fastapi import APIRouter, Request

from service.access.authentication import unauthenticated_problem
from service.access.widget_tokens import TOKEN_SECONDS
from service.http import problems
from service.http.problems import ProblemError
from service.schemas.sites import WidgetTokenIn, WidgetTokenOut
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1/widget", tags=["Trang nhúng"], responses=problems.openapi_responses(401, 403, 422)
)  # fmt: skip


@router.post(
    "/token",
    summary="Cấp mã ngắn hạn cho khung hỏi đáp nhúng trong một trang đã đăng ký",
    description=(
        "Trình duyệt của một trang đã đăng ký gửi mã trang; tiêu đề `Origin` phải có trong danh sách của trang, và mã "
        "chỉ xem được văn bản công khai. Máy chủ của trang gửi mật khẩu trong `Authorization: Bearer hvs_...` "
        "và nêu `origin`; mã đó xem được cả các nhãn của trang. Mã dùng được 10 phút, chỉ từ đúng trang đó."
    ),
)
def token(body: WidgetTokenIn, request: Request, state: StateDep) -> WidgetTokenOut:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    by_server = bool(scheme)
    if by_server:
        site = state.sites.by_secret(secret.strip()) if scheme.lower() == "bearer" else None
        if site is None or site.id != body.site:
            raise unauthenticated_problem("Mật khẩu của trang không đúng hoặc trang đã bị thu hồi.")
        origin = body.origin
    else:
        site = state.sites.active_site(body.site)
        origin = request.headers.get("origin")
    # An unknown site and a foreign page get the same response, so that nobody learns which sites there are.
    if site is None or origin is None or origin not in site.origins or body.origin not in (None, origin):
        raise ProblemError(
            403,
            "origin_not_allowed",
            "Trang này không được phép",
            "Trang gửi yêu cầu không có trong danh sách của mã trang này; hãy báo người quản trị đăng ký trang.",
        )
    minted = state.widget_tokens.mint(site, origin, by_server=by_server)
    return WidgetTokenOut(token=minted, expires_in=TOKEN_SECONDS, site=site.id, origin=origin)
