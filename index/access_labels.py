"""Access labels: who may see a document. ``cong_khai`` (everybody), ``noi_bo`` (officials), ``nhom:<name>`` (a group).

A document that waits for a clerk's approval is held back under a label of its own, which also says what it will
become: ``cho_duyet`` (public) or ``cho_duyet:nhom:abc``. Nobody who asks is ever given such a label.
"""

from __future__ import annotations

import re
import unicodedata

from index.records import HELD_BACK, INTERNAL, PUBLIC

GROUP = "nhom:"
_NAME = re.compile(r"[\w.-]{1,60}")
_NAMES = {PUBLIC: "Công khai", INTERNAL: "Nội bộ"}


class BadLabel(ValueError):
    """Not a label; the message is one Vietnamese sentence."""


def label(text: str) -> str:
    """The label that somebody typed.

    >>> label("Nội bộ"), label("nhom:Thanh-Tra"), label(" cong_khai ")
    ('noi_bo', 'nhom:thanh-tra', 'cong_khai')

    :raises BadLabel: if it is none.
    """
    typed = unicodedata.normalize("NFC", text).strip().lower()
    for known, name in _NAMES.items():
        if typed in (known, name.lower()):
            return known
    kind, _, group = typed.partition(":")
    if kind.strip() in ("nhom", "nhóm") and _NAME.fullmatch(group.strip()):
        return GROUP + group.strip()
    raise BadLabel(f"{text!r} không phải nhãn truy cập; hãy dùng cong_khai, noi_bo hoặc nhom:tên-nhóm.")


def named(access: str) -> str:
    """A label as it is shown.

    >>> named("noi_bo"), named("nhom:thanh-tra"), named("cho_duyet:noi_bo")
    ('Nội bộ', 'Nhóm thanh-tra', 'Chờ duyệt (Nội bộ)')
    """
    if is_held_back(access):
        return f"Chờ duyệt ({named(released(access))})"
    return _NAMES.get(access) or f"Nhóm {access.removeprefix(GROUP)}"


def held_back(access: str) -> str:
    """The label under which a document waits for approval before it gets ``access``."""
    return HELD_BACK if access == PUBLIC else f"{HELD_BACK}:{access}"


def is_held_back(access: str) -> bool:
    return access == HELD_BACK or access.startswith(f"{HELD_BACK}:")


def released(access: str) -> str:
    """The label that a document which waits gets when it is approved.

    >>> released("cho_duyet"), released("cho_duyet:nhom:abc")
    ('cong_khai', 'nhom:abc')
    """
    return access.removeprefix(HELD_BACK).removeprefix(":") or PUBLIC
