"""API keys: list, create, revoke. With the scope "admin"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request

from index.accounts.keys_and_sessions import ApiKey, sorted_labels
from index.records import PUBLIC
from index.store.database import now
from service.access.keys import Keys, life_days
from service.access.principal import SCOPES
from service.http import problems
from service.middleware.idempotency import IdempotentRoute, store_answer_instead
from service.routes.dependencies import Admin, AdminDep, AuditDep
from service.routes.sites import grantable_label
from service.schemas.keys import KeyIn, KeyOut, KeysOut, NewKeyOut
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1/keys",
    tags=["Khóa"],
    dependencies=[Admin],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403, 422),
)
KeyId = Annotated[str, Path(max_length=40, description="Mã của khóa", examples=["0f3c5d7e9a1b"])]


@router.get("", summary="Các khóa của giao diện HTTP")
def list_keys(state: StateDep) -> KeysOut:
    return KeysOut(keys=tuple(key_out(key, state.authenticator.keys) for key in state.authenticator.keys.all()))


@router.post("", status_code=201, summary="Tạo khóa; khóa chỉ hiện một lần")
def create(body: KeyIn, request: Request, state: StateDep, principal: AdminDep, audit: AuditDep) -> NewKeyOut:
    labels = sorted_labels(grantable_label(word, principal) for word in body.labels)
    days = life_days(body.scopes, body.days, state.settings.admin_key_days)
    ends = datetime.now(UTC) + timedelta(days=days)
    key, secret = state.authenticator.keys.generate(
        body.name,
        tuple(scope for scope in SCOPES if scope in body.scopes),
        tuple(label for label in labels if label != PUBLIC),
        body.per_minute,
        ends.isoformat(timespec="seconds") if days else None,
    )
    detail = {"name": key.name, "scopes": key.scopes, "labels": key.labels, "ends_at": key.ends_at}
    with audit.record_together("key.create", key.id, **detail):
        state.authenticator.keys.add(key)
    # No key is stored in the clear: a repeated request is answered without it.
    shown = key_out(key, state.authenticator.keys)
    store_answer_instead(request, NewKeyOut(key=shown, secret=""))
    return NewKeyOut(key=shown, secret=secret)


@router.delete(
    "/{key_id}",
    summary="Thu hồi một khóa và mọi phiên đăng nhập bằng khóa đó",
    responses=problems.openapi_responses(404),
)
def revoke(key_id: KeyId, state: StateDep, audit: AuditDep) -> KeyOut:
    with audit.record_together("key.revoke", key_id):
        if not state.authenticator.keys.revoke(key_id):
            raise problems.not_found("khóa đang dùng", key_id)
    keys = state.authenticator.keys
    return next(key_out(key, keys) for key in keys.all() if key.id == key_id)


def key_out(key: ApiKey, keys: Keys) -> KeyOut:
    """A key as the API shows it."""
    return KeyOut(
        id=key.id,
        name=key.name,
        scopes=key.scopes,
        labels=key.labels,
        per_minute=key.per_minute,
        made_at=key.made_at,
        ends_at=key.ends_at,
        revoked_at=key.revoked_at,
        state="revoked" if key.revoked_at is not None else "active" if key.is_valid_at(now()) else "over",
        used_at=keys.last_use(key.id),
        idle=keys.is_idle(key),
    )
