"""Clients of a service that is killed meanwhile (:mod:`tests.benchmarks.service_kills`), and what it acknowledged."""

from __future__ import annotations

import io
import random
import secrets
import tarfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from service.access.sessions import COOKIE
from tests.support.bundled_papers import letter

#: A client that a kill cut off waits so long.
PAUSE = 0.05


@dataclass
class Truth:
    """What was acknowledged: for each number the states and subjects that may hold, and the sessions opened."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    #: Numbers of letters that were taken.
    sent: set[int] = field(default_factory=set)
    states: dict[str, set[str]] = field(default_factory=dict)
    subjects: dict[str, set[str]] = field(default_factory=dict)
    sessions: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    cut: Counter[str] = field(default_factory=Counter)


class Client(threading.Thread):
    """One that uses the service without a pause."""

    def __init__(self, address: str, key: str, truth: Truth, acts: tuple[str, ...], seed: int) -> None:
        super().__init__(daemon=True)
        self.address, self.key, self.truth, self.acts = address, key, truth, acts
        self.chance = random.Random(seed)
        self.ending = threading.Event()
        self.numbers = iter(range(seed * 10_000 + 1, (seed + 1) * 10_000))
        self.failed: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.ending.is_set():
                act = self.chance.choice(self.acts)
                # No connection is kept: a killed process must not be told from a slow one.
                with httpx.Client(
                    base_url=self.address, headers={"Authorization": f"Bearer {self.key}"}, timeout=60
                ) as http:
                    try:
                        getattr(self, act)(http)
                        self.truth.done[act] += 1
                    except httpx.TransportError:
                        self.truth.cut[act] += 1
                        time.sleep(PAUSE)
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits for the client
            self.failed = error

    def send_file(self, http: httpx.Client) -> None:
        number = next(self.numbers)
        text = "\n".join(letter(f"{number}/SYT-NV", mark=f"giếng số {number}").lines())
        answer = http.post("/api/v1/documents", files={"file": (f"{number}.txt", text.encode())})
        assert answer.status_code == 202, answer.text
        with self.truth.lock:
            self.truth.sent.add(number)

    def _document(self, http: httpx.Client) -> str | None:
        found = http.get("/api/v1/library/documents", params={"limit": 50}).json()["documents"]
        return str(self.chance.choice(found)["document"]["id"]) if found else None

    def withdraw_or_restore(self, http: httpx.Client) -> None:
        document = self._document(http)
        if document is not None:
            act, state = self.chance.choice((("withdraw", "withdrawn"), ("restore", "active")))
            self._change(self.truth.states, document, state, lambda: http.post(f"/api/v1/documents/{document}/{act}"))

    def correct(self, http: httpx.Client) -> None:
        document = self._document(http)
        if document is not None:
            subject = f"Về giếng {secrets.token_hex(4)}"
            body = {"field": "subject", "value": subject, "note": "Theo bản giấy"}
            self._change(
                self.truth.subjects, document, subject, lambda: http.patch(f"/api/v1/documents/{document}", json=body)
            )

    def _change(
        self, known: dict[str, set[str]], document: str, value: str, send: Callable[[], httpx.Response]
    ) -> None:
        """An act with one result: both may hold until it is acknowledged."""
        known[document] = {*known.get(document, {""}), value}
        answer = send()
        assert answer.status_code == 200, answer.text
        known[document] = {value}

    def sign_in(self, http: httpx.Client) -> None:
        answer = http.post("/login", data={"key": self.key})
        assert answer.status_code == 303, answer.text
        with self.truth.lock:
            self.truth.sessions.append(answer.cookies[COOKIE])

    def back_up(self, http: httpx.Client) -> None:
        answer = http.get("/api/v1/library/backup")
        assert answer.status_code == 200, answer.text
        with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
            assert "library.sqlite" in archive.getnames()
