"""How the processor time of some work grows with its size: a ratio, the same on a slow or a busy machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: A size four times as large takes about 4 times as long where the work is linear, 16 times where it is quadratic.
TIMES = 4
MOST = 8.0
_TRIES = 3


def growth(work: Callable[[int], object], size: int) -> float:
    """How many times the processor time of a quarter of `size` the whole of it takes.

    The least of three tries, as soon as one is below MOST: other programs on the machine only ever add to it.
    """
    least = float("inf")
    for _ in range(_TRIES):
        quarter = _seconds(work, size // TIMES)
        least = min(least, _seconds(work, size) / quarter)
        if least < MOST:
            break
    return least


def _seconds(work: Callable[[int], object], size: int) -> float:
    started = time.process_time()
    work(size)
    return time.process_time() - started
