"""Stand-in for a language model of the house: a local server that answers as a test tells it to."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[Sequence[str]], str]
#: A reply that breaks off in the middle.
BROKEN_OFF = "đứt"


class StandIn(ThreadingHTTPServer):
    """A language model of any character: ``reply`` makes its message from the numbered quotes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.reply: Reply = lambda _: ""
        self.asked: list[dict[str, Any]] = []

    @property
    def address(self) -> str:
        """What ``HOIVANBAN_LLM_URL`` is set to."""
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Answer(BaseHTTPRequestHandler):
    server: StandIn

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        quotes = asked["messages"][1]["content"].partition("Các câu trích:\n")[2].split("\n\n[")
        content = self.server.reply([quote.partition("] ")[2] for quote in quotes])
        body = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body) * (2 if content == BROKEN_OFF else 1)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # nobody waits any more
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def running_model() -> Iterator[StandIn]:
    server = StandIn()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def listed(*sentences: tuple[int, str]) -> str:
    """A message of the form asked for: (index of the quote, text) of each sentence."""
    return json.dumps({"sentences": [{"quote": quote, "text": text} for quote, text in sentences]})
