"""What the command line's acts leave in the audit log; apart from the routes' part: no command loads FastAPI."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING, Any

from index.audit import Trail

if TYPE_CHECKING:
    from index.library import Library


def by_operator(library: Library, act: str, object: str, **detail: Any) -> None:
    """Record an act of the command line, with the name of the operating system's user."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        # A container may run under a number that has no name.
        user = str(os.getuid())
    Trail(library.engine).add(act, object, actor=f"os:{user}", detail=detail)
