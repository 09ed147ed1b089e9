"""Group rows of tables: the rows that name what the rows below them are parts of (`II | VĂN THƯ`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.records import StepKind

ROW_NUMBER = re.compile(r"^\(?(?P<no>\d{1,3}(?:\.\d{1,3})*)[.)]?$")
SAME_AS_ABOVE = re.compile(r"^(?:nt|-\s*nt\s*-|như trên|\"|“|''|〃|-\"-)$", re.IGNORECASE)
_ROMAN = re.compile(r"^(?P<no>[IVX]{1,6}|[A-H])[.)]?$")
_GROUP_START = re.compile(r"^(?P<no>[IVX]{1,6}|[A-H]|\d{1,3})\s*[.\-–)]\s+(?P<t>\S.*)$", re.S)
#: (Number, title) of group rows, outermost first.
Group = tuple[str | None, str]
Groups = tuple[Group, ...]


def group_kind(number: str) -> StepKind:
    """The kind of step that a group row's number makes (`II`, `A`, `3`)."""
    if number.isdigit():
        return "n1"
    return "roman" if re.fullmatch(r"[IVX]+", number) else "letter"


def group_row(texts: Sequence[str]) -> Group | None:
    """Number and title of a group row (`II | VĂN THƯ`, `I. Nhiệm vụ chung`), else None."""
    filled = [(column, text) for column, text in enumerate(texts) if text]
    if len(texts) < 3 or not filled:
        return None
    column, text = filled[0]
    if len(filled) == 1:
        match = _GROUP_START.match(text)
        if match:
            return match["no"], match["t"]
        is_title = column < 2 and not ROW_NUMBER.match(text) and not SAME_AS_ABOVE.match(text)
        return (None, text) if is_title else None
    number = _ROMAN.match(text) if column == 0 else None
    if number and len(filled) <= max(3, len(texts) // 2):
        return number["no"], " ".join(cell_text for _, cell_text in filled[1:])
    return None


def total_row(texts: Sequence[str]) -> Group | None:
    """Number and title of a row with figures that sums up the rows below it (`II | Chi thường xuyên | 980 | 1.020`).

    >>> total_row(["II", "Chi thường xuyên", "980", "1.020"])
    ('II', 'Chi thường xuyên')
    """
    number = _ROMAN.match(texts[0]) if texts else None
    title = texts[1] if len(texts) > 1 else ""
    named = len(title) > 3 and any(map(str.isalpha, title)) and not ROW_NUMBER.match(title)
    return (number["no"], title) if number and named else None


def nest_groups(groups: Groups, new: Group) -> Groups:
    """Groups of one style follow each other; one of another style stands below; numbered and plain ones at the end."""
    major = tuple(group for group in groups if _style(group))
    if not _style(new):
        return (*major, new)
    styles = [_style(group) for group in major]
    return (*major[: styles.index(_style(new)) if _style(new) in styles else len(major)], new)


def _style(group: Group) -> str:
    """`roman` or `letter` for the number of a group, "" for a digit or none."""
    number = group[0]
    return group_kind(number) if number and not number.isdigit() else ""
