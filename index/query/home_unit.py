"""The unit that asks: what "tỉnh ta" and a department named without its province mean in its house."""

from __future__ import annotations

import re

from ingest.grammar.territory import any_province_pattern
from ingest.text.normalize import fold

#: The levels of a unit, folded; a department ("Sở") is one of a province or of a city under the centre.
_LEVELS = "tinh|thanh pho|huyen|thi xa|xa|phuong|thi tran|dac khu"
_UNIT = re.compile(rf"\b(?P<level>{_LEVELS})\s+(?P<name>[^\s,;].*?)(?=\s*(?:[,;-]|$)|\s+(?:{_LEVELS})\b)")
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
    folded = fold(text)
    if home is None or len(folded) != len(text) or len(fold(home)) != len(home):
        return text
    units = {match["level"]: home[match.start() : match.end()] for match in _UNIT.finditer(fold(home))}
    settled = text
    for match in reversed(list(_OURS.finditer(folded))):
        own = next(iter(units.values()), None) if match["level"] == "dia phuong" else units.get(match["level"])
        if own is not None:
            settled = f"{settled[: match.start()]}{own}{settled[match.end() :]}"
    province = units.get("tinh") or units.get("thanh pho")
    if settled != text or province is None or not _names_department_alone(text, folded):
        return settled
    return f"{text} ({province})"


def _names_department_alone(text: str, folded: str) -> bool:
    """True if a department is named, and neither its province nor a document, which says whose it is."""
    names_department = re.search(r"\b[Ss]ở\s+[A-ZĐ]", text) or (text.isascii() and _DEPARTMENT.search(folded))
    names_territory = re.search(rf"\b(?:{_LEVELS})\b", folded) or any_province_pattern().search(folded)
    return bool(names_department) and not names_territory and not re.search(r"\d", text)
