"""Limits of the processes that read files: memory that fits the unit's, one thread each, an end with their parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from collections.abc import Sequence
from pathlib import Path

#: Resident memory of one worker; a file that needs more (a decompression bomb) is refused. Address space is not
#: limited: readers map large scans that they never hold in memory at once.
WORKER_BYTES = 3 << 30
#: Where the system says what the unit may take in memory (`max`: all), the part of it that is for its workers, and
#: what a worker may always take.
_MEMORY_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_WORKERS_SHARE, LEAST_WORKER_BYTES = 0.7, 512 << 20
_PARENT_DEATH_SIGNAL = 1


def fitting_bytes(count: int, limits: Sequence[Path] = _MEMORY_LIMITS) -> int:
    """Resident memory that each of so many workers may take: all of them together fit into what the unit may take."""
    for path in limits:
        with contextlib.suppress(OSError, ValueError):
            share = int(int(path.read_text(encoding="ascii")) * _WORKERS_SHARE) // max(1, count)
            return max(LEAST_WORKER_BYTES, min(WORKER_BYTES, share))
    return WORKER_BYTES


def end_with_parent() -> None:
    """Have the system kill this process when its parent is gone: a killed service leaves nobody reading."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def limit_resources() -> None:
    """One thread a worker (there are as many workers as cores); when memory runs out, workers go first."""
    for name in ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):  # not in every container
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    with contextlib.suppress(OSError):  # a system call filter may forbid it
        os.nice(5)  # the service keeps answering while files are read
