"""Blocking sending: generated from ``asynchronous_sending.py``, never edited by hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self, TypeVar

import httpx

from hoivanban_client.call import Call
from hoivanban_client.errors import Unreachable, error_of
from hoivanban_client.page import ResultPage
from hoivanban_client.retrying import BUSY, is_safe_to_repeat, retry_delay

Result = TypeVar("Result")
Item = TypeVar("Item")


class Sender:
    """Sends calls to one service, and those again that do no harm twice."""

    def __init__(self, url: str, key: str | None = None, *, timeout: float = 60.0, retries: int = 2) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout)
        self._retries = retries

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _items(self, page_after: Callable[[str | None], Call[ResultPage[Item]]]) -> Iterator[Item]:
        after: str | None = None
        while True:
            page = self._send(page_after(after))
            yield from page.items
            after = page.following
            if after is None:
                return

    def _send(self, call: Call[Result]) -> Result:
        tries = self._retries + 1 if is_safe_to_repeat(call) else 1
        for attempt in range(tries):
            last = attempt == tries - 1
            response: httpx.Response | None = None
            try:
                response = self._once(call)
            except httpx.TransportError as error:
                if last:
                    raise Unreachable(str(error)) from error
            if response is not None and response.is_success:
                return call.read(response)
            wait = retry_delay(attempt, response)
            if response is not None and (last or response.status_code not in BUSY or wait is None):
                raise error_of(response)
            time.sleep(wait or 0.0)
        raise AssertionError("unreachable: the last try returns or raises")

    def _once(self, call: Call[Result]) -> httpx.Response:
        if call.files is None:
            return self._http.request(**call.request(None))
        opened = call.files()
        try:
            return self._http.request(**call.request(opened))
        finally:
            for _, file in opened.values():
                file.close()
