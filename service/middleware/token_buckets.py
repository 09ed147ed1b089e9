"""Token buckets shared by all processes of a service: with eight processes a key still gets its rate and no more.

The table is one piece of shared memory, made before the processes are forked: nothing on the disk, no process that
serves it, nothing to clean up. Its size is fixed; a bucket is found by the digest of its owner.
"""

from __future__ import annotations

import fcntl
import hashlib
import math
import mmap
import os
import struct
import tempfile
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_MINUTE = 60.0
#: Rounding of clocks must not cost a whole token.
_SLACK = 1e-6
#: Buckets in a set. A bucket is the digest of its owner and the moment at which it is full again.
_WAYS = 8
_DIGEST = 16
_MOMENTS = struct.Struct(f"<{_WAYS}d")
_MOMENT = struct.Struct("<d")
_SET = _WAYS * _DIGEST + _MOMENTS.size
#: 65,536 buckets in 1.5 MB.
SETS = 8192


@dataclass(frozen=True, slots=True)
class LimitStatus:
    """An owner's state under a limit. ``wait`` is the seconds until the next request is let in, 0 for at once."""

    name: str
    per_minute: int
    left: int
    wait: float

    def headers(self) -> dict[str, str]:
        """RateLimit and RateLimit-Policy as draft-ietf-httpapi-ratelimit-headers writes them."""
        soon = max(1, math.ceil(self.wait or _MINUTE / self.per_minute))
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.per_minute};w=60',
            "RateLimit": f'"{self.name}";r={self.left};t={soon}',
        }


class BucketTable:
    """The moments at which buckets are full again, in memory that is shared with the processes forked from this one.

    With ``shared=False``, for a single process, there are no locks. A set is locked by ``fcntl``: unlike a semaphore
    this lock is released if its process is killed.
    """

    def __init__(self, *, shared: bool = False, sets: int = SETS) -> None:
        self._memory = mmap.mmap(-1, sets * _SET)
        self._sets = sets
        self._lock: int | None = None
        if shared:
            with tempfile.TemporaryFile() as file:
                self._lock = os.dup(file.fileno())
            weakref.finalize(self, os.close, self._lock)

    @contextmanager
    def _locked(self, number: int) -> Iterator[None]:
        if self._lock is None:
            yield
            return
        fcntl.lockf(self._lock, fcntl.LOCK_EX, 1, number)
        try:
            yield
        finally:
            fcntl.lockf(self._lock, fcntl.LOCK_UN, 1, number)

    def update(self, owner: bytes, change: Callable[[float], float | None]) -> None:
        """Replace the moment of ``owner`` (0 for none) by ``change`` of it; None leaves it as it is.

        A new bucket replaces the one of its set that is full the soonest, which loses the least.
        """
        digest = hashlib.blake2b(owner, digest_size=_DIGEST).digest()
        number = int.from_bytes(digest[:4], "little") % self._sets
        start = number * _SET
        with self._locked(number):
            place = self._memory[start : start + _WAYS * _DIGEST].find(digest)
            moments = _MOMENTS.unpack_from(self._memory, start + _WAYS * _DIGEST)
            known = place >= 0 and place % _DIGEST == 0
            way = place // _DIGEST if known else moments.index(min(moments))
            moment = change(moments[way] if known else 0.0)
            if moment is None:
                return
            if not known:
                self._memory[start + way * _DIGEST : start + (way + 1) * _DIGEST] = digest
            _MOMENT.pack_into(self._memory, start + _WAYS * _DIGEST + way * _MOMENT.size, moment)


class TokenBuckets:
    """Token buckets of one kind: each has a minute's requests and fills up evenly.

    A bucket is one number, the moment at which it is full again (the generic cell rate algorithm).
    """

    def __init__(self, name: str, table: BucketTable, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._table = table
        self._clock = clock

    def take(self, owner: str, per_minute: int, *, only_look: bool = False) -> LimitStatus:
        """Take a token of ``owner`` if there is one, and return the status; ``only_look`` takes none."""
        now, each = self._clock(), _MINUTE / per_minute
        used = 0.0

        def new_moment(full_at: float) -> float | None:
            nonlocal used
            used = max(full_at - now, 0.0)
            return None if only_look or used > _MINUTE - each + _SLACK else now + used + each

        self._table.update(f"{self.name}\0{owner}".encode(), new_moment)
        if used > _MINUTE - each + _SLACK:
            return LimitStatus(self.name, per_minute, 0, used + each - _MINUTE)
        used += 0.0 if only_look else each
        return LimitStatus(self.name, per_minute, int((_MINUTE - used + _SLACK) / each), 0.0)
