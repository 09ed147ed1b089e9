"""API keys: ``hvb_<id>_<secret>``. The library keeps a digest of the secret, never the key.

The secret is 256 random bits: nobody finds it from its SHA-256, and comparing that costs nothing. So wrong keys need no
lock-out, which would also hit a right one (decision 0053). Older keys have an Argon2 hash until their first use.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from index.accounts.key_uses import KeyUses, KeyUseStore
from index.accounts.keys_and_sessions import AccountStore, ApiKey
from index.store.database import now

PREFIX = "hvb_"
_KEY = re.compile(r"hvb_([0-9a-f]{12})_([\w-]{16,200})", re.ASCII)
_SECRET_BYTES = 32
#: What a digest begins with; one of an older key is an Argon2 hash.
_DIGEST = "sha256:"
#: Size and life of the cache of checked keys: an older key costs some 40 ms of CPU, a look-up here 2 µs.
REMEMBERED, REMEMBERED_SECONDS = 1000, 30.0
#: Age at which the table of keys is read again; a revoked key works for no longer than that.
FRESH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _KeyTable:
    keys: dict[str, ApiKey]
    read_at: float
    uses: KeyUses | None = None


class Keys:
    """Creates, checks and revokes the keys of one library. Safe to use from several threads.

    ``on_hit`` is called when a checked key is found in the cache, ``on_miss`` when a key has to be checked. With
    ``uses`` the use of keys is noted, and a key that was not used for ``idle_days`` is refused until it is enabled.
    """

    def __init__(
        self,
        access: AccountStore,
        clock: Callable[[], float] = time.monotonic,
        on_hit: Callable[[], object] = bool,
        on_miss: Callable[[], object] = bool,
        uses: KeyUseStore | None = None,
        idle_days: int = 0,
    ) -> None:
        self._access = access
        self._clock = clock
        self._hasher = PasswordHasher()
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._table: _KeyTable | None = None
        self._on_hit, self._on_miss = on_hit, on_miss
        self._uses, self._idle_days = uses, idle_days
        if uses is not None:
            uses.begin()
        #: SHA-256 of a valid key -> its id, and when it was checked.
        self._checked: OrderedDict[bytes, tuple[str, float]] = OrderedDict()

    def create(
        self,
        name: str,
        scopes: Iterable[str],
        labels: Iterable[str] = (),
        per_minute: int | None = None,
        ends_at: str | None = None,
    ) -> tuple[ApiKey, str]:
        """A new key, valid from now on: its row, and the key itself, which can never be shown again."""
        made, secret = self.generate(name, scopes, labels, per_minute, ends_at)
        self.add(made)
        return made, secret

    def generate(
        self,
        name: str,
        scopes: Iterable[str],
        labels: Iterable[str] = (),
        per_minute: int | None = None,
        ends_at: str | None = None,
    ) -> tuple[ApiKey, str]:
        """A new key that is not valid before :meth:`add`: its row, and the key itself."""
        key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(_SECRET_BYTES)
        made = ApiKey(key_id, name, _digest_of(secret), tuple(scopes), tuple(labels), per_minute, now(), ends_at)
        return made, f"{PREFIX}{key_id}_{secret}"

    def add(self, key: ApiKey) -> None:
        """Store a generated key: it is valid from now on."""
        self._access.add_key(key)
        self._table = None

    def revoke(self, key_id: str) -> bool:
        """Revoke a key; False if it is unknown or revoked already."""
        done = self._access.revoke_key(key_id)
        self._table = None
        return done

    def all(self) -> tuple[ApiKey, ...]:
        """Every key ever made, oldest first; at most a second old."""
        return tuple(self._read_table().keys.values())

    def active_key(self, key_id: str) -> ApiKey | None:
        """The key with this id if it is valid now."""
        key = self._read_table().keys.get(key_id)
        return key if key is not None and key.is_valid_at(now()) and not self.is_idle(key) else None

    @property
    def uses(self) -> KeyUseStore | None:
        """Where uses are noted; None where they are not."""
        return self._uses

    def is_idle(self, key: ApiKey) -> bool:
        """True if a key is disabled because it was not used for so many days."""
        uses = self._read_table().uses
        return uses is not None and uses.is_idle(key, self._idle_days, datetime.now(UTC))

    def last_use(self, key_id: str) -> str | None:
        """When a key was used last, to the hour; None where no use was noted."""
        uses = self._read_table().uses
        return None if uses is None else uses.last.get(key_id)

    @property
    def needed(self) -> bool:
        """True once a key was ever made. Revoking the last one does not open the service again."""
        return bool(self._read_table().keys)

    @property
    def is_stale(self) -> bool:
        """True if the next look-up reads the table from the database, which does not belong on the event loop."""
        return self._table is None or self._clock() - self._table.read_at > FRESH_SECONDS

    def refresh(self) -> None:
        """Read the table again if it is stale."""
        self._read_table()

    def recently_checked(self, given: str) -> ApiKey | None:
        """The key if it was found valid a short while ago. Reads no row, so it may be called on the event loop."""
        with self._lock:
            checked = self._checked.get(_fingerprint(given))
        if checked is None or self._clock() - checked[1] > REMEMBERED_SECONDS:
            return None
        self._on_hit()
        return self.active_key(checked[0])

    def check(self, given: str) -> ApiKey | None:
        """The presented key if it is valid. Wrong, unknown, revoked and expired ones cost the same work; of older keys,
        which have an Argon2 hash, only those whose id is known cost more."""
        self._on_miss()
        found = _KEY.fullmatch(given)
        key_id, secret = found.groups() if found else ("", given[:200])
        # A key that was made just now, also by another process, must work at once; for every other one this costs the
        # same.
        self._read_table(0)
        key = self.active_key(key_id)
        digest = key.digest if key is not None else _NO_DIGEST
        if not (self._is_right(digest, secret) and key is not None):
            return None
        if not digest.startswith(_DIGEST):
            self._access.replace_digest(key.id, _digest_of(secret))
            self._table = None
        if self._uses is not None:
            self._uses.note(key.id)
        with self._lock:
            self._checked[_fingerprint(given)] = (key.id, self._clock())
            self._checked.move_to_end(_fingerprint(given))
            while len(self._checked) > REMEMBERED:
                self._checked.popitem(last=False)
        return key

    def is_slow(self, given: str) -> bool:
        """True if checking costs Argon2: the id is that of an older key that was not used since."""
        found = _KEY.fullmatch(given)
        key = self._table.keys.get(found[1]) if found and self._table is not None else None
        return key is not None and not key.digest.startswith(_DIGEST)

    def _is_right(self, digest: str, secret: str) -> bool:
        if digest.startswith(_DIGEST):
            return hmac.compare_digest(digest, _digest_of(secret))
        try:
            return self._hasher.verify(digest, secret)
        except (VerificationError, InvalidHashError):
            return False

    def _read_table(self, fresh: float = FRESH_SECONDS) -> _KeyTable:
        table = self._table
        if table is not None and self._clock() - table.read_at <= fresh:
            return table
        with self._reading:
            # Of several threads that found it stale only the first reads.
            table = self._table
            if table is None or self._clock() - table.read_at > fresh:
                read_at = self._clock()
                uses = None if self._uses is None else self._uses.all()
                table = _KeyTable({key.id: key for key in self._access.all_keys()}, read_at, uses)
                self._table = table
            return table


def _digest_of(secret: str) -> str:
    return _DIGEST + hashlib.sha256(secret.encode()).hexdigest()


#: Compared where there is no key, so that an unknown id takes as long as a known one.
_NO_DIGEST = _digest_of("")


def life_days(scopes: Iterable[str], days: int, admin_days: int) -> int:
    """The days of a new key (0: no end): one that may administer ends after ``admin_days`` at the latest.

    >>> life_days(["ask"], 0, 90), life_days(["admin"], 0, 90), life_days(["admin"], 30, 90), life_days(["admin"], 9, 0)
    (0, 90, 30, 9)
    """
    return min(days or admin_days, admin_days) if "admin" in scopes and admin_days else days


def key_id_of(given: str) -> str | None:
    """The id that a presented key names; None for what has not the form of a key."""
    found = _KEY.fullmatch(given)
    return None if found is None else found[1]


def _fingerprint(given: str) -> bytes:
    return hashlib.sha256(given.encode()).digest()
