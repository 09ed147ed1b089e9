"""Running the product as a whole process, for benchmarks: commands, a served library, memory of a process."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
#: A service starts in two seconds; on a machine that does much else it may take a minute.
READY_SECONDS = 180
COMMAND = str(Path(sys.executable).parent / "hoivanban")

Figures = dict[str, object]


class Skipped(Exception):
    """The benchmark cannot run here; the message says what is missing."""


def need_shared() -> Path:
    if not SHARED.is_dir():
        raise Skipped("../shared (measuring data) is not beside this checkout")
    return SHARED


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "HOIVANBAN_HOME": str(home), "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"}


def hoivanban(home: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments], env=environment(home), capture_output=True, text=True, check=check, cwd=ROOT
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def served(home: Path, processes: int | None = 1) -> Iterator[tuple[str, int]]:
    """A service over ``home`` on a free loopback port: (address, process id). Stopped by its own process id.

    ``processes`` is None for as many as the service starts by default.
    """
    port = free_port()
    process = subprocess.Popen(
        [COMMAND, "serve"],
        env={
            **environment(home),
            "HOIVANBAN_PORT": str(port),
            "HOIVANBAN_HOST": "127.0.0.1",
            **({} if processes is None else {"HOIVANBAN_PROCESSES": str(processes)}),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + READY_SECONDS
        while True:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{address}/readyz", timeout=2).read()
                break
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the service did not start")
            time.sleep(0.1)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def process_cpu_ms(pid: int) -> float:
    """CPU time that a process has used: a busy machine does not lengthen it as it does the clock."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Resident memory of a process in MiB, from the kernel's accounting."""
    return _status_mb(pid, "VmRSS")


def all_resident_mb(pid: int) -> float:
    """That of a process and its children together; pages that they share are counted for each."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return resident_mb(pid) + sum(resident_mb(int(child)) for child in children)


def all_cpu_s(pid: int) -> float:
    """CPU seconds of a process and its children so far: unlike times by the clock they hold on a busy machine."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    ticks = 0
    for one in (str(pid), *children):
        ticks += sum(map(int, Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _status_mb(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no {name} for process {pid}")
