"""The operator's file of sources: TOML, a table ``[[source]]`` for each. Secrets never stand in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from index.access_labels import InvalidLabel, parse_label
from index.intake.operator_file import SECRETS_IN_CLEAR, THIS_MACHINE, read_tables, refuse_twins, split_address
from index.intake.source import Credentials, IntakeSource, Kind
from index.records import PUBLIC

#: How often a source is followed where nothing is said, and the shortest time between two rounds.
USUAL_MINUTES, LEAST_MINUTES = 15.0, 0.1
#: The longest time between two rounds, and the most days of letters that are looked at.
MOST_MINUTES, MOST_DAYS = 7 * 24 * 60.0, 36_500

_KINDS: tuple[str, ...] = get_args(Kind)
#: Schemes of an address by kind; a folder has a path.
_SCHEMES = {
    "imap": ("imaps", "imap"),
    "s3": ("https", "http"),
    "webdav": ("https", "http"),
    "feed": ("https", "http"),
}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
#: Fields of all kinds, beside those in ``_OPTIONS``.
_COMMON = frozenset({
    "name", "kind", "address", "access", "every_minutes", "withdraw", "empty_ok", "user", "password_file",
    "password_env", "ca_file",
})  # fmt: skip
_OPTIONS: Mapping[str, frozenset[str]] = {
    "imap": frozenset({"since_days"}),
    "s3": frozenset({"region"}),
    "webdav": frozenset(),
    "folder": frozenset(),
    "feed": frozenset(),
}


class SourcesError(ValueError):
    """A file of sources that cannot be used; the message is Vietnamese."""


def read_sources(path: Path) -> tuple[IntakeSource, ...]:
    """The sources of a file, in its order.

    :raises SourcesError: if the file cannot be read, or says what cannot be done.
    """
    sources = tuple(_source(table, path.parent) for table in read_tables(path, "source", "nguồn", SourcesError))
    refuse_twins([source.name for source in sources], "nguồn", SourcesError)
    return sources


def _source(table: Mapping[str, Any], beside: Path) -> IntakeSource:
    name = table.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise SourcesError(f"Tên nguồn {name!r} không hợp lệ; hãy dùng chữ thường không dấu, số và dấu gạch nối.")
    kind = table.get("kind")
    if kind not in _KINDS:
        raise SourcesError(f"Nguồn {name}: loại {kind!r} không có; hãy dùng một trong {', '.join(_KINDS)}.")
    _check_fields(name, kind, table)
    try:
        access = parse_label(_text(name, table, "access", PUBLIC))
    except InvalidLabel as error:
        raise SourcesError(f"Nguồn {name}: {error}") from None
    secret_file = _text(name, table, "password_file", "")
    address = _address(name, kind, _text(name, table, "address", ""))
    if (secret_file or "password_env" in table) and not _is_safe_for_secrets(kind, address):
        raise SourcesError(f"Nguồn {name}: có mật khẩu hoặc khóa thì địa chỉ phải bắt đầu bằng https://.")
    return IntakeSource(
        name,
        kind,
        address,
        access,
        _minutes(name, table.get("every_minutes", USUAL_MINUTES)),
        _flag(name, table, "withdraw"),
        _flag(name, table, "empty_ok"),
        Credentials(
            _text(name, table, "user", ""),
            beside / secret_file if secret_file else None,
            _text(name, table, "password_env", "") or None,
        ),
        _options(name, kind, table),
    )


def _check_fields(name: str, kind: str, table: Mapping[str, Any]) -> None:
    for field in table:
        if field in SECRETS_IN_CLEAR:
            raise SourcesError(
                f"Nguồn {name}: không ghi {field} vào tệp này; hãy ghi vào một tệp riêng và dùng password_file, "
                "hoặc đặt biến môi trường và dùng password_env."
            )
        if field not in _COMMON | _OPTIONS[kind]:
            raise SourcesError(f"Nguồn {name}: không có mục {field!r} cho loại {kind}.")


def _address(name: str, kind: str, address: str) -> str:
    if kind == "folder":
        if not Path(address).is_absolute():
            raise SourcesError(f"Nguồn {name}: địa chỉ của thư mục phải là đường dẫn đầy đủ, bắt đầu bằng “/”.")
        return address
    parts = split_address(address)
    if parts is None or parts.scheme not in _SCHEMES[kind] or not parts.hostname:
        raise SourcesError(f"Nguồn {name}: địa chỉ {address!r} phải bắt đầu bằng {_SCHEMES[kind][0]}:// và tên máy.")
    if parts.password is not None or parts.username is not None:
        raise SourcesError(f"Nguồn {name}: không ghi tài khoản vào địa chỉ; hãy dùng user và password_file.")
    if kind == "s3" and not parts.path.strip("/"):
        raise SourcesError(f"Nguồn {name}: địa chỉ thiếu tên ngăn chứa (https://máy/ngăn-chứa/thư-mục).")
    return address


def _is_safe_for_secrets(kind: str, address: str) -> bool:
    """True where a secret does not cross the network in clear; a mailbox is asked for encryption when it is opened."""
    parts = urlsplit(address)
    return kind in ("imap", "folder") or parts.scheme == "https" or parts.hostname in THIS_MACHINE


def _minutes(name: str, value: object) -> float:
    # Written this way round, what is no number (TOML knows `nan`) fails too.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not LEAST_MINUTES <= value <= MOST_MINUTES:
        raise SourcesError(
            f"Nguồn {name}: every_minutes phải là số phút, ít nhất {LEAST_MINUTES}, nhiều nhất {MOST_MINUTES:.0f}."
        )
    return float(value)


def _options(name: str, kind: str, table: Mapping[str, Any]) -> dict[str, str]:
    """The fields of one kind; those that name a file or a number are looked at now, not in the middle of a round."""
    found = {field: table[field] for field in ("ca_file", *_OPTIONS[kind]) if field in table}
    days = found.pop("since_days", None)
    if days is not None and (isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= MOST_DAYS):
        raise SourcesError(f"Nguồn {name}: since_days phải là số ngày, từ 0 đến {MOST_DAYS}.")
    options = {field: _text(name, found, field, "") for field in found}
    if "ca_file" in options and not Path(options["ca_file"]).is_file():
        raise SourcesError(f"Nguồn {name}: không có tệp chứng thư {options['ca_file']}.")
    return options if days is None else {**options, "since_days": str(days)}


def _flag(name: str, table: Mapping[str, Any], field: str) -> bool:
    value = table.get(field, False)
    if not isinstance(value, bool):
        raise SourcesError(f"Nguồn {name}: {field} phải là true hoặc false.")
    return value


def _text(name: str, table: Mapping[str, Any], field: str, usual: str) -> str:
    value = table.get(field, usual)
    if not isinstance(value, str):
        raise SourcesError(f"Nguồn {name}: {field} phải là chữ trong dấu ngoặc kép.")
    return value
