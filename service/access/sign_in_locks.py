"""Lock of a key at the login page after wrong secrets: somebody is guessing, or mistypes.

Counted for the key that was named, never for an address: behind an office's proxy all have the same. The lock holds at
the login page only; programs that send the key go on.
"""

from __future__ import annotations

from datetime import timedelta

from service.access.keys import Keys, key_id_of

#: How long wrong secrets count, and a key is locked after the last.
LOCKED_FOR = timedelta(minutes=15)


class SignInLocks:
    """Counts wrong secrets for known keys; ``tries`` of them lock the key (0: never)."""

    def __init__(self, keys: Keys, tries: int) -> None:
        self._keys = keys
        self._tries = tries

    def is_locked(self, given: str) -> bool:
        """True if the key that is named was given wrong too often."""
        named = self._known(given)
        uses = self._keys.uses
        return named is not None and uses is not None and uses.wrong(named, LOCKED_FOR) >= self._tries

    def note_wrong(self, given: str) -> bool:
        """Count a refused key; True if that locks it. What names no key of this library is not counted."""
        named = self._known(given)
        uses = self._keys.uses
        return named is not None and uses is not None and uses.add_wrong(named, LOCKED_FOR) == self._tries

    def note_right(self, given: str) -> None:
        """Begin to count anew."""
        named = self._known(given)
        if named is not None and self._keys.uses is not None:
            self._keys.uses.forget_wrong(named)

    def _known(self, given: str) -> str | None:
        named = key_id_of(given)
        if not self._tries or named is None:
            return None
        return named if any(key.id == named for key in self._keys.all()) else None
