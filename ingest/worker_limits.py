"""Limits of the processes that read files: memory that fits the unit's, one thread each, an end with their parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

#: Resident memory of one worker; a file that needs more (a decompression bomb) is refused. Address space is not
#: limited: readers map large scans that they never hold in memory at once.
WORKER_BYTES = 3 << 30
#: Where the system says which group of processes this one is in, and what a group may take (`max`: all).
_OWN_GROUPS, _GROUPS = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")
#: The part of the unit's memory that is for its workers, and what a worker may always take.
_WORKERS_SHARE, LEAST_WORKER_BYTES = 0.7, 512 << 20
_PARENT_DEATH_SIGNAL = 1


def memory_limits(own: Path = _OWN_GROUPS, groups: Path = _GROUPS) -> Iterator[Path]:
    """Files that may limit this process's memory: of its group and of all above, in either version of the system.

    A unit's limit stands in the unit's own group; in the topmost one only where that is all that a container sees.
    """
    lines = own.read_text(encoding="utf-8").splitlines() if own.is_file() else ["0::/"]
    for line in lines:
        _, controllers, group = line.split(":", 2)
        if controllers == "":
            folder, name = groups, "memory.max"
        elif "memory" in controllers.split(","):
            folder, name = groups / "memory", "memory.limit_in_bytes"
        else:
            continue
        inner = PurePosixPath(group.lstrip("/"))
        for above in (inner, *inner.parents):
            yield folder / above / name


def fitting_bytes(count: int, limits: Iterable[Path] | None = None) -> int:
    """Resident memory that each of so many workers may take: all of them together fit into what the unit may take."""
    fitting = WORKER_BYTES
    for path in memory_limits() if limits is None else limits:
        with contextlib.suppress(OSError, ValueError):
            share = int(int(path.read_text(encoding="ascii")) * _WORKERS_SHARE) // max(1, count)
            fitting = min(fitting, max(LEAST_WORKER_BYTES, share))
    return fitting


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
