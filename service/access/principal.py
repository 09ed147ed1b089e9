"""Who is asking, and what that one may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from index.records import PUBLIC

Scope = Literal["ask", "read", "write", "admin"]
Kind = Literal["local", "key", "session", "oidc", "site", "anonymous"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
#: What each scope includes besides itself. Who may ask may read what an answer cites, which is not the scope "read".
_INCLUDED: dict[Scope, frozenset[Scope]] = {
    "ask": frozenset(),
    "read": frozenset(),
    "write": frozenset(("read",)),
    "admin": frozenset(("write", "read", "ask")),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. ``labels`` are all access labels it may see (the public one is always among them).

    ``id`` tells it from every other and is what conversations belong to; ``per_minute`` None takes the setting.
    """

    id: str
    name: str
    kind: Kind
    scopes: frozenset[Scope]
    labels: tuple[str, ...] = (PUBLIC,)
    per_minute: int | None = None

    def may(self, *any_of: Scope) -> bool:
        """Whether it has one of these scopes."""
        return not self.scopes.isdisjoint(any_of)

    def may_see(self, access: str) -> bool:
        """Whether it may see what bears this label."""
        return access in self.labels


def with_included_scopes(scopes: Iterable[str]) -> frozenset[Scope]:
    """Scopes together with those that they include; unknown words give nothing.

    >>> sorted(with_included_scopes(["write"])), sorted(with_included_scopes(["admin", "sudo"]))
    (['read', 'write'], ['admin', 'ask', 'read', 'write'])
    """
    asked = set(scopes)
    given = [scope for scope in SCOPES if scope in asked]
    return frozenset(given).union(*(_INCLUDED[scope] for scope in given))
