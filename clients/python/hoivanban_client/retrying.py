"""Retries: which calls are sent again, and after how long."""

from __future__ import annotations

import random
from typing import Any

import httpx

from hoivanban_client.call import Call
from hoivanban_client.errors import retry_after

#: Statuses of a busy service or proxy.
BUSY = frozenset((429, 502, 503, 504))
#: Longest and first pause before another try.
MOST_SECONDS = 30.0
FIRST_SECONDS = 0.2


def is_safe_to_repeat(call: Call[Any]) -> bool:
    """True if sending the call twice does no harm: it reads, searches, or carries an idempotency key."""
    return call.method == "GET" or call.key is not None or call.path.endswith("/search")


def retry_delay(attempt: int, response: httpx.Response | None) -> float | None:
    """Seconds until the next try after the ``attempt``-th (from 0); None if the service asks for too long a pause.

    The pauses are random, so that many callers do not come back at one moment.
    """
    asked_for = retry_after(response) if response is not None else None
    if asked_for is not None:
        return asked_for if asked_for <= MOST_SECONDS else None
    spread = random.uniform(0.5, 1.0)  # noqa: S311 # nosec B311 # spreads load, hides nothing
    return min(MOST_SECONDS, FIRST_SECONDS * 2.0**attempt) * spread
