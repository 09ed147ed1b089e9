"""Sites that may embed the widget: list, register, revoke. With the scope "admin"."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from index import access_labels
from index.accounts.keys_and_sessions import sorted_labels
from index.accounts.widget_sites import WidgetSite
from index.records import PUBLIC
from service.access.authentication import EVERY_LABEL
from service.access.principal import Principal
from service.access.sites import BadOrigin
from service.http import problems
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute, store_answer_instead
from service.routes.dependencies import Admin, AdminDep, AuditDep
from service.schemas.common import Identifier
from service.schemas.sites import NewSiteOut, SiteIn, SiteOut, SitesOut
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1/sites",
    tags=["Trang nhúng"],
    dependencies=[Admin],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403, 422),
)
SiteId = Annotated[Identifier, Path(description="Mã trang", examples=["s_1f0a9c33d2e4"])]


@router.get("", summary="Các trang được nhúng khung hỏi đáp")
def list_sites(state: StateDep) -> SitesOut:
    return SitesOut(sites=tuple(site_out(site) for site in state.sites.all()))


@router.post("", status_code=201, summary="Đăng ký một trang; mật khẩu của trang chỉ hiện một lần")
def create(body: SiteIn, request: Request, state: StateDep, principal: AdminDep, audit: AuditDep) -> NewSiteOut:
    labels = sorted_labels(grantable_label(word, principal) for word in body.labels)
    try:
        site, secret = state.sites.generate(
            body.name, body.origins, tuple(label for label in labels if label != PUBLIC), body.per_minute
        )
    except BadOrigin as error:
        raise ProblemError(422, "bad_origin", "Địa chỉ trang không hợp lệ", str(error)) from None
    with audit.record_together("site.create", site.id, name=site.name, origins=site.origins, labels=site.labels):
        state.sites.add(site)
    store_answer_instead(request, NewSiteOut(site=site_out(site), secret=""))
    return NewSiteOut(site=site_out(site), secret=secret)


@router.delete(
    "/{site_id}", summary="Thu hồi một trang; mã đã cấp cũng hết hiệu lực", responses=problems.openapi_responses(404)
)
def revoke(site_id: SiteId, state: StateDep, audit: AuditDep) -> SiteOut:
    with audit.record_together("site.revoke", site_id):
        if not state.sites.revoke(site_id):
            raise problems.not_found("trang đang dùng", site_id)
    return next(site_out(site) for site in state.sites.all() if site.id == site_id)


def site_out(site: WidgetSite) -> SiteOut:
    return SiteOut(
        id=site.id, name=site.name, origins=site.origins, labels=site.labels, per_minute=site.per_minute,
        made_at=site.made_at, revoked_at=site.revoked_at,
    )  # fmt: skip


def grantable_label(word: str, principal: Principal) -> str:
    """The label to be granted, after checking that the caller may see it himself.

    :raises ProblemError: 422 if it is no label, 403 if the caller may not see it.
    """
    try:
        found = word if word == EVERY_LABEL else access_labels.parse_label(word)
    except access_labels.InvalidLabel as error:
        raise ProblemError(422, "bad_label", "Nhãn truy cập không hợp lệ", str(error)) from None
    if principal.kind != "local" and (found == EVERY_LABEL or not principal.may_see(found)):
        raise ProblemError(403, "forbidden", "Không được phép", f"Khóa đang dùng không có nhãn {found}.")
    return found
