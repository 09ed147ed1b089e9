"""Access labels say who may see a document: ``cong_khai`` everybody, ``noi_bo`` officials, ``nhom:<name>`` a group.

A document that waits for a clerk's approval is held back under a label of its own, which also says what it will
become: ``cho_duyet`` (public) or ``cho_duyet:nhom:abc``. Nobody who asks is ever given such a label.
"""

from __future__ import annotations

import re
import unicodedata

from index.records import HELD_BACK, INTERNAL, PUBLIC

GROUP_PREFIX = "nhom:"
_GROUP_NAME = re.compile(r"[\w.-]{1,60}")
_SHOWN_NAMES = {PUBLIC: "Công khai", INTERNAL: "Nội bộ"}


class InvalidLabel(ValueError):
    """The text is no label; the message is one Vietnamese sentence."""


def parse_label(text: str) -> str:
    """The label that somebody typed.

    >>> parse_label("Nội bộ"), parse_label("nhom:Thanh-Tra"), parse_label(" cong_khai ")
    ('noi_bo', 'nhom:thanh-tra', 'cong_khai')

    :raises InvalidLabel: if it is none.
    """
    typed = unicodedata.normalize("NFC", text).strip().lower()
    for known, name in _SHOWN_NAMES.items():
        if typed in (known, name.lower()):
            return known
    kind, _, group = typed.partition(":")
    if kind.strip() in ("nhom", "nhóm") and _GROUP_NAME.fullmatch(group.strip()):
        return GROUP_PREFIX + group.strip()
    raise InvalidLabel(f"{text!r} không phải nhãn truy cập; hãy dùng cong_khai, noi_bo hoặc nhom:tên-nhóm.")


def label_name(access: str) -> str:
    """A label as it is shown.

    >>> label_name("noi_bo"), label_name("nhom:thanh-tra"), label_name("cho_duyet:noi_bo")
    ('Nội bộ', 'Nhóm thanh-tra', 'Chờ duyệt (Nội bộ)')
    """
    if is_held_back(access):
        return f"Chờ duyệt ({label_name(released_label(access))})"
    return _SHOWN_NAMES.get(access) or f"Nhóm {access.removeprefix(GROUP_PREFIX)}"


def held_back_label(access: str) -> str:
    """The label under which a document waits for approval before it gets ``access``."""
    return HELD_BACK if access == PUBLIC else f"{HELD_BACK}:{access}"


def is_held_back(access: str) -> bool:
    return access == HELD_BACK or access.startswith(f"{HELD_BACK}:")


def released_label(access: str) -> str:
    """The label that a document which waits gets when it is approved; one that does not wait keeps its own.

    >>> released_label("cho_duyet"), released_label("cho_duyet:nhom:abc"), released_label("noi_bo")
    ('cong_khai', 'nhom:abc', 'noi_bo')
    """
    return access.removeprefix(HELD_BACK).removeprefix(":") or PUBLIC
