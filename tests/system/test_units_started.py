"""The units of deploy/, started by systemd itself: in namespaces and a root of their own, with all their confinement.

Needs root and a machine on which systemd may be process 1 of a namespace. It makes namespaces and control groups on
the machine that it runs on, so it runs only when it is asked for (``make test-units``); ``test_deploy.py`` checks the
units elsewhere.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.checkout import ROOT

SYSTEMD = Path("/lib/systemd/systemd")
NEEDED = ("unshare", "pivot_root", "ip", "systemctl", "journalctl", "pgrep")
NAMESPACES = ("--pid", "--kill-child", "--fork", "--mount", "--uts", "--ipc", "--net")
#: Set by `make test-units`.
ASKED_FOR = "HOIVANBAN_TEST_UNITS"
#: systemd's own hierarchy of control groups, or the only one.
GROUPS = (Path("/sys/fs/cgroup/systemd"), Path("/sys/fs/cgroup"))
#: The whole trial, on a busy machine.
SECONDS = 400


def _why_not() -> str:
    """Why systemd is not started here; empty where it is."""
    if ASKED_FOR not in os.environ:
        return "run by `make test-units`, as root"
    if os.geteuid() != 0:
        return "root is needed to start systemd in a namespace"
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    missing = [name for name in NEEDED if shutil.which(name, path=path) is None]
    if not SYSTEMD.exists() or missing:
        return f"systemd is not installed here ({', '.join(missing) or SYSTEMD})"
    if not any(path.is_dir() and os.access(path, os.W_OK) for path in GROUPS):
        return "no control groups that may be written: systemd cannot start here"
    tried = subprocess.run(["unshare", *NAMESPACES, "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "namespaces of its own cannot be made here"


@pytest.fixture
def _groups_are_removed() -> Iterator[None]:
    """The control groups that systemd makes outlast it; those that were not there before are removed."""
    place = next((path for path in GROUPS if path.is_dir()), None)
    before = set() if place is None else {path for path in place.rglob("*") if path.is_dir()}
    yield
    after = set() if place is None else {path for path in place.rglob("*") if path.is_dir()}
    for path in sorted(after - before, reverse=True):
        with contextlib.suppress(OSError):
            path.rmdir()


@pytest.mark.slow
@pytest.mark.usefixtures("_groups_are_removed")
def test_systemd_starts_restarts_and_stops_the_service(tmp_path: Path) -> None:
    if reason := _why_not():
        pytest.skip(reason)
    out = tmp_path / "out"
    out.mkdir()
    (out / "console").touch()
    script = ROOT / "tests" / "support" / "systemd_root.sh"
    places = [tmp_path / "root", out, sys.base_prefix, sysconfig.get_path("purelib"), ROOT]
    environment = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"}
    command = ["unshare", *NAMESPACES, "sh", str(script), *map(str, places)]
    said = f"nothing began within {SECONDS} seconds"
    with contextlib.suppress(subprocess.TimeoutExpired):
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, env=environment, check=False
        )  # fmt: skip
        said = done.stderr.strip()[-300:]
    # The trial writes one of the two whatever it meets: without either, systemd never came to it.
    if not (out / "found.json").exists() and not (out / "failed.txt").exists():
        pytest.skip(f"systemd did not start in a namespace here: {said}")
    journal = (out / "journal.txt").read_text(encoding="utf-8", errors="replace")
    assert not (out / "failed.txt").exists(), (out / "failed.txt").read_text(encoding="utf-8") + journal
    found = json.loads((out / "found.json").read_text(encoding="utf-8"))
    assert found == {
        "ready": "ok",
        "status": {"Uid": "990", "CapEff": "0000000000000000", "NoNewPrivs": "1", "Seccomp": "2"},
        "documents": 1,
        "main after the kill of a worker": True,
        "documents after a kill": 1,
        "restarts": "1",
        "answer": "2.450.000.000 đồng",
        "home": "700",
        "result": "success",
        "left": "",
    }, journal
