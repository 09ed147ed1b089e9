"""Addresses and claims of the tests' identity provider; Django imports this in the provider's process only."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.contrib.auth.views import LoginView
from django.urls import include, path
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.settings import oauth2_settings

urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("accounts/login/", LoginView.as_view()),
]


class Validator(OAuth2Validator):  # type: ignore[misc]
    """Gives accounts the claims of ``state.json``, as Keycloak's mappers would."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        claims: dict[str, Any] = _state()["accounts"].get(request.user.username, {})
        return claims

    def finalize_id_token(self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Any) -> Any:
        spoilt = dict(_state()["spoilt"])
        cut = spoilt.pop("signature", False)
        oauth2_settings.ID_TOKEN_EXPIRE_SECONDS = spoilt.pop("seconds", 300)
        id_token.update(spoilt)
        made = super().finalize_id_token(id_token, token, token_handler, request)
        return f"{made[:-8]}AAAAAAAA" if cut else made

    def get_oidc_issuer_endpoint(self, request: Any) -> str:
        return str(_state()["spoilt"].get("iss") or super().get_oidc_issuer_endpoint(request))


def _state() -> dict[str, Any]:
    file = Path(os.environ["IDENTITY_PROVIDER_FOLDER"]) / "state.json"
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found
