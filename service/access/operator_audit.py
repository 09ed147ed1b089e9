"""Audit rows written by CLI commands; separate from ``access.audit`` so that the CLI never imports FastAPI."""

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
    """Record the act of the block in the same transaction: a failed act leaves no row."""
    return AuditLog(library.engine).in_next_transaction(act, object, actor=_operator_name(), detail=detail)


@contextmanager
def record_start_and_end(library: Library, act: str, object: str, **detail: Any) -> Iterator[dict[str, Any]]:
    """Record a long act twice: before it begins, and as ``<act>.done`` when it has succeeded.

    For acts that are more than one transaction. The yielded dictionary becomes the detail of the second row. The first
    row alone means that the act was begun and broken off.
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
