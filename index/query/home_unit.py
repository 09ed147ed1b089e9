"""The unit that asks: what "tỉnh ta" and a department named without its province mean in its house."""

from __future__ import annotations

import re

from ingest.text.normalize import fold

#: The levels of a unit, folded; a department ("Sở") is one of a province or of a city under the centre.
_LEVELS = "tinh|thanh pho|huyen|thi xa|xa|phuong|thi tran|dac khu"
_HOME = re.compile(rf"\b(?P<level>{_LEVELS})\s+\S.*$")
_OURS = re.compile(rf"\b(?P<level>{_LEVELS}|dia phuong)\s+(?:cua )?(?:chung )?(?:ta|minh|toi|nha)\b")
_DEPARTMENT = re.compile(
    r"\bso (?:noi vu|ngoai vu|tai chinh|y te|tu phap|xay dung|cong thuong|nong nghiep|van hoa|giao duc|khoa hoc)\b"
)


def with_home_unit(text: str, home: str | None) -> str:
    """A question in which "tỉnh ta" and a bare "Sở Nội vụ" are said with the name of the home unit.

    >>> with_home_unit("Tỉnh ta có bao nhiêu xã?", "UBND tỉnh Gia Lai")
    'tỉnh Gia Lai có bao nhiêu xã?'
    >>> with_home_unit("Sở Nội vụ chủ trì việc gì?", "tỉnh Gia Lai")
    'Sở Nội vụ chủ trì việc gì? (tỉnh Gia Lai)'
    """
    found = _HOME.search(fold(home or ""))
    folded = fold(text)
    if home is None or found is None or len(folded) != len(text) or len(fold(home)) != len(home):
        return text
    territory = home[found.start() :]
    settled = text
    for match in reversed(list(_OURS.finditer(folded))):
        if match["level"] in (found["level"], "dia phuong"):
            settled = f"{settled[: match.start()]}{territory}{settled[match.end() :]}"
    if settled != text or found["level"] not in ("tinh", "thanh pho"):
        return settled
    names_department = re.search(r"\b[Ss]ở\s+[A-ZĐ]", text) or (text.isascii() and _DEPARTMENT.search(folded))
    names_territory = fold(territory) in folded or re.search(rf"\b(?:{_LEVELS})\b", folded)
    names_document = re.search(r"\d", text)
    if not names_department or names_territory or names_document:
        return text
    return f"{text} ({territory})"
