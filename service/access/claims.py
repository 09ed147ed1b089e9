"""Claims of an account at the identity provider, and what they give: scopes by roles, access labels by groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from index.access_labels import InvalidLabel, parse_label
from index.accounts.keys_and_sessions import sorted_labels
from index.records import INTERNAL
from service.access.principal import SCOPES, Scope
from service.settings import Settings

#: Roles that a claim may name, and the scopes of each.
ROLES: Mapping[str, tuple[Scope, ...]] = {
    "reader": ("ask", "read"),
    "clerk": ("ask", "read", "write", "review"),
    "admin": SCOPES,
}


@dataclass(frozen=True, slots=True)
class Account:
    """An account authenticated by the provider, with the scopes and labels that its claims give."""

    subject: str
    name: str
    scopes: tuple[str, ...]
    labels: tuple[str, ...]
    #: The provider's name for its session (``sid``), by which it may end ours.
    provider_session: str = ""


def account_of(claims: Mapping[str, Any], settings: Settings) -> Account:
    """The account of verified claims; without any further claim it may ask, and sees what is public."""
    roles = claim_words(claim_at(claims, settings.oidc_scopes_claim))
    groups = claim_words(claim_at(claims, settings.oidc_groups_claim))
    labels = set(labels_of(groups, dict(settings.oidc_labels)))
    if is_true(claim_at(claims, settings.oidc_internal_claim)):
        labels.add(INTERNAL)
    name = next((str(claims[claim]) for claim in ("name", "preferred_username", "email") if claims.get(claim)), "")
    subject = str(claims["sub"])
    scopes = scopes_of(roles, dict(settings.oidc_roles))
    return Account(subject, name or subject, scopes, sorted_labels(labels), str(claims.get("sid") or ""))


def scopes_of(words: Iterable[str], roles: Mapping[str, str]) -> tuple[str, ...]:
    """The scopes that the words of a claim give. Where ``roles`` are set, a word that is not among them gives nothing:
    the provider may use "admin" for something else.

    >>> scopes_of(["clerk"], {}), scopes_of(["read", "root"], {}), scopes_of(["admin", "vt"], {"vt": "reader"})
    (('ask', 'read', 'write', 'review'), ('ask', 'read'), ('ask', 'read'))
    """
    granted = {"ask"}
    for word in words:
        role = roles.get(word, "") if roles else word
        granted.update(ROLES.get(role, () if roles else (role,)))
    return tuple(scope for scope in SCOPES if scope in granted)


def labels_of(groups: Iterable[str], labels: Mapping[str, str]) -> list[str]:
    """The labels that groups give: the one set for a group, else that of its own name, where it can be a label.

    >>> labels_of(["/Thanh-Tra", "lanh-dao", "tên có dấu cách"], {"lanh-dao": "noi_bo"})
    ['nhom:thanh-tra', 'noi_bo']
    """
    found = []
    for group in groups:
        name = group.removeprefix("/")
        if set_label := labels.get(group) or labels.get(name):
            found.append(set_label)
            continue
        try:
            found.append(parse_label(f"nhom:{name}"))
        except InvalidLabel:
            continue  # a group whose name cannot be a label gives none
    return found


def claim_at(claims: Mapping[str, Any], path: str) -> Any:
    """The claim of that name, or along a path of names joined by dots; None where there is none.

    >>> claim_at({"realm_access": {"roles": ["a"]}}, "realm_access.roles"), claim_at({"x.y": 1}, "x.y")
    (['a'], 1)
    """
    if path in claims:
        return claims[path]
    found: Any = claims
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def is_true(claim: object) -> bool:
    """True if a claim says yes: ``true``, as a value or as a word."""
    return claim is True or "true" in claim_words(claim)


def claim_words(claim: object) -> list[str]:
    """The words of a claim, which is a list or one text separated by spaces or commas."""
    if isinstance(claim, str):
        return claim.replace(",", " ").split()
    return [word for word in claim if isinstance(word, str)] if isinstance(claim, list) else []
