"""The address at which the identity provider ends sessions itself (OpenID Connect Back-Channel Logout 1.0)."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from service.access.logout_token import LogoutTokenError
from service.routes.dependencies import AuditDep
from service.routes.login import require_provider
from service.state import StateDep

router = APIRouter(include_in_schema=False)

#: The longest order: a token of some hundred bytes, whatever key signs it.
MOST_BYTES = 16_384
_KEPT_NOWHERE = {"Cache-Control": "no-store"}
_log = logging.getLogger(__name__)


@router.post("/login/oidc/back-channel-logout")
async def end_sessions(request: Request, state: StateDep, audit: AuditDep) -> Response:
    """End the sessions that the provider names. It sends no cookie and holds no key: its signature is what counts."""
    from service.access.oidc import LoginError

    provider = require_provider(state)
    try:
        order = await provider.logout_order(_token_in(await request.body()))
        who = f"oidc:{order.subject}" if order.subject else "oidc"
        with audit.record_together("session.close", who, by="provider", session=order.provider_session):
            if await asyncio.to_thread(state.authenticator.sessions.end_by_provider, order) is None:
                raise LogoutTokenError("Lệnh đăng xuất này đã được thực hiện rồi.")
    except (LoginError, LogoutTokenError) as error:
        _log.warning("logout order refused", extra={"reason": str(error)})
        said = {"error": "invalid_request", "error_description": str(error)}
        return JSONResponse(said, 400, _KEPT_NOWHERE)
    return Response(status_code=200, headers=_KEPT_NOWHERE)


def _token_in(form: bytes) -> str:
    """The logout token in the body of a request; "" where there is none, or far more than one."""
    if len(form) > MOST_BYTES:
        return ""
    try:
        return parse_qs(form.decode("utf-8", "replace"), max_num_fields=20).get("logout_token", [""])[0]
    except ValueError:  # more fields than a provider sends
        return ""
