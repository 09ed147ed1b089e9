"""Freed memory of a process that reads a long scan, given back to the system between pages.

Pictures of a page take 9 to 27 MB each and come in another size on every page. The C library keeps what they leave as
holes between smaller things: 300 pages grew to 1 GB, of which 220 MB were in use. Giving them back after every page
costs 6 % of the time, for the next page must be given them anew; so it is done where the process has grown.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

#: Resident memory from which on it pays; engines and models take 220 MB, a page at work 100 to 150 MB more.
_GROWN_BYTES = 330 << 20


def release_freed_memory() -> None:
    """Give freed memory back to the system where this process has grown; nothing where the C library offers no way."""
    trim = _trim()
    if trim is not None and _resident_bytes() > _GROWN_BYTES:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """``malloc_trim`` of the GNU C library."""
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
    return found


def _resident_bytes() -> int:
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
