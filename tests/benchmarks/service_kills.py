"""Killing the HTTP service while it is used: ``python -m tests.benchmarks.service_kills --kills 200``.

Clients send files, withdraw and restore documents, correct fields at the desk, sign in and download backups without a
pause. Meanwhile a serving process (four of five kills) or their parent is killed (SIGKILL) at a random instant. A
killed parent is started again on the same sockets, as systemd does with ``deploy/hoivanban.service``
(``Restart=on-failure``); a serving process must be replaced by its parent. In the end every acknowledged act must hold,
no process of a killed service may be left, and no temporary file.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from index.accounts.keys_and_sessions import AccountStore
from index.ingestion.jobs import JobQueue
from index.library.library import Library
from index.library.listing import ListRequest
from index.upkeep.verify import verify
from ingest.temporary_rooms import PREFIX
from service.access.keys import Keys
from service.access.sessions import COOKIE
from tests.benchmarks.killed_clients import PAUSE, Client, Truth
from tests.support.checkout import ROOT

#: What systemd does at the last moment: the descriptor becomes the third, and the process learns its own number.
ACTIVATE = f'export LISTEN_PID=$$ LISTEN_FDS=1; exec 3<&"$1"; exec {sys.executable} -m service.cli serve --home "$2"'
#: Of so many kills one is the parent's.
PARENT_EVERY = 5
#: The service answers again after a kill, and every process of a killed one is gone.
AGAIN_SECONDS, GONE_SECONDS = 300.0, 60.0
#: The variable by which the processes of this service are found.
MARK = "HOIVANBAN_KILLED_SERVICE"
SCOPES = ("ask", "write", "review", "admin")


class KilledService:
    """The service on a socket that outlives it."""

    def __init__(self, home: Path, temporary: Path, listening: socket.socket) -> None:
        self.mark = secrets.token_hex(8)
        self._arguments = ["bash", "-c", ACTIVATE, "bash", str(listening.fileno()), str(home)]
        self._socket = listening
        self._environment = {
            **os.environ, MARK: self.mark, "HOIVANBAN_PROCESSES": "2", "HOIVANBAN_WORKERS": "1",
            "HOIVANBAN_OCR": "false", "HOIVANBAN_MODEL": "static", "HOIVANBAN_KEY_PER_MINUTE": "0",
            "HOIVANBAN_ADDRESS_PER_MINUTE": "0",
            # A session that is only opened would end by itself within this run.
            "HOIVANBAN_IDLE_MINUTES": "0", "HOIVANBAN_ADMIN_IDLE_MINUTES": "0", "TMPDIR": str(temporary),
        }  # fmt: skip
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.start()

    def start(self) -> None:
        self.parent = subprocess.Popen(
            self._arguments, cwd=ROOT, pass_fds=(self._socket.fileno(),), env=self._environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def workers(self) -> list[int]:
        """The serving processes: the parent's children."""
        try:
            found = Path(f"/proc/{self.parent.pid}/task/{self.parent.pid}/children").read_text()
        except OSError:
            return []
        return list(map(int, found.split()))

    def marked(self) -> set[int]:
        """Every process that this service, or one before it, has started."""
        wanted = f"{MARK}={self.mark}".encode()
        found = set()
        for place in Path("/proc").glob("[0-9]*/environ"):
            try:
                if wanted in place.read_bytes().split(b"\0"):
                    found.add(int(place.parent.name))
            except OSError:
                continue
        return found

    def wait_until_ready(self) -> float:
        """Wait for an answer; the seconds that it took."""
        began = time.monotonic()
        while time.monotonic() < began + AGAIN_SECONDS:
            try:
                if httpx.get(f"{self.address}/readyz", timeout=AGAIN_SECONDS).status_code == 200:
                    return time.monotonic() - began
            except httpx.TransportError:
                pass
            time.sleep(PAUSE)
        raise AssertionError("the service did not answer again")

    def end(self) -> None:
        """End the processes that are still there, also after a failure."""
        if self.parent.poll() is None:
            self.stop()

    def stop(self) -> None:
        self.parent.send_signal(signal.SIGTERM)
        assert self.parent.wait(60) == 0

    def kill_worker(self, chance: random.Random) -> bool:
        """Kill one serving process; False where none is there at this instant."""
        workers = self.workers()
        if not workers:
            return False
        os.kill(chance.choice(workers), signal.SIGKILL)
        return True

    def kill_parent(self) -> None:
        """Kill the parent; everything that it started must end by itself, then it is started again."""
        before = self.marked()
        self.parent.kill()
        self.parent.wait()
        end = time.monotonic() + GONE_SECONDS
        while left := self.marked() & before:
            assert time.monotonic() < end, f"left behind by a killed parent: {left}"
            time.sleep(PAUSE)
        self.start()


