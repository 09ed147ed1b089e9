"""Trial of the units, run by systemd itself beside them (:mod:`tests.system.test_units_started`).

``python -m tests.support.systemd_trial OUT``: starts the socket, uses the service, kills it, stops it, and writes what
it found to ``OUT/found.json``; then the machine is switched off.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.small_library import PLAN

SERVICE, ADDRESS = "hoivanban.service", "http://127.0.0.1:8000"
#: Everything here waits so long at most, on a busy machine.
SECONDS = 120.0
BOUNDARY = "trial"


def property_of(name: str) -> str:
    """What systemd says of the service."""
    command = ["systemctl", "show", SERVICE, "--value", "-p", name]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def call(path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
    """The JSON that the service answers."""
    request = urllib.request.Request(ADDRESS + path, data=body, headers={"Content-Type": kind})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)


def until(holds: Callable[[], object]) -> object:
    """What is true in the end."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            if found := holds():
                return found
        except OSError:
            pass
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.1)


def children(process: int) -> set[str]:
    return set(Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split())


def status_of(process: int) -> dict[str, str]:
    """Who the process is, and what it may do."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(":")[::2] for line in lines)
    return {name: value.split()[0] for name, value in pairs if name in ("Uid", "NoNewPrivs", "Seccomp", "CapEff")}


def send_file() -> int:
    """Send a document and wait until it is in; how many documents there are."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    body = head.encode() + PLAN.encode() + f"\r\n--{BOUNDARY}--\r\n".encode()
    number = call("/api/v1/documents", body, f"multipart/form-data; boundary={BOUNDARY}")["id"]
    until(lambda: call(f"/api/v1/jobs/{number}")["state"] == "done")
    return int(call("/api/v1/documents")["total"])


def trial() -> dict[str, Any]:
    """What became of the service: started by its socket, used, killed twice, stopped."""
    found: dict[str, Any] = {}
    subprocess.run(["systemctl", "start", "hoivanban.socket"], check=True)
    # The connection waits in the socket until the service that it starts is ready.
    found["ready"] = call("/readyz")["status"]
    main = int(property_of("MainPID"))
    found["status"] = status_of(main)
    found["documents"] = send_file()
    before = children(main)
    os.kill(int(min(before)), signal.SIGKILL)
    until(lambda: len(children(main)) == len(before) and children(main) != before)
    found["main after the kill of a worker"] = int(property_of("MainPID")) == main
    os.kill(main, signal.SIGKILL)
    until(lambda: property_of("MainPID") not in ("0", str(main)))
    found["documents after a kill"] = call("/api/v1/documents")["total"]
    found["restarts"] = property_of("NRestarts")
    asked = json.dumps({"question": "Kinh phí phát triển thư viện cơ sở là bao nhiêu?"}).encode()
    found["answer"] = call("/api/v1/ask", asked)["statements"][0]["shown"]
    found["home"] = f"{Path('/var/lib/hoivanban').stat().st_mode & 0o777:o}"
    subprocess.run(["systemctl", "stop", SERVICE, "hoivanban.socket"], check=True)
    found["result"] = property_of("Result")
    found["left"] = subprocess.run(["pgrep", "-u", "hoivanban"], capture_output=True, text=True, check=False).stdout
    return found


def main() -> None:
    out = Path(sys.argv[1])
    try:
        (out / "found.json").write_text(json.dumps(trial(), ensure_ascii=False), encoding="utf-8")
    except Exception:  # noqa: BLE001 - nobody sees this process; the test shows what it wrote
        (out / "failed.txt").write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        journal = ["journalctl", "--no-pager", "-u", "hoivanban", "-n", "60"]
        (out / "journal.txt").write_bytes(subprocess.run(journal, capture_output=True, check=False).stdout)
        subprocess.run(["systemctl", "--force", "--force", "poweroff"], check=False)


if __name__ == "__main__":
    main()
