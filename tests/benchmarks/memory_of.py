"""Memory of a process as the kernel counts it: its own, its share of what others map too, all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """MiB of a process. ``private`` are pages that nobody else maps, ``anonymous`` those that no file stands behind.

    ``share`` counts a page that n processes map as 1/n (PSS), ``resident`` as one for each of them (RSS).
    ``anonymous_share`` and ``file_share`` are the two parts of ``share``.
    """

    private: float
    anonymous: float
    share: float
    resident: float
    anonymous_share: float
    file_share: float


def process_memory(pid: int | str = "self") -> ProcessMemory:
    """The memory of a process, from ``/proc/PID/smaps_rollup``."""
    sizes: dict[str, float] = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]:
        name, size = line.split()[:2]
        sizes[name.rstrip(":")] = int(size) / 1024
    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
    share = sizes["Pss"]
    files = share - sizes["Pss_Anon"]
    return ProcessMemory(private, sizes["Anonymous"], share, sizes["Rss"], sizes["Pss_Anon"], files)


def service_memory(pid: int) -> list[ProcessMemory]:
    """The memory of a service's parent and of its answering processes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [process_memory(pid), *map(process_memory, children)]
