"""Who may change the library over HTTP: whoever presents the token of the settings; nobody where none is set."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Header

from service.problems import ProblemError
from service.state import StateDep


def allowed(
    state: StateDep,
    authorization: Annotated[str, Header(max_length=4096, description="Bearer và mã HOIVANBAN_ADMIN_TOKEN")] = "",
) -> None:
    """Let a request with the right token pass.

    :raises ProblemError: 403 for every other.
    """
    token = state.settings.admin_token
    if token is None:
        raise _refusal("Dịch vụ chưa bật việc quản trị kho qua HTTP (HOIVANBAN_ADMIN_TOKEN chưa được đặt).")
    scheme, _, given = authorization.partition(" ")
    # Headers are decoded byte by byte. Compared in constant time: how long it takes tells nothing of the token.
    same = hmac.compare_digest(given.strip().encode("latin-1"), token.get_secret_value().encode())
    if scheme.lower() != "bearer" or not same:
        raise _refusal("Yêu cầu này cần mã quản trị đúng trong tiêu đề Authorization: Bearer.")


def _refusal(detail: str) -> ProblemError:
    return ProblemError(403, "forbidden", "Không được phép", detail)


Admin = Depends(allowed)
