"""What the command line's acts leave in the audit log; apart from the routes' part: no command loads FastAPI."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from index.accounts.audit_log import DONE, Trail

if TYPE_CHECKING:
    from index.library.library import Library


def by_operator(library: Library, act: str, object: str, **detail: Any) -> None:
    """Record an act of the command line, with the name of the operating system's user."""
    Trail(library.engine).add(act, object, actor=_operator(), detail=detail)


def together(library: Library, act: str, object: str, **detail: Any) -> AbstractContextManager[object]:
    """Record an act that the block does in the same transaction; nothing of an act that fails."""
    return Trail(library.engine).together(act, object, actor=_operator(), detail=detail)


@contextmanager
def announced(library: Library, act: str, object: str, **detail: Any) -> Iterator[dict[str, Any]]:
    """Record an act that is no single transaction before it begins, and as ``<act>.done`` when it has ended well.

    What is put into the yielded dictionary goes with the second row. The first alone says: begun, and broken off.
    """
    by_operator(library, act, object, **detail)
    outcome: dict[str, Any] = {}
    yield outcome
    by_operator(library, f"{act}{DONE}", object, **outcome)


def _operator() -> str:
    try:
        return f"os:{getpass.getuser()}"
    except (OSError, KeyError):
        # A container may run under a number that has no name.
        return f"os:{os.getuid()}"
