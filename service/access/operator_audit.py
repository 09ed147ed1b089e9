"""What the command line's acts leave in the audit log; apart from the routes' part: no command loads FastAPI."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from index.accounts.audit_log import DONE_SUFFIX, AuditLog

if TYPE_CHECKING:
    from index.library.library import Library


def record_operator_act(library: Library, act: str, object: str, **detail: Any) -> None:
    """Record an act of the command line, with the name of the operating system's user."""
    AuditLog(library.engine).add(act, object, actor=_operator_name(), detail=detail)


def record_together(library: Library, act: str, object: str, **detail: Any) -> AbstractContextManager[object]:
    """Record an act that the block does in the same transaction; nothing of an act that fails."""
    return AuditLog(library.engine).in_next_transaction(act, object, actor=_operator_name(), detail=detail)


@contextmanager
def record_start_and_end(library: Library, act: str, object: str, **detail: Any) -> Iterator[dict[str, Any]]:
    """Record an act that is no single transaction before it begins, and as ``<act>.done`` when it has ended well.

    What is put into the yielded dictionary goes with the second row. The first alone says: begun, and broken off.
    """
    record_operator_act(library, act, object, **detail)
    outcome: dict[str, Any] = {}
    yield outcome
    record_operator_act(library, f"{act}{DONE_SUFFIX}", object, **outcome)


def _operator_name() -> str:
    try:
        return f"os:{getpass.getuser()}"
    except (OSError, KeyError):
        # A container may run under a number that has no name.
        return f"os:{os.getuid()}"
