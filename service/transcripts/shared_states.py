"""States of conversations in memory that all processes of a service share, and that ends with the service.

Whichever process is asked next knows them: those that are never recorded, and those that are not written down yet.
Nothing of them is on the disk. The table's size is fixed; a state is found by the digest of its conversation's id.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import tempfile
import threading
import time
import weakref
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: States in a set, and bytes of one with its head: digest of the id, moment of the last use, moment of its end, length.
#: A conversation of ten turns takes one kilobyte.
WAYS, SLOT = 8, 4096
_HEAD = struct.Struct("<16sddI")
_NEVER = float("inf")


class SharedStates:
    """The latest ``most`` states, by the ids of their conversations; a text each.

    A set is locked by ``fcntl``, which is released if its process is killed; within a process by a lock of threads.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._sets = -(-most // WAYS)
        self._memory = mmap.mmap(-1, self._sets * WAYS * SLOT)
        self._clock = clock
        self._threads = threading.Lock()
        with tempfile.TemporaryFile() as file:
            self._lock = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._lock)

    def put(self, key: str, text: str, seconds: float = _NEVER) -> bool:
        """Keep a state for so long, in place of the longest unused one of its set; False if it is too large."""
        stored, digest, now = zlib.compress(text.encode()), _digest(key), self._clock()
        if len(stored) > SLOT - _HEAD.size:
            return False
        with self._locked_set(digest) as slots:
            known = [start for start in slots if self._head(start)[0] == digest]
            start = known[0] if known else min(slots, key=lambda start: self._head(start)[1])
            self._memory[start + _HEAD.size : start + _HEAD.size + len(stored)] = stored
            _HEAD.pack_into(self._memory, start, digest, now, now + seconds, len(stored))
        return True

    def get(self, key: str) -> str | None:
        """The state of a conversation; None if it is not here, or was kept for a shorter time."""
        digest, now = _digest(key), self._clock()
        with self._locked_set(digest) as slots:
            for start in slots:
                found, _, ends, length = self._head(start)
                if found == digest and ends > now:
                    _HEAD.pack_into(self._memory, start, digest, now, ends, length)
                    return self._text(start + _HEAD.size, length)
        return None

    def drop(self, key: str) -> bool:
        """Forget a state, and overwrite it; True if it was here."""
        digest = _digest(key)
        with self._locked_set(digest) as slots:
            known = [start for start in slots if self._head(start)[0] == digest]
            for start in known:
                self._memory[start : start + SLOT] = bytes(SLOT)
        return bool(known)

    def _head(self, start: int) -> tuple[bytes, float, float, int]:
        digest, used, ends, length = _HEAD.unpack_from(self._memory, start)
        return digest, used, ends, length

    def _text(self, start: int, length: int) -> str | None:
        try:
            return zlib.decompress(self._memory[start : start + length]).decode()
        except (zlib.error, UnicodeDecodeError):
            return None  # its process was killed while it wrote

    @contextmanager
    def _locked_set(self, digest: bytes) -> Iterator[list[int]]:
        """The places of a key's set, which nobody else reads or writes meanwhile."""
        number = int.from_bytes(digest[:8], "little") % self._sets
        with self._threads:
            fcntl.lockf(self._lock, fcntl.LOCK_EX, 1, number)
            try:
                yield [(number * WAYS + way) * SLOT for way in range(WAYS)]
            finally:
                fcntl.lockf(self._lock, fcntl.LOCK_UN, 1, number)


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=16).digest()
