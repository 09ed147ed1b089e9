"""Lock of a key at the login page after wrong secrets: somebody is guessing, or mistypes.

Counted for the key that was named at the place it was named from (decision 0057). So a stranger locks nobody out but
himself: not the owner's programs, not running sessions, and not the owner's own sign-in from elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from service.access.keys import Keys, key_id_of

#: How long wrong secrets count, and a key is locked after the last.
LOCKED_FOR = timedelta(minutes=15)
#: The cookie of a browser that has signed in with a key before, and how long it is kept.
KNOWN_COOKIE, KNOWN_SECONDS = "hvb_known", 180 * 86400
_KNOWN = re.compile(r"([0-9a-f]{12})\.([\w-]{16,64})\.([0-9a-f]{64})", re.ASCII)


class SignInLocks:
    """Counts wrong secrets for known keys; ``tries`` of them at one place lock the key there (0: never)."""

    def __init__(self, keys: Keys, tries: int) -> None:
        self._keys = keys
        self._tries = tries

    def is_locked(self, given: str, place: str) -> bool:
        """True if the key that is named was given wrong too often at this place."""
        named = self._known(given)
        uses = self._keys.uses
        return named is not None and uses is not None and uses.wrong(named, place, LOCKED_FOR) >= self._tries

    def note_wrong(self, given: str, place: str) -> bool:
        """Count a refused key; True if that locks it. What names no key of this library is not counted."""
        named = self._known(given)
        uses = self._keys.uses
        return named is not None and uses is not None and uses.add_wrong(named, place, LOCKED_FOR) == self._tries

    def note_right(self, given: str, place: str) -> None:
        """Begin to count anew at this place."""
        named = self._known(given)
        if named is not None and self._keys.uses is not None:
            self._keys.uses.forget_wrong(named, place)

    def _known(self, given: str) -> str | None:
        named = key_id_of(given)
        if not self._tries or named is None:
            return None
        return named if any(key.id == named for key in self._keys.all()) else None


def known_browser(key_id: str, secret: bytes) -> str:
    """The value of the cookie that a browser gets with its first sign-in by a key."""
    body = f"{key_id}.{secrets.token_urlsafe(18)}"
    return f"{body}.{_mac(secret, body)}"


def place_of(given: str, address: str, cookie: str, secret: bytes) -> str:
    """Where a key is named: the browser, if it has signed in with that key before, else the address.

    Whoever shares an address with the key's owner (an office behind one proxy) so has a count of his own.
    """
    found = _KNOWN.fullmatch(cookie)
    if found is not None and found[1] == key_id_of(given):
        body = f"{found[1]}.{found[2]}"
        if hmac.compare_digest(_mac(secret, body), found[3]):
            return f"b{_short(found[2])}"
    return f"a{_short(address)}"


def _mac(secret: bytes, body: str) -> str:
    return hmac.new(secret, body.encode(), hashlib.sha256).hexdigest()


def _short(text: str) -> str:
    # Short enough for the name of a fact, together with the key's id.
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:15]