def check(home: Path, truth: Truth) -> Counter[str]:
    """What of the acknowledged does not hold."""
    wrong: Counter[str] = Counter()
    with Library.open(home) as library:
        wrong["verify"] = len(verify(library))
        found = {
            one.id: one
            for state in ("active", "withdrawn")
            for one in library.documents(ListRequest(state=state, access=None, limit=100_000)).documents
        }
        jobs = JobQueue(library).list_jobs(100_000)
    names = Counter(one.file_name for one in found.values())
    wrong["files lost"] = sum(not names[f"{number}.txt"] for number in truth.sent)
    wrong["files twice"] = sum(count > 1 for count in names.values())
    wrong["jobs not done"] = sum(job.state not in ("done", "receiving") for job in jobs)
    wrong["states"] = sum("" not in may and found[one].state not in may for one, may in truth.states.items())
    wrong["subjects"] = sum(
        "" not in may and found[one].metadata.subject not in may for one, may in truth.subjects.items()
    )
    return +wrong


def lost_sessions(address: str, truth: Truth) -> int:
    """Sessions that were opened and are not known any more."""
    lost = 0
    for token in truth.sessions:
        answer = httpx.get(f"{address}/api/v1/session", cookies={COOKIE: token}, timeout=60)
        lost += answer.json().get("kind") != "session"
    return lost


def left_files(home: Path, temporary: Path) -> list[str]:
    """Files and rooms that only a running process may have."""
    rooms = [path for place in (home, temporary) for path in place.rglob("*") if path.name.startswith(PREFIX)]
    files = [path for path in home.rglob("*") if path.is_file()]
    halves = [path for path in files if ".incoming-" in path.name or path.suffix == ".tmp"]
    return sorted({str(path) for path in (*rooms, *halves, *temporary.rglob("*"))})


@contextmanager
def _clients(address: str, keys: Sequence[str], truth: Truth) -> Iterator[list[Client]]:
    acts = (("send_file", "withdraw_or_restore", "sign_in"), ("send_file", "correct", "back_up"))
    clients = [Client(address, key, truth, own, seed) for seed, (key, own) in enumerate(zip(keys, acts, strict=True))]
    for client in clients:
        client.start()
    try:
        yield clients
    finally:
        for client in clients:
            client.ending.set()
        for client in clients:
            client.join(AGAIN_SECONDS)


def _wait_for_jobs(home: Path) -> None:
    with Library.open(home) as library:
        end = time.monotonic() + AGAIN_SECONDS
        while any(JobQueue(library).list_jobs(1, state=state) for state in ("queued", "running")):
            assert time.monotonic() < end, "jobs are left undone"
            time.sleep(1.0)


def _kill(
    service: KilledService, keys: Sequence[str], truth: Truth, kills: int, chance: random.Random, longest: float
) -> tuple[float, int]:
    """Kill processes while clients use the service; the slowest answer after a kill, and the kills of the parent."""
    slowest, parents = 0.0, 0
    service.wait_until_ready()
    with _clients(service.address, keys, truth) as clients:
        for kill in range(kills):
            time.sleep(chance.random() * longest)
            if kill % PARENT_EVERY == PARENT_EVERY - 1:
                service.kill_parent()
                parents += 1
            else:
                service.kill_worker(chance)
            slowest = max(slowest, service.wait_until_ready())
            for client in clients:
                if client.failed is not None:
                    raise client.failed
    return slowest, parents


def _try_again(address: str, key: str, home: Path) -> int:
    """Do jobs again at which three processes were killed: they were given up, their files kept. How many there were."""
    with Library.open(home) as library:
        failed = [job.id for job in JobQueue(library).list_jobs(100_000, state="failed")]
    for number in failed:
        headers = {"Authorization": f"Bearer {key}"}
        assert httpx.post(f"{address}/api/v1/jobs/{number}/retry", headers=headers, timeout=60).status_code == 200
    _wait_for_jobs(home)
    return len(failed)


def run(kills: int, seed: int, longest: float = 3.0) -> dict[str, object]:
    """Kill ``kills`` processes of a service in use; returns what was counted."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, socket.socket() as listening:
        home, temporary = Path(folder) / "home", Path(folder) / "tmp"
        temporary.mkdir()
        with Library.open(home) as library:
            accounts = Keys(AccountStore(library.engine))
            keys = [accounts.create(f"khách {number}", SCOPES, ("noi_bo",))[1] for number in range(2)]
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        truth, service = Truth(), KilledService(home, temporary, listening)
        try:
            slowest, parents = _kill(service, keys, truth, kills, chance, longest)
            _wait_for_jobs(home)
            again = _try_again(service.address, keys[0], home)
            lost = lost_sessions(service.address, truth)
            service.stop()
            # What the last killed process left is removed by the next one.
            service.start()
            service.wait_until_ready()
        finally:
            service.end()
        wrong = check(home, truth) + Counter({"sessions": lost})
        left, orphans = left_files(home, temporary), service.marked()
    return {
        "kills": kills, "of the parent": parents, "acknowledged": dict(truth.done), "cut off": dict(truth.cut),
        "jobs given up, then done": again,
        "wrong": dict(+wrong), "left files": left, "orphans": len(orphans), "slowest answer after a kill": slowest,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.service_kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    started = time.monotonic()
    found = run(asked.kills, asked.seed)
    print(found, f"{time.monotonic() - started:.0f} s")
    return int(bool(found["wrong"] or found["left files"] or found["orphans"]))


if __name__ == "__main__":
    sys.exit(main())
