"""An operator's file: TOML with one table for each place that the service speaks to, such as ``[[source]]``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

#: Fields whose value would be a secret in clear.
SECRETS_IN_CLEAR = ("password", "secret", "secret_key", "key", "token")
#: Names of this machine: what is sent there crosses no network.
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def read_tables(path: Path, table: str, called: str, error: type[ValueError]) -> list[dict[str, Any]]:
    """The tables ``[[table]]`` of a file, in its order; Vietnamese messages call what they describe ``called``.

    :raises ValueError: an ``error``, if the file cannot be read or holds anything else.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise error(f"Không đọc được tệp {called} {path}; hãy xem lại đường dẫn và quyền đọc.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise error(f"Tệp {called} {path} không đúng dạng TOML: {wrong}.") from None
    listed = tables.get(table, [])
    if not isinstance(listed, list) or set(tables) - {table} or not all(isinstance(one, dict) for one in listed):
        raise error(f"Tệp {called} {path} chỉ được gồm các bảng [[{table}]].")
    return listed


def refuse_twins(names: Sequence[str], called: str, error: type[ValueError]) -> None:
    """Refuse a name that two tables bear.

    :raises ValueError: an ``error`` that names it.
    """
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise error(f"Có hai {called} cùng tên {twice!r}; hãy đặt mỗi {called} một tên.")


def split_address(address: str) -> SplitResult | None:
    """The parts of an address; None for one that no machine can have: a port beyond the ports, half an IPv6 address."""
    try:
        parts = urlsplit(address)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None
