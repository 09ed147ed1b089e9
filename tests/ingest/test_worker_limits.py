"""Limits of the reading processes: memory that fits the unit's, an end with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.worker_limits import LEAST_WORKER_BYTES, WORKER_BYTES, fitting_bytes, memory_limits


def test_workers_fit_the_memory_of_the_unit(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(f"{4 << 30}\n")
    assert 2 * fitting_bytes(2, [limit]) <= 4 << 30
    assert fitting_bytes(2, [limit]) > 1 << 30
    limit.write_text(f"{1 << 28}\n")
    assert fitting_bytes(2, [limit]) == LEAST_WORKER_BYTES
    limit.write_text("max\n")
    assert fitting_bytes(2, [limit, tmp_path / "none"]) == WORKER_BYTES


@pytest.mark.parametrize(
    ("own", "file"),
    [
        ("0::/system.slice/hoivanban.service\n", "system.slice/hoivanban.service/memory.max"),
        ("0::/system.slice/hoivanban.service/readers\n", "system.slice/hoivanban.service/memory.max"),
        ("0::/\n", "memory.max"),
        ("12:cpu,cpuacct:/x\n4:memory:/docker/a:b\n0::/\n", "memory/docker/a:b/memory.limit_in_bytes"),
    ],
)
def test_the_limit_of_the_units_own_group_counts(own: str, file: str, tmp_path: Path) -> None:
    """A unit's limit stands in its own group's folder, not in the topmost one."""
    (tmp_path / "own").write_text(own)
    limit = tmp_path / "groups" / file
    limit.parent.mkdir(parents=True)
    limit.write_text(f"{2 << 30}\n")
    found = list(memory_limits(tmp_path / "own", tmp_path / "groups"))
    assert limit in found
    assert fitting_bytes(2, found) == int(0.7 * (2 << 30)) // 2


def test_a_worker_ends_with_its_parent() -> None:
    """The parent starts a process that would sleep for an hour, and is killed."""
    child = "from ingest.worker_limits import end_with_parent; import time; end_with_parent(); print('x', flush=True)"
    parent = (
        f"import subprocess, sys; one = subprocess.Popen([sys.executable, '-c', {child + '; time.sleep(3600)'!r}], "
        "stdout=subprocess.PIPE); one.stdout.readline(); print(one.pid, flush=True); one.wait()"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        number = int(started.stdout.readline())
        started.send_signal(signal.SIGKILL)
        started.wait()
    end = time.monotonic() + 20
    while _is_alive(number):
        assert time.monotonic() < end, "the worker outlives its parent"
        time.sleep(0.05)


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{number}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
