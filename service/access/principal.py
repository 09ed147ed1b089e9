"""Principal: the authenticated caller, with scopes (may do) and labels (may see)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from index.records import PUBLIC
from service.records import Scope as Scope

Kind = Literal["local", "key", "session", "oidc", "site", "anonymous"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
#: Scopes that each scope includes. "ask" also lets read what an answer cites, which is not the scope "read".
_INCLUDED: dict[Scope, frozenset[Scope]] = {
    "ask": frozenset(),
    "read": frozenset(),
    "write": frozenset(("read",)),
    "review": frozenset(("read",)),
    "admin": frozenset(("review", "write", "read", "ask")),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller. ``labels`` are all access labels it may see (always the public one among them).

    ``id`` is unique; with ``per_minute`` None the setting's rate limit applies. Several people may share one id
    (without accounts, on the pages of one site): ``visitor`` tells them apart, as far as their browsers say it.
    """

    id: str
    name: str
    kind: Kind
    scopes: frozenset[Scope]
    labels: tuple[str, ...] = (PUBLIC,)
    per_minute: int | None = None
    visitor: str = ""

    @property
    def owner(self) -> str:
        """Whose the caller's conversations are."""
        return f"{self.id}:{self.visitor}" if self.visitor else self.id

    @property
    def signs_in(self) -> bool:
        """False where nobody has to: everybody at this machine may see everything."""
        return self.kind != "local"

    def may(self, *any_of: Scope) -> bool:
        """True if the principal has one of these scopes."""
        return not self.scopes.isdisjoint(any_of)

    def may_see(self, access: str) -> bool:
        """True if the principal may see documents with this label."""
        return access in self.labels


def with_included_scopes(scopes: Iterable[str]) -> frozenset[Scope]:
    """The scopes and all that they include; unknown words are ignored.

    >>> sorted(with_included_scopes(["write"])), sorted(with_included_scopes(["admin", "sudo"]))
    (['read', 'write'], ['admin', 'ask', 'read', 'review', 'write'])
    """
    asked = set(scopes)
    given = [scope for scope in SCOPES if scope in asked]
    return frozenset(given).union(*(_INCLUDED[scope] for scope in given))
